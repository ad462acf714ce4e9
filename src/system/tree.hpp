/// \file
/// A description before anybody has looked at what it says: values with their places, whatever they were
/// written in.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sigil::system {

struct TreePlace {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  const std::string* file = nullptr; ///< if it is another one than the description's; ReadContext keeps it
};

struct TreeMember;

struct TreeValue {
  enum class Kind : std::uint8_t { Null, Boolean, Integer, Number, Text, Array, Object };
  Kind kind = Kind::Null;
  TreePlace place;
  bool boolean = false;
  std::int64_t integer = 0; ///< Kind::Integer: what fits 64 bits with sign; else it is Kind::Number
  std::string text;         ///< Kind::Text
  std::vector<TreeValue> items;
  std::vector<TreeMember> members; ///< in the order of the document, keys distinct
};

struct TreeMember {
  std::string key;
  TreePlace place;
  TreeValue value;
};

/// A step deeper in a JSON pointer (RFC 6901).
std::string pointer_to(std::string_view parent, std::string_view key);

inline constexpr std::size_t kMaxTreeBytes = std::size_t{16} << 20;
inline constexpr std::size_t kMaxTreeDepth = 64;

} // namespace sigil::system
