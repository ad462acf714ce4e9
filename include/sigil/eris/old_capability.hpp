/// \file
/// Contents of the versions before ERIS 1.0, which links of that time lead to. They can be read, not written.
/// Format: docs/formats/eris.md, "Older versions".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sigil/base/stream.hpp"
#include "sigil/eris/capability.hpp"
#include "sigil/eris/codec.hpp"
#include "sigil/eris/store.hpp"

namespace sigil::eris {

/// A read capability of such a version. A type of its own, so that none gets where 1.0 is expected.
struct OldCapability {
  /// As the URN tells it.
  enum class Version : std::uint8_t { Erisx2, Erisx3 };
  Version version = Version::Erisx3;
  /// The same parts as in 1.0; its to_urn() and to_binary() are of no use.
  ReadCapability parts;

  /// "urn:erisx2:" or "urn:erisx3:" and 106 characters of unpadded base32.
  std::string to_urn() const;
  /// As strict as ReadCapability::parse_urn(), with the same codes; refuses URNs of 1.0.
  /// \throws Error{Invalid} with code "eris.capability.*"
  static OldCapability parse_urn(std::string_view urn);

  /// In constant time, but for the version.
  bool operator==(const OldCapability&) const = default;
};

/// Writes the content of `capability` to `sink`, with all checks of decode() for 1.0 but those of keys: a
/// reader needs none, and where they are keyed hashes cannot tell whether they are right. Then a changed
/// key or level of the capability shows only in what it leads to: noise that is no node.
/// Checks::Strict checks the keys of the root and of every node, under `secret`: that of contents that were
/// encoded with another one is refused. With it a tree of erisx3 is of one draft from its root on.
/// \throws as decode()
void decode(const OldCapability& capability, BlockStore& store, ByteSink& sink,
            Checks checks = Checks::Standard, const ConvergenceSecret& secret = {});

} // namespace sigil::eris
