/// \file
/// Catches an Error and hands it over to be looked at.
#pragma once

#include <stdexcept>

#include "sigil/base/error.hpp"

namespace sigil::test {

/// The Error that `action` throws. Fails the test case if it throws none.
template <typename Action>
Error error_of(Action&& action) {
  try {
    action();
  } catch (const Error& error) {
    return error;
  }
  throw std::logic_error("no sigil::Error was thrown");
}

} // namespace sigil::test
