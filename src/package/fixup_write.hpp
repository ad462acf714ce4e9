/// \file
/// Puts what a fixup has computed in its place.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "fixup_graph.hpp"

namespace sigil::package {

struct ManifestText {
  std::filesystem::path output; ///< a folder
  std::string text;
};

/// Writes the manifests that are not there yet, then the files that change. Folders that are read-only are
/// writable for the moment; their modes and times come back, whatever happens.
/// \returns the manifests that were written. \throws Error{Io}, Error{Interrupted}.
std::vector<std::filesystem::path> write_results(const FixupGraph& graph,
                                                 const std::vector<ManifestText>& manifests);

} // namespace sigil::package
