/// \file
/// Dhall values as JSON, by the rules of `dhall-to-json`.
#pragma once

#include <cstdint>
#include <string>

#include "sigil/dhall/dhall.hpp"

namespace sigil::cli {

struct JsonOptions {
  enum class Omit : std::uint8_t {
    Null,    ///< fields that are null
    Nothing, ///< keep them
    Empty,   ///< fields that are null, and records and lists without contents, which become null
  };

  Omit omit = Omit::Null;
  bool pretty = false; ///< several lines, two blanks a level
  bool maps = true;    ///< lists of keys and values are objects
  std::string key = "mapKey";
  std::string value = "mapValue";
  bool approximate = false; ///< NaN and infinity as null and the largest number
};

/// A value of the Prelude's type JSON.Type is the JSON that it describes. Fields are sorted, numbers are
/// exact. No line break at the end. \throws Error{Invalid} "dhall.json.function", "dhall.json.type",
/// "dhall.json.double", "dhall.json.value"
///         with the path of what JSON cannot express; Error{Limit}
std::string to_json(const dhall::Context& context, const dhall::Value& value, const JsonOptions& options);

} // namespace sigil::cli
