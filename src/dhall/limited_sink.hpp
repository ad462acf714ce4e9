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
  /// What so many bytes at once count as, in bytes.
  using Weight = std::uint64_t (*)(std::uint64_t size_bytes);

  /// The sink and the limits must outlive it.
  /// \param weight  nullptr: as they are
  LimitedSink(ByteSink& sink, const EvaluationLimits& limits, Weight weight = nullptr)
      : sink_(sink), limits_(limits), weight_(weight) {}

  /// \throws Error{Limit} as of check_output().
  void write(ByteView bytes) override {
    size_bytes_ += weight_ == nullptr ? bytes.size() : weight_(bytes.size());
    check_output(limits_, size_bytes_);
    sink_.write(bytes);
  }

 private:
  ByteSink& sink_;
  const EvaluationLimits& limits_;
  Weight weight_;
  std::uint64_t size_bytes_ = 0;
};

} // namespace sigil::dhall
