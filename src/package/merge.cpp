#include "sigil/package/merge.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <system_error>

#include "manifest_cache.hpp"
#include "merge_verify.hpp"
#include "sigil/base/error.hpp"
#include "sigil/base/interrupt.hpp"
#include "sigil/package/set_name.hpp"
#include "sigil/rom/name.hpp"
#include "versions.hpp"

namespace sigil::package {
namespace fs = std::filesystem;
namespace {

/// The folder of a package that is given by itself or by its manifest.
fs::path package_folder(const fs::path& given) {
  std::error_code code;
  const fs::path real = fs::canonical(given, code);
  if (!code && fs::is_directory(real, code) && fs::is_regular_file(real / kManifestPath, code)) return real;
  if (!code && real.native().ends_with('/' + std::string(kManifestPath)))
    return real.parent_path().parent_path();
  throw Error(ErrorKind::Missing,
              "package " + in_quotes(given.native()) + " has no manifest " + in_quotes(kManifestPath))
      .coded("package.closure.manifest")
      .hint("'sigil-build package fixup' makes it");
}

class Merger {
 public:
  explicit Merger(ErrorList& errors) : manifests_(fs::path()), errors_(errors) {}

  void add_package(const fs::path& folder) {
    const PackageManifest* manifest = manifests_.at(folder);
    if (manifest == nullptr) return; // could not be read, which has been said
    for (const auto& [path, entry] : manifest->files)
      files_[number_of(folder / path, entry.capability, "the manifest of its package")].is_asked_for = true;
  }

  MergedClosure run() {
    // files_ grows while it is walked: it is its own queue.
    for (std::size_t i = 0; i < files_.size(); ++i) {
      throw_if_interrupted();
      if (files_.size() > kMaxManifestFiles)
        throw Error(ErrorKind::Limit, "closure has more than " + std::to_string(kMaxManifestFiles) + " files")
            .coded("package.files.count");
      errors_.collect([&] { follow(i); });
    }
    check_names();
    return {in_order()};
  }

 private:
  /// The file at `path`, of which `who` says that it has that capability.
  std::size_t number_of(const fs::path& path, const eris::ReadCapability& capability,
                        const std::string& who) {
    std::error_code code;
    fs::path real = fs::canonical(path, code);
    if (code) real = path.lexically_normal();
    const auto [entry, is_new] = numbers_.emplace(real, files_.size());
    if (is_new) {
      MergedFile& file = files_.emplace_back();
      file.path = std::move(real);
      file.capability = capability;
      claimants_.push_back(who);
    } else if (files_[entry->second].capability != capability) {
      errors_.add(Error(ErrorKind::Integrity, "file " + in_quotes(real.native()) +
                                                  " has two capabilities, one by " +
                                                  claimants_[entry->second] + ", another by " + who)
                      .coded("package.closure.capability"));
    }
    return entry->second;
  }

  void follow(std::size_t index) {
    std::error_code code;
    const fs::path path = files_[index].path;
    if (!fs::is_regular_file(path, code))
      throw Error(ErrorKind::Missing,
                  "file " + in_quotes(path.native()) + " does not exist, which " + claimants_[index] + " has")
          .coded("package.closure.file");
    files_[index].size_bytes = fs::file_size(path, code);
    const auto package = manifests_.package_of(path);
    if (!package) return;
    const auto found = package->manifest->files.find(package->file);
    if (found == package->manifest->files.end()) return;
    const ManifestFile& entry = found->second;
    const std::string who = in_quotes((package->folder / kManifestPath).native());
    number_of(path, entry.capability, who);
    files_[index].entry = entry;
    files_[index].package = package->folder;
    files_[index].soname = entry.soname;
    const auto target = [&](const ManifestNeed& need) {
      const fs::path file = locate(*package->manifest, package->folder, need.path);
      const std::size_t number = number_of(file, need.capability, who);
      if (files_[number].soname.empty()) files_[number].soname = need.soname; // it may have no entry
      return number;
    };
    for (const ManifestNeed& need : entry.needs) add_need(index, {need.name, target(need), false});
    for (const ManifestNeed& need : entry.declared) add_need(index, {need.name, target(need), true});
    for (const ManifestNeed& need : entry.closure) use_name(need.name, target(need));
  }

  void add_need(std::size_t index, MergedFile::Need need) {
    use_name(need.name, need.file);
    files_[index].needs.push_back(std::move(need));
  }

  void use_name(const std::string& name, std::size_t file) { uses_.emplace(name, file); }

  /// A name is a ROM of the system, so it has one content, whoever asks for it.
  void check_names() {
    std::map<std::string, std::size_t> first;
    for (const auto& [name, file] : uses_) {
      const std::size_t other = first.emplace(name, file).first->second;
      const bool is_urn = name.starts_with(eris::ReadCapability::kUrnPrefix);
      if (is_urn && files_[file].capability.to_urn() != name)
        errors_.add(Error(ErrorKind::Integrity, "file " + in_quotes(files_[file].path.native()) +
                                                    " is asked for by a URN that is not its capability")
                        .coded("package.closure.name"));
      else if (files_[other].capability != files_[file].capability)
        errors_.add(Error(ErrorKind::Integrity,
                          "name " + in_quotes(rom::label_of(name)) +
                              " stands for two contents: " + in_quotes(files_[other].path.native()) +
                              " and " + in_quotes(files_[file].path.native()))
                        .coded("package.closure.name"));
    }
  }

  /// Files of the packages given first, and each part by path.
  std::vector<MergedFile> in_order() {
    std::vector<std::size_t> order(files_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [this](std::size_t a, std::size_t b) {
      if (files_[a].is_asked_for != files_[b].is_asked_for) return files_[a].is_asked_for;
      return files_[a].path < files_[b].path;
    });
    std::vector<std::size_t> place(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) place[order[i]] = i;
    std::vector<MergedFile> sorted;
    for (const std::size_t index : order) {
      for (MergedFile::Need& need : files_[index].needs) need.file = place[need.file];
      sorted.push_back(std::move(files_[index]));
    }
    return sorted;
  }

  ManifestCache manifests_;
  ErrorList& errors_;
  std::vector<MergedFile> files_;
  std::vector<std::string> claimants_; ///< who said first what capability a file has
  std::map<fs::path, std::size_t> numbers_;
  std::set<std::pair<std::string, std::size_t>> uses_;
};

void check_versions_of(const MergedClosure& closure, ErrorList& errors) {
  std::vector<VersionedFile> files;
  for (const MergedFile& file : closure.files) {
    VersionedFile& added = files.emplace_back(VersionedFile{file.path, file.soname, file.capability, {}});
    for (const MergedFile::Need& need : file.needs) added.needs.push_back({need.name, need.file});
  }
  const auto roots = std::count_if(closure.files.begin(), closure.files.end(),
                                   [](const MergedFile& file) { return file.is_asked_for; });
  check_versions(files, static_cast<std::size_t>(roots), errors);
}

} // namespace

std::string MergedFile::name() const {
  return entry && !entry->set_name.empty() ? entry->set_name : capability.to_urn();
}

MergedClosure merge_closures(const MergeRequest& request) {
  ErrorList errors;
  Merger merger(errors);
  for (const fs::path& package : request.packages)
    errors.collect([&] { merger.add_package(package_folder(package)); });
  const MergedClosure closure = merger.run();
  errors.throw_if_any();
  check_versions_of(closure, errors);
  if (request.verifies) verify_files(closure, request.secrets, errors);
  errors.throw_if_any();
  return closure;
}

} // namespace sigil::package
