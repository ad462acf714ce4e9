/// \file
/// A folder for the unfinished files of one writer, which other writers remove if it dies.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "sigil/base/bytes.hpp"
#include "sigil/base/descriptor.hpp"

namespace sigil::eris {

/// `<parent>/<name>/`, alive as long as someone holds a lock on the file `<parent>/<name>.lock`. A file
/// beside the folder and not the folder itself, because network file systems lock files only.
class StagingFolder {
 public:
  /// Makes `parent` if need be, and a folder with a new name in it. \throws Error{Io}
  explicit StagingFolder(std::filesystem::path parent);
  /// Removes the folder.
  ~StagingFolder();
  StagingFolder(const StagingFolder&) = delete;
  StagingFolder& operator=(const StagingFolder&) = delete;

  int descriptor() const noexcept { return folder_.get(); }
  /// Makes the file `name`, whole or not at all. \throws Error{Io}
  void write(const std::string& name, ByteView bytes) const;

 private:
  bool take(const std::string& name);

  std::filesystem::path parent_;
  std::string name_;
  Descriptor lock_;
  Descriptor folder_;
};

/// Removes the folders of writers that are gone; nothing is said of what cannot be removed.
void sweep_staging_folders(const std::filesystem::path& parent);

} // namespace sigil::eris
