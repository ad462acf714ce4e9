/// \file
/// What a dynamic linker asks of a file beyond that it can be parsed.
#pragma once

#include <cstdint>
#include <vector>

#include "sigil/base/bytes.hpp"
#include "sigil/base/error.hpp"
#include "sigil/elf/file.hpp"

namespace sigil::elf {

/// Genode's ld.lib.so of 24.10 and 26.02; ld.so of the GNU C library and the Linux kernel before it.
enum class Loader : std::uint8_t { Genode, Glibc };

/// The rules of `loader` that `bytes`, of which parse() made `file`, breaks: each an Error{Invalid} with a
/// code "elf.genode.*" or "elf.glibc.*", in the order of the rules. docs/cli/elf.md lists them. A file
/// without a dynamic section is held to the rules about segments alone.
std::vector<Error> check(ByteView bytes, const File& file, Loader loader);

} // namespace sigil::elf
