// Manifests come first: after an interrupted run they tell the next one what the names mean that some files
// have already.
#include "fixup_write.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <map>
#include <sys/stat.h>
#include <unistd.h>

#include "sigil/base/interrupt.hpp"

namespace sigil::package {
namespace fs = std::filesystem;
namespace {

Error io_error(const std::string& what, const fs::path& path, int code) {
  return Error(ErrorKind::Io, what + ' ' + in_quotes(path.native()) + ": " + std::strerror(code))
      .coded("package.write");
}

struct stat status_of(const fs::path& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) throw io_error("cannot read", path, errno);
  return status;
}

void set_times(const fs::path& path, const struct stat& status) {
  const timespec times[2] = {status.st_atim, status.st_mtim};
  if (::utimensat(AT_FDCWD, path.c_str(), times, AT_SYMLINK_NOFOLLOW) != 0)
    throw io_error("cannot set the times of", path, errno);
}

/// Folders that are written to. At the end they are as they were, but for what is in them.
class OpenFolders {
 public:
  OpenFolders() = default;
  OpenFolders(const OpenFolders&) = delete;
  OpenFolders& operator=(const OpenFolders&) = delete;
  ~OpenFolders() {
    for (const auto& [folder, status] : folders_) {
      ::chmod(folder.c_str(), status.st_mode & 07777);
      const timespec times[2] = {status.st_atim, status.st_mtim};
      ::utimensat(AT_FDCWD, folder.c_str(), times, AT_SYMLINK_NOFOLLOW);
    }
  }

  void open(const fs::path& folder) {
    const auto [entry, is_new] = folders_.try_emplace(folder);
    if (!is_new) return;
    entry->second = status_of(folder);
    if (::access(folder.c_str(), W_OK | X_OK) == 0) return;
    if (::chmod(folder.c_str(), (entry->second.st_mode & 07777) | S_IRWXU) != 0)
      throw io_error("cannot make writable folder", folder, errno);
  }

 private:
  std::map<fs::path, struct stat> folders_;
};

/// A second name for a file, which replaces what has that name.
void link_again(const fs::path& file, const fs::path& name) {
  const fs::path temporary = name.parent_path() / (".sigil-link." + std::to_string(::getpid()));
  ::unlink(temporary.c_str());
  if (::link(file.c_str(), temporary.c_str()) != 0) throw io_error("cannot link", name, errno);
  if (::rename(temporary.c_str(), name.c_str()) != 0) {
    const int code = errno;
    ::unlink(temporary.c_str());
    throw io_error("cannot replace", name, code);
  }
}

void replace(const fs::path& path, const std::vector<ByteView>& pieces) {
  const struct stat status = status_of(path);
  AtomicFile file(path, status.st_mode & 07777);
  file.write(pieces);
  // Only root can give files away; for all others it is their own already.
  if (::geteuid() == 0 && ::chown(file.temporary_path().c_str(), status.st_uid, status.st_gid) != 0)
    throw io_error("cannot set the owner of", path, errno);
  set_times(file.temporary_path(), status);
  file.commit();
}

fs::path path_of(const FixupGraph& graph, const OwnFile::Name& name) {
  const fs::path& output = graph.outputs()[name.output].path;
  return name.path.empty() ? output : output / name.path;
}

bool write_manifest_text(const ManifestText& manifest, OpenFolders& folders) {
  const fs::path path = manifest.output / kManifestPath;
  const fs::path folder = path.parent_path();
  std::error_code code;
  const fs::file_status status = fs::symlink_status(folder, code);
  if (!fs::exists(status)) {
    folders.open(manifest.output);
    if (::mkdir(folder.c_str(), 0755) != 0) throw io_error("cannot make folder", folder, errno);
    ::chmod(folder.c_str(), 0755); // whatever the umask
  } else if (!fs::is_directory(status)) {
    throw Error(ErrorKind::Io,
                in_quotes(folder.native()) + " is no folder, where a manifest is to be written")
        .coded("package.write");
  }
  if (fs::is_regular_file(fs::symlink_status(path, code)) && Blob::map(path).text() == manifest.text)
    return false;
  folders.open(folder);
  write_file(path, as_bytes(manifest.text));
  return true;
}

} // namespace

std::vector<fs::path> write_results(const FixupGraph& graph, const std::vector<ManifestText>& manifests) {
  OpenFolders folders;
  std::vector<fs::path> written;
  for (const ManifestText& manifest : manifests)
    if (write_manifest_text(manifest, folders)) written.push_back(manifest.output / kManifestPath);
  for (std::size_t i = 0; i < graph.own_count(); ++i) {
    const FixupNode& node = graph.nodes()[i];
    if (node.layout == elf::Layout::Unchanged) continue;
    throw_if_interrupted();
    for (const OwnFile::Name& name : node.names) folders.open(path_of(graph, name).parent_path());
    replace(node.path, node.final_pieces());
    for (std::size_t other = 1; other < node.names.size(); ++other)
      link_again(node.path, path_of(graph, node.names[other]));
  }
  return written;
}

} // namespace sigil::package
