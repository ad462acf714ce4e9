#include "sigil/image/core_image.hpp"

#include <algorithm>
#include <iomanip>
#include <sstream>

#include "document.hpp"
#include "expect_error.hpp"
#include "support/catch.hpp"
#include "test_core.hpp"

using namespace sigil;
using namespace sigil::image;
using sigil::test::error_of;
using sigil::test::put64;

namespace {

constexpr std::size_t kCode = test::program_header(0);
constexpr std::size_t kData = test::program_header(1);
constexpr std::size_t kBinaries = test::program_header(2);
/// In sample_image(): behind 0x53 bytes of data, aligned to 8.
constexpr std::size_t kTable = 0x2058;

Error read_error(const Bytes& bytes) {
  return error_of([&] { read_core_image(bytes); });
}

/// As in docs/formats/core-image.md: 16 bytes a line, without the lines that are zero.
std::string dump(const Bytes& bytes) {
  std::ostringstream text;
  text << std::hex << std::setfill('0');
  for (std::size_t line = 0; line < bytes.size(); line += 16) {
    const auto begin = bytes.begin() + static_cast<std::ptrdiff_t>(line);
    if (std::all_of(begin, begin + 16, [](auto byte) { return byte == 0; })) continue;
    text << std::setw(8) << line << ' ';
    for (std::size_t i = 0; i < 16; ++i)
      text << (i == 8 ? "  " : " ") << std::setw(2) << unsigned{bytes[line + i]};
    text << '\n';
  }
  return text.str();
}

} // namespace

TEST_CASE("the documented core image") {
  const std::string_view config = "<config/>\n", greeting = "Hello world!";
  BytesSink sink;
  write_core_image(CoreTemplate::parse(Blob::of(test::core_template_bytes())),
                   {test::make_rom("config", Bytes(config.begin(), config.end())),
                    test::make_rom("greeting", Bytes(greeting.begin(), greeting.end()))},
                   sink);
  REQUIRE(sink.bytes().size() == 0x5000);
  REQUIRE(dump(sink.bytes()) == test::indented_block(test::format_page("core-image.md"), "00000000  7f 45"));
}

TEST_CASE("a core image comes back as it was written") {
  const Bytes bytes = test::sample_image();
  const auto modules = test::sample_modules();
  const CoreTemplate core = CoreTemplate::parse(Blob::of(test::core_template_bytes()));
  REQUIRE(bytes.size() == core_image_size(core, modules));
  REQUIRE(bytes.size() == 0x3000 + 0x1000 + 0x1000 + 0x2000);

  const CoreImage image = read_core_image(bytes);
  REQUIRE(image.modules.size() == modules.size());
  for (std::size_t i = 0; i < modules.size(); ++i) {
    CHECK(image.modules[i].name == modules[i].name.full());
    CHECK(image.modules[i].size_bytes == modules[i].size_bytes());
    CHECK(image.modules[i].virtual_address % 0x1000 == 0);
    CHECK(image.modules[i].file_offset - 0x1000 == image.modules[i].virtual_address - 0x100000);
    const ByteView expected = modules[i].content.bytes();
    CHECK(std::equal(image.modules[i].content.begin(), image.modules[i].content.end(), expected.begin(),
                     expected.end()));
  }
  CHECK(image.headers_begin == 0x101058);
  CHECK(image.headers_end == 0x101058 + 3 * 24);
  CHECK(image.binaries_begin == 0x102000);
  CHECK(image.binaries_end == 0x100000 + bytes.size() - 0x1000);
}

TEST_CASE("a core image keeps core, but for the five words and the headers") {
  const Bytes bytes = test::sample_image();
  const Bytes core = test::core_template_bytes();
  const CoreImage image = read_core_image(bytes);
  const std::uint64_t words[] = {image.headers_begin, image.headers_end, image.binaries_begin,
                                 image.binaries_end, image.binaries_end};
  Bytes expected(core.begin() + 0x1000, core.end());
  for (std::size_t i = 0; i < 5; ++i) put64(expected, test::kWordsOffset - 0x1000 + 8 * i, words[i]);
  REQUIRE(std::equal(expected.begin(), expected.end(), bytes.begin() + 0x1000));

  // No section headers, three program headers behind the file header, nothing else in the first page.
  CHECK(test::get64(bytes, 32) == 64);
  CHECK(test::get64(bytes, 40) == 0);
  CHECK(bytes[56] == 3);
  CHECK(
      std::all_of(bytes.begin() + 64 + 3 * 56, bytes.begin() + 0x1000, [](auto byte) { return byte == 0; }));
}

TEST_CASE("padding of a core image is zero") {
  const Bytes bytes = test::sample_image();
  const auto is_zero = [&](std::size_t from, std::size_t to) {
    return std::all_of(bytes.begin() + static_cast<std::ptrdiff_t>(from),
                       bytes.begin() + static_cast<std::ptrdiff_t>(to), [](auto byte) { return byte == 0; });
  };
  CHECK(is_zero(0x1010, 0x2000));           // behind the code
  CHECK(is_zero(0x2053, kTable));           // before the table
  CHECK(is_zero(0x3000 + 10, 0x4000));      // behind the text
  CHECK(is_zero(0x5000 + 0x1001, 0x7000));  // behind the last module
  CHECK_FALSE(is_zero(0x5000, 0x5000 + 1)); // the page between has none
}

TEST_CASE("the writer refuses what core would skip, mix up or not reach") {
  const CoreTemplate core = CoreTemplate::parse(Blob::of(test::core_template_bytes()));
  BytesSink sink;
  SECTION("no module") {
    const Error error = error_of([&] { write_core_image(core, {}, sink); });
    CHECK(error.code() == "image.core.modules");
  }
  SECTION("modules of zero size, all of them") {
    const std::vector<rom::Rom> modules{test::make_rom("a", {}), test::make_rom("b", {1}),
                                        test::make_rom("c", {})};
    const Error error = error_of([&] { write_core_image(core, modules, sink); });
    CHECK(error.kind() == ErrorKind::Invalid);
    CHECK(error.code() == "image.core.empty-module");
    CHECK(error.message().find("'a'") != std::string::npos);
    REQUIRE(error.siblings().size() == 1);
    CHECK(error.siblings()[0].message().find("'c'") != std::string::npos);
  }
  SECTION("names that are equal where Genode cuts") {
    const std::string start = "urn:eris:" + std::string(54, 'A');
    const Error error = error_of([&] {
      write_core_image(core, {test::make_rom(start + "B", {1}), test::make_rom(start + "C", {1})}, sink);
    });
    CHECK(error.code() == "rom.name.collision");
  }
  CHECK(sink.bytes().empty());
}

TEST_CASE("an image ends below core's own areas") {
  const CoreTemplate core = CoreTemplate::parse(Blob::of(test::core_template_bytes()));
  // One megabyte of content under many names: sizes count, contents are never copied.
  const Blob content = Blob::of(Bytes(1 << 20, 1));
  std::vector<rom::Rom> modules;
  while (modules.size() < 1022)
    modules.push_back({rom::RomName::named("rom-" + std::to_string(modules.size())), content});
  const std::uint64_t below = core_image_size(core, modules);
  CHECK(below < kMaxImageBytes);
  modules.push_back({rom::RomName::named("last"), content.slice(0, kMaxImageBytes - below - 0x1000)});
  CHECK(core_image_size(core, modules) == kMaxImageBytes - 0x1000);
  modules.back().content = content.slice(0, kMaxImageBytes - below - 0x1000 + 1);
  const Error error = error_of([&] { core_image_size(core, modules); });
  CHECK(error.kind() == ErrorKind::Limit);
  CHECK(error.code() == "image.core.limit");
}

TEST_CASE("a template has each sentinel once, where it can be replaced") {
  Bytes bytes = test::core_template_bytes();
  const auto parse_error = [&] { return error_of([&] { CoreTemplate::parse(Blob::of(bytes)); }); };
  SECTION("missing") {
    put64(bytes, test::kWordsOffset + 16, 0);
    const Error error = parse_error();
    CHECK(error.code() == "image.core.sentinel");
    CHECK(error.message().find("'_boot_modules_binaries_begin' stands nowhere") != std::string::npos);
  }
  SECTION("twice") {
    put64(bytes, 0x2001, kSentinels[4].value);
    const Error error = parse_error();
    CHECK(error.code() == "image.core.sentinel");
    CHECK(error.message().find("'_prog_img_end' stands more than once") != std::string::npos);
  }
  SECTION("in code") {
    put64(bytes, 0x1003, kSentinels[0].value);
    const Error error = parse_error();
    CHECK(error.message().find("'_boot_modules_headers_begin' is used as a constant in the RX") !=
          std::string::npos);
    CHECK(error.hints().size() == 1);
  }
  SECTION("all missing") {
    std::fill_n(bytes.begin() + test::kWordsOffset, 40, std::uint8_t{0});
    CHECK(parse_error().siblings().size() == 4);
  }
}

TEST_CASE("rule a: a 64-bit little-endian executable for x86-64") {
  Bytes bytes = test::sample_image();
  std::string found;
  SECTION("no ELF") {
    bytes[1] = 'X';
    found = "is no ELF file";
  }
  SECTION("shared") {
    bytes[16] = 3;
    found = "expected an executable (ET_EXEC)";
  }
  SECTION("machine") {
    bytes[18] = 3;
    found = "is for ELF machine 3, expected 62 (x86-64)";
  }
  const Error error = read_error(bytes);
  CHECK(error.kind() == ErrorKind::Invalid);
  CHECK(error.code() == "image.core.rule-a");
  CHECK(error.message().find(found) != std::string::npos);
}

TEST_CASE("rule b: segments are mapped in place") {
  Bytes bytes = test::sample_image();
  std::string found;
  SECTION("larger in memory") {
    put64(bytes, kData + test::kMemorySize, test::get64(bytes, kData + test::kFileSize) + 8);
    found = "in memory, expected the same";
  }
  SECTION("another offset within a page") {
    put64(bytes, kBinaries + 48, 1); // its own alignment, which would forbid it already
    put64(bytes, kBinaries + test::kOffset, 0x3010);
    put64(bytes, kBinaries + test::kFileSize, 0x3000);
    put64(bytes, kBinaries + test::kMemorySize, 0x3000);
    found = "lies at file offset 0x3010, expected the same offset within a page";
  }
  SECTION("two kinds of rights on one page") {
    const std::uint64_t size = test::get64(bytes, kData + test::kFileSize);
    put64(bytes, kCode + test::kFileSize, 0x1001);
    put64(bytes, kCode + test::kMemorySize, 0x1001);
    test::put_segment(bytes, 1, 6, 0x2008, size - 8);
    found = "shares a page with the RX segment";
  }
  const Error error = read_error(bytes);
  CHECK(error.code() == "image.core.rule-b");
  CHECK(error.message().find(found) != std::string::npos);
}

TEST_CASE("rule c: offsets and addresses go in step") {
  Bytes bytes = test::sample_image();
  SECTION("one segment elsewhere") {
    put64(bytes, kBinaries + test::kAddress, test::get64(bytes, kBinaries + test::kAddress) + 0x1000);
    const Error error = read_error(bytes);
    CHECK(error.code() == "image.core.rule-c");
    CHECK(error.message().find("R segment at 0x103000 lies at file offset 0x3000, expected 0x4000") !=
          std::string::npos);
  }
  SECTION("first segment with the file header") {
    put64(bytes, kCode + test::kOffset, 0);
    put64(bytes, kCode + test::kAddress, 0xff000);
    put64(bytes, kCode + test::kFileSize, 0x1010);
    put64(bytes, kCode + test::kMemorySize, 0x1010);
    const Error error = read_error(bytes);
    CHECK(error.code() == "image.core.rule-c");
    CHECK(error.message() == "first segment lies at file offset 0x0, expected 0x1000");
  }
}

TEST_CASE("rule d: the module segment ends where the last module ends") {
  Bytes bytes = test::sample_image();
  SECTION("segment a page longer") {
    bytes.resize(bytes.size() + 0x1000);
    put64(bytes, kBinaries + test::kFileSize, 0x5000);
    put64(bytes, kBinaries + test::kMemorySize, 0x5000);
  }
  SECTION("last module a page shorter") {
    put64(bytes, kTable + 2 * 24 + 16, 0x1000);
  }
  const Error error = read_error(bytes);
  CHECK(error.code() == "image.core.rule-d");
}

TEST_CASE("independent faults are reported together") {
  Bytes bytes = test::sample_image();
  put64(bytes, kData + test::kMemorySize, 0x4000);
  put64(bytes, kBinaries + test::kAddress, 0x200000);
  const Error error = read_error(bytes);
  CHECK(error.code() == "image.core.rule-b");
  REQUIRE_FALSE(error.siblings().empty());
  CHECK(error.siblings().back().code() == "image.core.rule-c");
}

TEST_CASE("segments have the rights that NOVA is to give") {
  Bytes bytes = test::sample_image();
  std::string found;
  SECTION("writable code") {
    bytes[kCode + test::kFlags] = 7;
    found = "segments RWX RW R, expected RX RW R";
  }
  SECTION("writable modules") {
    bytes[kBinaries + test::kFlags] = 6;
    found = "segments RX RW RW, expected RX RW R";
  }
  SECTION("no modules") {
    bytes[56] = 2;
    found = "segments RX RW, expected RX RW R";
  }
  const Error error = read_error(bytes);
  CHECK(error.code() == "image.core.segments");
  CHECK(error.message().find(found) != std::string::npos);
}

TEST_CASE("entry point outside of core's code") {
  Bytes bytes = test::sample_image();
  put64(bytes, 24, 0x100010);
  CHECK(read_error(bytes).code() == "image.core.entry");
}

TEST_CASE("a damaged table of boot modules") {
  Bytes bytes = test::sample_image();
  std::string code = "image.core.table", found;
  SECTION("no table") {
    put64(bytes, kTable + 8, 0);
    found = "has no table of boot modules, expected one whose first module begins at 0x102000";
  }
  SECTION("a gap between modules") {
    put64(bytes, kTable + 24 + 8, 0x104000);
    found = "boot module 2 'page' begins at 0x104000, expected 0x103000";
  }
  SECTION("modules on one page") {
    put64(bytes, kTable + 24 + 8, 0x102010);
    found = "boot module 2 'page' begins at 0x102010, expected 0x103000";
  }
  SECTION("size beyond the segment") {
    put64(bytes, kTable + 2 * 24 + 16, ~std::uint64_t{0});
    found = "has 0xffffffffffffffff bytes, expected it within the module segment";
  }
  SECTION("name outside of the segment") {
    put64(bytes, kTable + 24, 0x102000);
    code = "image.core.name";
    found = "name of boot module 2 lies at 0x102000";
  }
  SECTION("name without an end") {
    const std::size_t end = 0x2000 + test::get64(bytes, kData + test::kFileSize);
    std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(end) - 8,
              bytes.begin() + static_cast<std::ptrdiff_t>(end), std::uint8_t{'x'});
    code = "image.core.name";
    found = "name of boot module 3 does not end";
  }
  SECTION("name that no ROM can have") {
    bytes[kTable + 3 * 24] = '/';
    code = "image.core.name";
    found = "name of boot module 1 is '/onfig'";
  }
  const Error error = read_error(bytes);
  CHECK(error.code() == code);
  CHECK(error.message().find(found) != std::string::npos);
}

TEST_CASE("zeros follow each module") {
  Bytes bytes = test::sample_image();
  bytes[0x3fff] = 1;
  bytes.back() = 1;
  const Error error = read_error(bytes);
  CHECK(error.code() == "image.core.padding");
  CHECK(error.message().find("boot module 'config' is not followed by zeros") != std::string::npos);
  CHECK(error.siblings().size() == 1);
}

TEST_CASE("two tables that both describe the modules") {
  // The words before the table are core's own data: here they repeat one module's header and name.
  Bytes core = test::core_template_bytes();
  core.resize(0x2053 + 64);
  test::put_segment(core, 1, 6, 0x2000, 0x53 + 64);
  const std::size_t copy = 0x2060;
  BytesSink sink;
  write_core_image(CoreTemplate::parse(Blob::of(core)), {test::make_rom("only", {1, 2, 3})}, sink);
  Bytes bytes = std::move(sink).bytes();
  REQUIRE(read_core_image(bytes).modules.size() == 1);
  put64(bytes, copy, 0x101060 + 24);
  put64(bytes, copy + 8, 0x102000);
  put64(bytes, copy + 16, 3);
  bytes[copy + 24] = 'x';
  const Error error = read_error(bytes);
  CHECK(error.code() == "image.core.table");
  CHECK(error.message().find("tables of boot modules at 0x101060 and 0x101098, expected one") !=
        std::string::npos);
}

TEST_CASE("a core image cut anywhere is refused") {
  const Bytes bytes = test::sample_image();
  for (std::size_t length = 0; length < bytes.size(); length += length < 0x200 ? 1 : 97) {
    INFO(length);
    REQUIRE_THROWS_AS(read_core_image(ByteView(bytes).first(length)), Error);
  }
}
