/// \file
/// Gives the files of a fixup their final contents and names.
#pragma once

#include "fixup_graph.hpp"

namespace sigil::package {

/// Rewrites and names all own files, each after those whose names it contains; files that need each other
/// together. Files of equal height are done on all cores. Those that need one that has failed are left out,
/// without an error of their own.
void name_files(FixupGraph& graph, ErrorList& errors);

} // namespace sigil::package
