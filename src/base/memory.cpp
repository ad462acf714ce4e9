#include "sigil/base/memory.hpp"

#include <cstdlib>
#include <new>

#include <sys/mman.h>

#include "sigil/base/bytes.hpp"

namespace sigil {

void* take_memory(std::size_t size_bytes) {
  const bool is_large = size_bytes >= kHugePageBytes;
  if (is_large) size_bytes = align_up(size_bytes, kHugePageBytes);
  void* memory = is_large ? std::aligned_alloc(kHugePageBytes, size_bytes) : std::malloc(size_bytes);
  if (memory == nullptr) throw std::bad_alloc();
  if (is_large) ::madvise(memory, size_bytes, MADV_HUGEPAGE);
  return memory;
}

} // namespace sigil
