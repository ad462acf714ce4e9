// Checks on the target that the link has made of it what core's start-up code relies on, and says so.
#include "standin.hpp"

using Constructor = void (*)();

extern "C" {
extern Constructor _ctors_start, _ctors_end;
extern const std::uint8_t __eh_frame_start__[];
extern void* __dso_handle;
extern const std::uint64_t _boot_modules_headers_begin[], _boot_modules_headers_end[];
extern const char _boot_modules_binaries_begin[], _boot_modules_binaries_end[];
extern const char _prog_img_beg[], _prog_img_end[];
}

char trace[8];
std::size_t traced = 0;
void leave(char letter) {
  trace[traced++] = letter;
}

namespace {

std::uint8_t large_bss[300 * 1024];
const char* volatile relocated = "relocated";
volatile unsigned __int128 dividend = static_cast<unsigned __int128>(7) << 100;

std::uint64_t call(std::uint64_t number, std::uint64_t a = 0, std::uint64_t b = 0, std::uint64_t c = 0,
                   std::uint64_t d = 0, std::uint64_t e = 0, std::uint64_t f = 0) {
  register std::uint64_t r10 asm("r10") = d;
  register std::uint64_t r8 asm("r8") = e;
  register std::uint64_t r9 asm("r9") = f;
  asm volatile("int $0x80" : "+a"(number) : "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9) : "memory");
  return number;
}

std::uint64_t address(const void* object) {
  return reinterpret_cast<std::uint64_t>(object);
}

void print(const char* text) {
  std::size_t size = 0;
  while (text[size] != 0) {
    ++size;
    asm volatile("" : : : "memory"); // else the compiler calls strlen()
  }
  call(0, address(text), size);
}

[[noreturn]] void fail(const char* text) {
  print(text);
  call(4, 1);
  __builtin_trap();
}

/// Frame descriptions behind each other, the last one of length 0.
int count_frames() {
  int count = 0;
  for (const std::uint8_t* at = __eh_frame_start__;;) {
    std::uint32_t length;
    __builtin_memcpy(&length, at, sizeof length);
    if (length == 0) return count;
    if (length > 0x1000 || count > 1000) fail("standin: FAIL frame tables have no end\n");
    std::uint32_t kind;
    __builtin_memcpy(&kind, at + 4, sizeof kind);
    count += kind != 0 ? 1 : 0;
    at += 4 + length;
  }
}

} // namespace

extern "C" [[noreturn]] void standin_main() {
  for (std::uint8_t& byte : large_bss) {
    if (byte != 0) fail("standin: FAIL .bss is not zero\n");
    byte = 1;
  }
  for (Constructor* constructor = &_ctors_end; constructor != &_ctors_start;) (*--constructor)();
  if (traced != 4 || trace[0] != 'E' || trace[1] != 'S')
    fail("standin: FAIL constructors ran in another order\n");
  if (__dso_handle != nullptr) fail("standin: FAIL __dso_handle is not null\n");
  if (relocated[0] != 'r') fail("standin: FAIL a pointer was not relocated\n");
  if (dividend / (dividend >> 3) != 8) fail("standin: FAIL the compiler's helper does not divide\n");
  if (count_frames() < 10) fail("standin: FAIL frames are missing\n");
  if (calls_with_cleanup(1) != 1) fail("standin: FAIL a call with cleanup\n");
  call(1, address(_boot_modules_headers_begin), address(_boot_modules_headers_end),
       address(_boot_modules_binaries_begin), address(_boot_modules_binaries_end), address(_prog_img_beg),
       address(_prog_img_end));
  if (address(_prog_img_end) != address(_boot_modules_binaries_end)) fail("standin: FAIL rule d\n");
  print("standin: first module ");
  print(reinterpret_cast<const char*>(_boot_modules_headers_begin[0]));
  print("\nstandin: pass\n");
  call(4, 0);
  __builtin_trap();
}
