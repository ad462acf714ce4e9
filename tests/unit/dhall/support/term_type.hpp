/// \file
/// Types of Dhall, as the generator of well-typed terms thinks of them.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sigil::test {

struct TermType;
using TypeRef = std::shared_ptr<const TermType>;

struct TypePart {
  std::string label; ///< as it is written
  TypeRef type;      ///< nullptr: an alternative without a payload
};

/// A type in normal form, of type `Type`. Type variables have numbers, each binder another one.
struct TermType {
  enum class Form {
    Name,        ///< a built-in type or a variable
    Applied,     ///< `List`, `Optional` or a variable, applied to the one part
    Record,      ///< the labels are different, in any order
    Union,       ///< likewise
    Function,    ///< argument and result
    ForAll,      ///< the one part is the body
    Equivalence, ///< of closed terms
  };
  Form form;
  std::string text;            ///< Name, Applied: what is no variable; Equivalence: all of it
  unsigned variable = 0;       ///< Name, Applied: which one; ForAll: the one that is bound
  bool binds_function = false; ///< ForAll: the variable is a `Type → Type`
  std::vector<TypePart> parts = {};

  const TypeRef& part(std::size_t index = 0) const { return parts[index].type; }
};

TypeRef type_named(std::string_view name);
TypeRef type_variable(unsigned number);
TypeRef type_applied(const TypeRef& constructor, const TypeRef& argument); ///< \param constructor  a Name
TypeRef list_of(const TypeRef& type);
TypeRef optional_of(const TypeRef& type);
TypeRef record_of(std::vector<TypePart> parts);
TypeRef union_of(std::vector<TypePart> parts);
TypeRef function_of(const TypeRef& argument, const TypeRef& result);
TypeRef for_all(unsigned variable, const TypeRef& body, bool binds_function = false);
TypeRef type_equivalence(std::string text);
/// `List { mapKey : Text, mapValue : T }`.
TypeRef map_of(const TypeRef& type);
/// What `List/indexed` makes.
TypeRef indexed_of(const TypeRef& type);

bool is_applied(const TermType& type, std::string_view constructor);
/// How many forms there are in it.
std::size_t size_of(const TermType& type);
bool mentions(const TermType& type, unsigned variable);

/// What variables stand for; a variable of kind `Type → Type` for a Name. nullptr: not known yet.
using TypeBindings = std::map<unsigned, TypeRef>;

TypeRef substitute(const TypeRef& type, const TypeBindings& bindings);
bool same(const TypeRef& left, const TypeRef& right);
/// Whether `pattern` is `wanted` once its variables that are in `bindings` stand for something; finds out for
/// what.
bool match(const TypeRef& pattern, const TypeRef& wanted, TypeBindings& bindings);

} // namespace sigil::test
