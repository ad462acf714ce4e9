/// \file
/// Which file needs which: all files of a derivation's outputs, or the programs of a system, and what they
/// lead to.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <tuple>
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
    Raw,   ///< known to no manifest, or excluded: taken as it is
  };
  struct Edge {
    std::string name; ///< DT_NEEDED, or what was declared
    std::size_t target;
    bool keeps_name;                                ///< whether it stays when its file is rewritten
    std::optional<eris::ReadCapability> expected{}; ///< what a manifest says of the target
  };

  Kind kind = Kind::Raw;
  std::filesystem::path path;         ///< all symbolic links resolved
  std::optional<std::size_t> package; ///< index of the one that is searched first for what it needs
  SourcePosition where;               ///< what asked for it, or for what needs it, first
  std::vector<OwnFile::Name> names;   ///< of a file in the outputs, excluded or not
  Blob content;
  elf::File elf; ///< empty for Kind::Fixed, but for programs
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
  elf::Layout layout = elf::Layout::Unchanged;
  /// Empty where `rewritten` says it: copies of all files of a package are more than memory should hold.
  Blob final_content;
  elf::Rewritten rewritten;
  std::uint64_t final_size_bytes = 0;
  crypto::Hash final_sha256{};

  /// Views of the final content, one behind the other.
  std::vector<ByteView> final_pieces() const {
    if (final_content.size() != 0) return {final_content.bytes()};
    return rewritten.pieces(content.bytes());
  }

  /// The name by content.
  std::string name() const { return set_name.empty() ? capability->to_urn() : set_name; }
};

/// A program of a system.
struct ProgramFile {
  std::filesystem::path path;    ///< all symbolic links resolved
  std::filesystem::path package; ///< among FixupRequest::inputs
  SourcePosition where;
};

class FixupGraph {
 public:
  /// All files of the outputs, which are to be rewritten, and what they lead to.
  /// \param errors gets what is wrong with any file, library or manifest.
  FixupGraph(const FixupRequest& request, std::vector<OutputRoot> outputs, std::vector<OwnFile> own,
             ErrorList& errors);
  /// Programs and what they lead to, all of it to be rewritten that no manifest knows. What manifests say of
  /// the others is not checked here. Limit: 4,096 files.
  FixupGraph(const FixupRequest& request, const std::vector<ProgramFile>& programs, ErrorList& errors);

  const FixupRequest& request() const noexcept { return request_; }
  const std::vector<OutputRoot>& outputs() const noexcept { return outputs_; }
  /// The first `own_count()` are those that walk_outputs() found, in their order.
  std::vector<FixupNode>& nodes() noexcept { return nodes_; }
  const std::vector<FixupNode>& nodes() const noexcept { return nodes_; }
  std::size_t own_count() const noexcept { return own_count_; }
  /// The first nodes, whose closures matter: files of the outputs, or programs.
  std::size_t root_count() const noexcept { return root_count_; }
  /// Whether results go into manifests, or into one image.
  bool is_for_image() const noexcept { return is_for_image_; }
  /// The node of each program given, in their order; complete only if there was no error.
  const std::vector<std::size_t>& programs() const noexcept { return programs_; }
  const std::vector<std::string>& notes() const noexcept { return notes_; }

  /// What an error calls the file.
  std::string quoted(std::size_t node) const { return in_quotes(nodes_[node].path.native()); }

 private:
  /// What is not found among nodes_ yet, and where it comes from.
  struct Lead {
    std::filesystem::path path;
    std::optional<std::size_t> package{};
    SourcePosition where{};
    bool stays = false; ///< even in an image: a manifest counts on its capability
  };

  void walk(std::size_t limit, ErrorList& errors);
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
  std::size_t number_of(Lead lead);
  std::optional<std::size_t> own_at(const std::filesystem::path& path) const;
  const ManifestFile* foreign_entry(const std::filesystem::path& path);
  std::optional<std::size_t> package_at(const std::filesystem::path& path) const;
  LibrarySearch::User as_user(std::size_t node) const;
  void read(std::size_t node);
  void read_fixed(std::size_t node);
  void check_program(std::size_t node) const;
  void make_content_index();
  const PackageManifest* own_manifest(std::size_t output);
  void check_foreign(ErrorList& errors);

  const FixupRequest& request_;
  std::vector<OutputRoot> outputs_;
  std::vector<std::filesystem::path> inputs_;
  std::vector<std::filesystem::path>
      input_folders_; ///< for an image: inputs with all symbolic links resolved
  LibrarySearch search_;
  ManifestCache manifests_;
  std::vector<std::string> kept_;
  std::vector<FixupNode> nodes_;
  std::size_t own_count_ = 0;
  std::size_t root_count_ = 0;
  std::vector<std::size_t> programs_;
  bool is_for_image_ = false;
  std::map<std::pair<dev_t, ino_t>, std::size_t> by_inode_;
  /// By path, package and whether the file stays as it is.
  std::map<std::tuple<std::string, std::optional<std::size_t>, bool>, std::size_t> by_lead_;
  std::map<std::string, std::size_t> fixed_; ///< nodes of Kind::Fixed by path
  std::map<std::string, std::vector<std::filesystem::path>> by_content_;
  bool has_content_index_ = false;
  std::vector<std::string> notes_;
};

/// The capability of a file: by `block_size` if there is one, else as ERIS recommends.
eris::ReadCapability capability_of(ByteView content, const std::optional<eris::BlockSize>& block_size,
                                   const eris::ConvergenceSecret& secret);

} // namespace sigil::package
