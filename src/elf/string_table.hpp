/// \file
/// The dynamic string table. Private to the room.
#pragma once

#include <string_view>

#include "sigil/base/bytes.hpp"
#include "sigil/elf/file.hpp"

namespace sigil::elf {

/// The whole table. `file` is what parse() made of `bytes`, and has a dynamic section.
std::string_view string_table(ByteView bytes, const File& file);

} // namespace sigil::elf
