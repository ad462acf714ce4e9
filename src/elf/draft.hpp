/// \file
/// What is written into an ELF file of any class and byte order. Private to the room.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <vector>

#include "encoding.hpp"
#include "layout.hpp"
#include "sigil/base/stream.hpp"
#include "sigil/elf/file.hpp"
#include "sigil/elf/rewrite.hpp"
#include "sigil/elf/sections.hpp"

namespace sigil::elf {

/// Collects bytes and where they go; later ones count.
class Draft {
 public:
  explicit Draft(Encoding encoding) : encoding_(encoding) {}

  void half(std::uint64_t at, std::uint64_t value) { put(at, static_cast<std::uint16_t>(value)); }
  void word(std::uint64_t at, std::uint64_t value) { put(at, static_cast<std::uint32_t>(value)); }
  /// What has the size of an address.
  void address(std::uint64_t at, std::uint64_t value) {
    encoding_.is_64_bit ? put(at, value) : put(at, static_cast<std::uint32_t>(value));
  }
  /// `bytes` must be there until patches() has been called.
  void copy(std::uint64_t at, ByteView bytes) { writes_.push_back({at, bytes.size(), bytes.data(), 0}); }
  void clear(std::uint64_t at, std::uint64_t size_bytes) {
    writes_.push_back({at, size_bytes, nullptr, kZeros});
  }

  void program_header(std::uint64_t at, const Segment& segment);
  /// What of a section header says where its section is.
  void section_place(std::uint64_t at, const Section& section);
  void dynamic_entry(std::uint64_t at, const DynamicEntry& entry);
  // Fields of the file header.
  void section_headers_offset(std::uint64_t value) { address(encoding_.is_64_bit ? 40 : 32, value); }
  void program_header_count(std::uint64_t value) { half(encoding_.is_64_bit ? 56 : 44, value); }

  /// All of it, for a file that without it is `file`, shifted as `result` says. Small gaps are filled with
  /// what is there: few patches are better than small ones.
  std::vector<Patch> patches(ByteView file, const Rewritten& result) const;

 private:
  static constexpr std::size_t kZeros = ~std::size_t{0};
  struct Write {
    std::uint64_t offset;
    std::uint64_t size_bytes;
    const std::uint8_t* bytes; ///< if null, they are in the pool, or zeros
    std::size_t begin;         ///< in the pool

    std::uint64_t end() const { return offset + size_bytes; }
  };

  template <typename T>
  void put(std::uint64_t at, T value) {
    writes_.push_back({at, sizeof value, nullptr, pool_.size()});
    pool_.resize(pool_.size() + sizeof value);
    store(pool_.data() + writes_.back().begin, value, encoding_.order);
  }

  Encoding encoding_;
  Bytes pool_;
  std::vector<Write> writes_;
};

} // namespace sigil::elf
