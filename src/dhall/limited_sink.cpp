#include "limited_sink.hpp"

namespace sigil::dhall {

void check_output(const EvaluationLimits& limits, std::uint64_t size_bytes) {
  if (limits.deadline != nullptr) limits.deadline->check();
  if (size_bytes <= limits.output_bytes) return;
  throw Error(ErrorKind::Limit,
              "what is written has more than " + std::to_string(limits.output_bytes) + " bytes")
      .coded("dhall.limit.output-size")
      .hint("the limit on output can be raised");
}

} // namespace sigil::dhall
