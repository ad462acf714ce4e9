#include "sigil/base/stack.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

namespace sigil {

namespace {

constexpr std::size_t kReserveBytes = std::size_t{256} << 10U;
/// A main thread without a limit has no end that could be asked for.
constexpr std::size_t kMostBytes = std::size_t{1} << 30U;
/// What the main thread may have used before it asked: arguments and environment.
constexpr std::size_t kBeforeBytes = std::size_t{512} << 10U;

/// pthread_getattr_np() of the main thread reads a file of /proc to find this out.
std::size_t main_stack_bytes() {
  rlimit limit{};
  if (getrlimit(RLIMIT_STACK, &limit) != 0) return std::size_t{1} << 20U;
  return std::min<rlim_t>(limit.rlim_cur, kMostBytes);
}

} // namespace

const char* lowest_stack_address() {
  const char* here = static_cast<const char*>(__builtin_frame_address(0));
  if (getpid() == gettid()) {
    const std::size_t size = main_stack_bytes();
    return here - (size - std::min(size, kReserveBytes + kBeforeBytes));
  }
  pthread_attr_t attributes;
  void* begin = nullptr;
  std::size_t size = 0;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return here;
  pthread_attr_getstack(&attributes, &begin, &size);
  pthread_attr_destroy(&attributes);
  return static_cast<const char*>(begin) + std::min(size, kReserveBytes);
}

} // namespace sigil
