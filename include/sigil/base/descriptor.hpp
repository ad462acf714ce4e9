/// \file
/// The owner of a file descriptor, and the error of a system call on a file.
#pragma once

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string>
#include <unistd.h>
#include <utility>

#include "sigil/base/bytes.hpp"
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

/// Fills `into` from a place of the file. False if it ends before, with `errno` 0, or cannot be read.
inline bool read_at(const Descriptor& file, std::uint64_t offset, MutableBytes into) noexcept {
  while (!into.empty()) {
    const ssize_t count = ::pread(file.get(), into.data(), into.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count == 0) errno = 0;
    if (count <= 0) return false;
    into = into.subspan(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
  return true;
}

/// `code` is what `errno` was, 0 for an unexpected end.
inline Error io_error(const std::string& subject, int code) {
  return {ErrorKind::Io, subject + ": " + (code != 0 ? std::strerror(code) : "unexpected end of file")};
}

} // namespace sigil
