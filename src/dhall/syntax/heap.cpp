#include "syntax/heap.hpp"

#include <algorithm>

namespace sigil::dhall {

namespace {

constexpr std::uint8_t kData = kWhnf | kNormal;

bool is_normal(const Node* node) {
  return node == nullptr || node->is(kNormal);
}

bool all_normal(std::span<Node* const> nodes) {
  return std::ranges::all_of(nodes, is_normal);
}

} // namespace

std::string_view operator_text(Kind kind) {
  constexpr std::string_view kTexts[] = {"||", "&&", "==", "!=", "+", "*", "++",
                                         "#",  "∧",  "⫽",  "⩓",  "?", "≡", "::"};
  const int number = operator_number(kind);
  return number < 0 ? std::string_view{} : kTexts[number];
}

Heap::Heap(std::uint64_t memory_limit_bytes) : arena_(memory_limit_bytes), symbols_(arena_) {
  for (std::size_t at = 0; at < kBuiltins.size(); ++at) {
    Symbol* symbol = symbols_.intern_kept(kBuiltins[at]);
    symbol->word = Word::Builtin;
    symbol->number = static_cast<std::uint8_t>(at);
    builtins_[at] = nullptr;
  }
  for (std::size_t at = 0; at < kKeywords.size(); ++at) {
    Symbol* symbol = symbols_.intern_kept(kKeywords[at]);
    symbol->word = Word::Keyword;
    symbol->number = static_cast<std::uint8_t>(at);
  }
  std::ranges::fill(small_naturals_, nullptr);
  true_ = make<BoolNode>(Kind::Bool, 0, kData, 1);
  false_ = make<BoolNode>(Kind::Bool, 0, kData, 0);
}

Node* Heap::universe(Universe universe, std::uint32_t position) {
  return builtin(static_cast<Builtin>(static_cast<int>(Builtin::Type) + static_cast<int>(universe)),
                 position);
}

Node* Heap::builtin(Builtin builtin, std::uint32_t position) {
  const auto number = static_cast<std::uint16_t>(builtin);
  if (position == 0 && builtins_[number] != nullptr) return builtins_[number];
  Node* made = nullptr;
  if (builtin >= Builtin::Type) {
    made = make_kept<UniverseNode>(Kind::Universe, position, kData,
                                   static_cast<std::uint16_t>(number - static_cast<int>(Builtin::Type)));
  } else if (builtin == Builtin::True || builtin == Builtin::False) {
    if (position == 0) return boolean(builtin == Builtin::True);
    made = make_kept<BoolNode>(Kind::Bool, position, kData, builtin == Builtin::True);
  } else {
    made = make_kept<BuiltinNode>(Kind::Builtin, position, kData, number);
  }
  if (position == 0) builtins_[number] = made;
  return made;
}

Node* Heap::natural(std::uint64_t value, std::uint32_t position) {
  const bool shared = position == 0 && value < kSmallNaturals;
  if (shared && small_naturals_[value] != nullptr) return small_naturals_[value];
  auto* node = shared ? make_kept<NaturalNode>(Kind::Natural, position, kData)
                      : make<NaturalNode>(Kind::Natural, position, kData);
  node->value = value;
  if (shared) small_naturals_[value] = node;
  return node;
}

Node* Heap::integer(std::int64_t value, std::uint32_t position) {
  auto* node = make<IntegerNode>(Kind::Integer, position, kData);
  node->value = value;
  return node;
}

Node* Heap::big_natural(std::span<const std::uint64_t> limbs, std::uint32_t position) {
  while (!limbs.empty() && limbs.back() == 0) limbs = limbs.first(limbs.size() - 1);
  if (limbs.size() <= 1) return natural(limbs.empty() ? 0 : limbs[0], position);
  auto* node = make<BigNode>(Kind::BigNatural, position, kData);
  node->size = static_cast<std::int64_t>(limbs.size());
  node->limbs = keep(limbs).data();
  return node;
}

Node* Heap::big_integer(std::span<const std::uint64_t> limbs, bool negative, std::uint32_t position) {
  while (!limbs.empty() && limbs.back() == 0) limbs = limbs.first(limbs.size() - 1);
  constexpr std::uint64_t kLargest = (std::uint64_t{1} << 63U) - 1;
  if (limbs.empty()) return integer(0, position);
  if (limbs.size() == 1 && limbs[0] <= kLargest + (negative ? 1 : 0)) {
    return integer(static_cast<std::int64_t>(negative ? 0 - limbs[0] : limbs[0]), position);
  }
  auto* node = make<BigNode>(Kind::BigInteger, position, kData);
  node->size = negative ? -static_cast<std::int64_t>(limbs.size()) : static_cast<std::int64_t>(limbs.size());
  node->limbs = keep(limbs).data();
  return node;
}

Node* Heap::floating(double value, std::uint32_t position) {
  auto* node = make<DoubleNode>(Kind::Double, position, kData);
  node->value = value;
  return node;
}

Node* Heap::bytes(std::span<const std::uint8_t> data, std::uint32_t position) {
  auto* node = make<BytesNode>(Kind::Bytes, position, kData);
  node->size_bytes = data.size();
  node->data = data.data();
  return node;
}

Node* Heap::list(std::span<Node* const> items, std::uint32_t position) {
  auto* node = make<ListNode>(Kind::List, position, all_normal(items) ? kData : 0);
  node->count = items.size();
  node->items = keep(items).data();
  return node;
}

Node* Heap::empty_list(Node* type, std::uint32_t position) {
  auto* node = make<EmptyListNode>(Kind::EmptyList, position, is_normal(type) ? kData : 0);
  node->type = type;
  return node;
}

Node* Heap::some(Node* value, std::uint32_t position) {
  auto* node = make<SomeNode>(Kind::Some, position, is_normal(value) ? kData : 0);
  node->value = value;
  return node;
}

Node* Heap::fields(Kind kind, const Shape* shape, std::span<Node* const> parts, std::uint32_t position) {
  auto* node = make<FieldsNode>(kind, position, all_normal(parts) ? kData : 0);
  node->shape = shape;
  node->parts = keep(parts).data();
  return node;
}

Node* Heap::binary(Kind kind, Node* left, Node* right, std::uint32_t position) {
  auto* node = make<BinaryNode>(kind, position);
  node->left = left;
  node->right = right;
  node->chosen = nullptr;
  has_imports_ = has_imports_ || kind == Kind::Alternative;
  return node;
}

Node* Heap::ternary(Kind kind, Node* a, Node* b, Node* c, std::uint32_t position) {
  auto* node = make<TernaryNode>(kind, position);
  node->a = a;
  node->b = b;
  node->c = c;
  return node;
}

Node* Heap::unary(Kind kind, Node* a, std::uint32_t position) {
  auto* node = make<UnaryNode>(kind, position);
  node->a = a;
  return node;
}

Node* Heap::application(Node* function, std::span<Node* const> arguments, std::uint32_t position) {
  // `List A`, `Optional A` and `None A` are values like any other constructor's.
  std::uint8_t flags = 0;
  if (function->kind == Kind::Builtin && arguments.size() == 1 && is_normal(arguments[0])) {
    const Builtin builtin = as<BuiltinNode>(*function).builtin();
    if (builtin == Builtin::List || builtin == Builtin::Optional || builtin == Builtin::None) flags = kData;
  }
  auto* node = make<ApplicationNode>(Kind::Application, position, flags);
  node->function = function;
  node->count = arguments.size();
  node->arguments = keep(arguments).data();
  return node;
}

Node* Heap::field(Node* record, const Symbol* label, std::uint32_t position) {
  auto* node = make<FieldNode>(Kind::Field, position);
  node->record = record;
  node->label = label;
  return node;
}

Node* Heap::project(Node* record, std::span<const Symbol* const> labels, std::uint32_t position) {
  auto* node = make<ProjectNode>(Kind::Project, position);
  node->record = record;
  node->count = labels.size();
  node->labels = keep(labels).data();
  return node;
}

Node* Heap::with(Node* record, std::span<const Symbol* const> path, Node* value, std::uint32_t position) {
  auto* node = make<WithNode>(Kind::With, position);
  node->record = record;
  node->value = value;
  node->count = path.size();
  node->path = keep(path).data();
  return node;
}

Node* Heap::interpolation(std::span<Node* const> pieces, std::uint32_t position) {
  auto* node = make<InterpolationNode>(Kind::Interpolation, position);
  node->count = pieces.size();
  node->pieces = keep(pieces).data();
  return node;
}

Node* Heap::import(const ImportSpec& spec, std::uint32_t position) {
  auto* node = make<ImportNode>(Kind::Import, position);
  node->spec = new (arena_.take(sizeof(ImportSpec))) ImportSpec(spec);
  node->resolved = nullptr;
  has_imports_ = true;
  return node;
}

} // namespace sigil::dhall
