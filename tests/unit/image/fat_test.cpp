#include "sigil/image/fat.hpp"

#include <sstream>

#include "document.hpp"
#include "expect_error.hpp"
#include "sigil/base/endian.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

using namespace sigil;
using namespace sigil::image;
using sigil::test::error_of;

namespace {

constexpr std::string_view kSmall = "hello\n";

/// The example of docs/formats/fat.md.
FatPlan sample() {
  return {"SIGIL-EFI", 0x20000101, {{"/EFI/BOOT/BOOTX64.EFI", as_bytes(kSmall)}}};
}

/// A plan of one file of `size_bytes`, each differing from its neighbours.
struct Large {
  Bytes content;
  FatPlan plan{"LARGE", 7, {}};
  explicit Large(std::size_t size_bytes) : content(size_bytes) {
    for (std::size_t i = 0; i < size_bytes; ++i) content[i] = static_cast<std::uint8_t>(i * 7 + i / 2048);
    plan.files = {{"/EFI/BOOT/BOOTX64.EFI", content}, {"/EMPTY.TXT", {}}, {"/EFI/A_B-C", as_bytes(kSmall)}};
  }
};

/// Offsets in the sample: one sector, two tables of one, the root folder, then clusters of 2048 bytes.
constexpr std::size_t kTable = 512, kRoot = 3 * 512, kData = 35 * 512, kCluster = 2048;

std::string page_bytes(const std::string& start) {
  std::istringstream digits(test::indented_block(test::format_page("fat.md"), start));
  std::string bytes;
  for (unsigned byte = 0; digits >> std::hex >> byte;) bytes += static_cast<char>(byte);
  return bytes;
}

std::string_view part(const Bytes& bytes, std::size_t at, std::size_t length) {
  return as_text(ByteView(bytes).subspan(at, length));
}

} // namespace

TEST_CASE("the documented FAT file system") {
  const Bytes bytes = write_fat(sample());
  REQUIRE(bytes.size() == 64 * 512);
  CHECK(part(bytes, 0, 66) == page_bytes("eb 3c 90"));
  CHECK(part(bytes, kTable, 16) == page_bytes("f8 ff ff"));
  CHECK(part(bytes, kRoot, 64) == page_bytes("53 49 47 49 4c 2d"));
  CHECK(part(bytes, kData + kCluster + 64, 32) == page_bytes("42 4f 4f 54 58 36"));
  CHECK(part(bytes, kData + 2 * kCluster, kSmall.size()) == kSmall);
}

TEST_CASE("a FAT file system comes back, whatever its size") {
  struct Case {
    std::size_t size_bytes;
    unsigned bits;
  };
  // Around the number of clusters that makes it FAT16, and larger clusters.
  for (const auto& [size_bytes, bits] :
       {Case{0, 12}, Case{1, 12}, Case{2048, 12}, Case{2049, 12}, Case{770'048, 12}, Case{4040 * 2048, 12},
        Case{4049 * 2048, 12}, Case{4051 * 2048, 16}, Case{4085 * 2048, 16}, Case{5000 * 2048 - 1, 16},
        Case{140 << 20, 16}}) {
    INFO(size_bytes);
    const Large large(size_bytes);
    const FatVolume volume = read_fat(write_fat(large.plan));
    CHECK(volume.bits == bits);
    CHECK(volume.label == "LARGE");
    CHECK(volume.volume_id == 7);
    REQUIRE(volume.files.size() == 3);
    CHECK(volume.files[0].path == "/EFI/A_B-C");
    CHECK(as_text(volume.files[0].content) == kSmall);
    CHECK(volume.files[1].path == "/EFI/BOOT/BOOTX64.EFI");
    CHECK((volume.files[1].content == large.content));
    CHECK(volume.files[2].path == "/EMPTY.TXT");
    CHECK(volume.files[2].content.empty());
  }
}

TEST_CASE("a FAT file system does not depend on the order of the plan") {
  Large large(5000);
  const Bytes bytes = write_fat(large.plan);
  std::swap(large.plan.files.front(), large.plan.files.back());
  CHECK((write_fat(large.plan) == bytes));
}

TEST_CASE("FAT file systems satisfy fsck.vfat and mtools") {
  for (const char* tool : {"fsck.vfat", "mcopy"})
    if (!test::has_tool(tool)) SIGIL_SKIP(std::string("needs ") + tool + " (packages dosfstools, mtools)");
  const std::size_t size_bytes = GENERATE(std::size_t{0}, std::size_t{770'048}, std::size_t{4049 * 2048},
                                          std::size_t{4051 * 2048}, std::size_t{140 << 20});
  const test::TempFolder folder;
  const Large large(size_bytes);
  test::put_file(folder / "fat.img", as_text(write_fat(large.plan)));
  const std::string image = test::shell_word((folder / "fat.img").native());
  const std::string log = " >" + test::shell_word((folder / "log").native()) + " 2>&1";
  REQUIRE(test::succeeds("fsck.vfat -n " + image + log));
  const std::string copy = (folder / "copy").native();
  REQUIRE(
      test::succeeds("mcopy -n -i " + image + " ::/EFI/BOOT/BOOTX64.EFI " + test::shell_word(copy) + log));
  CHECK((test::read_file(copy) == large.content));
  REQUIRE(test::succeeds("mdir -i " + image + " ::/EFI/BOOT" + log));
  const Bytes listing = test::read_file(folder / "log");
  CHECK(as_text(listing).find("2000-01-01") != std::string_view::npos);
}

TEST_CASE("FAT file systems of mkfs.vfat and mtools are read") {
  for (const char* tool : {"mkfs.vfat", "mcopy"})
    if (!test::has_tool(tool)) SIGIL_SKIP(std::string("needs ") + tool + " (packages dosfstools, mtools)");
  const unsigned bits = GENERATE(12u, 16u, 32u);
  const test::TempFolder folder;
  const Large large(300'000);
  test::put_file(folder / "content", as_text(large.content));
  test::put_file(folder / "script", "set -e\nmkfs.vfat -C -F " + std::to_string(bits) +
                                        " -n LABEL -i 12345678 fat.img " +
                                        (bits == 32   ? "66000 -s 1"
                                         : bits == 16 ? "16384"
                                                      : "2048") +
                                        "\nmmd -i fat.img ::/efi ::/efi/boot ::/gone\n"
                                        "mcopy -i fat.img content ::/gone/x\nmdeltree -i fat.img ::/gone\n"
                                        "mcopy -i fat.img content ::/efi/boot/bootx64.efi\n"
                                        "mcopy -i fat.img content '::/a rather long name.txt'\n");
  REQUIRE(test::succeeds("cd " + test::shell_word(folder.path().native()) +
                         " && PATH=$PATH:/sbin sh script >log 2>&1"));
  const FatVolume volume = read_fat(test::read_file(folder / "fat.img"));
  CHECK(volume.bits == bits);
  CHECK(volume.label == "LABEL");
  CHECK(volume.volume_id == 0x12345678);
  REQUIRE(volume.files.size() == 2);
  CHECK(volume.files[0].path.starts_with("/ARATHE~"));
  CHECK(volume.files[1].path == "/EFI/BOOT/BOOTX64.EFI");
  for (const FatEntry& file : volume.files) CHECK((file.content == large.content));
}

TEST_CASE("a FAT plan is checked") {
  FatPlan plan = sample();
  std::string fault;
  const auto path = [&](const char* text, const char* expected) {
    plan.files[0].path = text;
    fault = expected;
  };
  SECTION("lower case") {
    path("/efi/boot", "path '/efi/boot' must be absolute");
  }
  SECTION("relative") {
    path("EFI", "must be absolute");
  }
  SECTION("empty name") {
    path("/EFI//A", "must be absolute");
  }
  SECTION("folder alone") {
    path("/EFI/", "must be absolute");
  }
  SECTION("long name") {
    path("/BOOTX64_1.EFI", "must be absolute");
  }
  SECTION("long extension") {
    path("/A.EFIX", "must be absolute");
  }
  SECTION("two stops") {
    path("/A.B.C", "must be absolute");
  }
  SECTION("climbing") {
    path("/../A", "must be absolute");
  }
  SECTION("deep") {
    path("/A/A/A/A/A/A/A/A/A/A/A/A/A/A/A/A/A", "has 17 names, expected at most 16");
  }
  SECTION("twice") {
    plan.files.push_back(plan.files[0]);
    fault = "stands twice";
  }
  SECTION("file and folder") {
    plan.files.push_back({"/EFI", {}});
    fault = "path '/EFI' is both a file and a folder";
  }
  SECTION("label") {
    plan.label = "too long a label";
    fault = "label 'too long a label' of the FAT file system must be";
  }
  const Error error = error_of([&] { write_fat(plan); });
  CHECK(error.code() == "image.fat.plan");
  CHECK(error.message().find(fault) != std::string::npos);
}

TEST_CASE("a root folder of FAT has an end") {
  FatPlan plan = sample();
  for (int i = 0; i < 512; ++i) plan.files.push_back({"/" + std::to_string(i), {}});
  CHECK(error_of([&] { write_fat(plan); }).code() == "image.fat.limit");
}

TEST_CASE("a damaged FAT file system is refused") {
  Bytes bytes = write_fat(sample());
  const auto put = [&](std::size_t at, std::uint64_t value, std::size_t length) {
    for (std::size_t i = 0; i < length; ++i) bytes[at + i] = static_cast<std::uint8_t>(value >> 8 * i);
  };
  const auto chain = [&](std::uint8_t a, std::uint8_t b, std::uint8_t c) { // clusters 2 and 3, both tables
    for (const std::size_t table : {kTable, 2 * kTable}) {
      bytes[table + 3] = a;
      bytes[table + 4] = b;
      bytes[table + 5] = c;
    }
  };
  const std::size_t program = kData + kCluster + 64; // the entry of BOOTX64.EFI
  std::string code = "image.fat.geometry";
  SECTION("signature") {
    put(510, 0, 1), code = "image.fat.magic";
  }
  SECTION("sector size") {
    put(11, 500, 2);
  }
  SECTION("cluster size") {
    put(13, 3, 1);
  }
  SECTION("no tables") {
    put(16, 0, 1);
  }
  SECTION("no reserved sector") {
    put(14, 0, 2);
  }
  SECTION("root folder beyond the end") {
    put(17, 0xfff0, 2);
  }
  SECTION("more sectors than bytes") {
    put(19, 65, 2), code = "image.fat.truncated";
  }
  SECTION("boot sector of FAT32") {
    put(22, 0, 2), put(36, 1, 4), code = "image.fat.type";
  }
  SECTION("tables differ") {
    put(2 * kTable + 9, 1, 1), code = "image.fat.copies";
  }
  SECTION("chain into itself") {
    chain(0x02, 0xf0, 0xff), code = "image.fat.cross-link";
  }
  SECTION("chain to a free cluster") {
    chain(0x00, 0xf0, 0xff), code = "image.fat.chain";
  }
  SECTION("chain beyond the end") {
    chain(0x00, 0xf7, 0xff), code = "image.fat.chain";
  }
  SECTION("folder in its own folder") {
    put(program + 11, 0x10, 1), put(program + 26, 2, 2), code = "image.fat.cross-link";
  }
  SECTION("file beyond its clusters") {
    put(program + 28, 2049, 4), code = "image.fat.size";
  }
  SECTION("clusters beyond the file") {
    put(program + 28, 0, 4), code = "image.fat.size";
  }
  SECTION("content without a cluster") {
    put(program + 26, 0, 2), code = "image.fat.size";
  }
  SECTION("control character in a name") {
    put(program, 7, 1), code = "image.fat.name";
  }
  SECTION("slash in a name") {
    put(program, '/', 1), code = "image.fat.name";
  }
  const Error error = error_of([&] { read_fat(bytes); });
  CHECK(error.kind() == ErrorKind::Invalid);
  CHECK(error.code() == code);
}

TEST_CASE("a FAT file system cut anywhere is refused") {
  const Bytes bytes = write_fat(sample());
  for (std::size_t length = 0; length < bytes.size(); length += 61)
    REQUIRE_THROWS_AS(read_fat(ByteView(bytes).first(length)), Error);
}
