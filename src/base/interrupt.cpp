#include "sigil/base/interrupt.hpp"

#include <atomic>

#include "sigil/base/error.hpp"

namespace sigil {
namespace {
std::atomic<bool> requested{false};
std::atomic<bool> at_once{false};
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

InterruptAtOnce::InterruptAtOnce() noexcept {
  at_once.store(true, std::memory_order_relaxed);
}

InterruptAtOnce::~InterruptAtOnce() {
  at_once.store(false, std::memory_order_relaxed);
}

bool interrupt_ends_at_once() noexcept {
  return at_once.load(std::memory_order_relaxed);
}

} // namespace sigil
