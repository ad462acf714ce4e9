#include "staging_folder.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>

#include "sigil/base/error.hpp"
#include "sigil/crypto/base32.hpp"

namespace sigil::eris {
namespace {

constexpr const char* kLockSuffix = ".lock";

/// 16 characters that nobody else chooses.
std::string new_name() {
  std::array<std::uint8_t, 10> bytes{};
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    throw io_error("cannot get random numbers", errno);
  std::string name(crypto::base32_length(bytes.size()), '\0');
  crypto::base32_encode(bytes, name);
  return name;
}

/// 0, or why it is not ours. ESTALE: the file has no name any more, for who removes a folder removes the
/// lock's file too, while others may already have opened it.
int try_lock(const Descriptor& file) {
  struct stat status {};
  if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0 || ::fstat(file.get(), &status) != 0) return errno;
  return status.st_nlink != 0 ? 0 : ESTALE;
}

/// The lock is held by the caller. The folder goes first, so that there is none without a lock's file.
void remove(const std::filesystem::path& parent, const std::string& name) noexcept {
  std::error_code ignored;
  std::filesystem::remove_all(parent / name, ignored);
  if (!ignored) std::filesystem::remove(parent / (name + kLockSuffix), ignored);
}

} // namespace

StagingFolder::StagingFolder(std::filesystem::path parent) : parent_(std::move(parent)) {
  if (::mkdir(parent_.c_str(), 0777) != 0 && errno != EEXIST)
    throw io_error("cannot make folder " + in_quotes(parent_.native()), errno);
  do name_ = new_name();
  while (!take(name_));
  const std::filesystem::path path = parent_ / name_;
  if (::mkdir(path.c_str(), 0777) == 0)
    folder_ = Descriptor(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder_.is_open()) {
    const int code = errno;
    remove(parent_, name_);
    throw io_error("cannot make folder " + in_quotes(path.native()), code);
  }
}

StagingFolder::~StagingFolder() {
  remove(parent_, name_);
}

/// False if a sweep got hold of the lock first.
bool StagingFolder::take(const std::string& name) {
  const std::filesystem::path path = parent_ / (name + kLockSuffix);
  lock_ = Descriptor(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!lock_.is_open()) throw io_error("cannot make file " + in_quotes(path.native()), errno);
  const int code = try_lock(lock_);
  if (code == 0) return true;
  if (code == EWOULDBLOCK || code == ESTALE) return false;
  ::unlink(path.c_str());
  throw io_error("cannot lock file " + in_quotes(path.native()), code);
}

void StagingFolder::write(const std::string& name, ByteView bytes) const {
  Descriptor file(::openat(folder_.get(), name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0444));
  bool is_sound = file.is_open();
  while (is_sound && !bytes.empty()) {
    const ssize_t count = ::write(file.get(), bytes.data(), bytes.size());
    if (count >= 0)
      bytes = bytes.subspan(static_cast<std::size_t>(count));
    else
      is_sound = errno == EINTR;
  }
  // Network file systems may tell of a full disk here.
  if (is_sound && ::close(file.release()) == 0) return;
  const int code = errno;
  ::unlinkat(folder_.get(), name.c_str(), 0);
  throw io_error("cannot write a file in " + in_quotes((parent_ / name_).native()), code);
}

void sweep_staging_folders(const std::filesystem::path& parent) {
  std::error_code ignored;
  for (std::filesystem::directory_iterator entry(parent, ignored), end; !ignored && entry != end;
       entry.increment(ignored)) {
    const std::string name = entry->path().stem().native(); // of the folder or of its lock
    const std::filesystem::path path = parent / (name + kLockSuffix);
    const Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (file.is_open() && try_lock(file) == 0) remove(parent, name);
  }
}

} // namespace sigil::eris
