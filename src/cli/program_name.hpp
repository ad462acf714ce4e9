#pragma once

#include <string_view>

namespace sigil::cli {

inline constexpr std::string_view kProgramName = "sigil-build";

} // namespace sigil::cli
