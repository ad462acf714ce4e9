// GRUB, with our module list and configurations, boots our ISO image in QEMU and passes all words on.
#include "shell.hpp"
#include "sigil/image/boot.hpp"
#include "sigil/image/efi_program.hpp"
#include "sigil/image/fat.hpp"
#include "sigil/image/iso.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

using namespace sigil;
using namespace sigil::image;

namespace {

constexpr const char* kGrub = "/usr/lib/grub/";
constexpr const char* kOvmf = "/usr/share/OVMF/OVMF_CODE_4M.fd";

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
  for (const Firmware firmware : {Firmware::Bios, Firmware::Uefi}) {
    const GrubImage& grub = grub_image(firmware);
    if (!std::filesystem::exists(std::string(kGrub) + std::string(grub.folder)))
      return std::string(grub.package);
  }
  return {};
}

class BootTest {
 public:
  /// Makes the ISO image `out.iso` that boots `entry`.
  void build(const BootEntry& entry) const {
    test::put_file(folder_ / "kernel.S", kKernel);
    test::put_file(folder_ / "grub.cfg", write_grub_config(entry));
    test::put_file(folder_ / "image.elf", std::string(5000, 'i'));
    run("as --32 -o kernel.o kernel.S && ld -m elf_i386 -Ttext=0x200000 -o kernel kernel.o");
    make_grub(Firmware::Bios, "eltorito.img");
    make_grub(Firmware::Uefi, "grub.efi");
    const Bytes grub = test::read_file(folder_ / "grub.efi");
    const Bytes fat = write_fat({"TEST", 1, {{std::string(kEfiDefaultProgram), grub}}});
    test::put_file(folder_ / "efi.img", as_text(fat));
    IsoPlan plan;
    plan.volume_id = "HELLO";
    for (const char* name : {"grub/eltorito.img", "grub/grub.cfg", "kernel", "image.elf"})
      plan.files.push_back(
          {std::string("/boot/") + name, folder_ / std::filesystem::path(name).filename().native()});
    plan.eltorito_path = "/boot/grub/eltorito.img";
    plan.hybrid_mbr = std::string(kGrub) + "i386-pc/boot_hybrid.img";
    plan.output = folder_ / "out.iso";
    plan.uuid = "2020010100000000";
    plan.efi_partition = folder_ / "efi.img";
    run("xorriso" + words(xorriso_arguments(plan)) + " 2>xorriso.log");
  }

  /// Puts the image that build() made aside.
  void keep_as(const char* name) const { std::filesystem::rename(folder_ / "out.iso", folder_ / name); }

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
  void make_grub(Firmware firmware, const char* output) const {
    const GrubImage& grub = grub_image(firmware);
    test::put_file(folder_ / "early.cfg", grub.config);
    run("grub-mkimage -O " + std::string(grub.format) + " -p /boot/grub -c early.cfg -o " + output + " -d " +
        std::string(kGrub) + std::string(grub.folder) + words(grub.modules));
  }
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

TEST_CASE("GRUB boots from the medium that a UEFI loaded it from, and looks at no other") {
  if (!missing().empty()) SIGIL_SKIP("needs " + missing());
  if (!std::filesystem::exists(kOvmf)) SIGIL_SKIP("needs OVMF (package ovmf)");
  const BootTest test;
  test.build({"other", "/boot/kernel", {"other"}, {{"/boot/image.elf", {"image.elf"}}}});
  test.keep_as("other.iso");
  test.build({"right", "/boot/kernel", {"right"}, {{"/boot/image.elf", {"image.elf"}}}});
  const std::string uefi = "-drive if=pflash,unit=0,format=raw,readonly=on,file=" + std::string(kOvmf) +
                           " -drive if=none,id=other,file=other.iso,format=raw,snapshot=on"
                           " -device virtio-blk-pci,drive=other ";
  for (const char* drive : {"-drive if=none,id=this,media=cdrom,file=out.iso,format=raw,readonly=on"
                            " -device ide-cd,drive=this,bootindex=0",
                            "-drive if=none,id=this,file=out.iso,format=raw,snapshot=on"
                            " -device qemu-xhci -device usb-storage,drive=this,bootindex=0"}) {
    INFO(drive);
    const std::string serial = test.boot(uefi + drive, 120);
    INFO(serial);
    CHECK(serial.find("[right][image.elf]") != std::string::npos);
    CHECK(serial.find("[other]") == std::string::npos);
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
