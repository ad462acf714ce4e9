#include "syntax/arena.hpp"

#include <algorithm>
#include <string>

#include "sigil/base/error.hpp"

namespace sigil::dhall {

namespace {
constexpr std::size_t kLargestChunk = 4U << 20U;
}

void* Arena::take_from_new_chunk(std::size_t size_bytes) {
  // What is large gets a chunk of its own, so that the rest of the current one is not lost.
  const bool alone = size_bytes > chunk_bytes_ / 4;
  const std::size_t chunk = alone ? size_bytes : chunk_bytes_;
  if (chunk > limit_bytes_ - std::min(taken_bytes_, limit_bytes_)) {
    throw Error(ErrorKind::Limit,
                "the evaluation takes more than " + std::to_string(limit_bytes_) + " bytes of memory")
        .coded("dhall.limit.memory")
        .hint("the limit on memory can be raised");
  }
  chunks_.emplace_back(new char[chunk]);
  taken_bytes_ += chunk;
  char* begin = chunks_.back().get();
  if (alone) return begin;
  next_ = begin + size_bytes;
  end_ = begin + chunk;
  chunk_bytes_ = std::min(chunk_bytes_ * 2, kLargestChunk);
  return begin;
}

} // namespace sigil::dhall
