// GRUB, with our module list and configurations, boots our ISO image in QEMU and passes all words on.
#include "shell.hpp"
#include "sigil/image/boot.hpp"
#include "sigil/image/iso.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

using namespace sigil;
using namespace sigil::image;

namespace {

constexpr const char* kGrub = "/usr/lib/grub/i386-pc";

/// Prints the command lines of itself and of its modules in brackets, then ends QEMU.
constexpr const char* kKernel = R"(
        .text
        .p2align 3
header: .long 0xe85250d6, 0, header_end - header, -(0xe85250d6 + (header_end - header))
        .word 0, 0
        .long 8
header_end:
        .global _start
_start: mov $0x3f8, %dx
        lea 8(%ebx), %esi
tag:    mov (%esi), %eax
        test %eax, %eax
        jz end
        lea 8(%esi), %edi
        cmp $1, %eax
        je print
        lea 16(%esi), %edi
        cmp $3, %eax
        jne next
print:  mov $'[', %al
        out %al, %dx
1:      mov (%edi), %al
        inc %edi
        test %al, %al
        jz 2f
        out %al, %dx
        jmp 1b
2:      mov $']', %al
        out %al, %dx
next:   mov 4(%esi), %eax
        add $7, %eax
        and $-8, %eax
        add %eax, %esi
        jmp tag
end:    mov $0x10, %eax
        out %eax, $0xf4
        hlt
)";

std::string words(const std::vector<std::string>& list) {
  std::string text;
  for (const std::string& word : list) text += " " + test::shell_word(word);
  return text;
}

/// What is missing for the test; empty if nothing is.
std::string missing() {
  for (const char* tool : {"as", "ld", "grub-mkimage", "xorriso", "qemu-system-x86_64", "timeout"})
    if (!test::has_tool(tool)) return tool;
  return std::filesystem::exists(std::string(kGrub) + "/boot_hybrid.img") ? "" : "grub-pc-bin";
}

class BootTest {
 public:
  /// Makes the ISO image `out.iso` that boots `entry`.
  void build(const BootEntry& entry) const {
    test::put_file(folder_ / "kernel.S", kKernel);
    test::put_file(folder_ / "grub.cfg", write_grub_config(entry));
    test::put_file(folder_ / "early.cfg", embedded_grub_config());
    test::put_file(folder_ / "image.elf", std::string(5000, 'i'));
    run("as --32 -o kernel.o kernel.S && ld -m elf_i386 -Ttext=0x200000 -o kernel kernel.o");
    run("grub-mkimage -O i386-pc-eltorito -p /boot/grub -c early.cfg -o eltorito.img -d " +
        std::string(kGrub) + words(grub_bios_modules()));
    IsoPlan plan;
    plan.volume_id = "HELLO";
    for (const char* name : {"grub/eltorito.img", "grub/grub.cfg", "kernel", "image.elf"})
      plan.files.push_back(
          {std::string("/boot/") + name, folder_ / std::filesystem::path(name).filename().native()});
    plan.eltorito_path = "/boot/grub/eltorito.img";
    plan.hybrid_mbr = std::string(kGrub) + "/boot_hybrid.img";
    plan.output = folder_ / "out.iso";
    plan.uuid = "2020010100000000";
    run("xorriso" + words(xorriso_arguments(plan)) + " 2>xorriso.log");
  }

  /// Serial output of a machine with these drives, until it ends itself or for `seconds`.
  std::string boot(const std::string& drive, int seconds) const {
    const std::string command =
        "timeout " + std::to_string(seconds) +
        " qemu-system-x86_64 -machine q35 -accel tcg -cpu max -m 256 -display none -monitor none "
        "-no-reboot -nic none -serial stdio -device isa-debug-exit,iobase=0xf4,iosize=4 " +
        drive + " </dev/null >serial.out 2>qemu.err";
    test::succeeds("cd " + test::shell_word(folder_.path().native()) + " && " + command);
    const Bytes bytes = test::read_file(folder_ / "serial.out");
    return std::string(as_text(bytes));
  }

 private:
  void run(const std::string& command) const {
    INFO(command);
    REQUIRE(test::succeeds("cd " + test::shell_word(folder_.path().native()) + " && " + command));
  }

  test::TempFolder folder_;
};

} // namespace

TEST_CASE("GRUB boots the image as CD and as disk and passes every word on") {
  if (!missing().empty()) SIGIL_SKIP("needs " + missing());
  const BootTest test;
  test.build({"Hello \"$x\"",
              "/boot/kernel",
              {"serial", "a;{b}$c#|&<>*?[]~!%^@`", "#"},
              {{"/boot/image.elf", {"image.elf", "sigil-manifest=0"}}}});
  for (const char* drive : {"-cdrom out.iso", "-drive file=out.iso,format=raw,if=ide,snapshot=on"}) {
    INFO(drive);
    const std::string serial = test.boot(drive, 60);
    INFO(serial);
    CHECK(serial.find("Booting `Hello \"$x\"'") != std::string::npos);
    CHECK(serial.find("[serial a;{b}$c#|&<>*?[]~!%^@` #][image.elf sigil-manifest=0]") != std::string::npos);
    CHECK(serial.find("error") == std::string::npos);
  }
}

TEST_CASE("GRUB's errors appear on the serial line") {
  if (!missing().empty()) SIGIL_SKIP("needs " + missing());
  const BootTest test;
  test.build({"Hello", "/boot/kernel", {}, {{"/boot/missing", {"image.elf"}}}});
  const std::string serial = test.boot("-cdrom out.iso", 10);
  INFO(serial);
  CHECK(serial.find("error: file `/boot/missing' not found.") != std::string::npos);
}
