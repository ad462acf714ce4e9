/// \file
/// Which file needs which: the files of all closures, found and read but not yet rewritten.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "search.hpp"
#include "sigil/base/error.hpp"
#include "sigil/base/file.hpp"
#include "sigil/elf/file.hpp"
#include "sigil/rom/rom.hpp"

namespace sigil::package {

/// A file, as seen from the package in which it was found: another package may give other libraries to
/// the same file.
struct FileNode {
  std::size_t package = 0;
  std::filesystem::path path; ///< all symbolic links resolved
  Blob content;
  elf::File elf;
  SourcePosition where; ///< what asked for it, or for what needs it, first
  struct Need {
    std::string name; ///< DT_NEEDED
    std::size_t file; ///< index of the library
  };
  std::vector<Need> needs;
  /// DT_NEEDED that are URNs already: names of content that is not looked for here.
  std::vector<rom::RomName> urns;

  /// False if reading or parsing failed, which has been reported.
  bool is_read() const noexcept { return content.size() != 0; }
};

/// Finds and reads everything that the requests lead to. Files are numbered in the order in which they
/// are met, which depends on requests and DT_NEEDED alone.
class Graph {
 public:
  /// \param errors gets what is wrong with any file. \throws Error{Limit} for more than 4,096 files.
  Graph(const Packages& packages, const std::vector<ProgramRequest>& requests, ErrorList& errors);

  const std::vector<FileNode>& files() const noexcept { return files_; }
  /// The file of each request, in their order; complete only if there was no error.
  const std::vector<std::size_t>& programs() const noexcept { return programs_; }

  /// All files in an order in which each comes after those that it needs.
  /// \param errors gets one error a cycle; the order is then of no use.
  std::vector<std::size_t> dependencies_first(ErrorList& errors) const;

  /// Adds an error for each DT_NEEDED name that leads to different contents in one program's closure.
  void check_versions(ErrorList& errors) const;

  /// `file` and all that it needs, directly or not, in the order in which they are met.
  std::vector<std::size_t> reachable_from(std::size_t file) const;

 private:
  std::size_t number_of(std::size_t package, std::filesystem::path path, SourcePosition where);
  void read(std::size_t file, ErrorList& errors);
  void resolve_need(std::size_t file, const std::string& name);
  void check_kinds(ErrorList& errors) const;

  const Packages& packages_;
  std::vector<FileNode> files_;
  std::map<std::pair<std::size_t, std::filesystem::path>, std::size_t> numbers_;
  std::vector<std::size_t> programs_;
};

} // namespace sigil::package
