/// \file
/// Memory that is taken piece by piece and given back all at once, or after what is still needed was moved.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

#include "syntax/deadline.hpp"

namespace sigil::dhall {

/// The program is built with a sanitizer of addresses.
#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool kWatchesMemory = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
inline constexpr bool kWatchesMemory = true;
#else
inline constexpr bool kWatchesMemory = false;
#endif
#else
inline constexpr bool kWatchesMemory = false;
#endif

/// Bump allocator. What an expression is made of stays until the end. What an evaluation makes dies young for
/// the most part: while it goes on the arena is a nursery, and the evaluator (core/collector.hpp) moves what
/// it can still reach out of it from time to time. Not thread-safe.
class Arena {
 public:
  /// \param limit_bytes  how much it may take in all
  explicit Arena(std::uint64_t limit_bytes) : limit_bytes_(limit_bytes) {}
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  /// Memory aligned to 8 bytes, not set to anything.
  /// \throws Error{Limit} above the limit.
  void* take(std::size_t size_bytes) {
    size_bytes = (size_bytes + 7) & ~std::size_t{7};
    if (size_bytes > static_cast<std::size_t>(end_ - next_)) return take_from_new_chunk(size_bytes);
    char* result = next_;
    next_ += size_bytes;
    return result;
  }

  template <typename T>
  T* take_array(std::size_t count) {
    static_assert(alignof(T) <= 8);
    return static_cast<T*>(take(bytes_of<T>(count)));
  }

  /// Likewise, but never in the nursery: for what the collector does not know of.
  void* take_kept(std::size_t size_bytes) {
    if (!has_nursery_) return take(size_bytes);
    size_bytes = (size_bytes + 7) & ~std::size_t{7};
    moved_bytes_ += size_bytes;
    if (size_bytes > beside_.size_bytes()) return take_from_new_part(size_bytes);
    char* result = beside_.begin;
    beside_.begin += size_bytes;
    return result;
  }

  template <typename T>
  T* take_kept_array(std::size_t count) {
    static_assert(alignof(T) <= 8);
    return static_cast<T*>(take_kept(bytes_of<T>(count)));
  }

  /// A copy of `text` that lives as long as the arena; in a nursery as long as a Text refers to it.
  std::string_view keep(std::string_view text) {
    if (text.empty()) return {};
    char* copy = static_cast<char*>(take(text.size()));
    std::memcpy(copy, text.data(), text.size());
    return {copy, text.size()};
  }

  std::uint64_t limit_bytes() const noexcept { return limit_bytes_; }
  /// Is looked at whenever a few megabytes were taken, as every long work takes memory.
  void watch(const Deadline& deadline) noexcept { deadline_ = &deadline; }

  // ----- the nursery ---------------------------------------------------------------------------------------

  /// What is taken from now on is young.
  /// \param size_bytes  how much of it there may be until is_full()
  void open_nursery(std::size_t size_bytes);
  /// What is still young stays where it is.
  void close_nursery();

  /// It is time to collect.
  bool is_full() const { return next_ > full_at_; }
  /// There is enough of what is young to be worth it when a run ends: the next one takes the same memory
  /// then.
  bool is_worth_emptying() const {
    return parts_bytes_ + static_cast<std::size_t>(next_ - begin_) > nursery_bytes_ / 8;
  }
  /// During a collection.
  bool is_young(const void* pointer) const {
    return is_in_newest_part(pointer) || (!parts_.empty() && is_in_older_part(pointer));
  }
  /// Quick, and false for some of what is young if one step of the evaluation took very much.
  bool is_in_newest_part(const void* pointer) const {
    const char* at = static_cast<const char*>(pointer);
    return at >= begin_ && at < end_;
  }

  /// So much of what was young was needed lately that it is cheaper to keep all of it where it is.
  bool shall_stay() const { return staying_bytes_ != 0 && wanted_bytes_ == staying_bytes_; }
  /// What is young is so no more.
  void stay();

  /// Until it ends no limit is looked at: what is half moved would be of no use.
  void begin_collection();
  /// Everything young was moved to memory of take_kept(), or is not needed any more.
  void end_collection();

 private:
  struct Part {
    char* begin;
    char* end;
    std::size_t size_bytes() const { return static_cast<std::size_t>(end - begin); }
  };

  /// More than there can be stays more than there can be.
  template <typename T>
  static std::size_t bytes_of(std::size_t count) {
    constexpr std::size_t kMost = ~std::size_t{0} / 2;
    return count > kMost / sizeof(T) ? kMost : count * sizeof(T);
  }
  [[gnu::cold]] void* take_from_new_chunk(std::size_t size_bytes);
  [[gnu::cold]] void* take_from_new_part(std::size_t size_bytes);
  bool is_in_older_part(const void* pointer) const;
  char* new_chunk(std::size_t size_bytes);
  void set_full_at();
  void wipe();

  char* next_ = nullptr;
  char* end_ = nullptr;
  char* full_at_ = nullptr; ///< end_, if nothing is to be collected
  char* begin_ = nullptr;   ///< of what is young, in the newest part

  bool has_nursery_ = false;
  bool is_collecting_ = false;
  std::size_t nursery_bytes_ = 0;
  std::size_t wanted_bytes_ = 0; ///< of young memory, until it is full
  std::size_t parts_bytes_ = 0;
  std::size_t moved_bytes_ = 0;
  std::size_t staying_bytes_ = 0; ///< how much is to be young before the next collection that only stays
  std::vector<Part> parts_;       ///< of the nursery, but for the newest; sorted during a collection
  std::vector<Part> spare_;       ///< that nothing is in any more
  Part beside_{};                 ///< where what is kept goes while there is a nursery

  std::size_t chunk_bytes_ = 64U << 10U;
  std::uint64_t taken_bytes_ = 0;
  std::uint64_t limit_bytes_;
  const Deadline* deadline_ = nullptr;
  struct Free {
    void operator()(char* chunk) const { std::free(chunk); }
  };
  std::vector<std::unique_ptr<char, Free>> chunks_;
};

} // namespace sigil::dhall
