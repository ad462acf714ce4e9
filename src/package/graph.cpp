#include "graph.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "sigil/base/interrupt.hpp"
#include "sigil/elf/abi.hpp"

namespace sigil::package {
namespace {

constexpr std::size_t kMaxFiles = 4096;

std::string quoted(const FileNode& file) {
  return in_quotes(file.path.native());
}

std::string machine(const elf::File& file) {
  return std::to_string(file.machine) + (file.is_64_bit ? " (64-bit " : " (32-bit ") +
         (file.byte_order == ByteOrder::Little ? "little-endian)" : "big-endian)");
}

bool same_content(const FileNode& a, const FileNode& b) {
  const ByteView first = a.content.bytes();
  const ByteView second = b.content.bytes();
  return std::equal(first.begin(), first.end(), second.begin(), second.end());
}

} // namespace

Graph::Graph(const Packages& packages, const std::vector<ProgramRequest>& requests, ErrorList& errors)
    : packages_(packages) {
  for (const ProgramRequest& request : requests) {
    const std::optional<std::size_t> package = packages.index_of(request.package);
    if (package && !packages.is_usable(*package)) continue; // has been reported
    try {
      std::filesystem::path path = packages.program(request);
      programs_.push_back(number_of(*package, std::move(path), request.where));
    } catch (Error& error) {
      errors.add(std::move(error).at(request.where));
    }
  }
  // files_ grows while it is walked: it is its own queue.
  for (std::size_t file = 0; file < files_.size(); ++file) {
    throw_if_interrupted();
    if (file == kMaxFiles)
      throw Error(ErrorKind::Limit,
                  "programs and their libraries are more than " + std::to_string(kMaxFiles) + " files")
          .coded("package.files.count");
    try {
      read(file, errors);
    } catch (Error& error) {
      errors.add(
          std::move(error).while_doing("while reading " + quoted(files_[file])).at(files_[file].where));
    }
  }
  check_kinds(errors);
}

std::size_t Graph::number_of(std::size_t package, std::filesystem::path path, SourcePosition where) {
  const auto [entry, fresh] = numbers_.emplace(std::pair{package, path}, files_.size());
  if (fresh) {
    FileNode file;
    file.package = package;
    file.path = std::move(path);
    file.where = std::move(where);
    files_.push_back(std::move(file));
  }
  return entry->second;
}

void Graph::read(std::size_t file, ErrorList& errors) {
  Blob content = Blob::map(files_[file].path);
  files_[file].elf = elf::parse(content.bytes());
  files_[file].content = std::move(content);
  const std::set<std::string> names(files_[file].elf.needed.begin(), files_[file].elf.needed.end());
  for (const std::string& name : names) {
    if (name == elf::kGenodeLinker) continue;
    try {
      resolve_need(file, name);
    } catch (Error& error) {
      errors.add(std::move(error).at(files_[file].where));
    }
  }
}

void Graph::resolve_need(std::size_t file, const std::string& name) {
  const auto fault = [&](const char* code, ErrorKind kind, const std::string& what) {
    return Error(kind, "library " + in_quotes(name) + ", which " + quoted(files_[file]) + " needs, " + what)
        .coded(std::string("package.needed.") + code);
  };
  if (name.starts_with("urn:")) {
    files_[file].urns.push_back(rom::RomName::of_content(name));
    return;
  }
  if (name.empty() || name.find('/') != std::string::npos)
    throw fault("path", ErrorKind::Invalid, "is named by a path, expected a plain name")
        .hint("link the library with -soname, so that its users record that name");
  auto found = packages_.library(name, files_[file].package);
  if (!found && !packages_.is_complete()) return; // it may be in the folder that is missing
  if (!found)
    throw fault("unresolved", ErrorKind::Missing, "is in no package")
        .hint("looked for in " + packages_.folders_looked_in(files_[file].package));
  const std::size_t library = number_of(found->package, std::move(found->path), files_[file].where);
  files_[file].needs.push_back({name, library});
}

void Graph::check_kinds(ErrorList& errors) const {
  for (const std::size_t program : std::set<std::size_t>(programs_.begin(), programs_.end())) {
    const FileNode& file = files_[program];
    const bool is_program =
        file.elf.type == elf::FileType::Executable || file.elf.type == elf::FileType::Shared;
    if (file.is_read() && !is_program)
      errors.add(Error(ErrorKind::Invalid, "file " + quoted(file) + " is not a program: its ELF type is " +
                                               "neither executable nor shared object")
                     .at(file.where)
                     .coded("package.program.type"));
    if (file.is_read() && file.elf.machine != elf::abi::EM_X86_64)
      errors.add(Error(ErrorKind::Invalid, "program " + quoted(file) + " is for machine " +
                                               machine(file.elf) + ", expected 62 (x86-64)")
                     .at(file.where)
                     .coded("package.program.machine"));
  }
  for (const FileNode& user : files_) {
    for (const FileNode::Need& need : user.needs) {
      const FileNode& library = files_[need.file];
      if (!library.is_read()) continue;
      const std::string subject = "library " + quoted(library) + ", which " + quoted(user) + " needs as " +
                                  in_quotes(need.name) + ", ";
      if (library.elf.type != elf::FileType::Shared || !library.elf.is_dynamic())
        errors.add(Error(ErrorKind::Invalid, subject + "is not a shared object")
                       .at(user.where)
                       .coded("package.library.type"));
      else if (library.elf.machine != user.elf.machine || library.elf.is_64_bit != user.elf.is_64_bit ||
               library.elf.byte_order != user.elf.byte_order)
        errors.add(Error(ErrorKind::Invalid, subject + "is for machine " + machine(library.elf) +
                                                 ", expected " + machine(user.elf))
                       .at(user.where)
                       .coded("package.library.machine"));
    }
  }
}

std::vector<std::size_t> Graph::dependencies_first(ErrorList& errors) const {
  enum class Mark : std::uint8_t { New, Open, Done };
  std::vector<Mark> marks(files_.size(), Mark::New);
  std::vector<std::size_t> order;
  /// The way from a start to where we are: a file, and which of its needs comes next.
  std::vector<std::pair<std::size_t, std::size_t>> way;
  for (std::size_t start = 0; start < files_.size(); ++start) {
    if (marks[start] == Mark::New) way.emplace_back(start, 0);
    while (!way.empty()) {
      const std::size_t file = way.back().first;
      marks[file] = Mark::Open;
      if (way.back().second == files_[file].needs.size()) {
        marks[file] = Mark::Done;
        order.push_back(file);
        way.pop_back();
        continue;
      }
      const std::size_t next = files_[file].needs[way.back().second++].file;
      if (marks[next] == Mark::New) way.emplace_back(next, 0);
      if (marks[next] != Mark::Open) continue;
      std::string cycle;
      bool on_cycle = false;
      for (const auto& step : way) {
        on_cycle = on_cycle || step.first == next;
        if (on_cycle) cycle += quoted(files_[step.first]) + " needs ";
      }
      errors.add(
          Error(ErrorKind::Invalid, "libraries need each other in a cycle: " + cycle + quoted(files_[next]))
              .at(files_[next].where)
              .coded("package.needed.cycle")
              .hint("a library's name is a hash that contains the names of what it needs"));
    }
  }
  return order;
}

std::vector<std::size_t> Graph::reachable_from(std::size_t file) const {
  std::vector<std::size_t> met{file};
  std::set<std::size_t> seen{file};
  for (std::size_t i = 0; i < met.size(); ++i)
    for (const FileNode::Need& need : files_[met[i]].needs)
      if (seen.insert(need.file).second) met.push_back(need.file);
  return met;
}

void Graph::check_versions(ErrorList& errors) const {
  std::set<std::tuple<std::string, std::size_t, std::size_t>> reported;
  for (const std::size_t program : programs_) {
    struct Use {
      std::size_t library;
      std::size_t user;
    };
    std::map<std::string, Use> uses;
    for (const std::size_t user : reachable_from(program)) {
      for (const FileNode::Need& need : files_[user].needs) {
        if (!files_[need.file].is_read()) continue;
        const Use& first = uses.emplace(need.name, Use{need.file, user}).first->second;
        if (same_content(files_[first.library], files_[need.file])) continue;
        if (!reported.emplace(need.name, first.library, need.file).second) continue;
        errors.add(Error(ErrorKind::Invalid,
                         "library " + in_quotes(need.name) + " has two versions in the closure of " +
                             quoted(files_[program]) + ": " + quoted(files_[first.library]) + " and " +
                             quoted(files_[need.file]))
                       .at(files_[program].where)
                       .coded("package.needed.versions")
                       .hint(quoted(files_[first.user]) + " gets the first, " + quoted(files_[user]) +
                             " the second, each from the first package that has it"));
      }
    }
  }
}

} // namespace sigil::package
