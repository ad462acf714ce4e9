/// \file
/// What compilers and the header part of libstdc++ take for granted.
#include <cstddef>
#include <cstdint>

extern "C" {

void* memcpy(void* to, const void* from, std::size_t size) {
  void* const result = to;
  asm volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(size) : : "memory");
  return result;
}

void* memset(void* at, int value, std::size_t size) {
  void* const result = at;
  asm volatile("rep stosb" : "+D"(at), "+c"(size) : "a"(value) : "memory");
  return result;
}

void* memmove(void* to, const void* from, std::size_t size) {
  auto* const target = static_cast<unsigned char*>(to);
  const auto* const source = static_cast<const unsigned char*>(from);
  if (target <= source || target >= source + size) return memcpy(to, from, size);
  for (std::size_t i = size; i > 0; --i) {
    target[i - 1] = source[i - 1];
    asm volatile("" : : : "memory"); // else the compiler makes it a call of memmove
  }
  return to;
}

int memcmp(const void* left, const void* right, std::size_t size) {
  const auto* const a = static_cast<const unsigned char*>(left);
  const auto* const b = static_cast<const unsigned char*>(right);
  for (std::size_t i = 0; i < size; ++i)
    if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
  return 0;
}

int bcmp(const void* left, const void* right, std::size_t size) {
  return memcmp(left, right, size);
}

void* memchr(const void* bytes, int value, std::size_t size) {
  const auto* at = static_cast<const unsigned char*>(bytes);
  for (; size > 0; --size, ++at)
    if (*at == static_cast<unsigned char>(value)) return const_cast<unsigned char*>(at);
  return nullptr;
}

std::size_t strlen(const char* text) {
  const char* end = text;
  while (*end != 0) {
    ++end;
    asm volatile("" : : : "memory"); // as above
  }
  return static_cast<std::size_t>(end - text);
}
}

namespace std {
// string_view::substr and friends; no call of ours can be out of range. The fault that this makes is
// reported by the kernel with its address.
[[noreturn]] void __throw_out_of_range_fmt(const char*, ...) {
  __builtin_trap();
}
} // namespace std
