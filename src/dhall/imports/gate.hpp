/// \file
/// The one way from imports to the world outside.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "imports/location.hpp"
#include "imports/origin.hpp"
#include "sigil/dhall/fetcher.hpp"

namespace sigil::dhall {

/// What an import holds.
struct Content {
  Blob bytes;
  std::optional<Origin> answering; ///< of a server
  HttpHeaders headers{};           ///< of its answer
};

/// Why there is none: what the standard calls absent.
struct Absence {
  std::string message;
  std::string hint{}; ///< or empty
};

/// Enforces policy and limits: nothing of the resolver but this calls the fetcher.
class Gate {
 public:
  Gate(Fetcher& fetcher, Policy policy, const ImportLimits& limits);

  /// Before anything is done about an import. \throws Error{Invalid} "dhall.import.forbidden"
  void admit_imports() const;

  /// Reads what is at a location, which is not `missing`.
  /// \param headers  of a request
  /// \param importer  whose origin the server is told, if it is another one
  /// \throws Error{Invalid} "dhall.import.forbidden", "dhall.import.path", "dhall.import.header";
  ///         Error{Limit} "dhall.limit.imports", "dhall.limit.import-size"; Error{Io}
  std::variant<Content, Absence> fetch(const Location& location, const HttpHeaders& headers,
                                       const Location& importer);

  /// What a file or variable holds, or nothing, as fetch() finds it: the same is allowed, and counts.
  std::optional<Blob> look_up(const Location& location);

  /// Of the user's own set-up, not of the expression: no policy forbids it.
  std::optional<std::string> setting(const std::string& name) { return fetcher_.environment(name); }

  const Policy& policy() const { return policy_; }

 private:
  void admit(const Location& location);
  std::variant<Content, Absence> read_file(const Location& location);
  std::variant<Content, Absence> read_variable(const Location& location);
  std::variant<Content, Absence> request(const Location& location, const HttpHeaders& headers,
                                         const Location& importer);
  std::optional<std::string> path_of(const Location& location);
  std::string admitted_path(const std::string& path);
  std::optional<std::string> variable(const Location& location);
  void count(std::uint64_t size_bytes, const Location& location);
  std::uint64_t limit_bytes() const;

  Fetcher& fetcher_;
  Policy policy_;
  ImportLimits limits_;
  std::uint64_t total_bytes_ = 0;
  std::uint32_t imports_ = 0;
};

} // namespace sigil::dhall
