#include "sigil/base/stack.hpp"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <utility>

#include <pthread.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <ucontext.h>
#include <unistd.h>

#include "sigil/base/error.hpp"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SIGIL_HAS_SANITIZER 1
#elif defined(__has_feature)
#define SIGIL_HAS_SANITIZER __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#else
#define SIGIL_HAS_SANITIZER 0
#endif

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

const char* lowest_of(const void* begin, std::size_t size_bytes) {
  return static_cast<const char*>(begin) + std::min(size_bytes, kReserveBytes);
}

/// Memory for a stack with a page below that nobody can use.
class StackMemory {
 public:
  explicit StackMemory(std::size_t size_bytes) {
    for (size_ = size_bytes; size_ >= kLeastBytes; size_ /= 2) {
      memory_ = ::mmap(nullptr, size_, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
      if (memory_ != MAP_FAILED) break;
    }
    if (memory_ == MAP_FAILED || ::mprotect(memory_, kGuardBytes, PROT_NONE) != 0)
      throw Error(ErrorKind::Failed, std::string("cannot reserve a stack: ") + std::strerror(errno));
  }
  StackMemory(const StackMemory&) = delete;
  StackMemory& operator=(const StackMemory&) = delete;
  ~StackMemory() { ::munmap(memory_, size_); }

  void* begin() const { return static_cast<char*>(memory_) + kGuardBytes; }
  std::size_t size_bytes() const { return size_ - kGuardBytes; }

 private:
  static constexpr std::size_t kLeastBytes = std::size_t{1} << 20U;
  static constexpr std::size_t kGuardBytes = std::size_t{64} << 10U; // a page of any machine

  void* memory_ = MAP_FAILED;
  std::size_t size_ = 0;
};

struct Call {
  const std::function<void()>& function;
  std::exception_ptr thrown;
};

void* run_call(void* argument) {
  auto& call = *static_cast<Call*>(argument);
  try {
    call.function();
  } catch (...) {
    call.thrown = std::current_exception();
  }
  return nullptr;
}

#if SIGIL_HAS_SANITIZER

/// Sanitizers know the stacks of threads only.
void run_on(const StackMemory& stack, Call& call) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstack(&attributes, stack.begin(), stack.size_bytes());
  pthread_t thread{};
  const int code = ::pthread_create(&thread, &attributes, run_call, &call);
  pthread_attr_destroy(&attributes);
  if (code != 0) throw Error(ErrorKind::Failed, std::string("cannot start a thread: ") + std::strerror(code));
  ::pthread_join(thread, nullptr);
}

#else

thread_local Call* begun_call = nullptr; // makecontext() hands on nothing but numbers

void run_begun_call() {
  run_call(begun_call);
}

/// In the same thread: a program of one is spared what a second costs, also in each call of malloc().
void run_on(const StackMemory& stack, Call& call) {
  ucontext_t here, there;
  if (::getcontext(&there) != 0)
    throw Error(ErrorKind::Failed, std::string("cannot change the stack: ") + std::strerror(errno));
  there.uc_stack.ss_sp = stack.begin();
  there.uc_stack.ss_size = stack.size_bytes();
  there.uc_link = &here;
  ::makecontext(&there, run_begun_call, 0);
  begun_call = &call;
  const char* const outer = std::exchange(lowest_stack, lowest_of(stack.begin(), stack.size_bytes()));
  const int code = ::swapcontext(&here, &there);
  lowest_stack = outer;
  if (code != 0)
    throw Error(ErrorKind::Failed, std::string("cannot change the stack: ") + std::strerror(errno));
}

#endif

} // namespace

void run_on_large_stack(std::size_t size_bytes, const std::function<void()>& function) {
  const StackMemory stack(size_bytes);
  Call call{function, nullptr};
  run_on(stack, call);
  if (call.thrown) std::rethrow_exception(call.thrown);
}

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
  return lowest_of(begin, size);
}

} // namespace sigil
