/// \file
/// The language as it is, for the resolver.
#pragma once

#include "core/evaluator.hpp"
#include "core/infer.hpp"
#include "imports/language.hpp"

namespace sigil::dhall {

class StandardLanguage final : public Language {
 public:
  /// Both must outlive it, and work in the same heap.
  StandardLanguage(Evaluator& evaluator, TypeChecker& checker);

  Code parse(const SourceMap::Source& source) override;
  Code decode(const SourceMap::Source& source) override;
  void check(ResolvedImport& import) override;
  /// The value, or a thunk, of an expression that is checked.
  Node* value_of(const Code& code);
  Bytes encode_normal(ResolvedImport& import) override;
  HttpHeaders headers(ResolvedImport& import) override;
  OriginHeaders origin_headers(ResolvedImport& import) override;

 private:
  Node* list_of_pairs(const Symbol* name, const Symbol* value, Node* value_type);
  std::string text_of(const Node* record, const Symbol* label);
  HttpHeaders pairs_of(Node* list, const Symbol* name, const Symbol* value);
  [[noreturn]] void refuse(const ResolvedImport& import, const std::string& expected);

  Heap& heap_;
  Evaluator& evaluator_;
  TypeChecker& checker_;
  const Symbol* header_;
  const Symbol* value_;
};

} // namespace sigil::dhall
