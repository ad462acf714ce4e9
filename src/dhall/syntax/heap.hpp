/// \file
/// Where nodes live, and how they are made.
#pragma once

#include <cstdint>
#include <new>
#include <span>
#include <string_view>

#include "syntax/arena.hpp"
#include "syntax/import_spec.hpp"
#include "syntax/node.hpp"
#include "syntax/source_map.hpp"
#include "syntax/symbol.hpp"

namespace sigil::dhall {

/// Owns every node, name and source text of one evaluation. Not thread-safe.
class Heap {
 public:
  explicit Heap(std::uint64_t memory_limit_bytes = std::uint64_t{8} << 30U);

  Arena& arena() { return arena_; }
  Symbols& symbols() { return symbols_; }
  SourceMap& sources() { return sources_; }

  /// A node of this kind, its header set, everything else still to be set.
  template <typename T>
  T* make(Kind kind, std::uint32_t position, std::uint8_t flags = 0, std::uint16_t small = 0) {
    return set_header(static_cast<T*>(arena_.take(sizeof(T))), kind, position, flags, small);
  }
  /// Likewise, for what is remembered beside the expressions.
  template <typename T>
  T* make_kept(Kind kind, std::uint32_t position, std::uint8_t flags = 0, std::uint16_t small = 0) {
    return set_header(static_cast<T*>(arena_.take_kept(sizeof(T))), kind, position, flags, small);
  }

  // Literals: values as they stand.
  Node* universe(Universe universe, std::uint32_t position = 0);
  Node* builtin(Builtin builtin, std::uint32_t position = 0); ///< True, Type, … give nodes of their kinds
  Node* boolean(bool value) { return value ? true_ : false_; }
  Node* natural(std::uint64_t value, std::uint32_t position = 0);
  Node* integer(std::int64_t value, std::uint32_t position = 0);
  /// `limbs` as in BigNode, which need not be in the arena; small ones become Natural or Integer.
  Node* big_natural(std::span<const std::uint64_t> limbs, std::uint32_t position = 0);
  Node* big_integer(std::span<const std::uint64_t> limbs, bool negative, std::uint32_t position = 0);
  Node* floating(double value, std::uint32_t position = 0);
  /// \param text  must live as long as the heap
  Node* text(std::string_view text, std::uint32_t position = 0) {
    auto* node = make<TextNode>(Kind::Text, position, kWhnf | kNormal);
    node->size_bytes = text.size();
    node->data = text.data();
    return node;
  }
  Node* bytes(std::span<const std::uint8_t> data, std::uint32_t position = 0); ///< likewise

  // Expressions. A part that is kNormal makes the whole so where the rules allow.
  Node* list(std::span<Node* const> items, std::uint32_t position);
  Node* empty_list(Node* type, std::uint32_t position);
  Node* some(Node* value, std::uint32_t position);
  /// \param kind  Record, RecordType or UnionType
  /// \param shape  sorted; `parts` in its order, copied
  Node* fields(Kind kind, const Shape* shape, std::span<Node* const> parts, std::uint32_t position);
  Node* binary(Kind kind, Node* left, Node* right, std::uint32_t position);
  Node* ternary(Kind kind, Node* a, Node* b, Node* c, std::uint32_t position);
  Node* unary(Kind kind, Node* a, std::uint32_t position);
  Node* application(Node* function, std::span<Node* const> arguments, std::uint32_t position);
  Node* field(Node* record, const Symbol* label, std::uint32_t position);
  Node* project(Node* record, std::span<const Symbol* const> labels, std::uint32_t position);
  Node* with(Node* record, std::span<const Symbol* const> path, Node* value, std::uint32_t position);
  Node* interpolation(std::span<Node* const> pieces, std::uint32_t position);
  Node* import(const ImportSpec& spec, std::uint32_t position); ///< `spec` is copied, its text is not
  /// Whether there is any expression here with something for the resolver: an import or a `?`.
  bool has_imports() const { return has_imports_; }

  template <typename T>
  std::span<T> keep(std::span<T const> items) {
    T* copy = arena_.take_array<T>(items.size());
    for (std::size_t at = 0; at < items.size(); ++at) copy[at] = items[at];
    return {copy, items.size()};
  }

 private:
  template <typename T>
  static T* set_header(T* node, Kind kind, std::uint32_t position, std::uint8_t flags, std::uint16_t small) {
    node->kind = kind;
    node->flags = flags;
    node->small = small;
    node->position = position;
    return node;
  }

  Arena arena_;
  Symbols symbols_;
  SourceMap sources_;
  bool has_imports_ = false;
  Node* true_;
  Node* false_;
  Node* builtins_[kBuiltins.size()];
  static constexpr std::size_t kSmallNaturals = 256;
  Node* small_naturals_[kSmallNaturals];
};

} // namespace sigil::dhall
