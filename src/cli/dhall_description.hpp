/// \file
/// System descriptions in Dhall.
#pragma once

#include <filesystem>
#include <optional>

#include "dhall_run.hpp"
#include "sigil/system/description.hpp"

namespace sigil::cli {

/// By the name of the file.
bool is_dhall(const std::filesystem::path& description);

/// Evaluates the description in `options.file`. From then on errors show the source that they are about.
/// \returns nothing if Dhall refuses it, which has been shown; `sigil-build dhall` would have failed
/// \throws as system::read_description()
std::optional<system::DescriptionReading> read_dhall_description(Context& context,
                                                                 const DhallOptions& options);

} // namespace sigil::cli
