/// \file
/// Files that hold a convergence secret.
#pragma once

#include <filesystem>

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

} // namespace sigil::cli
