#include "sigil/host/dhall_fetcher.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <utility>

#include "dhall_http.hpp"
#include "sigil/base/error.hpp"
#include "sigil/base/text.hpp"

namespace sigil::host {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostNames = 2000;

class HostFetcher final : public dhall::Fetcher {
 public:
  explicit HostFetcher(DhallFetcherOptions options) : options_(std::move(options)) {}

  std::optional<Blob> read_file(const std::string& path, std::uint64_t limit_bytes) override {
    const fs::path full = options_.folder / path;
    std::error_code code;
    const fs::file_status status = fs::status(full, code);
    if (status.type() == fs::file_type::not_found || status.type() == fs::file_type::directory)
      return std::nullopt;
    const bool is_lasting = status.type() == fs::file_type::regular;
    if (const auto found = consumed_.find(full.native()); !is_lasting && found != consumed_.end())
      return found->second;
    try {
      const std::optional<Blob> content = InputStream(full).read_all(limit_bytes);
      if (!content)
        throw Error(ErrorKind::Limit, "file " + in_quotes(path) + " has more than " + human_size(limit_bytes))
            .coded("dhall.limit.import-size")
            .hint("the limits on the size of one import and of all can be raised");
      if (!is_lasting) consumed_.emplace(full.native(), *content);
      return content;
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::Missing) throw;
      return std::nullopt;
    }
  }

  std::string real_path(const std::string& path) override {
    std::error_code code;
    const fs::path real = fs::weakly_canonical(fs::absolute(options_.folder / path), code);
    if (code) throw Error(ErrorKind::Io, "path " + in_quotes(path) + ": " + code.message());
    return real.native();
  }

  std::vector<std::string> names_beside(const std::string& path) override {
    std::vector<std::string> names;
    std::error_code code;
    fs::directory_iterator folder((options_.folder / path).parent_path(), code);
    for (; !code && folder != fs::directory_iterator() && names.size() < kMostNames; folder.increment(code))
      names.push_back(folder->path().filename().native());
    std::ranges::sort(names);
    return names;
  }

  std::optional<std::string> environment(const std::string& name) override {
    const char* value = std::getenv(name.c_str());
    if (value == nullptr) return std::nullopt;
    return value;
  }

  dhall::HttpResponse get(const dhall::HttpRequest& request) override {
    if (!http_) http_ = std::make_unique<DhallHttp>(options_);
    return http_->get(request);
  }

 private:
  const DhallFetcherOptions options_;
  std::map<std::string, Blob> consumed_; ///< from what can be read only once
  std::unique_ptr<DhallHttp> http_;
};

class FolderImportCache final : public dhall::ImportCache {
 public:
  explicit FolderImportCache(std::vector<fs::path> folders) : folders_(std::move(folders)) {}

  std::optional<Blob> get(const Digest& digest) override {
    for (const fs::path& folder : folders_) {
      try {
        return Blob::map(folder / name_of(digest));
      } catch (const Error& error) {
        if (error.kind() != ErrorKind::Missing && error.kind() != ErrorKind::Io) throw;
      }
    }
    return std::nullopt;
  }

  void put(const Digest& digest, ByteView bytes) override {
    Error last(ErrorKind::Io, "neither 'XDG_CACHE_HOME' nor 'HOME' is set");
    for (const fs::path& folder : folders_) {
      std::error_code ignored; // what cannot be made shows below
      fs::create_directories(folder, ignored);
      try {
        return write_file(folder / name_of(digest), bytes);
      } catch (const Error& error) {
        if (error.kind() != ErrorKind::Io) throw;
        last = error;
      }
    }
    throw last;
  }

 private:
  static std::string name_of(const Digest& digest) { return "1220" + to_hex(digest); }

  const std::vector<fs::path> folders_;
};

} // namespace

std::unique_ptr<dhall::Fetcher> make_dhall_fetcher(DhallFetcherOptions options) {
  return std::make_unique<HostFetcher>(std::move(options));
}

std::unique_ptr<dhall::ImportCache> make_dhall_cache() {
  std::vector<fs::path> folders;
  const auto add = [&](const char* variable, const char* below) {
    const char* value = std::getenv(variable);
    if (value != nullptr && *value != '\0') folders.push_back(fs::path(value) / below / "dhall");
  };
  add("XDG_CACHE_HOME", "");
  add("HOME", ".cache");
  return std::make_unique<FolderImportCache>(std::move(folders));
}

} // namespace sigil::host
