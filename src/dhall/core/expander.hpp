/// \file
/// What puts functions where they are called, takes apart what they look into, and puts loops together.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "core/expand.hpp"
#include "syntax/parts.hpp"

namespace sigil::dhall {

/// Goes through one expression. (The rules for functions are in expand.cpp, those for records and lists in
/// known.cpp, those for loops in fuse.cpp.)
class Expander {
 public:
  Expander(Heap& heap, std::uint32_t slots)
      : heap_(heap), default_label_(heap.symbols().intern_kept("default")), list_(marker()), cons_(marker()),
        nil_(marker()) {
    frames_.push_back({slots, {}});
  }

  Node* expand(Node* code);
  std::uint32_t slots() const { return frames_.front().slots; }
  std::unordered_map<const Node*, Node*>& found() { return found_; }

 private:
  /// What is not larger is looked through, for what is in it.
  static constexpr std::uint32_t kMostLooked = 256;

  /// A λ, a record or list that is written out, or a value, and the level of the frame that it is in.
  struct Known {
    Node* code = nullptr;
    std::uint32_t level = 0;
    std::uint32_t opened = 0; ///< its number in `opened_`, if its parts may get lets of their own
  };
  /// A let that is made around what is being expanded.
  struct Bound {
    LetNode* let;
    std::uint32_t opened; ///< Known::opened
  };
  /// A record or list that a let binds, and that is looked into: the parts that were looked at are bound by
  /// lets before its own.
  struct Opened {
    Node* literal = nullptr; ///< with variables for these parts
    std::vector<Bound> parts{};
    bool is_open = true; ///< its let has no place yet
  };
  /// A frame that the place is in.
  struct Level {
    std::uint32_t slots;
    std::vector<Known> known; ///< by slot
  };
  /// What a slot of a function that is put elsewhere becomes.
  struct Binding {
    Node* argument = nullptr; ///< or nullptr: a slot of the frame at `level`
    std::uint32_t slot = 0;
    std::uint32_t level = 0;
  };
  struct Call {
    std::uint32_t home; ///< the level that the function was found at
    std::uint32_t here; ///< the level that it is put at
    std::vector<Binding> slots;
  };
  /// Of an argument.
  struct Use {
    std::uint32_t slot;
    bool is_inside; ///< of another function
  };

  /// The λ that a node is, also the one of a closure, if it needs no environment; else nullptr.
  static BinderNode* lambda_of(Node* code) {
    if (code->kind == Kind::Closure && as<ClosureNode>(*code).frame == nullptr)
      return const_cast<BinderNode*>(as<ClosureNode>(*code).code);
    return code->kind == Kind::Lambda ? static_cast<BinderNode*>(code) : nullptr;
  }
  /// What may be written wherever one likes, at no cost.
  static bool is_plain(const Node& code) { return code.is(kWhnf) || code.kind == Kind::Variable; }
  /// As C++ programs put them into expressions, too.
  static bool is_value(const Node& code) { return code.is(kWhnf) || code.kind > Kind::Fused; }
  std::uint32_t level() const { return static_cast<std::uint32_t>(frames_.size() - 1); }

  // expand.cpp
  Node* constant_at(std::uint32_t level, std::uint32_t slot) const;
  Node* variable(VariableNode& node);
  Node* variable_at(const VariableNode& node, std::uint32_t level, std::uint32_t slot);
  Node* make_variable(const Symbol* name, std::uint32_t depth, std::uint32_t slot, std::uint32_t position);
  LetNode* make_new_let(const Symbol* name, Node* bound, std::uint32_t level);
  LetNode* make_let(const Symbol* name, Node* bound, std::uint32_t slot, std::uint32_t position);
  BinderNode* make_function(const BinderNode& like, Node* domain, Node* body, std::uint32_t slots,
                            std::uint32_t slot, bool shares_frame);
  Node* lets(Node* code);
  Node* copied_lets(Node* code);
  Node* function(BinderNode& first);
  Node* constant(Node* made);
  bool is_closed(const Node* code);
  Node* parts(Node& node);
  Node* call(Node* function, std::span<Node* const> arguments, std::uint32_t position);
  Node* put(const Known& known, std::span<Node* const> arguments, std::uint32_t position);
  Binding bind(const BinderNode& parameter, Node* argument, const std::vector<Use>& uses,
               std::vector<Bound>& bound);
  Node* bound_at(const Binding& binding, const VariableNode& node);
  // known.cpp
  Known known(const Node* code, std::uint32_t level, std::uint32_t fields = 0) const;
  void learn(std::uint32_t level, std::uint32_t slot, const Known& what);
  std::uint32_t learn_to_open(std::uint32_t level, std::uint32_t slot, Node* bound);
  Node* floated(Node* code, std::vector<Bound>& lets);
  Node* enclosed(std::span<const Bound> lets, Node* body);
  bool put_into(Node*& body, const LetNode& let);
  std::span<Node* const> parts_of(const Known& whole) const;
  Node* part_of(const Known& whole, std::uint32_t index);
  bool has_parts_known(const Node* list) const;
  bool all_parts_of(Node* code, Kind kind, std::vector<Node*>& parts);
  Node* selected(Node* record, const Symbol* label);
  Node* merged(Node* left, Node* right, std::uint32_t position);
  bool is_empty(const Node* list) const;
  Node* appended(Node* left, Node* right, std::uint32_t position);
  bool may_grow() const;
  bool mentions(const Node* code, std::uint32_t slot, std::uint32_t nodes = kMostLooked);
  template <typename Visit>
  bool each_leaf(const Node* code, std::uint32_t inner, std::uint32_t& nodes, const Visit& visit);

  // fuse.cpp
  Node* marker() { return heap_.make<FreeNode>(Kind::Free, 0, kWhnf | kStuck); }
  Node* fuse(Node* call);
  Node* fuse_build(ApplicationNode& build);
  Node* unrolled(const FusedNode& map, Node* type);
  Node* counted(FusedNode& map);
  Node* composed(FusedNode& loop);
  bool is_only_over(const Node& code, std::uint32_t slot);
  Node* going_through(const LetNode& let, const Node& code);
  Node* fuse_concat(ApplicationNode& fold);
  Node* fuse_replace(ApplicationNode& call);
  const std::uint8_t* table_of(std::span<Node* const> replacements);
  FusedNode* loop_of(Node* body);
  Node* prepended(Node* code, const VariableNode* rest);
  bool is_free_of_markers(const Node* code);
  FusedNode* fused(FusedNode::What what, Node* over, std::uint32_t position);
  bool keep_over(FusedNode& made, ApplicationNode& fold);
  Node* over_in(const FusedNode& made, std::uint32_t depth);

  Heap& heap_;
  const Symbol* default_label_;
  std::vector<Level> frames_;
  std::vector<Node*> parts_;
  std::unordered_map<const Node*, Node*> found_; ///< Expansion::parts
  std::deque<Opened> opened_{1};                 ///< the first is none; more may come while one is looked at
  std::uint64_t opened_parts_ = 0;
  Call* call_ = nullptr;    ///< whose body is being copied; nullptr: what is looked at stays where it is
  std::uint32_t inner_ = 0; ///< frames inside of that body
  std::uint32_t depth_ = 0;
  std::uint64_t seen_ = 0;   ///< nodes of the source
  std::uint64_t copied_ = 0; ///< nodes that were put somewhere, or looked at to find out whether to
  // What stands for the arguments of a function that List/build is given, while its body is looked at.
  Node* list_;
  Node* cons_;
  Node* nil_;
};

/// Calls `visit(leaf, inner)` with what has no parts: variables, and what is a value as it stands; and with
/// what has a slot, before its parts.
///
/// \param inner  frames that `code` is inside of
/// \param nodes  how many there may be; how many are left
/// \returns false if there are more
template <typename Visit>
bool Expander::each_leaf(const Node* code, std::uint32_t inner, std::uint32_t& nodes, const Visit& visit) {
  if (nodes == 0) return false;
  --nodes;
  ++copied_;
  if (code->kind == Kind::Let || code->kind == Kind::Fused) visit(*code, inner);
  if (code->kind == Kind::Fused) code = as<FusedNode>(*code).source;
  // The field of a variable counts as one node: most are found while they are put somewhere.
  if (code->kind == Kind::Field && as<FieldNode>(*code).record->kind == Kind::Variable)
    code = as<FieldNode>(*code).record;
  if (is_value(*code) || code->kind == Kind::Variable) {
    visit(*code, inner);
    return true;
  }
  if (code->kind == Kind::Lambda || code->kind == Kind::Pi) {
    const auto& binder = static_cast<const BinderNode&>(*code);
    return each_leaf(binder.domain, inner, nodes, visit) &&
           each_leaf(binder.body, binder.shares_frame() ? inner : inner + 1, nodes, visit);
  }
  const std::size_t first = parts_.size();
  append_parts(*code, parts_);
  const std::size_t end = parts_.size();
  bool all = true;
  for (std::size_t at = first; at < end && all; ++at) all = each_leaf(parts_[at], inner, nodes, visit);
  parts_.resize(first);
  return all;
}

} // namespace sigil::dhall
