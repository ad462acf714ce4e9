/// \file
/// The smallest dynamic ELF file, in any of the four encodings, with known places to damage.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sigil/base/endian.hpp"
#include "sigil/base/stream.hpp"

namespace sigil::test {

/// A field of the file: its place and its size in bytes.
struct FieldPlace {
  std::size_t offset;
  std::size_t size_bytes;
};

/// Headers, PT_INTERP, one PT_LOAD over all of it, PT_DYNAMIC: the file maps itself at kBase. Needs
/// 'liba.so' and 'ld.lib.so', is called 'tiny.so', asks for 'loader'.
class TinyElf {
 public:
  static constexpr std::uint64_t kBase = 0x10000;
  enum Segment : std::size_t { Interp, Load, Dynamic, kSegments };
  enum Entry : std::size_t { NeededA, NeededLinker, Soname, StringTable, StringSize, Null, kEntries };

  TinyElf(bool is_64_bit, ByteOrder order) : wide_(is_64_bit), order_(order) {
    bytes_.assign(strings_offset() + kStrings.size(), 0);
    const std::uint8_t identification[] = {0x7f,
                                           'E',
                                           'L',
                                           'F',
                                           static_cast<std::uint8_t>(wide_ ? 2 : 1),
                                           static_cast<std::uint8_t>(order == ByteOrder::Little ? 1 : 2),
                                           1};
    std::copy(std::begin(identification), std::end(identification), bytes_.begin());
    set({16, 2}, 3);
    set({18, 2}, 62);
    set({20, 4}, 1);
    set({24, word()}, kBase + 7);
    set(headers_offset(), header_size());
    set(header_entry_size(), segment_size());
    set(header_count(), kSegments);
    describe(Interp, 3, strings_offset() + kStrings.find("loader"), 7);
    describe(Load, 1, 0, bytes_.size());
    describe(Dynamic, 2, dynamic_offset(), kEntries * 2 * word());
    enter(NeededA, 1, kStrings.find("liba.so"));
    enter(NeededLinker, 1, kStrings.find("ld.lib.so"));
    enter(Soname, 14, kStrings.find("tiny.so"));
    enter(StringTable, 5, kBase + strings_offset());
    enter(StringSize, 10, kStrings.size());
    std::copy(kStrings.begin(), kStrings.end(),
              bytes_.begin() + static_cast<std::ptrdiff_t>(strings_offset()));
  }

  ByteView bytes() const { return bytes_; }
  Bytes& raw() { return bytes_; }
  std::size_t strings_offset() const { return dynamic_offset() + kEntries * 2 * word(); }

  FieldPlace headers_offset() const { return {wide_ ? 32u : 28u, word()}; }
  FieldPlace header_entry_size() const { return {wide_ ? 54u : 42u, 2}; }
  FieldPlace header_count() const { return {wide_ ? 56u : 44u, 2}; }
  FieldPlace type(std::size_t segment) const { return {at(segment), 4}; }
  FieldPlace offset(std::size_t segment) const { return {at(segment) + (wide_ ? 8 : 4), word()}; }
  FieldPlace address(std::size_t segment) const { return {at(segment) + (wide_ ? 16 : 8), word()}; }
  FieldPlace file_size(std::size_t segment) const { return {at(segment) + (wide_ ? 32 : 16), word()}; }
  FieldPlace memory_size(std::size_t segment) const { return {at(segment) + (wide_ ? 40 : 20), word()}; }
  FieldPlace alignment(std::size_t segment) const { return {at(segment) + (wide_ ? 48 : 28), word()}; }
  FieldPlace tag(std::size_t entry) const { return {dynamic_offset() + entry * 2 * word(), word()}; }
  FieldPlace value(std::size_t entry) const { return {tag(entry).offset + word(), word()}; }

  TinyElf& set(FieldPlace field, std::uint64_t value) {
    for (std::size_t i = 0; i < field.size_bytes; ++i) {
      const std::size_t place = order_ == ByteOrder::Little ? i : field.size_bytes - 1 - i;
      bytes_[field.offset + place] = static_cast<std::uint8_t>(value >> (8 * i));
    }
    return *this;
  }

 private:
  static constexpr std::string_view kStrings{"\0liba.so\0ld.lib.so\0tiny.so\0loader\0", 34};

  std::size_t word() const { return wide_ ? 8 : 4; }
  std::size_t header_size() const { return wide_ ? 64 : 52; }
  std::size_t segment_size() const { return wide_ ? 56 : 32; }
  std::size_t at(std::size_t segment) const { return header_size() + segment * segment_size(); }
  std::size_t dynamic_offset() const { return at(kSegments); }

  void describe(std::size_t segment, std::uint64_t kind, std::uint64_t begin, std::uint64_t size) {
    set(type(segment), kind).set(offset(segment), begin).set(address(segment), kBase + begin);
    set(file_size(segment), size).set(memory_size(segment), size).set(alignment(segment), 1);
    set({at(segment) + (wide_ ? 4 : 24), 4}, 6);
  }
  void enter(std::size_t entry, std::uint64_t kind, std::uint64_t content) {
    set(tag(entry), kind).set(value(entry), content);
  }

  bool wide_;
  ByteOrder order_;
  Bytes bytes_;
};

} // namespace sigil::test
