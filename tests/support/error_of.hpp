/// \file
/// How tests look at a refusal.
#pragma once

#include <string>

#include "sigil/base/error.hpp"
#include "support/catch.hpp"

namespace sigil::test {

/// The error that `action` throws. Fails the test if there is none.
template <typename Action>
Error error_of(Action action) {
  try {
    action();
  } catch (const Error& error) {
    return error;
  }
  FAIL("nothing was thrown");
  return Error(ErrorKind::Internal, "not reached");
}

} // namespace sigil::test
