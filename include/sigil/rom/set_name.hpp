/// \file
/// Names of libraries that need each other, by their shape: "eris-set:", the hash of the set in base32, ':' and which
/// member it is. Format: docs/formats/eris-manifest.md, section "Sets". Freestanding.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sigil::rom {

inline constexpr std::string_view kSetPrefix = "eris-set:";
/// 30 bytes in base32.
inline constexpr std::size_t kSetHashLength = 48;
/// So that no name has more than 63 characters.
inline constexpr std::uint32_t kMaxSetMembers = 65536;

/// Whether a name is meant to be that of a set's member.
constexpr bool has_set_prefix(std::string_view name) {
  return name.substr(0, kSetPrefix.size()) == kSetPrefix;
}

/// The parts of a name, as views of it.
struct SetNameView {
  std::string_view hash;
  std::uint32_t index = 0;
};

/// False if `name` is anything else.
constexpr bool read_set_name(std::string_view name, SetNameView& into) {
  constexpr std::size_t kIndex = kSetPrefix.size() + kSetHashLength + 1;
  if (!has_set_prefix(name) || name.size() <= kIndex || name.size() > kIndex + 5 || name[kIndex - 1] != ':')
    return false;
  into = {name.substr(kSetPrefix.size(), kSetHashLength), 0};
  for (const char character : into.hash)
    if (!((character >= 'A' && character <= 'Z') || (character >= '2' && character <= '7'))) return false;
  if (name[kIndex] == '0' && name.size() > kIndex + 1) return false;
  for (const char character : name.substr(kIndex)) {
    if (character < '0' || character > '9') return false;
    into.index = into.index * 10 + static_cast<std::uint32_t>(character - '0');
  }
  return into.index < kMaxSetMembers;
}

} // namespace sigil::rom
