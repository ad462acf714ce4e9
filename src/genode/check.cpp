// What a syntax cannot carry. A value is never changed to make it fit: Genode would read another one.
#include "sigil/base/text.hpp"
#include "syntax.hpp"

namespace sigil::genode {
namespace {

bool has_control(std::string_view text) {
  for (const char c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return true;
  return false;
}

/// Why `syntax` cannot carry an attribute's value, or null.
const char* value_fault(std::string_view value, Syntax syntax) {
  if (!is_utf8(value)) return "is not UTF-8";
  if (has_control(value)) return "contains a control character";
  if (syntax == Syntax::Hid) {
    if (value.find('|') != std::string_view::npos) return "contains '|', which separates attributes in HID";
    if (value.starts_with(' ') || value.ends_with(' ')) return "begins or ends with a blank, which HID trims";
    return nullptr;
  }
  if (value.find('"') != std::string_view::npos) return "contains '\"', which ends a value in XML";
  if (value.find_first_of("<&") != std::string_view::npos)
    return "contains '<' or '&', which XML must escape and Genode does not decode in a value";
  return nullptr;
}

/// Why `syntax` cannot carry a line of text, or null.
const char* line_fault(std::string_view line, Syntax syntax) {
  if (!is_utf8(line)) return "is not UTF-8";
  if (line.find_first_of("\r\n") != std::string_view::npos) return "contains a line end";
  const std::string quoted = std::string(": ").append(line);
  if (syntax == Syntax::Hid && find_refused_control(quoted) != std::string_view::npos)
    return "contains a control character, or a tab behind a '|', for which Genode refuses HID";
  for (const char c : line)
    if (c != '\t' && has_control({&c, 1})) return "contains a control character";
  return nullptr;
}

class Checker {
 public:
  explicit Checker(Syntax syntax) : syntax_(syntax) {}

  void check(const Node& node, const std::string& parent_path, std::size_t depth) {
    if (depth > kMaxDepth || ++count_ > kMaxNodes)
      throw Error(ErrorKind::Limit, depth > kMaxDepth
                                        ? "node " + in_quotes(parent_path) + " is nested " +
                                              std::to_string(kMaxDepth) + " deep and has sub nodes"
                                        : "tree has more than " + std::to_string(kMaxNodes) + " nodes");
    const std::string* name = node.attribute("name");
    std::string path = parent_path;
    if (depth > 1) path += '/';
    path += is_xml_name(node.type) ? node.type : in_quotes(node.type);
    if (name != nullptr) path.append(" ").append(in_quotes(*name));
    if (!is_name(node.type))
      report("node \"" + path + "\"", "has type " + in_quotes(node.type) + ", expected " + name_rule());
    check_attributes(node, path);
    check_text(node, path);
    for (const Node& child : node.children) check(child, path, depth + 1);
  }

  void throw_if_any() { errors_.throw_if_any(); }

 private:
  void check_attributes(const Node& node, const std::string& path) {
    if (node.attributes.size() > kMaxAttributes)
      throw Error(ErrorKind::Limit,
                  "node \"" + path + "\" has more than " + std::to_string(kMaxAttributes) + " attributes");
    for (const Attribute& attribute : node.attributes) {
      const std::string subject = "attribute " + in_quotes(attribute.name) + " of node \"" + path + "\"";
      if (!is_name(attribute.name)) report(subject, "has a faulty name, expected " + name_rule());
      if (node.attribute(attribute.name) != &attribute.value) report(subject, "is there twice");
      if (const char* fault = value_fault(attribute.value, syntax_))
        report(subject, "has the value " + in_quotes(attribute.value) + ", which " + fault);
    }
  }

  void check_text(const Node& node, const std::string& path) {
    const std::string subject = "node \"" + path + "\"";
    if (!node.text.empty() && !node.children.empty()) report(subject, "has sub nodes beside text");
    bool is_blank = true;
    for (const std::string& line : node.text) {
      is_blank = is_blank && is_white_space(line);
      if (const char* fault = line_fault(line, syntax_))
        report(subject, "has the text " + in_quotes(line) + ", which " + fault);
    }
    if (syntax_ != Syntax::Xml || node.text.empty()) return;
    if (is_blank)
      report(subject, "has blank text, which XML drops");
    else if (node.text.back().empty())
      report(subject, "has text that ends in an empty line, which Genode does not see in XML");
  }

  bool is_name(std::string_view name) const {
    return syntax_ == Syntax::Hid ? is_hid_name(name) : is_xml_name(name);
  }
  std::string name_rule() const {
    return syntax_ == Syntax::Hid ? "[a-z][a-z0-9_-]* in HID" : "[A-Za-z_:][A-Za-z0-9_:.-]* in XML";
  }
  void report(const std::string& subject, const std::string& fault) {
    errors_.add(Error(ErrorKind::Invalid, subject + " " + fault));
  }

  Syntax syntax_;
  std::size_t count_ = 0;
  ErrorList errors_;
};

} // namespace

void check_writable(const Node& node, Syntax syntax) {
  Checker checker(syntax);
  checker.check(node, "", 1);
  checker.throw_if_any();
}

} // namespace sigil::genode
