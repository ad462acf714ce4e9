// Types that have terms in the scope they are made in, and how they are written.
#include <algorithm>

#include "support/typed_terms.hpp"

namespace sigil::test {

using Form = TermType::Form;

TypeRef TypedTerms::any_type(unsigned depth) {
  if (depth == 0 || budget_ == 0) return one_in(3) ? any_in_scope() : any_constant();
  --budget_;
  const unsigned inner = depth - 1;
  switch (below(17)) {
  default: return any_constant();
  case 1:
  case 2: return any_in_scope();
  case 3: return list_of(any_type(inner));
  case 4: return optional_of(any_type(inner));
  case 5: return below(2) == 0 ? map_of(any_type(inner)) : indexed_of(any_type(inner));
  case 6:
  case 7: return any_record(inner);
  case 8:
  case 9: return any_union(inner);
  case 10:
  case 11: {
    const TypeRef argument = any_type(inner);
    return function_of(argument, any_type(inner));
  }
  case 12: return any_for_all(inner);
  case 13: return any_for_all_constructors(inner);
  case 14: return any_equivalence();
  }
}

TypeRef TypedTerms::any_constant() {
  static const std::vector<const char*> kNames = {"Natural", "Bool", "Text",     "Integer", "Double",
                                                  "Bytes",   "Date", "TimeZone", "Time"};
  return type_named(one_of(kNames));
}

TypeRef TypedTerms::any_in_scope() {
  constexpr std::size_t kMostParts = 20; // types of types of types get long
  std::vector<TypeRef> found;
  for (const Binding& binding : scope_) {
    if (binding.type == nullptr || size_of(*binding.type) > kMostParts) continue;
    if (has_witnesses(binding.type)) found.push_back(binding.type);
  }
  return found.empty() ? any_constant() : one_of(found);
}

TypeRef TypedTerms::any_record(unsigned depth) {
  if (one_in(8)) {
    return record_of(
        {{"date", type_named("Date")}, {"time", type_named("Time")}, {"timeZone", type_named("TimeZone")}});
  }
  std::vector<TypePart> parts;
  for (std::string& label : labels(0, 3)) parts.push_back({std::move(label), any_type(depth)});
  return record_of(std::move(parts));
}

TypeRef TypedTerms::any_union(unsigned depth) {
  std::vector<TypePart> parts;
  for (std::string& label : labels(1, 3)) {
    parts.push_back({std::move(label), below(2) == 0 ? nullptr : any_type(depth)});
  }
  return union_of(std::move(parts));
}

TypeRef TypedTerms::any_for_all(unsigned depth) {
  const unsigned variable = next_variable_++;
  const TypeRef witness = type_variable(variable);
  const std::size_t outside = scope_.size();
  scope_.push_back({.name = "", .variable = variable});
  scope_.push_back({.name = "", .type = witness});
  const TypeRef first = below(2) == 0 ? nullptr : any_type(depth);
  const TypeRef rest = function_of(witness, any_type(depth));
  scope_.resize(outside);
  return for_all(variable, first == nullptr ? rest : function_of(first, rest));
}

TypeRef TypedTerms::any_for_all_constructors(unsigned depth) {
  const unsigned variable = next_variable_++;
  const unsigned item = next_variable_++;
  const TypeRef made = type_applied(type_variable(variable), type_variable(item));
  const TypeRef witness = for_all(item, function_of(type_variable(item), made));
  const std::size_t outside = scope_.size();
  scope_.push_back({.name = "", .variable = variable});
  scope_.push_back({.name = "", .type = witness});
  const TypeRef argument = any_type(0);
  const TypeRef result = below(2) == 0 ? type_applied(type_variable(variable), argument) : any_type(depth);
  scope_.resize(outside);
  return for_all(variable, function_of(witness, result), true);
}

TypeRef TypedTerms::any_equivalence() {
  std::vector<Binding> scope; // closed terms mean the same everywhere
  scope_.swap(scope);
  constexpr unsigned kMostRules = 3; // it is written often, and one in another one even more so
  const unsigned spared = budget_ - std::min(budget_, kMostRules);
  budget_ -= spared;
  const TypeRef type = below(2) == 0 ? any_constant() : any_record(0);
  const std::string left = term(type, 1);
  const std::string both = proof(left, type);
  budget_ += spared;
  scope_.swap(scope);
  return type_equivalence(both);
}

/// Whether something in scope is of that type, or makes it of anything if it is a constructor.
bool TypedTerms::has_witness(unsigned variable) const {
  return std::any_of(scope_.begin(), scope_.end(), [&](const Binding& binding) {
    if (binding.type == nullptr) return false;
    if (binding.type->form == Form::Name) return binding.type->variable == variable;
    if (binding.type->form != Form::ForAll || binding.type->part()->form != Form::Function) return false;
    const TypeRef& item = binding.type->part()->part(0);
    const TypeRef& made = binding.type->part()->part(1);
    return item->form == Form::Name && item->variable == binding.type->variable &&
           made->form == Form::Applied && made->variable == variable && same(made->part(), item);
  });
}

bool TypedTerms::has_witnesses(const TypeRef& type) const {
  return std::all_of(scope_.begin(), scope_.end(), [&](const Binding& binding) {
    return binding.variable == 0 || !mentions(*type, binding.variable) || has_witness(binding.variable);
  });
}

std::pair<TypeRef, TypeRef> TypedTerms::split(const TermType& record) {
  std::vector<TypePart> left;
  std::vector<TypePart> right;
  for (const TypePart& part : record.parts) {
    const unsigned choice = below(part.type->form == Form::Record ? 3 : 2);
    if (choice == 2) {
      const auto [some, others] = split(*part.type);
      left.push_back({part.label, some});
      right.push_back({part.label, others});
    } else {
      (choice == 0 ? left : right).push_back(part);
    }
  }
  return {record_of(std::move(left)), record_of(std::move(right))};
}

std::string TypedTerms::written(const TypeRef& type) {
  for (std::size_t at = scope_.size(); at-- != 0;) {
    if (scope_[at].alias != nullptr && same(scope_[at].alias, type) && below(4) != 0) return mention(at);
  }
  if (budget_ == 0 || !one_in(12)) return written_plain(type);
  --budget_;
  return written_with_detour(type);
}

std::string TypedTerms::written_plain(const TypeRef& type) {
  const auto constant_or_variable = [&] {
    if (type->variable == 0) return type->text;
    const auto bound = std::find_if(scope_.begin(), scope_.end(), [&](const Binding& binding) {
      return binding.variable == type->variable;
    });
    return mention(static_cast<std::size_t>(bound - scope_.begin()));
  };
  switch (type->form) {
  case Form::Name: return constant_or_variable();
  case Form::Applied: return joined({"(", constant_or_variable(), " ", written(type->part()), ")"});
  case Form::Record: return written_fields(*type, '{', ", ", '}');
  case Form::Union: return written_fields(*type, '<', " | ", '>');
  case Form::Function: return written_function(*type);
  case Form::ForAll: {
    const std::string bound = name();
    return joined({"(∀(", bound, " : ", kind_of(*type), ") → ",
                   within({.name = bound, .variable = type->variable}, [&] { return written(type->part()); }),
                   ")"});
  }
  default: return "(" + type->text + ")";
  }
}

std::string TypedTerms::written_fields(const TermType& type, char open, const char* separator, char close) {
  std::string text(1, open);
  for (const TypePart& part : type.parts) {
    text += (text.size() == 1 ? " " : separator) + part.label;
    if (part.type != nullptr) text += " : " + written(part.type);
  }
  return text + (text.size() == 1 ? "" : " ") + close;
}

std::string TypedTerms::written_function(const TermType& type) {
  const std::string argument = written(type.part(0));
  const std::string bound = below(2) == 0 ? "_" : name();
  const std::string result = within({.name = bound}, [&] { return written(type.part(1)); });
  if (bound == "_") return joined({"(", argument, " → ", result, ")"});
  return joined({"(∀(", bound, " : ", argument, ") → ", result, ")"});
}

/// Something that evaluates to the type.
std::string TypedTerms::written_with_detour(const TypeRef& type) {
  const std::string bound = name();
  switch (below(7)) {
  case 0: return joined({"((λ(", bound, " : Type) → ", bound, ") ", written(type), ")"});
  case 1: return joined({"(let ", bound, " = ", written(type), " in ", bound, ")"});
  case 2: return joined({"{ x = Natural, y = ", written(type), " }.y"});
  case 3: return joined({"(", written(type), " : Type)"});
  case 4: {
    const std::string universe = below(2) == 0 ? "Kind" : "(Kind : Sort)";
    return joined({"((λ(", bound, " : ", universe, ") → λ(T : ", bound, ") → T) Type ", written(type), ")"});
  }
  case 5:
    if (type->form == Form::Record) {
      const auto [left, right] = split(*type);
      return joined({"(", written(left), " ⩓ ", written(right), ")"});
    }
    break;
  default:
    if (type->form == Form::Applied && type->variable == 0) {
      const std::string call = within({.name = bound}, [&] {
        return joined({bound, " ", written(type->part())});
      });
      return joined({"((λ(", bound, " : Type → Type) → ", call, ") ", type->text, ")"});
    }
  }
  return written_plain(type);
}

std::string TypedTerms::kind_of(const TermType& for_all) const {
  return for_all.binds_function ? "(Type → Type)" : "Type";
}

} // namespace sigil::test
