/// \file
/// How reports become JSON text.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace sigil::cli {

using Json = nlohmann::ordered_json;

/// The root of a report, to which its fields are added.
inline Json root_of(const char* kind) {
  return {{"version", 1}, {"kind", kind}};
}

inline std::string to_text(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

/// null where there is nothing to say: a field is never left out.
inline Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

} // namespace sigil::cli
