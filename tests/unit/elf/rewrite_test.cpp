#include "sigil/elf/rewrite.hpp"

#include <elf.h>

#include <cstdio>
#include <cstring>
#include <fstream>
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
  return elf::rewrite(file, {renames}).content;
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

/// Checks with outside tools that rewriting has broken nothing, and that the one complaint is ours: an
/// appended segment that is writable, as Genode wants it, for a section that is not.
void check_with_tools(const Bytes& before, const Bytes& after) {
  const test::TempFolder folder;
  put(folder / "before", before);
  put(folder / "after", after);
  const Outcome readelf = run("readelf -aW '" + (folder / "after").native() + "' >/dev/null");
  CHECK(readelf.output == "");
  CHECK(readelf.status == 0);
  std::size_t added = 0;
  while (segments(after)[added].p_type != PT_LOAD || segments(after)[added].p_align != 0x1000 ||
         segments(after)[added].p_offset < before.size())
    ++added;
  std::multiset<std::string> expected = lint(folder / "before");
  if (header(after).e_shnum != 0)
    expected.insert("loadable segment [" + std::to_string(added) +
                    "] is writable but contains no writable sections");
  CHECK(lint(folder / "after") == expected);
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

/// Every byte that differs must be one that has to: in the file header, the program headers, a dynamic
/// entry, a `vn_file`, the header of .dynstr or its symbol. Nothing may be missing.
void check_other_bytes(const Bytes& before, const Bytes& after) {
  std::vector<std::pair<std::size_t, std::size_t>> allowed{{0, sizeof(Elf64_Ehdr)}};
  const Elf64_Ehdr elf = header(before);
  if (header(after).e_phoff == elf.e_phoff)
    allowed.emplace_back(elf.e_phoff, (elf.e_phnum + 1u) * sizeof(Elf64_Phdr));
  for (const Elf64_Phdr& segment : segments(before))
    if (segment.p_type == PT_DYNAMIC) allowed.emplace_back(segment.p_offset, segment.p_filesz);
  for (std::size_t i = 0; i < elf.e_shnum; ++i) {
    const std::size_t offset = elf.e_shoff + i * sizeof(Elf64_Shdr);
    const auto section = at<Elf64_Shdr>(before, offset);
    if (section.sh_type == SHT_STRTAB && (section.sh_flags & SHF_ALLOC) != 0)
      allowed.emplace_back(offset, sizeof(Elf64_Shdr));
    if (section.sh_type == SHT_GNU_verneed) allowed.emplace_back(section.sh_offset, section.sh_size);
    if (section.sh_type != SHT_SYMTAB) continue;
    for (std::size_t symbol = 0; symbol < section.sh_size; symbol += sizeof(Elf64_Sym))
      if (ELF64_ST_TYPE(at<Elf64_Sym>(before, section.sh_offset + symbol).st_info) == STT_SECTION)
        allowed.emplace_back(section.sh_offset + symbol + offsetof(Elf64_Sym, st_value), 8);
  }
  REQUIRE(after.size() > before.size());
  std::size_t stray = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (before[i] == after[i]) continue;
    bool excused = false;
    for (const auto& [offset, size] : allowed) excused = excused || (i >= offset && i < offset + size);
    stray += excused ? 0 : 1;
  }
  CHECK(stray == 0);
}

/// PT_PHDR describes the program headers, they are mapped, and where Linux before 5.18 looks for them too.
void check_moved_headers(const Bytes& file) {
  const std::vector<Elf64_Phdr> all = segments(file);
  REQUIRE(all.front().p_type == PT_PHDR);
  const Elf64_Phdr& headers = all.front();
  CHECK(headers.p_offset == header(file).e_phoff);
  CHECK(headers.p_filesz == header(file).e_phnum * sizeof(Elf64_Phdr));
  CHECK(headers.p_memsz == headers.p_filesz);
  CHECK(headers.p_vaddr % 8 == 0);
  CHECK(headers.p_paddr == headers.p_vaddr);
  std::vector<Elf64_Phdr> loads;
  for (const Elf64_Phdr& segment : all)
    if (segment.p_type == PT_LOAD) loads.push_back(segment);
  CHECK(headers.p_vaddr == loads.front().p_vaddr + header(file).e_phoff);
  CHECK(headers.p_vaddr >= loads.back().p_vaddr);
  CHECK(headers.p_vaddr + headers.p_memsz <= loads.back().p_vaddr + loads.back().p_memsz);
  CHECK(headers.p_vaddr - loads.back().p_vaddr == headers.p_offset - loads.back().p_offset);
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
  const Bytes after = rewrite_needed(before, {{library, urn('A')}});
  CHECK(needed(after) == Names{urn('A'), "ld.lib.so"});
  CHECK(after == rewrite_needed(before, {{library, urn('A')}}));
  check_genode_rules(after);
  check_other_bytes(before, after);
  check_with_tools(before, after);
  // The header page had room: program headers stay in it, and the file grows by little.
  CHECK(header(after).e_phoff == header(before).e_phoff);
  CHECK(header(after).e_phnum == header(before).e_phnum + 1);
  const Elf64_Phdr added = segments(after)[2];
  CHECK(added.p_type == PT_LOAD);
  CHECK(added.p_flags == (PF_R | PF_W));
  CHECK(added.p_offset >= before.size());
  CHECK(added.p_offset < before.size() + 0x1000);
  CHECK(added.p_offset + added.p_filesz == after.size());
  CHECK(elf::parse(after).soname == elf::parse(before).soname);
}

TEST_CASE("the example of docs/formats/elf.md") {
  const Bytes before = fixture("start");
  if (before.size() != 9680) SIGIL_SKIP("the example is of binutils 2.40");
  const Bytes after = rewrite_needed(before, {{"high.lib.so", urn('A')}});
  CHECK(after.size() == 12432);
  REQUIRE(header(after).e_phnum == 4);
  const auto added = at<Elf64_Phdr>(after, 176);
  CHECK(added.p_type == PT_LOAD);
  CHECK(added.p_offset == 0x3000);
  CHECK(added.p_vaddr == 0x1002000);
  CHECK(added.p_filesz == 0x90);
  CHECK(at<Elf64_Phdr>(after, 232).p_type == PT_DYNAMIC);
  CHECK(at<Elf64_Dyn>(before, 0x2000).d_un.d_val == 6);
  CHECK(at<Elf64_Dyn>(after, 0x2000).d_un.d_val == 28);
  CHECK(std::equal(after.begin() + 0x3000, after.begin() + 0x301c, before.begin() + 0x1048));
  CHECK(as_text(after).substr(0x301c, 115) == urn('A'));
}

TEST_CASE("a second rewriting, and one back") {
  const Bytes before = fixture("start");
  const Bytes first = rewrite_needed(before, {{"high.lib.so", urn('A')}});
  const Bytes second = rewrite_needed(first, {{urn('A'), urn('B')}});
  CHECK(needed(second) == Names{urn('B'), "ld.lib.so"});
  check_genode_rules(second);
  check_with_tools(first, second);
  const Bytes back = rewrite_needed(second, {{urn('B'), "high.lib.so"}});
  CHECK(needed(back) == needed(before));
  // The old name was still there, so the string table did not grow.
  const auto size = [](const Bytes& file) { return segments(file)[header(file).e_phnum - 2].p_filesz; };
  CHECK(size(back) == size(second));
  CHECK(size(second) == size(first) + urn('B').size() + 1);
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
  check_moved_headers(program);
  if (with_sections) {
    check_with_tools(before, program);
    check_other_bytes(before, program);
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

TEST_CASE("llvm-strip keeps moved program headers") {
  if (run("command -v llvm-strip").status != 0) SIGIL_SKIP("llvm-strip is not installed");
  const test::TempFolder folder;
  put(folder / "program", rewrite_needed(fixture("run-pie"), {{"libhigh.so", urn('H')}}));
  put(folder / urn('H'), fixture("libhigh.so"));
  put(folder / "liblow.so", fixture("liblow.so"));
  const Outcome stripped =
      run("cd '" + folder.path().native() + "' && llvm-strip program && LD_LIBRARY_PATH=. ./program");
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

  const elf::Renames renames{{"liba.so", urn('A')}};
  for (const bool is_64_bit : {false, true}) {
    for (const ByteOrder order : {ByteOrder::Little, ByteOrder::Big}) {
      if (is_64_bit && order == ByteOrder::Little) continue;
      TinyElf tiny(is_64_bit, order);
      CHECK(code_of(tiny.raw(), renames, ErrorKind::Invalid) == "elf.rewrite.unsupported");
    }
  }

  TinyElf high(true, ByteOrder::Little);
  high.set(high.address(TinyElf::Load), (std::uint64_t{1} << 63) + TinyElf::kBase);
  high.set(high.address(TinyElf::Dynamic), (std::uint64_t{1} << 63) + TinyElf::kBase + high.tag(0).offset);
  high.set(high.value(TinyElf::StringTable),
           (std::uint64_t{1} << 63) + TinyElf::kBase + high.strings_offset());
  CHECK(code_of(high.raw(), renames, ErrorKind::Invalid) == "elf.rewrite.address-space");

  TinyElf large(true, ByteOrder::Little);
  large.set(large.memory_size(TinyElf::Load), std::uint64_t{65} << 20);
  CHECK(code_of(large.raw(), renames, ErrorKind::Limit) == "elf.rewrite.hole");
  large.set(large.memory_size(TinyElf::Load), std::uint64_t{63} << 20);
  CHECK(needed(rewrite_needed(large.raw(), renames)) == Names{urn('A'), "ld.lib.so"});
}

TEST_CASE("Genode's dynamic linker holds ten program headers") {
  Bytes file = fixture("start");
  char letter = 'A';
  for (std::string name = "high.lib.so"; header(file).e_phnum < 10; ++letter) {
    file = rewrite_needed(file, {{name, urn(letter)}});
    name = urn(letter);
  }
  check_genode_rules(file);
  CHECK(code_of(file, {{needed(file).front(), urn('Z')}}, ErrorKind::Limit) ==
        "elf.rewrite.program-header-count");
}

TEST_CASE("room for a program header must be free") {
  const Bytes whole = fixture("start");
  const Elf64_Ehdr elf = header(whole);
  const std::size_t end = elf.e_phoff + elf.e_phnum * sizeof(Elf64_Phdr);
  const auto headers_move = [](const Bytes& before) {
    const Bytes after = rewrite_needed(before, {{"high.lib.so", urn('A')}});
    CHECK(needed(after).front() == urn('A'));
    check_genode_rules(after);
    return header(after).e_phoff != header(before).e_phoff;
  };
  CHECK_FALSE(headers_move(whole));

  SECTION("bytes that are not zero are something, whatever it is") {
    Bytes before = whole;
    before[end + 55] = 1;
    CHECK(headers_move(before));
    CHECK(rewrite_needed(before, {{"high.lib.so", urn('A')}})[end + 55] == 1);
    before[end + 55] = 0;
    before[end + 56] = 1;
    CHECK_FALSE(headers_move(before));
  }
  SECTION("zeros may be a section") {
    Bytes before = whole;
    const std::size_t first = elf.e_shoff + sizeof(Elf64_Shdr);
    auto section = at<Elf64_Shdr>(before, first);
    section.sh_size = 8;
    section.sh_offset = end + 55;
    std::memcpy(before.data() + first, &section, sizeof section);
    CHECK(headers_move(before));
    section.sh_offset = end + 56;
    std::memcpy(before.data() + first, &section, sizeof section);
    CHECK_FALSE(headers_move(before));
  }
  SECTION("zeros may be a segment") {
    Bytes before = whole;
    before[offsetof(Elf64_Ehdr, e_phnum)] += 1;
    Elf64_Phdr note{};
    note.p_type = PT_NOTE;
    note.p_offset = end + sizeof note;
    note.p_filesz = 4;
    std::memcpy(before.data() + end, &note, sizeof note);
    CHECK(headers_move(before));
    note.p_offset += sizeof note;
    std::memcpy(before.data() + end, &note, sizeof note);
    CHECK_FALSE(headers_move(before));
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
