#include "sigil/dhall/explain.hpp"

#include <algorithm>
#include <vector>

#include "explain/tables.hpp"

namespace sigil::dhall {

namespace {

constexpr std::size_t kColumns = 80;

std::vector<Explanation> all_tables() {
  std::vector<Explanation> all;
  for (const auto table : {explanations_of_types(), explanations_of_records(), explanations_of_unions(),
                           explanations_of_syntax(), explanations_of_imports(), explanations_of_limits()})
    all.insert(all.end(), table.begin(), table.end());
  return all;
}

std::size_t columns_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80; }));
}

/// Calls `act` with what is between the separators.
template <typename Act>
void split(std::string_view text, char separator, Act act) {
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    act(text.substr(begin, end - begin));
    begin = end + 1;
  }
}

void add_wrapped(std::string& text, std::string_view first, std::string_view indent, std::string_view words) {
  std::string line(first);
  bool is_first = true;
  split(words, ' ', [&](std::string_view word) {
    if (!is_first && columns_of(line) + 1 + columns_of(word) > kColumns) {
      text += line + '\n';
      line = indent;
      is_first = true;
    }
    if (!is_first) line += ' ';
    line += word;
    is_first = false;
  });
  text += line + '\n';
}

void add_example(std::string& text, std::string_view what, std::string_view example) {
  if (example.empty()) return;
  text.append("\n  ").append(what).append(":\n");
  split(example, '\n', [&](std::string_view line) { text.append("    ").append(line).append("\n"); });
}

} // namespace

std::span<const Explanation> explanations() {
  static const std::vector<Explanation> all = all_tables();
  return all;
}

const Explanation* explanation_of(std::string_view name) {
  for (const Explanation& one : explanations()) {
    if (name == one.name || (name.starts_with(one.name) && name[one.name.size()] == '.')) return &one;
  }
  return nullptr;
}

std::string to_text(const Explanation& explanation) {
  std::string text(explanation.name);
  text += "\n\n";
  add_wrapped(text, "  ", "  ", explanation.rule);
  add_example(text, "right", explanation.works);
  add_example(text, "wrong", explanation.fails);
  text += '\n';
  split(explanation.causes, '\n', [&](std::string_view cause) { add_wrapped(text, "  - ", "    ", cause); });
  return text;
}

} // namespace sigil::dhall
