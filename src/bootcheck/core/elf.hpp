/// \file
/// What the dynamic linker needs to know of a file: which libraries it asks for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sigil/base/bytes.hpp"

namespace sigil::bootcheck {

/// An executable or shared object for x86-64. A view.
class ElfFile {
 public:
  /// Reads the headers. False if it is not one, with what is wrong in `fault`
  /// (docs/formats/bootcheck.md).
  bool open(ByteView file, std::string_view& fault);

  bool is_dynamic() const { return !dynamic_.empty(); }

  /// The dynamic string table, a part of the file.
  ByteView strings() const { return strings_; }

  enum class Step { Name, End, Fault };
  /// The next DT_NEEDED, as it stands.
  Step next_needed(std::string_view& name, std::string_view& fault);

 private:
  ByteView at_address(std::uint64_t address) const;

  ByteView file_;
  ByteView headers_;
  ByteView dynamic_;
  ByteView strings_;
  std::size_t next_ = 0;
};

} // namespace sigil::bootcheck
