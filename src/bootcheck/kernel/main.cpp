/// \file
/// The bootcheck kernel: loads the one boot module as NOVA loads core, and runs it in ring 3.
#include "kernel/image.hpp"
#include "kernel/multiboot.hpp"
#include "kernel/paging.hpp"
#include "kernel/serial.hpp"
#include "kernel/trap.hpp"

namespace sigil::bootcheck {
namespace {

extern "C" const char kernel_begin[]; // physical addresses, from the linker script
extern "C" const char kernel_end[];

alignas(kPageSize) std::uint8_t info_page[kPageSize];
alignas(kPageSize) std::uint8_t working_memory[kWorkSize];
Image image;

void require(bool ok, const Line& reason) {
  if (!ok) fail(reason);
}

BootInformation read_boot_information(std::uint64_t address) {
  constexpr std::uint64_t kMaxSize = 0x100000;
  const std::uint32_t size = *at_physical<u32le>(address);
  Line reason;
  BootInformation information;
  require(read_boot_information({at_physical<std::uint8_t>(address), size < kMaxSize ? size : 0}, information,
                                reason),
          reason);
  if (information.module_begin < reinterpret_cast<std::uint64_t>(kernel_end) &&
      information.module_end > reinterpret_cast<std::uint64_t>(kernel_begin)) {
    reason << "module overlaps the kernel";
    fail(reason);
  }
  return information;
}

void map_image(std::uint64_t module) {
  for (const Segment& segment : image.segments())
    map(segment.address, segment.end(), module + segment.offset,
        {segment.is_writable, segment.is_executable});
}

void hand_over(const BootInformation& information) {
  auto& info = *reinterpret_cast<Info*>(info_page);
  info.magic = kInfoMagic;
  info.version = kInfoVersion;
  info.module_address = information.module_begin;
  info.module_size = information.module_end - information.module_begin;
  info.work_address = kWorkAddress;
  info.work_size = kWorkSize;
  info.has_manifest_hash = information.has_manifest_hash ? 1 : 0;
  __builtin_memcpy(info.manifest_hash, information.manifest_hash, sizeof info.manifest_hash);
  map(kInfoAddress, kInfoAddress + kPageSize, physical(info_page), {});
  map(kWorkAddress, kWorkAddress + kWorkSize, physical(working_memory), {.is_writable = true});
}

} // namespace

extern "C" [[noreturn]] void kernel_main(std::uint64_t boot_information) {
  set_up_traps();
  clear_lower_half();
  const BootInformation information = read_boot_information(boot_information);
  const std::uint64_t size = information.module_end - information.module_begin;
  Line line, reason;
  require(read_image({at_physical<std::uint8_t>(information.module_begin), size}, image, reason), reason);
  print_line(line << "kernel: image.elf at " << Hex{information.module_begin} << ", " << size << " bytes, "
                  << std::uint64_t{image.count} << " segments");
  map_image(information.module_begin);
  hand_over(information);
  run_core({&image, information.module_begin, information.module_end});
}

} // namespace sigil::bootcheck
