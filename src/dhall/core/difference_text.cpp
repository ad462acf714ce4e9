// How a Difference is told.
#include <algorithm>

#include "core/difference.hpp"
#include "syntax/print.hpp"
#include "syntax/print_literal.hpp"

namespace sigil::dhall {

namespace {

constexpr std::size_t kMostTextBytes = 72;
constexpr std::size_t kMostPathBytes = 80;
constexpr std::size_t kMostLabelBytes = 40;
constexpr std::size_t kMostRepeated = 4;
/// Ever more, until two texts differ.
constexpr std::size_t kTextBytes[] = {kMostTextBytes, 400, 4096, 65536};

bool begins_code_point(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80;
}

/// The first bytes, in whole code points.
std::string_view head_of(std::string_view text, std::size_t most_bytes) {
  if (text.size() <= most_bytes) return text;
  while (most_bytes > 0 && !begins_code_point(text[most_bytes])) --most_bytes;
  return text.substr(0, most_bytes);
}

std::size_t common_bytes(std::string_view left, std::string_view right) {
  const std::size_t most = std::min(left.size(), right.size());
  std::size_t at = 0;
  while (at < most && left[at] == right[at]) ++at;
  while (at > 0 && at < left.size() && !begins_code_point(left[at])) --at;
  return at;
}

/// What is around a place, with `…` for what is not.
template <typename Shown>
std::string window(std::string_view text, std::size_t at, Shown shown) {
  constexpr std::size_t kBefore = 24;
  std::size_t begin = at > kBefore ? at - kBefore : 0;
  while (begin > 0 && begin < text.size() && !begins_code_point(text[begin])) --begin;
  const std::string_view rest = text.substr(begin);
  const std::string_view part = head_of(rest, kMostTextBytes - kBefore);
  std::string result = begin > 0 ? "…" : "";
  result += shown(part);
  return part.size() < rest.size() ? result + "…" : result;
}

std::string as_it_is(std::string_view text) {
  return std::string(text);
}

std::string escaped(std::string_view text) {
  std::string result;
  append_escaped(result, text);
  return result;
}

/// Texts that are not short, from where they begin to differ.
std::pair<std::string, std::string> text_pair(std::string_view left, std::string_view right) {
  if (left.size() <= kMostTextBytes && right.size() <= kMostTextBytes)
    return {'"' + escaped(left) + '"', '"' + escaped(right) + '"'};
  const std::size_t at = common_bytes(left, right);
  const std::string_view before = left.substr(0, at);
  const std::size_t line_begin = before.rfind('\n') + 1;
  const std::string where =
      " at line " + std::to_string(std::ranges::count(before, '\n') + 1) + ", column " +
      std::to_string(std::ranges::count_if(before.substr(line_begin), begins_code_point) + 1);
  return {'"' + window(left, at, escaped) + '"' + where, '"' + window(right, at, escaped) + '"' + where};
}

/// A label as one writes it, of a length that does not hurt.
std::string label_text(const Symbol& label) {
  const std::string_view head = head_of(label.text, kMostLabelBytes);
  std::string text(head);
  if (head.size() < label.text.size()) text += "…";
  return needs_backticks(label, LabelPlace::Field) ? '`' + text + '`' : text;
}

} // namespace

std::string Difference::name_of(const Place& place) const {
  switch (place.step) {
  case Step::Field: return label_text(*place.label);
  case Step::Alternative: return '<' + label_text(*place.label) + '>';
  case Step::Element: return "[]";
  case Step::Item: return '[' + std::to_string(place.index) + ']';
  case Step::Optional: return "?";
  case Step::Input: return "∀(" + label_text(*place.label) + ')';
  case Step::Output: return "→";
  case Step::Argument: return '(' + std::to_string(place.index) + ')';
  default: return {};
  }
}

/// The outermost step and as many of the innermost ones as there is room for.
std::string Difference::path_text(std::uint32_t place) const {
  const std::vector<const Place*> steps = path(place);
  if (steps.empty()) return {};
  std::string text;
  std::size_t at = steps.size();
  while (at > 0 && text.size() < kMostPathBytes) {
    const std::string name = name_of(*steps[--at]);
    text = text.empty() ? name : name + '.' + text;
  }
  if (at == 0) return text;
  return name_of(*steps.front()) + (at > 1 ? ".…." : ".") + text;
}

std::string Difference::shown(Node* node, std::uint32_t place, std::size_t most_bytes) const {
  std::vector<const LevelNode*> variables(variables_.begin(), variables_.end());
  for (const Place* step : path(place)) {
    if (step->bound != nullptr) variables.push_back(step->bound);
  }
  return summary(*quote_excerpt(evaluator_, node, variables), most_bytes);
}

std::pair<std::string, std::string> Difference::texts(const Found& found) const {
  if (found.left == nullptr || found.right == nullptr) {
    const auto one = [&](Node* node) {
      return node == nullptr ? std::string() : shown(node, found.place, kMostTextBytes);
    };
    return {one(found.left), one(found.right)};
  }
  const Node* left = evaluator_.flatten_text(evaluator_.force(found.left));
  const Node* right = evaluator_.flatten_text(evaluator_.force(found.right));
  if (left->kind == Kind::Text && right->kind == Kind::Text)
    return text_pair(as<TextNode>(*left).text(), as<TextNode>(*right).text());
  for (const std::size_t most_bytes : kTextBytes) {
    std::string l = shown(found.left, found.place, most_bytes);
    std::string r = shown(found.right, found.place, most_bytes);
    if (l == r) continue;
    if (most_bytes == kMostTextBytes) return {std::move(l), std::move(r)};
    const std::size_t at = common_bytes(l, r);
    return {window(l, at, as_it_is), window(r, at, as_it_is)};
  }
  return {"… (differs further inside than can be shown)", "…"};
}

std::vector<std::string> Difference::lines(const Sides& sides, std::string_view between) const {
  std::vector<std::string> lines;
  const std::size_t width =
      std::max({sides.left.size(), sides.right.size(), sides.left_only.size(), sides.right_only.size()});
  const auto line = [&](char mark, std::string_view side, const std::string& path, const std::string& what) {
    std::string text = {mark, ' '};
    text.append(side).append(width - side.size() + 1, ' ').append(path);
    if (!path.empty() && !what.empty()) text += between;
    lines.push_back(text + what);
  };
  for (const Found& one : found_) {
    const std::string path = path_text(one.place);
    const auto [left, right] = texts(one);
    if (one.left_has) line('-', one.right_has ? sides.left : sides.left_only, path, left);
    if (one.right_has) line('+', one.left_has ? sides.right : sides.right_only, path, right);
  }
  std::size_t repeated = 0;
  for (const auto& [place, first] : again_) {
    if (!places_[first].differs) continue;
    if (++repeated > kMostRepeated) break;
    lines.push_back("… " + path_text(place) + " differs as " + path_text(first) + " does");
  }
  if (count_ > found_.size())
    lines.push_back("… " + std::to_string(count_ - found_.size()) + " further differences");
  if (steps_ == 0) lines.emplace_back("… not all of it was compared");
  return lines;
}

} // namespace sigil::dhall
