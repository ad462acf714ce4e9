#include "library_search.hpp"

#include <array>
#include <set>
#include <sstream>
#include <system_error>

#include "sigil/base/file.hpp"

namespace sigil::package {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kMaxInputs = 65536;
constexpr std::size_t kMaxListBytes = std::size_t{1} << 20;
constexpr std::size_t kMaxFoldersInMessage = 24;
constexpr std::array<const char*, 3> kSubfolders{"", "lib", "bin"};
constexpr const char* kPropagated[] = {"nix-support/propagated-build-inputs",
                                       "nix-support/propagated-target-target-deps"};

/// `folder` with $ORIGIN replaced; empty if it is relative, as it then depends on who starts the program.
fs::path expanded(std::string folder, const fs::path& origin) {
  for (const std::string_view variable : {"${ORIGIN}", "$ORIGIN"})
    for (std::size_t at = 0; (at = folder.find(variable, at)) != std::string::npos;) {
      folder.replace(at, variable.size(), origin.native());
      at += origin.native().size();
    }
  return folder.starts_with('/') ? fs::path(folder) : fs::path();
}

void add_search_path(std::vector<fs::path>& folders, const std::string& list, const fs::path& origin) {
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(':', begin), list.size());
    fs::path folder = expanded(list.substr(begin, end - begin), origin);
    if (!folder.empty()) folders.push_back(std::move(folder));
    begin = end + 1;
  }
}

std::string machine_text(const elf::File& file) {
  return "machine " + std::to_string(file.machine) + " (" + (file.is_64_bit ? "64" : "32") + "-bit " +
         (file.byte_order == ByteOrder::Little ? "little" : "big") + "-endian)";
}

} // namespace

std::vector<fs::path> with_propagated(const std::vector<fs::path>& inputs) {
  std::vector<fs::path> found;
  std::set<fs::path> seen;
  const auto add = [&](const fs::path& path) {
    if (seen.insert(path).second) found.push_back(path);
  };
  ErrorList errors;
  for (const fs::path& input : inputs) {
    std::error_code code;
    if (fs::exists(input, code))
      add(input);
    else
      errors.add(Error(ErrorKind::Missing, "input " + in_quotes(input.native()) + " does not exist")
                     .coded("package.input.missing"));
  }
  errors.throw_if_any();
  for (std::size_t i = 0; i < found.size(); ++i) { // grows
    if (i == kMaxInputs)
      throw Error(ErrorKind::Limit, "inputs propagate more than " + std::to_string(kMaxInputs) + " others")
          .coded("package.input.count");
    for (const char* list : kPropagated) {
      std::error_code code;
      if (!fs::is_regular_file(found[i] / list, code)) continue;
      std::istringstream words{std::string(Blob::map(found[i] / list, kMaxListBytes).text())};
      for (std::string word; words >> word;)
        if (word.front() == '/') add(word);
    }
  }
  return found;
}

LibrarySearch::LibrarySearch(const std::vector<fs::path>& packages, const std::vector<fs::path>& folders)
    : package_count_(packages.size()) {
  for (const fs::path& package : packages)
    for (const char* part : kSubfolders) common_folders_.push_back(*part == '\0' ? package : package / part);
  common_folders_.insert(common_folders_.end(), folders.begin(), folders.end());
}

std::optional<LibrarySearch::Found> LibrarySearch::find(const User& user, const std::string& name) {
  const Machine machine = machine_of(user.elf);
  const fs::path root("/");
  if (name.starts_with('/')) return first_of({&root, 1}, machine, name.substr(1));
  if (auto found = first_of(own_folders(user), machine, name)) return found;
  if (user.package)
    if (auto found = in_common_folders(*user.package * kSubfolders.size(), kSubfolders.size(), machine, name))
      return found;
  const auto [entry, is_new] = common_.try_emplace({name, machine});
  if (is_new) entry->second = in_common_folders(0, common_folders_.size(), machine, name);
  return entry->second;
}

bool LibrarySearch::suits(const User& user, const fs::path& path) {
  return candidate(path).machine == machine_of(user.elf);
}

LibrarySearch::Machine LibrarySearch::machine_of(const elf::File& file) {
  return {file.is_64_bit, file.byte_order, file.machine};
}

std::vector<std::string> LibrarySearch::describe(const User& user, const std::string& name) {
  std::vector<fs::path> folders = own_folders(user);
  folders.insert(folders.end(), common_folders_.begin(), common_folders_.end());
  if (name.starts_with('/')) folders = {fs::path(name).parent_path()};
  std::vector<std::string> hints;
  std::string looked;
  std::size_t count = 0;
  std::set<fs::path> seen;
  for (const fs::path& folder : folders) {
    std::error_code code;
    if (!fs::is_directory(folder, code) || !seen.insert(folder).second) continue;
    if (++count <= kMaxFoldersInMessage) looked += (looked.empty() ? "" : ", ") + in_quotes(folder.native());
    const fs::path path = folder / fs::path(name).relative_path();
    const Candidate& there = candidate(name.starts_with('/') ? fs::path(name) : path);
    if (!there.path.empty())
      hints.push_back("passed over " + in_quotes(path.native()) +
                      (there.machine ? ", which is not for " + machine_text(user.elf)
                                     : std::string(", which is no shared object")));
  }
  if (count > kMaxFoldersInMessage)
    looked += " and " + std::to_string(count - kMaxFoldersInMessage) + " more folders";
  looked = count == 0 ? "no folder to look in is there" : "looked for in " + looked;
  hints.insert(hints.begin(), looked);
  return hints;
}

const LibrarySearch::Candidate& LibrarySearch::candidate(const fs::path& path) {
  const auto [entry, is_new] = candidates_.try_emplace(path.native());
  Candidate& found = entry->second;
  std::error_code code;
  if (!is_new || !fs::is_regular_file(path, code)) return found;
  found.path = fs::canonical(path, code);
  try {
    const Blob content = Blob::map(found.path);
    const elf::File file = elf::parse(content.bytes());
    if (file.type == elf::FileType::Shared && file.is_dynamic()) found.machine = machine_of(file);
  } catch (const Error&) {
    found.machine.reset(); // a linker script, say
  }
  return found;
}

std::vector<fs::path> LibrarySearch::own_folders(const User& user) const {
  std::vector<fs::path> folders;
  const fs::path origin = user.path.parent_path();
  if (user.elf.runpath.empty()) add_search_path(folders, user.elf.rpath, origin);
  add_search_path(folders, user.elf.runpath, origin);
  if (user.searches_own_folder) folders.push_back(origin);
  return folders;
}

std::optional<LibrarySearch::Found> LibrarySearch::first_of(std::span<const fs::path> folders,
                                                            const Machine& machine, const std::string& name) {
  for (const fs::path& folder : folders) {
    const Candidate& there = candidate(folder / name);
    if (there.machine == machine) return Found{there.path};
  }
  return std::nullopt;
}

std::optional<LibrarySearch::Found> LibrarySearch::in_common_folders(std::size_t begin, std::size_t count,
                                                                     const Machine& machine,
                                                                     const std::string& name) {
  for (std::size_t i = begin; i < begin + count; ++i) {
    auto found = first_of({&common_folders_[i], 1}, machine, name);
    if (!found) continue;
    if (const std::size_t package = i / kSubfolders.size(); package < package_count_)
      found->package = package;
    return found;
  }
  return std::nullopt;
}

} // namespace sigil::package
