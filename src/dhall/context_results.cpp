// The results of programs, kept from one run to the next.
#include <new>

#include "binary/cbor_writer.hpp"
#include "binary/encode.hpp"
#include "context_impl.hpp"
#include "imports/walk.hpp"
#include "limited_sink.hpp"
#include "results/results.hpp"

namespace sigil::dhall {

ResultCache::Key Context::Impl::result_key(const Blob& text, std::string_view here) {
  return dhall::result_key(options.limits, options.policy, location_of(here), text.text());
}

/// \param part  of the entry
/// \throws Error{Invalid} if that is no expression without imports
Code Context::Impl::decode_result(const Blob& entry, ByteView part) {
  const auto offset = static_cast<std::size_t>(part.data() - entry.bytes().data());
  const Code code =
      interpreter.decode(heap.sources().add_unplaced("(result)", entry.slice(offset, part.size())));
  if (has_imports(*code.expression)) throw Error(ErrorKind::Invalid, "the result has imports");
  return code;
}

/// It is checked once more: whatever an entry says, nothing is evaluated that has no type.
/// \throws Error{Invalid} if it has not the type that the entry says
TypedExpression Context::Impl::recalled(const Blob& bytes, const ResultEntry& entry, Part part) {
  const Code type = decode_result(bytes, entry.type);
  if (type.expression->kind != Kind::Universe) interpreter.infer(type); // Sort has none
  TypedExpression typed;
  typed.type_ = interpreter.value_of(type);
  if (part == Part::Type) return typed;
  const Code value = decode_result(bytes, entry.value);
  if (!interpreter.evaluator().equivalent(interpreter.infer(value), typed.type_))
    throw Error(ErrorKind::Invalid, "the result has another type than it says");
  typed.node_ = value.expression;
  typed.slots_ = value.slots;
  typed.value_ = typed.written_ = interpreter.value_of(value);
  return typed;
}

std::optional<TypedExpression> Context::recall(const Blob& text, std::string_view here, Part part) {
  if (impl_->options.results == nullptr) return std::nullopt;
  const ResultCache::Key key = impl_->result_key(text, here);
  const auto bytes = impl_->options.results->get(key);
  if (!bytes) return std::nullopt;
  const auto entry = read_entry(key, bytes->bytes());
  if (!entry || (entry->value.empty() && part == Part::TypeAndValue)) return std::nullopt;
  Gate gate(impl_->fetcher, impl_->options.policy, impl_->options.limits.imports);
  if (!still_holds(entry->dependencies, impl_->heap.arena(), gate, impl_->options.cache)) return std::nullopt;

  try {
    return impl_->recalled(*bytes, *entry, part);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::Invalid) throw;
    return std::nullopt;
  }
}

namespace {

/// Long texts are read six times as fast as records; the writer passes them on as they are.
std::uint64_t reading_cost(std::uint64_t size_bytes) {
  constexpr std::uint64_t kFaster = 6;
  return size_bytes > cbor::Writer::kBufferBytes ? size_bytes / kFaster : size_bytes;
}

} // namespace

void Context::remember(const Blob& text, std::string_view here, const TypedExpression& expression, Part part,
                       std::uint64_t limit_bytes) {
  const Resolver& resolver = impl_->interpreter.resolver();
  if (impl_->options.results == nullptr || !resolver.asked() || !resolver.warnings().empty()) return;
  const ResultCache::Key key = impl_->result_key(text, here);
  EntryWriter entry(key, dependencies_of(*resolver.asked()));
  const EvaluationLimits limits = impl_->limits();
  const EvaluationLimits cost{.output_bytes = limit_bytes};
  const auto write = [&](const NormalExpression& what) {
    LimitedSink within(entry, limits);
    LimitedSink sink(within, cost, reading_cost);
    dhall::encode(what.node(), sink);
  };
  try {
    entry.begin_part();
    write(type_of(expression));
    entry.end_part();
    entry.begin_part();
    if (part == Part::TypeAndValue) write(normalize(expression));
    entry.end_part();
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::Limit) throw;
    return;
  } catch (const std::bad_alloc&) {
    return;
  }
  impl_->options.results->put(key, std::move(entry).finish());
}

} // namespace sigil::dhall
