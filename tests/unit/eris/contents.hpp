/// \file
/// Contents that tests generate, and the names of some of them.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "sigil/base/stream.hpp"
#include "sigil/crypto/cipher.hpp"
#include "sigil/crypto/hash.hpp"
#include "sigil/eris/capability.hpp"

namespace sigil::test {

/// The first `size` bytes of the ChaCha20 key stream whose key is the hash of a fixed text.
inline Bytes content(std::size_t size) {
  const crypto::Hash key = crypto::blake2b_256(as_bytes("sigil test content"));
  Bytes bytes(size);
  crypto::chacha20_xor(bytes, bytes, key, std::array<std::uint8_t, 12>{});
  return bytes;
}

/// 00 01 02 … 1f
inline eris::ConvergenceSecret counting_secret() {
  eris::ConvergenceSecret secret;
  for (std::size_t i = 0; i < secret.size(); ++i) secret[i] = static_cast<std::uint8_t>(i);
  return secret;
}

struct NamedContent {
  std::size_t size;
  eris::BlockSize block_size;
  bool null_secret; ///< otherwise counting_secret()
  unsigned level;
  std::size_t block_count;
  std::string_view urn;
};

/// Computed by another implementation, written in Python from the specification.
inline constexpr NamedContent kNamedContents[] = {
    {0, eris::BlockSize::k1KiB, true, 0, 1,
     "urn:eris:"
     "BIADFUKDPYKJNLGCVSIIDI3FVKND7MO5AGOCXBK2C4ITT5MAL4LSCZF62B4PDOFQCLLNL7AXXSJFGINUYXVGVTDCQ2V7S7W5S234WFX"
     "CJ4"},
    {1, eris::BlockSize::k1KiB, true, 0, 1,
     "urn:eris:"
     "BIAENLE3AWP6II4L4QUDIZRHT2JYTHXGXDHR2OSASTWRH574PFLTCJ3NVG4FM6GRSHM6EWBQRXAWKLYNBK4BZIQ3IHN24CJBQKIIXEP"
     "OEY"},
    {1023, eris::BlockSize::k1KiB, true, 0, 1,
     "urn:eris:"
     "BIAD22GFRXFF7ENWBQ245DS3CWLJQPQGU3TUGBDTNTQAFKVZ4F7RZOVVEFBJTB7ZSF2HPDMVIUPQ7U4HYW2C3NQWSMIP232ANSF4NSZ"
     "WCU"},
    {1024, eris::BlockSize::k1KiB, true, 1, 3,
     "urn:eris:"
     "BIAUOWLWUQ7APREVI476O7L4SE5R565ROTI6GKSW324TPVMLETTSGEJ5TPFX7RDZRPUG2PBVCCTI623RLGV6VGQVBGBIV2PZBOHCXMI"
     "ZWU"},
    {16383, eris::BlockSize::k1KiB, true, 1, 17,
     "urn:eris:"
     "BIA37W5NFJY4WXGFXKLVKOSVKUXDHSPQO66Y7LXBHDOAU2NUJBLRRVSQCHU6OFSZOKNW54JIJHADVA35DY2KIVWLNOTFPC6HCNVHVYG"
     "5WE"},
    {16384, eris::BlockSize::k1KiB, true, 2, 20,
     "urn:eris:"
     "BIBH2IOXMSYQR5G2XOWZVJA3E7BKCIXLTVDSXLBZMVPEYVMZPT6HSHG54ZSE2VTHORCJSNYKSJ4TEV5VAP467UMO4LEUUZ6VVTPALNJ"
     "7IA"},
    {16384, eris::BlockSize::k32KiB, true, 0, 1,
     "urn:eris:"
     "B4AJHCIZDFNCWLM257E2F5SMDM43M4B3Q3CU5BRCQPQT2MZQXB42ULEMIHVAJZHYYCS5VW2NWYS2AKY2VQMY4E7K62K4XPGR5KQE6SV"
     "PT4"},
    {32767, eris::BlockSize::k32KiB, true, 0, 1,
     "urn:eris:"
     "B4AHXEDJUSP3RVUYHIYGHILRWWTJ5TTLPGXEVKTDGAMUQE5BYGF32TSR5M3B2ZUTPID5OVOX4S34BTVEZQSTUGTTQKHMWKYIHMO4DP4"
     "724"},
    {32768, eris::BlockSize::k32KiB, true, 1, 3,
     "urn:eris:"
     "B4ATQUY5CV6IHV3I4VPVMJ6BCHSD5WUU3PY3L3KERBJHL6Z2GXTSWIWV5L7H3ZNRIKMMJPI4DHIB46N6746AYKAMEJEXFKWSCU5JLYW"
     "2EE"},
    {262144, eris::BlockSize::k1KiB, true, 3, 277,
     "urn:eris:"
     "BIB6DLDO3SBPFVOLYBMWMH3RJZI7AVJ5VG4FCMZX224SM2CG5MBKR6MXSTRVPV4KKFIAMH2CXWNJ4G7OJIHLSNUPJRJRSGIPGLHBHSK"
     "MSY"},
    {262143, eris::BlockSize::k1KiB, true, 2, 273,
     "urn:eris:"
     "BIBHLQNJ3GEWV2FZQRWR57ZJDENLA5TPILPROV2OWS2KNSPLX3I3FXYNYPI57IQUYIBMTMARVUFCYXMVRQMBHV234ICTWAR4AYQXGIN"
     "U4M"},
    {5000, eris::BlockSize::k1KiB, false, 1, 6,
     "urn:eris:"
     "BIA7DYYFSKSDNMC242CWAGYAJMANEC4DLL3MVFUE2VE3RKWKG3757MVZHKGJGLDX2V35NEIRCEXZUTNMV3NXWHLPHOOA4T7KWCSVVG6"
     "Z2Y"},
};

} // namespace sigil::test
