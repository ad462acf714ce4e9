/// \file
/// Pipes, and the error of a system call.
#pragma once

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <unistd.h>

#include "sigil/base/descriptor.hpp"
#include "sigil/base/error.hpp"

namespace sigil::host {

/// A system call that should not fail did, with `errno` as it stands.
inline Error system_error(const std::string& what) {
  return {ErrorKind::Failed, what + ": " + std::strerror(errno)};
}

/// Both ends of a pipe, closed on exec.
struct Pipe {
  Descriptor read_end;
  Descriptor write_end;

  Pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw system_error("cannot make a pipe");
    read_end = Descriptor(ends[0]);
    write_end = Descriptor(ends[1]);
  }
};

} // namespace sigil::host
