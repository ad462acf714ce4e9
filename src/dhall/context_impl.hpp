/// \file
/// What is behind a Context.
#pragma once

#include "interpreter.hpp"
#include "sigil/dhall/dhall.hpp"

namespace sigil::dhall {

struct Context::Impl {
  Impl(Fetcher& fetcher, const Options& options)
      : heap(options.limits.memory_bytes), interpreter(heap, fetcher, interpreter_options(options)) {}

  static Interpreter::Options interpreter_options(const Options& options) {
    return {{options.limits.steps, options.limits.depth},
            {options.policy, options.limits.imports, options.cache, options.observer}};
  }

  Heap heap;
  Interpreter interpreter;
};

} // namespace sigil::dhall
