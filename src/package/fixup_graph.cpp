#include "fixup_graph.hpp"

#include <algorithm>
#include <set>
#include <sys/stat.h>

#include "patterns.hpp"
#include "sigil/base/interrupt.hpp"
#include "sigil/base/parallel.hpp"
#include "sigil/elf/abi.hpp"
#include "sigil/eris/codec.hpp"
#include "sigil/package/set_name.hpp"

namespace sigil::package {
namespace fs = std::filesystem;
namespace {

std::vector<fs::path> packages_of(const std::vector<OutputRoot>& outputs,
                                  const std::vector<fs::path>& inputs) {
  std::vector<fs::path> packages;
  for (const OutputRoot& output : outputs) packages.push_back(output.path);
  packages.insert(packages.end(), inputs.begin(), inputs.end());
  return packages;
}

constexpr std::size_t kMaxImageFiles = 4096;

bool is_below(const fs::path& path, const fs::path& folder) {
  return path.native().starts_with(folder.native() + '/');
}

/// Adds the errors of `step`, at `where` if that is a place and they have none of their own.
template <typename Step>
void collect_at(const SourcePosition& where, ErrorList& errors, Step step) {
  const auto is_place = [](const SourcePosition& place) {
    return !place.file.empty() || !place.pointer.empty();
  };
  ErrorList found;
  found.collect(step);
  for (Error error : found.errors()) {
    if (is_place(where) && !is_place(error.where())) error.at(where);
    errors.add(error);
  }
}

} // namespace

eris::ReadCapability capability_of(ByteView content, const std::optional<eris::BlockSize>& block_size,
                                   const eris::ConvergenceSecret& secret) {
  return eris::encode(content, block_size.value_or(eris::recommended_block_size(content.size())), secret);
}

FixupGraph::FixupGraph(const FixupRequest& request, std::vector<OutputRoot> outputs, std::vector<OwnFile> own,
                       ErrorList& errors)
    : request_(request), outputs_(std::move(outputs)), inputs_(with_propagated(request.inputs)),
      search_(packages_of(outputs_, inputs_), request.search), manifests_(request.store),
      kept_(kKeptNames.begin(), kKeptNames.end()) {
  kept_.insert(kept_.end(), request.kept_names.begin(), request.kept_names.end());
  add_own(std::move(own));
  find_own_entries();
  root_count_ = own_count_;
  walk(kMaxManifestFiles, errors);
  check_foreign(errors);
}

FixupGraph::FixupGraph(const FixupRequest& request, const std::vector<ProgramFile>& programs,
                       ErrorList& errors)
    : request_(request), inputs_(with_propagated(request.inputs)), search_(inputs_, request.search),
      manifests_(request.store), kept_(kKeptNames.begin(), kKeptNames.end()), is_for_image_(true) {
  for (const fs::path& input : inputs_) {
    std::error_code code;
    input_folders_.push_back(fs::canonical(input, code)); // nothing is below no path
  }
  for (const ProgramFile& program : programs) {
    const auto package = std::find(inputs_.begin(), inputs_.end(), program.package);
    const auto index = static_cast<std::size_t>(package - inputs_.begin());
    collect_at(program.where, errors, [&] {
      programs_.push_back(number_of({program.path, index, program.where}));
    });
  }
  root_count_ = nodes_.size();
  walk(kMaxImageFiles, errors);
  parallel_for(nodes_.size(), [this](std::size_t i) {
    if (nodes_[i].kind != FixupNode::Kind::Raw) return;
    encode_as_it_is(nodes_[i]);
    nodes_[i].capability = nodes_[i].as_it_is;
  });
}

/// Reads files and looks up what they need, until nothing comes anew.
void FixupGraph::walk(std::size_t limit, ErrorList& errors) {
  // nodes_ grows while it is walked: it is its own queue.
  for (std::size_t node = 0; node < nodes_.size(); ++node) {
    throw_if_interrupted();
    if (nodes_.size() > limit)
      throw Error(ErrorKind::Limit,
                  "programs and their libraries are more than " + std::to_string(limit) + " files")
          .coded("package.files.count");
    const SourcePosition where = nodes_[node].where; // nodes_ moves
    collect_at(where, errors, [&] {
      if (node >= own_count_) read(node);
      ErrorList found;
      if (nodes_[node].kind != FixupNode::Kind::Fixed) find_needs(node, found);
      if (nodes_[node].kind == FixupNode::Kind::Own) find_declared(node, found);
      found.throw_if_any();
    });
  }
}

void FixupGraph::add_own(std::vector<OwnFile> own) {
  own_count_ = own.size();
  for (OwnFile& file : own) {
    by_inode_[{file.device, file.inode}] = nodes_.size();
    FixupNode& node = nodes_.emplace_back();
    node.kind = FixupNode::Kind::Own;
    node.path = std::move(file.path);
    node.names = std::move(file.names);
    node.content = std::move(file.content);
    node.elf = std::move(file.elf);
    node.soname = node.elf.soname;
    node.size_bytes = node.content.size();
  }
  parallel_for(own_count_,
               [this](std::size_t i) { nodes_[i].sha256 = crypto::sha256(nodes_[i].content.bytes()); });
}

/// The manifest of an earlier run; one that cannot be read counts as none, since a new one is written.
const PackageManifest* FixupGraph::own_manifest(std::size_t output) {
  if (!outputs_[output].is_folder) return nullptr;
  try {
    return manifests_.at(outputs_[output].path);
  } catch (const Error& error) {
    notes_.push_back("output " + in_quotes(outputs_[output].name) +
                     " has a manifest already, which is not used: " + error.message());
    return nullptr;
  }
}

void FixupGraph::find_own_entries() {
  for (std::size_t i = 0; i < own_count_; ++i) {
    FixupNode& node = nodes_[i];
    for (const OwnFile::Name& name : node.names) {
      const PackageManifest* manifest = own_manifest(name.output);
      if (manifest == nullptr || node.entry != nullptr) continue;
      const auto found = manifest->files.find(name.path);
      if (found == manifest->files.end()) continue;
      const ManifestFile& entry = found->second;
      // An interrupted run may have left the file as it was.
      if (entry.sha256 != node.sha256 && entry.sha256_before != node.sha256) continue;
      node.entry = &entry;
      node.entry_output = name.output;
    }
  }
}

void FixupGraph::find_needs(std::size_t node, ErrorList& errors) {
  const std::set<std::string> names(nodes_[node].elf.needed.begin(), nodes_[node].elf.needed.end());
  for (const std::string& name : names) {
    if (name == elf::kGenodeLinker) continue;
    errors.collect([&] {
      if (const auto target = lead(node, name))
        nodes_[node].needs.push_back({name, *target, keeps_name(node, name)});
      else if (matches_any(request_.ignored_names, name) || (is_for_image_ && is_content_name(name)))
        nodes_[node].missing.push_back(name); // the rest of the system may have it
      else
        throw unresolved(node, name);
    });
  }
}

bool FixupGraph::keeps_name(std::size_t node, const std::string& name) const {
  return nodes_[node].kind != FixupNode::Kind::Own || (!is_content_name(name) && matches_any(kept_, name));
}

void FixupGraph::find_declared(std::size_t node, ErrorList& errors) {
  std::set<std::string> names;
  for (const DeclaredNeed& need : request_.declared)
    for (const OwnFile::Name& name : nodes_[node].names)
      if (matches_any({need.file}, name.path)) names.insert(need.name);
  for (const std::string& name : names)
    errors.collect([&] {
      const auto target = lead(node, name);
      if (!target) throw unresolved(node, name);
      nodes_[node].declared.push_back({name, *target, true});
    });
}

std::size_t FixupGraph::number_of(Lead lead) {
  if (const auto own = own_at(lead.path)) return *own;
  const bool stays = is_for_image_ && lead.stays;
  // The same file may need other libraries if another package has it.
  if (is_for_image_ && !lead.package && !stays) lead.package = package_at(lead.path);
  const std::tuple key{lead.path.native(), lead.package, stays};
  if (const auto known = by_lead_.find(key); known != by_lead_.end()) return known->second;

  FixupNode node;
  for (std::size_t i = 0; i < outputs_.size(); ++i)
    if (is_below(lead.path, outputs_[i].path))
      node.names.push_back({i, lead.path.native().substr(outputs_[i].path.native().size() + 1)});
    else if (lead.path == outputs_[i].path)
      node.names.push_back({i, ""});
  // Here, not when its turn comes: others may ask what it is called.
  if (node.names.empty()) node.entry = foreign_entry(lead.path);
  std::size_t index = nodes_.size();
  if (node.entry != nullptr) { // whatever led to it
    node.kind = FixupNode::Kind::Fixed;
    index = fixed_.try_emplace(lead.path.native(), index).first->second;
  } else if (is_for_image_ && !stays) {
    node.kind = FixupNode::Kind::Own;
    node.package = lead.package;
  }
  if (index == nodes_.size()) {
    node.content = Blob::map(lead.path);
    node.size_bytes = node.content.size();
    node.path = std::move(lead.path);
    node.where = std::move(lead.where);
    nodes_.push_back(std::move(node));
  }
  by_lead_.emplace(key, index);
  return index;
}

/// The file of the outputs that `path` is a name of, unless it is a name from outside.
std::optional<std::size_t> FixupGraph::own_at(const fs::path& path) const {
  struct stat status {};
  if (outputs_.empty() || ::stat(path.c_str(), &status) != 0) return std::nullopt;
  const auto own = by_inode_.find({status.st_dev, status.st_ino});
  const auto is_inside = [&path](const OutputRoot& output) {
    return path == output.path || is_below(path, output.path);
  };
  if (own == by_inode_.end() || std::none_of(outputs_.begin(), outputs_.end(), is_inside))
    return std::nullopt;
  return own->second;
}

/// What the manifest of another package says of a file.
const ManifestFile* FixupGraph::foreign_entry(const fs::path& path) {
  const auto package = manifests_.package_of(path);
  if (!package) return nullptr;
  const auto found = package->manifest->files.find(package->file);
  return found == package->manifest->files.end() ? nullptr : &found->second;
}

/// The package that a file lies in which was not found by its package.
std::optional<std::size_t> FixupGraph::package_at(const fs::path& path) const {
  for (std::size_t i = 0; i < input_folders_.size(); ++i)
    if (is_below(path, input_folders_[i])) return i;
  return std::nullopt;
}

void FixupGraph::read(std::size_t index) {
  FixupNode& node = nodes_[index];
  const bool is_program = is_for_image_ && index < root_count_;
  if (node.kind != FixupNode::Kind::Fixed || is_program) {
    try {
      node.elf = elf::parse(node.content.bytes());
    } catch (Error& error) {
      throw std::move(error).while_doing("while reading " + quoted(index));
    }
    node.soname = node.elf.soname;
  }
  if (is_program) check_program(index);
  if (node.kind == FixupNode::Kind::Fixed) read_fixed(index);
}

void FixupGraph::check_program(std::size_t index) const {
  const elf::File& file = nodes_[index].elf;
  if (file.type != elf::FileType::Executable && file.type != elf::FileType::Shared)
    throw Error(ErrorKind::Invalid,
                "file " + quoted(index) +
                    " is not a program: its ELF type is neither executable nor shared object")
        .coded("package.program.type");
  if (file.machine != elf::abi::EM_X86_64)
    throw Error(ErrorKind::Invalid, "program " + quoted(index) + " is for machine " +
                                        std::to_string(file.machine) + ", expected 62 (x86-64)")
        .coded("package.program.machine");
}

void FixupGraph::read_fixed(std::size_t index) {
  const ManifestFile& entry = *nodes_[index].entry;
  nodes_[index].soname = entry.soname;
  nodes_[index].capability = entry.capability;
  nodes_[index].set_name = entry.set_name;
  nodes_[index].missing = entry.missing;
  const auto package = manifests_.package_of(nodes_[index].path);
  follow_entry(index, package->folder, *package->manifest);
}

void FixupGraph::follow_entry(std::size_t index, const fs::path& folder, const PackageManifest& manifest) {
  const ManifestFile& entry = *nodes_[index].entry;
  const auto follow = [&](const std::vector<ManifestNeed>& needs, std::vector<FixupNode::Edge>& edges) {
    for (const ManifestNeed& need : needs) {
      const fs::path path = locate(manifest, folder, need.path);
      std::error_code code;
      const fs::path real = fs::canonical(path, code);
      if (code)
        throw Error(ErrorKind::Missing, "library " + in_quotes(path.native()) + " does not exist, which " +
                                            quoted(index) + " needs by the manifest of its package")
            .coded("package.input.library");
      const std::size_t target = number_of({real, {}, nodes_[index].where, true});
      edges.push_back({need.name, target, true, need.capability});
    }
  };
  std::vector<FixupNode::Edge> needs;
  std::vector<FixupNode::Edge> declared;
  follow(entry.needs, needs);
  follow(entry.declared, declared);
  nodes_[index].needs = std::move(needs);
  nodes_[index].declared = std::move(declared);
}

/// Content of other packages: is it what their manifests say, and what is it called if they have none?
void FixupGraph::check_foreign(ErrorList& errors) {
  const std::size_t count = nodes_.size() - own_count_;
  std::vector<char> changed(count, 0);
  parallel_for(count, [&](std::size_t i) {
    FixupNode& node = nodes_[own_count_ + i];
    node.sha256 = crypto::sha256(node.content.bytes());
    if (node.kind == FixupNode::Kind::Fixed) {
      changed[i] = node.entry->size_bytes != node.size_bytes || node.entry->sha256 != node.sha256 ? 1 : 0;
    } else {
      encode_as_it_is(node);
      node.capability = node.as_it_is;
    }
  });
  for (std::size_t i = 0; i < count; ++i)
    if (changed[i] != 0)
      errors.add(Error(ErrorKind::Integrity,
                       "library " + quoted(own_count_ + i) + " is not what the manifest of its package says")
                     .coded("package.input.changed")
                     .hint("it was changed after the package was fixed up; build the package again"));
  std::set<fs::path> raw;
  for (std::size_t i = own_count_; i < nodes_.size(); ++i)
    if (nodes_[i].kind == FixupNode::Kind::Raw && nodes_[i].names.empty()) raw.insert(nodes_[i].path);
  for (const fs::path& path : raw)
    notes_.push_back("library " + in_quotes(path.native()) +
                     " is taken as it is: its package has no manifest of it");
}

} // namespace sigil::package
