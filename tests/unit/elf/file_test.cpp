#include "sigil/elf/file.hpp"

#include <functional>

#include "sigil/base/error.hpp"
#include "sigil/base/file.hpp"
#include "support/catch.hpp"
#include "tiny_elf.hpp"

using namespace sigil;
using test::TinyElf;

namespace {

/// The code of the error that parsing gives; empty if there is none.
std::string code_of(ByteView bytes) {
  try {
    elf::parse(bytes);
    return {};
  } catch (const Error& error) {
    CHECK((error.kind() == ErrorKind::Invalid || error.kind() == ErrorKind::Limit));
    CHECK(error.message() != "");
    return error.code();
  }
}

Blob fixture(const std::string& name) {
  return Blob::map(std::string(FIXTURES) + "/" + name);
}

} // namespace

TEST_CASE("ELF files of both classes and byte orders") {
  const bool is_64_bit = GENERATE(false, true);
  const ByteOrder order = GENERATE(ByteOrder::Little, ByteOrder::Big);
  const TinyElf tiny(is_64_bit, order);
  const elf::File file = elf::parse(tiny.bytes());
  CHECK(file.is_64_bit == is_64_bit);
  CHECK(file.byte_order == order);
  CHECK(file.type == elf::FileType::Shared);
  CHECK(file.machine == 62);
  CHECK(file.entry == TinyElf::kBase + 7);
  CHECK(file.program_headers_offset == (is_64_bit ? 64 : 52));
  REQUIRE(file.segments.size() == 3);
  CHECK(file.segments[1].type == 1);
  CHECK(file.segments[1].flags == 6);
  CHECK(file.segments[1].virtual_address == TinyElf::kBase);
  CHECK(file.segments[1].file_size_bytes == tiny.bytes().size());
  CHECK(file.segments[1].memory_size_bytes == tiny.bytes().size());
  CHECK(file.segments[1].alignment == 1);
  CHECK(file.segments[2].offset == tiny.tag(0).offset);
  CHECK(file.dynamic.size() == 5);
  CHECK(file.needed == std::vector<std::string>{"liba.so", "ld.lib.so"});
  CHECK(file.soname == "tiny.so");
  CHECK(file.interpreter == "loader");
  CHECK(file.is_dynamic());
}

TEST_CASE("ELF files of the system's linker") {
  const Blob library = fixture("libhigh.so");
  const elf::File high = elf::parse(library.bytes());
  CHECK(high.is_64_bit);
  CHECK(high.type == elf::FileType::Shared);
  CHECK(high.soname == "libhigh.so");
  CHECK(high.needed == std::vector<std::string>{"liblow.so"});

  const Blob program = fixture("start");
  const elf::File start = elf::parse(program.bytes());
  CHECK(start.type == elf::FileType::Executable);
  CHECK(start.needed == std::vector<std::string>{"high.lib.so", "ld.lib.so"});
  CHECK(start.segments.front().offset == 0x1000);

  const Blob fixed = fixture("run-static");
  const elf::File no_dynamic = elf::parse(fixed.bytes());
  CHECK_FALSE(no_dynamic.is_dynamic());
  CHECK(no_dynamic.needed.empty());
  CHECK(no_dynamic.interpreter.empty());
}

TEST_CASE("an empty PT_DYNAMIC is none") {
  TinyElf tiny(true, ByteOrder::Little);
  tiny.set(tiny.file_size(TinyElf::Dynamic), 0).set(tiny.address(TinyElf::Dynamic), 0);
  CHECK_FALSE(elf::parse(tiny.bytes()).is_dynamic());
}

TEST_CASE("an empty PT_INTERP is none, as in a separate debug file") {
  TinyElf tiny(true, ByteOrder::Little);
  tiny.set(tiny.file_size(TinyElf::Interp), 0);
  CHECK(elf::parse(tiny.bytes()).interpreter.empty());
}

TEST_CASE("each malformed ELF file has its own error") {
  const bool is_64_bit = GENERATE(false, true);
  const ByteOrder order = GENERATE(ByteOrder::Little, ByteOrder::Big);
  const TinyElf whole(is_64_bit, order);
  const std::uint64_t size = whole.bytes().size();
  const std::uint64_t huge = is_64_bit ? ~std::uint64_t{0} : 0xffffffff;
  struct Damage {
    std::string code;
    std::function<void(TinyElf&)> make;
  };
  using T = TinyElf;
  const Damage damages[] = {
      {"magic", [](T& elf) { elf.raw()[3] = 'G'; }},
      {"magic", [](T& elf) { elf.raw().clear(); }},
      {"truncated-header", [](T& elf) { elf.raw().resize(15); }},
      {"truncated-header", [&](T& elf) { elf.raw().resize(is_64_bit ? 63 : 51); }},
      {"class", [](T& elf) { elf.raw()[4] = 3; }},
      {"byte-order", [](T& elf) { elf.raw()[5] = 0; }},
      {"version", [](T& elf) { elf.raw()[6] = 2; }},
      {"version",
       [](T& elf) {
         elf.set({20, 4}, 0);
       }},
      {"program-header-size", [](T& elf) { elf.set(elf.header_entry_size(), 40); }},
      {"program-header-count", [](T& elf) { elf.set(elf.header_count(), 0xffff); }},
      {"program-headers-outside", [](T& elf) { elf.set(elf.header_count(), 0xfffe); }},
      {"program-headers-outside", [&](T& elf) { elf.set(elf.headers_offset(), huge); }},
      {"segment-outside", [&](T& elf) { elf.set(elf.file_size(T::Load), size + 1); }},
      {"segment-outside", [&](T& elf) { elf.set(elf.offset(T::Dynamic), huge - 3); }},
      {"segment-outside", [&](T& elf) { elf.set(elf.offset(T::Interp), size); }},
      {"segment-size", [&](T& elf) { elf.set(elf.memory_size(T::Load), size - 1); }},
      {"segment-address", [&](T& elf) { elf.set(elf.memory_size(T::Load), huge); }},
      {"segment-alignment", [](T& elf) { elf.set(elf.alignment(T::Load), 3); }},
      {"segment-congruence",
       [](T& elf) { elf.set(elf.alignment(T::Load), 0x1000).set(elf.address(T::Load), 0x10010); }},
      {"segment-order", [](T& elf) { elf.set(elf.type(T::Interp), 1); }},
      {"segment-twice", [](T& elf) { elf.set(elf.type(T::Interp), 2); }},
      {"interpreter", [](T& elf) { elf.set(elf.file_size(T::Interp), 6); }},
      {"dynamic-mapping", [](T& elf) { elf.set(elf.address(T::Dynamic), T::kBase); }},
      {"dynamic-mapping", [](T& elf) { elf.set(elf.type(T::Load), 0x60000000); }},
      {"dynamic-end", [](T& elf) { elf.set(elf.tag(T::Null), 0x15); }},
      {"dynamic-twice", [](T& elf) { elf.set(elf.tag(T::Soname), 5); }},
      {"dynamic-twice", [](T& elf) { elf.set(elf.tag(T::NeededA), 14); }},
      {"string-table-missing", [](T& elf) { elf.set(elf.tag(T::StringTable), 0x15); }},
      {"string-table-missing", [](T& elf) { elf.set(elf.tag(T::StringSize), 0x15); }},
      {"string-table-mapping", [](T& elf) { elf.set(elf.value(T::StringTable), 0); }},
      {"string-table-mapping", [](T& elf) { elf.set(elf.value(T::StringSize), 35); }},
      {"string-table-mapping", [&](T& elf) { elf.set(elf.value(T::StringSize), huge); }},
      {"string-table-end", [](T& elf) { elf.set(elf.value(T::StringSize), 33); }},
      {"string-table-end", [](T& elf) { elf.set(elf.value(T::StringSize), 0); }},
      {"name-outside", [](T& elf) { elf.set(elf.value(T::NeededA), 34); }},
      {"name-outside", [&](T& elf) { elf.set(elf.value(T::Soname), huge); }},
  };
  for (const Damage& damage : damages) {
    TinyElf elf = whole;
    damage.make(elf);
    INFO(damage.code << ", case " << &damage - damages);
    CHECK(code_of(elf.bytes()) == "elf.parse." + damage.code);
  }
  for (std::size_t length = 0; length < size; ++length) {
    INFO("cut at " << length);
    CHECK(code_of(whole.bytes().first(length)).starts_with("elf.parse."));
  }
}

TEST_CASE("limits of an ELF file") {
  const auto with_entries = [](std::size_t count, std::uint64_t tag) {
    TinyElf elf(true, ByteOrder::Little);
    // The dynamic section moves behind everything else and becomes longer.
    const std::size_t begin = elf.raw().size();
    elf.raw().resize(begin + (count + 6) * 16);
    for (std::size_t i = 0; i < count; ++i) elf.set({begin + i * 16, 8}, tag).set({begin + i * 16 + 8, 8}, 1);
    const std::size_t old = elf.tag(0).offset;
    std::copy_n(elf.raw().begin() + static_cast<std::ptrdiff_t>(old), 6 * 16,
                elf.raw().begin() + static_cast<std::ptrdiff_t>(begin + count * 16));
    elf.set(elf.offset(TinyElf::Dynamic), begin).set(elf.address(TinyElf::Dynamic), TinyElf::kBase + begin);
    for (const auto segment : {TinyElf::Dynamic, TinyElf::Load}) {
      const std::size_t size = segment == TinyElf::Load ? elf.raw().size() : (count + 6) * 16;
      elf.set(elf.file_size(segment), size).set(elf.memory_size(segment), size);
    }
    return elf;
  };
  CHECK(elf::parse(with_entries(4094, 1).bytes()).needed.size() == 4096);
  CHECK(code_of(with_entries(4095, 1).bytes()) == "elf.parse.needed-count");
  CHECK(elf::parse(with_entries((1 << 20) - 5, 0x15).bytes()).dynamic.size() == 1 << 20);
  CHECK(code_of(with_entries((1 << 20) - 4, 0x15).bytes()) == "elf.parse.dynamic-count");

  const auto with_name = [](std::size_t length) {
    TinyElf elf(true, ByteOrder::Little);
    elf.raw().insert(elf.raw().end(), length, 'x');
    elf.raw().push_back(0);
    const std::size_t size = elf.raw().size();
    elf.set(elf.file_size(TinyElf::Load), size).set(elf.memory_size(TinyElf::Load), size);
    elf.set(elf.value(TinyElf::StringSize), size - elf.strings_offset());
    return elf.set(elf.value(TinyElf::NeededA), size - length - 1 - elf.strings_offset());
  };
  CHECK(elf::parse(with_name(4095).bytes()).needed.front().size() == 4095);
  CHECK(code_of(with_name(4096).bytes()) == "elf.parse.name-length");
}

TEST_CASE("where a virtual address is in the file") {
  elf::Segment load;
  load.type = 1;
  load.offset = 0x1000;
  load.virtual_address = 0x8000;
  load.file_size_bytes = 0x100;
  load.memory_size_bytes = 0x200;
  CHECK(elf::file_offset({load}, 0x8000, 0x100) == 0x1000);
  CHECK(elf::file_offset({load}, 0x80ff, 1) == 0x10ff);
  CHECK(elf::file_offset({load}, 0x80ff, 2) == std::nullopt);
  CHECK(elf::file_offset({load}, 0x8100, 1) == std::nullopt);
  CHECK(elf::file_offset({load}, 0x7fff, 1) == std::nullopt);
  CHECK(elf::file_offset({load}, 0x8001, ~std::uint64_t{0}) == std::nullopt);
}
