#include "kernel/trap.hpp"

#include <string_view>

#include "kernel/paging.hpp"
#include "kernel/serial.hpp"

namespace sigil::bootcheck {
namespace {

/// As trap.S and the processor push it.
struct Frame {
  std::uint64_t r15, r14, r13, r12, r11, r10, r9, r8, rbp, rdi, rsi, rdx, rcx, rbx, rax;
  std::uint64_t vector, error_code;
  std::uint64_t rip, cs, rflags, rsp, ss;
};

constexpr std::uint64_t kSystemCallVector = 0x80;

Machine machine;

constexpr std::string_view kExceptionNames[32] = {"divide error",
                                                  "debug",
                                                  "non-maskable interrupt",
                                                  "breakpoint",
                                                  "overflow",
                                                  "bound range",
                                                  "invalid opcode",
                                                  "no coprocessor",
                                                  "double fault",
                                                  "reserved",
                                                  "invalid task state",
                                                  "segment not present",
                                                  "stack segment",
                                                  "general protection",
                                                  "page fault",
                                                  "reserved",
                                                  "floating point",
                                                  "alignment check",
                                                  "machine check",
                                                  "SIMD floating point",
                                                  "virtualization",
                                                  "control protection",
                                                  "reserved",
                                                  "reserved",
                                                  "reserved",
                                                  "reserved",
                                                  "reserved",
                                                  "reserved",
                                                  "hypervisor injection",
                                                  "VMM communication",
                                                  "security",
                                                  "reserved"};

[[noreturn]] void report_exception(const Frame& frame) {
  std::uint64_t fault_address;
  asm volatile("mov %%cr2, %0" : "=r"(fault_address));
  Line reason;
  reason << "exception " << frame.vector << " (" << kExceptionNames[frame.vector & 31] << ") in "
         << ((frame.cs & 3) == 3 ? "core" : "kernel") << ": RIP " << Hex{frame.rip} << ", CR2 "
         << Hex{fault_address} << ", error code " << Hex{frame.error_code};
  fail(reason);
}

[[noreturn]] void refuse_range(std::string_view what, std::uint64_t begin, std::uint64_t end) {
  Line reason;
  reason << "core asks for memory outside the " << what << ": " << Hex{begin} << ".." << Hex{end};
  fail(reason);
}

void write(std::uint64_t address, std::uint64_t size) {
  if (!is_mapped(address, size)) refuse_range("image", address, address + size);
  print({reinterpret_cast<const char*>(address), size});
}

void take_layout(const Frame& frame) {
  const Layout layout{frame.rdi, frame.rsi, frame.rdx, frame.r10, frame.r8, frame.r9};
  Line reason;
  if (!check_layout(*machine.image, layout, reason)) fail(reason);
}

void unmap_image(std::uint64_t begin, std::uint64_t end) {
  if (begin < kImageAddress || begin > end || end > kImageLimit) refuse_range("image", begin, end);
  unmap(begin, end);
}

std::uint64_t map_module(std::uint64_t address, std::uint64_t size) {
  if (address < machine.module_begin ||
      !in_bounds(address - machine.module_begin, size, page_end(machine.module_end) - machine.module_begin))
    refuse_range("module", address, address + size);
  const std::uint64_t in_window = kWindowAddress + (address - machine.module_begin);
  map(in_window, in_window + size, address, {});
  return in_window;
}

} // namespace

extern "C" void handle_trap(Frame* frame) {
  if (frame->vector != kSystemCallVector) report_exception(*frame);
  switch (static_cast<Call>(frame->rax)) {
  case Call::Write: return write(frame->rdi, frame->rsi);
  case Call::Layout: return take_layout(*frame);
  case Call::Unmap: return unmap_image(frame->rdi, frame->rsi);
  case Call::Map: frame->rax = map_module(frame->rdi, frame->rsi); return;
  case Call::Exit: end(frame->rdi == 0 ? Outcome::Pass : Outcome::Fail);
  }
  Line reason;
  reason << "core makes system call " << frame->rax << ", which does not exist";
  fail(reason);
}

extern "C" [[noreturn]] void enter_user(std::uint64_t entry, std::uint64_t argument);

void run_core(const Machine& with) {
  machine = with;
  enter_user(machine.image->entry, kInfoAddress);
}

} // namespace sigil::bootcheck
