/// \file
/// How much of the calling thread's stack is left, for recursion whose depth the input decides.
#pragma once

#include <cstddef>
#include <functional>

namespace sigil {

/// The address below which the calling thread's stack should not grow: 256 KiB above its end.
const char* lowest_stack_address();

/// Whether a recursive function should give up with a Limit error. Costs a comparison.
inline bool stack_is_low() {
  thread_local const char* const lowest = lowest_stack_address();
  return static_cast<const char*>(__builtin_frame_address(0)) < lowest;
}

/// Runs `function` on a thread of its own with a stack of `size_bytes`, of which only what is used takes
/// memory; smaller if the process may not reserve that much. Waits for its end.
/// \throws what it throws; Error{Failed} if there can be no thread.
void run_on_large_stack(std::size_t size_bytes, const std::function<void()>& function);

} // namespace sigil
