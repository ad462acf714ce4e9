/// \file
/// Closed well-typed terms of Dhall, made up.
#pragma once

#include <functional>
#include <initializer_list>
#include <string>
#include <vector>

#include "support/term_type.hpp"

namespace sigil::test {

/// Makes terms for types, as sources of the language: all of it but imports. Whatever is compound stands in
/// parentheses. Loops have few rounds.
class TypedTerms {
 public:
  /// Gives a number below the one that it is given, which is not 0. Always 0 makes small terms.
  using Choices = std::function<unsigned(unsigned)>;
  struct Term {
    std::string term, type;
  };

  explicit TypedTerms(Choices below) : below_(std::move(below)) {}

  /// \param depth  how many rules may be used inside of each other
  Term make(unsigned depth);

 private:
  /// One name in scope. Without anything else it is only in the way.
  struct Binding {
    std::string name;
    TypeRef type = nullptr;  ///< of a term
    TypeRef alias = nullptr; ///< that the name stands for
    unsigned variable = 0;   ///< a type
  };
  /// A way from something with a name to a term: what to apply it to, which fields to take.
  struct Use {
    struct Step {
      TypeRef from;      ///< ForAll, Function or Record
      std::string label; ///< of the field
    };
    std::string head;
    std::vector<Step> steps;
    TypeBindings bindings; ///< of the variables of each ForAll
    bool has_arguments() const;
  };

  unsigned below(unsigned end) { return below_(end); }
  bool one_in(unsigned count) { return below(count) == count - 1; }
  template <typename T>
  const T& one_of(const std::vector<T>& all) {
    return all[below(static_cast<unsigned>(all.size()))];
  }
  std::string name();
  std::vector<std::string> labels(unsigned least, unsigned most);
  std::string within(Binding binding, const std::function<std::string()>& make);
  std::string mention(std::size_t binding) const;

  // typed_types.cpp: types that have terms here
  TypeRef any_type(unsigned depth);
  TypeRef any_constant();
  TypeRef any_in_scope();
  TypeRef any_record(unsigned depth);
  TypeRef any_union(unsigned depth);
  TypeRef any_for_all(unsigned depth);
  TypeRef any_for_all_constructors(unsigned depth);
  TypeRef any_equivalence();
  bool has_witness(unsigned variable) const;
  bool has_witnesses(const TypeRef& type) const;
  /// Two record types whose fields are those of one, together.
  std::pair<TypeRef, TypeRef> split(const TermType& record);
  std::string written(const TypeRef& type);
  std::string written_plain(const TypeRef& type);
  std::string written_fields(const TermType& type, char open, const char* separator, char close);
  std::string written_function(const TermType& type);
  std::string written_with_detour(const TypeRef& type);
  std::string kind_of(const TermType& for_all) const;

  // typed_terms.cpp: terms of any type
  std::string term(const TypeRef& type, unsigned depth);
  std::string smallest(const TypeRef& type);
  std::string let(const TypeRef& type, unsigned depth);
  std::string let_type(const TypeRef& type, unsigned depth);
  std::string let_assertion(const TypeRef& type, unsigned depth);
  std::string merged(const TypeRef& type, unsigned depth);
  std::string merged_optional(const TypeRef& type, unsigned depth);
  std::string merged_impossible(const TypeRef& type, unsigned depth);
  std::string applied(const TypeRef& type, unsigned depth);
  std::string applied_to_type(const TypeRef& type, unsigned depth);
  std::string field(const TypeRef& type, unsigned depth);
  std::string proof(const std::string& left, const TypeRef& type);
  /// What is in scope, or built in; empty if nothing leads to the type.
  std::string used(const TypeRef& type, unsigned depth);
  std::string used_builtin(const TypeRef& type, unsigned depth);
  void find_uses(const TypeRef& from, const TypeRef& wanted, Use& use, std::vector<Use>& found);
  std::string written_use(Use use, unsigned depth);

  // typed_constructors.cpp: terms by the form of their type
  std::string constructed(const TypeRef& type, unsigned depth);
  std::string of_constant(const TermType& type, unsigned depth);
  std::string truth(unsigned depth);
  std::string natural(unsigned depth);
  std::string integer();
  std::string floating();
  std::string text(unsigned depth);
  std::string literal_text(unsigned depth);
  std::string lines_of_text(unsigned depth);
  std::string moment(const TermType& type);
  std::string bytes();
  std::string list(const TypeRef& type, unsigned depth);
  std::string map(const TypeRef& type, unsigned depth);
  std::string optional(const TypeRef& type, unsigned depth);
  std::string record(const TypeRef& type, unsigned depth);
  std::string fields(const TermType& type, unsigned depth);
  std::string preferred(const TermType& type, unsigned depth);
  std::string combined(const TermType& type, unsigned depth);
  std::string updated(const TypeRef& type, unsigned depth);
  TypeRef before_update(const TypeRef& now, bool is_fixed, unsigned depth, std::string& path);
  std::string projected(const TypeRef& type, unsigned depth);
  std::string completed(const TypeRef& type, unsigned depth);
  std::string alternative(const TypeRef& type, unsigned depth);
  std::string function(const TypeRef& type, unsigned depth);

  Choices below_;
  std::vector<Binding> scope_; ///< outermost first
  unsigned budget_ = 0;        ///< how many rules may still be used
  unsigned next_variable_ = 1000;
};

std::string joined(std::initializer_list<std::string> parts);

} // namespace sigil::test
