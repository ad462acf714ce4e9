#include "core/system.hpp"

namespace sigil::bootcheck {
namespace {

std::uint64_t call(Call number, std::uint64_t first = 0, std::uint64_t second = 0, std::uint64_t third = 0,
                   std::uint64_t fourth = 0, std::uint64_t fifth = 0, std::uint64_t sixth = 0) {
  register std::uint64_t r10 asm("r10") = fourth;
  register std::uint64_t r8 asm("r8") = fifth;
  register std::uint64_t r9 asm("r9") = sixth;
  auto result = static_cast<std::uint64_t>(number);
  asm volatile("int $0x80"
               : "+a"(result)
               : "D"(first), "S"(second), "d"(third), "r"(r10), "r"(r8), "r"(r9)
               : "memory");
  return result;
}

} // namespace

void hand_over_layout(const Layout& layout) {
  call(Call::Layout, layout.headers_begin, layout.headers_end, layout.binaries_begin, layout.binaries_end,
       layout.image_begin, layout.image_end);
}

void unmap(std::uint64_t begin, std::uint64_t end) {
  call(Call::Unmap, begin, end);
}

ByteView map_physical(std::uint64_t address, std::uint64_t size) {
  return {reinterpret_cast<const std::uint8_t*>(call(Call::Map, address, size)), size};
}

void print(const Line& line) {
  Line whole;
  whole << "bootcheck: " << line.text() << "\n";
  call(Call::Write, reinterpret_cast<std::uint64_t>(whole.text().data()), whole.text().size());
}

void exit(Outcome outcome) {
  call(Call::Exit, static_cast<std::uint64_t>(outcome));
  __builtin_trap();
}

} // namespace sigil::bootcheck
