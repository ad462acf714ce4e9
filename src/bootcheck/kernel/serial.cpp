#include "kernel/serial.hpp"

namespace sigil::bootcheck {
namespace {

constexpr std::uint16_t kPort = 0x3f8;
constexpr std::uint16_t kStatusPort = kPort + 5;
constexpr std::uint8_t kReadyToSend = 0x20;
constexpr std::uint8_t kAllSent = 0x40;

constexpr std::uint16_t kExitPort = 0xf4; // QEMU ends with status 2 * value + 1
constexpr std::uint8_t kExitPass = 0x10;
constexpr std::uint8_t kExitFail = 0x11;

void write_port(std::uint16_t port, std::uint8_t value) {
  asm volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

std::uint8_t read_port(std::uint16_t port) {
  std::uint8_t value;
  asm volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
  return value;
}

void wait_for(std::uint8_t state) {
  while ((read_port(kStatusPort) & state) == 0) asm volatile("pause");
}

} // namespace

void print(std::string_view text) {
  for (const char character : text) {
    wait_for(kReadyToSend);
    write_port(kPort, static_cast<std::uint8_t>(character));
  }
}

void print_line(const Line& line) {
  print("bootcheck: ");
  print(line.text());
  print("\n");
}

void end(Outcome outcome) {
  wait_for(kAllSent);
  write_port(kExitPort, outcome == Outcome::Pass ? kExitPass : kExitFail);
  for (;;) asm volatile("cli; hlt");
}

void fail(const Line& reason) {
  Line line;
  line << "FAIL kernel: " << reason.text();
  print_line(line);
  end(Outcome::Fail);
}

} // namespace sigil::bootcheck
