// Core images and templates as GNU as and ld make them.
#include <algorithm>

#include "expect_error.hpp"
#include "shell.hpp"
#include "sigil/image/core_image.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"
#include "test_core.hpp"

using namespace sigil;
using namespace sigil::image;

namespace {

constexpr const char* kCore = R"(
        .section .text.crt0, "ax"
        .global _start
_start: movabs $words, %rax
        hlt
        .data
        .p2align 3
        .global words
words:  .quad _boot_modules_headers_begin, _boot_modules_headers_end
        .quad _boot_modules_binaries_begin, _boot_modules_binaries_end, _prog_img_end
        .bss
        .skip 0x1801
)";

/// The form of docs/formats/core-image.md, "Linked by as and ld": 'config', an empty module, 'blob'.
constexpr const char* kModules = R"(
        .section .data
        .p2align 3
        .global _boot_modules_headers_begin
_boot_modules_headers_begin:
        .quad name_1, begin_1, end_1 - begin_1
        .quad name_2, begin_2, end_2 - begin_2
        .quad name_3, begin_3, end_3 - begin_3
        .global _boot_modules_headers_end
_boot_modules_headers_end:
        .p2align 3
name_1: .string "config"
        .byte 0
        .p2align 3
name_2: .string "empty"
        .byte 0
        .p2align 3
name_3: .string "blob"
        .byte 0
        .section .data.boot_modules_binaries, "aw"
        .global _boot_modules_binaries_begin
_boot_modules_binaries_begin:
        .p2align 12
begin_1: .ascii "<config/>"
end_1:  .p2align 12
begin_2:
end_2:  .p2align 12
begin_3: .fill 0x1234, 1, 0x42
end_3:  .p2align 12
        .global _boot_modules_binaries_end
_boot_modules_binaries_end:
)";

constexpr const char* kScript = R"(
ENTRY(_start)
PHDRS { ro PT_LOAD FLAGS(5); rw PT_LOAD FLAGS(6); boot PT_LOAD FLAGS(4); }
SECTIONS {
  . = 0x100000;
  .text : { *(.text.crt0) *(.text) } : ro
  . = ALIGN(0x1000);
  .data : { *(.data) *(.bss) . = ALIGN(8); QUAD(0) } : rw
  .data.boot_modules_binaries : ALIGN(0x1000) { *(.data.boot_modules_binaries) } : boot
  _prog_img_end = .;
}
)";

/// A folder with core.o, in which further tools run.
class Workshop {
 public:
  Workshop() {
    test::put_file(folder_ / "core.S", kCore);
    run("as --64 -o core.o core.S");
  }
  void run(const std::string& command) const {
    INFO(command);
    REQUIRE(test::succeeds("cd " + test::shell_word(folder_.path().native()) + " && " + command));
  }
  Bytes link_template() const {
    const std::string script = std::string(SIGIL_SOURCE_DIR) + "/src/system/core.ld";
    run("ld -nostdlib -z max-page-size=0x1000 -T " + test::shell_word(script) + " -o template core.o");
    return test::read_file(folder_ / "template");
  }
  Bytes link_image() const {
    test::put_file(folder_ / "modules.S", kModules);
    test::put_file(folder_ / "image.ld", kScript);
    run("as --64 -o modules.o modules.S");
    run("ld -nostdlib -z max-page-size=0x1000 -T image.ld -o image.elf core.o modules.o");
    return test::read_file(folder_ / "image.elf");
  }
  std::filesystem::path operator/(const std::string& name) const { return folder_ / name; }

 private:
  test::TempFolder folder_;
};

void check_linked_image(const Bytes& bytes) {
  const CoreImage image = read_core_image(bytes);
  REQUIRE(image.modules.size() == 3);
  CHECK(image.modules[0].name == "config");
  CHECK(as_text(image.modules[0].content) == "<config/>");
  CHECK(image.modules[1].name == "empty");
  CHECK(image.modules[1].size_bytes == 0);
  CHECK(image.modules[2].name == "blob");
  CHECK(image.modules[2].size_bytes == 0x1234);
  CHECK(std::all_of(image.modules[2].content.begin(), image.modules[2].content.end(),
                    [](auto byte) { return byte == 0x42; }));
  CHECK(image.headers_end - image.headers_begin == 3 * 24);
  CHECK(image.binaries_end - image.binaries_begin == 0x3000);
  // What core itself was linked with: the first three words of its data say the same.
  const std::size_t data = image.elf.segments[1].offset;
  CHECK(test::get64(bytes, data) == image.headers_begin);
  CHECK(test::get64(bytes, data + 8) == image.headers_end);
  CHECK(test::get64(bytes, data + 16) == image.binaries_begin);
  CHECK(test::get64(bytes, data + 24) == image.binaries_end);
  CHECK(test::get64(bytes, data + 32) == image.binaries_end);
}

} // namespace

TEST_CASE("an image linked by as and ld is read, with and without symbols") {
  if (!test::has_tool("as") || !test::has_tool("ld")) SIGIL_SKIP("needs as and ld (package binutils)");
  const Workshop workshop;
  const Bytes bytes = workshop.link_image();
  check_linked_image(bytes);

  workshop.run("strip -o stripped image.elf");
  const Bytes stripped = test::read_file(workshop / "stripped");
  check_linked_image(stripped);

  // Without section headers, which nothing at run time needs.
  Bytes bare = stripped;
  const CoreImage image = read_core_image(stripped);
  bare.resize(image.elf.segments[2].offset + image.elf.segments[2].file_size_bytes);
  test::put64(bare, 40, 0);
  test::put16(bare, 60, 0);
  test::put16(bare, 62, 0);
  check_linked_image(bare);
}

TEST_CASE("a template linked with the project's script becomes an image that readelf takes") {
  if (!test::has_tool("as") || !test::has_tool("ld")) SIGIL_SKIP("needs as and ld (package binutils)");
  const Workshop workshop;
  const CoreTemplate core = CoreTemplate::parse(Blob::of(workshop.link_template()));
  for (std::size_t i = 0; i < kSentinels.size(); ++i) {
    INFO(kSentinels[i].symbol);
    const ByteView elf = core.elf().bytes();
    CHECK(load<std::uint64_t>(elf.data() + core.words()[i], ByteOrder::Little) == kSentinels[i].value);
  }
  const auto modules = test::sample_modules();
  BytesSink sink;
  write_core_image(core, modules, sink);
  const CoreImage image = read_core_image(sink.bytes());
  REQUIRE(image.modules.size() == modules.size());
  for (std::size_t i = 0; i < modules.size(); ++i) CHECK(image.modules[i].name == modules[i].name.full());

  if (!test::has_tool("readelf")) SIGIL_SKIP("needs readelf (package binutils)");
  write_file(workshop / "image.elf", sink.bytes());
  workshop.run("readelf -hlW image.elf >readelf.out 2>readelf.err");
  CHECK(test::read_file(workshop / "readelf.err").empty());
  const Bytes out = test::read_file(workshop / "readelf.out");
  CHECK(as_text(out).find("Number of program headers:         3\n") != std::string_view::npos);
  if (test::has_tool("eu-elflint")) workshop.run("eu-elflint -q --gnu-ld image.elf");
}

TEST_CASE("core that was compiled with addresses as constants is no template") {
  if (!test::has_tool("as") || !test::has_tool("ld")) SIGIL_SKIP("needs as and ld (package binutils)");
  const Workshop workshop;
  test::put_file(workshop / "constant.S", ".text\n movabs $_boot_modules_headers_end, %rax\n");
  workshop.run("as --64 -o constant.o constant.S && ld -r -o both.o core.o constant.o && mv both.o core.o");
  const Bytes bytes = workshop.link_template();
  const Error error = test::error_of([&] { CoreTemplate::parse(Blob::of(bytes)); });
  CHECK(error.code() == "image.core.sentinel");
  CHECK(error.message().find("'_boot_modules_headers_end' is used as a constant") != std::string::npos);
}
