#include "sigil/image/iso.hpp"

#include <algorithm>
#include <sstream>
#include <string>

#include "document.hpp"
#include "expect_error.hpp"
#include "iso_bytes.hpp"
#include "support/catch.hpp"

using namespace sigil;
using namespace sigil::image;
using sigil::test::error_of;
using sigil::test::IsoBytes;

namespace {

IsoPlan sample_plan() {
  IsoPlan plan;
  plan.volume_id = "HELLO";
  plan.files = {{"/boot/kernel", "build/kernel"},
                {"/boot/grub/eltorito.img", "build/eltorito.img"},
                {"/boot/grub/grub.cfg", "build/a=b\\c"}};
  plan.eltorito_path = "/boot/grub/eltorito.img";
  plan.hybrid_mbr = "grub/boot_hybrid.img";
  plan.output = "out.iso";
  plan.uuid = "2020010100000000";
  return plan;
}

Error plan_error(const IsoPlan& plan) {
  return error_of([&] { xorriso_arguments(plan); });
}

Error read_error(const IsoBytes& iso) {
  return error_of([&] { read_iso(iso.bytes()); });
}

} // namespace

TEST_CASE("xorriso's arguments do not depend on the order of the plan") {
  IsoPlan plan = sample_plan();
  const auto arguments = xorriso_arguments(plan);
  std::reverse(plan.files.begin(), plan.files.end());
  REQUIRE(xorriso_arguments(plan) == arguments);
  REQUIRE(arguments[0] == "-no_rc");
  const auto graft = std::find(arguments.begin(), arguments.end(), "-graft-points");
  REQUIRE(std::vector<std::string>(graft + 1, arguments.end()) ==
          std::vector<std::string>{"/boot/grub/eltorito.img=build/eltorito.img",
                                   "/boot/grub/grub.cfg=build/a\\=b\\\\c", "/boot/kernel=build/kernel"});
}

TEST_CASE("an ISO plan is checked") {
  IsoPlan plan = sample_plan();
  std::string fault;
  SECTION("volume id in lower case") {
    plan.volume_id = "hello";
    fault = "volume id 'hello' must be";
  }
  SECTION("long volume id") {
    plan.volume_id = std::string(33, 'A');
    fault = "volume id";
  }
  SECTION("date") {
    plan.uuid = "2020-01-01";
    fault = "image date '2020-01-01' must be 16 digits";
  }
  SECTION("relative path") {
    plan.files[0].image_path = "boot/kernel";
    fault = "path 'boot/kernel' must be absolute";
  }
  SECTION("path that climbs") {
    plan.files[0].image_path = "/boot/../kernel";
    fault = "must be absolute and normal";
  }
  SECTION("path twice") {
    plan.files[0].image_path = "/boot/grub/grub.cfg";
    fault = "path '/boot/grub/grub.cfg' stands twice";
  }
  SECTION("path of the boot catalog") {
    plan.files[0].image_path = "/boot/grub/boot.cat";
    fault = "path '/boot/grub/boot.cat' stands twice";
  }
  SECTION("boot image missing") {
    plan.eltorito_path = "/eltorito.img";
    fault = "boot image '/eltorito.img' is none of the image's files";
  }
  const Error error = plan_error(plan);
  CHECK(error.code() == "image.iso.plan");
  CHECK(error.message().find(fault) != std::string::npos);
}

TEST_CASE("an ISO image without Rock Ridge has ISO's own names") {
  IsoBytes iso;
  iso.add_file(IsoBytes::kRoot, "README.;1", 22, 5);
  iso.add_folder(IsoBytes::kRoot, "BOOT", 20);
  iso.add_file(20, "KERNEL.ELF;1", 23, 2048);
  const auto entries = read_iso(iso.bytes());
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].path == "/BOOT/KERNEL.ELF");
  CHECK(entries[0].offset == 23 * 2048);
  CHECK(entries[0].size_bytes == 2048);
  CHECK(entries[1].path == "/README");
  CHECK(entries[1].size_bytes == 5);
}

TEST_CASE("Rock Ridge names, also in pieces and in a continuation area") {
  IsoBytes iso;
  iso.use_rock_ridge();
  iso.add_file(IsoBytes::kRoot, "A.;1", 22, 1, IsoBytes::name_field("lower case.txt"));
  iso.add_file(IsoBytes::kRoot, "B.;1", 22, 1,
               IsoBytes::name_field("first", true) + IsoBytes::continuation_field(24, 100, 12));
  iso.put(24 * 2048 + 100, IsoBytes::name_field("-second"));
  iso.add_file(IsoBytes::kRoot, "C.;1", 0, 0, IsoBytes::field("SL", std::string("\0\0\0", 3)));
  const auto entries = read_iso(iso.bytes());
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].path == "/first-second");
  CHECK(entries[1].path == "/lower case.txt");
}

TEST_CASE("the documented directory record") {
  std::istringstream digits(test::indented_block(test::format_page("iso.md"), "74 00 24"));
  std::string record;
  for (unsigned byte = 0; digits >> std::hex >> byte;) record += static_cast<char>(byte);
  REQUIRE(record.size() == 116);
  IsoBytes iso;
  iso.use_rock_ridge();
  iso.add_record(IsoBytes::kRoot, record);
  const auto entries = read_iso(iso.bytes());
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].path == "/kernel");
  CHECK(entries[0].offset == 0x12000);
  CHECK(entries[0].size_bytes == 5);
}

TEST_CASE("a file of several extents is one file") {
  IsoBytes iso;
  iso.add_file(IsoBytes::kRoot, "BIG.;1", 22, 2048, "", IsoBytes::kMoreExtents);
  iso.add_file(IsoBytes::kRoot, "BIG.;1", 23, 10);
  const auto entries = read_iso(iso.bytes());
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].size_bytes == 2058);
}

TEST_CASE("a damaged ISO image is refused") {
  IsoBytes iso;
  iso.use_rock_ridge();
  std::string code;
  SECTION("no descriptor") {
    iso.put(16 * 2048 + 1, "CD002");
    code = "image.iso.magic";
  }
  SECTION("block size") {
    iso.put(16 * 2048 + 128, std::string("\0\x04", 2));
    code = "image.iso.block-size";
  }
  SECTION("content outside") {
    iso.add_file(IsoBytes::kRoot, "A.;1", IsoBytes::kSectors - 1, 2049);
    code = "image.iso.bounds";
  }
  SECTION("folder outside") {
    iso.add_folder(IsoBytes::kRoot, "A", 0xffffffff);
    code = "image.iso.bounds";
  }
  SECTION("short record") {
    iso.add_file(IsoBytes::kRoot, "A.;1", 22, 1);
    iso.put(iso.last_record(), std::string(1, 20));
    code = "image.iso.record";
  }
  SECTION("record across the end of its folder") {
    iso.put(IsoBytes::kRoot * 2048 + 2048 - 34, std::string(1, 35));
    iso.fill_root();
    code = "image.iso.record";
  }
  SECTION("name longer than its record") {
    iso.add_file(IsoBytes::kRoot, "A.;1", 22, 1);
    iso.put(iso.last_record() + 32, std::string(1, 100));
    code = "image.iso.record";
  }
  SECTION("same path twice") {
    iso.add_file(IsoBytes::kRoot, "A.;1", 22, 1, IsoBytes::name_field("x"));
    iso.add_file(IsoBytes::kRoot, "B.;1", 23, 1, IsoBytes::name_field("x"));
    code = "image.iso.duplicate";
  }
  SECTION("name with a slash") {
    iso.add_file(IsoBytes::kRoot, "A.;1", 22, 1, IsoBytes::name_field("x/y"));
    code = "image.iso.name";
  }
  SECTION("name that is the folder above") {
    iso.add_file(IsoBytes::kRoot, "A.;1", 22, 1, IsoBytes::name_field(".."));
    code = "image.iso.name";
  }
  SECTION("empty name") {
    iso.add_file(IsoBytes::kRoot, ";1", 22, 1);
    code = "image.iso.name";
  }
  SECTION("extents apart") {
    iso.add_file(IsoBytes::kRoot, "A.;1", 22, 2048, "", IsoBytes::kMoreExtents);
    iso.add_file(IsoBytes::kRoot, "A.;1", 24, 1);
    code = "image.iso.extents";
  }
  SECTION("no last extent") {
    iso.add_file(IsoBytes::kRoot, "A.;1", 22, 2048, "", IsoBytes::kMoreExtents);
    code = "image.iso.extents";
  }
  SECTION("continuation outside") {
    iso.add_file(IsoBytes::kRoot, "A.;1", 22, 1, IsoBytes::continuation_field(0xffffffff, 0, 10));
    code = "image.iso.bounds";
  }
  SECTION("relocated folder") {
    iso.add_file(IsoBytes::kRoot, "A.;1", 22, 1, IsoBytes::field("CL", std::string(8, '\0')));
    code = "image.iso.relocated";
  }
  const Error error = read_error(iso);
  CHECK(error.kind() == ErrorKind::Invalid);
  CHECK(error.code() == code);
}

TEST_CASE("an ISO image that would be read for ever is refused") {
  IsoBytes iso;
  iso.use_rock_ridge();
  SECTION("folder in itself") {
    iso.add_folder(IsoBytes::kRoot, "A", IsoBytes::kRoot);
  }
  SECTION("two folders that contain each other twice") {
    for (const char* name : {"A", "B"}) {
      iso.add_folder(IsoBytes::kRoot, name, 20);
      iso.add_folder(20, name, IsoBytes::kRoot);
    }
  }
  SECTION("continuation that continues itself") {
    iso.add_file(IsoBytes::kRoot, "A.;1", 22, 1, IsoBytes::continuation_field(24, 0, 28));
    iso.put(24 * 2048, IsoBytes::continuation_field(24, 0, 28));
  }
  const Error error = read_error(iso);
  CHECK(error.kind() == ErrorKind::Limit);
  CHECK(error.code() == "image.iso.limit");
}

TEST_CASE("an ISO image cut anywhere is refused, or still whole") {
  IsoBytes iso;
  iso.use_rock_ridge();
  iso.add_file(IsoBytes::kRoot, "A.;1", IsoBytes::kSectors - 1, 2048, IsoBytes::name_field("a"));
  REQUIRE(read_iso(iso.bytes()).size() == 1);
  for (std::size_t length = 0; length < iso.bytes().size(); length += 191) {
    INFO(length);
    const ByteView part = ByteView(iso.bytes()).first(length);
    REQUIRE(is_iso(part) == (length >= 17 * 2048));
    REQUIRE_THROWS_AS(read_iso(part), Error);
  }
}
