/// \file
/// A tiny core to build images of: as the bytes of a template, and as assembly for `as` and `ld`.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "sigil/base/endian.hpp"
#include "sigil/base/file.hpp"
#include "sigil/image/core_image.hpp"

namespace sigil::test {

inline void put64(Bytes& bytes, std::size_t at, std::uint64_t value) {
  store<std::uint64_t>(bytes.data() + at, value, ByteOrder::Little);
}
inline void put32(Bytes& bytes, std::size_t at, std::uint32_t value) {
  store<std::uint32_t>(bytes.data() + at, value, ByteOrder::Little);
}
inline void put16(Bytes& bytes, std::size_t at, std::uint16_t value) {
  store<std::uint16_t>(bytes.data() + at, value, ByteOrder::Little);
}
inline std::uint64_t get64(const Bytes& bytes, std::size_t at) {
  return load<std::uint64_t>(bytes.data() + at, ByteOrder::Little);
}

/// Offset of program header `index`, and of a field in it.
constexpr std::size_t program_header(std::size_t index) {
  return 64 + 56 * index;
}
constexpr std::size_t kFlags = 4, kOffset = 8, kAddress = 16, kFileSize = 32, kMemorySize = 40;

inline void put_segment(Bytes& bytes, std::size_t index, std::uint32_t flags, std::uint64_t offset,
                        std::uint64_t size) {
  const std::size_t at = program_header(index);
  put32(bytes, at, 1);
  put32(bytes, at + kFlags, flags);
  put64(bytes, at + kOffset, offset);
  put64(bytes, at + kAddress, offset - 0x1000 + 0x100000);
  put64(bytes, at + 24, offset - 0x1000 + 0x100000);
  put64(bytes, at + kFileSize, size);
  put64(bytes, at + kMemorySize, size);
  put64(bytes, at + 48, 0x1000);
}

/// File offset of the five words in core_template_bytes().
constexpr std::size_t kWordsOffset = 0x2028;

/// A linked core: 16 bytes of code, 0x53 bytes of data with the five words at its offset 0x28.
inline Bytes core_template_bytes() {
  Bytes bytes(0x2053, 0);
  const std::array<std::uint8_t, 7> ident{0x7f, 'E', 'L', 'F', 2, 1, 1};
  std::copy(ident.begin(), ident.end(), bytes.begin());
  put16(bytes, 16, 2);
  put16(bytes, 18, 62);
  put32(bytes, 20, 1);
  put64(bytes, 24, 0x100000);
  put64(bytes, 32, 64);
  put16(bytes, 52, 64);
  put16(bytes, 54, 56);
  put16(bytes, 56, 2);
  put_segment(bytes, 0, 5, 0x1000, 16);
  put_segment(bytes, 1, 6, 0x2000, 0x53);
  std::fill_n(bytes.begin() + 0x1000, 16, std::uint8_t{0xf4});
  bytes[0x2052] = 0xda;
  for (std::size_t i = 0; i < image::kSentinels.size(); ++i)
    put64(bytes, kWordsOffset + 8 * i, image::kSentinels[i].value);
  return bytes;
}

inline rom::Rom make_rom(const std::string& name, Bytes content) {
  return {name.starts_with("urn:")                             ? rom::RomName::of_content(name)
          : rom::check_named(name) == rom::NameFault::Reserved ? rom::RomName::reserved(name)
                                                               : rom::RomName::named(name),
          Blob::of(std::move(content))};
}

/// Three modules: a text, exactly one page, and one byte more than a page under a URN.
inline std::vector<rom::Rom> sample_modules() {
  const std::string_view text = "<config/>\n";
  return {make_rom("config", Bytes(text.begin(), text.end())), make_rom("page", Bytes(0x1000, 0x50)),
          make_rom(
              "urn:eris:BIAD77QDJMFAKZYH2DXBUZYAP3MXZ3DJZVFYQ5DFWC6T65WSFCU5S2IT4YZGJ7AC4SYQMP2DM2ANS2ZTCP3DJ"
              "JIRV733CRAAHOSWIYZM3M",
              Bytes(0x1001, 0x51))};
}

inline Bytes sample_image() {
  BytesSink sink;
  image::write_core_image(image::CoreTemplate::parse(Blob::of(core_template_bytes())), sample_modules(),
                          sink);
  return std::move(sink).bytes();
}

} // namespace sigil::test
