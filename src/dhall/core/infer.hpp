/// \file
/// Type inference (standard: type-inference.md, function-check.md).
#pragma once

#include <optional>
#include <unordered_map>

#include "core/difference.hpp"
#include "core/evaluator.hpp"
#include "core/quote.hpp"
#include "core/record_merge.hpp"

namespace sigil::dhall {

/// Infers the types of expressions and thereby checks them. Types are values: they are compared, and looked
/// into as far as a rule needs, but never written out. Not thread-safe.
class TypeChecker {
 public:
  explicit TypeChecker(Evaluator& evaluator);
  TypeChecker(const TypeChecker&) = delete;
  TypeChecker& operator=(const TypeChecker&) = delete;

  /// The type, a value, of a closed expression whose imports are resolved and checked.
  /// \param slots  of the frame that it needs, as the parser says
  /// \throws Error{Invalid} coded "dhall.type.…" if it has none; Error{Limit} if it nests too deeply.
  Node* infer_closed(Node* expression, std::uint32_t slots);
  /// A value, or a thunk, of the expression that infer_closed() was called with last.
  Node* value_of_inferred() {
    return evaluator_.delay(expanded_.expression, evaluator_.new_frame(nullptr, expanded_.slots));
  }
  /// Whether that is this one.
  bool has_inferred(const Node* expression) const { return expanded_.source == expression; }

  // The rule of function application, of types that are values.
  /// The type of what is applied to an argument.
  /// \param given  how many arguments it has already
  /// \throws Error{Invalid} "dhall.type.application.function" if that is no function.
  PiClosureNode& expect_function(Node* type, std::uint32_t position, std::uint64_t given);
  /// \param where  the argument, for the error's place
  /// \throws Error{Invalid} "dhall.type.application.argument" if the function takes another type.
  void expect_argument(const PiClosureNode& function, Node* type, const Node* where);

 private:
  /// Types and values of the variables of one frame.
  struct Context {
    Frame* frame;
    Node** types;
    const Context* parent;
  };

  // infer.cpp
  Node* infer(Node* code, const Context& context);
  /// Of what is bound by a let or claimed by an assertion, what is to be evaluated.
  Node* expanded_part(const Node& whole, Node* part) const;
  Node* infer_new(Node* code, const Context& context);
  Node* infer_variable(const VariableNode& node, const Context& context);
  Node* infer_lambda(BinderNode& node, const Context& context);
  Node* infer_pi(const BinderNode& node, const Context& context);
  Node* infer_lets(Node* code, const Context& context);
  Node* infer_application(const ApplicationNode& node, const Context& context);
  Node* infer_annotation(const BinaryNode& node, const Context& context);
  Node* infer_assert(Node* code, const Context& context);
  Node* infer_if(const TernaryNode& node, const Context& context);
  Node* infer_interpolation(const InterpolationNode& node, const Context& context);
  Context enter(const Context& context, const BinderNode& node, Node* domain);

  // infer_operators.cpp
  Node* infer_operators(Node* code, const Context& context);
  Node* infer_operator(const BinaryNode& node, Node* left_type, const Context& context,
                       std::optional<RecordMerge>& merged);
  Node* expect_operands(const BinaryNode& node, Builtin type, Node* left, Node* right);
  Node* infer_append(const BinaryNode& node, Node* left, Node* right);
  Node* infer_equivalence(const BinaryNode& node, Node* left, Node* right);

  // infer_lists.cpp
  Node* infer_list(const ListNode& node, const Context& context);
  Node* infer_empty_list(const EmptyListNode& node, const Context& context);
  Node* infer_some(const SomeNode& node, const Context& context);
  Node* list_of(Node* type);
  Node* optional_of(Node* type);
  /// The argument of `List a` or `Optional a`, or nullptr.
  static Node* argument_of(const Node* type, Builtin constructor);

  // infer_records.cpp
  Node* infer_record(const FieldsNode& node, const Context& context);
  Node* infer_fields_type(const FieldsNode& node, const Context& context);
  Node* infer_field(const FieldNode& node, const Context& context);
  Node* infer_constructor(const FieldNode& node, const Context& context);
  Node* infer_projection(const ProjectNode& node, const Context& context);
  Node* infer_projection_by_type(const BinaryNode& node, const Context& context);
  Node* merge_types(const BinaryNode& node, Node* left, Node* right);
  Node* infer_combined_types(const BinaryNode& node, const Context& context, Node* left, Node* right,
                             std::optional<RecordMerge>& merged);
  Node* infer_merges(std::span<const BinaryNode* const> chain, Node* left, const Context& context);
  void expect_record(const BinaryNode& node, Node* type, const Node* operand);
  void combine(const BinaryNode& node, RecordMerge& merge, const FieldsNode& fields);
  void check_combines(const BinaryNode& node, Node* left, Node* right);
  void check_combines(const BinaryNode& node, const Symbol* label, Node* left, Node* right);
  Node* infer_completion(BinaryNode& node, const Context& context);
  Node* infer_with(const WithNode& node, const Context& context);
  Node* updated_type(const WithNode& node, Node* type, std::size_t at, Node* value_type);
  Node* value_of_fields(const Shape* shape, std::span<Node* const> parts);

  // infer_unions.cpp
  Node* infer_merge(const TernaryNode& node, const Context& context);
  FieldsNode& alternatives_of(Node* type, std::uint32_t position, const char* who);
  Node* handler_result(const TernaryNode& node, const Symbol* label, Node* handler, Node* payload);
  Node* infer_to_map(const TernaryNode& node, const Context& context);
  Node* infer_show_constructor(const UnaryNode& node, const Context& context);

  // universes.cpp
  Universe universe_of(Node* type, std::uint32_t position);
  Universe universe_of_stuck(Node* type, std::uint32_t position);
  Universe expect_type(Node* code, const Context& context, const char* code_name, const char* what);
  void expect_term_type(Node* type, std::uint32_t position, const char* code_name, const char* what);

  // builtin_types.cpp
  Node* type_of_builtin(Builtin builtin);

  // type_errors.cpp
  [[noreturn]] void fail(const char* code, std::uint32_t position, std::string message,
                         std::string hint = {});
  /// \param where  the expression that has the type that was found: what differs is looked for in it
  [[noreturn]] void fail_mismatch(const char* code, const Node* where, const std::string& what,
                                  Node* expected, Node* found, std::string hint = {});
  [[noreturn]] void fail_assertion(std::uint32_t position, Node* left, Node* right);
  [[noreturn]] void fail_unbound(const FreeNode& node);
  [[noreturn]] void fail_absent(const char* code, std::uint32_t position, const std::string& what,
                                const Symbol* label, const FieldsNode& fields);
  Error told(const std::string& what, const Difference& difference, const Sides& sides,
             std::string_view between) const;
  void advise(Error& error, const Difference& difference, bool knows_no_better);
  static std::string closest_of(std::span<const Symbol* const> names, std::string_view wrong);
  /// What is written as a field of a record, or else all that is written for the record.
  static const Node* field_in(const Node* record, const Symbol* label);
  std::string shown(Node* type);

  Evaluator& evaluator_;
  Heap& heap_;
  std::unordered_map<const Node*, Universe> universes_; ///< of record and union types
  /// Of what is inferred last, and of what is being inferred (core/expand.hpp).
  struct {
    const Node* source = nullptr;
    Node* expression = nullptr;
    std::uint32_t slots = 0;
  } expanded_;
  std::unordered_map<const Node*, Node*> parts_;
  std::vector<const LevelNode*> variables_; ///< λ- and ∀-bound, outermost first
  std::vector<const Symbol*> scope_;        ///< names of all variables, for messages
  Node* builtin_types_[kBuiltins.size()] = {};
  const Symbol* underscore_;
  const Symbol* default_label_;
  const Symbol* type_label_;
  const Symbol* some_label_;
  const Symbol* none_label_;
};

} // namespace sigil::dhall
