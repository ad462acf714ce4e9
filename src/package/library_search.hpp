/// \file
/// Where a DT_NEEDED name leads to.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "sigil/base/error.hpp"
#include "sigil/elf/file.hpp"

namespace sigil::package {

/// `inputs` and what they propagate (nix-support/propagated-build-inputs and those for the target), each
/// once, in the order in which they are met. \throws Error{Missing} for an input that is not there;
/// Error{Limit} for more than 65,536.
std::vector<std::filesystem::path> with_propagated(const std::vector<std::filesystem::path>& inputs);

/// The search order of docs/cli/package-fixup.md. Remembers what it has looked at.
class LibrarySearch {
 public:
  /// `packages`: own outputs, then inputs; each is searched itself, then its `lib` and `bin`.
  LibrarySearch(const std::vector<std::filesystem::path>& packages,
                const std::vector<std::filesystem::path>& folders);

  /// A file that needs libraries.
  struct User {
    const std::filesystem::path& path;
    const elf::File& elf;
    bool searches_own_folder;             ///< of a file that no fixup has seen, or will
    std::optional<std::size_t> package{}; ///< index of the package that comes first
  };
  struct Found {
    std::filesystem::path path;           ///< all symbolic links resolved
    std::optional<std::size_t> package{}; ///< index of the package in whose folders it was found
  };
  /// The first regular file of that name that is a shared object for the same machine.
  std::optional<Found> find(const User& user, const std::string& name);

  /// Whether the file at `path` could be a library of `user`'s.
  bool suits(const User& user, const std::filesystem::path& path);

  /// For a message: where find() has looked, and what it has passed over.
  std::vector<std::string> describe(const User& user, const std::string& name);

 private:
  using Machine = std::tuple<bool, ByteOrder, std::uint16_t>;
  struct Candidate {
    std::filesystem::path path;     ///< all symbolic links resolved; empty: no regular file
    std::optional<Machine> machine; ///< nothing: no shared object
  };
  static Machine machine_of(const elf::File& file);
  const Candidate& candidate(const std::filesystem::path& path);
  std::vector<std::filesystem::path> own_folders(const User& user) const;
  std::optional<Found> first_of(std::span<const std::filesystem::path> folders, const Machine& machine,
                                const std::string& name);
  std::optional<Found> in_common_folders(std::size_t begin, std::size_t count, const Machine& machine,
                                         const std::string& name);

  std::size_t package_count_;
  std::vector<std::filesystem::path> common_folders_; ///< those of each package, then others
  std::map<std::pair<std::string, Machine>, std::optional<Found>> common_;
  std::map<std::string, Candidate> candidates_;
};

} // namespace sigil::package
