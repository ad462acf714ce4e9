// What firmware reads of an ISO: partition tables, boot catalog, EFI programs; made by hand.
#include <algorithm>

#include "expect_error.hpp"
#include "sigil/base/endian.hpp"
#include "sigil/base/stream.hpp"
#include "sigil/image/efi_program.hpp"
#include "sigil/image/el_torito.hpp"
#include "sigil/image/gpt.hpp"
#include "support/catch.hpp"

using namespace sigil;
using namespace sigil::image;
using sigil::test::error_of;

namespace {

template <typename T>
void put(Bytes& bytes, std::size_t at, T value) {
  store(bytes.data() + at, value, ByteOrder::Little);
}

void put_text(Bytes& bytes, std::size_t at, std::string_view text) {
  std::copy(text.begin(), text.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at));
}

/// By the definition: a division of polynomials, one bit after the other.
std::uint32_t crc32(ByteView bytes) {
  std::uint64_t rest = 0xffffffff;
  for (const std::uint8_t byte : bytes)
    for (unsigned bit = 0; bit < 8; ++bit) {
      const bool one = ((rest ^ byte >> bit) & 1) != 0;
      rest = rest >> 1 ^ (one ? 0xedb88320 : 0);
    }
  return static_cast<std::uint32_t>(rest ^ 0xffffffff);
}

/// A disk of 64 blocks: GPT with 4 entries of 128 bytes, of which number 2 is an EFI system partition.
struct Disk {
  static constexpr std::size_t kBlocks = 64, kMain = 512, kEntries = 1024, kBackup = 63 * 512;
  Bytes bytes = Bytes(kBlocks * 512, 0);

  Disk() {
    put(bytes, 446 + 4, std::uint8_t{0xee});
    put(bytes, 446 + 8, std::uint32_t{1});
    put(bytes, 446 + 12, std::uint32_t{kBlocks - 1});
    put(bytes, 510, std::uint16_t{0xaa55});
    const std::size_t entry = kEntries + 128;
    const std::uint8_t type[]{0x28, 0x73, 0x2a, 0xc1, 0x1f, 0xf8, 0xd2, 0x11,
                              0xba, 0x4b, 0x00, 0xa0, 0xc9, 0x3e, 0xc9, 0x3b};
    std::copy(std::begin(type), std::end(type), bytes.begin() + static_cast<std::ptrdiff_t>(entry));
    put(bytes, entry + 32, std::uint64_t{10});
    put(bytes, entry + 40, std::uint64_t{19});
    put(bytes, entry + 56, std::uint16_t{'A'});
    put(bytes, entry + 58, std::uint16_t{0x20ac});
    put(bytes, entry + 60, std::uint16_t{0xd800});
    for (const bool is_main : {true, false}) {
      const std::size_t at = is_main ? kMain : kBackup;
      put_text(bytes, at, "EFI PART");
      put(bytes, at + 12, std::uint32_t{92});
      put(bytes, at + 24, std::uint64_t{is_main ? 1u : 63u});
      put(bytes, at + 32, std::uint64_t{is_main ? 63u : 1u});
      put(bytes, at + 40, std::uint64_t{3});
      put(bytes, at + 48, std::uint64_t{61});
      put(bytes, at + 72, std::uint64_t{is_main ? 2u : 62u});
      put(bytes, at + 80, std::uint32_t{4});
      put(bytes, at + 84, std::uint32_t{128});
    }
    seal();
  }

  /// Copies the table behind the backup's header and makes all sums new.
  void seal() {
    std::copy_n(bytes.begin() + kEntries, 512, bytes.begin() + 62 * 512);
    for (const std::size_t at : {kMain, kBackup}) {
      put(bytes, at + 88, crc32(ByteView(bytes).subspan(kEntries, 512)));
      put(bytes, at + 16, std::uint32_t{0});
      put(bytes, at + 16, crc32(ByteView(bytes).subspan(at, 92)));
    }
  }
};

/// 40 sectors of an ISO with a boot record in sector 17 and a catalog in sector 20.
struct Disc {
  static constexpr std::size_t kCatalog = 20 * 2048;
  Bytes bytes = Bytes(40 * 2048, 0);

  Disc() {
    put_text(bytes, 16 * 2048,
             "\x01"
             "CD001\x01");
    put_text(bytes, 17 * 2048 + 1,
             "CD001\x01"
             "EL TORITO SPECIFICATION");
    put(bytes, 17 * 2048 + 0x47, std::uint32_t{20});
    put_text(bytes, 18 * 2048,
             "\xff"
             "CD001\x01");
    put(bytes, kCatalog, std::uint8_t{1});
    put(bytes, kCatalog + 30, std::uint16_t{0xaa55});
    put(bytes, kCatalog + 28, static_cast<std::uint16_t>(-(0x0001 + 0xaa55)));
    add(1, 0x88, 25, 4);
    put(bytes, kCatalog + 64, std::uint16_t{0xef91});
    put(bytes, kCatalog + 66, std::uint16_t{1});
    add(3, 0x88, 30, 40);
  }
  void add(std::size_t index, std::uint8_t indicator, std::uint32_t sector, std::uint16_t blocks) {
    const std::size_t at = kCatalog + 32 * index;
    put(bytes, at, indicator);
    put(bytes, at + 6, blocks);
    put(bytes, at + 8, sector);
  }
};

/// The least that is an EFI program: headers, and a section of 512 bytes behind them.
struct Program {
  static constexpr std::size_t kHeader = 0x80, kOptional = kHeader + 24, kSection = kOptional + 112;
  Bytes bytes = Bytes(1024, 0);

  Program() {
    put_text(bytes, 0, "MZ");
    put(bytes, 0x3c, std::uint32_t{kHeader});
    put_text(bytes, kHeader, "PE");
    put(bytes, kHeader + 4, std::uint16_t{0x8664});
    put(bytes, kHeader + 6, std::uint16_t{1});
    put(bytes, kHeader + 20, std::uint16_t{112});
    put(bytes, kOptional, std::uint16_t{0x20b});
    put(bytes, kOptional + 68, std::uint16_t{10});
    put(bytes, kSection + 16, std::uint32_t{512});
    put(bytes, kSection + 20, std::uint32_t{512});
  }
};

} // namespace

TEST_CASE("a GPT is read") {
  const Disk disk;
  REQUIRE(has_gpt(disk.bytes));
  check_gpt(disk.bytes);
  const auto partitions = read_gpt(disk.bytes);
  REQUIRE(partitions.size() == 1);
  CHECK(partitions[0].number == 2);
  CHECK(partitions[0].type_guid == kEfiSystemPartition);
  CHECK(partitions[0].guid == "00000000-0000-0000-0000-000000000000");
  CHECK(partitions[0].first_block == 10);
  CHECK(partitions[0].last_block == 19);
  CHECK(partitions[0].name == "A\xe2\x82\xac?");
  CHECK_FALSE(has_gpt(Bytes(4096, 0)));
}

TEST_CASE("a damaged GPT is refused") {
  Disk disk;
  Bytes& bytes = disk.bytes;
  std::string code;
  std::string fault;
  const auto expect = [&](const char* c, const char* f) { code = c, fault = f; };
  SECTION("main header") {
    bytes[Disk::kMain + 56] ^= 1;
    expect("checksum", "main GPT header has the sum");
  }
  SECTION("main table") {
    bytes[Disk::kEntries + 128 + 60] ^= 1;
    expect("checksum", "main GPT table has the sum");
  }
  SECTION("backup header") {
    bytes[Disk::kBackup + 56] ^= 1;
    expect("checksum", "backup GPT header has the sum");
  }
  SECTION("backup table") {
    bytes[62 * 512] ^= 1;
    expect("checksum", "backup GPT table has the sum");
  }
  SECTION("no main header") {
    bytes[Disk::kMain] = 'X';
    expect("magic", "main GPT header at block 1 does not begin with 'EFI PART'");
  }
  SECTION("cut at the end") {
    bytes.resize(bytes.size() - 512);
    expect("protection", "protects 63 blocks from block 1, expected 62");
  }
  SECTION("backup elsewhere") {
    bytes.insert(bytes.end() - 512, 512, std::uint8_t{0});
    put(bytes, 446 + 12, std::uint32_t{Disk::kBlocks});
    expect("position", "has its backup in block 63, expected the last one, 64");
  }
  SECTION("partition outside") {
    put(bytes, Disk::kEntries + 128 + 40, std::uint64_t{62});
    disk.seal();
    expect("partition", "GPT partition 2 has blocks 10 to 62, expected some from 3 to 61");
  }
  SECTION("partition of no block") {
    put(bytes, Disk::kEntries + 128 + 40, std::uint64_t{9});
    disk.seal();
    expect("partition", "GPT partition 2 has blocks 10 to 9");
  }
  SECTION("partitions that overlap") {
    std::copy_n(bytes.begin() + Disk::kEntries + 128, 128, bytes.begin() + Disk::kEntries + 256);
    disk.seal();
    expect("overlap", "GPT partitions 2 and 3 overlap");
  }
  SECTION("copies that differ") {
    bytes[62 * 512] ^= 1;
    put(bytes, Disk::kBackup + 88, crc32(ByteView(bytes).subspan(62 * 512, 512)));
    put(bytes, Disk::kBackup + 16, std::uint32_t{0});
    put(bytes, Disk::kBackup + 16, crc32(ByteView(bytes).subspan(Disk::kBackup, 92)));
    expect("copies", "main and backup GPT differ");
  }
  SECTION("unprotected") {
    bytes[446 + 4] = 0x83;
    expect("protection", "has no partition of type 0xee");
  }
  SECTION("table outside") {
    put(bytes, Disk::kMain + 72, ~std::uint64_t{0});
    expect("bounds", "main GPT has its entries at block 18446744073709551615, outside");
  }
  SECTION("table without end") {
    put(bytes, Disk::kMain + 80, std::uint32_t{0xffffffff});
    expect("header", "main GPT has 4294967295 entries of 128 bytes");
  }
  SECTION("small entries") {
    put(bytes, Disk::kMain + 84, std::uint32_t{8});
    expect("header", "main GPT has 4 entries of 8 bytes");
  }
  SECTION("size of the header") {
    put(bytes, Disk::kMain + 12, std::uint32_t{513});
    expect("header", "main GPT header says that it has 513 bytes");
  }
  const Error error = error_of([&] { check_gpt(bytes); });
  CHECK(error.kind() == ErrorKind::Invalid);
  CHECK(error.code() == "image.gpt." + code);
  CHECK(error.message().find(fault) != std::string::npos);
}

TEST_CASE("partitions of a master boot record") {
  Disk disk;
  put(disk.bytes, 446 + 16, std::uint8_t{0x80});
  put(disk.bytes, 446 + 16 + 12, std::uint32_t{1});
  const auto partitions = read_mbr(disk.bytes);
  REQUIRE(partitions.size() == 2);
  CHECK(partitions[0].type == 0xee);
  CHECK_FALSE(partitions[0].is_active);
  CHECK(partitions[1].number == 2);
  CHECK(partitions[1].is_active);
  disk.bytes[510] = 0;
  CHECK(read_mbr(disk.bytes).empty());
}

TEST_CASE("a boot catalog is read") {
  const Disc disc;
  const auto entries = read_el_torito(disc.bytes);
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].platform == kPlatformBios);
  CHECK(entries[0].is_bootable);
  CHECK(entries[0].offset == 25 * 2048);
  CHECK(entries[0].size_bytes == 2048);
  CHECK(entries[1].platform == kPlatformUefi);
  CHECK(entries[1].offset == 30 * 2048);
  CHECK(entries[1].size_bytes == 40 * 512);
  CHECK(read_el_torito(Bytes(40 * 2048, 0)).empty());
}

TEST_CASE("a damaged boot catalog is refused") {
  Disc disc;
  Bytes& bytes = disc.bytes;
  std::string code = "image.el-torito.bounds";
  ErrorKind kind = ErrorKind::Invalid;
  SECTION("checksum") {
    bytes[Disc::kCatalog + 4] = 1, code = "image.el-torito.checksum";
  }
  SECTION("no validation entry") {
    bytes[Disc::kCatalog] = 0, code = "image.el-torito.magic";
  }
  SECTION("no key") {
    bytes[Disc::kCatalog + 31] = 0, code = "image.el-torito.magic";
  }
  SECTION("entry") {
    bytes[Disc::kCatalog + 32] = 7, code = "image.el-torito.entry";
  }
  SECTION("content outside") {
    disc.add(1, 0x88, 39, 5);
  }
  SECTION("content far outside") {
    disc.add(3, 0x88, 0xffffffff, 1);
  }
  SECTION("catalog outside") {
    put(bytes, 17 * 2048 + 0x47, std::uint32_t{0x12345678});
  }
  SECTION("more entries than there are") {
    put(bytes, Disc::kCatalog + 66, std::uint16_t{0xffff});
    code = "image.el-torito.limit";
    kind = ErrorKind::Limit;
  }
  const Error error = error_of([&] { read_el_torito(bytes); });
  CHECK(error.kind() == kind);
  CHECK(error.code() == code);
}

TEST_CASE("an EFI program is known by its headers") {
  Program program;
  Bytes& bytes = program.bytes;
  check_efi_program(bytes);
  std::string code = "image.efi.magic";
  SECTION("no DOS header") {
    bytes[0] = 0;
  }
  SECTION("no PE header") {
    bytes[Program::kHeader] = 0;
  }
  SECTION("PE header outside") {
    put(bytes, 0x3c, std::uint32_t{0xffffffff});
  }
  SECTION("another machine") {
    put(bytes, Program::kHeader + 4, std::uint16_t{0x14c}), code = "image.efi.machine";
  }
  SECTION("PE32") {
    put(bytes, Program::kOptional, std::uint16_t{0x10b}), code = "image.efi.format";
  }
  SECTION("a driver") {
    put(bytes, Program::kOptional + 68, std::uint16_t{11}), code = "image.efi.subsystem";
  }
  SECTION("no sections") {
    put(bytes, Program::kHeader + 6, std::uint16_t{0}), code = "image.efi.sections";
  }
  SECTION("many sections") {
    put(bytes, Program::kHeader + 6, std::uint16_t{0xffff}), code = "image.efi.sections";
  }
  SECTION("cut") {
    bytes.resize(1023), code = "image.efi.truncated";
  }
  const Error error = error_of([&] { check_efi_program(bytes); });
  CHECK(error.kind() == ErrorKind::Invalid);
  CHECK(error.code() == code);
}
