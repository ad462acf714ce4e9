/// \file
/// How far long work on many bytes has come, on the status line.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

#include "sigil/eris/store.hpp"
#include "terminal.hpp"

namespace sigil::cli {

/// Shows bytes, rate and time left, from half a second on. Costs nothing where nobody looks.
class Meter {
 public:
  /// \param what  what is done, e.g. "copying". \param total_bytes  0 if it is not known.
  Meter(Terminal& terminal, std::string what, std::uint64_t total_bytes = 0);
  Meter(const Meter&) = delete;
  Meter& operator=(const Meter&) = delete;
  ~Meter() { terminal_.status(""); }

  /// So many bytes are done. Any thread may call it.
  void add(std::uint64_t bytes);
  /// Whether anybody looks.
  bool is_shown() const noexcept { return terminal_.shows_status(); }

 private:
  using Clock = std::chrono::steady_clock;

  Terminal& terminal_;
  const std::string what_;
  const std::uint64_t total_;
  std::atomic<std::uint64_t> done_ = 0;
  const Clock::time_point begin_ = Clock::now();
  std::mutex mutex_;
  Clock::time_point next_; ///< when to show it again
};

/// Tells a meter of all blocks that are put, into another store or none.
class MeteredStore final : public eris::BlockStore {
 public:
  MeteredStore(eris::BlockStore* store, Meter& meter) : store_(store), meter_(meter) {}
  void put(const eris::Reference& reference, ByteView block) override {
    if (store_ != nullptr) store_->put(reference, block);
    meter_.add(block.size());
  }
  ByteView get(const eris::Reference& reference, MutableBytes buffer) override {
    return store_ == nullptr ? ByteView{} : store_->get(reference, buffer);
  }

 private:
  eris::BlockStore* const store_;
  Meter& meter_;
};

} // namespace sigil::cli
