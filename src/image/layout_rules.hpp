/// \file
/// What NOVA and core ask of the ELF file of core, with modules or without. Private to the room.
/// Rules: docs/formats/core-image.md, "Layout rules".
#pragma once

#include <string_view>
#include <vector>

#include "sigil/base/bytes.hpp"
#include "sigil/base/error.hpp"
#include "sigil/elf/file.hpp"

namespace sigil::image {

/// An error about a core image with code "image.core.<code>".
Error core_error(std::string_view code, const std::string& message);

/// "0x…", as readelf prints addresses.
std::string hex(std::uint64_t value);

/// Parses `bytes` and checks rule a. \throws Error as elf::parse(), or with code "image.core.rule-a".
elf::File parse_core_elf(ByteView bytes);

/// The PT_LOADs of `file`, which must have exactly the rights `expected`, in this order, and obey the
/// rules b and c. \throws Error{Invalid} with code "image.core.segments", "…rule-b", "…rule-c"; all
/// independent ones together.
std::vector<elf::Segment> check_segments(const elf::File& file, const std::vector<std::uint32_t>& expected);

} // namespace sigil::image
