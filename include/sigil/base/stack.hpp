/// \file
/// How much of the stack is left, for recursion whose depth the input decides, and where there is more.
#pragma once

#include <cstddef>
#include <functional>

namespace sigil {

/// The address below which the calling thread's stack should not grow: 256 KiB above its end.
const char* lowest_stack_address();

/// The same of the stack that the thread is on, once somebody asked.
inline constinit thread_local const char* lowest_stack = nullptr;

/// Whether a recursive function should give up with a Limit error. Costs two comparisons.
inline bool stack_is_low() {
  if (lowest_stack == nullptr) lowest_stack = lowest_stack_address();
  return static_cast<const char*>(__builtin_frame_address(0)) < lowest_stack;
}

/// Runs `function` on a stack of its own of `size_bytes`, of which only what is used takes memory; smaller if
/// the process may not reserve that much.
/// \throws what it throws; Error{Failed} if there can be no such stack.
void run_on_large_stack(std::size_t size_bytes, const std::function<void()>& function);

} // namespace sigil
