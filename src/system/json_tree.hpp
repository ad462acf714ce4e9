/// \file
/// A JSON document as a tree, built from nlohmann/json's SAX events.
#pragma once

#include <filesystem>
#include <string_view>

#include "tree.hpp"

namespace sigil::system {

/// \throws Error{Invalid} with file, line, column (and pointer) for malformed JSON or a duplicate key;
/// Error{Limit}.
TreeValue parse_json(std::string_view text, const std::filesystem::path& file);

} // namespace sigil::system
