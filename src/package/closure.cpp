// Search order, order of results and what is refused: docs/design/closures.md.
#include "sigil/package/closure.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "graph.hpp"
#include "sigil/base/interrupt.hpp"
#include "sigil/elf/rewrite.hpp"
#include "sigil/eris/codec.hpp"

namespace sigil::package {
namespace {

/// A file once it has its final content.
struct NamedFile {
  RewrittenFile result;
  /// Length of the longest way down to a file that needs none: files sorted by it come after all that
  /// they need.
  std::size_t height = 0;
};

/// A place in the order of results: by height, then by name, so that only contents count.
using Place = std::pair<std::size_t, rom::RomName>;

/// Gives `file` its final content and, from that, its name. All that it needs has been named.
NamedFile name_file(const FileNode& file, const std::vector<std::optional<NamedFile>>& named) {
  elf::Renames renames;
  std::size_t height = file.urns.empty() ? 0 : 1;
  for (const FileNode::Need& need : file.needs) {
    const NamedFile& library = *named[need.file];
    renames[need.name] = library.result.rom.name.full();
    height = std::max(height, library.height + 1);
  }
  const Blob content =
      renames.empty()
          ? file.content
          : Blob::of(elf::rewrite(file.content.bytes(), {renames}).applied_to(file.content.bytes()));
  const eris::ReadCapability capability = eris::name_of(content.bytes());
  rom::Rom rom{rom::RomName::of_content(capability.to_urn()), content};
  return {{file.path, capability, std::move(rom), file.elf.is_dynamic(), {}}, height};
}

/// Names all files. Those that need one that has failed are left out, without an error of their own.
std::vector<std::optional<NamedFile>> name_files(const Graph& graph, const std::vector<std::size_t>& order,
                                                 ErrorList& errors) {
  std::vector<std::optional<NamedFile>> named(graph.files().size());
  for (const std::size_t index : order) {
    throw_if_interrupted();
    const FileNode& file = graph.files()[index];
    const bool possible = std::all_of(file.needs.begin(), file.needs.end(), [&](const FileNode::Need& need) {
      return named[need.file].has_value();
    });
    if (!possible) continue;
    try {
      named[index] = name_file(file, named);
    } catch (Error& error) {
      errors.add(
          std::move(error).while_doing("while rewriting " + in_quotes(file.path.native())).at(file.where));
    }
  }
  return named;
}

std::vector<rom::RomName> libraries_of(std::size_t file, const Graph& graph,
                                       const std::vector<std::optional<NamedFile>>& named) {
  std::map<rom::RomName, std::size_t> heights;
  for (const std::size_t member : graph.reachable_from(file)) {
    if (member != file) {
      std::size_t& height = heights[named[member]->result.rom.name];
      height = std::max(height, named[member]->height);
    }
    for (const rom::RomName& urn : graph.files()[member].urns) heights.emplace(urn, 0);
  }
  std::vector<Place> order;
  for (const auto& [name, height] : heights) order.emplace_back(height, name);
  std::sort(order.begin(), order.end());
  std::vector<rom::RomName> names;
  for (auto& [height, name] : order) names.push_back(std::move(name));
  return names;
}

Closures collect(const Graph& graph, std::vector<std::optional<NamedFile>> named) {
  for (std::size_t i = 0; i < named.size(); ++i) named[i]->result.libraries = libraries_of(i, graph, named);
  Closures closures;
  std::set<std::size_t> libraries;
  for (const std::size_t program : graph.programs()) {
    closures.programs.push_back(named[program]->result);
    for (const std::size_t member : graph.reachable_from(program))
      if (member != program) libraries.insert(member);
  }
  // Of files with the same content, found under several paths, the one that was met first stands for all.
  std::map<Place, std::size_t> in_order;
  for (const std::size_t library : libraries)
    in_order.emplace(Place{named[library]->height, named[library]->result.rom.name}, library);
  for (const auto& [key, library] : in_order) closures.libraries.push_back(named[library]->result);
  return closures;
}

} // namespace

Closures resolve(const std::vector<PackageFolder>& folders, const std::vector<ProgramRequest>& requests) {
  ErrorList errors;
  const Packages packages(folders, errors);
  const Graph graph(packages, requests, errors);
  const std::vector<std::size_t> order = graph.dependencies_first(errors);
  graph.check_versions(errors);
  errors.throw_if_any();
  std::vector<std::optional<NamedFile>> named = name_files(graph, order, errors);
  errors.throw_if_any();
  return collect(graph, std::move(named));
}

} // namespace sigil::package
