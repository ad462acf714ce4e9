#include "core/advice.hpp"

#include <optional>

#include "sigil/base/error.hpp"

namespace sigil::dhall {

namespace {

constexpr int kMostArguments = 32;

std::optional<Builtin> builtin_of(const Node* type) {
  if (type->kind != Kind::Builtin) return std::nullopt;
  return as<BuiltinNode>(*type).builtin();
}

/// The argument of `List a` or `Optional a`, or nullptr.
Node* argument_of(const Node* type, Builtin constructor) {
  if (type->kind != Kind::Application || type->is(kStuck)) return nullptr;
  const auto& node = as<ApplicationNode>(*type);
  return node.count == 1 && builtin_of(node.function) == constructor ? node.arguments[0] : nullptr;
}

std::string advice_on_text(Builtin found) {
  switch (found) {
  case Builtin::Natural:
  case Builtin::Integer:
  case Builtin::Double:
  case Builtin::Date:
  case Builtin::Time:
  case Builtin::TimeZone: {
    const std::string name(name_of(found));
    return name + "/show makes a Text of a" + (found == Builtin::Integer ? "n " : " ") + name;
  }
  case Builtin::Bool: return "'if x then \"True\" else \"False\"' makes a Text of a Bool";
  default: return {};
  }
}

std::string advice_on_builtins(Builtin expected, Builtin found) {
  if (expected == Builtin::Text) return advice_on_text(found);
  if (expected == Builtin::Natural && found == Builtin::Integer)
    return "a Natural is written without '+'; Integer/clamp makes one of an Integer";
  if (expected == Builtin::Natural && found == Builtin::Double)
    return "a Natural is written without '.'; no function makes one of a Double";
  if (expected == Builtin::Integer && found == Builtin::Natural)
    return "an Integer is written with its sign, '+1'; Natural/toInteger makes one of a Natural";
  if (expected == Builtin::Integer && found == Builtin::Double)
    return "an Integer is written without '.'; no function makes one of a Double";
  if (expected == Builtin::Double && found == Builtin::Natural)
    return "a Double is written with '.', '1.0'; Natural/toInteger and Integer/toDouble make one of a "
           "Natural";
  if (expected == Builtin::Double && found == Builtin::Integer)
    return "a Double is written with '.', '1.0'; Integer/toDouble makes one of an Integer";
  if (found == Builtin::Text && expected != Builtin::Text)
    return "it is a Text if it is in quotes; no function makes a " + std::string(name_of(expected)) +
           " of a Text";
  return {};
}

class Adviser {
 public:
  explicit Adviser(Evaluator& evaluator) : evaluator_(evaluator) {}

  std::string on(Node* expected, Node* found) {
    const auto expected_builtin = builtin_of(expected);
    const auto found_builtin = builtin_of(found);
    if (expected_builtin && found_builtin) return advice_on_builtins(*expected_builtin, *found_builtin);
    if (found->kind == Kind::Universe && expected->kind != Kind::Universe)
      return "a type stands here, and not a value of that type";
    if (expected->kind == Kind::Universe && found->kind != Kind::Universe)
      return "a value stands here where a type is needed";
    std::string text = on_constructors(expected, found);
    if (text.empty()) text = on_arguments(expected, found);
    if (text.empty() && expected->kind == Kind::UnionType)
      text = on_union(static_cast<const FieldsNode&>(*expected), found);
    return text;
  }

 private:
  bool are_same(Node* left, Node* right) { return evaluator_.equivalent(left, right); }

  std::string on_constructors(Node* expected, Node* found) {
    Node* optional = argument_of(expected, Builtin::Optional);
    if (optional != nullptr && are_same(optional, found)) return "put 'Some' before it";
    optional = argument_of(found, Builtin::Optional);
    if (optional != nullptr && are_same(optional, expected))
      return "it may be None: 'merge { Some = λ(x : T) → x, None = default } it' says what then";
    Node* element = argument_of(expected, Builtin::List);
    if (element != nullptr && are_same(element, found)) return "a list of it alone is '[ it ]'";
    element = argument_of(found, Builtin::List);
    if (element != nullptr && are_same(element, expected))
      return "it is a list of what is expected; List/head gives its first element, as an Optional";
    return {};
  }

  /// How many arguments a function of this type takes until it gives the type; 0 if it does not.
  int arguments_until(Node* function, Node* type) {
    for (int count = 1; count <= kMostArguments && function->kind == Kind::PiClosure; ++count) {
      auto& closure = as<PiClosureNode>(*function);
      Node* argument = evaluator_.fresh(closure.code->name, evaluator_.domain_of(closure));
      function = evaluator_.force(evaluator_.instantiate(closure, argument));
      // A variable says nothing: any function gives what is called by that name.
      if (function->kind == type->kind && are_same(function, type)) return count;
    }
    return 0;
  }

  std::string on_arguments(Node* expected, Node* found) {
    if (const int missing = arguments_until(found, expected); missing != 0) {
      return missing == 1 ? "it is a function that gives what is expected: an argument is missing"
                          : "it is a function that gives what is expected: " + std::to_string(missing) +
                                " arguments are missing";
    }
    if (const int surplus = arguments_until(expected, found); surplus != 0) {
      return "a function is expected that gives this: 'λ(x : T) → …'" +
             (surplus == 1 ? std::string() : ", with " + std::to_string(surplus) + " arguments");
    }
    return {};
  }

  std::string on_union(const FieldsNode& type, Node* found) {
    constexpr std::uint32_t kMostAlternatives = 64;
    for (std::uint32_t at = 0; at < type.shape->count && at < kMostAlternatives; ++at) {
      if (type.parts[at] == nullptr || !are_same(type.parts[at], found)) continue;
      return "the alternative " + in_quotes(type.shape->labels[at]->text) +
             " of the union holds this: put the constructor before it, 'T." +
             std::string(type.shape->labels[at]->text.substr(0, 64)) + " it'";
    }
    if (builtin_of(found) == Builtin::Text) return "an alternative is written 'T.Name', not as a Text";
    return {};
  }

  Evaluator& evaluator_;
};

} // namespace

std::string advice_on(Evaluator& evaluator, Node* expected, Node* found) {
  return Adviser(evaluator).on(evaluator.force(expected), evaluator.force(found));
}

std::string advice_on_no_record(const Node* found) {
  if (found->kind == Kind::PiClosure)
    return "it is a function: a record may be what it gives for an argument";
  if (found->kind == Kind::UnionType) return "'merge' looks into a value of a union";
  if (argument_of(found, Builtin::Optional) != nullptr)
    return "'merge { None = …, Some = λ(x : T) → … } it' looks into an Optional";
  if (argument_of(found, Builtin::List) != nullptr)
    return "it is a list: each of its elements may be a record";
  return {};
}

} // namespace sigil::dhall
