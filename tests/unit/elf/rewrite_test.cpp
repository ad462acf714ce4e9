#include "sigil/elf/rewrite.hpp"

#include <elf.h>

#include <cstdio>
#include <cstring>
#include <map>
#include <set>
#include <sys/wait.h>

#include "sigil/base/error.hpp"
#include "sigil/base/file.hpp"
#include "sigil/elf/file.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"
#include "tiny_elf.hpp"

using namespace sigil;
using test::TinyElf;

// The results are read with the system's <elf.h>, by readelf and eu-elflint, and by the dynamic linker:
// none of them is ours.
namespace {

using Names = std::vector<std::string>;

/// As long as a URN, and as little like a file name.
std::string urn(char letter) {
  return "urn:eris:" + std::string(106, letter);
}

Bytes fixture(const std::string& name) {
  const Blob blob = Blob::map(std::string(FIXTURES) + "/" + name);
  return Bytes(blob.bytes().begin(), blob.bytes().end());
}

Names needed(const Bytes& file) {
  return elf::parse(file).needed;
}

struct Outcome {
  int status;
  std::string output;
};

Bytes rewrite_needed(ByteView file, const elf::Renames& renames) {
  return elf::rewrite(file, {renames}).applied_to(file);
}

/// Runs a shell command and returns its exit status and what it wrote, to either stream.
Outcome run(const std::string& command) {
  std::FILE* pipe = ::popen(("(" + command + ") 2>&1").c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string output;
  char buffer[4096];
  for (std::size_t count = 0; (count = std::fread(buffer, 1, sizeof buffer, pipe)) != 0;)
    output.append(buffer, count);
  const int status = ::pclose(pipe);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), output};
}

void put(const std::filesystem::path& path, const Bytes& bytes) {
  AtomicFile file(path, 0755);
  file.write(bytes);
  file.commit();
}

template <typename T>
T at(const Bytes& bytes, std::size_t offset) {
  REQUIRE(in_bounds(offset, sizeof(T), bytes.size()));
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

Elf64_Ehdr header(const Bytes& bytes) {
  return at<Elf64_Ehdr>(bytes, 0);
}

std::vector<Elf64_Phdr> segments(const Bytes& bytes) {
  std::vector<Elf64_Phdr> all;
  for (std::size_t i = 0; i < header(bytes).e_phnum; ++i)
    all.push_back(at<Elf64_Phdr>(bytes, header(bytes).e_phoff + i * sizeof(Elf64_Phdr)));
  return all;
}

/// Complaints of eu-elflint, without the numbers by which it counts program headers.
std::multiset<std::string> lint(const std::filesystem::path& path) {
  std::multiset<std::string> lines;
  std::string line;
  for (const char character : run("eu-elflint --gnu-ld '" + path.native() + "'").output) {
    if (character != '\n') {
      line += character;
      continue;
    }
    if (line != "No errors") lines.insert(line);
    line.clear();
  }
  return lines;
}

/// Checks with outside tools that rewriting has broken nothing.
void check_with_tools(const Bytes& before, const Bytes& after) {
  const test::TempFolder folder;
  put(folder / "before", before);
  put(folder / "after", after);
  const Outcome readelf = run("readelf -aW '" + (folder / "after").native() + "' >/dev/null");
  CHECK(readelf.output == "");
  CHECK(readelf.status == 0);
  CHECK(lint(folder / "after") == lint(folder / "before"));
}

/// The rules of Genode's dynamic linker for what it loads.
void check_genode_rules(const Bytes& file) {
  CHECK(header(file).e_phnum <= 10);
  std::uint64_t end = 0;
  for (const Elf64_Phdr& segment : segments(file)) {
    if (segment.p_type != PT_LOAD) continue;
    CHECK((segment.p_flags == (PF_R | PF_X) || segment.p_flags == (PF_R | PF_W)));
    CHECK(segment.p_align % 0x1000 == 0);
    CHECK(segment.p_offset % 0x1000 == 0);
    CHECK(segment.p_vaddr % 0x1000 == 0);
    CHECK(segment.p_vaddr >= end);
    CHECK(segment.p_offset + segment.p_filesz <= file.size());
    end = (segment.p_vaddr + segment.p_memsz + 0xfff) & ~std::uint64_t{0xfff};
  }
}

/// The content of every section that is loaded, but for those whose content is to change.
std::map<std::string, Bytes> sections(const Bytes& file) {
  std::map<std::string, Bytes> found;
  const auto names =
      at<Elf64_Shdr>(file, header(file).e_shoff + header(file).e_shstrndx * sizeof(Elf64_Shdr));
  for (std::size_t i = 1; i < header(file).e_shnum; ++i) {
    const auto section = at<Elf64_Shdr>(file, header(file).e_shoff + i * sizeof(Elf64_Shdr));
    const std::string name = reinterpret_cast<const char*>(file.data() + names.sh_offset + section.sh_name);
    if (section.sh_type == SHT_NOBITS || name == ".dynstr" || name == ".dynamic" ||
        name == ".gnu.version_r" || name == ".symtab")
      continue;
    const auto begin = file.begin() + static_cast<std::ptrdiff_t>(section.sh_offset);
    found[name] = Bytes(begin, begin + static_cast<std::ptrdiff_t>(section.sh_size));
  }
  return found;
}

/// `file` without a place for a grown string table: no padding is left to find, and .bss is large.
Bytes without_room(Bytes file) {
  for (std::size_t i = 0; i < header(file).e_phnum; ++i) {
    const std::size_t offset = header(file).e_phoff + i * sizeof(Elf64_Phdr);
    auto segment = at<Elf64_Phdr>(file, offset);
    if (segment.p_type != PT_LOAD) continue;
    const std::uint64_t size = segment.p_filesz + ((segment.p_flags & PF_W) != 0 ? 2 << 20 : 8);
    segment.p_memsz = std::max<std::uint64_t>(segment.p_memsz, size);
    std::memcpy(file.data() + offset, &segment, sizeof segment);
  }
  return file;
}

std::string code_of(const Bytes& file, const elf::Renames& renames, ErrorKind kind) {
  try {
    rewrite_needed(file, renames);
    return {};
  } catch (const Error& error) {
    CHECK(error.kind() == kind);
    return error.code();
  }
}

} // namespace

TEST_CASE("rewritten files of Genode's shape") {
  const std::string name = GENERATE(std::string("start"), std::string("high.lib.so"));
  const std::string library = name == "start" ? "high.lib.so" : "low.lib.so";
  INFO(name);
  const Bytes before = fixture(name);
  check_genode_rules(before);
  const elf::Rewritten result = elf::rewrite(before, {{{library, urn('A')}}});
  CHECK(result.layout == elf::Layout::Padding);
  const Bytes after = result.applied_to(before);
  CHECK(after.size() == result.size_bytes);
  CHECK(after.size() == before.size());
  CHECK(needed(after) == Names{urn('A'), "ld.lib.so"});
  CHECK(after == rewrite_needed(before, {{library, urn('A')}}));
  CHECK(header(after).e_phnum == header(before).e_phnum);
  CHECK(elf::parse(after).soname == elf::parse(before).soname);
  check_genode_rules(after);
  CHECK(sections(after) == sections(before));
  check_with_tools(before, after);
}

TEST_CASE("the example of docs/formats/elf.md") {
  const Bytes before = fixture("start");
  if (before.size() != 9680) SIGIL_SKIP("the example is of binutils 2.40");
  const Bytes after = rewrite_needed(before, {{"high.lib.so", urn('A')}});
  CHECK(after.size() == 9680);
  const auto code = at<Elf64_Phdr>(after, 64);
  CHECK(code.p_filesz == 0xbf + 144);
  CHECK(code.p_memsz == 0xbf + 144);
  CHECK(at<Elf64_Dyn>(before, 0x2000).d_un.d_val == 6);
  CHECK(at<Elf64_Dyn>(after, 0x2000).d_un.d_val == 28);
  CHECK(as_text(after).substr(0x10bf, 28) ==
        std::string_view("\0high\0\0\0\0\0\0\0\0\0\0\0\0\0ld.lib.so\0", 28));
  CHECK(as_text(after).substr(0x10bf + 28, 116) == urn('A') + std::string(1, '\0'));
  CHECK(as_text(after).substr(0x1048, 28) == std::string(28, '\0'));
}

TEST_CASE("a name as long as the old one takes its place, and so does a shorter one") {
  const std::string name = GENERATE(std::string("start"), std::string("run-pie"));
  const std::string library = name == "start" ? "high.lib.so" : "libhigh.so";
  const Bytes before = fixture(name);
  const Bytes first = rewrite_needed(before, {{library, urn('A')}});
  const elf::Rewritten again = elf::rewrite(first, {{{urn('A'), urn('B')}}});
  CHECK(again.layout == elf::Layout::InPlace);
  const Bytes second = again.applied_to(first);
  CHECK(second.size() == first.size());
  CHECK(needed(second).front() == urn('B'));
  CHECK(as_text(second).find(urn('A')) == std::string_view::npos);
  check_with_tools(first, second);
  CHECK(rewrite_needed(second, {{urn('B'), urn('A')}}) == first);
  const elf::Rewritten back = elf::rewrite(second, {{{urn('B'), library}}});
  CHECK(back.layout == elf::Layout::InPlace);
  CHECK(needed(back.applied_to(second)) == needed(before));
  CHECK(sections(back.applied_to(second)) == sections(before));
  CHECK(as_text(back.applied_to(second)).find("urn:eris:") == std::string_view::npos);
}

TEST_CASE("a table that has been moved grows where it is") {
  Bytes file = fixture("start");
  std::string name = "high.lib.so";
  for (std::size_t length = 20; length < 2000; length += 200) {
    const std::string longer(length, 'x');
    const elf::Rewritten result = elf::rewrite(file, {{{name, longer}}});
    CHECK(result.layout == elf::Layout::Padding);
    file = result.applied_to(file);
    name = longer;
    check_genode_rules(file);
  }
  CHECK(file.size() == fixture("start").size());
  CHECK(needed(file) == Names{name, "ld.lib.so"});
}

TEST_CASE("a name that the table has, or the end of one, is not stored again") {
  const Bytes before = fixture("start");
  for (const std::string name : {"start", "art", "lib.so", "so"}) {
    const elf::Rewritten result = elf::rewrite(before, {{{"high.lib.so", name}}});
    CHECK(result.layout == elf::Layout::InPlace);
    CHECK(needed(result.applied_to(before)) == Names{name, "ld.lib.so"});
  }
  const Bytes both =
      rewrite_needed(fixture("run-pie"), {{"libhigh.so", "x" + urn('A')}, {"libc.so.6", urn('A')}});
  CHECK(needed(both) == Names{"x" + urn('A'), urn('A')});
  const std::string_view text = as_text(both);
  CHECK(text.find(urn('A')) == text.rfind(urn('A')));
}

TEST_CASE("search paths, names of the file and interpreters") {
  const Bytes library = fixture("libhigh.so");
  elf::Edits edits;
  edits.soname = urn('S');
  const Bytes renamed = elf::rewrite(library, edits).applied_to(library);
  CHECK(elf::parse(renamed).soname == urn('S'));
  CHECK(needed(renamed) == needed(library));
  check_with_tools(library, renamed);
  const Bytes program = fixture("run-pie");
  edits.soname.reset();
  edits.remove_search_paths = true;
  CHECK(elf::rewrite(program, edits).layout == elf::Layout::Unchanged);
  for (const std::string path : {"/ld.so", "/a/folder/that/has/a/much/longer/name/than/linux/has/ld.so"}) {
    edits.interpreter = path;
    const Bytes other = elf::rewrite(program, edits).applied_to(program);
    CHECK(elf::parse(other).interpreter == path);
    CHECK(as_text(other).find("ld-linux") == std::string_view::npos);
    check_with_tools(program, other);
    edits.interpreter = elf::parse(program).interpreter;
    CHECK(elf::parse(elf::rewrite(other, edits).applied_to(other)).interpreter == *edits.interpreter);
  }
  CHECK(elf::rewrite(library, edits).layout == elf::Layout::Unchanged); // a library has none
}

TEST_CASE("nothing to rename gives the same bytes") {
  for (const char* name : {"start", "run-pie", "run-static", "liblow.so"}) {
    const Bytes file = fixture(name);
    CHECK(rewrite_needed(file, {}) == file);
    CHECK(rewrite_needed(file, {{"other.so", urn('A')}}) == file);
  }
  const Bytes file = fixture("start");
  CHECK(rewrite_needed(file, {{"high.lib.so", "high.lib.so"}}) == file);
}

TEST_CASE("equal new names are stored once") {
  const Bytes before = fixture("run-pie");
  const Bytes one = rewrite_needed(before, {{"libhigh.so", urn('A')}});
  const Bytes two = rewrite_needed(before, {{"libhigh.so", urn('A')}, {"libc.so.6", urn('A')}});
  CHECK(needed(two) == Names{urn('A'), urn('A')});
  CHECK(one.size() == two.size());
}

TEST_CASE("rewritten Linux programs run") {
  const std::string name = GENERATE(std::string("run-pie"), std::string("run-fixed"), std::string("run-now"),
                                    std::string("run-one-segment"), std::string("run-symbols"));
  const bool with_sections = GENERATE(true, false);
  INFO(name << (with_sections ? "" : " without section headers"));
  Bytes before = fixture(name);
  if (!with_sections) {
    Elf64_Ehdr elf = header(before);
    elf.e_shoff = 0;
    elf.e_shnum = 0;
    elf.e_shstrndx = 0;
    std::memcpy(before.data(), &elf, sizeof elf);
  }
  const elf::Renames renames{{"libhigh.so", urn('H')}, {"liblow.so", urn('L')}, {"libc.so.6", urn('C')}};
  const Bytes program = rewrite_needed(before, renames);
  CHECK(needed(program) == Names{urn('H'), urn('C')});
  CHECK(program.size() == before.size());
  CHECK(header(program).e_phnum == header(before).e_phnum);
  if (with_sections) {
    check_with_tools(before, program);
    CHECK(sections(program) == sections(before));
  }

  const test::TempFolder folder;
  put(folder / "program", program);
  put(folder / urn('H'), rewrite_needed(fixture("libhigh.so"), renames));
  put(folder / urn('L'), fixture("liblow.so"));
  // The C library goes by its new name too, so that vn_file is compared with it.
  const Outcome libc =
      run("ldd '" + std::string(FIXTURES) + "/run-pie' | sed -n 's/.*libc.so.6 => \\([^ ]*\\).*/\\1/p'");
  REQUIRE(libc.output.size() > 1);
  std::filesystem::create_symlink(libc.output.substr(0, libc.output.size() - 1), folder / urn('C'));

  const std::string in_folder = "cd '" + folder.path().native() + "' && ";
  const Outcome plain = run(in_folder + "LD_LIBRARY_PATH=. ./program");
  CHECK(plain.output == "");
  CHECK(plain.status == 42);
  const Outcome without = run(in_folder + "mv '" + urn('L') + "' gone && LD_LIBRARY_PATH=. ./program");
  CHECK(without.status == 127);
  CHECK(without.output.find(urn('L')) != std::string::npos);
}

TEST_CASE("rewritten programs survive strip") {
  const std::string tool = GENERATE(std::string("strip"), std::string("eu-strip"), std::string("llvm-strip"));
  const std::string name =
      GENERATE(std::string("run-pie"), std::string("run-fixed"), std::string("run-one-segment"));
  if (run("command -v " + tool).status != 0) SIGIL_SKIP(tool + " is not installed");
  const bool has_room = GENERATE(true, false);
  INFO(tool << ' ' << name << (has_room ? "" : " without padding"));
  Bytes before = fixture(name);
  if (!has_room) before = without_room(before);
  const elf::Rewritten result = elf::rewrite(before, {{{"libhigh.so", urn('H')}}});
  CHECK(result.layout == (has_room ? elf::Layout::Padding : elf::Layout::Extended));
  const test::TempFolder folder;
  put(folder / "program", result.applied_to(before));
  put(folder / urn('H'), fixture("libhigh.so"));
  put(folder / "liblow.so", fixture("liblow.so"));
  const std::string in_folder = "cd '" + folder.path().native() + "' && ";
  CHECK(run(in_folder + "LD_LIBRARY_PATH=. ./program").status == 42);
  const Outcome stripped = run(in_folder + tool + " program && LD_LIBRARY_PATH=. ./program");
  CHECK(stripped.output == "");
  CHECK(stripped.status == 42);
}

TEST_CASE("libraries of Genode's shape run when rewritten, and stripped") {
  const elf::Renames renames{{"high.lib.so", urn('H')}, {"low.lib.so", urn('L')}};
  const test::TempFolder folder;
  put(folder / "program", rewrite_needed(fixture("run-genode-libraries"), renames));
  put(folder / urn('H'), rewrite_needed(fixture("high.lib.so"), renames));
  put(folder / urn('L'), rewrite_needed(fixture("low.lib.so"), renames));
  put(folder / "ld.lib.so", fixture("ld.lib.so"));
  const std::string in_folder = "cd '" + folder.path().native() + "' && ";
  CHECK(run(in_folder + "LD_LIBRARY_PATH=. ./program").status == 42);
  const Outcome stripped = run(in_folder + "strip urn:* && LD_LIBRARY_PATH=. ./program");
  CHECK(stripped.output == "");
  CHECK(stripped.status == 42);
}

TEST_CASE("what cannot be rewritten") {
  const Bytes start = fixture("start");
  CHECK(code_of(start, {{"ld.lib.so", urn('A')}}, ErrorKind::Usage) == "elf.rewrite.linker");
  CHECK(code_of(start, {{"high.lib.so", ""}}, ErrorKind::Usage) == "elf.rewrite.name");
  CHECK(code_of(start, {{"high.lib.so", std::string("a\0b", 3)}}, ErrorKind::Usage) == "elf.rewrite.name");
  CHECK(code_of({}, {}, ErrorKind::Invalid) == "elf.parse.magic");

  CHECK(code_of(start, {{"high.lib.so", std::string(4096, 'x')}}, ErrorKind::Usage) == "elf.rewrite.name");

  const elf::Renames renames{{"liba.so", urn('A')}};
  TinyElf high(true, ByteOrder::Little);
  high.set(high.address(TinyElf::Load), (std::uint64_t{1} << 63) + TinyElf::kBase);
  high.set(high.address(TinyElf::Dynamic), (std::uint64_t{1} << 63) + TinyElf::kBase + high.tag(0).offset);
  high.set(high.value(TinyElf::StringTable),
           (std::uint64_t{1} << 63) + TinyElf::kBase + high.strings_offset());
  CHECK(code_of(high.raw(), renames, ErrorKind::Limit) == "elf.rewrite.no-room");

  TinyElf large(true, ByteOrder::Little);
  large.set(large.memory_size(TinyElf::Load), std::uint64_t{65} << 20);
  CHECK(code_of(large.raw(), renames, ErrorKind::Limit) == "elf.rewrite.no-room");
  large.set(large.memory_size(TinyElf::Load), std::uint64_t{63} << 20);
  CHECK(needed(rewrite_needed(large.raw(), renames)) == Names{urn('A'), "ld.lib.so"});

  TinyElf overlapping(true, ByteOrder::Little);
  elf::Edits interpreter;
  interpreter.interpreter = "other"; // the name of the old one is in the string table
  CHECK_THROWS_WITH(elf::rewrite(overlapping.raw(), interpreter), Catch::Matchers::Contains("overlap"));
}

TEST_CASE("all classes and byte orders") {
  for (const bool is_64_bit : {false, true}) {
    for (const ByteOrder order : {ByteOrder::Little, ByteOrder::Big}) {
      TinyElf tiny(is_64_bit, order);
      elf::Edits edits{{{"liba.so", urn('A')}}};
      edits.soname = "other.so";
      const Bytes after = elf::rewrite(tiny.raw(), edits).applied_to(tiny.raw());
      CHECK(needed(after) == Names{urn('A'), "ld.lib.so"});
      CHECK(elf::parse(after).soname == "other.so");
      CHECK(elf::rewrite(after, edits).layout == elf::Layout::Unchanged);
    }
  }
}

TEST_CASE("a segment more is what is left where .bss is large") {
  const Bytes whole = without_room(fixture("start"));
  const Elf64_Ehdr elf = header(whole);
  const std::size_t end = elf.e_phoff + elf.e_phnum * sizeof(Elf64_Phdr);
  const auto is_appended = [](const Bytes& before) {
    const elf::Rewritten result = elf::rewrite(before, {{{"high.lib.so", urn('A')}}});
    const Bytes after = result.applied_to(before);
    CHECK(needed(after).front() == urn('A'));
    check_genode_rules(after);
    return result.layout == elf::Layout::Appended;
  };
  CHECK(is_appended(whole));

  SECTION("program headers go where nothing is") {
    Bytes before = whole;
    before[end + 55] = 1;
    CHECK_FALSE(is_appended(before));
    before[end + 55] = 0;
    before[end + 56] = 1;
    CHECK(is_appended(before));
  }
  SECTION("zeros may be a section") {
    Bytes before = whole;
    const std::size_t first = elf.e_shoff + sizeof(Elf64_Shdr);
    auto section = at<Elf64_Shdr>(before, first);
    section.sh_size = 8;
    section.sh_offset = end + 55;
    std::memcpy(before.data() + first, &section, sizeof section);
    CHECK_FALSE(is_appended(before));
    section.sh_offset = end + 56;
    std::memcpy(before.data() + first, &section, sizeof section);
    CHECK(is_appended(before));
  }
  SECTION("zeros may be a segment") {
    Bytes before = whole;
    before[offsetof(Elf64_Ehdr, e_phnum)] += 1;
    Elf64_Phdr note{};
    note.p_type = PT_NOTE;
    note.p_offset = end + sizeof note;
    note.p_filesz = 4;
    std::memcpy(before.data() + end, &note, sizeof note);
    CHECK_FALSE(is_appended(before));
    note.p_offset += sizeof note;
    std::memcpy(before.data() + end, &note, sizeof note);
    CHECK(is_appended(before));
  }
  SECTION("Genode's dynamic linker holds ten program headers") {
    Bytes before = whole;
    for (std::size_t i = elf.e_phnum; i < 10; ++i) {
      Elf64_Phdr empty{};
      std::memcpy(before.data() + elf.e_phoff + i * sizeof empty, &empty, sizeof empty);
    }
    before[offsetof(Elf64_Ehdr, e_phnum)] = 9;
    CHECK(is_appended(before));
    before[offsetof(Elf64_Ehdr, e_phnum)] = 10;
    CHECK_FALSE(is_appended(before));
  }
  SECTION("what follows the last section is not moved") {
    Bytes before = whole;
    before[end + 55] = 1;
    before.push_back(1);
    CHECK(code_of(before, {{"high.lib.so", urn('A')}}, ErrorKind::Limit) == "elf.rewrite.no-room");
  }
}

TEST_CASE("damaged section headers and versions are refused") {
  const elf::Renames renames{{"libc.so.6", urn('A')}};
  const Bytes whole = fixture("run-pie");
  const auto damaged = [&whole](std::size_t offset, std::initializer_list<std::uint8_t> bytes) {
    Bytes file = whole;
    std::copy(bytes.begin(), bytes.end(), file.begin() + static_cast<std::ptrdiff_t>(offset));
    return file;
  };
  const std::string sections = "elf.rewrite.sections";
  CHECK(code_of(damaged(offsetof(Elf64_Ehdr, e_shentsize), {40}), renames, ErrorKind::Invalid) == sections);
  CHECK(code_of(damaged(offsetof(Elf64_Ehdr, e_shnum), {0, 64}), renames, ErrorKind::Invalid) == sections);
  CHECK(code_of(damaged(offsetof(Elf64_Ehdr, e_shoff) + 7, {1}), renames, ErrorKind::Invalid) == sections);
  std::size_t versions = 0;
  std::size_t symbols = 0;
  for (std::size_t i = 0; i < header(whole).e_shnum; ++i) {
    const std::size_t offset = header(whole).e_shoff + i * sizeof(Elf64_Shdr);
    const auto section = at<Elf64_Shdr>(whole, offset);
    if (section.sh_type == SHT_GNU_verneed) versions = section.sh_offset;
    if (section.sh_type == SHT_SYMTAB) symbols = offset + offsetof(Elf64_Shdr, sh_size) + 7;
  }
  REQUIRE(versions != 0);
  REQUIRE(symbols != 0);
  CHECK(code_of(damaged(symbols, {1}), renames, ErrorKind::Invalid) == sections);
  CHECK(code_of(damaged(versions + offsetof(Elf64_Verneed, vn_file) + 3, {1}), renames, ErrorKind::Invalid) ==
        "elf.rewrite.versions");
}
