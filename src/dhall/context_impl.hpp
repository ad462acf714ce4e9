/// \file
/// What is behind a Context.
#pragma once

#include <algorithm>

#include "interpreter.hpp"
#include "sigil/dhall/dhall.hpp"

namespace sigil::dhall {

struct Context::Impl {
  Impl(Fetcher& fetcher, const Options& options)
      : deadline(options.limits.time), heap(options.limits.memory_bytes), cache(options.cache),
        interpreter(heap, fetcher, interpreter_options(options)) {
    heap.arena().watch(deadline);
  }

  Interpreter::Options interpreter_options(const Options& options) const {
    ImportLimits imports = options.limits.imports;
    imports.http_time = std::min(imports.http_time, options.limits.time);
    return {{options.limits.steps, options.limits.depth, options.limits.output_bytes, &deadline},
            {options.policy, imports, options.cache, options.observer}};
  }
  const EvaluationLimits& limits() { return interpreter.evaluator().limits(); }

  Deadline deadline;
  Heap heap;
  ImportCache* cache; ///< or nullptr
  Interpreter interpreter;
};

} // namespace sigil::dhall
