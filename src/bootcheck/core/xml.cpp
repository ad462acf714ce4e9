/// \file
/// XML as far as Genode knows it: attribute values in double quotes, taken as they stand.
#include "common/text.hpp"
#include "core/config.hpp"

namespace sigil::bootcheck {
namespace {

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':';
}
bool is_name_part(char c) {
  return is_name_start(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

class XmlReader {
 public:
  XmlReader(std::string_view text, std::size_t line, Tree& into)
      : text_(text), first_line_(line), tree_(into) {}

  bool read() {
    if (rest_begins_with("<?xml") && !skip_past("?>")) return fail("'<?xml' without end");
    for (;;) {
      if (!read_text()) return false;
      if (at_ == text_.size()) break;
      if (rest_begins_with("<!--")) {
        if (!skip_past("-->")) return fail("a comment without end");
      } else if (!(rest_begins_with("</") ? read_end() : read_begin())) {
        return false;
      }
    }
    if (tree_.size() == 0) return fail("no top node");
    if (open_ != kNone) return fail("a node without end");
    return true;
  }

  ConfigFault fault() const {
    std::size_t line = first_line_;
    for (const char c : text_.substr(0, at_)) line += c == '\n' ? 1 : 0;
    return {line, what_};
  }

 private:
  bool fail(std::string_view what) {
    what_ = what;
    return false;
  }

  bool rest_begins_with(std::string_view prefix) const { return begins_with(text_.substr(at_), prefix); }

  bool skip_past(std::string_view end) {
    const std::size_t found = text_.find(end, at_);
    if (found == std::string_view::npos) return false;
    at_ = found + end.size();
    return true;
  }

  bool skip_spaces() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
    return at_ > begin;
  }

  /// Everything up to the next '<' or the end.
  bool read_text() {
    for (; at_ < text_.size() && text_[at_] != '<'; ++at_) {
      const char c = text_[at_];
      if (is_space(c)) continue;
      if (static_cast<unsigned char>(c) < 0x20) return fail("a control character");
      if (open_ == kNone) return fail("text outside the top node");
      tree_[open_].has_text = true;
    }
    return true;
  }

  std::string_view take_name() {
    const std::size_t begin = at_;
    if (at_ < text_.size() && is_name_start(text_[at_]))
      while (at_ < text_.size() && is_name_part(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  bool take(std::string_view token) {
    if (!rest_begins_with(token)) return false;
    at_ += token.size();
    return true;
  }

  bool read_end() {
    at_ += 2;
    const std::string_view type = take_name();
    if (open_ == kNone || type != tree_[open_].type) return fail("an end tag that ends no node");
    skip_spaces();
    if (!take(">")) return fail("an end tag without '>'");
    close();
    return true;
  }

  void close() {
    open_ = tree_[open_].parent;
    --depth_;
  }

  bool read_begin() {
    at_ += 1;
    const std::string_view type = take_name();
    if (type.empty()) return fail("no node type");
    if (open_ == kNone && tree_.size() > 0) return fail("a second top node");
    if (depth_ == Tree::kMaxDepth) return fail("more than 64 levels");
    open_ = tree_.add(open_, type);
    if (open_ == kNone) return fail("too many nodes");
    ++depth_;
    for (;;) {
      const bool has_space = skip_spaces();
      if (take(">")) return true;
      if (take("/>")) {
        close();
        return true;
      }
      if (!has_space) return fail("a tag without '>'");
      if (!read_attribute()) return false;
    }
  }

  bool read_attribute() {
    const std::string_view name = take_name();
    if (name.empty()) return fail("no attribute name");
    skip_spaces();
    if (!take("=")) return fail("an attribute without '='");
    skip_spaces();
    if (!take("\"")) return fail("an attribute value without '\"'");
    const std::size_t begin = at_;
    for (; at_ < text_.size() && text_[at_] != '"'; ++at_)
      if (text_[at_] == '<' || static_cast<unsigned char>(text_[at_]) < 0x20)
        return fail("'<' or a control character in an attribute value");
    const std::string_view value = text_.substr(begin, at_ - begin);
    if (!take("\"")) return fail("an attribute value without end");
    switch (tree_.add_attribute(name, value)) {
    case Tree::Added::Yes: return true;
    case Tree::Added::Twice: return fail("an attribute is given twice");
    case Tree::Added::NoRoom: break;
    }
    return fail("too many attributes");
  }

  std::string_view text_;
  std::size_t first_line_;
  Tree& tree_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  Index open_ = kNone;
  std::string_view what_;
};

} // namespace

bool read_xml(std::string_view text, std::size_t line, Tree& into, ConfigFault& fault) {
  XmlReader reader(text, line, into);
  if (reader.read()) return true;
  fault = reader.fault();
  return false;
}

} // namespace sigil::bootcheck
