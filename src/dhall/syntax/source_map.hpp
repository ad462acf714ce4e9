/// \file
/// Which file, line and column a node comes from.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sigil/base/error.hpp"
#include "sigil/base/file.hpp"

namespace sigil::dhall {

/// All sources of one heap laid after each other: a position is 32 bits, and 0 is none.
class SourceMap {
 public:
  struct Source {
    std::string name; ///< for people: a path, URL, `env:X`, "(input)"
    Blob text;
    std::uint32_t begin; ///< position of its first byte; 0: what it becomes is from nowhere
    /// Offsets at which lines begin; made when the first place is asked for, as most sources have no errors.
    mutable std::vector<std::uint32_t> lines{};
  };

  /// Keeps the text, which nodes may point into.
  /// \throws Error{Limit} if all sources together pass 4 GiB.
  const Source& add(std::string name, Blob text);
  /// Likewise a binary encoding that nobody wrote: nothing in it has a position.
  const Source& add_unplaced(std::string name, Blob bytes);

  /// Nothing for position 0.
  const Source* find(std::uint32_t position) const;
  /// File, line and column (both from 1; columns count code points).
  SourcePosition locate(std::uint32_t position) const;
  /// The line with this position and, below it, a caret: two lines, each ending in a newline. A long line is
  /// cut around the position. Empty for position 0.
  std::string excerpt(std::uint32_t position) const;
  /// Likewise, of a position that locate() gave; empty if there is no such source.
  std::string excerpt(const SourcePosition& where) const;

 private:
  std::vector<std::unique_ptr<Source>> sources_;
  std::vector<std::unique_ptr<Source>> unplaced_;
  std::uint64_t end_ = 1;
};

} // namespace sigil::dhall
