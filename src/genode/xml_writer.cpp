#include <pugixml.hpp>

#include "syntax.hpp"

namespace sigil::genode {
namespace {

class StringWriter final : public pugi::xml_writer {
 public:
  void write(const void* data, std::size_t size) override {
    text_.append(static_cast<const char*>(data), size);
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

/// The three of the entities Genode decodes that are needed in text.
std::string escaped(std::string_view line) {
  std::string text;
  for (const char c : line) {
    if (c == '<')
      text += "&lt;";
    else if (c == '>')
      text += "&gt;";
    else if (c == '&')
      text += "&amp;";
    else
      text += c;
  }
  return text;
}

void append(pugi::xml_node parent, const Node& node) {
  pugi::xml_node element = parent.append_child(node.type.c_str());
  for (const Attribute& attribute : node.attributes)
    element.append_attribute(attribute.name.c_str()).set_value(attribute.value.c_str());
  if (!node.text.empty()) {
    std::string text = escaped(node.text[0]);
    for (std::size_t i = 1; i < node.text.size(); ++i) text.append("\n").append(escaped(node.text[i]));
    element.append_child(pugi::node_pcdata).set_value(text.c_str());
  }
  for (const Node& child : node.children) append(element, child);
}

} // namespace

std::string write_xml(const Node& node) {
  pugi::xml_document document;
  append(document, node);
  StringWriter writer;
  document.save(writer, "  ", pugi::format_indent | pugi::format_no_escapes | pugi::format_no_declaration,
                pugi::encoding_utf8);
  return writer.text();
}

} // namespace sigil::genode
