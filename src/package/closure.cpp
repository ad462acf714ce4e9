// Search order and what is refused: docs/design/closures.md.
#include "sigil/package/closure.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "fixup_closure.hpp"
#include "fixup_graph.hpp"
#include "fixup_names.hpp"
#include "folders.hpp"
#include "merge_verify.hpp"
#include "patterns.hpp"
#include "sigil/elf/file.hpp"
#include "sigil/package/set_name.hpp"

namespace sigil::package {
namespace fs = std::filesystem;
namespace {

/// The programs that are there; requests for others become errors.
std::vector<ProgramFile> find_programs(const ClosureRequest& request, const Folders& folders,
                                       ErrorList& errors) {
  std::vector<ProgramFile> programs;
  for (const ProgramRequest& wanted : request.programs) {
    const std::optional<std::size_t> package = folders.index_of(wanted.package);
    if (package && !folders.is_usable(*package)) continue; // has been reported
    try {
      fs::path path = folders.program(wanted);
      programs.push_back({std::move(path), request.packages[*package].path, wanted.where});
    } catch (Error& error) {
      errors.add(std::move(error).at(wanted.where));
    }
  }
  return programs;
}

rom::RomName rom_name(const std::string& name) {
  return is_content_name(name) ? rom::RomName::of_content(name) : rom::RomName::named(name);
}

/// A pattern that matches `text` alone.
std::string literal(const std::string& text) {
  std::string pattern;
  for (const char character : text) pattern.append({'\\', character});
  return pattern;
}

FixupRequest fixup_request(const ClosureRequest& request, const Folders& folders) {
  FixupRequest fixup;
  for (std::size_t i = 0; i < request.packages.size(); ++i)
    if (folders.is_usable(i)) fixup.inputs.push_back(request.packages[i].path);
  const std::vector<std::string> kept(kKeptNames.begin(), kKeptNames.end());
  for (const std::string& rom : request.roms)
    if (matches_any(kept, rom)) fixup.ignored_names.push_back(literal(rom));
  return fixup;
}

/// Whether files of packages with a manifest are what it says.
void verify_fixed(const FixupGraph& graph, std::span<const eris::ConvergenceSecret> secrets,
                  ErrorList& errors) {
  MergedClosure fixed;
  for (const FixupNode& node : graph.nodes()) {
    if (node.kind != FixupNode::Kind::Fixed) continue;
    MergedFile& file = fixed.files.emplace_back();
    file.path = node.path;
    file.capability = *node.capability;
    file.entry = *node.entry;
  }
  verify_files(fixed, secrets, errors);
}

/// Gathers ROMs by the names under which they are asked for.
class Collector {
 public:
  Collector(const FixupGraph& graph, ErrorList& errors) : graph_(graph), errors_(errors) {}

  ClosureProgram program(std::size_t index) {
    const FixupNode& node = graph_.nodes()[index];
    ClosureProgram program{file_of(index, rom_name(node.name())), node.elf.is_dynamic(), {}};
    std::set<rom::RomName> names;
    add_missing(node, names);
    std::map<std::size_t, std::string> by_content, by_kept_name;
    for (const Reached& reached : closure_of(graph_, index)) {
      errors_.collect([&] {
        const auto name = rom_name(reached.name);
        names.insert(name);
        add_missing(graph_.nodes()[reached.node], names);
        add_library(name, reached.node);
      });
      (is_content_name(reached.name) ? by_content : by_kept_name).emplace(reached.node, reached.name);
    }
    for (const auto& [library, name] : by_kept_name)
      if (by_content.count(library) != 0) report_two_names(index, library, name);
    program.libraries.assign(names.begin(), names.end());
    return program;
  }

  std::vector<ClosureFile> libraries() const {
    std::vector<ClosureFile> files;
    for (const auto& [name, index] : libraries_) files.push_back(file_of(index, name));
    return files;
  }

 private:
  ClosureFile file_of(std::size_t index, const rom::RomName& name) const {
    const FixupNode& node = graph_.nodes()[index];
    const bool is_rewritten = node.kind == FixupNode::Kind::Own;
    return {node.path, *node.capability, {name, is_rewritten ? node.final_content : node.content}};
  }

  static void add_missing(const FixupNode& node, std::set<rom::RomName>& names) {
    for (const std::string& name : node.missing) names.insert(rom_name(name));
  }

  /// A name that is kept is one ROM of the whole system.
  void add_library(const rom::RomName& name, std::size_t index) {
    const std::size_t other = libraries_.emplace(name, index).first->second;
    if (graph_.nodes()[other].capability == graph_.nodes()[index].capability) return;
    if (!reported_.insert(name.full()).second) return;
    errors_.add(Error(ErrorKind::Invalid, "library " + in_quotes(name.label()) +
                                              ", which is asked for by this name, has two contents in the "
                                              "system: " +
                                              graph_.quoted(other) + " and " + graph_.quoted(index))
                    .coded("package.needed.kept")
                    .at(graph_.nodes()[index].where));
  }

  void report_two_names(std::size_t program, std::size_t library, const std::string& kept) {
    if (!reported_.insert(kept).second) return;
    errors_.add(Error(ErrorKind::Invalid, "library " + graph_.quoted(library) + " is asked for both as " +
                                              in_quotes(kept) + " and by content in the closure of " +
                                              graph_.quoted(program) + ", it would be loaded twice")
                    .coded("package.needed.names")
                    .at(graph_.nodes()[program].where)
                    .hint("fix up all packages with the same '--keep-name', and those without a manifest"));
  }

  const FixupGraph& graph_;
  ErrorList& errors_;
  std::map<rom::RomName, std::size_t> libraries_;
  std::set<std::string> reported_;
};

/// With a folder missing, a library may be there that is nowhere else.
void add_found(const ErrorList& found, bool is_complete, ErrorList& errors) {
  for (const Error& error : found.errors())
    if (is_complete || error.code() != "package.needed.unresolved") errors.add(error);
}

} // namespace

Closures resolve(const ClosureRequest& request) {
  ErrorList errors;
  const Folders folders(request.packages, errors);
  const std::vector<ProgramFile> programs = find_programs(request, folders, errors);
  const FixupRequest fixup = fixup_request(request, folders);
  ErrorList found;
  FixupGraph graph(fixup, programs, found);
  add_found(found, folders.is_complete(), errors);
  errors.throw_if_any();
  verify_fixed(graph, request.secrets, errors);
  errors.throw_if_any();
  name_files(graph, errors);
  errors.throw_if_any();
  check_closures(graph, errors);
  errors.throw_if_any();
  Collector collector(graph, errors);
  Closures closures;
  for (const std::size_t program : graph.programs()) closures.programs.push_back(collector.program(program));
  closures.libraries = collector.libraries();
  errors.throw_if_any();
  return closures;
}

} // namespace sigil::package
