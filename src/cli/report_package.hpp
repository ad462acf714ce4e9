/// \file
/// Fixups and closures as text, JSON (docs/cli/package-fixup.md, docs/cli/package-closure.md) and Graphviz.
#pragma once

#include <string>

#include "sigil/package/fixup.hpp"
#include "sigil/package/merge.hpp"

namespace sigil::cli {

std::string fixup_text(const package::FixupResult& result);
std::string fixup_json(const package::FixupResult& result, bool is_dry_run);

std::string closure_text(const package::MergedClosure& closure);
std::string closure_json(const package::MergedClosure& closure);
std::string closure_dot(const package::MergedClosure& closure);

} // namespace sigil::cli
