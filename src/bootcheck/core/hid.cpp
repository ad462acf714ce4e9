/// \file
/// Human-inclined data, as Genode's offline tool accepts it.
#include "common/text.hpp"
#include "core/config.hpp"

namespace sigil::bootcheck {
namespace {

bool is_letter(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_identifier_part(char c) {
  return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

std::size_t identifier_length(std::string_view text) {
  if (text.empty() || !is_letter(text.front())) return 0;
  std::size_t length = 1;
  while (length < text.size() && is_identifier_part(text[length])) ++length;
  return length;
}

/// The parts of 'tag: value' or 'tag:'; false if `text` is something else.
bool split_attribute(std::string_view text, Attribute& into) {
  const std::size_t length = identifier_length(text);
  if (length == 0 || length == text.size() || text[length] != ':') return false;
  if (length + 1 < text.size() && text[length + 1] != ' ') return false;
  into = {text.substr(0, length), trimmed(text.substr(length + 1))};
  return true;
}

class HidReader {
 public:
  HidReader(std::string_view text, std::size_t line, Tree& into) : rest_(text), line_(line), tree_(into) {}

  bool read() {
    for (bool is_first = true;; is_first = false, ++line_) {
      if (!is_first && rest_.empty()) return fail("no end marker '-'");
      std::string_view line = take_until(rest_, '\n');
      if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
      if (is_first) {
        if (!read_top(line)) return false;
        continue;
      }
      if (!line.empty() && line.front() == '-') return true;
      if (!line.empty() && is_letter(line.front())) return fail("a second top node");
      if (!read_segments(line, 0)) return false;
    }
  }

  ConfigFault fault() const { return {line_, what_}; }

 private:
  /// A node that what follows may belong to; column of its type.
  struct Open {
    Index node;
    std::size_t column;
  };

  bool fail(std::string_view what) {
    what_ = what;
    return false;
  }

  bool read_top(std::string_view line) {
    std::size_t end = 0;
    std::string_view segment;
    if (!take_segment(line, 0, segment, end) || !read_node(segment, 0, kNone)) return false;
    return read_segments(line, end);
  }

  /// What stands from `begin` to the next '|'; `end` is the place behind that.
  bool take_segment(std::string_view line, std::size_t begin, std::string_view& segment, std::size_t& end) {
    const std::size_t bar = line.find('|', begin);
    segment = line.substr(begin, bar == std::string_view::npos ? bar : bar - begin);
    end = begin + segment.size() + (bar == std::string_view::npos ? 0 : 1);
    for (const char c : segment)
      if (static_cast<unsigned char>(c) < 0x20) return fail("a control character");
    if (bar == std::string_view::npos) return true;
    if ((!segment.empty() && segment.back() != ' ') || (end < line.size() && line[end] != ' '))
      return fail("'|' without blanks around it");
    return true;
  }

  bool read_segments(std::string_view line, std::size_t begin) {
    while (begin < line.size()) {
      while (begin < line.size() && line[begin] == ' ') ++begin;
      if (begin == line.size()) return true;
      const char first = line[begin];
      const bool is_alone = begin + 1 == line.size() || line[begin + 1] == ' ';
      if (is_alone && (first == ':' || first == '.')) return read_whole_line(line, begin);
      std::string_view segment;
      std::size_t end = 0;
      if (!take_segment(line, begin, segment, end)) return false;
      const bool is_node = is_alone && (first == '+' || first == 'x');
      if (is_node && !read_sub_node(segment, begin)) return false;
      if (!is_node && !segment.empty() && !read_attribute(segment, begin)) return false;
      begin = end;
    }
    return true;
  }

  /// A comment or text: all up to the end of the line.
  bool read_whole_line(std::string_view line, std::size_t begin) {
    for (const char c : line.substr(begin))
      if (static_cast<unsigned char>(c) < 0x20 && c != '\t') return fail("a control character");
    if (line[begin] == '.') return true;
    if (begin < open_[depth_ - 1].column) return fail("text stands left of its node");
    tree_[open_[depth_ - 1].node].has_text = true;
    return true;
  }

  bool read_sub_node(std::string_view segment, std::size_t begin) {
    const std::size_t column = begin + 2;
    // The top node, in column 0, always stays open.
    while (open_[depth_ - 1].column >= column) --depth_;
    const Index parent = open_[depth_ - 1].node;
    if (tree_[parent].has_text) return fail("a sub node beside text");
    if (depth_ == Tree::kMaxDepth) return fail("more than 64 levels");
    // A disabled node is read for its syntax and then belongs to no one.
    const bool is_disabled = segment.front() == 'x';
    return read_node(segment.size() < 2 ? std::string_view{} : segment.substr(2), column,
                     is_disabled ? kNone : parent);
  }

  bool read_node(std::string_view text, std::size_t column, Index parent) {
    const std::size_t length = identifier_length(text);
    if (length == 0 || (length < text.size() && text[length] != ' ')) return fail("no node type");
    const Index node = tree_.add(parent, text.substr(0, length));
    if (node == kNone) return fail("too many nodes");
    open_[depth_++] = {node, column};
    const std::string_view name = trimmed(text.substr(length));
    Attribute attribute{"name", name};
    if (name.empty()) return true;
    split_attribute(name, attribute);
    return add(attribute);
  }

  bool read_attribute(std::string_view segment, std::size_t column) {
    const Open& owner = open_[depth_ - 1];
    Attribute attribute;
    if (!split_attribute(trimmed(segment), attribute))
      return fail("neither node, attribute, text nor comment");
    if (column < owner.column) return fail("an attribute stands left of its node");
    if (tree_[owner.node].has_text) return fail("an attribute after text");
    return add(attribute);
  }

  bool add(const Attribute& attribute) {
    switch (tree_.add_attribute(attribute.name, attribute.value)) {
    case Tree::Added::Yes: return true;
    case Tree::Added::Twice: return fail("an attribute is given twice");
    case Tree::Added::NoRoom: break;
    }
    return fail("too many attributes");
  }

  std::string_view rest_;
  std::size_t line_;
  Tree& tree_;
  std::string_view what_;
  Open open_[Tree::kMaxDepth]{};
  std::size_t depth_ = 0;
};

} // namespace

bool read_hid(std::string_view text, std::size_t line, Tree& into, ConfigFault& fault) {
  HidReader reader(text, line, into);
  if (reader.read()) return true;
  fault = reader.fault();
  return false;
}

} // namespace sigil::bootcheck
