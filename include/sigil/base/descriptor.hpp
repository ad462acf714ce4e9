/// \file
/// The owner of a file descriptor, and the error of a system call on a file.
#pragma once

#include <cstring>
#include <string>
#include <unistd.h>
#include <utility>

#include "sigil/base/error.hpp"

namespace sigil {

/// Closes a file descriptor at the end of its scope.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int value) : value_(value) {}
  Descriptor(Descriptor&& other) noexcept : value_(std::exchange(other.value_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(value_, other.value_);
    return *this;
  }
  ~Descriptor() { reset(); }

  int get() const noexcept { return value_; }
  bool is_open() const noexcept { return value_ >= 0; }
  void reset() noexcept {
    if (is_open()) ::close(release());
  }
  int release() noexcept { return std::exchange(value_, -1); }

 private:
  int value_ = -1;
};

/// `code` is what `errno` was.
inline Error io_error(const std::string& subject, int code) {
  return {ErrorKind::Io, subject + ": " + std::strerror(code)};
}

} // namespace sigil
