/// \file
/// The pages of docs/formats/, whose examples tests hold against the code.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "shell.hpp"

namespace sigil::test {

inline std::string format_page(const std::string& name) {
  const Bytes bytes = read_file(std::string(SIGIL_SOURCE_DIR) + "/docs/formats/" + name);
  return std::string(as_text(bytes));
}

/// The indented lines of `page` from the one that begins with `start`, without their indentation;
/// empty if there is none.
inline std::string indented_block(std::string_view page, const std::string& start) {
  constexpr std::string_view kIndent = "    ";
  const std::size_t at = page.find("\n" + std::string(kIndent) + start);
  if (at == std::string_view::npos) return {};
  page.remove_prefix(at + 1);
  std::string block;
  while (page.starts_with(kIndent)) {
    const std::size_t end = page.find('\n') + 1;
    block += page.substr(kIndent.size(), end - kIndent.size());
    page.remove_prefix(end);
  }
  return block;
}

} // namespace sigil::test
