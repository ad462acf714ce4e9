"""`elf rewrite`: what it changes and what it leaves, held against a second reader, the outside tools and programs that run."""

import json
import os
import re
import shutil
import stat
import statistics
import subprocess
from pathlib import Path

import pytest
from support.elf_view import NEEDED, RPATH, RUNPATH, SONAME, View, assert_same_for_loader, renamed
from support.sigil import INVALID, LIMIT, MISSING, USAGE

LIBC = Path("/lib/x86_64-linux-gnu/libc.so.6")
STORE = "/nix/store/zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz-libraries-1.0/lib"


def urn(letter):
    """As long as a URN."""
    return "urn:eris:" + 106 * letter


def tool(*arguments, **options):
    return subprocess.run([str(argument) for argument in arguments], capture_output=True, text=True, errors="replace",
                          stdin=subprocess.DEVNULL, **options)


def lint(path):
    """Its complaints, without the number of the dynamic entry: one may have gone."""
    text = re.sub(r": entry \d+", "", tool("eu-elflint", "--gnu-ld", path).stdout)
    return {line for line in text.splitlines() if line != "No errors"}


def build(folder, *flags, rpath=STORE):
    """A program that prints 42 with two libraries, in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "low.c").write_text("int low(int x) { return x + 1; }\n")
    (folder / "high.c").write_text("int low(int); int high(int x) { return low(x) + 1; }\n")
    (folder / "run.c").write_text('#include <stdio.h>\nint high(int);\n'
                                  'int main(void) {\n  printf("%d\\n", high(40));\n  return 0;\n}\n')
    shared = ["-g", "-shared", "-fPIC", f"-Wl,-rpath,{rpath}"] if rpath else ["-g", "-shared", "-fPIC"]
    for command in (
        [*shared, "-Wl,-soname,liblow.so", "-o", "liblow.so", "low.c"],
        [*shared, "-Wl,-soname,libhigh.so", "-o", "libhigh.so", "high.c", "liblow.so"],
        ["-g", *flags, "-o", "run", "run.c", "libhigh.so", "-Wl,-rpath-link,."],
    ):
        subprocess.run(["gcc", *command], cwd=folder, check=True)


RENAMES = {"libhigh.so": urn("H"), "liblow.so": urn("L"), "libc.so.6": urn("C")}
REPLACE = [word for old, new in RENAMES.items() for word in ("--replace-needed", old, new)]


def place_libraries(folder, libraries):
    shutil.copy(libraries / "libhigh.so", folder / urn("H"))
    shutil.copy(libraries / "liblow.so", folder / urn("L"))
    if not (folder / urn("C")).is_symlink():
        (folder / urn("C")).symlink_to(LIBC)


def says_42(program, folder):
    result = tool(program, env={"LD_LIBRARY_PATH": str(folder)})
    assert (result.returncode, result.stdout, result.stderr) == (0, "42\n", ""), program


def of_this_machine(folder, count, library):
    """Dynamic ELF files that need `library`, spread over the folder."""
    found = []
    for path in sorted(folder.iterdir()):
        if path.is_file() and not path.is_symlink() and os.access(path, os.R_OK) and path.read_bytes()[:5] == b"\x7fELF\x02":
            view = View(path.read_bytes())
            if view.dynamic and library in view.needed:
                found.append(path)
    return found[:: max(1, len(found) // count)]


def test_files_of_this_machine_are_the_same_but_for_their_names(sigil, work):
    files = of_this_machine(Path("/usr/bin"), 60, "libc.so.6") + of_this_machine(LIBC.parent, 60, "libc.so.6")
    report = json.loads(sigil.succeed("elf", "rewrite", "--replace-needed", "libc.so.6", urn("C"), "--output-dir",
                                      work / "there", "--json", *files).stdout)
    (work / urn("C")).symlink_to(LIBC)
    growth = []
    for path, entry in zip(files, report["files"]):
        before, after = path.read_bytes(), Path(entry["target"]).read_bytes()
        assert entry["path"] == str(path) and entry["size_before_bytes"] == len(before)
        assert entry["size_after_bytes"] == len(after)
        assert_same_for_loader(before, after, renamed({"libc.so.6": urn("C")}))
        assert not lint(entry["target"]) - lint(path), path
        assert tool("readelf", "-aW", entry["target"]).stderr == tool("readelf", "-aW", path).stderr.replace(
            str(path), entry["target"]), path
        assert stat.S_IMODE(Path(entry["target"]).stat().st_mode) == stat.S_IMODE(path.stat().st_mode)
        growth.append(len(after) - len(before))
    assert statistics.median(growth) == 0
    assert sum(growth) * 100 < sum(path.stat().st_size for path in files)

    # Back again: all names are there, nothing has grown.
    there = [entry["target"] for entry in report["files"]]
    sigil.succeed("elf", "rewrite", "--replace-needed", urn("C"), "libc.so.6", "--output-dir", work / "back", *there)
    for path, target in zip(files, there):
        back = work / "back" / path.name
        assert back.stat().st_size == Path(target).stat().st_size
        assert_same_for_loader(path.read_bytes(), back.read_bytes(), lambda entries: entries)
        assert not lint(back) - lint(path), path
        assert b"urn:eris:" not in back.read_bytes() or b"urn:eris:" in path.read_bytes()


def test_programs_of_this_machine_run(sigil, work):
    programs = [path for path in of_this_machine(Path("/usr/bin"), 80, "libc.so.6") if os.access(path, os.X_OK)]
    sigil.succeed("elf", "rewrite", "--replace-needed", "libc.so.6", urn("C"), "--output-dir", work / "bin", *programs)
    (work / urn("C")).symlink_to(LIBC)
    (work / "copy").mkdir()
    compared = 0
    for path in programs:
        results = []
        shutil.copy(path, work / "copy") # some look for files beside themselves
        for program in work / "copy" / path.name, work / "bin" / path.name:
            try:
                result = tool(program, "--version", timeout=20, cwd=work,
                              env={"LD_LIBRARY_PATH": str(work), "PATH": "/usr/bin", "HOME": str(work)})
            except subprocess.TimeoutExpired:
                break
            results.append((result.returncode, result.stdout.replace(str(program.parent), "")))
        if len(results) == 2 and results[0][0] == 0:
            assert results[0][0] == results[1][0], path
            compared += results[0][1] == results[1][1]
    assert compared > 20


@pytest.mark.parametrize("flags", [[], ["-no-pie"], ["-Wl,--hash-style=sysv"], ["-Wl,-z,noseparate-code"],
                                   ["-Wl,-z,now,-z,norelro"], ["-Wl,--emit-relocs"]], ids=" ".join)
def test_linked_programs_run_before_and_after_strip(sigil, work, flags):
    build(work, *flags)
    out = work / "out"
    sigil.succeed("elf", "rewrite", *REPLACE, "--remove-rpath", "--output-dir", out, work / "run", work / "libhigh.so",
                  work / "liblow.so")

    def expected(entries):
        return [(tag, RENAMES.get(value, value) if tag == NEEDED else value)
                for tag, value in entries if tag not in (RPATH, RUNPATH)]

    for name in "run", "libhigh.so", "liblow.so":
        assert_same_for_loader((work / name).read_bytes(), (out / name).read_bytes(), expected)
        assert not lint(out / name) - lint(work / name)
        assert STORE.encode() not in (out / name).read_bytes()
    place_libraries(out, out)
    says_42(out / "run", out)
    for strip in "strip", "eu-strip", "llvm-strip":
        if not shutil.which(strip):
            continue
        stripped = work / strip
        shutil.copytree(out, stripped, symlinks=True)
        for name in "run", urn("H"), urn("L"):
            result = tool(strip, stripped / name)
            assert (result.returncode, result.stderr) == (0, "")
        says_42(stripped / "run", stripped)


def test_a_run_path_makes_room_for_names(sigil, work):
    build(work, "-Wl,-rpath," + ":".join(STORE.replace("z", letter) for letter in "abcdef"))
    report = json.loads(sigil.succeed("elf", "rewrite", *REPLACE, "--remove-rpath", "--in-place", "--json",
                                      work / "run").stdout)
    assert report["files"][0]["layout"] == "in-place"
    view = View((work / "run").read_bytes())
    assert view.needed == [urn("H"), urn("C")]
    assert not view.names(RUNPATH) and b"/nix/store" not in view.data


def test_names_as_long_as_the_old_ones_never_grow(sigil, work):
    """A library that is linked with a soname of 115 characters, as the how-to says."""
    placeholder = "x" * 115
    (work / "low.c").write_text("int low(int x) { return x; }\n")
    (work / "run.c").write_text("int low(int); int main(void) { return low(0); }\n")
    subprocess.run(["gcc", "-shared", "-fPIC", f"-Wl,-soname,{placeholder}", "-o", "liblow.so", "low.c"], cwd=work,
                   check=True)
    subprocess.run(["gcc", "-o", "run", "run.c", "liblow.so"], cwd=work, check=True)
    before = (work / "run").read_bytes()
    sigil.succeed("elf", "rewrite", "--replace-needed", placeholder, urn("L"), "--in-place", work / "run")
    assert (work / "run").read_bytes() == before.replace(placeholder.encode(), urn("L").encode())


def test_debuggers_find_their_way(sigil, work):
    if not shutil.which("gdb"):
        pytest.skip("gdb is not installed (Debian package gdb)")
    build(work)
    sigil.succeed("elf", "rewrite", "--replace-needed", "libhigh.so", urn("H"), "--output-dir", work / "out", work / "run")
    place_libraries(work, work)

    def at_main(program, *more):
        text = tool("gdb", "-batch", "-nx", "-ex", f"set env LD_LIBRARY_PATH={work}", "-ex", "set startup-with-shell off",
                    "-ex", "break main", "-ex", "run", "-ex", "bt", *more, program, cwd=work).stdout
        assert "main () at run.c:4" in text, text

    at_main(work / "out/run")
    build_id = [line.split()[1].split("@")[0] for line in tool("eu-unstrip", "-n", "-e", work / "run").stdout.splitlines()]
    new_id = [line.split()[1].split("@")[0] for line in tool("eu-unstrip", "-n", "-e", work / "out/run").stdout.splitlines()]
    assert build_id == new_id and build_id
    # Debug information split off before the rewriting is found by gdb, and after it is joined again by eu-unstrip.
    for name, first in ("before", work / "run"), ("after", work / "out/run"):
        debug, plain = work / f"{name}.debug", work / f"{name}-stripped"
        subprocess.run(["objcopy", "--only-keep-debug", first, debug], check=True)
        subprocess.run(["strip", "-g", "-o", plain, first], check=True)
        subprocess.run(["objcopy", f"--add-gnu-debuglink={debug}", plain], check=True)
        if name == "before":
            sigil.succeed("elf", "rewrite", "--replace-needed", "libhigh.so", urn("H"), "--in-place", plain)
        at_main(plain)
    joined = work / "joined"
    result = tool("eu-unstrip", "-o", joined, work / "after-stripped", work / "after.debug")
    assert (result.returncode, result.stderr) == (0, "")
    says_42(joined, work)


# clang's name of the machine, and what else it takes to link for it
MACHINES = {"i386-linux-gnu": [], "armv7-linux-gnueabihf": [], "aarch64-linux-gnu": [], "riscv64-linux-gnu": ["-mno-relax"],
            "powerpc-linux-gnu": [], "powerpc64le-linux-gnu": [], "mips-linux-gnu": [], "mips64el-linux-gnuabi64": [],
            "x86_64-linux-gnu": []}


@pytest.mark.parametrize("machine", MACHINES)
def test_files_of_other_machines(sigil, work, machine):
    if not shutil.which("clang") or not shutil.which("ld.lld"):
        pytest.skip("clang and lld are not installed (Debian packages clang, lld)")
    flags = ["clang", f"--target={machine}", *MACHINES[machine], "-fuse-ld=lld", "-nostdlib", "-fPIC", "-O1"]
    (work / "low.c").write_text("int low(int x) { return x; }\n")
    (work / "high.c").write_text("int low(int); int table[9]; int high(int x) { return low(table[x]); }\n")
    (work / "map").write_text("VERS_1 { global: *; };\n")
    for command in (["-shared", "-Wl,-soname,liblow.so,--version-script=map", "-o", "liblow.so", "low.c"],
                    ["-shared", "-Wl,-soname,libhigh.so", f"-Wl,-rpath,{STORE}", "-o", "libhigh.so", "high.c", "liblow.so"],
                    ["-pie", "-Wl,-e,high,--dynamic-linker=/lib/ld.so", "-o", "run", "high.c", "liblow.so"]):
        result = tool(*flags, *command, cwd=work)
        assert result.returncode == 0, result.stderr
    for name in "libhigh.so", "run":
        before = (work / name).read_bytes()
        path = work / "out" / name
        sigil.succeed("elf", "rewrite", "--replace-needed", "liblow.so", urn("L"), "--output-dir", work / "out", work / name)
        assert_same_for_loader(before, path.read_bytes(), renamed({"liblow.so": urn("L")}))
        assert not lint(path) - lint(work / name)
        assert [library for _, library, _ in View(path.read_bytes()).version_needs()] == [urn("L")]
        sigil.succeed("elf", "rewrite", "--replace-needed", urn("L"), "liblow.so", "--in-place", path)
        assert_same_for_loader(before, path.read_bytes(), lambda entries: entries)
    long = "/a/folder/with/a/name/much/longer/than/before/ld.so"
    sigil.succeed("elf", "rewrite", "--set-soname", urn("S"), "--remove-rpath", "--output-dir", work / "other",
                  work / "libhigh.so")
    sigil.succeed("elf", "rewrite", "--set-interpreter", long, "--output-dir", work / "other", work / "run")
    for name, soname in ("libhigh.so", [urn("S")]), ("run", []):
        view = View((work / "other" / name).read_bytes())
        assert view.names(SONAME) == soname and view.needed == ["liblow.so"] and not view.names(RUNPATH)
        assert view.interpreter == (long if name == "run" else None)
        assert STORE.encode() not in view.data
        assert not lint(work / "other" / name) - lint(work / name)


def test_what_has_no_dynamic_section_is_left_alone(sigil, work):
    build(work)
    subprocess.run(["gcc", "-c", "-o", "run.o", "run.c"], cwd=work, check=True)
    (work / "static.c").write_text("int main(void) { return 0; }\n")
    subprocess.run(["gcc", "-static", "-o", "static", "static.c"], cwd=work, check=True)
    subprocess.run(["gcc", "-static-pie", "-o", "static-pie", "static.c"], cwd=work, check=True)
    subprocess.run(["objcopy", "--only-keep-debug", "run", "run.debug"], cwd=work, check=True)
    subprocess.run(["eu-strip", "-f", "eu.debug", "-o", "stripped", "run"], cwd=work, check=True)
    names = ["run.o", "static", "static-pie", "run.debug", "eu.debug"]
    before = {name: (work / name).read_bytes() for name in names}
    result = sigil.succeed("elf", "rewrite", *REPLACE, "--remove-rpath", "--set-soname", "x", "--set-interpreter", "/y",
                           "--in-place", *names, cwd=work)
    assert result.stdout.splitlines() == [f"{name}: unchanged" for name in names]
    assert {name: (work / name).read_bytes() for name in names} == before


def test_in_place_keeps_links_modes_and_untouched_files(sigil, work):
    build(work)
    file, link, other_name = work / "run", work / "link", work / "other-name"
    file.chmod(0o555)
    link.symlink_to("run")
    os.link(file, other_name)
    before = other_name.read_bytes()
    edit = ["--replace-needed", "libhigh.so", urn("H")]
    assert sigil.succeed("elf", "rewrite", *edit, "--dry-run", link).stdout == f"{link}: padding\n"
    assert file.read_bytes() == before
    sigil.succeed("elf", "rewrite", *edit, "--in-place", link)
    assert link.is_symlink() and View(file.read_bytes()).needed[0] == urn("H")
    assert stat.S_IMODE(file.stat().st_mode) == 0o555
    assert other_name.read_bytes() == before
    status = file.stat()
    assert sigil.succeed("elf", "rewrite", *edit, "--in-place", file).stdout == f"{file}: unchanged\n"
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == (status.st_mtime_ns, status.st_ino)
    assert {path.name for path in work.iterdir()} == {"run", "link", "other-name", "liblow.so", "libhigh.so", "low.c",
                                                      "high.c", "run.c", "tmp"}


def test_what_is_refused(sigil, work):
    build(work)
    run, edit = work / "run", ["--replace-needed", "libhigh.so", urn("H")]
    files = {path: path.read_bytes() for path in work.iterdir() if path.is_file()}
    sigil.refuse(USAGE, "nothing is to be changed", arguments=["elf", "rewrite", "--in-place", run])
    sigil.refuse(USAGE, "--output-dir or --in-place", arguments=["elf", "rewrite", *edit, run])
    sigil.refuse(USAGE, "replaced twice", arguments=["elf", "rewrite", *edit, *edit, "--in-place", run])
    sigil.refuse(USAGE, "would both be written", arguments=["elf", "rewrite", *edit, "--output-dir", work / "o", run, run])
    sigil.refuse(USAGE, "'ld.lib.so' cannot be renamed", arguments=["elf", "rewrite", "--replace-needed", "ld.lib.so", "x",
                                                                   "--in-place", run])
    sigil.refuse(USAGE, "4096 characters", arguments=["elf", "rewrite", "--set-soname", 4096 * "x", "--in-place", run])
    sigil.refuse(MISSING, "does not exist", arguments=["elf", "rewrite", *edit, "--in-place", work / "none"])
    sigil.refuse(INVALID, "ELF magic number", "while rewriting", arguments=["elf", "rewrite", *edit, "--in-place",
                                                                            work / "run.c"])
    assert {path: path.read_bytes() for path in work.iterdir() if path.is_file()} == files
    # One that fails does not keep others from being written.
    result = sigil.run("elf", "rewrite", *edit, "--in-place", work / "run.c", run)
    assert result.status == INVALID and result.stdout == f"{run}: padding\n"
    assert View(run.read_bytes()).needed[0] == urn("H")


def test_a_file_without_room_is_left_as_it_is(sigil, work):
    """Data behind the last section, which somebody finds there, and no padding."""
    build(work)
    data = bytearray((work / "run").read_bytes())
    view = View(data)
    for index, segment in enumerate(view.segments):
        if segment["type"] == 1:
            grown = (segment["memsz"] + 16).to_bytes(8, "little")
            data[view.phoff + 56 * index + 40:view.phoff + 56 * index + 48] = grown
    (work / "run").write_bytes(data + b"appended")
    sigil.refuse(LIMIT, "has no place for", arguments=["elf", "rewrite", "--replace-needed", "libhigh.so", urn("H"),
                                                      "--in-place", work / "run"])
    assert (work / "run").read_bytes() == data + b"appended"
