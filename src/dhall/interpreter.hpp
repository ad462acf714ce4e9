/// \file
/// All parts of the language together.
#pragma once

#include "core/infer.hpp"
#include "core/quote.hpp"
#include "imports/resolver.hpp"
#include "imports/standard_language.hpp"

namespace sigil::dhall {

/// Parses, resolves, checks and evaluates expressions of one heap. Not thread-safe; interpreters of different
/// heaps are independent of each other.
class Interpreter {
 public:
  struct Options {
    EvaluationLimits evaluation{};
    Resolver::Options imports{};
  };

  /// All must outlive it, as must what the options point to.
  Interpreter(Heap& heap, Fetcher& fetcher, const Options& options)
      : evaluator_(heap, options.evaluation), checker_(evaluator_), language_(evaluator_, checker_),
        resolver_(heap, language_, fetcher, options.imports) {}

  Evaluator& evaluator() { return evaluator_; }
  TypeChecker& checker() { return checker_; }
  Resolver& resolver() { return resolver_; }

  Code parse(const SourceMap::Source& source) { return language_.parse(source); }
  Code decode(const SourceMap::Source& source) { return language_.decode(source); }

  /// Resolves and checks the imports of an expression that is at `here`.
  void resolve(const Code& code, const Location& here) { resolver_.resolve(code.expression, here); }
  /// The type, a value, of an expression whose imports are resolved.
  Node* infer(const Code& code) { return checker_.infer_closed(code.expression, code.slots); }
  /// The value, or a thunk, of an expression that is checked.
  Node* value_of(const Code& code) { return language_.value_of(code); }
  Node* quote(Node* value, BinderNames names) { return dhall::quote(evaluator_, value, names); }

 private:
  Evaluator evaluator_;
  TypeChecker checker_;
  StandardLanguage language_;
  Resolver resolver_;
};

} // namespace sigil::dhall
