/// \file
/// Bounds what is printed or encoded: a value of a few shared nodes can be exponentially large when it is
/// written out.
#pragma once

#include <cstdint>
#include <string>

#include "core/evaluator.hpp"
#include "sigil/base/stream.hpp"

namespace sigil::dhall {

/// \throws Error{Limit} "dhall.limit.output-size" above the limit, and "dhall.limit.time".
void check_output(const EvaluationLimits& limits, std::uint64_t size_bytes);

/// Passes on what is within the limits.
class LimitedSink final : public ByteSink {
 public:
  /// Both must outlive it.
  LimitedSink(ByteSink& sink, const EvaluationLimits& limits) : sink_(sink), limits_(limits) {}

  void write(ByteView bytes) override {
    size_bytes_ += bytes.size();
    check_output(limits_, size_bytes_);
    sink_.write(bytes);
  }

 private:
  ByteSink& sink_;
  const EvaluationLimits& limits_;
  std::uint64_t size_bytes_ = 0;
};

} // namespace sigil::dhall
