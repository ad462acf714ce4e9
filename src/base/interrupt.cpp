#include "sigil/base/interrupt.hpp"

#include <atomic>

#include "sigil/base/error.hpp"

namespace sigil {
namespace {
std::atomic<bool> requested{false};
static_assert(std::atomic<bool>::is_always_lock_free, "set from a signal handler");
} // namespace

void request_interrupt() noexcept {
  requested.store(true, std::memory_order_relaxed);
}

bool interrupt_requested() noexcept {
  return requested.load(std::memory_order_relaxed);
}

void throw_if_interrupted() {
  if (interrupt_requested()) throw Error(ErrorKind::Interrupted, "interrupted");
}

} // namespace sigil
