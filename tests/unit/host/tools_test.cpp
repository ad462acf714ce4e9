#include "sigil/host/tools.hpp"

#include <cstdlib>

#include "script.hpp"
#include "sigil/base/error.hpp"
#include "support/catch.hpp"
#include "support/error_of.hpp"

using namespace sigil;
using namespace sigil::host;
using namespace sigil::test;

TEST_CASE("a tool that is not there is told with its package and its option", "[tools]") {
  const auto runner = make_tool_runner({"/no/ld", "no-such-grub-mkimage", "/", "q"});
  struct Case {
    Tool tool;
    const char* message;
    const char* hint;
  };
  for (const Case& expected : {
           Case{Tool::Ld, "program '/no/ld' is not an executable file",
                "install the Debian package 'binutils', or set the path with --ld"},
           Case{Tool::GrubMkimage, "program 'no-such-grub-mkimage' is in no folder of PATH",
                "install the Debian package 'grub-common', or set the path with --grub-mkimage"},
           Case{Tool::Xorriso, "program '/' is not an executable file",
                "install the Debian package 'xorriso', or set the path with --xorriso"},
       }) {
    const Error error = error_of([&] { runner->run({expected.tool, {}, {}, {}}); });
    CHECK(error.kind() == ErrorKind::Missing);
    CHECK(error.message() == expected.message);
    REQUIRE(error.hints().size() == 1);
    CHECK(error.hints()[0] == expected.hint);
  }
}

TEST_CASE("programs are found in PATH or at their path", "[tools]") {
  CHECK(find_program("sh").filename() == "sh");
  CHECK(find_program("sh").is_absolute());
  CHECK(find_program("/bin/sh") == "/bin/sh");
  const Error error = error_of([] { find_program("/no/qemu-system-x86_64"); });
  CHECK(error.kind() == ErrorKind::Missing);
  REQUIRE(error.hints().size() == 1);
  CHECK(error.hints()[0] == "install the Debian package 'qemu-system-x86', or set the path with --qemu");
  CHECK(error_of([] { find_program("no-such-program"); }).hints().empty());
  CHECK_THROWS_AS(find_program(""), Error);
}

TEST_CASE("a tool runs in a fixed environment and in its folder", "[tools]") {
  const TempFolder folder;
  const auto script = make_script(folder, "tool", "/usr/bin/env | /usr/bin/sort; pwd -P; echo \"$@\"");
  const auto runner = make_tool_runner({.ld = script.native()});
  ::setenv("SIGIL_TEST_LEAK", "1", 1);
  const std::string output = runner->run({Tool::Ld, {"-o", "x y"}, folder.path(), {{"EXTRA", "e"}}});
  ::unsetenv("SIGIL_TEST_LEAK");
  CHECK(output.find("SIGIL_TEST_LEAK") == std::string::npos);
  CHECK(output.find("HOME=") == std::string::npos);
  CHECK(output.find("EXTRA=e\n") != std::string::npos);
  CHECK(output.find("LC_ALL=C\n") != std::string::npos);
  CHECK(output.find("TZ=UTC\n") != std::string::npos);
  CHECK(output.ends_with(std::filesystem::canonical(folder.path()).native() + "\n-o x y\n"));
}

TEST_CASE("a tool that fails is told with what it said", "[tools]") {
  const TempFolder folder;
  const auto script = make_script(folder, "ld", "echo ignored; echo 'ld: bad file' >&2; exit 1");
  const auto runner = make_tool_runner({.ld = script.native()});
  const Error error = error_of([&] { runner->run({Tool::Ld, {}, {}, {}}); });
  CHECK(error.kind() == ErrorKind::Failed);
  CHECK(error.message() == "program '" + script.native() + "' failed with status 1");
  REQUIRE(error.context().size() == 1);
  CHECK(error.context()[0] == "| ld: bad file");
}

TEST_CASE("a tool's version is its first line, asked for once", "[tools]") {
  const TempFolder folder;
  const auto script = make_script(
      folder, "xorriso", "echo \"$@\" >> " + (folder / "calls").native() + "; echo 'x 1.2'; echo more");
  const auto runner = make_tool_runner({.xorriso = script.native()});
  CHECK(runner->version(Tool::Xorriso) == "x 1.2");
  CHECK(runner->version(Tool::Xorriso) == "x 1.2");
  std::ifstream calls(folder / "calls");
  CHECK(std::string(std::istreambuf_iterator<char>(calls), {}) == "-version\n");
}

TEST_CASE("a work folder is private and goes with all its content", "[tools]") {
  const auto runner = make_tool_runner({});
  std::filesystem::path path;
  {
    const auto folder = runner->make_work_folder();
    path = folder->path();
    CHECK(std::filesystem::status(path).permissions() == std::filesystem::perms::owner_all);
    std::filesystem::create_directories(path / "a" / "b");
    std::ofstream(path / "a" / "b" / "file") << "x";
    // A link out of the folder is removed, not followed.
    std::filesystem::create_symlink("/etc", path / "link");
  }
  CHECK_FALSE(std::filesystem::exists(path));
  CHECK(std::filesystem::exists("/etc/passwd"));
}
