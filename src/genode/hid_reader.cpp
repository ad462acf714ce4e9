// Reads HID as Genode's format description has it for offline tools: what Genode's runtime skips as
// syntactically wrong is an error here.
#include <algorithm>

#include "syntax.hpp"

namespace sigil::genode {
namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

/// Splits "tag: value" or "tag:"; the tag is empty if `text` is neither.
struct TagValue {
  std::string_view tag;
  std::string_view value;

  explicit TagValue(std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos || !is_hid_name(text.substr(0, colon))) return;
    if (colon + 1 < text.size() && text[colon + 1] != ' ') return;
    tag = text.substr(0, colon);
    value = trimmed(text.substr(colon + 1));
  }
};

/// A line is cut at each '|' into segments. Each is a node, an attribute, quoted text or a comment, and
/// its column (of the node's type, of the text) tells to which node it belongs.
class HidReader {
 public:
  explicit HidReader(std::string_view document) : document_(document) {}

  Node read() {
    std::size_t at = document_.find_first_not_of(" \t\r\n");
    if (at == std::string_view::npos) throw Error(ErrorKind::Invalid, "configuration is empty");
    line_number_ = line_of(document_, at);
    while (at < document_.size()) {
      const std::size_t end = std::min(document_.find('\n', at), document_.size());
      std::string_view line = document_.substr(at, end - at);
      const bool is_ended = end < document_.size();
      if (is_ended && line.ends_with('\r')) line.remove_suffix(1);
      if (!open_.empty() && line.starts_with('-')) return finish();
      read_line(line);
      at = end + 1;
      ++line_number_;
    }
    throw Error(ErrorKind::Invalid,
                "configuration has no end marker, expected a line '-' after the last node");
  }

 private:
  struct OpenNode {
    Node node;
    std::size_t column;
    bool is_enabled;
  };

  [[noreturn]] void fail(const std::string& message) const {
    throw error_at_line(ErrorKind::Invalid, line_number_, message);
  }

  void read_line(std::string_view line) {
    if (find_refused_control(line) != std::string_view::npos)
      fail("control character in " + in_quotes(line) + ", expected printable text");
    std::size_t at = 0;
    for (;;) {
      const std::size_t start = line.find_first_not_of(' ', at);
      if (start == std::string_view::npos) return;
      at = read_segment(line, start);
    }
  }

  /// Reads the segment that begins at `start` and returns where the next one does.
  std::size_t read_segment(std::string_view line, std::size_t start) {
    const std::size_t end = std::min(line.find('|', start), line.size());
    const std::string_view segment = trimmed(line.substr(start, end - start));
    if (open_.empty()) {
      open_node(segment, 0, true);
      return end + 1;
    }
    if (segment.empty()) return end + 1; // a '|' that only guides the eye
    const char prefix = segment[0];
    const bool has_prefix = start + 1 == line.size() || line[start + 1] == ' ';
    const std::size_t content = std::min(start + 2, line.size());
    if (has_prefix && prefix == '.') return line.size();
    if (has_prefix && prefix == ':') {
      read_text(line.substr(content), start + 2);
      return line.size();
    }
    if (has_prefix && (prefix == '+' || prefix == 'x'))
      open_node(segment.substr(std::min<std::size_t>(2, segment.size())), start + 2, prefix == '+');
    else
      read_attribute(segment, start);
    return end + 1;
  }

  /// `text` is "type", "type name" or "type tag: value".
  void open_node(std::string_view text, std::size_t column, bool is_enabled) {
    const std::size_t type_end = std::min(text.find(' '), text.size());
    const std::string_view type = text.substr(0, type_end);
    if (!is_hid_name(type)) fail("node type " + in_quotes(type) + ", expected [a-z][a-z0-9_-]*");
    while (!open_.empty() && open_.back().column >= column) close_node();
    if (!open_.empty() && !open_.back().node.text.empty())
      fail("node " + in_quotes(type) + " stands beside text of node " + in_quotes(open_.back().node.type));
    limits_.enter(open_.size() + 1, line_number_);
    open_.push_back({Node{std::string(type), {}, {}, {}}, column, is_enabled});

    const std::string_view rest = trimmed(text.substr(type_end));
    if (rest.empty()) return;
    const TagValue attribute(rest);
    Node& node = open_.back().node;
    if (attribute.tag.empty())
      add_attribute(node, "name", rest, line_number_);
    else
      add_attribute(node, attribute.tag, attribute.value, line_number_);
  }

  void read_attribute(std::string_view segment, std::size_t column) {
    OpenNode& owner = open_.back();
    const TagValue attribute(segment);
    if (attribute.tag.empty())
      fail(in_quotes(segment) + " is neither a node, an attribute, text nor a comment");
    if (column == 0 || column < owner.column || !owner.node.text.empty())
      fail("attribute " + in_quotes(attribute.tag) +
           " belongs to no node, expected it in or below the line of its node, before sub nodes and text");
    add_attribute(owner.node, attribute.tag, attribute.value, line_number_);
  }

  void read_text(std::string_view text, std::size_t column) {
    OpenNode& owner = open_.back();
    if (column <= owner.column)
      fail("text " + in_quotes(text) + " belongs to no node, expected it below its node, without sub nodes");
    owner.node.text.emplace_back(text);
  }

  void close_node() {
    OpenNode closed = std::move(open_.back());
    open_.pop_back();
    if (closed.is_enabled) open_.back().node.add(std::move(closed.node));
  }

  Node finish() {
    while (open_.size() > 1) close_node();
    return std::move(open_.back().node);
  }

  std::string_view document_;
  std::uint32_t line_number_ = 1;
  std::vector<OpenNode> open_; ///< the innermost node last
  NodeLimits limits_;
};

} // namespace

Node read_hid(std::string_view document) {
  return HidReader(document).read();
}

} // namespace sigil::genode
