/// \file
/// How long an evaluation may take.
#pragma once

#include <chrono>

namespace sigil::dhall {

/// Real time since it was made. Asking costs some 25 ns: loops ask once in some thousand rounds.
class Deadline {
 public:
  explicit Deadline(std::chrono::milliseconds most) : most_(most) {}

  /// \throws Error{Limit} "dhall.limit.time" when it is over.
  void check() const {
    if (most_ != std::chrono::milliseconds::max()) check_clock();
  }

 private:
  using Clock = std::chrono::steady_clock;

  void check_clock() const;

  std::chrono::milliseconds most_;
  Clock::time_point begin_ = Clock::now();
};

} // namespace sigil::dhall
