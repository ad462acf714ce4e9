/// \file
/// Which file needs which: all files of a derivation's outputs, and what they lead to in other packages.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "library_search.hpp"
#include "manifest_cache.hpp"
#include "sigil/base/error.hpp"
#include "sigil/base/file.hpp"
#include "sigil/package/fixup.hpp"
#include "walk.hpp"

namespace sigil::package {

struct FixupNode {
  enum class Kind : std::uint8_t {
    Own,   ///< to be rewritten
    Fixed, ///< of a package with a manifest, which knows its capability
    Raw,   ///< of a package without, or excluded: taken as it is
  };
  struct Edge {
    std::string name; ///< DT_NEEDED, or what was declared
    std::size_t target;
    bool keeps_name;                                ///< whether it stays when its file is rewritten
    std::optional<eris::ReadCapability> expected{}; ///< what a manifest says of the target
  };

  Kind kind = Kind::Raw;
  std::filesystem::path path;       ///< all symbolic links resolved
  std::vector<OwnFile::Name> names; ///< of a file in the outputs, excluded or not
  Blob content;
  elf::File elf; ///< empty for Kind::Fixed
  std::string soname;
  std::vector<Edge> needs;
  std::vector<Edge> declared;
  std::vector<std::string> missing;
  std::uint64_t size_bytes = 0;
  crypto::Hash sha256{};
  const ManifestFile* entry = nullptr; ///< what a manifest that was there says, if it is about these bytes
  std::size_t entry_output = 0;        ///< Kind::Own: whose manifest that is

  /// What the bytes encode to as they are, once somebody has asked.
  std::optional<eris::ReadCapability> as_it_is;

  // Of Kind::Own they are known once it is named.
  std::optional<eris::ReadCapability> capability;
  std::string set_name;
  Blob final_content;
  crypto::Hash final_sha256{};
  elf::Layout layout = elf::Layout::Unchanged;

  /// The name by content.
  std::string name() const { return set_name.empty() ? capability->to_urn() : set_name; }
};

class FixupGraph {
 public:
  /// \param errors gets what is wrong with any file, library or manifest.
  FixupGraph(const FixupRequest& request, std::vector<OutputRoot> outputs, std::vector<OwnFile> own,
             ErrorList& errors);

  const FixupRequest& request() const noexcept { return request_; }
  const std::vector<OutputRoot>& outputs() const noexcept { return outputs_; }
  /// The first `own_count()` are those that walk_outputs() found, in their order.
  std::vector<FixupNode>& nodes() noexcept { return nodes_; }
  const std::vector<FixupNode>& nodes() const noexcept { return nodes_; }
  std::size_t own_count() const noexcept { return own_count_; }
  const std::vector<std::string>& notes() const noexcept { return notes_; }

  /// What an error calls the file.
  std::string quoted(std::size_t node) const { return in_quotes(nodes_[node].path.native()); }

 private:
  void add_own(std::vector<OwnFile> own);
  void find_own_entries();
  void find_needs(std::size_t node, ErrorList& errors);
  bool keeps_name(std::size_t node, const std::string& name) const;
  void find_declared(std::size_t node, ErrorList& errors);
  void follow_entry(std::size_t node, const std::filesystem::path& folder, const PackageManifest& manifest);
  std::optional<std::size_t> lead(std::size_t node, const std::string& name);
  std::optional<std::size_t> from_own_entry(std::size_t node, const std::string& name);
  std::optional<std::size_t> from_content_name(std::size_t node, const std::string& name);
  std::optional<std::size_t> vouched(std::size_t user, const std::filesystem::path& path,
                                     const std::string& content_name);
  Error unresolved(std::size_t node, const std::string& name);
  bool vouches(std::size_t node, const std::string& content_name);
  void encode_as_it_is(FixupNode& node) const;
  std::size_t number_of(const std::filesystem::path& path);
  void read_foreign(std::size_t node);
  void make_content_index();
  const PackageManifest* own_manifest(std::size_t output);
  void check_foreign(ErrorList& errors);

  const FixupRequest& request_;
  std::vector<OutputRoot> outputs_;
  std::vector<std::filesystem::path> inputs_;
  LibrarySearch search_;
  ManifestCache manifests_;
  std::vector<std::string> kept_;
  std::vector<FixupNode> nodes_;
  std::size_t own_count_ = 0;
  std::map<std::pair<dev_t, ino_t>, std::size_t> by_inode_;
  std::map<std::filesystem::path, std::size_t> by_path_;
  std::map<std::string, std::vector<std::filesystem::path>> by_content_;
  bool has_content_index_ = false;
  std::vector<std::string> notes_;
};

/// The capability of a file: by `block_size` if there is one, else as ERIS recommends.
eris::ReadCapability capability_of(ByteView content, const std::optional<eris::BlockSize>& block_size,
                                   const eris::ConvergenceSecret& secret);

} // namespace sigil::package
