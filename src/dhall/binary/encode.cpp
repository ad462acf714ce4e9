#include "binary/encode.hpp"

#include <unordered_map>
#include <vector>

#include "binary/cbor_writer.hpp"
#include "binary/encode_literal.hpp"
#include "sigil/crypto/hash.hpp"

namespace sigil::dhall {

namespace {

bool is_underscore(const Symbol* name) {
  return name->text == "_";
}

/// What is still to be written of a node that was begun.
enum class Task : std::uint8_t {
  Nodes,      ///< `left` expressions at `at` (Node* const*)
  Fields,     ///< likewise with `labels`; nullptr is written as null
  Body,       ///< of the BinderNode `at`
  LetBound,   ///< from the bound expression of the LetNode `at` on
  LetBody,    ///< of the LetNode `at`
  Pieces,     ///< `left` pieces of a text at `at`, the first of them no expression
  Label,      ///< the Symbol `at`
  Projection, ///< labels of the ProjectNode `at`
  Selector,   ///< the array with the type at `at` (Node* const*)
  WithRest,   ///< path and value of the WithNode `at`
  ImportRest, ///< of the ImportSpec `at`, from behind the headers
};

struct Item {
  const void* at;
  const Symbol* const* labels;
  std::uint64_t left;
  std::uint32_t binder_count; ///< in scope there
  Task task;
};

/// Walks an expression in the order of its encoding. Tail positions take no place on the stack.
class Encoder {
 public:
  explicit Encoder(ByteSink& sink) : out_(sink) {}

  void run(const Node& root) {
    const Node* node = &root;
    for (;;) {
      while (node != nullptr) node = begin(*node);
      if (stack_.empty()) break;
      node = resume();
    }
    out_.flush();
  }

 private:
  // Each writes as far as to the next expression, and returns that; nullptr if there is none.
  const Node* begin(const Node& node);
  const Node* begin_parts(const Node& node);
  const Node* begin_reference(const Node& node);
  const Node* resume();
  const Node* resume_rare(const Item& item);
  const Node* next_node(Item& top);
  const Node* next_field(Item& top);

  const Node* application(const ApplicationNode& node);
  const Node* binder(Label label, const BinderNode& node);
  const Node* first_let(const LetNode& node);
  const Node* let(const LetNode& node);
  const Node* let_body(const LetNode& node);
  const Node* empty_list(const EmptyListNode& node);
  const Node* fields(Label label, const FieldsNode& node);
  const Node* ternary(Label label, const TernaryNode& node);
  const Node* interpolation(const InterpolationNode& node);
  const Node* pieces(Node* const* at, std::uint64_t left);
  const Node* with_rest(const WithNode& node);
  const Node* import(const ImportSpec& spec);
  void import_rest(const ImportSpec& spec);
  void variable(const Symbol* name, std::uint64_t index, bool is_above_64_bits);
  void free_variable(const FreeNode& node);

  void head(std::uint64_t count, Label label) { encode_head(count, label, out_); }
  void push(Task task, const void* at, std::uint64_t left = 0, const Symbol* const* labels = nullptr) {
    stack_.push_back({at, labels, left, static_cast<std::uint32_t>(binders_.size()), task});
  }
  void push_one(Node* const& node) { push(Task::Nodes, &node, 1); }

  void enter(const Symbol* name) {
    binders_.push_back(name);
    if (is_counting_) ++counts_[name];
  }
  void leave_to(std::uint32_t binder_count);

  cbor::Writer out_;
  std::vector<Item> stack_;
  /// Around the place where the encoder is, outermost first. Free variables alone need them: their index
  /// counts from outside of all binders. `counts_` is kept only once there was one.
  std::vector<const Symbol*> binders_;
  std::unordered_map<const Symbol*, std::uint64_t> counts_;
  bool is_counting_ = false;
};

// ----- walking ---------------------------------------------------------------------------------------------

const Node* Encoder::begin(const Node& node) {
  if (encode_literal(node, out_)) return nullptr;
  if (const int number = operator_number(node.kind); number >= 0) {
    head(4, Label::Operator);
    out_.unsigned_integer(static_cast<std::uint64_t>(number));
    push_one(as<BinaryNode>(node).right);
    return as<BinaryNode>(node).left;
  }
  return begin_parts(node);
}

const Node* Encoder::begin_parts(const Node& node) {
  switch (node.kind) {
  case Kind::List:
    head(2 + as<ListNode>(node).count, Label::List);
    out_.null();
    push(Task::Nodes, as<ListNode>(node).items, as<ListNode>(node).count);
    return nullptr;
  case Kind::EmptyList: return empty_list(as<EmptyListNode>(node));
  case Kind::Some:
    head(3, Label::Some);
    out_.null();
    return as<SomeNode>(node).value;
  case Kind::RecordType: return fields(Label::RecordType, as<FieldsNode>(node));
  case Kind::Record: return fields(Label::Record, as<FieldsNode>(node));
  case Kind::UnionType: return fields(Label::UnionType, as<FieldsNode>(node));
  case Kind::Lambda: return binder(Label::Lambda, as<BinderNode>(node));
  case Kind::Pi: return binder(Label::Pi, as<BinderNode>(node));
  case Kind::Let: return first_let(as<LetNode>(node));
  case Kind::Application: return application(as<ApplicationNode>(node));
  case Kind::If: return ternary(Label::If, as<TernaryNode>(node));
  case Kind::Merge: return ternary(Label::Merge, as<TernaryNode>(node));
  case Kind::ToMap: return ternary(Label::ToMap, as<TernaryNode>(node));
  case Kind::Interpolation: return interpolation(as<InterpolationNode>(node));
  default: return begin_reference(node);
  }
}

const Node* Encoder::begin_reference(const Node& node) {
  switch (node.kind) {
  case Kind::Variable:
    variable(as<VariableNode>(node).name, as<VariableNode>(node).index, false);
    return nullptr;
  case Kind::Free: free_variable(as<FreeNode>(node)); return nullptr;
  case Kind::ShowConstructor: head(2, Label::ShowConstructor); return as<UnaryNode>(node).a;
  case Kind::Assert: head(2, Label::Assert); return as<UnaryNode>(node).a;
  case Kind::Annotation:
    head(3, Label::Annotation);
    push_one(as<BinaryNode>(node).right);
    return as<BinaryNode>(node).left;
  case Kind::Field:
    head(3, Label::Field);
    push(Task::Label, as<FieldNode>(node).label);
    return as<FieldNode>(node).record;
  case Kind::Project:
    head(2 + as<ProjectNode>(node).count, Label::Project);
    push(Task::Projection, &node);
    return as<ProjectNode>(node).record;
  case Kind::ProjectByType:
    head(3, Label::Project);
    push(Task::Selector, &as<BinaryNode>(node).right);
    return as<BinaryNode>(node).left;
  case Kind::With:
    head(4, Label::With);
    push(Task::WithRest, &node);
    return as<WithNode>(node).record;
  case Kind::Import: return import(*as<ImportNode>(node).spec);
  default: SIGIL_ASSERT(false && "a value is no expression"); return nullptr;
  }
}

const Node* Encoder::resume() {
  Item& top = stack_.back();
  if (top.binder_count != binders_.size()) leave_to(top.binder_count);
  if (top.task == Task::Nodes) return next_node(top);
  if (top.task == Task::Fields) return next_field(top);
  const Item item = top;
  stack_.pop_back();
  return resume_rare(item);
}

const Node* Encoder::next_node(Item& top) {
  auto at = static_cast<Node* const*>(top.at);
  std::uint64_t left = top.left;
  while (left != 0) {
    const Node* node = *at++;
    --left;
    if (encode_literal(*node, out_)) continue;
    if (left == 0) {
      stack_.pop_back();
    } else {
      top.at = at;
      top.left = left;
    }
    return node;
  }
  stack_.pop_back();
  return nullptr;
}

const Node* Encoder::next_field(Item& top) {
  auto at = static_cast<Node* const*>(top.at);
  const Symbol* const* labels = top.labels;
  std::uint64_t left = top.left;
  while (left != 0) {
    const Node* node = *at++;
    out_.text((*labels++)->text);
    --left;
    if (node == nullptr) {
      out_.null();
      continue;
    }
    if (encode_literal(*node, out_)) continue;
    if (left == 0) {
      stack_.pop_back();
    } else {
      top = {at, labels, left, top.binder_count, Task::Fields};
    }
    return node;
  }
  stack_.pop_back();
  return nullptr;
}

const Node* Encoder::resume_rare(const Item& item) {
  const auto node = static_cast<const Node*>(item.at);
  switch (item.task) {
  case Task::Body: enter(as<BinderNode>(*node).name); return as<BinderNode>(*node).body;
  case Task::LetBound: push(Task::LetBody, node); return as<LetNode>(*node).bound;
  case Task::LetBody: return let_body(as<LetNode>(*node));
  case Task::Pieces: return pieces(static_cast<Node* const*>(item.at), item.left);
  case Task::Label: out_.text(static_cast<const Symbol*>(item.at)->text); return nullptr;
  case Task::Projection:
    for (const Symbol* label : as<ProjectNode>(*node).all()) out_.text(label->text);
    return nullptr;
  case Task::Selector: out_.array(1); return *static_cast<Node* const*>(item.at);
  case Task::WithRest: return with_rest(as<WithNode>(*node));
  case Task::ImportRest: import_rest(*static_cast<const ImportSpec*>(item.at)); return nullptr;
  case Task::Nodes:
  case Task::Fields: break;
  }
  SIGIL_ASSERT(false && "a task of another function");
  return nullptr;
}

// ----- nodes -----------------------------------------------------------------------------------------------

const Node* Encoder::application(const ApplicationNode& node) {
  std::uint64_t count = 2;
  const Node* function = &node;
  while (function->kind == Kind::Application) {
    const auto& part = as<ApplicationNode>(*function);
    count += part.count;
    push(Task::Nodes, part.arguments, part.count);
    function = part.function;
  }
  head(count, Label::Application);
  return function;
}

const Node* Encoder::binder(Label label, const BinderNode& node) {
  if (is_underscore(node.name)) {
    head(3, label);
  } else {
    head(4, label);
    out_.text(node.name->text);
  }
  push(Task::Body, &node);
  return node.domain;
}

const Node* Encoder::first_let(const LetNode& node) {
  std::uint64_t count = 1;
  for (const Node* body = node.body; body->kind == Kind::Let; body = as<LetNode>(*body).body) ++count;
  head(2 + 3 * count, Label::Let);
  return let(node);
}

const Node* Encoder::let(const LetNode& node) {
  out_.text(node.name->text);
  if (node.annotation != nullptr) {
    push(Task::LetBound, &node);
    return node.annotation;
  }
  out_.null();
  push(Task::LetBody, &node);
  return node.bound;
}

const Node* Encoder::let_body(const LetNode& node) {
  enter(node.name);
  return node.body->kind == Kind::Let ? let(as<LetNode>(*node.body)) : node.body;
}

const Node* Encoder::empty_list(const EmptyListNode& node) {
  if (node.type->kind == Kind::Application) {
    const auto& type = as<ApplicationNode>(*node.type);
    if (type.count == 1 && type.function->kind == Kind::Builtin &&
        as<BuiltinNode>(*type.function).builtin() == Builtin::List) {
      head(2, Label::List);
      return type.arguments[0];
    }
  }
  head(2, Label::EmptyList);
  return node.type;
}

const Node* Encoder::fields(Label label, const FieldsNode& node) {
  head(2, label);
  out_.head(cbor::Major::Map, node.shape->count);
  push(Task::Fields, node.parts, node.shape->count, node.shape->labels);
  return nullptr;
}

const Node* Encoder::ternary(Label label, const TernaryNode& node) {
  std::uint64_t count = 2;
  if (node.c != nullptr) {
    ++count;
    push_one(node.c);
  }
  if (node.b != nullptr) {
    ++count;
    push_one(node.b);
  }
  head(count, label);
  return node.a;
}

const Node* Encoder::interpolation(const InterpolationNode& node) {
  std::uint64_t expressions = 0;
  for (const Node* piece : node.all()) expressions += piece->kind != Kind::Text ? 1 : 0;
  head(2 + 2 * expressions, Label::Text);
  return pieces(node.pieces, node.count);
}

/// Texts up to the next expression are one text, also if there is none.
const Node* Encoder::pieces(Node* const* at, std::uint64_t left) {
  std::uint64_t texts = 0;
  std::uint64_t size_bytes = 0;
  while (texts < left && at[texts]->kind == Kind::Text) size_bytes += as<TextNode>(*at[texts++]).size_bytes;
  out_.head(cbor::Major::Text, size_bytes);
  for (std::uint64_t piece = 0; piece < texts; ++piece) {
    out_.raw(as_bytes(as<TextNode>(*at[piece]).text()));
  }
  if (texts == left) return nullptr;
  push(Task::Pieces, at + texts + 1, left - texts - 1);
  return at[texts];
}

const Node* Encoder::with_rest(const WithNode& node) {
  out_.array(node.count);
  for (const Symbol* label : node.all()) {
    if (label == nullptr) {
      out_.unsigned_integer(0);
    } else {
      out_.text(label->text);
    }
  }
  return node.value;
}

// ----- imports ---------------------------------------------------------------------------------------------

const Node* Encoder::import(const ImportSpec& spec) {
  // A URL has three items more: headers, authority and query.
  head(4 + spec.path.size() + (is_remote(spec) ? 3 : 0), Label::Import);
  if (spec.hash == nullptr) {
    out_.null();
  } else {
    out_.head(cbor::Major::Bytes, kMultihashPrefix.size() + spec.hash->size());
    out_.raw(kMultihashPrefix);
    out_.raw(*spec.hash);
  }
  out_.unsigned_integer(static_cast<std::uint64_t>(spec.mode));
  out_.unsigned_integer(static_cast<std::uint64_t>(spec.scheme));
  if (is_remote(spec) && spec.headers != nullptr) {
    push(Task::ImportRest, &spec);
    return spec.headers;
  }
  if (is_remote(spec)) out_.null();
  import_rest(spec);
  return nullptr;
}

void Encoder::import_rest(const ImportSpec& spec) {
  if (is_remote(spec)) out_.text(spec.authority);
  for (const std::string_view component : spec.path) out_.text(component);
  if (!is_remote(spec)) return;
  if (spec.has_query) {
    out_.text(spec.query);
  } else {
    out_.null();
  }
}

// ----- variables -------------------------------------------------------------------------------------------

void Encoder::variable(const Symbol* name, std::uint64_t index, bool is_above_64_bits) {
  if (!is_underscore(name)) {
    out_.array(2);
    out_.text(name->text);
  }
  const std::uint64_t limbs[] = {index, 1};
  out_.natural(std::span(limbs).first(is_above_64_bits ? 2 : 1));
}

void Encoder::free_variable(const FreeNode& node) {
  if (!is_counting_) {
    is_counting_ = true;
    for (const Symbol* name : binders_) ++counts_[name];
  }
  const auto found = counts_.find(node.name);
  const std::uint64_t index = node.index + (found == counts_.end() ? 0 : found->second);
  variable(node.name, index, index < node.index);
}

void Encoder::leave_to(std::uint32_t binder_count) {
  while (binders_.size() > binder_count) {
    if (is_counting_) --counts_[binders_.back()];
    binders_.pop_back();
  }
}

} // namespace

void encode(const Node& expression, ByteSink& sink) {
  Encoder(sink).run(expression);
}

Bytes encode(const Node& expression) {
  BytesSink sink;
  encode(expression, sink);
  return std::move(sink).bytes();
}

Sha256Digest semantic_hash(const Node& alpha_beta_normal) {
  crypto::Sha256Sink sink;
  encode(alpha_beta_normal, sink);
  return sink.finish();
}

} // namespace sigil::dhall
