/// \file
/// Global and interrupt descriptor table, task state (Intel SDM volume 3, sections 3.4, 6.14, 7.7).
#include "kernel/paging.hpp"
#include "kernel/trap.hpp"

namespace sigil::bootcheck {
namespace {

struct __attribute__((packed)) TaskState {
  std::uint32_t reserved0;
  std::uint64_t stack[3];
  std::uint64_t reserved1;
  std::uint64_t interrupt_stack[7];
  std::uint64_t reserved2;
  std::uint16_t reserved3;
  std::uint16_t io_map;
};
static_assert(sizeof(TaskState) == 104);

struct Gate {
  std::uint64_t low;
  std::uint64_t high;
};

struct __attribute__((packed)) TablePointer {
  std::uint16_t limit;
  std::uint64_t address;
};

constexpr std::uint16_t kKernelCode = 0x08, kTask = 0x28;
constexpr std::size_t kExceptions = 32, kSystemCall = 0x80;
constexpr std::size_t kEntryDistance = 16; // trap.S
constexpr std::uint64_t kRing3 = 3;
constexpr std::size_t kDoubleFault = 8;

/// Null, kernel code, kernel data, user data (0x1b), user code (0x23), task (two entries).
std::uint64_t segments[7] = {
    0, 0x00209a0000000000, 0x0000920000000000, 0x0000f20000000000, 0x0020fa0000000000, 0, 0};
Gate gates[kSystemCall + 1];
TaskState task;
/// Double faults get a stack of their own: the other one may be their cause.
alignas(16) std::uint8_t double_fault_stack[4096];

extern "C" const char kernel_stack_top[];
extern "C" const char exception_entries[];
extern "C" const char system_call_entry[];

Gate make_gate(const char* entry, std::uint64_t ring, std::uint64_t interrupt_stack) {
  const auto address = reinterpret_cast<std::uint64_t>(entry);
  constexpr std::uint64_t kPresentInterruptGate = 0x8e;
  return {(address & 0xffff) | std::uint64_t{kKernelCode} << 16 | interrupt_stack << 32 |
              (kPresentInterruptGate | ring << 5) << 40 | (address >> 16 & 0xffff) << 48,
          address >> 32};
}

} // namespace

void set_up_traps() {
  task.stack[0] = reinterpret_cast<std::uint64_t>(kernel_stack_top);
  task.interrupt_stack[0] = reinterpret_cast<std::uint64_t>(double_fault_stack + sizeof double_fault_stack);
  task.io_map = sizeof task;
  const auto address = reinterpret_cast<std::uint64_t>(&task);
  constexpr std::uint64_t kPresentTask = 0x89;
  segments[5] =
      (sizeof task - 1) | (address & 0xffffff) << 16 | kPresentTask << 40 | (address >> 24 & 0xff) << 56;
  segments[6] = address >> 32;

  for (std::size_t i = 0; i < kExceptions; ++i)
    gates[i] = make_gate(exception_entries + i * kEntryDistance, 0, i == kDoubleFault ? 1 : 0);
  gates[kSystemCall] = make_gate(system_call_entry, kRing3, 0);

  const TablePointer segment_table{sizeof segments - 1, reinterpret_cast<std::uint64_t>(segments)};
  const TablePointer gate_table{sizeof gates - 1, reinterpret_cast<std::uint64_t>(gates)};
  asm volatile("lgdt %0; lidt %1; ltr %w2" : : "m"(segment_table), "m"(gate_table), "r"(kTask) : "memory");
}

} // namespace sigil::bootcheck
