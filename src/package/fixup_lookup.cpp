// Which file a name in DT_NEEDED leads to: by what an earlier run has found, by content, or by search.
#include <algorithm>

#include "fixup_graph.hpp"
#include "sigil/base/parallel.hpp"
#include "sigil/package/set_name.hpp"
#include "sigil/rom/name.hpp"

namespace sigil::package {
namespace fs = std::filesystem;
namespace {

/// A name for a message: of a URN what holds no key.
std::string shown(const std::string& name) {
  return in_quotes(is_content_name(name) ? rom::label_of(name) : std::string_view(name));
}

} // namespace

std::optional<std::size_t> FixupGraph::lead(std::size_t node, const std::string& name) {
  if (auto target = from_own_entry(node, name)) return target;
  if (is_content_name(name)) return from_content_name(node, name);
  const auto found = search_.find(as_user(node), name);
  if (!found) return std::nullopt;
  return number_of({found->path, found->package, nodes_[node].where});
}

LibrarySearch::User FixupGraph::as_user(std::size_t index) const {
  const FixupNode& node = nodes_[index];
  const bool is_of_no_package = is_for_image_ && !node.package;
  return {node.path, node.elf, node.kind == FixupNode::Kind::Raw || is_of_no_package, node.package};
}

/// What an earlier run has found, which cannot be found again once DT_RUNPATH is gone.
std::optional<std::size_t> FixupGraph::from_own_entry(std::size_t node, const std::string& name) {
  const ManifestFile* entry = nodes_[node].entry;
  if (nodes_[node].kind != FixupNode::Kind::Own || entry == nullptr || entry->sha256 != nodes_[node].sha256)
    return std::nullopt;
  for (const auto* needs : {&entry->needs, &entry->declared}) {
    for (const ManifestNeed& need : *needs) {
      if (need.name != name) continue;
      const std::size_t output = nodes_[node].entry_output;
      const fs::path path = locate(*own_manifest(output), outputs_[output].path, need.path);
      if (const auto target = vouched(node, path, need.capability.to_urn())) return target;
    }
  }
  return std::nullopt;
}

std::optional<std::size_t> FixupGraph::from_content_name(std::size_t node, const std::string& name) {
  make_content_index();
  const auto found = by_content_.find(name);
  if (found == by_content_.end()) return std::nullopt;
  for (const fs::path& path : found->second)
    if (const auto target = vouched(node, path, name)) return target;
  return std::nullopt;
}

/// The file at `path` if it is a library that is called `content_name`.
std::optional<std::size_t> FixupGraph::vouched(std::size_t user, const fs::path& path,
                                               const std::string& content_name) {
  std::error_code code;
  const fs::path real = fs::canonical(path, code);
  if (code || !search_.suits(as_user(user), real)) return std::nullopt;
  const std::size_t target = number_of({real, {}, nodes_[user].where});
  return vouches(target, content_name) ? std::optional(target) : std::nullopt;
}

/// Whether the file is what `content_name` names: by its manifest, if it is about these bytes, or by itself.
bool FixupGraph::vouches(std::size_t node, const std::string& content_name) {
  FixupNode& file = nodes_[node];
  if (file.entry != nullptr &&
      (file.entry->capability.to_urn() == content_name || file.entry->set_name == content_name))
    return true;
  encode_as_it_is(file);
  return file.as_it_is->to_urn() == content_name;
}

/// Once for each file, however many ask.
void FixupGraph::encode_as_it_is(FixupNode& node) const {
  if (node.as_it_is) return;
  const bool is_own = !node.names.empty();
  node.as_it_is = capability_of(node.content.bytes(), is_own ? request_.block_size : std::nullopt,
                                is_own ? request_.secret : eris::ConvergenceSecret{});
}

/// Names by content that are in any manifest here, and those of the outputs' files as they are.
void FixupGraph::make_content_index() {
  if (has_content_index_) return;
  has_content_index_ = true;
  const auto add = [this](const fs::path& folder, const PackageManifest* manifest) {
    if (manifest == nullptr) return;
    for (const auto& [path, file] : manifest->files) {
      by_content_[file.capability.to_urn()].push_back(folder / path);
      if (!file.set_name.empty()) by_content_[file.set_name].push_back(folder / path);
    }
  };
  for (std::size_t i = 0; i < outputs_.size(); ++i) add(outputs_[i].path, own_manifest(i));
  for (const fs::path& input : inputs_) {
    std::error_code code;
    const fs::path real = fs::canonical(input, code);
    if (!code) add(real, manifests_.at(real));
  }
  parallel_for(own_count_, [this](std::size_t i) { encode_as_it_is(nodes_[i]); });
  for (std::size_t i = 0; i < own_count_; ++i)
    by_content_[nodes_[i].as_it_is->to_urn()].push_back(nodes_[i].path);
}

Error FixupGraph::unresolved(std::size_t node, const std::string& name) {
  if (is_content_name(name))
    return Error(ErrorKind::Missing, "library " + shown(name) + ", which " + quoted(node) +
                                         " needs, is in no manifest of outputs and inputs")
        .coded("package.needed.unknown")
        .hint("it was named by content before; its package must be among the inputs");
  Error error(ErrorKind::Missing, "library " + shown(name) + ", which " + quoted(node) + " needs, " +
                                      (is_for_image_ ? "is in no package" : "is nowhere"));
  error.coded("package.needed.unresolved");
  for (std::string& hint : search_.describe(as_user(node), name)) error.hint(std::move(hint));
  return error;
}

} // namespace sigil::package
