/// \file
/// A request to stop, made by a signal handler and honoured by unwinding: outputs and temporary
/// folders are then removed by their destructors.
#pragma once

namespace sigil {

/// Async-signal-safe.
void request_interrupt() noexcept;
bool interrupt_requested() noexcept;
/// \throws Error{Interrupted} once request_interrupt() was called. Long loops call it.
void throw_if_interrupted();

/// While there is one, a request ends the process at once: for long work that leaves nothing behind.
class InterruptAtOnce {
 public:
  InterruptAtOnce() noexcept;
  InterruptAtOnce(const InterruptAtOnce&) = delete;
  InterruptAtOnce& operator=(const InterruptAtOnce&) = delete;
  ~InterruptAtOnce();
};

/// Async-signal-safe.
bool interrupt_ends_at_once() noexcept;

} // namespace sigil
