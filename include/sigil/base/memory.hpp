/// \file
/// Memory for much at once.
#pragma once

#include <cstddef>

namespace sigil {

inline constexpr std::size_t kHugePageBytes = std::size_t{2} << 20U;

/// Memory for std::free(), not set to anything. From kHugePageBytes on it is of huge pages, if there are any:
/// the system takes about as long for one as for fifty of the 512 small ones in its place.
/// \throws std::bad_alloc
void* take_memory(std::size_t size_bytes);

} // namespace sigil
