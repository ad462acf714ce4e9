#include "sigil/package/fixup.hpp"

#include <algorithm>
#include <set>

#include "fixup_closure.hpp"
#include "fixup_graph.hpp"
#include "fixup_names.hpp"
#include "fixup_write.hpp"
#include "walk.hpp"

namespace sigil::package {
namespace fs = std::filesystem;
namespace {

/// Makes the entries of one output's manifest.
class Describer {
 public:
  Describer(const FixupGraph& graph, std::size_t output, PackageManifest& manifest)
      : graph_(graph), output_(output), manifest_(manifest) {}

  ManifestFile entry(std::size_t index) {
    const FixupNode& node = graph_.nodes()[index];
    ManifestFile file;
    file.capability = *node.capability;
    file.has_private_secret = graph_.request().secret != eris::ConvergenceSecret{};
    file.size_bytes = node.final_size_bytes;
    const bool was_final = node.entry != nullptr && node.entry->sha256 == node.sha256;
    file.sha256_before = was_final ? node.entry->sha256_before : node.sha256;
    file.sha256 = node.final_sha256;
    file.soname = node.soname;
    file.set_name = node.set_name;
    file.needs = needs(node.needs);
    file.declared = needs(node.declared);
    for (const Reached& reached : closure_of(graph_, index))
      file.closure.push_back(need(reached.name, reached.node));
    file.missing = node.missing;
    return file;
  }

 private:
  std::vector<ManifestNeed> needs(const std::vector<FixupNode::Edge>& edges) {
    std::map<std::string, ManifestNeed> by_name; // two names may have become one
    for (const FixupNode::Edge& edge : edges) {
      const std::string name = final_name(graph_, edge);
      by_name.emplace(name, need(name, edge.target));
    }
    std::vector<ManifestNeed> list;
    for (auto& [name, one] : by_name) list.push_back(std::move(one));
    return list;
  }

  ManifestNeed need(const std::string& name, std::size_t node) {
    return {name, path_of(node), *graph_.nodes()[node].capability, graph_.nodes()[node].soname};
  }

  /// Relative within the output, by output within the derivation, else absolute: so that Nix finds every
  /// other store path that is needed, and not the output's own.
  ManifestPath path_of(std::size_t index) {
    const FixupNode& node = graph_.nodes()[index];
    for (const OwnFile::Name& name : node.names)
      if (name.output == output_ && !name.path.empty()) return {{}, name.path};
    for (const OwnFile::Name& name : node.names) {
      const OutputRoot& output = graph_.outputs()[name.output];
      if (name.path.empty()) continue;
      manifest_.siblings[output.name] = output.path.native();
      return {output.name, name.path};
    }
    return {{}, node.path.native()};
  }

  const FixupGraph& graph_;
  std::size_t output_;
  PackageManifest& manifest_;
};

void check_request(const FixupRequest& request) {
  std::set<std::string> names;
  for (const FixupOutput& output : request.outputs)
    if (output.name.empty() || !names.insert(output.name).second)
      throw Error(ErrorKind::Usage, "output " + in_quotes(output.name) +
                                        (output.name.empty() ? " has no name" : " is given twice"))
          .coded("package.output.name");
  if (request.outputs.empty()) throw Error(ErrorKind::Usage, "no output given").coded("package.output.none");
  if (!request.store.is_absolute())
    throw Error(ErrorKind::Usage, "store " + in_quotes(request.store.native()) + " is no absolute path")
        .coded("package.store");
}

FixupRequest normalised(FixupRequest request) {
  const auto plain = [](const fs::path& path) {
    fs::path normal = fs::absolute(path).lexically_normal();
    return normal.filename().empty() && normal.has_relative_path() ? normal.parent_path() : normal;
  };
  request.store = plain(request.store);
  for (fs::path& path : request.inputs) path = plain(path);
  for (fs::path& path : request.search) path = plain(path);
  return request;
}

/// Entries of all files, and manifests of those outputs that are folders.
std::vector<ManifestText> describe(const FixupGraph& graph, FixupResult& result) {
  std::vector<ManifestText> texts;
  for (std::size_t output = 0; output < graph.outputs().size(); ++output) {
    const OutputRoot& root = graph.outputs()[output];
    PackageManifest manifest{root.name, graph.request().store.native(), {}, {}};
    Describer describer(graph, output, manifest);
    const auto first = static_cast<std::ptrdiff_t>(result.files.size());
    for (std::size_t i = 0; i < graph.own_count(); ++i) {
      const FixupNode& node = graph.nodes()[i];
      for (const OwnFile::Name& name : node.names) {
        if (name.output != output) continue;
        ManifestFile entry = describer.entry(i);
        if (!name.path.empty()) manifest.files[name.path] = entry;
        result.files.push_back({root.name, name.path, node.layout != elf::Layout::Unchanged, node.layout,
                                node.size_bytes, std::move(entry)});
      }
    }
    std::sort(result.files.begin() + first, result.files.end(),
              [](const FixedFile& a, const FixedFile& b) { return a.path < b.path; });
    if (root.is_folder)
      texts.push_back({root.path, graph.request().manifest_format == 1 ? write_manifest_1(manifest, root.path)
                                                                       : write_manifest(manifest)});
  }
  return texts;
}

} // namespace

FixupResult fixup(const FixupRequest& given) {
  check_request(given);
  const FixupRequest request = normalised(given);
  ErrorList errors;
  std::vector<OutputRoot> outputs = find_outputs(request.outputs);
  std::vector<OwnFile> own = walk_outputs(outputs, request.excluded, errors);
  FixupGraph graph(request, std::move(outputs), std::move(own), errors);
  errors.throw_if_any();
  name_files(graph, errors);
  errors.throw_if_any();
  check_closures(graph, errors);
  errors.throw_if_any();
  FixupResult result;
  result.notes = graph.notes();
  const std::vector<ManifestText> manifests = describe(graph, result);
  if (!request.is_dry_run) result.manifests = write_results(graph, manifests);
  return result;
}

} // namespace sigil::package
