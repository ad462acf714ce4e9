// ISO images as xorriso makes them from our arguments.
#include <algorithm>
#include <filesystem>

#include "shell.hpp"
#include "sigil/image/el_torito.hpp"
#include "sigil/image/gpt.hpp"
#include "sigil/image/iso.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

using namespace sigil;
using namespace sigil::image;

namespace {

/// One build: where, under which circumstances, and in which order its files are made.
struct Build {
  std::string folder;
  std::string umask;
  std::string environment;
  std::vector<std::string> order;
  std::string mode;
};

const std::vector<std::string> kPaths{"/boot/grub/eltorito.img", "/boot/grub/grub.cfg", "/boot/image.elf",
                                      "/boot/kernel"};

std::string content_of(const std::string& path) {
  return path + std::string(path == "/boot/image.elf" ? 100'000 : 3000, path.back());
}

Bytes build(const std::filesystem::path& base, const Build& build) {
  const std::filesystem::path folder = base / build.folder;
  IsoPlan plan;
  plan.volume_id = "HELLO";
  for (const std::string& path : build.order) {
    const std::filesystem::path source = folder / "in" / path.substr(1);
    test::put_file(source, content_of(path));
    plan.files.push_back({path, source});
    REQUIRE(test::succeeds("chmod " + build.mode + " " + test::shell_word(source.native())));
  }
  test::put_file(folder / "mbr.img", std::string(512, 'M'));
  plan.eltorito_path = kPaths[0];
  plan.hybrid_mbr = folder / "mbr.img";
  plan.output = folder / "out.iso";
  plan.uuid = "2020010100000000";
  test::put_file(folder / "efi.img", std::string(40'960, 'E'));
  plan.efi_partition = folder / "efi.img";
  std::string command = "umask " + build.umask + "; " + build.environment + " xorriso";
  for (const std::string& argument : xorriso_arguments(plan)) command += " " + test::shell_word(argument);
  INFO(command);
  REQUIRE(test::succeeds(command + " >" + test::shell_word((folder / "log").native()) + " 2>&1"));
  return test::read_file(plan.output);
}

} // namespace

TEST_CASE("an ISO image does not depend on where, when and by whom it is made") {
  if (!test::has_tool("xorriso")) SIGIL_SKIP("needs xorriso (package xorriso)");
  const test::TempFolder folder;
  const Bytes first = build(folder.path(), {"a", "022", "TZ=UTC", kPaths, "0644"});
  // Another clock second, folder length, umask, time zone, file mode and order of inodes.
  REQUIRE(test::succeeds("sleep 1.1"));
  const Bytes second = build(folder.path(), {"another/folder",
                                             "077",
                                             "TZ=Asia/Tokyo SOURCE_DATE_EPOCH=12345",
                                             {kPaths.rbegin(), kPaths.rend()},
                                             "0700"});
  REQUIRE(first == second);
}

TEST_CASE("an ISO image of xorriso is read") {
  if (!test::has_tool("xorriso")) SIGIL_SKIP("needs xorriso (package xorriso)");
  const test::TempFolder folder;
  const Bytes bytes = build(folder.path(), {"a", "022", "", kPaths, "0644"});
  REQUIRE(is_iso(bytes));
  const auto entries = read_iso(bytes);
  REQUIRE(entries.size() == kPaths.size() + 1);
  CHECK(entries[0].path == "/boot/grub/boot.cat");
  for (std::size_t i = 0; i < kPaths.size(); ++i) {
    const IsoEntry& entry = entries[i + 1];
    CHECK(entry.path == kPaths[i]);
    REQUIRE(entry.size_bytes == content_of(kPaths[i]).size());
    // The boot image gets a table of where it lies.
    if (i != 0)
      CHECK(as_text(ByteView(bytes).subspan(entry.offset, entry.size_bytes)) == content_of(kPaths[i]));
  }
  CHECK(as_text(ByteView(bytes).first(256)) == std::string(256, 'M'));
}

TEST_CASE("partition tables and boot catalog of xorriso are read and found sound") {
  if (!test::has_tool("xorriso")) SIGIL_SKIP("needs xorriso (package xorriso)");
  const test::TempFolder folder;
  const Bytes bytes = build(folder.path(), {"a", "022", "", kPaths, "0644"});
  check_gpt(bytes);
  const auto partitions = read_gpt(bytes);
  const auto efi = std::find_if(partitions.begin(), partitions.end(), [](const GptPartition& partition) {
    return partition.type_guid == kEfiSystemPartition;
  });
  REQUIRE(efi != partitions.end());
  CHECK(efi->number == 2);
  CHECK((efi->last_block - efi->first_block + 1) * kBlockBytes == 40'960);
  const auto mbr = read_mbr(bytes);
  REQUIRE(mbr.size() == 2);
  CHECK(mbr[0].type == 0xee);
  CHECK(mbr[1].is_active);
  const auto entries = read_el_torito(bytes);
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].platform == kPlatformBios);
  CHECK(entries[0].offset == read_iso(bytes)[1].offset);
  CHECK(entries[1].platform == kPlatformUefi);
  CHECK(entries[1].offset == efi->first_block * kBlockBytes);
  CHECK(entries[1].size_bytes == 40'960);
  CHECK(as_text(ByteView(bytes).subspan(entries[1].offset, 40'960)) == std::string(40'960, 'E'));
}
