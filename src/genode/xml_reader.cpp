// Reads XML as Genode does: attribute values raw, in double quotes only; in text just the entities that
// Genode knows. pugixml runs with all its conversions off, on a buffer of ours, so that its values still
// stand where they stood in the document.
#include <algorithm>
#include <array>
#include <pugixml.hpp>

#include "syntax.hpp"

namespace sigil::genode {
namespace {

constexpr unsigned kParseFlags = pugi::parse_fragment | pugi::parse_cdata | pugi::parse_comments |
                                 pugi::parse_pi | pugi::parse_declaration | pugi::parse_doctype;

/// Decodes the entities that Genode decodes; any other '&' stands for itself, as there.
std::string decoded(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, char>, 5> kEntities{
      {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&apos;", '\''}}};
  std::string result;
  while (!text.empty()) {
    const auto* const entity = std::find_if(kEntities.begin(), kEntities.end(),
                                            [&](const auto& known) { return text.starts_with(known.first); });
    const bool is_entity = entity != kEntities.end();
    result += is_entity ? entity->second : text[0];
    text.remove_prefix(is_entity ? entity->first.size() : 1);
  }
  return result;
}

/// As Genode does: what follows the last line end is a line only if there is something.
std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

class XmlReader {
 public:
  explicit XmlReader(std::string_view document) : document_(document), buffer_(document) {}

  Node read() {
    check_characters();
    pugi::xml_document tree;
    const pugi::xml_parse_result result =
        tree.load_buffer_inplace(buffer_.data(), buffer_.size(), kParseFlags, pugi::encoding_utf8);
    if (!result)
      throw error_at_line(ErrorKind::Invalid, line_of(document_, static_cast<std::size_t>(result.offset)),
                          std::string("malformed XML: ") + result.description());
    return read_document(tree);
  }

 private:
  void check_characters() const {
    std::size_t tags = 0;
    for (std::size_t i = 0; i < document_.size(); ++i) {
      const char c = document_[i];
      if (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\r' && c != '\n')
        throw error_at_line(ErrorKind::Invalid, line_of(document_, i), "control character in XML");
      // Bounds what pugixml allocates: a node has at most two tags.
      if (c == '<' && ++tags > 2 * kMaxNodes)
        throw error_at_line(ErrorKind::Limit, line_of(document_, i),
                            "more than " + std::to_string(2 * kMaxNodes) + " tags");
    }
  }

  Node read_document(const pugi::xml_document& tree) {
    pugi::xml_node root;
    for (const pugi::xml_node item : tree.children()) {
      const bool is_declaration = item.type() == pugi::node_declaration && item == tree.first_child();
      if (is_declaration || item.type() == pugi::node_comment) continue;
      if (item.type() != pugi::node_element || root)
        throw error_at(item, "expected one top node and nothing beside it");
      root = item;
    }
    if (!root) throw Error(ErrorKind::Invalid, "configuration has no top node");
    return read_element(root, 1);
  }

  /// Recursion is bounded by kMaxDepth.
  Node read_element(const pugi::xml_node& element, std::size_t depth) {
    limits_.enter(depth, line_at(element.name()));
    Node node{element.name(), {}, {}, {}};
    if (!is_xml_name(node.type))
      throw error_at(element, "node type " + in_quotes(node.type) + ", expected [A-Za-z_:][A-Za-z0-9_:.-]*");
    for (const pugi::xml_attribute& attribute : element.attributes()) read_attribute(node, attribute);
    bool has_comment = false;
    for (const pugi::xml_node& item : element.children()) {
      has_comment = has_comment || item.type() == pugi::node_comment;
      if (item.type() == pugi::node_comment) continue;
      const bool is_node = item.type() == pugi::node_element;
      if (!is_node && item.type() != pugi::node_pcdata)
        throw error_at(item, "node " + in_quotes(node.type) + " contains CDATA or a processing instruction");
      if (!node.text.empty() || (!is_node && !node.children.empty()))
        throw error_at(item, "node " + in_quotes(node.type) + " has sub nodes or a comment beside text");
      if (is_node)
        node.add(read_element(item, depth + 1));
      else
        node.text = split_lines(decoded(item.value()));
    }
    // Genode would take the comment for text.
    if (has_comment && !node.text.empty())
      throw error_at(element, "node " + in_quotes(node.type) + " has a comment beside its text");
    return node;
  }

  void read_attribute(Node& node, const pugi::xml_attribute& attribute) {
    const std::uint32_t line = line_at(attribute.name());
    if (!is_xml_name(attribute.name()))
      throw error_at_line(ErrorKind::Invalid, line,
                          "attribute " + in_quotes(attribute.name()) +
                              ", expected [A-Za-z_:][A-Za-z0-9_:.-]*");
    if (attribute.value()[-1] != '"')
      throw error_at_line(ErrorKind::Invalid, line,
                          "attribute " + in_quotes(attribute.name()) +
                              " has its value in single quotes, expected double quotes");
    add_attribute(node, attribute.name(), attribute.value(), line);
  }

  /// The line of a name or value that pugixml left in our buffer.
  std::uint32_t line_at(const char* text) {
    // Documents are walked in order, so lines are counted on from the last place.
    const std::size_t offset = static_cast<std::size_t>(text - buffer_.data());
    SIGIL_ASSERT(offset <= document_.size());
    if (offset < counted_) return line_of(document_, offset);
    line_ += line_of(document_.substr(counted_), offset - counted_) - 1;
    counted_ = offset;
    return line_;
  }

  Error error_at(const pugi::xml_node& item, const std::string& message) {
    // pugixml gives an empty string of its own for what is not in the document.
    const char* text = *item.name() != '\0' ? item.name() : item.value();
    return error_at_line(ErrorKind::Invalid, *text != '\0' ? line_at(text) : line_, message);
  }

  std::string_view document_;
  std::string buffer_; ///< pugixml ends names and values in it with NUL, and points into it
  std::size_t counted_ = 0;
  std::uint32_t line_ = 1; ///< at `counted_`
  NodeLimits limits_;
};

} // namespace

Node read_xml(std::string_view document) {
  return XmlReader(document).read();
}

} // namespace sigil::genode
