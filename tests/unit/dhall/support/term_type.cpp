#include "support/term_type.hpp"

#include <algorithm>

namespace sigil::test {

using Form = TermType::Form;

namespace {

TypeRef make(TermType type) {
  return std::make_shared<const TermType>(std::move(type));
}

/// What is applied in an Applied.
TypeRef constructor_of(const TermType& applied) {
  return make({.form = Form::Name, .text = applied.text, .variable = applied.variable});
}

const TypePart* find(const TermType& type, const std::string& label) {
  const auto found = std::find_if(type.parts.begin(), type.parts.end(),
                                  [&](const TypePart& part) { return part.label == label; });
  return found == type.parts.end() ? nullptr : &*found;
}

bool match_for_all(const TypeRef& pattern, const TypeRef& wanted, const TypeBindings& bindings) {
  if (pattern->binds_function != wanted->binds_function) return false;
  // Nothing that is bound here may get out: what is not known yet stays so, and differs.
  TypeBindings known;
  std::copy_if(bindings.begin(), bindings.end(), std::inserter(known, known.end()),
               [](const auto& binding) { return binding.second != nullptr; });
  known.erase(pattern->variable);
  known[wanted->variable] = type_variable(pattern->variable);
  return same(substitute(pattern->part(), known), substitute(wanted->part(), known));
}

} // namespace

TypeRef type_named(std::string_view name) {
  return make({.form = Form::Name, .text = std::string(name)});
}

TypeRef type_variable(unsigned number) {
  return make({.form = Form::Name, .text = {}, .variable = number});
}

TypeRef type_applied(const TypeRef& constructor, const TypeRef& argument) {
  return make({.form = Form::Applied,
               .text = constructor->text,
               .variable = constructor->variable,
               .parts = {{{}, argument}}});
}

TypeRef list_of(const TypeRef& type) {
  return type_applied(type_named("List"), type);
}

TypeRef optional_of(const TypeRef& type) {
  return type_applied(type_named("Optional"), type);
}

TypeRef record_of(std::vector<TypePart> parts) {
  return make({.form = Form::Record, .text = {}, .parts = std::move(parts)});
}

TypeRef union_of(std::vector<TypePart> parts) {
  return make({.form = Form::Union, .text = {}, .parts = std::move(parts)});
}

TypeRef function_of(const TypeRef& argument, const TypeRef& result) {
  return make({.form = Form::Function, .text = {}, .parts = {{{}, argument}, {{}, result}}});
}

TypeRef for_all(unsigned variable, const TypeRef& body, bool binds_function) {
  return make({.form = Form::ForAll,
               .text = {},
               .variable = variable,
               .binds_function = binds_function,
               .parts = {{{}, body}}});
}

TypeRef type_equivalence(std::string text) {
  return make({.form = Form::Equivalence, .text = std::move(text)});
}

TypeRef map_of(const TypeRef& type) {
  return list_of(record_of({{"mapKey", type_named("Text")}, {"mapValue", type}}));
}

TypeRef indexed_of(const TypeRef& type) {
  return list_of(record_of({{"index", type_named("Natural")}, {"value", type}}));
}

bool is_applied(const TermType& type, std::string_view constructor) {
  return type.form == Form::Applied && type.text == constructor;
}

std::size_t size_of(const TermType& type) {
  std::size_t size = 1;
  for (const TypePart& part : type.parts) size += part.type == nullptr ? 0 : size_of(*part.type);
  return size;
}

bool mentions(const TermType& type, unsigned variable) {
  return type.variable == variable ||
         std::any_of(type.parts.begin(), type.parts.end(), [&](const TypePart& part) {
           return part.type != nullptr && mentions(*part.type, variable);
         });
}

TypeRef substitute(const TypeRef& type, const TypeBindings& bindings) {
  if (type == nullptr) return type;
  const auto found = bindings.find(type->variable);
  const bool is_bound = found != bindings.end() && found->second != nullptr;
  if (type->form == Form::ForAll && found != bindings.end()) { // an inner binder of that number
    TypeBindings others = bindings;
    others.erase(type->variable);
    return substitute(type, others);
  }
  if (type->form == Form::Name) return is_bound ? found->second : type;
  TermType made = *type;
  if (is_bound && type->form == Form::Applied) {
    made.text = found->second->text;
    made.variable = found->second->variable;
  }
  for (TypePart& part : made.parts) part.type = substitute(part.type, bindings);
  return make(std::move(made));
}

bool same(const TypeRef& left, const TypeRef& right) {
  TypeBindings none;
  return match(left, right, none);
}

bool match(const TypeRef& pattern, const TypeRef& wanted, TypeBindings& bindings) {
  if (pattern == nullptr || wanted == nullptr) return pattern == wanted;
  const auto found = bindings.find(pattern->variable);
  if (found != bindings.end() && pattern->form == Form::Name) {
    if (found->second != nullptr) return same(found->second, wanted);
    found->second = wanted;
    return true;
  }
  if (pattern->form != wanted->form || pattern->parts.size() != wanted->parts.size()) return false;
  if (pattern->form == Form::ForAll) return match_for_all(pattern, wanted, bindings);
  if (found != bindings.end()) {
    const TypeRef constructor = constructor_of(*wanted);
    if (found->second != nullptr && !same(found->second, constructor)) return false;
    found->second = constructor;
    return match(pattern->part(), wanted->part(), bindings);
  }
  if (pattern->variable != wanted->variable || pattern->text != wanted->text) return false;
  const bool has_labels = pattern->form == Form::Record || pattern->form == Form::Union;
  for (std::size_t at = 0; at < pattern->parts.size(); ++at) {
    const TypePart* other = has_labels ? find(*wanted, pattern->parts[at].label) : &wanted->parts[at];
    if (other == nullptr || !match(pattern->part(at), other->type, bindings)) return false;
  }
  return true;
}

} // namespace sigil::test
