#include "syntax/deadline.hpp"

#include <string>

#include "sigil/base/error.hpp"

namespace sigil::dhall {

void Deadline::check_clock() const {
  if (std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin_) <= most_) return;
  throw Error(ErrorKind::Limit,
              "the evaluation takes longer than " + std::to_string(most_.count()) + " milliseconds")
      .coded("dhall.limit.time")
      .hint("the limit on time can be raised");
}

} // namespace sigil::dhall
