/// \file
/// The dynamic string table while names in it are exchanged. Private to the room.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sigil/base/stream.hpp"

namespace sigil::elf {

/// Which bytes of a string table somebody reads: from each place that is referred to up to the next NUL.
/// Strings may share their ends.
class StringUses {
 public:
  /// `table` ends in NUL and outlives this.
  explicit StringUses(std::string_view table) : table_(table), starts_(table.size()) { mark(0); }
  /// A place outside of the table is none of anybody's.
  void mark(std::uint64_t offset) {
    if (offset < starts_.size()) starts_[offset] = 1;
  }
  void mark_all() { is_all_ = true; }
  /// The first byte that somebody reads, from `at` up to the next NUL; behind that NUL if there is none.
  std::size_t next_use(std::size_t at) const;
  std::string_view table() const { return table_; }

 private:
  std::string_view table_;
  std::vector<std::uint8_t> starts_; ///< 1 for each place that is referred to
  bool is_all_ = false;
};

/// A string table with room where strings have gone: new ones are put there first, into what others end in
/// even before, and behind the end last.
class StringSpace {
 public:
  /// \param uses what stays. \param gone where strings began that are wanted no more: what of them is not
  /// used is overwritten with zeros, since it may name folders of the build machine.
  /// \param wanted the strings that offset_of() will be asked for. None is empty.
  StringSpace(const StringUses& uses, std::vector<std::uint64_t> gone,
              std::set<std::string, std::less<>> wanted);

  /// Of a string that is wanted.
  std::uint64_t offset_of(const std::string& string) const { return offsets_.find(string)->second; }
  /// The whole table: all that was used is where it was.
  const Bytes& bytes() const { return bytes_; }

 private:
  void clear(const StringUses& uses, std::vector<std::uint64_t> gone);
  void find_strings(const StringUses& uses);
  void find_runs();
  void find_ends(std::size_t begin, std::size_t end);
  void put(const std::string& string);

  Bytes bytes_;
  std::set<std::string, std::less<>> wanted_;
  std::set<std::size_t> lengths_; ///< of what is wanted
  std::map<std::string, std::uint64_t> offsets_;
  std::vector<std::pair<std::size_t, std::size_t>> free_; ///< begin and end of ranges, which may overlap
  std::set<std::pair<std::size_t, std::size_t>> runs_;    ///< of free bytes: size and place
};

} // namespace sigil::elf
