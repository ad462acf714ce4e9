/// \file
/// All parts of the language together.
#pragma once

#include <memory>

#include "core/infer.hpp"
#include "core/quote.hpp"
#include "imports/resolver.hpp"

namespace sigil::dhall {

/// Parses, resolves, checks and evaluates expressions of one heap. Not thread-safe; interpreters
/// of different heaps are independent of each other.
class Interpreter final : public Language {
 public:
  struct Options {
    EvaluationLimits evaluation{};
    Resolver::Options imports{};
  };

  /// All must outlive it, as must what the options point to.
  Interpreter(Heap& heap, Fetcher& fetcher, const Options& options);

  Heap& heap() { return heap_; }
  Evaluator& evaluator() { return evaluator_; }
  Resolver& resolver() { return resolver_; }

  Code parse(const SourceMap::Source& source) override;
  Code decode(const SourceMap::Source& source) override;

  /// Resolves and checks the imports of an expression that is at `here`.
  void resolve(const Code& code, const Location& here) { resolver_.resolve(code.expression, here); }
  /// The type, a value, of an expression whose imports are resolved.
  Node* infer(const Code& code) { return checker_.infer_closed(code.expression, code.slots); }
  /// The value, or a thunk, of an expression that is checked.
  Node* value_of(const Code& code);
  Node* quote(Node* value, BinderNames names) { return dhall::quote(evaluator_, value, names); }

  void check(ResolvedImport& import) override;
  Bytes encode_normal(ResolvedImport& import) override;
  HttpHeaders headers(ResolvedImport& import) override;
  OriginHeaders origin_headers(ResolvedImport& import) override;

 private:
  HttpHeaders headers_of(Node* list);
  std::string text_of(Node* value);

  Heap& heap_;
  Evaluator evaluator_;
  TypeChecker checker_;
  Resolver resolver_;
};

} // namespace sigil::dhall
