/// \file
/// A JSON document with the place of every value, built from nlohmann/json's SAX events.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sigil::system {

struct JsonPlace {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

struct JsonMember;

struct JsonValue {
  enum class Kind : std::uint8_t { Null, Boolean, Integer, Number, Text, Array, Object };
  Kind kind = Kind::Null;
  JsonPlace place;
  bool boolean = false;
  std::int64_t integer = 0; ///< Kind::Integer: what fits 64 bits with sign; else it is Kind::Number
  std::string text;         ///< Kind::Text
  std::vector<JsonValue> items;
  std::vector<JsonMember> members; ///< in the order of the document, keys distinct
};

struct JsonMember {
  std::string key;
  JsonPlace place;
  JsonValue value;
};

/// "text", "an object", …: for messages.
std::string_view describe(JsonValue::Kind kind);

/// A step deeper in a JSON pointer (RFC 6901).
std::string pointer_to(std::string_view parent, std::string_view key);

inline constexpr std::size_t kMaxJsonBytes = std::size_t{16} << 20;
inline constexpr std::size_t kMaxJsonDepth = 64;

/// \throws Error{Invalid} with file, line, column (and pointer) for malformed JSON or a duplicate key;
/// Error{Limit}.
JsonValue parse_json(std::string_view text, const std::filesystem::path& file);

} // namespace sigil::system
