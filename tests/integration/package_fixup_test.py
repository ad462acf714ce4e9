"""`package fixup`: what becomes of a package, held against a second opinion (support/packages.py)."""

import base64
import json
import os
import re
import shutil
import stat
import subprocess

import pytest
from support import eris_reference, genode_elf, packages, tree
from support.packages import LIBC, library, program
from support.sigil import INTEGRITY, INVALID, MISSING, USAGE


def fix(sigil, output, *options, **more):
    return sigil.succeed("package", "fixup", "--output", f"out={output}", *options, **more)


def refuse(sigil, status, output, *patterns, options=(), **more):
    return sigil.refuse(status, *patterns, arguments=["package", "fixup", "--output", f"out={output}", *options], **more)


def pair(folder):
    """Two libraries that need each other."""
    library(folder / "liba.so")
    library(folder / "libb.so", folder / "liba.so", source="int a(void); int b(int x) { return x ? a() + 1 : 20; }\n")
    return library(folder / "liba.so", folder / "libb.so", source="int b(int); int a(void) { return b(0) + 1; }\n")


def simple(out, inputs):
    """A program, its library, and that of a package that is an input."""
    low = library(inputs / "lib/liblow.so")
    mid = library(out / "lib/libmid.so", low)
    return program(out / "bin/prog", mid)


# Sets


def test_libraries_that_need_each_other_run(sigil, work):
    out, names = work / "out", work / "names"
    names.mkdir()
    pair(out / "lib")
    program(out / "bin/prog", out / "lib/liba.so", source="int a(void); int b(int); int main(void) { return a() + b(1); }\n",
            options=[f"-L{out}/lib", "-lb"])
    fix(sigil, out, *LIBC)
    files = packages.check(out)
    inside = [files[f"lib/lib{name}.so"]["set"] for name in "ab"]
    assert inside[0].endswith(":0") and inside[1].endswith(":1")
    assert set(packages.needed(out / "bin/prog")) == {*inside, "libc.so.6"}
    assert packages.needed(out / "lib/liba.so") == [inside[1]]
    for name, file in zip(inside, "ab"):
        (names / name).symlink_to(out / f"lib/lib{file}.so")
    assert subprocess.run([out / "bin/prog"], env={"LD_LIBRARY_PATH": str(names)}).returncode == 43
    before = packages.tree_of(out)
    fix(sigil, out, *LIBC)
    assert packages.tree_of(out) == before
    sigil.succeed("package", "closure", out, "--verify")


def test_a_library_that_needs_itself_is_a_set(sigil, work):
    out = work / "out"
    out.mkdir()
    (out / "self.lib.so").write_bytes(genode_elf.library(["self.lib.so", "ld.lib.so"], "x"))
    fix(sigil, out)
    entry = packages.check(out)["self.lib.so"]
    assert packages.needed(out / "self.lib.so") == [entry["set"], "ld.lib.so"]
    assert entry["closure"] == []


def test_a_set_depends_on_its_contents_alone(sigil, work):
    """Not on where it is, nor on files that need it; and a change of one member changes all names."""
    for name in "one", "two", "three":
        pair(work / name / "lib")
    (work / "two/lib").rename(work / "two/bin")
    library(work / "two/bin/user.so", work / "two/bin/liba.so")
    library(work / "three/lib/libb.so", work / "three/lib/liba.so", source="int b(int x) { return x; }\n")
    sets = {}
    for name, folder in ("one", "lib"), ("two", "bin"), ("three", "lib"):
        fix(sigil, work / name)
        sets[name] = [packages.check(work / name)[f"{folder}/lib{file}.so"]["set"] for file in "ab"]
    assert sets["one"] == sets["two"]
    assert not set(sets["one"]) & set(sets["three"])


def test_large_sets_keep_their_order(sigil, work):
    """More than ten members: their names in a second run sort otherwise than in the first."""
    out = work / "out"
    out.mkdir()
    names = [f"{number}.lib.so" for number in range(25)]
    for index, name in enumerate(names):
        needs = [names[(index + 1) % 25], names[(index + 7) % 25], "ld.lib.so"]
        (out / name).write_bytes(genode_elf.library(needs, name))
    fix(sigil, out)
    assert len({entry["set"] for entry in packages.check(out).values()}) == 25
    before = packages.tree_of(out)
    fix(sigil, out)
    assert packages.tree_of(out) == before


def test_sets_of_inputs_are_used_by_name(sigil, work):
    pair(work / "in/lib")
    fix(sigil, work / "in")
    user = library(work / "out/lib/user.so", work / "in/lib/liba.so")
    fix(sigil, work / "out", "--input", work / "in")
    theirs = packages.check(work / "in")
    assert packages.needed(user) == [theirs["lib/liba.so"]["set"]]
    assert {item["name"] for item in packages.check(work / "out")["lib/user.so"]["closure"]} == {
        entry["set"] for entry in theirs.values()}
    sigil.succeed("package", "closure", work / "out", "--verify")


# The tree is kept


def test_a_second_run_changes_nothing(sigil, work):
    out, inputs = work / "out", work / "in"
    simple(out, inputs)
    (out / "lib/posix.lib.so").write_bytes(library(work / "posix.lib.so").read_bytes())
    library(out / "lib/libposixuser.so", out / "lib/posix.lib.so", rpath=f"{out}/lib")
    options = ["--input", inputs, *LIBC, "--declare-need", "bin/*=libmid.so"]
    fix(sigil, out, *options)
    before = packages.tree_of(work)
    report = json.loads(fix(sigil, out, *options, "--json").stdout)
    assert not any(file["is_changed"] for file in report["files"]) and report["manifests"] == []
    assert packages.tree_of(work) == before


def test_an_interrupted_run_can_be_repeated(sigil, work):
    """Whichever files it had rewritten."""
    out, inputs = work / "out", work / "in"
    simple(out, inputs)
    pair(out / "set")
    library(out / "lib/user.so", out / "set/liba.so", rpath=f"{out}/set")
    options = ["--input", inputs, "--search", out / "set", *LIBC]
    original = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    fix(sigil, out, *options)
    expected = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    names = sorted(original)
    for pattern in range(0, 2 ** len(names), 5):
        for bit, path in enumerate(names):
            path.write_bytes((original if pattern >> bit & 1 else expected)[path])
        fix(sigil, out, *options)
        assert {path: path.read_bytes() for path in expected} == expected, f"{pattern:b}"


def test_hard_links_are_made_again(sigil, work):
    out, inputs, dev = work / "out", work / "in", work / "dev"
    prog = simple(out, inputs)
    dev.mkdir()
    for link in out / "bin/again", out / "prog", dev / "prog", work / "outside":
        os.link(prog, link)
    original = prog.read_bytes()
    arguments = ["package", "fixup", "--output", f"out={out}", "--output", f"dev={dev}", "--input", inputs, *LIBC]
    sigil.succeed(*arguments)
    files = packages.check(out)
    assert files["bin/prog"] == files["bin/again"] == files["prog"]
    packages.check(dev)
    assert len({path.stat().st_ino for path in (prog, out / "bin/again", out / "prog", dev / "prog")}) == 1
    assert (work / "outside").read_bytes() == original and (work / "outside").stat().st_nlink == 1
    assert not [path for path in work.rglob(".*")], "temporary files"


def test_modes_and_times_are_kept(sigil, work):
    out, inputs = work / "out", work / "in"
    prog = simple(out, inputs)
    (out / "nix-support").mkdir()
    prog.chmod(0o555 | stat.S_ISUID)
    (out / "lib/libmid.so").chmod(0o444)
    for number, path in enumerate(sorted(out.rglob("*"))):
        os.utime(path, ns=(10**9 * number + 7, 10**9 * number + 123456789))
    for folder in out / "bin", out / "lib", out / "nix-support", out:
        folder.chmod(0o555)
    before = packages.tree_of(out)
    try:
        fix(sigil, out, "--input", inputs, *LIBC)
        after = packages.tree_of(out)
        after.pop("nix-support/eris-manifest.json")
        assert {path: entry[:3] for path, entry in after.items()} == {path: entry[:3] for path, entry in before.items()}
        assert after["bin/prog"] != before["bin/prog"]
    finally:
        for folder in out, *out.rglob("*"):
            folder.chmod(0o755)


def test_read_only_folders_are_written_by_their_owner(sigil, work):
    """As Nix's builders are: not root, to whom all is writable."""
    if os.geteuid() != 0:
        pytest.skip("the test above is one of a user who is not root")
    out, inputs = work / "out", work / "in"
    simple(out, inputs)
    work.chmod(0o755)
    for path in [out, *out.rglob("*"), inputs, *inputs.rglob("*"), work / "tmp"]:
        os.chown(path, 12345, 12345)
        path.chmod(0o555)
    before = packages.tree_of(out)
    fix(sigil, out, "--input", inputs, *LIBC, prefix=["setpriv", "--reuid=12345", "--regid=12345", "--clear-groups"])
    packages.check(out)
    after = packages.tree_of(out)
    assert {path: after[path][0] for path in before} == {path: entry[0] for path, entry in before.items()}


def test_nothing_is_written_if_anything_is_wrong(sigil, work):
    out, inputs = work / "out", work / "in"
    simple(out, inputs)
    (out / "lib/damaged.so").write_bytes(b"\x7fELF and no more")
    before = packages.tree_of(work)
    refuse(sigil, INVALID, out, "damaged.so", options=["--input", inputs, *LIBC])
    assert packages.tree_of(work) == before
    fix(sigil, out, "--input", inputs, *LIBC, "--exclude", "*damaged*", "--dry-run")
    assert packages.tree_of(work) == before


def test_symbolic_links_are_not_walked(sigil, work):
    """Into other packages, to nowhere, in circles; an output that is one is left alone."""
    out, inputs = work / "out", work / "in"
    simple(out, inputs)
    before = packages.tree_of(inputs)
    for name, target in ("others", inputs), ("nowhere", "/absent"), ("self", "."), ("loop", "loop"):
        (out / name).symlink_to(target)
    (work / "doc").symlink_to(inputs)
    sigil.succeed("package", "fixup", "--output", f"out={out}", "--output", f"doc={work}/doc", "--input", inputs, *LIBC)
    assert sorted(packages.check(out)) == ["bin/prog", "lib/libmid.so"]
    assert packages.tree_of(inputs) == before


# How a Nix build says it


def nix_build(work):
    """Outputs out and lib, inputs; as environment variables."""
    out, lib, inputs = work / "out", work / "lib", work / "in"
    low = library(inputs / "lib/liblow.so")
    mid = library(lib / "lib/libmid.so", low)
    program(out / "bin/prog", mid)
    (out / "bin/helper").write_bytes(b"\x7fELF, but not really")
    return {"outputs": "out lib", "out": str(out), "lib": str(lib), "NIX_STORE": str(work), "buildInputs": "",
            "propagatedBuildInputs": f"{inputs} ", "erisIgnoreMissingDeps": "libc.so.* libabsent.so",
            "erisExclude": "bin/helper", "erisDeclaredNeeds": "bin/prog=liblow.so",
            "erisPatchFlags": "--block-size 32k --keep-name libfirst.so --keep-name=libmid.so"}


def check_nix_build(work):
    out, lib = packages.check(work / "out", kept=["libmid.so"]), packages.check(work / "lib")
    entry = out["bin/prog"]
    assert entry["needs"][0]["name"] == "libmid.so" and entry["missing"] == ["libc.so.6"]
    assert entry["needs"][0]["path"] == {"output": "lib", "path": "lib/libmid.so"}
    assert entry["needs"][0]["capability"] == lib["lib/libmid.so"]["capability"]
    assert [(need["name"], need["path"]) for need in entry["declared"]] == [
        ("liblow.so", str(work / "in/lib/liblow.so"))]
    assert {entry["block_size"] for entry in [*out.values(), *lib.values()]} == {32768}


def test_environment_of_a_build(sigil, work):
    environment = nix_build(work)
    result = sigil.succeed("package", "fixup", environment=environment, cwd="/")
    assert "out: bin/prog" in result.stdout and "lib: lib/libmid.so" in result.stdout
    check_nix_build(work)


@pytest.mark.parametrize("old", [False, True])
def test_structured_attributes(sigil, work, old):
    """Lists as lists, in lists, and as text; and where Nix before 2.19 has the file."""
    variables = nix_build(work)
    (work / "build").mkdir()
    attributes = {"outputs": {"lib": variables["lib"], "out": variables["out"]}, "buildInputs": [],
                  "propagatedBuildInputs": [[variables["propagatedBuildInputs"].strip()], None],
                  "erisIgnoreMissingDeps": variables["erisIgnoreMissingDeps"].split(), "erisExclude": "bin/helper",
                  "erisDeclaredNeeds": [variables["erisDeclaredNeeds"]], "dontErisPatch": False,
                  "erisPatchFlags": variables["erisPatchFlags"].split(), "erisAllowSelfReferences": True}
    (work / "build/.attrs.json").write_text(json.dumps(attributes))
    named = "/build/.attrs.json" if old else str(work / "build/.attrs.json")
    sigil.succeed("package", "fixup", cwd="/", environment={
        "NIX_ATTRS_JSON_FILE": named, "NIX_BUILD_TOP": str(work / "build"), "NIX_STORE": str(work)})
    check_nix_build(work)


@pytest.mark.parametrize("structured", [False, True])
def test_opting_out(sigil, work, structured):
    environment = {**nix_build(work), "dontErisPatch": "1"}
    if structured:
        (work / "attributes").write_text(json.dumps({"outputs": {"out": str(work / "out")}, "dontErisPatch": True}))
        environment = {"NIX_ATTRS_JSON_FILE": str(work / "attributes")}
    before = packages.tree_of(work)
    result = sigil.succeed("package", "fixup", environment=environment)
    assert "dontErisPatch" in result.stderr and not result.stdout
    assert packages.tree_of(work) == before


def test_the_command_line_stands_alone(sigil, work):
    """With outputs on it, nothing of the environment counts."""
    environment = {**nix_build(work), "dontErisPatch": "1"}
    (work / "out/bin/helper").unlink()
    refuse(sigil, MISSING, work / "out", "libmid.so", "libc.so.6", environment=environment)


def test_wrong_command_lines(sigil, work):
    (work / "out").mkdir()
    for arguments, pattern in [([], "no output given"), (["--output", "out"], "expected NAME=PATH"),
                               ([work / "out", "--output", f"out={work}/out"], "output 'out' is given twice"),
                               ([work / "out", "--declare-need", "x"], "expected FILE=NAME"),
                               ([work / "out", "--block-size", "2k"], "--block-size")]:
        sigil.refuse(USAGE, pattern, arguments=["package", "fixup", *arguments])
    sigil.refuse(USAGE, "erisPatchFlags: .*--colour", arguments=["package", "fixup"],
                 environment={"outputs": "out", "out": str(work / "out"), "erisPatchFlags": "--colour red"})
    sigil.refuse(INVALID, "output 'lib' has no variable with its path", arguments=["package", "fixup"],
                 environment={"outputs": "out lib", "out": str(work / "out")})


# Names


def genode(path, *needs, kind=genode_elf.library, mark=None):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(kind([*needs, "ld.lib.so"], path.name if mark is None else mark))
    return path


def test_names_that_genode_asks_for_stay(sigil, work):
    """ld.lib.so, posix.lib.so, VFS plugins; also what the user says. Their files are in the closure all the same."""
    out = work / "out"
    for name in "libc.lib.so", "vfs.lib.so", "vfs_lwip.lib.so", "mine.lib.so":
        genode(out / "lib" / name)
    genode(out / "lib/posix.lib.so", "libc.lib.so")
    prog = genode(out / "bin/prog", "posix.lib.so", "libc.lib.so", "vfs.lib.so", "vfs_lwip.lib.so", "mine.lib.so",
                  kind=genode_elf.program)
    fix(sigil, out, "--keep-name", "mi?e.lib.so")
    kept = ["posix.lib.so", "vfs_lwip.lib.so", "mine.lib.so"]
    files = packages.check(out, kept=kept)
    urn = {path.removeprefix("lib/"): entry["capability"] for path, entry in files.items()}
    assert packages.needed(prog) == ["posix.lib.so", urn["libc.lib.so"], urn["vfs.lib.so"], "vfs_lwip.lib.so",
                                     "mine.lib.so", "ld.lib.so"]
    assert {item["name"]: item["capability"] for item in files["bin/prog"]["closure"]} == {
        **{name: urn[name] for name in kept}, urn["libc.lib.so"]: urn["libc.lib.so"], urn["vfs.lib.so"]: urn["vfs.lib.so"]}
    sigil.succeed("elf", "check", prog, out / "lib/posix.lib.so")


def test_kept_names_make_no_set(sigil, work):
    """What stays is no part of a content: libraries that need each other by kept names have URNs."""
    out = work / "out"
    genode(out / "posix.lib.so", "libc.lib.so")
    genode(out / "libc.lib.so", "posix.lib.so")
    fix(sigil, out)
    files = packages.check(out, kept=["posix.lib.so"])
    assert [entry["set"] for entry in files.values()] == [None, None]
    assert packages.needed(out / "posix.lib.so")[0] == files["libc.lib.so"]["capability"]
    assert [item["path"] for item in files["libc.lib.so"]["closure"]] == ["posix.lib.so"]


def test_declared_needs_are_followed(sigil, work):
    out = work / "out"
    genode(out / "lib/lwip.lib.so")
    genode(out / "lib/vfs_lwip.lib.so", "lwip.lib.so")
    genode(out / "bin/prog", kind=genode_elf.program)
    fix(sigil, out, "--declare-need", "bin/*=vfs_lwip.lib.so")
    entry = packages.check(out)["bin/prog"]
    assert [need["name"] for need in entry["declared"]] == ["vfs_lwip.lib.so"] and entry["needs"] == []
    assert {item["path"] for item in entry["closure"]} == {"lib/lwip.lib.so", "lib/vfs_lwip.lib.so"}
    refuse(sigil, MISSING, out, "library 'absent.lib.so', which '.*prog' needs, is nowhere",
           options=["--declare-need", "bin/prog=absent.lib.so"])


def test_two_versions_of_a_library(sigil, work):
    """Both are named, with the way to each, by any of the names that they have in common."""
    out, one, two = work / "out", work / "one", work / "two"
    genode(one / "low.lib.so", mark="1")
    genode(one / "left.lib.so", "low.lib.so")
    genode(two / "low.lib.so", mark="2")
    genode(two / "right.lib.so", "low.lib.so")
    for package in one, two:
        fix(sigil, package)
    prog = genode(out / "bin/prog", "left.lib.so", "right.lib.so", kind=genode_elf.program)
    result = refuse(sigil, INVALID, out, f"library 'low.lib.so' has two versions in the closure of '{prog}': "
                    f"'{one}/low.lib.so' and '{two}/low.lib.so'", options=["--input", one, "--input", two])
    assert f"to the first: '{prog}' needs '{one}/left.lib.so' needs '{one}/low.lib.so'" in result.stderr
    assert f"to the second: '{prog}' needs '{two}/right.lib.so' needs '{two}/low.lib.so'" in result.stderr


def test_files_for_other_machines_are_passed_over(sigil, work):
    """And files for 32 bits are rewritten like the others."""
    out = work / "out"
    for name, needs in ("liblow.so", []), ("libmid.so", ["liblow.so"]):
        source = out / "lib32" / f"{name}.s"
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_text(f".globl {name[3:6]}\n{name[3:6]}: ret\n")
        subprocess.run(["as", "--32", source, "-o", source.with_suffix(".o")], check=True)
        subprocess.run(["ld", "-m", "elf_i386", "-shared", "--no-as-needed", "-soname", name, source.with_suffix(".o"), "-o",
                        out / "lib32" / name, *[out / "lib32" / need for need in needs]], check=True)
        source.unlink()
        source.with_suffix(".o").unlink()
    wide = library(out / "lib/liblow.so")
    library(out / "lib/libwide.so", wide, rpath="$ORIGIN/../lib32")
    fix(sigil, out, "--search", out / "lib32")
    files = packages.check(out)
    assert packages.needed(out / "lib32/libmid.so") == [files["lib32/liblow.so"]["capability"]]
    assert packages.needed(out / "lib/libwide.so") == [files["lib/liblow.so"]["capability"]]
    (out / "lib32/liblow.so").unlink()
    library(out / "lib/libmore.so", library(work / "gone/libgone.so"))
    genode(work / "in/libgone.so", mark="").write_bytes(genode_elf.foreign_program())
    refuse(sigil, MISSING, out, "'libgone.so'.*\n.*\n  hint: passed over '.*/in/libgone.so', which is no shared object",
           options=["--search", out / "lib32", "--input", work / "in"])


def test_a_file_may_not_contain_its_own_store_path(sigil, work):
    store = work / "store"
    out, lib = store / f"{'1' * 32}-program", store / f"{'2' * 32}-program-lib"
    source = 'const char* path = "%s/share/data";\nint main(void) { return path[0] == 0; }\n'
    program(out / "bin/prog", library(lib / "lib/libmid.so"), source=source % out, rpath=f"{lib}/lib:{out}/lib")
    library(lib / "lib/libother.so", source=(source % out).replace("main", "f"))
    arguments = ["package", "fixup", "--store", store, "--output", f"out={out}", "--output", f"lib={lib}", *LIBC]
    result = sigil.refuse(INVALID, f"'{out}/bin/prog' contains a path of its own package: '{out}/share/data'",
                          f"'{lib}/lib/libother.so' contains", "--allow-self-references", arguments=arguments)
    assert result.stderr.count("error: ") == 2
    sigil.succeed(*arguments, "--allow-self-references")
    program(out / "bin/prog", lib / "lib/libmid.so", source=source % "/absent", rpath=f"{lib}/lib:{out}/lib")
    sigil.succeed(*arguments, "--exclude", "lib/libother.so")  # DT_RUNPATH is no reference: it goes


# Manifests of inputs, and of earlier runs


def test_raw_inputs_are_taken_as_they_are(sigil, work):
    """With what they need themselves, under the names that they have for it."""
    out, inputs = work / "out", work / "in"
    low = library(inputs / "lib/liblow.so")
    mid = library(inputs / "lib/libmid.so", low)
    library(out / "lib/libtop.so", mid)
    result = fix(sigil, out, "--input", inputs)
    assert f"warning: library '{mid}' is taken as it is" in result.stderr
    entry = packages.check(out)["lib/libtop.so"]
    urns = {path: eris_reference.urn(path.read_bytes()) for path in (low, mid)}
    assert {(item["name"], item["path"], item["capability"]) for item in entry["closure"]} == {
        (urns[mid], str(mid), urns[mid]), ("liblow.so", str(low), urns[low])}


def test_inputs_are_held_against_their_manifests(sigil, work):
    out, inputs = work / "out", work / "in"
    simple(out, inputs)
    low = inputs / "lib/liblow.so"
    fix(sigil, inputs)
    data = packages.manifest(inputs)
    sound = low.read_bytes()
    low.write_bytes(sound[:-1] + bytes([sound[-1] ^ 1]))
    refuse(sigil, INTEGRITY, out, f"library '{low}' is not what the manifest of its package says",
           options=["--input", inputs, *LIBC])
    low.write_bytes(sound)
    for damage, pattern in [("{", "malformed JSON at byte"), ("{}", "its version is not 2"),
                            (json.dumps({**data, "colour": 1}), "unknown key 'colour'"),
                            (json.dumps({**data, "files": {"../x": data["files"]["lib/liblow.so"]}}), "'../x' is not a relative path")]:
        (inputs / packages.MANIFEST).write_text(damage)
        refuse(sigil, INVALID, out, pattern, f"{inputs}/{packages.MANIFEST}: manifest", options=["--input", inputs, *LIBC])
    (inputs / packages.MANIFEST).write_text(json.dumps({**data, "files": {}}))
    fix(sigil, out, "--input", inputs, *LIBC)  # one that does not have the file: taken as it is
    packages.check(out)


def test_an_own_manifest_is_not_trusted(sigil, work):
    """A second run finds out by itself what it can, and says so where it cannot."""
    out, inputs = work / "out", work / "in"
    simple(out, inputs)
    library(out / "lib/other.so")
    fix(sigil, inputs)
    fix(sigil, out, "--input", inputs, *LIBC)
    expected = packages.tree_of(out)
    manifest = out / packages.MANIFEST
    sound = json.loads(manifest.read_text())
    lies = []
    for path in "lib/other.so", "/etc/passwd", "bin/absent", str(inputs / "lib/liblow.so"):
        lie = json.loads(json.dumps(sound))
        lie["files"]["bin/prog"]["needs"][0]["path"] = path
        lies.append(json.dumps(lie))
    lie = json.loads(json.dumps(sound))
    lie["files"]["bin/prog"]["capability"] = lie["files"]["lib/other.so"]["capability"]
    for text in [*lies, json.dumps(lie), "[]", "", '{"version": 2}']:
        manifest.write_text(text)
        fix(sigil, out, "--input", inputs, *LIBC)
        data = packages.check(out)
        assert {path: entry["capability"] for path, entry in data.items()} == {
            path: entry["capability"] for path, entry in sound["files"].items()}
        assert {path: entry[3] for path, entry in packages.tree_of(out).items() if path.endswith((".so", "prog"))} == {
            path: entry[3] for path, entry in expected.items() if path.endswith((".so", "prog"))}


def test_names_by_content_need_their_package(sigil, work):
    out, inputs = work / "out", work / "in"
    simple(out, inputs)
    fix(sigil, inputs)
    fix(sigil, out, "--input", inputs, *LIBC)
    (out / packages.MANIFEST).unlink()
    urn = eris_reference.urn((inputs / "lib/liblow.so").read_bytes())
    result = refuse(sigil, MISSING, out, f"library '{urn[:63]}', which '.*libmid.so' needs, is in no manifest", options=LIBC)
    assert urn not in result.stderr
    fix(sigil, out, "--input", inputs, *LIBC)
    packages.check(out)


def test_a_changed_library_changes_its_users(sigil, work):
    out = work / "out"
    library(out / "lib/libmid.so", library(out / "lib/liblow.so"))
    fix(sigil, out)
    before = packages.check(out)
    library(out / "lib/liblow.so", source="int other;\n")
    (out / packages.MANIFEST).unlink()
    refuse(sigil, MISSING, out, "is in no manifest")
    library(out / "lib/libmid.so", out / "lib/liblow.so")
    fix(sigil, out)
    after = packages.check(out)
    assert all(before[path]["capability"] != after[path]["capability"] for path in before)


def test_manifest_format_1(sigil, work):
    out, inputs = work / "out", work / "in"
    simple(out, inputs)
    fix(sigil, out, "--input", inputs, *LIBC, "--manifest-format", "1")
    data = json.loads((out / packages.MANIFEST).read_text())
    urns = {str(path): eris_reference.urn(path.read_bytes())
            for path in (out / "bin/prog", out / "lib/libmid.so", inputs / "lib/liblow.so")}
    prog, mid, low = urns
    assert data == {prog: {"cap": urns[prog], "closure": {mid: urns[mid], low: urns[low]}},
                    mid: {"cap": urns[mid], "closure": {low: urns[low]}}}


def test_a_private_secret_leaks_nowhere(sigil, work):
    """Into no file and no message, in any form; and only outputs are named with it."""
    out, inputs, secret = work / "out", work / "in", bytes(range(7, 39))
    simple(out, inputs)
    (work / "raw").write_bytes(secret)
    (work / "hexadecimal").write_text(secret.hex() + "\n")
    (work / "wrong").write_text(secret.hex()[:-2])
    results = [fix(sigil, out, "--input", inputs, *LIBC, "--convergence-secret-file", work / name, *more)
               for name in ("raw", "hexadecimal") for more in ([], ["--json"])]
    files = packages.check(out, secret)
    assert files["lib/libmid.so"]["needs"][0]["capability"] == eris_reference.urn((inputs / "lib/liblow.so").read_bytes())
    results.append(refuse(sigil, INVALID, out, "neither 32 bytes nor 64", options=["--convergence-secret-file", work / "wrong"]))
    results.append(refuse(sigil, MISSING, out, "libc", options=["--convergence-secret-file", work / "raw"]))
    results.append(sigil.succeed("package", "closure", out, "--verify", "--convergence-secret-file", work / "raw"))
    results.append(sigil.refuse(MISSING, "'--convergence-secret-file'", arguments=["package", "closure", out, "--verify"]))
    (work / "wrong").write_bytes(bytes(31) + b"\1")
    results.append(sigil.refuse(INTEGRITY, "does not encode to the capability", arguments=[
        "package", "closure", out, "--verify", "--convergence-secret-file", work / "wrong"]))
    texts = [result.stdout.encode() + result.stderr.encode() for result in results]
    texts += [path.read_bytes() for path in out.rglob("*") if path.is_file()]
    for form in secret, secret.hex().encode(), base64.b32encode(secret).rstrip(b"="), base64.b64encode(secret).rstrip(b"="):
        for start in range(0, len(form) - 12, 4):
            assert not any(form[start:start + 12].lower() in text.lower() for text in texts)


def test_the_how_to_works_as_it_stands(sigil, work):
    """docs/how-to/rewrite-a-package.md: each command, in order; one is to fail."""
    page = (tree.ROOT / "docs/how-to/rewrite-a-package.md").read_text()
    commands = re.findall(r"(?m)^    (.*)$", page)
    assert len(commands) > 15
    environment = {**sigil.environment, "PATH": f"{sigil.program.parent}:{sigil.environment['PATH']}"}
    for command in commands:
        if "bin/program" in command or "out/program" in command: # of the reader's own
            continue
        result = subprocess.run(["bash", "-c", command], cwd=work, env=environment, capture_output=True, text=True)
        expected = MISSING if command.endswith("greet --dry-run") else 0
        assert result.returncode == expected, f"{command}\n{result.stdout}{result.stderr}"
        if command.startswith("LD_LIBRARY_PATH"):
            assert result.stdout == "hello\n"
