#include "meter.hpp"

#include <algorithm>
#include <cstdio>

#include "sigil/base/text.hpp"

namespace sigil::cli {
namespace {

std::string time_text(double seconds) {
  const auto whole = static_cast<std::uint64_t>(seconds + 0.5);
  if (whole < 60) return std::to_string(whole) + " s";
  if (whole < 3600) return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
  return std::to_string(whole / 3600) + " h " + std::to_string(whole / 60 % 60) + " min";
}

} // namespace

Meter::Meter(Terminal& terminal, std::string what, std::uint64_t total_bytes)
    : terminal_(terminal), what_(std::move(what)), total_(total_bytes),
      next_(begin_ + std::chrono::milliseconds(500)) {}

void Meter::add(std::uint64_t bytes) {
  const std::uint64_t done = done_ += bytes;
  if (!is_shown()) return;
  const std::unique_lock lock(mutex_, std::try_to_lock);
  const Clock::time_point now = Clock::now();
  if (!lock || now < next_) return;
  next_ = now + std::chrono::milliseconds(200);
  const double seconds = std::chrono::duration<double>(now - begin_).count();
  const double rate = static_cast<double>(done) / seconds;
  std::string text = what_ + ": " + human_size(done);
  if (total_ != 0) text += " of " + human_size(total_);
  text += ", " + human_size(static_cast<std::uint64_t>(rate)) + "/s";
  if (total_ > done) text += ", " + time_text(static_cast<double>(total_ - done) / rate) + " left";
  terminal_.status(text);
}

} // namespace sigil::cli
