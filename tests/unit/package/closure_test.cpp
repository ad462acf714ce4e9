#include "sigil/package/closure.hpp"

#include <algorithm>
#include <sys/stat.h>

#include "sigil/base/error.hpp"
#include "sigil/elf/file.hpp"
#include "sigil/elf/rewrite.hpp"
#include "sigil/eris/codec.hpp"
#include "sigil/package/set_name.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"
#include "tiny_elf.hpp"

using namespace sigil;
namespace fs = std::filesystem;

namespace {

using Names = std::vector<std::string>;

fs::path fixture(const std::string& name) {
  return fs::path(FIXTURES) / name;
}

Bytes bytes_of(const fs::path& path) {
  const Blob blob = Blob::map(path);
  return Bytes(blob.bytes().begin(), blob.bytes().end());
}

/// Packages below a temporary folder, filled by the test.
class World {
 public:
  /// Copies the fixture `from` to `to`, "<package>/<path>".
  World& put(const std::string& to, const std::string& from) { return write(to, bytes_of(fixture(from))); }
  World& write(const std::string& to, const Bytes& bytes) {
    fs::create_directories((folder_ / to).parent_path());
    write_file(folder_ / to, bytes);
    return *this;
  }
  World& link(const std::string& to, const std::string& target) {
    fs::create_directories((folder_ / to).parent_path());
    fs::create_symlink(target, folder_ / to);
    return *this;
  }
  fs::path path(const std::string& name) const { return fs::canonical(folder_.path()) / name; }

  package::Closures resolve(const Names& packages,
                            const std::vector<package::ProgramRequest>& requests) const {
    std::vector<package::PackageFolder> folders;
    for (const std::string& name : packages) folders.push_back({name, folder_ / name});
    return package::resolve({folders, requests});
  }

  /// The error of resolving, with those reported together with it.
  std::vector<Error> errors(const Names& packages,
                            const std::vector<package::ProgramRequest>& requests) const {
    try {
      resolve(packages, requests);
    } catch (const Error& error) {
      std::vector<Error> all{error};
      all.insert(all.end(), error.siblings().begin(), error.siblings().end());
      return all;
    }
    return {};
  }

 private:
  test::TempFolder folder_;
};

Names codes(const std::vector<Error>& errors) {
  Names all;
  for (const Error& error : errors) all.push_back(error.code());
  return all;
}

bool mentions(const Error& error, const std::string& text) {
  return error.message().find(text) != std::string::npos;
}

Names full(const std::vector<rom::RomName>& names) {
  Names all;
  for (const rom::RomName& name : names) all.push_back(name.full());
  return all;
}

Names needed(const package::ClosureFile& file) {
  return elf::parse(file.rom.content.bytes()).needed;
}

std::string name_of(ByteView bytes) {
  return eris::name_of(bytes).to_urn();
}

std::string name_of(const package::ClosureFile& file) {
  return file.rom.name.full();
}

/// Each file is what its capability says, and nothing that it needs is outside of the closures.
void check_closed(const package::Closures& closures) {
  Names present{"ld.lib.so"};
  for (const package::ClosureFile& library : closures.libraries) present.push_back(name_of(library));
  CHECK(std::is_sorted(present.begin() + 1, present.end()));
  CHECK(std::adjacent_find(present.begin(), present.end()) == present.end());
  const auto check = [](const package::ClosureFile& file, const Names& there) {
    CHECK(file.capability.to_urn() == name_of(file.rom.content.bytes()));
    if (file.rom.name.is_urn()) CHECK(name_of(file) == file.capability.to_urn());
    for (const std::string& name : needed(file)) CHECK(std::count(there.begin(), there.end(), name) == 1);
  };
  for (const package::ClosureProgram& program : closures.programs) {
    Names own = full(program.libraries);
    for (const std::string& name : own) CHECK(std::count(present.begin(), present.end(), name) == 1);
    own.push_back("ld.lib.so");
    check(program, own);
  }
  for (const package::ClosureFile& library : closures.libraries) check(library, present);
}

/// The library that came from `path`.
const package::ClosureFile& from(const package::Closures& closures, const fs::path& path) {
  const auto found = std::find_if(closures.libraries.begin(), closures.libraries.end(),
                                  [&](const package::ClosureFile& file) { return file.path == path; });
  REQUIRE(found != closures.libraries.end());
  return *found;
}

Names sorted(Names names) {
  std::sort(names.begin(), names.end());
  return names;
}

} // namespace

TEST_CASE("a closure over two packages") {
  World world;
  world.put("app/bin/start", "start").put("app/lib/high.lib.so", "high.lib.so");
  world.put("base/low.lib.so", "low.lib.so").put("base/bin/static", "start-static");
  const package::Closures closures =
      world.resolve({"app", "base"}, {{"base", "bin/static"}, {"app", "bin/start"}, {"app", "bin/start"}});
  check_closed(closures);
  REQUIRE(closures.programs.size() == 3);
  REQUIRE(closures.libraries.size() == 2);

  // The leaf needs nothing but the linker: its bytes, and so its name, are those of the file.
  const package::ClosureFile& low = from(closures, world.path("base/low.lib.so"));
  CHECK(name_of(low) == name_of(bytes_of(fixture("low.lib.so"))));
  const package::ClosureFile& high = from(closures, world.path("app/lib/high.lib.so"));
  CHECK(needed(high) == Names{name_of(low), "ld.lib.so"});

  const package::ClosureProgram& fixed = closures.programs[0];
  CHECK_FALSE(fixed.is_dynamic);
  CHECK(fixed.libraries.empty());
  CHECK(fixed.rom.name.full() == name_of(bytes_of(fixture("start-static"))));
  const package::ClosureProgram& start = closures.programs[1];
  CHECK(start.is_dynamic);
  CHECK(start.path == world.path("app/bin/start"));
  CHECK(needed(start) == Names{high.rom.name.full(), "ld.lib.so"});
  CHECK(full(start.libraries) == sorted({name_of(low), name_of(high)}));
  CHECK(name_of(closures.programs[2]) == name_of(start));
}

TEST_CASE("only contents and the order of packages count") {
  World one;
  one.put("app/start", "start")
      .put("app/lib/high.lib.so", "high.lib.so")
      .put("app/lib/low.lib.so", "low.lib.so");
  World other;
  other.put("elsewhere/low.lib.so", "low.lib.so").put("elsewhere/bin/high.lib.so", "high.lib.so");
  other.put("elsewhere/lib/unused.lib.so", "low-2.lib.so").put("elsewhere/bin/program", "start");
  const auto a = one.resolve({"app"}, {{"app", "start"}});
  const auto b = other.resolve({"elsewhere"}, {{"elsewhere", "bin/program"}});
  REQUIRE(a.libraries.size() == b.libraries.size());
  CHECK(a.programs[0].rom.name == b.programs[0].rom.name);
  CHECK(a.programs[0].libraries == b.programs[0].libraries);
  for (std::size_t i = 0; i < a.libraries.size(); ++i)
    CHECK(a.libraries[i].rom.name == b.libraries[i].rom.name);

  SECTION("the package of the file that needs a library comes first") {
    World world;
    world.put("app/start", "start")
        .put("app/high.lib.so", "high.lib.so")
        .put("app/bin/low.lib.so", "low.lib.so");
    world.put("first/low.lib.so", "low-2.lib.so").put("first/high.lib.so", "high.lib.so");
    const auto closures = world.resolve({"first", "app"}, {{"app", "start"}});
    CHECK(closures.programs[0].rom.name == a.programs[0].rom.name);
  }
  SECTION("the folder itself comes before lib, lib before bin") {
    World world;
    world.put("app/start", "start").put("app/high.lib.so", "high.lib.so");
    world.put("app/bin/low.lib.so", "low-2.lib.so");
    CHECK(world.resolve({"app"}, {{"app", "start"}}).programs[0].rom.name != a.programs[0].rom.name);
    world.put("app/lib/low.lib.so", "low.lib.so");
    CHECK(world.resolve({"app"}, {{"app", "start"}}).programs[0].rom.name == a.programs[0].rom.name);
    world.put("app/low.lib.so", "low-2.lib.so");
    CHECK(world.resolve({"app"}, {{"app", "start"}}).programs[0].rom.name != a.programs[0].rom.name);
  }
}

TEST_CASE("one library under several names is one ROM") {
  World world;
  world.put("app/start", "start-both").put("app/lib/high.lib.so", "high.lib.so");
  world.put("app/real/low.lib.so.1.2", "low.lib.so");
  world.link("app/lib/low.lib.so", "../real/low.lib.so.1.2").link("app/lib/alias.lib.so", "low.lib.so");
  world.link("app/entry", "start");
  const auto closures = world.resolve({"app"}, {{"app", "entry"}});
  check_closed(closures);
  REQUIRE(closures.libraries.size() == 2);
  CHECK(closures.programs[0].path == world.path("app/start"));
  const std::string low = name_of(from(closures, world.path("app/real/low.lib.so.1.2")));
  const std::string high = name_of(from(closures, world.path("app/lib/high.lib.so")));
  CHECK(needed(closures.programs[0]) == Names{high, low, low});

  SECTION("copies are one ROM too, whichever package they are in") {
    world.put("other/lib/low.lib.so", "low.lib.so").put("other/lib/high.lib.so", "high.lib.so");
    world.put("other/start", "start");
    const auto both = world.resolve({"app", "other"}, {{"app", "entry"}, {"other", "start"}});
    check_closed(both);
    CHECK(both.libraries.size() == 2);
  }
}

TEST_CASE("symbolic links may lead out of a package") {
  World world;
  world.put("store/x/start", "start").put("store/y/high.lib.so", "high.lib.so");
  world.put("store/z/low.lib.so", "low.lib.so");
  world.link("app/bin/start", "../../store/x/start").link("app/lib/high.lib.so", "../../store/y/high.lib.so");
  // Needed by a file that is elsewhere, but was found in this package.
  world.link("app/lib/low.lib.so", world.path("store/z/low.lib.so").native());
  const auto closures = world.resolve({"app"}, {{"app", "bin/start"}});
  check_closed(closures);
  CHECK(closures.libraries.size() == 2);
}

TEST_CASE("search paths come before packages, and go") {
  World world;
  world.put("app/start", "start").put("app/high.lib.so", "high-with-runpath.lib.so");
  world.put("app/low.lib.so", "low-2.lib.so").put("app/hidden/low.lib.so", "low.lib.so");
  const auto closures = world.resolve({"app"}, {{"app", "start"}});
  check_closed(closures);
  const package::ClosureFile& high = from(closures, world.path("app/high.lib.so"));
  CHECK(needed(high)[0] == name_of(from(closures, world.path("app/hidden/low.lib.so"))));
  CHECK(elf::parse(high.rom.content.bytes()).runpath.empty());
}

TEST_CASE("libraries that need each other") {
  World world;
  world.put("app/start", "start").put("app/high.lib.so", "high.lib.so");
  world.put("app/low.lib.so", "low-needs-high.lib.so");
  const auto closures = world.resolve({"app"}, {{"app", "start"}});
  check_closed(closures);
  REQUIRE(closures.libraries.size() == 2);
  // By DT_SONAME: high.lib.so, low.lib.so.
  const std::string high = name_of(from(closures, world.path("app/high.lib.so")));
  const std::string low = name_of(from(closures, world.path("app/low.lib.so")));
  CHECK(high.starts_with(package::kSetPrefix));
  CHECK(high.ends_with(":0"));
  CHECK(low == high.substr(0, high.size() - 1) + '1');
  CHECK(needed(closures.libraries[0]) == Names{low, "ld.lib.so"});
  CHECK(needed(closures.libraries[1]) == Names{high});
  CHECK(needed(closures.programs[0]) == Names{high, "ld.lib.so"});
  CHECK(full(closures.programs[0].libraries) == Names{high, low});

  world.put("app/low.lib.so", "low-needs-itself.lib.so");
  const auto itself = world.resolve({"app"}, {{"app", "start"}});
  check_closed(itself);
  CHECK(name_of(from(itself, world.path("app/low.lib.so"))).ends_with(":0"));
}

TEST_CASE("two versions of a library in one closure") {
  World world;
  world.put("app/start", "start-both")
      .put("app/low.lib.so", "low.lib.so")
      .put("app/alias.lib.so", "alias.lib.so");
  world.put("other/high.lib.so", "high.lib.so").put("other/low.lib.so", "low-2.lib.so");
  const auto errors = world.errors({"app", "other"}, {{"app", "start"}, {"app", "start"}});
  REQUIRE(codes(errors) == Names{"package.needed.versions"});
  CHECK(errors[0].kind() == ErrorKind::Invalid);
  for (const char* part : {"'low.lib.so'", "app/low.lib.so'", "other/low.lib.so'", "app/start'"})
    CHECK(mentions(errors[0], part));
  // The same in two closures is no conflict.
  world.put("other/start", "start").put("app/high.lib.so", "high.lib.so");
  const auto closures = world.resolve({"app", "other"}, {{"app", "start"}, {"other", "start"}});
  check_closed(closures);
  CHECK(closures.libraries.size() == 5);
}

TEST_CASE("names that are URNs already stay") {
  World world;
  const std::string urn = name_of(as_bytes("another library"));
  const Bytes plain = bytes_of(fixture("high.lib.so"));
  const Bytes high = elf::rewrite(plain, {{{"low.lib.so", urn}}}).applied_to(plain);
  world.put("app/start", "start").write("app/high.lib.so", high);
  const auto closures = world.resolve({"app"}, {{"app", "start"}});
  REQUIRE(closures.libraries.size() == 1);
  CHECK(closures.libraries[0].rom.name.full() == name_of(high));
  CHECK(full(closures.programs[0].libraries) == sorted({urn, name_of(high)}));
}

TEST_CASE("everything that is missing or wrong is reported at once") {
  World world;
  world.put("app/start", "start-both").put("app/high.lib.so", "high.lib.so").put("app/start.o", "start.o");
  world.write("app/alias.lib.so", {'#', '!', '\n'});
  world.write("app/text", {'t', 'e', 'x', 't'});
  world.link("app/low.lib.so", "nowhere").link("app/loop", "loop").link("app/dangling", "nowhere");
  REQUIRE(::mkfifo(world.path("app/fifo").c_str(), 0600) == 0);
  fs::create_directory(world.path("app/folder"));
  struct Case {
    const char* file;
    ErrorKind kind;
    std::string code;
    std::string part;
  };
  const std::vector<Case> cases{
      {"absent", ErrorKind::Missing, "package.program.missing", "'absent'"},
      {"text/start", ErrorKind::Missing, "package.program.missing", "'text/start'"},
      {"dangling", ErrorKind::Missing, "package.program.missing", "'dangling'"},
      {"loop", ErrorKind::Io, "package.program.unusable", "'loop'"},
      {"../app/start", ErrorKind::Invalid, "package.program.path", "'../app/start'"},
      {"/bin/sh", ErrorKind::Invalid, "package.program.path", "'/bin/sh'"},
      {"", ErrorKind::Invalid, "package.program.path", "''"},
      {"fifo", ErrorKind::Io, "", "is a FIFO"},
      {"folder", ErrorKind::Io, "", "is a folder"},
      {"text", ErrorKind::Invalid, "elf.parse.magic", "magic"},
      {"start.o", ErrorKind::Invalid, "package.program.type", "start.o'"},
  };
  for (const Case& one : cases) {
    INFO(one.file);
    const auto errors = world.errors({"app"}, {{"app", one.file}});
    REQUIRE(codes(errors) == Names{one.code});
    CHECK(errors[0].kind() == one.kind);
    CHECK(mentions(errors[0], one.part));
  }
  CHECK(codes(world.errors({"app"}, {{"none", "start"}})) == Names{"package.program.package"});
  CHECK(codes(world.errors({"app", "none", "app"}, {})) ==
        Names{"package.folder.missing", "package.folder.twice"});
  CHECK(codes(world.errors({"app/text"}, {})) == Names{"package.folder.unusable"});

  // Two files miss the same library, a third library is not ELF, and a program is not there.
  const auto errors = world.errors({"app"}, {{"app", "absent"}, {"app", "start"}});
  REQUIRE(codes(errors) == Names{"package.program.missing", "package.needed.unresolved",
                                 "package.needed.unresolved", "package.needed.unresolved"});
  CHECK(errors[1].kind() == ErrorKind::Missing);
  CHECK(mentions(errors[1], "'alias.lib.so'"));
  CHECK(mentions(errors[1], "app/start'"));
  REQUIRE(errors[1].hints().size() == 2);
  CHECK(errors[1].hints()[0].find("/app") != std::string::npos);
  CHECK(errors[1].hints()[1].find("app/alias.lib.so', which is no shared object") != std::string::npos);
  CHECK(mentions(errors[2], "'low.lib.so'"));
  CHECK(mentions(errors[3], "app/high.lib.so'"));
  // A library may be in a package that is not there.
  CHECK(codes(world.errors({"app", "none"}, {{"app", "start"}})) == Names{"package.folder.missing"});
}

TEST_CASE("what cannot be a library is passed over") {
  World world;
  world.put("app/start", "start").put("app/low.lib.so", "low.lib.so").put("app/high.lib.so", "start-static");
  const auto first_hint = [&world] {
    const auto errors = world.errors({"app"}, {{"app", "start"}});
    REQUIRE(codes(errors) == Names{"package.needed.unresolved"});
    return errors[0].hints().at(1);
  };
  CHECK(first_hint().ends_with("app/high.lib.so', which is no shared object"));
  Bytes foreign = bytes_of(fixture("low.lib.so"));
  foreign[18] = 183;
  world.write("app/high.lib.so", foreign);
  CHECK(first_hint().ends_with("app/high.lib.so', which is not for machine 62 (64-bit little-endian)"));
  world.put("app/lib/high.lib.so", "high.lib.so");
  CHECK(world.resolve({"app"}, {{"app", "start"}}).libraries.size() == 2);
}

TEST_CASE("a name with a path is looked for below the folders") {
  World world;
  world.put("app/start", "start-path").put("app/low.lib.so", "low.lib.so");
  CHECK(codes(world.errors({"app"}, {{"app", "start"}})) == Names{"package.needed.unresolved"});
  const std::string path = elf::parse(bytes_of(fixture("start-path"))).needed.at(0);
  REQUIRE(path.find('/') != std::string::npos);
  world.put("app/" + path, "sub/unnamed.lib.so");
  const auto closures = world.resolve({"app"}, {{"app", "start"}});
  check_closed(closures);
  CHECK(closures.libraries.size() == 2);
}

TEST_CASE("what elf::rewrite refuses is reported with the file's path") {
  World world;
  test::TinyElf user(true, ByteOrder::Little);
  user.set(user.memory_size(test::TinyElf::Load), std::uint64_t{65} << 20);
  test::TinyElf leaf(true, ByteOrder::Little);
  leaf.set(leaf.tag(test::TinyElf::NeededA), 0x15);
  world.write("app/start", Bytes(user.bytes().begin(), user.bytes().end())).write("app/liba.so", leaf.raw());
  const auto errors = world.errors({"app"}, {{"app", "start"}});
  REQUIRE(codes(errors) == Names{"elf.rewrite.no-room"});
  REQUIRE(errors[0].context().size() == 1);
  CHECK(errors[0].context()[0].find("app/start") != std::string::npos);
}

TEST_CASE("long chains of libraries") {
  World world;
  const auto name = [](std::size_t number) { return std::to_string(1000000 + number); };
  const std::size_t count = 300;
  for (std::size_t i = 0; i < count; ++i) {
    test::TinyElf elf(true, ByteOrder::Little);
    const auto rename = [&elf](std::string_view from, std::string_view to) {
      REQUIRE(from.size() == to.size());
      const auto place = std::search(elf.raw().begin(), elf.raw().end(), from.begin(), from.end());
      std::copy(to.begin(), to.end(), place);
    };
    rename("liba.so", name(i + 1));
    rename("tiny.so", name(i));
    if (i + 1 == count) elf.set(elf.tag(test::TinyElf::NeededA), 0x15);
    world.write("app/" + name(i), elf.raw());
  }
  const auto closures = world.resolve({"app"}, {{"app", name(0)}});
  REQUIRE(closures.libraries.size() == count - 1);
  check_closed(closures);
}

TEST_CASE("limit of files") {
  World world;
  world.put("app/static", "start-static");
  std::vector<package::ProgramRequest> requests;
  for (std::size_t i = 0; i < 4096; ++i) {
    requests.push_back({"app", std::to_string(i)});
    fs::create_hard_link(world.path("app/static"), world.path("app/" + requests.back().file));
  }
  CHECK(world.resolve({"app"}, requests).programs.size() == 4096);
  requests.push_back({"app", "static"});
  CHECK(codes(world.errors({"app"}, requests)) == Names{"package.files.count"});
}
