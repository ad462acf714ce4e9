#include <algorithm>
#include <fcntl.h>
#include <sys/stat.h>
#include <vector>

#include "sigil/base/descriptor.hpp"
#include "sigil/base/error.hpp"
#include "sigil/base/text.hpp"
#include "sigil/host/dhall_fetcher.hpp"

namespace sigil::host {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostEntryBytes = std::uint64_t{64} << 20U;
constexpr std::size_t kKeyDigits = 64;

/// Results are private, as they hold what variables and files said; and who writes one decides what a program
/// gives. So nobody else may have had a hand in it.
bool is_own(const Descriptor& file, mode_t type) {
  struct stat status {};
  return ::fstat(file.get(), &status) == 0 && (status.st_mode & S_IFMT) == type &&
         status.st_uid == ::geteuid() && (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

/// Of an entry, or of one that was being written.
bool is_entry_name(std::string_view name) {
  if (name.starts_with('.')) name.remove_prefix(1);
  return name.size() >= kKeyDigits && std::ranges::all_of(name.substr(0, kKeyDigits), [](char digit) {
           return (digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f');
         });
}

class FolderResultCache final : public dhall::ResultCache {
 public:
  FolderResultCache(fs::path folder, std::uint64_t most_bytes)
      : path_(std::move(folder)), most_bytes_(most_bytes) {}

  /// Into memory: what was verified must stay what it was, whatever happens to the file.
  std::optional<Blob> get(const Key& key) override {
    const Descriptor folder = open_folder();
    if (!folder.is_open()) return std::nullopt;
    const Descriptor file(
        ::openat(folder.get(), to_hex(key).c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat status {};
    if (!file.is_open() || !is_own(file, S_IFREG) || ::fstat(file.get(), &status) != 0) return std::nullopt;
    const auto size_bytes = static_cast<std::uint64_t>(status.st_size);
    if (size_bytes > kMostEntryBytes) return std::nullopt;
    Bytes content(static_cast<std::size_t>(size_bytes));
    if (!read_at(file, 0, content)) return std::nullopt;
    return Blob::of(std::move(content));
  }

  void put(const Key& key, ByteView entry) noexcept override {
    if (entry.size() > kMostEntryBytes) return;
    try {
      make_folder();
      if (!open_folder().is_open()) return;
      AtomicFile file(path_ / to_hex(key), 0600);
      file.write(entry);
      file.commit();
      constexpr std::uint8_t kWritesPerLook = 32; // keys are evenly spread
      if (key.front() % kWritesPerLook == 0) remove_oldest();
    } catch (const std::exception&) { // gone, full, or not writable: the next run costs what this one did
    }
  }

 private:
  Descriptor open_folder() const {
    Descriptor folder(::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.is_open() && !is_own(folder, S_IFDIR)) folder.reset();
    return folder;
  }

  void make_folder() const {
    std::error_code ignored; // what cannot be made shows when it is opened
    fs::create_directories(path_.parent_path(), ignored);
    ::mkdir(path_.c_str(), 0700);
  }

  /// Leaves three quarters of what may be there, if it is more. Clocks decide what goes, not what is right.
  void remove_oldest() const {
    struct File {
      fs::path path;
      std::int64_t seconds;
      std::uint64_t size_bytes;
    };
    std::vector<File> files;
    std::uint64_t total_bytes = 0;
    std::error_code code;
    for (fs::directory_iterator entry(path_, code); !code && entry != fs::directory_iterator();
         entry.increment(code)) {
      struct stat status {};
      if (!is_entry_name(entry->path().filename().native()) || ::lstat(entry->path().c_str(), &status) != 0)
        continue;
      constexpr std::uint64_t kBlockBytes = 512;
      files.push_back(
          {entry->path(), status.st_mtim.tv_sec,
           std::max(static_cast<std::uint64_t>(status.st_blocks), std::uint64_t{1}) * kBlockBytes});
      total_bytes += files.back().size_bytes;
    }
    if (total_bytes <= most_bytes_) return;
    std::ranges::sort(files, {}, &File::seconds);
    for (const File& file : files) {
      if (total_bytes <= most_bytes_ / 4 * 3) break;
      fs::remove(file.path, code); // or another process was faster
      total_bytes -= file.size_bytes;
    }
  }

  const fs::path path_;
  const std::uint64_t most_bytes_;
};

} // namespace

std::unique_ptr<dhall::ResultCache> make_dhall_results(fs::path folder, std::uint64_t most_bytes) {
  return std::make_unique<FolderResultCache>(std::move(folder), most_bytes);
}

} // namespace sigil::host
