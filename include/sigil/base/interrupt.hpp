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

} // namespace sigil
