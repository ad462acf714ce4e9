/// \file
/// The one place that includes CLI11, which does not compile without warnings under our flags.
#pragma once

#pragma GCC system_header
#include <CLI/CLI.hpp>
