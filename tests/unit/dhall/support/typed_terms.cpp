// Terms of any type: what is in scope, what is built in, and what takes something else apart.
#include "support/typed_terms.hpp"

#include <algorithm>
#include <stdexcept>

namespace sigil::test {

using Form = TermType::Form;

namespace {

constexpr unsigned kMostRules = 80;

struct NamedType {
  const char* name;
  TypeRef type;
};

std::vector<NamedType> make_builtins() {
  const TypeRef boolean = type_named("Bool"), natural = type_named("Natural"),
                integer = type_named("Integer");
  const TypeRef floating = type_named("Double"), text = type_named("Text");
  const TypeRef a = type_variable(1), r = type_variable(2);
  const auto arrow = [](const TypeRef& from, const TypeRef& to) { return function_of(from, to); };
  const TypeRef any_natural = for_all(2, arrow(arrow(r, r), arrow(r, r)));
  const TypeRef any_list = for_all(2, arrow(arrow(a, arrow(r, r)), arrow(r, r)));
  const auto of_list = [&](const TypeRef& result) { return for_all(1, arrow(list_of(a), result)); };
  return {
      {"Natural/fold", arrow(natural, any_natural)},
      {"Natural/build", arrow(any_natural, natural)},
      {"Natural/isZero", arrow(natural, boolean)},
      {"Natural/even", arrow(natural, boolean)},
      {"Natural/odd", arrow(natural, boolean)},
      {"Natural/toInteger", arrow(natural, integer)},
      {"Natural/show", arrow(natural, text)},
      {"Natural/subtract", arrow(natural, arrow(natural, natural))},
      {"Integer/toDouble", arrow(integer, floating)},
      {"Integer/show", arrow(integer, text)},
      {"Integer/negate", arrow(integer, integer)},
      {"Integer/clamp", arrow(integer, natural)},
      {"Double/show", arrow(floating, text)},
      {"List/build", for_all(1, arrow(any_list, list_of(a)))},
      {"List/fold", of_list(any_list)},
      {"List/length", of_list(natural)},
      {"List/head", of_list(optional_of(a))},
      {"List/last", of_list(optional_of(a))},
      {"List/indexed", of_list(indexed_of(a))},
      {"List/reverse", of_list(list_of(a))},
      {"Text/show", arrow(text, text)},
      {"Text/replace", arrow(text, arrow(text, arrow(text, text)))},
      {"Date/show", arrow(type_named("Date"), text)},
      {"Time/show", arrow(type_named("Time"), text)},
      {"TimeZone/show", arrow(type_named("TimeZone"), text)},
      {"None", for_all(1, optional_of(a))},
  };
}

} // namespace

std::string joined(std::initializer_list<std::string> parts) {
  std::string text;
  for (const std::string& part : parts) text += part;
  return text;
}

TypedTerms::Term TypedTerms::make(unsigned depth) {
  budget_ = kMostRules;
  const TypeRef type = any_type(1 + below(3));
  Term made;
  made.term = term(type, depth);
  made.type = written(type);
  return made;
}

std::string TypedTerms::name() {
  static const std::vector<std::string> kNames = {"x", "y", "_", "x", "f", "`if`", "x-1/z"};
  return one_of(kNames);
}

std::vector<std::string> TypedTerms::labels(unsigned least, unsigned most) {
  std::vector<std::string> left = {"x", "y", "a", "List", "`b c`", "`Some`", "_", "f"};
  std::vector<std::string> chosen;
  for (unsigned more = least + below(most - least + 1); more != 0; --more) {
    const unsigned at = below(static_cast<unsigned>(left.size()));
    chosen.push_back(left[at]);
    left.erase(left.begin() + at);
  }
  return chosen;
}

/// What is made below a binder.
std::string TypedTerms::within(Binding binding, const std::function<std::string()>& make) {
  scope_.push_back(std::move(binding));
  std::string made = make();
  scope_.pop_back();
  return made;
}

std::string TypedTerms::mention(std::size_t binding) const {
  const std::string& name = scope_.at(binding).name;
  const auto shadows = std::count_if(scope_.begin() + static_cast<std::ptrdiff_t>(binding) + 1, scope_.end(),
                                     [&](const Binding& inner) { return inner.name == name; });
  return shadows == 0 ? name : name + "@" + std::to_string(shadows);
}

std::string TypedTerms::term(const TypeRef& type, unsigned depth) {
  if (depth == 0 || budget_ == 0) return smallest(type);
  --budget_;
  const unsigned inner = depth - 1;
  std::string found;
  switch (below(28)) {
  default: break;
  case 5:
  case 6:
  case 7:
  case 8:
  case 9: found = used(type, inner); break;
  case 10:
  case 11:
  case 12:
  case 13:
  case 14:
  case 15: found = used_builtin(type, inner); break;
  case 16:
    return joined({"(if ", term(type_named("Bool"), inner), " then ", term(type, inner), " else ",
                   term(type, inner), ")"});
  case 17:
  case 18: return let(type, inner);
  case 19: return let_type(type, inner);
  case 20: return let_assertion(type, inner);
  case 21: return merged(type, inner);
  case 22: return merged_optional(type, inner);
  case 23: return merged_impossible(type, inner);
  case 24: return applied(type, inner);
  case 25: return applied_to_type(type, inner);
  case 26: return field(type, inner);
  case 27: return joined({"(", term(type, inner), " : ", written(type), ")"});
  }
  return found.empty() ? constructed(type, inner) : found;
}

/// Goes no deeper than the type does.
std::string TypedTerms::smallest(const TypeRef& type) {
  const bool is_variable = type->variable != 0 && type->form != Form::ForAll;
  if (is_variable || below(3) != 0) {
    if (std::string found = used(type, 0); !found.empty()) return found;
  }
  if (!is_variable) return constructed(type, 0);
  for (std::size_t at = 0; at < scope_.size(); ++at) {
    const TypeRef& maker = scope_[at].type;
    if (maker == nullptr || maker->form != Form::ForAll || maker->part()->form != Form::Function) continue;
    const TypeRef& made = maker->part()->part(1);
    if (made->form == Form::Applied && made->variable == type->variable) {
      return joined({"(", mention(at), " ", written(type->part()), " ", smallest(type->part()), ")"});
    }
  }
  throw std::logic_error("a type without terms was made");
}

std::string TypedTerms::let(const TypeRef& type, unsigned depth) {
  const TypeRef bound_type = any_type(1);
  const std::string bound = name();
  return joined({"(let ", bound, below(2) == 0 ? "" : " : " + written(bound_type), " = ",
                 term(bound_type, depth), " in ",
                 within({.name = bound, .type = bound_type}, [&] { return term(type, depth); }), ")"});
}

std::string TypedTerms::let_type(const TypeRef& type, unsigned depth) {
  const TypeRef alias = below(2) == 0 ? type : any_type(2);
  const std::string bound = below(2) == 0 ? "T" : name();
  return joined({"(let ", bound, below(2) == 0 ? "" : " : Type", " = ", written(alias), " in ",
                 within({.name = bound, .alias = alias}, [&] { return term(type, depth); }), ")"});
}

std::string TypedTerms::let_assertion(const TypeRef& type, unsigned depth) {
  const TypeRef proven = any_type(1);
  const std::string both = proof(term(proven, std::min(depth, 2U)), proven);
  const std::string bound = name();
  return joined({"(let ", bound, " = assert : ", both, " in ",
                 within({.name = bound}, [&] { return term(type, depth); }), ")"});
}

/// `l ≡ r`, where both have the same normal form.
std::string TypedTerms::proof(const std::string& left, const TypeRef& type) {
  switch (below(5)) {
  case 0: return joined({left, " ≡ ", left});
  case 1: return joined({"(if True then ", left, " else ", smallest(type), ") ≡ ", left});
  case 2: return joined({left, " ≡ ((λ(y : ", written(type), ") → y) ", left, ")"});
  case 3: return joined({"(let x = ", left, " in x) ≡ ", left});
  default: return joined({left, " ≡ { x = ", left, " }.x"});
  }
}

std::string TypedTerms::merged(const TypeRef& type, unsigned depth) {
  const TypeRef from = any_union(1);
  std::vector<TypePart> handlers;
  for (const TypePart& part : from->parts) {
    handlers.push_back({part.label, part.type == nullptr ? type : function_of(part.type, type)});
  }
  return joined({"(merge ", term(record_of(std::move(handlers)), depth), " ", term(from, depth),
                 below(2) == 0 ? "" : " : " + written(type), ")"});
}

std::string TypedTerms::merged_optional(const TypeRef& type, unsigned depth) {
  const TypeRef from = any_type(1);
  const TypeRef handlers = record_of({{"None", type}, {"`Some`", function_of(from, type)}});
  return joined({"(merge ", term(handlers, depth), " ", term(optional_of(from), depth),
                 below(2) == 0 ? "" : " : " + written(type), ")"});
}

/// A function of the empty union, which nobody calls.
std::string TypedTerms::merged_impossible(const TypeRef& type, unsigned depth) {
  const std::string none = term(type, depth);
  const std::string bound = name();
  const std::string result = within({.name = bound}, [&] { return written(type); });
  return joined({"(merge { Some = λ(", bound, " : <>) → merge {=} ", bound, " : ", result, ", None = ", none,
                 " } (None <>))"});
}

std::string TypedTerms::applied(const TypeRef& type, unsigned depth) {
  const TypeRef argument = any_type(1);
  return joined({"(", term(function_of(argument, type), depth), " ", term(argument, depth), ")"});
}

std::string TypedTerms::applied_to_type(const TypeRef& type, unsigned depth) {
  const unsigned variable = next_variable_++;
  const TypeRef function = for_all(variable, function_of(type_variable(variable), type));
  const TypeRef argument = any_type(1);
  return joined({"(", term(function, depth), " ", written(argument), " ", term(argument, depth), ")"});
}

std::string TypedTerms::field(const TypeRef& type, unsigned depth) {
  std::vector<TypePart> parts;
  for (std::string& label : labels(1, 3)) parts.push_back({std::move(label), any_type(1)});
  parts.front().type = type;
  return joined({term(record_of(parts), depth), ".", parts.front().label});
}

// ----- what has a name -------------------------------------------------------------------------------------

bool TypedTerms::Use::has_arguments() const {
  return std::any_of(steps.begin(), steps.end(),
                     [](const Step& step) { return step.from->form != Form::Record; });
}

std::string TypedTerms::used(const TypeRef& type, unsigned depth) {
  std::vector<Use> found;
  for (std::size_t at = 0; at < scope_.size(); ++at) {
    if (scope_[at].type == nullptr) continue;
    Use use{mention(at), {}, {}};
    find_uses(scope_[at].type, type, use, found);
  }
  if (depth == 0) std::erase_if(found, [](const Use& use) { return use.has_arguments(); });
  return found.empty() ? "" : written_use(one_of(found), depth);
}

std::string TypedTerms::used_builtin(const TypeRef& type, unsigned depth) {
  static const std::vector<NamedType> kBuiltins = make_builtins();
  std::vector<Use> found;
  for (const NamedType& builtin : kBuiltins) {
    Use use{builtin.name, {}, {}};
    find_uses(builtin.type, type, use, found);
  }
  return found.empty() ? "" : written_use(one_of(found), depth);
}

void TypedTerms::find_uses(const TypeRef& from, const TypeRef& wanted, Use& use, std::vector<Use>& found) {
  TypeBindings bindings = use.bindings;
  const bool matches = match(from, wanted, bindings);
  if (matches && std::all_of(bindings.begin(), bindings.end(), [&](const auto& binding) {
        return binding.second == nullptr || has_witnesses(binding.second);
      })) {
    found.push_back({use.head, use.steps, std::move(bindings)});
  }
  const auto go_on = [&](const TypeRef& to, std::string label) {
    use.steps.push_back({from, std::move(label)});
    find_uses(to, wanted, use, found);
    use.steps.pop_back();
  };
  switch (from->form) {
  case Form::Function: go_on(from->part(1), {}); break;
  case Form::Record:
    for (const TypePart& part : from->parts) go_on(part.type, part.label);
    break;
  case Form::ForAll:
    use.bindings[from->variable] = nullptr;
    go_on(from->part(), {});
    use.bindings.erase(from->variable);
    break;
  default: break;
  }
}

std::string TypedTerms::written_use(Use use, unsigned depth) {
  static const std::vector<const char*> kConstructors = {"List", "Optional"};
  std::string text = use.head;
  bool is_call = false;
  for (const Use::Step& step : use.steps) {
    switch (step.from->form) {
    case Form::ForAll: {
      TypeRef& bound = use.bindings.at(step.from->variable);
      if (bound == nullptr)
        bound = step.from->binds_function ? type_named(one_of(kConstructors)) : any_type(1);
      text += " " + (step.from->binds_function ? written_plain(bound) : written(bound));
      is_call = true;
      break;
    }
    case Form::Function:
      text += " ";
      if (text == "Natural/fold ") {
        text += std::to_string(below(4)); // rounds
      } else {
        text += term(substitute(step.from->part(0), use.bindings), depth);
      }
      is_call = true;
      break;
    default: text = joined({is_call ? "(" + text + ")" : text, ".", step.label}); is_call = false;
    }
  }
  return is_call ? "(" + text + ")" : text;
}

} // namespace sigil::test
