/// \file
/// Holds files against what manifests say of them.
#pragma once

#include <span>

#include "sigil/base/error.hpp"
#include "sigil/package/merge.hpp"

namespace sigil::package {

/// Adds an error, in the order of the files, for each whose size, SHA-256, capability or DT_NEEDED is
/// another, and for each set whose hash is.
void verify_files(const MergedClosure& closure, std::span<const eris::ConvergenceSecret> secrets,
                  ErrorList& errors);

} // namespace sigil::package
