#include "sigil/elf/sections.hpp"

#include <algorithm>

#include "sigil/base/error.hpp"
#include "sigil/base/file.hpp"
#include "sigil/elf/check.hpp"
#include "sigil/elf/words.hpp"
#include "support/catch.hpp"
#include "tiny_elf.hpp"

using namespace sigil;
using test::TinyElf;

namespace {

Blob fixture(const std::string& name) {
  return Blob::map(std::string(FIXTURES) + "/" + name);
}

/// TinyElf with a table of three sections behind it: none, '.data' (4 bytes at 0) and '.names'.
class WithSections {
 public:
  WithSections(bool is_64_bit, ByteOrder order)
      : tiny_(is_64_bit, order), wide_(is_64_bit), names_(tiny_.raw().size()) {
    const std::string names("\0.data\0.names\0", 14);
    tiny_.raw().insert(tiny_.raw().end(), names.begin(), names.end());
    table_ = tiny_.raw().size();
    tiny_.raw().resize(table_ + 3 * header_size());
    tiny_.set({wide_ ? 40u : 32u, word()}, table_);
    tiny_.set({wide_ ? 58u : 46u, 2}, header_size()).set(count(), 3).set(name_table(), 2);
    tiny_.set(field(1, 0), 1).set(field(1, 4), 1).set(size(1), 4);
    tiny_.set(field(2, 0), 7).set(field(2, 4), 3).set(offset(2), names_).set(size(2), names.size());
  }
  TinyElf& elf() { return tiny_; }
  std::size_t word() const { return wide_ ? 8 : 4; }
  std::size_t header_size() const { return wide_ ? 64 : 40; }
  test::FieldPlace count() const { return {wide_ ? 60u : 48u, 2}; }
  test::FieldPlace name_table() const { return {wide_ ? 62u : 50u, 2}; }
  test::FieldPlace field(std::size_t section, std::size_t at) const {
    return {table_ + section * header_size() + at, 4};
  }
  test::FieldPlace offset(std::size_t section) const {
    return {field(section, wide_ ? 24 : 16).offset, word()};
  }
  test::FieldPlace size(std::size_t section) const {
    return {field(section, wide_ ? 32 : 20).offset, word()};
  }
  test::FieldPlace link(std::size_t section) const { return field(section, wide_ ? 40 : 24); }

 private:
  TinyElf tiny_;
  bool wide_;
  std::size_t names_;
  std::size_t table_ = 0;
};

std::string code_of(ByteView bytes) {
  try {
    elf::read_sections(bytes);
    return {};
  } catch (const Error& error) {
    CHECK((error.kind() == ErrorKind::Invalid || error.kind() == ErrorKind::Limit));
    return error.code();
  }
}

std::vector<std::string> rules(ByteView bytes, elf::Loader loader) {
  std::vector<std::string> codes;
  for (const Error& error : elf::check(bytes, elf::parse(bytes), loader)) codes.push_back(error.code());
  return codes;
}

} // namespace

TEST_CASE("section headers of both classes and byte orders") {
  const bool is_64_bit = GENERATE(false, true);
  const ByteOrder order = GENERATE(ByteOrder::Little, ByteOrder::Big);
  WithSections file(is_64_bit, order);
  const auto sections = elf::read_sections(file.elf().bytes());
  REQUIRE(sections.size() == 3);
  CHECK(sections[0].name.empty());
  CHECK_FALSE(sections[0].is_in_file());
  CHECK(sections[1].name == ".data");
  CHECK(sections[1].type == 1);
  CHECK(sections[1].size_bytes == 4);
  CHECK(sections[2].name == ".names");
  CHECK(sections[2].size_bytes == 14);

  // Extended numbering: count and index of the names stand in the first header.
  file.elf().set(file.count(), 0).set(file.name_table(), 0xffff).set(file.size(0), 3).set(file.link(0), 2);
  CHECK(elf::read_sections(file.elf().bytes())[2].name == ".names");

  CHECK(elf::read_sections(TinyElf(is_64_bit, order).bytes()).empty());
}

TEST_CASE("section headers that make no sense are refused") {
  const auto damaged = [](auto change) {
    WithSections file(true, ByteOrder::Little);
    change(file);
    return code_of(file.elf().bytes());
  };
  CHECK(damaged([](auto&) {}) == "");
  CHECK(damaged([](auto& f) { f.elf().set({58, 2}, 40); }) == "elf.sections.entry-size");
  CHECK(damaged([](auto& f) { f.elf().set({40, 8}, ~std::uint64_t{0}); }) == "elf.sections.table");
  CHECK(damaged([](auto& f) { f.elf().set(f.count(), 4); }) == "elf.sections.table");
  CHECK(damaged([](auto& f) { f.elf().set(f.count(), 0).set(f.size(0), 1 << 21); }) == "elf.sections.count");
  CHECK(damaged([](auto& f) { f.elf().set(f.size(1), 1 << 20); }) == "elf.sections.outside");
  CHECK(damaged([](auto& f) { f.elf().set(f.field(1, 4), 8).set(f.size(1), 1 << 20); }) == ""); // SHT_NOBITS
  CHECK(damaged([](auto& f) { f.elf().set(f.name_table(), 3); }) == "elf.sections.names");
  CHECK(damaged([](auto& f) { f.elf().set(f.field(1, 0), 14); }) == "elf.sections.names");
  CHECK(damaged([](auto& f) { f.elf().set(f.size(2), 5); }) == "elf.sections.names");
  CHECK(damaged([](auto& f) { f.elf().raw().resize(63); }) == "elf.sections.truncated");
}

TEST_CASE("libraries of which versions are wanted") {
  const Blob high = fixture("libhigh.so");
  CHECK(elf::version_needs(high.bytes(), elf::parse(high.bytes())) == std::vector<std::string>{"liblow.so"});
  const Blob low = fixture("low.lib.so");
  CHECK(elf::version_needs(low.bytes(), elf::parse(low.bytes())).empty());
}

TEST_CASE("files of the system's linkers keep the rules of theirs") {
  for (const char* name :
       {"libhigh.so", "liblow.so", "run-pie", "run-fixed", "run-now", "run-one-segment", "run-static"})
    CHECK(rules(fixture(name).bytes(), elf::Loader::Glibc).empty());
  for (const char* name : {"ld.lib.so", "low.lib.so", "high.lib.so", "start"})
    CHECK(rules(fixture(name).bytes(), elf::Loader::Genode).empty());
  const auto broken = rules(fixture("run-pie").bytes(), elf::Loader::Genode);
  CHECK(std::count(broken.begin(), broken.end(), "elf.genode.rights") == 2);
  CHECK(std::count(broken.begin(), broken.end(), "elf.genode.writable-page") == 1);
  CHECK(std::count(broken.begin(), broken.end(), "elf.genode.hash") == 1);
  CHECK(std::count(broken.begin(), broken.end(), "elf.genode.program-headers") == 1);
}

TEST_CASE("each rule of a loader finds what breaks it") {
  using Rules = std::vector<std::string>;
  // TinyElf: one writable PT_LOAD from offset 0, alignment 1, no hash table.
  const auto genode = [](auto change) {
    TinyElf tiny(true, ByteOrder::Little);
    tiny.set(tiny.alignment(TinyElf::Load), 0x1000).set(tiny.tag(TinyElf::Soname), 4); // DT_HASH
    change(tiny);
    return rules(tiny.bytes(), elf::Loader::Genode);
  };
  CHECK(genode([](auto&) {}) == Rules{});
  CHECK(genode([](auto& t) { t.set(t.alignment(TinyElf::Load), 0x100); }) == Rules{"elf.genode.alignment"});
  CHECK(genode([](auto& t) { t.set(t.alignment(TinyElf::Load), 0); }) == Rules{"elf.genode.alignment"});
  CHECK(genode([](auto& t) { t.set(t.tag(TinyElf::Soname), 14); }) == Rules{"elf.genode.hash"});
  CHECK(genode([](auto& t) { t.set(t.tag(TinyElf::NeededA), 36); }) == Rules{"elf.genode.relr"});
  for (const std::uint64_t flags : {2u, 3u, 4u, 7u}) {
    CAPTURE(flags);
    const std::size_t at = 64 + 56 * TinyElf::Load + 4;
    CHECK(genode([&](auto& t) { t.set({at, 4}, flags); }) == Rules{"elf.genode.rights"});
  }
  CHECK(genode([](auto& t) {
          t.set(t.alignment(TinyElf::Load), 0x1000).set(t.address(TinyElf::Load), TinyElf::kBase);
          t.set(t.offset(TinyElf::Load), 0);
        }) == Rules{});

  const auto glibc = [](auto change) {
    TinyElf tiny(true, ByteOrder::Little);
    tiny.set(tiny.alignment(TinyElf::Load), 0);
    change(tiny);
    return rules(tiny.bytes(), elf::Loader::Glibc);
  };
  CHECK(glibc([](auto&) {}) == Rules{});
  CHECK(glibc([](auto& t) { t.set(t.alignment(TinyElf::Load), 0x10); }) == Rules{"elf.glibc.alignment"});
  CHECK(glibc([](auto& t) { t.set(t.tag(TinyElf::Soname), 6); }) == Rules{"elf.glibc.hash"});
  const auto phdr = [](TinyElf& t, std::uint64_t offset, std::uint64_t address) {
    t.set(t.type(TinyElf::Interp), 6).set(t.offset(TinyElf::Interp), offset);
    t.set(t.address(TinyElf::Interp), address);
  };
  CHECK(glibc([&](auto& t) { phdr(t, 64, TinyElf::kBase + 64); }) == Rules{});
  CHECK(glibc([&](auto& t) { phdr(t, 65, TinyElf::kBase + 65); }) == Rules{"elf.glibc.phdr-place"});
  CHECK(glibc([&](auto& t) { phdr(t, 64, TinyElf::kBase + 65); }) == Rules{"elf.glibc.phdr-mapped"});
}

TEST_CASE("numbers in ELF files have names") {
  CHECK(elf::segment_type_name(1) == "LOAD");
  CHECK(elf::segment_type_name(0x6474e552) == "GNU_RELRO");
  CHECK(elf::segment_type_name(0x70000001) == "0x70000001");
  CHECK(elf::section_type_name(11) == "DYNSYM");
  CHECK(elf::dynamic_tag_name(29) == "RUNPATH");
  CHECK(elf::dynamic_tag_name(-1) == "0xffffffffffffffff");
  CHECK(elf::machine_name(62) == "x86-64");
  CHECK(elf::machine_name(0) == "0x0");
}
