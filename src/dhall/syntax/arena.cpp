#include "syntax/arena.hpp"

#include <algorithm>
#include <functional>
#include <string>

#include "sigil/base/error.hpp"
#include "sigil/base/memory.hpp"

namespace sigil::dhall {

namespace {

constexpr std::size_t kLargestChunk = 4U << 20U;
constexpr std::size_t kLastSmallChunk = 128U << 10U;
constexpr std::size_t kSmallestBeside = 64U << 10U;

/// The first few are small, as most evaluations need no more. All others are of huge pages: faulting small
/// ones in costs as much as the evaluation does.
std::size_t next_larger(std::size_t chunk_bytes) {
  if (chunk_bytes < kLastSmallChunk) return chunk_bytes * 2;
  return std::clamp(chunk_bytes * 2, kHugePageBytes, kLargestChunk);
}

/// A chunk as large as usual, or as what the limit leaves if that is enough: small limits can be used up too.
std::size_t within_limit(std::size_t chunk_bytes, std::uint64_t taken_bytes, std::uint64_t limit_bytes,
                         std::size_t needed_bytes) {
  const std::uint64_t left_bytes = limit_bytes - std::min(taken_bytes, limit_bytes);
  return left_bytes < needed_bytes ? chunk_bytes : std::min<std::uint64_t>(chunk_bytes, left_bytes);
}

} // namespace

char* Arena::new_chunk(std::size_t size_bytes) {
  if (deadline_ != nullptr && !is_collecting_) deadline_->check();
  if (!is_collecting_ && size_bytes > limit_bytes_ - std::min(taken_bytes_, limit_bytes_)) {
    throw Error(ErrorKind::Limit,
                "the evaluation takes more than " + std::to_string(limit_bytes_) + " bytes of memory")
        .coded("dhall.limit.memory")
        .hint("the limit on memory can be raised");
  }
  auto* begin = static_cast<char*>(take_memory(size_bytes));
  chunks_.emplace_back(begin);
  taken_bytes_ += size_bytes;
  return begin;
}

void* Arena::take_from_new_chunk(std::size_t size_bytes) {
  // What is large gets a chunk of its own, so that the rest of the current one is not lost.
  if (size_bytes > chunk_bytes_ / 4) {
    char* alone = new_chunk(size_bytes);
    if (has_nursery_) {
      parts_.push_back({alone, alone + size_bytes});
      parts_bytes_ += size_bytes;
      set_full_at();
    }
    return alone;
  }
  const std::size_t fit_bytes = within_limit(chunk_bytes_, taken_bytes_, limit_bytes_, size_bytes);
  char* chunk = new_chunk(fit_bytes);
  if (has_nursery_ && begin_ != next_) {
    parts_.push_back({begin_, next_});
    parts_bytes_ += parts_.back().size_bytes();
  }
  begin_ = chunk;
  next_ = chunk + size_bytes;
  end_ = chunk + fit_bytes;
  chunk_bytes_ = next_larger(chunk_bytes_);
  set_full_at();
  return chunk;
}

/// Full when there is as much young memory as is wanted; otherwise this part may be used up.
void Arena::set_full_at() {
  full_at_ = end_;
  if (!has_nursery_) return;
  const std::size_t left = wanted_bytes_ - std::min(wanted_bytes_, parts_bytes_);
  if (left < static_cast<std::size_t>(end_ - begin_)) full_at_ = begin_ + left;
}

/// Beside the nursery, where what there is has no more room.
void* Arena::take_from_new_part(std::size_t size_bytes) {
  const auto largest = std::ranges::max_element(spare_, {}, &Part::size_bytes);
  if (largest != spare_.end() && largest->size_bytes() >= std::max(size_bytes, kSmallestBeside)) {
    beside_ = *largest;
    spare_.erase(largest);
  } else if (size_bytes > chunk_bytes_ / 4) {
    return new_chunk(size_bytes);
  } else {
    const std::size_t fit_bytes = within_limit(chunk_bytes_, taken_bytes_, limit_bytes_, size_bytes);
    char* chunk = new_chunk(fit_bytes);
    beside_ = {chunk, chunk + fit_bytes};
    chunk_bytes_ = next_larger(chunk_bytes_);
  }
  char* result = beside_.begin;
  beside_.begin += size_bytes;
  return result;
}

void Arena::open_nursery(std::size_t size_bytes) {
  has_nursery_ = true;
  nursery_bytes_ = wanted_bytes_ = size_bytes;
  staying_bytes_ = 0;
  begin_ = next_;
  set_full_at();
}

void Arena::close_nursery() {
  has_nursery_ = false;
  parts_.clear();
  parts_bytes_ = 0;
  full_at_ = end_;
}

bool Arena::is_in_older_part(const void* pointer) const {
  const auto* at = static_cast<const char*>(pointer);
  const auto behind = std::ranges::upper_bound(parts_, at, std::less<>(), &Part::begin);
  return behind != parts_.begin() && at < behind[-1].end;
}

void Arena::begin_collection() {
  std::ranges::sort(parts_, std::less<>(), &Part::begin);
  is_collecting_ = true;
  moved_bytes_ = 0;
}

void Arena::stay() {
  parts_.clear();
  parts_bytes_ = 0;
  begin_ = next_;
  wanted_bytes_ = nursery_bytes_;
  set_full_at();
}

/// Whoever still refers to what was moved, or was not needed, is to find nothing there.
void Arena::wipe() {
  constexpr int kNothing = 0xA5;
  for (const Part& part : parts_) std::memset(part.begin, kNothing, part.size_bytes());
  std::memset(begin_, kNothing, static_cast<std::size_t>(next_ - begin_));
}

void Arena::end_collection() {
  is_collecting_ = false;
  const std::size_t young_bytes = parts_bytes_ + static_cast<std::size_t>(next_ - begin_);
  const bool is_much = moved_bytes_ > young_bytes / 2;
  staying_bytes_ = is_much ? std::max(nursery_bytes_ + 1, staying_bytes_ * 2) : 0;
  wanted_bytes_ = is_much ? staying_bytes_ : nursery_bytes_;
  if (kWatchesMemory) wipe();
  parts_.push_back({begin_, end_});
  const auto largest = std::ranges::max_element(parts_, {}, &Part::size_bytes);
  begin_ = next_ = largest->begin;
  end_ = largest->end;
  parts_.erase(largest);
  spare_.insert(spare_.end(), parts_.begin(), parts_.end());
  parts_.clear();
  parts_bytes_ = 0;
  set_full_at();
}

} // namespace sigil::dhall
