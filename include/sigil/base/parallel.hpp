/// \file
/// Independent work on all cores.
#pragma once

#include <cstddef>
#include <functional>

namespace sigil {

/// How many threads can run at a time, at least 1: the cores that this process may use.
std::size_t available_cores() noexcept;

/// Calls `work(i)` once for each i below `count`, on as many threads as there are cores to run on, and
/// returns when all have ended. Work is handed out in ascending order, one piece at a time, so pieces may
/// differ in size; results belong in places of their own. Once a call has thrown, or a stop was requested,
/// no more is handed out.
/// \throws what the call with the lowest i threw; Error{Interrupted}.
void parallel_for(std::size_t count, const std::function<void(std::size_t)>& work);

} // namespace sigil
