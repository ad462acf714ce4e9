/// \file
/// What is behind a Context.
#pragma once

#include "interpreter.hpp"
#include "results/results.hpp"
#include "sigil/dhall/dhall.hpp"

namespace sigil::dhall {

struct Context::Impl {
  Impl(Fetcher& host, const Options& chosen)
      : fetcher(host), options(chosen), heap(chosen.limits.memory_bytes),
        interpreter(heap, host, interpreter_options(chosen)) {}

  static Interpreter::Options interpreter_options(const Options& options) {
    return {{options.limits.steps, options.limits.depth},
            {options.policy, options.limits.imports, options.cache, options.observer,
             options.results != nullptr}};
  }

  /// Of an expression at `here`, which may be empty.
  Location location_of(std::string_view here) {
    return file_location(heap.arena(), heap.arena().keep(here.empty() ? "./(input)" : here));
  }

  // context_results.cpp
  ResultCache::Key result_key(const Blob& text, std::string_view here);
  Code decode_result(const Blob& entry, ByteView part);
  TypedExpression recalled(const Blob& bytes, const ResultEntry& entry, Part part);

  Fetcher& fetcher;
  Options options;
  Heap heap;
  Interpreter interpreter;
};

} // namespace sigil::dhall
