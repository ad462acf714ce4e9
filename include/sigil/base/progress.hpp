/// \file
/// What a long operation tells about itself. Libraries emit, the command line shows.
#pragma once

#include <string_view>

namespace sigil {

class Progress {
 public:
  virtual ~Progress() = default;
  /// A stage begins, e.g. "link core template".
  virtual void stage(std::string_view name) = 0;
  /// Something a user should know although the operation goes on.
  virtual void warning(std::string_view message) = 0;
};

} // namespace sigil
