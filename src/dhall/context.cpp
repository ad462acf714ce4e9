// The library's door: handles around nodes.
#include "sigil/dhall/dhall.hpp"

#include "binary/encode.hpp"
#include "context_impl.hpp"
#include "core/alpha.hpp"
#include "core/numbers.hpp"
#include "limited_sink.hpp"
#include "sigil/crypto/hash.hpp"
#include "syntax/format.hpp"
#include "syntax/print.hpp"
#include "syntax/show.hpp"

namespace sigil::dhall {

namespace {

class TextSink final : public ByteSink {
 public:
  void write(ByteView bytes) override { text_ += as_text(bytes); }
  std::string text() && { return std::move(text_); }

 private:
  std::string text_;
};

} // namespace

Context::Context(Fetcher& fetcher, Options options) : impl_(std::make_unique<Impl>(fetcher, options)) {}

Context::~Context() = default;

ParsedExpression Context::parse(std::string name, Blob text) {
  const Code code = impl_->interpreter.parse(impl_->heap.sources().add(std::move(name), std::move(text)));
  ParsedExpression expression;
  expression.node_ = code.expression;
  expression.slots_ = code.slots;
  return expression;
}

ParsedExpression Context::decode(std::string name, Blob bytes) {
  const Code code = impl_->interpreter.decode(impl_->heap.sources().add(std::move(name), std::move(bytes)));
  ParsedExpression expression;
  expression.node_ = code.expression;
  expression.slots_ = code.slots;
  return expression;
}

ResolvedExpression Context::resolve(const ParsedExpression& expression, std::string_view here) {
  impl_->interpreter.resolve({expression.node_, expression.slots_}, impl_->location_of(here));
  ResolvedExpression resolved;
  resolved.node_ = expression.node_;
  resolved.slots_ = expression.slots_;
  return resolved;
}

TypedExpression Context::infer(const ResolvedExpression& expression) {
  const Code code{expression.node_, expression.slots_};
  TypedExpression typed;
  typed.node_ = expression.node_;
  typed.slots_ = expression.slots_;
  typed.type_ = impl_->interpreter.infer(code);
  typed.value_ = impl_->interpreter.value_of(code);
  Evaluator& evaluator = impl_->interpreter.evaluator();
  typed.written_ = evaluator.delay(code.expression, evaluator.new_frame(nullptr, code.slots));
  return typed;
}

NormalExpression Context::normalize(const TypedExpression& expression, BinderNames names) {
  NormalExpression normal;
  normal.node_ = impl_->interpreter.quote(expression.value_, names);
  normal.slots_ = 1;
  return normal;
}

NormalExpression Context::type_of(const TypedExpression& expression) {
  NormalExpression normal;
  normal.node_ = impl_->interpreter.quote(expression.type_, BinderNames::Kept);
  normal.slots_ = 1;
  return normal;
}

NormalExpression Context::annotate(const NormalExpression& expression, const NormalExpression& type) {
  NormalExpression annotated;
  annotated.node_ = impl_->heap.binary(Kind::Annotation, expression.node_, type.node_, 0);
  annotated.slots_ = 1;
  return annotated;
}

Value Context::value(const TypedExpression& expression) {
  impl_->interpreter.evaluator().keep_positions();
  return {*this, expression.written_};
}

std::string Context::semantic_hash(const TypedExpression& expression) {
  crypto::Sha256Sink hash;
  LimitedSink sink(hash, impl_->limits());
  dhall::encode(normalize(expression, BinderNames::Underscore).node(), sink);
  return hash_text(hash.finish());
}

std::string Context::store(const TypedExpression& expression) {
  SIGIL_ASSERT(impl_->options.cache != nullptr);
  const Bytes encoded = encode(normalize(expression, BinderNames::Underscore));
  const Sha256Digest digest = crypto::sha256(encoded);
  impl_->options.cache->put(digest, encoded);
  return hash_text(digest);
}

std::string Context::print(const Expression& expression, const PrintOptions& options) const {
  TextSink text;
  LimitedSink sink(text, impl_->limits());
  dhall::print(expression.node(), sink, options, impl_->limits().output_bytes);
  return std::move(text).text();
}

Bytes Context::encode(const Expression& expression) const {
  BytesSink bytes;
  LimitedSink sink(bytes, impl_->limits());
  dhall::encode(expression.node(), sink);
  return std::move(bytes).bytes();
}

void Context::check_output(std::uint64_t size_bytes) const {
  dhall::check_output(impl_->limits(), size_bytes);
}

ParsedExpression Context::rename_bound(const ParsedExpression& expression) {
  ParsedExpression renamed = expression;
  renamed.node_ = dhall::rename_bound(impl_->heap, expression.node_);
  return renamed;
}

std::string Context::format(std::string name, Blob text, std::optional<CharacterSet> characters) {
  const auto& source = impl_->heap.sources().add(std::move(name), std::move(text));
  return dhall::format(impl_->heap, source, characters ? *characters : character_set_of(impl_->heap, source));
}

const ImportGraph& Context::imports() const {
  return impl_->interpreter.resolver().graph();
}

const std::vector<std::string>& Context::warnings() const {
  return impl_->interpreter.resolver().warnings();
}

std::string Context::excerpt(const SourcePosition& where) const {
  return impl_->heap.sources().excerpt(where);
}

// ----- values ----------------------------------------------------------------------------------------------

Node* Value::forced() const {
  return context_->impl_->interpreter.evaluator().force(node_);
}

Value::Kind Value::kind() const {
  const Node* node = forced();
  switch (node->kind) {
  case dhall::Kind::Bool: return Kind::Bool;
  case dhall::Kind::Natural:
  case dhall::Kind::BigNatural: return Kind::Natural;
  case dhall::Kind::Integer:
  case dhall::Kind::BigInteger: return Kind::Integer;
  case dhall::Kind::Double: return Kind::Double;
  case dhall::Kind::Text:
  case dhall::Kind::Interpolation: return node->is(kStuck) ? Kind::Other : Kind::Text;
  case dhall::Kind::Bytes: return Kind::Bytes;
  case dhall::Kind::Date: return Kind::Date;
  case dhall::Kind::Time: return Kind::Time;
  case dhall::Kind::TimeZone: return Kind::TimeZone;
  case dhall::Kind::List:
  case dhall::Kind::ListRope:
  case dhall::Kind::EmptyList: return Kind::List;
  case dhall::Kind::Some: return Kind::Some;
  case dhall::Kind::Record: return Kind::Record;
  case dhall::Kind::Variant: {
    const auto& variant = as<VariantNode>(*node);
    const bool waits = variant.payload == nullptr && variant.type->parts[variant.index] != nullptr;
    return waits ? Kind::Function : Kind::Union;
  }
  case dhall::Kind::Closure: return Kind::Function;
  case dhall::Kind::Universe:
  case dhall::Kind::RecordType:
  case dhall::Kind::UnionType:
  case dhall::Kind::PiClosure: return Kind::Type;
  case dhall::Kind::Builtin:
    return as<BuiltinNode>(*node).builtin() < Builtin::Bool ? Kind::Function : Kind::Type;
  case dhall::Kind::Application: {
    if (node->is(kStuck)) return Kind::Other;
    const auto& call = as<ApplicationNode>(*node);
    const Builtin builtin = as<BuiltinNode>(*call.function).builtin();
    if (builtin == Builtin::None) return Kind::None;
    return builtin == Builtin::List || builtin == Builtin::Optional ? Kind::Type : Kind::Function;
  }
  default: return Kind::Other;
  }
}

SourcePosition Value::position() const {
  // A thunk knows where its expression is, even when the value was computed elsewhere.
  const Node* node = node_;
  if (node->position == 0) node = forced();
  return context_->impl_->heap.sources().locate(node->position);
}

SourcePosition Value::origin() const {
  const Node* node = forced();
  if (node->position == 0) node = node_;
  return context_->impl_->heap.sources().locate(node->position);
}

bool Value::as_bool() const {
  SIGIL_ASSERT(kind() == Kind::Bool);
  return as<BoolNode>(*forced()).value();
}

std::optional<std::uint64_t> Value::as_natural() const {
  SIGIL_ASSERT(kind() == Kind::Natural);
  const Node* node = forced();
  if (node->kind != dhall::Kind::Natural) return std::nullopt;
  return as<NaturalNode>(*node).value;
}

std::optional<std::int64_t> Value::as_integer() const {
  SIGIL_ASSERT(kind() == Kind::Integer);
  const Node* node = forced();
  if (node->kind != dhall::Kind::Integer) return std::nullopt;
  return as<IntegerNode>(*node).value;
}

double Value::as_double() const {
  SIGIL_ASSERT(kind() == Kind::Double);
  return as<DoubleNode>(*forced()).value;
}

std::string_view Value::as_text() const {
  SIGIL_ASSERT(kind() == Kind::Text);
  return as<TextNode>(*context_->impl_->interpreter.evaluator().flatten_text(forced())).text();
}

ByteView Value::as_bytes() const {
  SIGIL_ASSERT(kind() == Kind::Bytes);
  const auto& bytes = as<BytesNode>(*forced());
  return {bytes.data, bytes.size_bytes};
}

std::string Value::literal() const {
  const Node* node = forced();
  switch (node->kind) {
  case dhall::Kind::Double: return show_double(as<DoubleNode>(*node).value);
  case dhall::Kind::Date: return show_date(as<DateNode>(*node));
  case dhall::Kind::Time: return show_time(as<TimeNode>(*node));
  case dhall::Kind::TimeZone: return show_time_zone(as<TimeZoneNode>(*node));
  default: SIGIL_ASSERT(is_natural(*node) || is_integer(*node)); return show_number(*node);
  }
}

std::size_t Value::size() const {
  Node* node = forced();
  switch (kind()) {
  case Kind::List: return context_->impl_->interpreter.evaluator().elements(node).size();
  case Kind::Some: return 1;
  default:
    SIGIL_ASSERT(node->kind == dhall::Kind::Record);
    return static_cast<const FieldsNode&>(*node).shape->count;
  }
}

bool Value::is_empty_map(std::string_view key, std::string_view value) const {
  Node* list = forced();
  if (list->kind != dhall::Kind::EmptyList) return false;
  Evaluator& evaluator = context_->impl_->interpreter.evaluator();
  const Node* type = evaluator.force(as<EmptyListNode>(*list).type);
  if (type->kind != dhall::Kind::Application || type->is(kStuck)) return false;
  Node* entry = evaluator.force(as<ApplicationNode>(*type).arguments[0]);
  if (entry->kind != dhall::Kind::RecordType || static_cast<FieldsNode*>(entry)->shape->count != 2)
    return false;
  Symbols& symbols = context_->impl_->heap.symbols();
  Node* key_type = Evaluator::part(entry, symbols.intern(key));
  if (key_type == nullptr || Evaluator::part(entry, symbols.intern(value)) == nullptr) return false;
  const Node* text = evaluator.force(key_type);
  return text->kind == dhall::Kind::Builtin && as<BuiltinNode>(*text).builtin() == Builtin::Text;
}

Value Value::item(std::size_t index) const {
  Node* node = forced();
  if (node->kind == dhall::Kind::Some) return {*context_, as<SomeNode>(*node).value};
  SIGIL_ASSERT(kind() == Kind::List && index < size());
  return {*context_, context_->impl_->interpreter.evaluator().elements(node)[index]};
}

std::string_view Value::label(std::size_t index) const {
  SIGIL_ASSERT(kind() == Kind::Record && index < size());
  return static_cast<const FieldsNode&>(*forced()).shape->labels[index]->text;
}

Value Value::field(std::size_t index) const {
  SIGIL_ASSERT(kind() == Kind::Record && index < size());
  return {*context_, static_cast<const FieldsNode&>(*forced()).parts[index]};
}

std::optional<Value> Value::field(std::string_view label) const {
  SIGIL_ASSERT(kind() == Kind::Record);
  Node* found = Evaluator::part(forced(), context_->impl_->heap.symbols().intern(label));
  if (found == nullptr) return std::nullopt;
  return Value(*context_, found);
}

std::string_view Value::alternative() const {
  SIGIL_ASSERT(kind() == Kind::Union);
  const auto& variant = as<VariantNode>(*forced());
  return variant.type->shape->labels[variant.index]->text;
}

std::optional<Value> Value::payload() const {
  SIGIL_ASSERT(kind() == Kind::Union);
  const auto& variant = as<VariantNode>(*forced());
  if (variant.payload == nullptr) return std::nullopt;
  return Value(*context_, variant.payload);
}

} // namespace sigil::dhall
