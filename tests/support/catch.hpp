/// \file
/// The one place that includes Catch2, whose header moved between versions 2 and 3.
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif

#include <iostream>

/// Ends the test case as skipped: CTest looks for this word (cmake/SigilRoom.cmake).
#define SIGIL_SKIP(reason)                                                                                   \
  do {                                                                                                       \
    std::cout << "SIGIL-SKIPPED: " << (reason) << std::endl;                                                 \
    SUCCEED("skipped");                                                                                      \
    return;                                                                                                  \
  } while (false)
