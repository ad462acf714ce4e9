/// \file
/// How the imports of a Dhall expression reach the world outside: what a caller allows and how much of it,
/// and the interfaces to files, environment, servers and the caches, which room `host` implements.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sigil/base/bytes.hpp"
#include "sigil/base/file.hpp"

namespace sigil::dhall {

/// Names and values, in order; names in any case, and they may repeat.
using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string url;
  HttpHeaders headers;            ///< for the origin of `url` only: never sent to another one
  std::string origin;             ///< of the importing page, for the header "Origin"; empty: none is sent
  std::uint64_t limit_bytes;      ///< of the body
  std::chrono::milliseconds most; ///< how long all of it may take
};

struct HttpResponse {
  int status;
  Blob body;
  HttpHeaders headers;   ///< of the last response
  std::string final_url; ///< which answered in the end, after redirections
};

/// The world outside. Not thread-safe.
class Fetcher {
 public:
  Fetcher() = default;
  Fetcher(const Fetcher&) = delete;
  Fetcher& operator=(const Fetcher&) = delete;
  virtual ~Fetcher() = default;

  /// Nothing if there is no such file: a folder is none. Asked again for a FIFO, it gives the same again.
  /// \param path  absolute, or relative to the folder that relative imports start from
  /// \throws Error{Io} if it is there but cannot be read; Error{Limit} if it is larger than `limit_bytes`.
  virtual std::optional<Blob> read_file(const std::string& path, std::uint64_t limit_bytes) = 0;

  /// The absolute path without symbolic links, `.` and `..`, as far as it exists.
  /// \throws Error{Io}
  virtual std::string real_path(const std::string& path) = 0;

  /// Names of the files in the folder of `path`, for suggestions. Empty if there is no such folder.
  virtual std::vector<std::string> names_beside(const std::string& path) = 0;

  /// Nothing if it is not set.
  virtual std::optional<std::string> environment(const std::string& name) = 0;

  /// A response of any status; redirections are followed.
  /// \throws Error{Io} or Error{Missing} if nothing can be retrieved; Error{Limit} if the body is larger than
  ///         the request's limit; Error{Interrupted}.
  virtual HttpResponse get(const HttpRequest& request) = 0;
};

/// Normal forms by their SHA-256 (standard, imports.md, "Import resolution judgment"). Not thread-safe.
class ImportCache {
 public:
  using Digest = std::array<std::uint8_t, 32>;

  ImportCache() = default;
  ImportCache(const ImportCache&) = delete;
  ImportCache& operator=(const ImportCache&) = delete;
  virtual ~ImportCache() = default;

  /// What is stored, which may be anything: the caller compares the digest. Nothing if there is nothing that
  /// can be read.
  virtual std::optional<Blob> get(const Digest& digest) = 0;
  /// Replaces what is stored, whole or not at all. \throws Error{Io} if nothing can be stored.
  virtual void put(const Digest& digest, ByteView bytes) = 0;
};

/// Results of whole programs, by a key that says what they are of. Not thread-safe.
class ResultCache {
 public:
  using Key = std::array<std::uint8_t, 32>;

  ResultCache() = default;
  ResultCache(const ResultCache&) = delete;
  ResultCache& operator=(const ResultCache&) = delete;
  virtual ~ResultCache() = default;

  /// What is stored. The caller finds out damage, not malice: whoever can write there decides what programs
  /// give. Nothing if there is nothing that can be read.
  virtual std::optional<Blob> get(const Key& key) = 0;
  /// Replaces what is stored, whole or not at all, or does nothing.
  virtual void put(const Key& key, ByteView entry) noexcept = 0;
};

/// What imports may do. `as Location` reads nothing and needs no permission but `imports`.
struct Policy {
  bool imports = true;     ///< false: none at all, not even `missing`
  bool environment = true; ///< `env:X`
  bool http = true;
  /// Files in or below this folder only, once all symbolic links are resolved.
  std::optional<std::string> only_under;

  static Policy nothing() { return {false, false, false, std::nullopt}; }
  /// Only files below `folder`: the result depends on nothing else.
  static Policy folder(std::string folder) { return {true, false, false, std::move(folder)}; }
};

struct ImportLimits {
  std::uint32_t imports = 100'000; ///< different ones
  std::uint32_t depth = 10'000;    ///< of imports that import
  std::uint64_t import_bytes = std::uint64_t{256} << 20U;
  std::uint64_t total_bytes = std::uint64_t{2} << 30U;
  std::chrono::milliseconds http_time = std::chrono::minutes{5}; ///< of one request, with redirections
};

} // namespace sigil::dhall
