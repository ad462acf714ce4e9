#include "sigil/genode/node.hpp"

#include <algorithm>

#include "sigil/base/text.hpp"
#include "syntax.hpp"

namespace sigil::genode {
namespace {

constexpr std::string_view kWhiteSpace = " \t\r\n";

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return is_lower(c) || (c >= 'A' && c <= 'Z');
}

} // namespace

const std::string* Node::attribute(std::string_view name) const {
  for (const Attribute& attribute : attributes)
    if (attribute.name == name) return &attribute.value;
  return nullptr;
}

const Node* Node::child(std::string_view wanted) const {
  for (const Node& node : children)
    if (node.type == wanted) return &node;
  return nullptr;
}

Node& Node::with(std::string name, std::string value) & {
  attributes.push_back({std::move(name), std::move(value)});
  return *this;
}

std::string write(const Node& node, Syntax syntax) {
  check_writable(node, syntax);
  return syntax == Syntax::Hid ? write_hid(node) : write_xml(node);
}

Node parse(ByteView document) {
  const std::string_view text = as_text(document);
  if (!is_utf8(text)) throw Error(ErrorKind::Invalid, "configuration is not UTF-8");
  return detect_syntax(document) == Syntax::Hid ? read_hid(text) : read_xml(text);
}

Syntax detect_syntax(ByteView document) {
  const std::string_view text = as_text(document);
  const std::size_t start = text.find_first_not_of(kWhiteSpace);
  return start != std::string_view::npos && text[start] == '<' ? Syntax::Xml : Syntax::Hid;
}

bool is_hid_name(std::string_view name) {
  return !name.empty() && is_lower(name[0]) && std::all_of(name.begin(), name.end(), [](char c) {
    return is_lower(c) || is_digit(c) || c == '_' || c == '-';
  });
}

bool is_xml_name(std::string_view name) {
  const auto begins = [](char c) { return is_letter(c) || c == '_' || c == ':'; };
  return !name.empty() && begins(name[0]) && std::all_of(name.begin(), name.end(), [&](char c) {
    return begins(c) || is_digit(c) || c == '-' || c == '.';
  });
}

std::size_t find_refused_control(std::string_view line) {
  enum class Tab { Undecided, Taken, Refused } tab = Tab::Undecided;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (tab == Tab::Undecided && c != ' ') tab = c == ':' || c == '.' ? Tab::Taken : Tab::Refused;
    if (c == '|') tab = Tab::Undecided;
    const bool is_control = static_cast<unsigned char>(c) < 0x20;
    if (is_control && !(c == '\t' && tab == Tab::Taken)) return i;
  }
  return std::string_view::npos;
}

bool is_white_space(std::string_view text) {
  return text.find_first_not_of(kWhiteSpace) == std::string_view::npos;
}

std::uint32_t line_of(std::string_view document, std::size_t offset) {
  const std::string_view before = document.substr(0, offset);
  return static_cast<std::uint32_t>(1 + std::count(before.begin(), before.end(), '\n'));
}

Error error_at_line(ErrorKind kind, std::uint32_t line, std::string_view message) {
  SourcePosition where;
  where.line = line;
  return Error(kind, "configuration line " + std::to_string(line) + ": " + std::string(message)).at(where);
}

void add_attribute(Node& node, std::string_view name, std::string_view value, std::uint32_t line) {
  if (node.attributes.size() == kMaxAttributes)
    throw error_at_line(ErrorKind::Limit, line,
                        "node " + in_quotes(node.type) + " has more than " + std::to_string(kMaxAttributes) +
                            " attributes");
  if (node.attribute(name) != nullptr)
    throw error_at_line(ErrorKind::Invalid, line,
                        "node " + in_quotes(node.type) + " has attribute " + in_quotes(name) + " twice");
  node.with(std::string(name), std::string(value));
}

void NodeLimits::enter(std::size_t depth, std::uint32_t line) {
  if (depth > kMaxDepth)
    throw error_at_line(ErrorKind::Limit, line,
                        "nodes are nested more than " + std::to_string(kMaxDepth) + " deep");
  if (++count_ > kMaxNodes)
    throw error_at_line(ErrorKind::Limit, line, "more than " + std::to_string(kMaxNodes) + " nodes");
}

} // namespace sigil::genode
