// Terms by the form of their type: literals, operators, and what makes records, unions and functions.
#include <algorithm>

#include "support/typed_terms.hpp"

namespace sigil::test {

using Form = TermType::Form;

std::string TypedTerms::constructed(const TypeRef& type, unsigned depth) {
  switch (type->form) {
  case Form::Applied:
    if (type->variable != 0) return smallest(type);
    return type->text == "List" ? list(type, depth) : optional(type, depth);
  case Form::Record: return record(type, depth);
  case Form::Union: return alternative(type, depth);
  case Form::Function: return function(type, depth);
  case Form::ForAll: {
    const std::string bound = name();
    const unsigned variable = next_variable_++; // the type may be met again inside
    const TypeRef body = substitute(type->part(), {{type->variable, type_variable(variable)}});
    return joined({"(λ(", bound, " : ", kind_of(*type), ") → ",
                   within({.name = bound, .variable = variable}, [&] { return term(body, depth); }), ")"});
  }
  case Form::Equivalence: return "(assert : " + type->text + ")";
  default: return type->variable != 0 ? smallest(type) : of_constant(*type, depth);
  }
}

std::string TypedTerms::of_constant(const TermType& type, unsigned depth) {
  if (type.text == "Bool") return truth(depth);
  if (type.text == "Natural") return natural(depth);
  if (type.text == "Integer") return integer();
  if (type.text == "Double") return floating();
  if (type.text == "Text") return text(depth);
  if (type.text == "Bytes") return bytes();
  return moment(type);
}

std::string TypedTerms::truth(unsigned depth) {
  static const std::vector<std::string> kOperators = {" && ", " || ", " == ", " != "};
  if (depth == 0 || below(3) == 0) return below(2) == 0 ? "True" : "False";
  const TypeRef type = type_named("Bool");
  return joined({"(", term(type, depth), one_of(kOperators), term(type, depth), ")"});
}

std::string TypedTerms::natural(unsigned depth) {
  static const std::vector<std::string> kLiterals = {"0",
                                                     "1",
                                                     "2",
                                                     "0xff",
                                                     "0b101",
                                                     "1000000",
                                                     "18446744073709551615",
                                                     "340282366920938463463374607431768211456"};
  if (depth == 0 || below(3) == 0) return one_of(kLiterals);
  const TypeRef type = type_named("Natural");
  return joined({"(", term(type, depth), below(2) == 0 ? " + " : " * ", term(type, depth), ")"});
}

std::string TypedTerms::integer() {
  static const std::vector<std::string> kLiterals = {"+0",
                                                     "-0",
                                                     "+1",
                                                     "-1",
                                                     "-0x10",
                                                     "+0b11",
                                                     "-9223372036854775808",
                                                     "+18446744073709551616",
                                                     "-99999999999999999999"};
  return one_of(kLiterals);
}

std::string TypedTerms::floating() {
  static const std::vector<std::string> kLiterals = {"0.0",    "-0.0", "1.5",      "-2e3",      "1e300",
                                                     "5e-324", "NaN",  "Infinity", "-Infinity", "0.1"};
  return one_of(kLiterals);
}

std::string TypedTerms::text(unsigned depth) {
  const TypeRef type = type_named("Text");
  switch (below(6)) {
  case 1: return lines_of_text(depth);
  case 2:
    if (depth == 0) break;
    return joined({"(", term(type, depth), " ++ ", term(type, depth), ")"});
  case 3:
    if (depth == 0) break;
    return joined(
        {"(showConstructor ", term(below(2) == 0 ? any_union(1) : optional_of(any_type(1)), depth), ")"});
  default: break;
  }
  return literal_text(depth);
}

std::string TypedTerms::literal_text(unsigned depth) {
  static const std::vector<std::string> kChunks = {"a",       " ",          "\\n", "\\\"", "\\\\",
                                                   "\\$",     "${ \"b\" }", "''",  "é",    "$",
                                                   "\\u00e9", "\\u{1F600}", "}",   "\\t"};
  std::string text = "\"";
  for (unsigned more = below(4); more != 0; --more) {
    text += depth != 0 && one_in(3) ? "${" + term(type_named("Text"), depth - 1) + "}" : one_of(kChunks);
  }
  return text + "\"";
}

std::string TypedTerms::lines_of_text(unsigned depth) {
  static const std::vector<std::string> kChunks = {"a", "  ", "'''",  "''${", "\"", "\\",
                                                   "é", "\n", "\n  ", "$",    "\t"};
  std::string text = "''\n";
  for (unsigned more = below(6); more != 0; --more) {
    text += depth != 0 && one_in(3) ? "${" + term(type_named("Text"), depth - 1) + "}" : one_of(kChunks);
  }
  return text + "''";
}

std::string TypedTerms::moment(const TermType& type) {
  static const std::vector<std::string> kFractions = {"", ".5", ".000", ".1234567890123456789"};
  const auto two_digits = [&](unsigned end) {
    const unsigned number = below(end);
    return joined({number < 10 ? "0" : "", std::to_string(number)});
  };
  if (type.text == "Date") {
    const std::string month = std::to_string(10 + below(3));
    return joined({two_digits(100), two_digits(100), "-", month, "-", std::to_string(10 + below(19))});
  }
  if (type.text == "Time") {
    return joined({two_digits(24), ":", two_digits(60), ":", two_digits(60), one_of(kFractions)});
  }
  return joined({below(2) == 0 ? "+" : "-", two_digits(24), ":", two_digits(60)});
}

std::string TypedTerms::bytes() {
  static const std::vector<std::string> kLiterals = {"0x\"\"", "0x\"00\"", "0x\"c0FFee\""};
  return one_of(kLiterals);
}

// ----- List and Optional -----------------------------------------------------------------------------------

std::string TypedTerms::list(const TypeRef& type, unsigned depth) {
  if (depth != 0 && one_in(4)) return joined({"(", term(type, depth), " # ", term(type, depth), ")"});
  if (depth != 0 && type->part()->form == Form::Record && below(3) != 0) {
    if (std::string made = map(type, depth); !made.empty()) return made;
  }
  const unsigned count = depth == 0 ? below(2) : below(4);
  if (count == 0) return joined({"([] : ", written_plain(list_of(type->part())), ")"});
  std::string text = one_in(4) ? "[ , " : "[ ";
  for (unsigned at = 0; at < count; ++at) text += (at == 0 ? "" : ", ") + term(type->part(), depth);
  return text + " ]";
}

/// Empty if it is no list of entries.
std::string TypedTerms::map(const TypeRef& type, unsigned depth) {
  TypeBindings bindings = {{1, nullptr}};
  if (!match(map_of(type_variable(1)), type, bindings)) return {};
  const TypeRef value = bindings[1];
  std::vector<TypePart> parts;
  for (std::string& label : labels(0, 3)) parts.push_back({std::move(label), value});
  if (parts.empty()) return joined({"(toMap {=} : ", written(type), ")"});
  return joined(
      {"(toMap ", term(record_of(std::move(parts)), depth), below(2) == 0 ? "" : " : " + written(type), ")"});
}

std::string TypedTerms::optional(const TypeRef& type, unsigned depth) {
  if (depth == 0 ? one_in(2) : one_in(4)) return joined({"(None ", written(type->part()), ")"});
  if (depth != 0 && one_in(6)) return updated(type, depth);
  return joined({"(Some ", term(type->part(), depth), ")"});
}

// ----- records ---------------------------------------------------------------------------------------------

std::string TypedTerms::record(const TypeRef& type, unsigned depth) {
  static const TypeRef kMoment = record_of(
      {{"date", type_named("Date")}, {"time", type_named("Time")}, {"timeZone", type_named("TimeZone")}});
  if (below(2) == 0 && same(type, kMoment)) {
    return joined(
        {moment(*type_named("Date")), "T", moment(*type_named("Time")), moment(*type_named("TimeZone"))});
  }
  switch (depth == 0 ? 0 : below(10)) {
  case 4: return preferred(*type, depth);
  case 5: return combined(*type, depth);
  case 6:
  case 7: return type->parts.empty() ? "{=}" : updated(type, depth);
  case 8: return projected(type, depth);
  case 9: return completed(type, depth);
  default: return fields(*type, depth);
  }
}

std::string TypedTerms::fields(const TermType& type, unsigned depth) {
  if (type.parts.empty()) return "{=}";
  std::string text = "{";
  const auto add = [&](const std::string& entry) { text += (text.size() == 1 ? " " : ", ") + entry; };
  for (const TypePart& part : type.parts) {
    const auto named = std::find_if(scope_.rbegin(), scope_.rend(),
                                    [&](const Binding& binding) { return binding.name == part.label; });
    if (named != scope_.rend() && named->type != nullptr && same(named->type, part.type) && below(4) != 0) {
      add(part.label);
    } else if (part.type->form == Form::Record && !part.type->parts.empty() && one_in(3)) {
      for (const TypePart& inner : part.type->parts) {
        add(joined({part.label, ".", inner.label, " = ", term(inner.type, depth)}));
      }
    } else {
      add(part.label + " = " + term(part.type, depth));
    }
  }
  return text + " }";
}

/// `l ⫽ r`, where both may have a field.
std::string TypedTerms::preferred(const TermType& type, unsigned depth) {
  std::vector<TypePart> left;
  std::vector<TypePart> right;
  for (const TypePart& part : type.parts) {
    if (below(2) == 0) {
      left.push_back(part);
    } else {
      right.push_back(part);
      if (below(2) == 0) left.push_back({part.label, any_type(1)});
    }
  }
  return joined(
      {"(", term(record_of(std::move(left)), depth), " ⫽ ", term(record_of(std::move(right)), depth), ")"});
}

std::string TypedTerms::combined(const TermType& type, unsigned depth) {
  const auto [left, right] = split(type);
  return joined({"(", term(left, depth), " ∧ ", term(right, depth), ")"});
}

/// `r with a.b.? = v`.
std::string TypedTerms::updated(const TypeRef& type, unsigned depth) {
  std::string path;
  const TypeRef old = before_update(type, false, depth, path);
  return joined({"(", term(old, depth), " with ", path, ")"});
}

/// The type of what a path and its new value, which are appended to `path`, make `now` of.
/// \param is_fixed  the type has to be the same, as it is below an Optional
TypeRef TypedTerms::before_update(const TypeRef& now, bool is_fixed, unsigned depth, std::string& path) {
  const bool is_record = now->form == Form::Record;
  is_fixed = is_fixed || !is_record;
  std::vector<TypePart> parts = now->parts;
  const unsigned at = below(static_cast<unsigned>(parts.size()));
  path += (path.empty() ? "" : ".") + (is_record ? parts[at].label : "?");
  TypeRef& inner = parts[at].type;
  const bool has_parts = inner->form == Form::Record && !inner->parts.empty();
  if ((has_parts || is_applied(*inner, "Optional")) && below(3) != 0) {
    inner = before_update(inner, is_fixed, depth, path);
  } else {
    path += " = " + term(inner, depth);
    const unsigned choice = is_fixed ? 0 : below(4);
    if (choice == 1) inner = any_type(1);
    if (choice == 2) parts.erase(parts.begin() + at);
  }
  return is_record ? record_of(std::move(parts)) : now;
}

std::string TypedTerms::projected(const TypeRef& type, unsigned depth) {
  std::vector<TypePart> parts = type->parts;
  for (std::string& label : labels(0, 2)) {
    const auto has_label = [&](const TypePart& part) { return part.label == label; };
    if (std::none_of(parts.begin(), parts.end(), has_label)) parts.push_back({std::move(label), any_type(1)});
  }
  const std::string whole = term(record_of(std::move(parts)), depth);
  if (below(2) == 0) return joined({whole, ".(", written(type), ")"});
  std::string chosen;
  for (const TypePart& part : type->parts) chosen += (chosen.empty() ? " " : ", ") + part.label;
  return joined({whole, ".{", chosen, " }"});
}

/// `T::{ … }`.
std::string TypedTerms::completed(const TypeRef& type, unsigned depth) {
  std::vector<TypePart> defaults;
  std::vector<TypePart> given;
  for (const TypePart& part : type->parts) {
    if (below(2) == 0) {
      given.push_back(part);
    } else {
      defaults.push_back(part);
      if (one_in(3)) given.push_back(part);
    }
  }
  return joined({"({ Type = ", written(type), ", default = ", term(record_of(std::move(defaults)), depth),
                 " }::", term(record_of(std::move(given)), depth), ")"});
}

// ----- unions and functions --------------------------------------------------------------------------------

std::string TypedTerms::alternative(const TypeRef& type, unsigned depth) {
  const TypePart& part = depth == 0 ? type->parts.front() : one_of(type->parts);
  const std::string constructor = written(type) + "." + part.label;
  return part.type == nullptr ? constructor : joined({"(", constructor, " ", term(part.type, depth), ")"});
}

std::string TypedTerms::function(const TypeRef& type, unsigned depth) {
  const TypeRef& result = type->part(1);
  if (result->form == Form::Union) {
    for (const TypePart& part : result->parts) {
      if (part.type != nullptr && same(part.type, type->part(0)) && below(2) == 0) {
        return written(result) + "." + part.label;
      }
    }
  }
  const std::string bound = name();
  return joined({"(λ(", bound, " : ", written(type->part(0)), ") → ",
                 within({.name = bound, .type = type->part(0)}, [&] { return term(result, depth); }), ")"});
}

} // namespace sigil::test
