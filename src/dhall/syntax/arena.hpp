/// \file
/// Memory that is taken piece by piece and given back all at once.
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

/// Bump allocator. An evaluation makes millions of small nodes that refer to each other in cycles of no
/// particular shape and die together: counting references or tracing them costs more than the memory that
/// it would save. Not thread-safe.
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
    return static_cast<T*>(take(count * sizeof(T)));
  }

  /// A copy of `text` that lives as long as the arena.
  std::string_view keep(std::string_view text) {
    if (text.empty()) return {};
    char* copy = static_cast<char*>(take(text.size()));
    std::memcpy(copy, text.data(), text.size());
    return {copy, text.size()};
  }

  std::uint64_t limit_bytes() const noexcept { return limit_bytes_; }
  /// Is looked at whenever a few megabytes were taken, as every long work takes memory.
  void watch(const Deadline& deadline) noexcept { deadline_ = &deadline; }

 private:
  void* take_from_new_chunk(std::size_t size_bytes);

  char* next_ = nullptr;
  char* end_ = nullptr;
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
