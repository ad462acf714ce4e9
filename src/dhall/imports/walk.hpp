/// \file
/// Going through an expression, as far as imports need it.
#pragma once

#include <algorithm>
#include <cstdint>

#include "syntax/import_spec.hpp"
#include "syntax/node.hpp"

namespace sigil::dhall {

/// Calls `visit(Node*&)` for each direct sub-expression, in the order they are written; it may replace it,
/// but for headers of an import, which are one. The two sides of `?` are as well, whichever is taken.
template <typename Visit>
void for_each_part(Node& node, Visit visit);

/// What an expression needs to be evaluated by itself although it stands in the middle of a file.
/// \returns the slots that its frame must have
/// \throws Error{Invalid} "dhall.import.headers" at `position` if it refers to a variable that is bound
///         outside of it.
std::uint32_t slots_of_closed(Node& expression, const SourcePosition& position);

// ----- implementation --------------------------------------------------------------------------------------

namespace detail {
/// \throws Error{Internal}: values are no expressions.
[[noreturn]] void unexpected_kind(const Node& node);
} // namespace detail

template <typename Visit>
void for_each_part(Node& node, Visit visit) {
  const auto maybe = [&](Node*& part) {
    if (part != nullptr) visit(part);
  };
  const auto all = [&](Node** parts, std::uint64_t count) { std::for_each_n(parts, count, maybe); };
  if (node.kind <= Kind::TimeZone || node.kind == Kind::Variable || node.kind == Kind::Free) return;
  switch (node.kind) {
  case Kind::List: return all(as<ListNode>(node).items, as<ListNode>(node).count);
  case Kind::EmptyList: return visit(as<EmptyListNode>(node).type);
  case Kind::Some: return visit(as<SomeNode>(node).value);
  case Kind::Record:
  case Kind::RecordType:
  case Kind::UnionType: return all(as<FieldsNode>(node).parts, as<FieldsNode>(node).shape->count);
  case Kind::Lambda:
  case Kind::Pi: visit(as<BinderNode>(node).domain); return visit(as<BinderNode>(node).body);
  case Kind::Let:
    maybe(as<LetNode>(node).annotation);
    visit(as<LetNode>(node).bound);
    return visit(as<LetNode>(node).body);
  case Kind::Application:
    visit(as<ApplicationNode>(node).function);
    return all(as<ApplicationNode>(node).arguments, as<ApplicationNode>(node).count);
  case Kind::If:
  case Kind::Merge:
  case Kind::ToMap:
    maybe(as<TernaryNode>(node).a);
    maybe(as<TernaryNode>(node).b);
    return maybe(as<TernaryNode>(node).c);
  case Kind::Or:
  case Kind::And:
  case Kind::Equal:
  case Kind::NotEqual:
  case Kind::Plus:
  case Kind::Times:
  case Kind::TextAppend:
  case Kind::ListAppend:
  case Kind::Combine:
  case Kind::Prefer:
  case Kind::CombineTypes:
  case Kind::Alternative:
  case Kind::Equivalent:
  case Kind::Completion:
  case Kind::ProjectByType:
  case Kind::Annotation: visit(as<BinaryNode>(node).left); return visit(as<BinaryNode>(node).right);
  case Kind::ShowConstructor:
  case Kind::Assert: return visit(as<UnaryNode>(node).a);
  case Kind::Field: return visit(as<FieldNode>(node).record);
  case Kind::Project: return visit(as<ProjectNode>(node).record);
  case Kind::With: visit(as<WithNode>(node).record); return visit(as<WithNode>(node).value);
  case Kind::Interpolation: return all(as<InterpolationNode>(node).pieces, as<InterpolationNode>(node).count);
  case Kind::Import:
    if (Node* headers = as<ImportNode>(node).spec->headers) visit(headers);
    return;
  default: detail::unexpected_kind(node);
  }
}

} // namespace sigil::dhall
