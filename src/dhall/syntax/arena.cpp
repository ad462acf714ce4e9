#include "syntax/arena.hpp"

#include <algorithm>
#include <new>
#include <string>

#include <sys/mman.h>

#include "sigil/base/error.hpp"

namespace sigil::dhall {

namespace {

constexpr std::size_t kLargestChunk = 4U << 20U;
constexpr std::size_t kHugePage = 2U << 20U;

/// Large chunks ask for huge pages: faulting small ones in costs as much as the evaluation does.
char* new_chunk(std::size_t size_bytes) {
  if (size_bytes < kHugePage) return static_cast<char*>(std::malloc(size_bytes));
  const std::size_t rounded = (size_bytes + kHugePage - 1) / kHugePage * kHugePage;
  auto* chunk = static_cast<char*>(std::aligned_alloc(kHugePage, rounded));
  if (chunk != nullptr) madvise(chunk, rounded, MADV_HUGEPAGE);
  return chunk;
}

} // namespace

void* Arena::take_from_new_chunk(std::size_t size_bytes) {
  if (deadline_ != nullptr) deadline_->check();
  // What is large gets a chunk of its own, so that the rest of the current one is not lost.
  const bool alone = size_bytes > chunk_bytes_ / 4;
  const std::size_t chunk = alone ? size_bytes : chunk_bytes_;
  if (chunk > limit_bytes_ - std::min(taken_bytes_, limit_bytes_)) {
    throw Error(ErrorKind::Limit,
                "the evaluation takes more than " + std::to_string(limit_bytes_) + " bytes of memory")
        .coded("dhall.limit.memory")
        .hint("the limit on memory can be raised");
  }
  char* begin = new_chunk(chunk);
  if (begin == nullptr) throw std::bad_alloc();
  chunks_.emplace_back(begin);
  taken_bytes_ += chunk;
  if (alone) return begin;
  next_ = begin + size_bytes;
  end_ = begin + chunk;
  chunk_bytes_ = std::min(chunk_bytes_ * 2, kLargestChunk);
  return begin;
}

} // namespace sigil::dhall
