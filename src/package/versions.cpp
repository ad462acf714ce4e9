#include "versions.hpp"

#include <map>
#include <set>
#include <tuple>

#include "sigil/base/interrupt.hpp"
#include "sigil/package/set_name.hpp"

namespace sigil::package {
namespace {

constexpr std::size_t kNone = ~std::size_t{0};

/// Searches through all that a file leads to.
class Versions {
 public:
  Versions(const std::vector<VersionedFile>& files, ErrorList& errors)
      : files_(files), errors_(errors), user_(files.size(), kNone) {}

  void check(std::size_t root) {
    std::vector<std::size_t> met{root};
    user_[root] = root;
    uses_.clear();
    use(name_of(root), root, root);
    for (std::size_t i = 0; i < met.size(); ++i) {
      const std::size_t user = met[i];
      for (const VersionedFile::Need& need : files_[user].needs) {
        if (user_[need.file] == kNone) {
          user_[need.file] = user;
          met.push_back(need.file);
        }
        use(name_of(need.file), need.file, root);
        if (!is_content_name(need.name)) use(need.name, need.file, root);
      }
    }
    for (const std::size_t file : met) user_[file] = kNone;
  }

 private:
  void use(const std::string& name, std::size_t file, std::size_t root) {
    const std::size_t first = uses_.emplace(name, file).first->second;
    if (first == file || files_[first].capability == files_[file].capability) return;
    if (!reported_.emplace(name, first, file).second) return;
    errors_.add(Error(ErrorKind::Invalid, "library " + in_quotes(name) +
                                              " has two versions in the closure of " + quoted(root) + ": " +
                                              quoted(first) + " and " + quoted(file))
                    .coded("package.needed.versions")
                    .at(files_[root].where)
                    .hint("to the first: " + way_to(first))
                    .hint("to the second: " + way_to(file)));
  }

  std::string name_of(std::size_t file) const {
    return files_[file].soname.empty() ? files_[file].path.filename().native() : files_[file].soname;
  }
  std::string quoted(std::size_t file) const { return in_quotes(files_[file].path.native()); }

  /// "'a' needs 'b' needs 'c'", from the root on.
  std::string way_to(std::size_t file) const {
    std::string way = quoted(file);
    for (std::size_t at = file; user_[at] != at && user_[at] != kNone; at = user_[at])
      way = quoted(user_[at]) + " needs " + way;
    return way;
  }

  const std::vector<VersionedFile>& files_;
  ErrorList& errors_;
  std::vector<std::size_t> user_; ///< by which file each was met first
  std::map<std::string, std::size_t> uses_;
  std::set<std::tuple<std::string, std::size_t, std::size_t>> reported_;
};

} // namespace

void check_versions(const std::vector<VersionedFile>& files, std::size_t roots, ErrorList& errors) {
  Versions versions(files, errors);
  for (std::size_t root = 0; root < roots; ++root) {
    throw_if_interrupted();
    versions.check(root);
  }
}

} // namespace sigil::package
