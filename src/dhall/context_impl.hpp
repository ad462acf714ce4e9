/// \file
/// What is behind a Context.
#pragma once

#include <algorithm>

#include "interpreter.hpp"
#include "results/results.hpp"
#include "sigil/dhall/dhall.hpp"

namespace sigil::dhall {

struct Context::Impl {
  Impl(Fetcher& host, const Options& chosen)
      : deadline(chosen.limits.time), fetcher(host), options(chosen), heap(chosen.limits.memory_bytes),
        interpreter(heap, host, interpreter_options(chosen)) {
    heap.arena().watch(deadline);
  }

  Interpreter::Options interpreter_options(const Options& chosen) const {
    ImportLimits imports = chosen.limits.imports;
    imports.http_time = std::min(imports.http_time, chosen.limits.time);
    return {{chosen.limits.steps, chosen.limits.depth, chosen.limits.output_bytes, &deadline},
            {chosen.policy, imports, chosen.cache, chosen.observer, chosen.results != nullptr}};
  }
  const EvaluationLimits& limits() { return interpreter.evaluator().limits(); }

  /// Of an expression at `here`, which may be empty.
  Location location_of(std::string_view here) {
    return file_location(heap.arena(), heap.arena().keep(here.empty() ? "./(input)" : here));
  }

  // context_results.cpp
  ResultCache::Key result_key(const Blob& text, std::string_view here);
  Code decode_result(const Blob& entry, ByteView part);
  TypedExpression recalled(const Blob& bytes, const ResultEntry& entry, Part part);

  Deadline deadline;
  Fetcher& fetcher;
  Options options;
  Heap heap;
  Interpreter interpreter;
};

} // namespace sigil::dhall
