/// \file
/// Which build this is.
#pragma once

namespace sigil::dhall {

/// Differs where sources, compiler or kind of build differ. Made by cmake/SourceDigest.cmake.
extern const char* const kBuildDigest;

} // namespace sigil::dhall
