#include "support/loop_programs.hpp"

#include <cstddef>
#include <stdexcept>
#include <string_view>

namespace sigil::test {

const std::string kLoops =
    "let map = λ(a : Type) → λ(b : Type) → λ(f : a → b) → λ(xs : List a) → List/build b "
    "(λ(list : Type) → λ(cons : b → list → list) → List/fold a xs list (λ(x : a) → cons (f x))) "
    "let filter = λ(a : Type) → λ(f : a → Bool) → λ(xs : List a) → List/build a "
    "(λ(list : Type) → λ(cons : a → list → list) → List/fold a xs list "
    "(λ(x : a) → λ(ys : list) → if f x then cons x ys else ys)) "
    "let replicate = λ(n : Natural) → λ(a : Type) → λ(x : a) → List/build a "
    "(λ(list : Type) → λ(cons : a → list → list) → Natural/fold n list (cons x)) "
    "let concatMap = λ(a : Type) → λ(f : a → Text) → λ(xs : List a) → "
    "List/fold a xs Text (λ(x : a) → λ(t : Text) → f x ++ t) \"\" "
    "let escape = λ(t : Text) → Text/replace \"<\" \"&lt;\" (Text/replace \">\" \"&gt;\" "
    "(Text/replace \"&\" \"&amp;\" t)) ";

const std::string kTrees =
    kLoops +
    "let enumerate = λ(n : Natural) → List/build Natural (λ(list : Type) → λ(cons : Natural → list → list) → "
    "List/fold { index : Natural, value : {} } (List/indexed {} (replicate n {} {=})) list "
    "(λ(x : { index : Natural, value : {} }) → cons x.index)) "
    "let Tree = ∀(X : Type) → (Text → X) → ({ name : Text, content : List X } → X) → X "
    "let text = λ(t : Text) → λ(X : Type) → λ(leaf : Text → X) → λ(node : { name : Text, content : List X } "
    "→ X) → leaf t "
    "let tree = λ(e : { name : Text, content : List Tree }) → λ(X : Type) → λ(leaf : Text → X) → "
    "λ(node : { name : Text, content : List X } → X) → node { name = e.name, content = List/build X "
    "(λ(list : Type) → λ(cons : X → list → list) → List/fold Tree e.content list "
    "(λ(x : Tree) → cons (x X leaf node))) } "
    "let bare = λ(e : { name : Text }) → tree (e ⫽ { content = [] : List Tree }) "
    "let show = λ(t : Tree) → t Text escape (λ(e : { name : Text, content : List Text }) → "
    "\"<${e.name}>${concatMap Text (λ(t : Text) → t) e.content}</${e.name}>\") "
    "let leaves = λ(t : Tree) → t Natural (λ(t : Text) → 1) (λ(e : { name : Text, content : List Natural }) "
    "→ List/fold Natural e.content Natural (λ(a : Natural) → λ(b : Natural) → a + b) 0) ";

namespace {

const std::string kTypes =
    "let P = { a : Natural, b : Text, c : List Natural } let U = < A : Natural | B : Text | C > ";
/// As in kTrees.
const std::string kTreeType =
    "let Tree = ∀(X : Type) → (Text → X) → ({ name : Text, content : List X } → X) → X ";

/// What is made, by the letters that forms use.
struct Sort {
  char letter;
  std::string_view type;
  std::vector<std::string_view> forms; ///< the first needs no other term
};

const std::vector<Sort>& sorts() {
  static const std::vector<Sort> all = {
      {'N',
       "Natural",
       {"2", "($N + $N)", "($N * 3)", "$P.a", "(leaves $R)", "($F $N)", "(List/length Natural $L)",
        "(List/fold Natural $L Natural (λ(%N : Natural) → λ(%N : Natural) → $N!!) $N)",
        "(Natural/fold $N Natural $F $N)"}},
      {'T',
       "Text",
       {"\"<a>\"", "\"${$T}x${$T}\"", "(Natural/show $N)", "$P.b", "(show $R)", "(escape $T)", "($T ++ $T)",
        "(concatMap Natural (λ(%N : Natural) → $T!) $L)", "(concatMap P (λ(%P : P) → $T!) [ $P, $P ])"}},
      {'L',
       "List Natural",
       {"([] : List Natural)", "[ $N ]", "[ $N, $N ]", "($L # $L)", "$P.c", "(map Natural Natural $F $L)",
        "(map Natural Natural (λ(%N : Natural) → $N!) $L)", "(map P Natural (λ(%P : P) → $N!) [ $P, $P ])",
        "(enumerate $N)", "(enumerate 3)", "(replicate $N Natural $N)", "(filter Natural Natural/even $L)"}},
      {'P',
       "P",
       {"{ a = 1, b = \"\", c = [ 1 ] }", "{ a = $N, b = $T, c = $L }", "($P ⫽ { a = $N })",
        "($P with b = $T)", "({ a = $N, c = $L } ∧ { b = $T })", "($G $P $N)",
        "({ a = $N, b = $T } ⫽ $P.{ c, b })"}},
      {'R',
       "Tree",
       {"(text \"a\")", "(text $T)", "(bare { name = $T })", "(tree { name = $T, content = $S })",
        "(tree { name = $T, content = [ $R, $R ] })"}},
      {'S',
       "List Tree",
       {"([] : List Tree)", "[ $R, $R ]", "($S # $S)", "(map Natural Tree (λ(%N : Natural) → $R!) $L)",
        "(map Tree Tree (λ(%R : Tree) → $R!) $S)"}},
      {'O', "Optional Natural", {"(None Natural)", "(Some $N)", "(List/head Natural $L)"}},
      {'U', "U", {"U.C", "(U.A $N)", "(U.B $T)"}},
      {'F', "(Natural → Natural)", {"(λ(%N : Natural) → $N!)"}},
      {'G', "(P → Natural → P)", {"(λ(%P : P) → λ(%N : Natural) → $P!!)"}},
  };
  return all;
}

const Sort& sort_of(char letter) {
  for (const Sort& sort : sorts()) {
    if (sort.letter == letter) return sort;
  }
  throw std::logic_error("no such sort");
}

/// Whatever is made, of another sort X.
const std::vector<std::string_view> kForms = {
    "((λ(%X : ?X) → λ(%N : Natural) → $Y!!) $X $N)",
    "{ x = $Y, y = $X }.x",
    "(if Natural/even $N then $Y else $Y)",
    "(merge { Some = λ(%N : Natural) → $Y!, None = $Y } $O)",
    "(merge { A = λ(%N : Natural) → $Y!, B = λ(%T : Text) → $Y!, C = $Y } $U)",
};

} // namespace

/// `$N` is a term of that sort, `%N` a new variable, which `!` leaves; Y is what is made, X any sort, `?X`
/// its type.
std::string LoopPrograms::filled(std::string_view form, char made, unsigned depth) {
  const char other = any_sort();
  const auto sort = [&](char letter) { return letter == 'Y' ? made : letter == 'X' ? other : letter; };
  std::string text;
  for (std::size_t at = 0; at < form.size(); ++at) {
    switch (form[at]) {
    case '$':
      if (form[at + 1] == '{') {
        text += '$';
      } else {
        text += term(sort(form[++at]), depth);
      }
      break;
    case '%': text += bind(sort(form[++at])); break;
    case '?': text += sort_of(sort(form[++at])).type; break;
    case '!': scope_.pop_back(); break;
    default: text += form[at];
    }
  }
  return text;
}

char LoopPrograms::any_sort() {
  return sorts()[below_(static_cast<unsigned>(sorts().size()))].letter;
}

std::string LoopPrograms::bind(char sort) {
  scope_.push_back({"v" + std::to_string(++names_), sort});
  return scope_.back().name;
}

std::string LoopPrograms::term(char sort, unsigned depth) {
  std::vector<std::string> variables;
  for (const Variable& variable : scope_) {
    if (variable.sort == sort) variables.push_back(variable.name);
  }
  if (!variables.empty() && (depth == 0 || below_(4) == 0))
    return variables[below_(static_cast<unsigned>(variables.size()))];
  const auto& forms = sort_of(sort).forms;
  if (depth == 0) return filled(forms.front(), sort, 0);
  if (below_(7) == 0) {
    const char bound = any_sort();
    const std::string value = term(bound, depth - 1);
    const std::string name = bind(bound);
    const std::string body = term(sort, depth - 1);
    scope_.pop_back();
    return "(let " + name + " = " + value + " in " + body + ")";
  }
  if (below_(4) == 0) return filled(kForms[below_(static_cast<unsigned>(kForms.size()))], sort, depth - 1);
  return filled(forms[below_(static_cast<unsigned>(forms.size()))], sort, depth - 1);
}

TypedTerms::Term LoopPrograms::make(unsigned depth) {
  scope_.clear();
  names_ = 0;
  std::string functions;
  std::string type;
  for (unsigned parameters = below_(4); parameters != 0; --parameters) {
    const char sort = any_sort();
    functions += "λ(" + bind(sort) + " : " + std::string(sort_of(sort).type) + ") → ";
    type += std::string(sort_of(sort).type) + " → ";
  }
  const char sort = any_sort();
  const std::string body = term(sort, depth);
  return {kTrees + kTypes + "in " + functions + body,
          kTreeType + kTypes + "in " + type + std::string(sort_of(sort).type)};
}

} // namespace sigil::test
