/// \file
/// Runs something that must throw sigil::Error and returns the error.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sigil/base/error.hpp"
#include "sigil/genode/node.hpp"
#include "support/catch.hpp"

namespace sigil::test {

template <typename Action>
Error error_of(const Action& action) {
  std::optional<Error> thrown;
  try {
    action();
  } catch (const Error& error) {
    thrown = error;
  }
  REQUIRE(thrown.has_value());
  return *thrown;
}

inline Error parse_error(std::string_view document) {
  return error_of([&] { (void)genode::parse(as_bytes(document)); });
}

inline Error write_error(const genode::Node& node, genode::Syntax syntax) {
  return error_of([&] { (void)genode::write(node, syntax); });
}

inline bool mentions(const Error& error, std::string_view text) {
  return error.render("test").find(text) != std::string::npos;
}

} // namespace sigil::test
