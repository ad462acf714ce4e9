/// \file
/// Files that hold a convergence secret.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "command.hpp"
#include "sigil/crypto/secret.hpp"
#include "sigil/eris/block.hpp"

namespace sigil::cli {

/// 32 bytes, or 64 lower-case hexadecimal digits and perhaps a line end.
/// \throws Error{Invalid}, Error{Missing}, Error{Io}; none quotes what the file has.
eris::ConvergenceSecret read_convergence_secret(const std::filesystem::path& path);

/// Overwrites a secret at the end of its scope.
class SecretGuard {
 public:
  explicit SecretGuard(eris::ConvergenceSecret& secret) : secret_(secret) {}
  SecretGuard(const SecretGuard&) = delete;
  SecretGuard& operator=(const SecretGuard&) = delete;
  ~SecretGuard() { crypto::wipe(secret_); }

 private:
  eris::ConvergenceSecret& secret_;
};

/// An option for files of ConvergenceSecrets; its help begins with `when`.
Option& add_secrets_option(Command& command, std::vector<std::filesystem::path>& files,
                           const std::string& when = {});

/// The secrets of several files, overwritten at the end of its scope.
class ConvergenceSecrets {
 public:
  explicit ConvergenceSecrets(const std::vector<std::filesystem::path>& files) {
    secrets_.reserve(files.size()); // no copy stays behind
    for (const std::filesystem::path& file : files) secrets_.push_back(read_convergence_secret(file));
  }
  ConvergenceSecrets(const ConvergenceSecrets&) = delete;
  ConvergenceSecrets& operator=(const ConvergenceSecrets&) = delete;
  ~ConvergenceSecrets() {
    for (eris::ConvergenceSecret& secret : secrets_) crypto::wipe(secret);
  }

  std::span<const eris::ConvergenceSecret> all() const { return secrets_; }

 private:
  std::vector<eris::ConvergenceSecret> secrets_;
};

} // namespace sigil::cli
