#include "sigil/image/boot.hpp"

#include "document.hpp"
#include "expect_error.hpp"
#include "support/catch.hpp"

using namespace sigil;
using namespace sigil::image;
using sigil::test::error_of;

namespace {

BootEntry sample() {
  return {"Hello (bootcheck)",
          "/boot/kernel",
          {"serial", "sigil-manifest=" + std::string(64, 'a'), "odd;{$#}*"},
          {{"/boot/image.elf", {"image.elf"}}}};
}

void check_same(const BootEntry& a, const BootEntry& b) {
  CHECK(a.title == b.title);
  CHECK(a.kernel_path == b.kernel_path);
  CHECK(a.kernel_arguments == b.kernel_arguments);
  REQUIRE(a.modules.size() == b.modules.size());
  for (std::size_t i = 0; i < a.modules.size(); ++i) {
    CHECK(a.modules[i].path == b.modules[i].path);
    CHECK(a.modules[i].arguments == b.modules[i].arguments);
  }
}

} // namespace

TEST_CASE("GRUB's configuration, to the byte") {
  REQUIRE(write_grub_config(sample()) == "set timeout=0\n"
                                         "menuentry 'Hello (bootcheck)' {\n"
                                         "  multiboot2 /boot/kernel serial sigil-manifest=" +
                                             std::string(64, 'a') +
                                             " 'odd;{$#}*'\n"
                                             "  module2 /boot/image.elf image.elf\n"
                                             "}\n");
}

TEST_CASE("the documented configurations of GRUB's own images") {
  const std::string page = test::format_page("iso.md");
  const std::string bios = test::indented_block(page, "serial --unit=0");
  REQUIRE(bios == grub_image(Firmware::Bios).config);
  const std::string uefi = test::indented_block(page, "regexp ");
  const std::string last = "normal\n";
  REQUIRE(bios.substr(0, bios.size() - last.size()) + uefi == grub_image(Firmware::Uefi).config);
}

TEST_CASE("GRUB's configuration with a video mode, to the byte") {
  const BootEntry entry{"a", "/boot/bender", {"serial"}, {{"/boot/hypervisor", {"hypervisor"}}}, true};
  const std::string text = write_grub_config(entry);
  REQUIRE(text == "set timeout=0\n"
                  "set gfxpayload=auto\n"
                  "menuentry 'a' {\n"
                  "  insmod multiboot2\n"
                  "  insmod gzio\n"
                  "  multiboot2 /boot/bender serial\n"
                  "  module2 /boot/hypervisor hypervisor\n"
                  "}\n");
  CHECK(parse_grub_config(text).has_video_mode);
  CHECK_FALSE(parse_grub_config(write_grub_config(sample())).has_video_mode);
}

TEST_CASE("GRUB's configuration comes back") {
  check_same(parse_grub_config(write_grub_config(sample())), sample());
  BootEntry entry = sample();
  entry.title = "größer \"and\" $better";
  entry.modules = {{"/boot/hypervisor", {"hypervisor", "serial"}}, {"/boot/my image", {}}};
  entry.modules[1].path = "/boot/my#image";
  check_same(parse_grub_config(write_grub_config(entry)), entry);
}

TEST_CASE("words that GRUB would not pass on unchanged are refused") {
  BootEntry entry = sample();
  SECTION("blank") {
    entry.kernel_arguments[0] = "two words";
  }
  SECTION("quote") {
    entry.kernel_arguments[0] = "it's";
  }
  SECTION("double quote") {
    entry.modules[0].arguments[0] = "\"";
  }
  SECTION("backslash") {
    entry.modules[0].arguments[0] = "a\\b";
  }
  SECTION("line end") {
    entry.kernel_arguments[0] = "a\nboot";
  }
  SECTION("not ASCII") {
    entry.kernel_arguments[0] = "\xc3\xbc";
  }
  SECTION("empty") {
    entry.kernel_arguments[0] = "";
  }
  SECTION("relative path") {
    entry.kernel_path = "boot/kernel";
  }
  SECTION("path of another device") {
    entry.modules[0].path = "(hd1)/boot/image.elf";
  }
  SECTION("title") {
    entry.title = "it's";
  }
  SECTION("title with a line end") {
    entry.title = "a\nb";
  }
  SECTION("no title") {
    entry.title = "";
  }
  const Error error = error_of([&] { write_grub_config(entry); });
  CHECK(error.kind() == ErrorKind::Invalid);
  CHECK(error.code() == "image.grub.word");
}

TEST_CASE("the form that Genode's own images have") {
  const std::string_view text = R"(loadfont /boot/font.pf2
set timeout=0
set gfxpayload=auto
menuentry 'Genode on NOVA' {
 insmod multiboot2
 insmod gzio
 multiboot2 /boot/bender serial intel_hwp_performance
 module2 /boot/hypervisor hypervisor iommu_intel iommu_amd serial
 module2 /boot/image.elf.gz image.elf
}
)";
  const BootEntry entry = parse_grub_config(text);
  CHECK(entry.has_video_mode);
  check_same(entry, {"Genode on NOVA",
                     "/boot/bender",
                     {"serial", "intel_hwp_performance"},
                     {{"/boot/hypervisor", {"hypervisor", "iommu_intel", "iommu_amd", "serial"}},
                      {"/boot/image.elf.gz", {"image.elf"}}}});
}

TEST_CASE("GRUB's words: quotes, escapes, comments, line ends") {
  const BootEntry entry = parse_grub_config("# multiboot2 /no\n"
                                            "if [ x${grub_platform} = xpc ]; then echo ${module2}; fi\n"
                                            "menuentry \"a \\\"b\\\" \\c\" --class x { multiboot2 \\\n"
                                            " /boot/'k e'\"r\"n\\el a'b'c; module2 /m # one\n"
                                            " module2 /n x#y }\n"
                                            "menuentry other { multiboot2 /other\n module2 /o }\n");
  check_same(entry, {"a \"b\" \\c", "/boot/k ernel", {"abc"}, {{"/m", {}}, {"/n", {"x#y"}}}});
}

TEST_CASE("a configuration that does not say what is booted is refused") {
  const auto [text, fault] = GENERATE(table<std::string, std::string>({
      {"", "has no line 'multiboot2'"},
      {"module2 /m\n", "has no line 'multiboot2'"},
      {"\n multiboot2\n", "line 2 of GRUB's configuration loads nothing"},
      {"multiboot2 kernel\n", "line 1 of GRUB's configuration loads 'kernel', expected an absolute path"},
      {"multiboot2 /k\nmodule2 $image\n", "line 2 of GRUB's configuration uses a variable"},
      {"multiboot2 /k ${a}\n", "uses a variable"},
      {"multiboot2 /k \"$a\"\n", "uses a variable"},
      {"multiboot2 /k 'a\n\n", "line 1 of GRUB's configuration has a quote ' that is not closed"},
      {"multiboot2 /k \"a\n\n", "line 1 of GRUB's configuration has a quote \" that is not closed"},
      {"multiboot2 /k \\", "line 1 of GRUB's configuration ends in a backslash"},
  }));
  INFO(text);
  const Error error = error_of([&bad = text] { parse_grub_config(bad); });
  CHECK(error.kind() == ErrorKind::Invalid);
  CHECK(error.message().find(fault) != std::string::npos);
}

TEST_CASE("the manifest's hash on a command line") {
  crypto::Hash hash{};
  hash[0] = 0xab;
  hash[31] = 0x01;
  REQUIRE(manifest_word(hash) == "sigil-manifest=ab" + std::string(60, '0') + "01");
  BootEntry entry = sample();
  SECTION("on the kernel's") {
    entry.kernel_arguments = {"serial", manifest_word(hash)};
    REQUIRE(find_manifest_hash(entry) == hash);
  }
  SECTION("on a module's, and again") {
    entry.kernel_arguments = {manifest_word(hash)};
    entry.modules[0].arguments = {"hypervisor", manifest_word(hash)};
    REQUIRE(find_manifest_hash(entry) == hash);
  }
  SECTION("nowhere") {
    entry.kernel_arguments = {"serial", "sigil-manifest"};
    REQUIRE_FALSE(find_manifest_hash(entry));
  }
  SECTION("two that differ") {
    entry.modules[0].arguments = {manifest_word(hash)};
    const Error error = error_of([&] { find_manifest_hash(entry); });
    CHECK(error.code() == "image.grub.manifest-word");
    CHECK(error.message().find("stands twice and differs") != std::string::npos);
  }
  SECTION("malformed") {
    entry.kernel_arguments = {manifest_word(hash) + "0"};
    REQUIRE(error_of([&] { find_manifest_hash(entry); }).code() == "image.grub.manifest-word");
  }
}
