/// \file
/// The core image as NOVA sees it: its segments, and what NOVA or core refuse or break on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "common/abi.hpp"
#include "common/line.hpp"
#include "sigil/base/bytes.hpp"

namespace sigil::bootcheck {

/// A PT_LOAD that holds something.
struct Segment {
  std::uint64_t offset = 0;
  std::uint64_t address = 0;
  std::uint64_t size = 0;
  bool is_writable = false;
  bool is_executable = false;

  std::uint64_t end() const { return address + size; }
  bool contains(std::uint64_t begin, std::uint64_t length) const {
    return begin >= address && in_bounds(begin - address, length, size);
  }
};

struct Image {
  static constexpr std::size_t kMaxSegments = 16;

  ByteView file;
  std::uint64_t entry = 0;
  Segment storage[kMaxSegments];
  std::size_t count = 0;

  std::span<const Segment> segments() const { return {storage, count}; }
};

/// Checks the file header (rule a) and every segment (rules b and c, rights, bounds, shared pages), and
/// fills `into`. False with the reason in `why`.
bool read_image(ByteView file, Image& into, Line& why);

/// Checks what core says about itself: the header table and the names must lie in writable memory, and
/// outside of the binaries' range, which core unmaps first. False with the reason in `why`.
bool check_layout(const Image& image, const Layout& layout, Line& why);

} // namespace sigil::bootcheck
