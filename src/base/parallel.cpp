#include "sigil/base/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <sched.h>
#include <thread>
#include <vector>

#include "sigil/base/interrupt.hpp"

namespace sigil {
namespace {

/// What all threads share.
class Work {
 public:
  Work(std::size_t count, const std::function<void(std::size_t)>& work) : count_(count), work_(work) {}

  void run() noexcept {
    for (;;) {
      const std::size_t index = next_++;
      if (index >= count_) return;
      try {
        throw_if_interrupted();
        work_(index);
      } catch (...) {
        stop(index, std::current_exception());
      }
    }
  }

  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  void stop(std::size_t index, std::exception_ptr failure) {
    const std::lock_guard<std::mutex> lock(mutex_);
    next_ = count_;
    if (failure_ && index > failed_) return;
    failed_ = index;
    failure_ = std::move(failure);
  }

  std::size_t count_;
  const std::function<void(std::size_t)>& work_;
  std::atomic<std::size_t> next_{0};
  std::mutex mutex_;
  std::size_t failed_ = 0;
  std::exception_ptr failure_;
};

} // namespace

std::size_t available_cores() noexcept {
  cpu_set_t allowed; // as `taskset` or a container has it; more than 1,024 do not fit
  const int count = ::sched_getaffinity(0, sizeof allowed, &allowed) == 0 ? CPU_COUNT(&allowed) : 0;
  return count > 0 ? static_cast<std::size_t>(count) : std::max(1U, std::thread::hardware_concurrency());
}

void parallel_for(std::size_t count, const std::function<void(std::size_t)>& function) {
  Work work(count, function);
  const std::size_t cores = available_cores();
  std::vector<std::thread> others;
  for (std::size_t i = 1; i < std::min(cores, count); ++i) {
    try {
      others.emplace_back([&work] { work.run(); });
    } catch (const std::system_error&) {
      break; // fewer threads do as well
    }
  }
  work.run();
  for (std::thread& thread : others) thread.join();
  work.rethrow();
}

} // namespace sigil
