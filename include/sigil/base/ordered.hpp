/// \file
/// A row of tasks on all cores, whose results are taken in their order.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include "sigil/base/interrupt.hpp"
#include "sigil/base/parallel.hpp"

namespace sigil {

/// Runs `begin(task)`, `work(task)`, `end(task)` for one task after the other until `begin` returns false.
/// `begin` and `end` run on the calling thread, each in the order of tasks; `work` on all cores, the caller's
/// among them. There are twice as many tasks as cores at a time, whatever the length of the row: a Task is
/// used again after its end, so what it has allocated stays. \throws what the first task that failed has
/// thrown, after all work that had begun has ended, and then ends no later task; Error{Interrupted}.
template <typename Task, typename Begin, typename Work, typename End>
class OrderedRun {
 public:
  OrderedRun(Begin begin, Work work, End end)
      : begin_(begin), work_(work), end_(end), slots_(2 * available_cores()) {}

  void run() {
    Threads threads(*this);
    std::unique_lock lock(mutex_);
    bool has_more = true;
    for (;;) {
      throw_if_interrupted();
      Slot& last = slots_[begun_ % slots_.size()];
      if (has_more && begun_ - ended_ < slots_.size()) {
        last.state = State::Ready;
        last.failure = nullptr;
        lock.unlock();
        try {
          has_more = begin_(last.task);
        } catch (...) { // comes to light in its order, behind what tasks before it may throw
          last.failure = std::current_exception();
          last.state = State::Done;
        }
        lock.lock();
        if (!has_more) continue;
        has_more = !last.failure;
        ++begun_;
        threads.grow_to(begun_ - 1);
        changed_.notify_all();
      } else if (ended_ == begun_) {
        return;
      } else if (Slot& first = slots_[ended_ % slots_.size()]; first.state == State::Done) {
        if (first.failure) std::rethrow_exception(first.failure);
        lock.unlock();
        end_(first.task);
        lock.lock();
        ++ended_;
      } else if (!take(lock)) {
        changed_.wait(lock);
      }
    }
  }

 private:
  enum class State : std::uint8_t { Ready, Busy, Done };
  struct Slot {
    Task task;
    State state = State::Done;
    std::exception_ptr failure;
  };

  /// Threads that work until the run is over, however it ends.
  class Threads {
   public:
    explicit Threads(OrderedRun& run) : run_(run) {}
    Threads(const Threads&) = delete;
    Threads& operator=(const Threads&) = delete;
    /// So that few tasks start few threads.
    void grow_to(std::size_t count) {
      if (threads_.size() >= std::min(count, available_cores() - 1)) return;
      try {
        threads_.emplace_back([this] { run_.help(); });
      } catch (const std::system_error&) { // fewer threads do as well
      }
    }
    ~Threads() {
      {
        const std::lock_guard lock(run_.mutex_);
        run_.is_over_ = true;
      }
      run_.changed_.notify_all();
      for (std::thread& thread : threads_) thread.join();
    }

   private:
    OrderedRun& run_;
    std::vector<std::thread> threads_;
  };

  void help() {
    std::unique_lock lock(mutex_);
    while (!is_over_)
      if (!take(lock)) changed_.wait(lock);
  }

  /// Works on the first task that is ready; false if there is none.
  bool take(std::unique_lock<std::mutex>& lock) {
    for (std::size_t i = ended_; i < begun_; ++i) {
      Slot& slot = slots_[i % slots_.size()];
      if (slot.state != State::Ready) continue;
      slot.state = State::Busy;
      lock.unlock();
      try {
        work_(slot.task);
      } catch (...) {
        slot.failure = std::current_exception();
      }
      lock.lock();
      slot.state = State::Done;
      changed_.notify_all();
      return true;
    }
    return false;
  }

  Begin begin_;
  Work work_;
  End end_;
  std::vector<Slot> slots_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t begun_ = 0, ended_ = 0;
  bool is_over_ = false;
};

template <typename Task, typename Begin, typename Work, typename End>
void ordered_for(Begin begin, Work work, End end) {
  OrderedRun<Task, Begin, Work, End>(begin, work, end).run();
}

} // namespace sigil
