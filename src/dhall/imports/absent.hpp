/// \file
/// Imports that are not there, which `?` recovers from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sigil/base/error.hpp"
#include "syntax/source_map.hpp"

namespace sigil::dhall {

/// Thrown inside of the resolver only: the one failure that has an alternative.
class Absent {
 public:
  /// \param position  of the import, which is looked up only if nothing recovers: that costs the file's
  /// length
  Absent(Error error, std::uint32_t position)
      : reasons_{std::make_shared<const Reason>(Reason{std::move(error), position})} {}

  /// Adds what failed after this.
  void append(const Absent& later);
  /// The error if nothing recovers from it: of kind Missing, "dhall.import.missing".
  Error error(const SourceMap& sources) const;

 private:
  struct Reason {
    Error error;
    std::uint32_t position;
  };
  std::vector<std::shared_ptr<const Reason>> reasons_; ///< the first ones
  std::size_t more_ = 0;
};

/// The imports on the way to a place, outermost first, for an error there: one line each, the middle of a
/// long way left out.
void add_chain(Error& error, const std::vector<std::string>& chain);

} // namespace sigil::dhall
