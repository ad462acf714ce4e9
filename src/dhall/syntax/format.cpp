#include "syntax/format.hpp"

#include "syntax/parse.hpp"
#include "syntax/printer.hpp"

namespace sigil::dhall {

namespace {

/// The `#!` lines that a source begins with.
std::string_view shebangs(std::string_view text) {
  std::size_t end = 0;
  while (text.substr(end, 2) == "#!") end = std::min(text.find('\n', end), text.size() - 1) + 1;
  return text.substr(0, end);
}

/// Looks at the symbols between the parts of nodes.
class SymbolSearch {
 public:
  SymbolSearch(const Surface& surface, const Comments& comments) : surface_(surface), comments_(comments) {}

  bool finds_unicode() const {
    return std::ranges::any_of(surface_.ends, [this](const auto& end) { return is_unicode(*end.first); });
  }

 private:
  bool is_unicode(const Node& node) const {
    if (node.position == 0) return false;
    switch (node.kind) {
    case Kind::Lambda: return begins_with(node, "λ") || is_between(node, "→");
    case Kind::Pi: return begins_with(node, "∀") || is_between(node, "→");
    case Kind::Combine: return is_between(node, "∧");
    case Kind::Prefer: return is_between(node, "⫽");
    case Kind::CombineTypes: return is_between(node, "⩓");
    case Kind::Equivalent: return is_between(node, "≡");
    default: return false;
    }
  }

  bool begins_with(const Node& node, std::string_view symbol) const {
    const auto size = static_cast<std::uint32_t>(symbol.size());
    return comments_.text(node.position, node.position + size) == symbol;
  }

  bool is_between(const Node& node, std::string_view symbol) const {
    const bool is_binder = node.kind == Kind::Lambda || node.kind == Kind::Pi;
    const Node* left = is_binder ? as<BinderNode>(node).domain : as<BinaryNode>(node).left;
    const Node* right = is_binder ? as<BinderNode>(node).body : as<BinaryNode>(node).right;
    const auto end = surface_.ends.find(left);
    return end != surface_.ends.end() && end->second <= right->position &&
           comments_.has_word(end->second, right->position, symbol);
  }

  const Surface& surface_;
  const Comments& comments_;
};

} // namespace

std::string format(Heap& heap, const SourceMap::Source& source, CharacterSet characters,
                   const std::function<void(Node*& root, Surface& surface)>& edit) {
  Surface surface;
  Node* expression = parse(heap, source, {}, &surface).expression;
  if (edit) edit(expression, surface);
  const Node& root = *expression;
  Comments comments(source, surface.comments);
  const Written written{surface, comments};
  Printer printer({.characters = characters, .written = &written});
  printer.write_header(root);
  printer.run(root);
  printer.write_footer();
  std::string result(shebangs(source.text.text()));
  result += printer.layout().output();
  return result += '\n';
}

CharacterSet character_set_of(Heap& heap, const SourceMap::Source& source) {
  Surface surface;
  parse(heap, source, {}, &surface);
  const Comments comments(source, surface.comments);
  return SymbolSearch(surface, comments).finds_unicode() ? CharacterSet::Unicode : CharacterSet::Ascii;
}

} // namespace sigil::dhall
