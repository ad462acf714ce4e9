"""The predecessor's thirteen defects, each with the test that would have found it.

Its fixup was a script around patchelf that named libraries by content; docs/design/packages.md says what each
defect was.
"""

import json
import os
import re
import resource
import subprocess

import pytest
from support import eris_reference, packages
from support.packages import LIBC, library, program
from support.sigil import INVALID, MISSING


def fix(sigil, output, *options, **more):
    return sigil.succeed("package", "fixup", "--output", f"out={output}", *options, **more)


def closure(entry):
    return {str(item["path"]) for item in entry["closure"]}


def test_defect_01_rpath_with_several_folders(sigil, work):
    out = work / "out"
    low = library(work / "elsewhere/liblow.so")
    mid = library(out / "private/libmid.so", low, rpath=f"/absent:{work}/elsewhere")
    program(out / "bin/prog", mid, rpath=f"/absent:relative:$ORIGIN/../nowhere:${{ORIGIN}}/../private:{work}",
            options=["-Wl,--disable-new-dtags"])
    fix(sigil, out, *LIBC)
    files = packages.check(out)
    assert closure(files["bin/prog"]) == {"private/libmid.so", str(low)}
    assert files["bin/prog"]["missing"] == ["libc.so.6"]


def test_defect_02_closures_within_a_package(sigil, work):
    out, other = work / "out", work / "other"
    base = library(other / "lib/libbase.so")
    fix(sigil, other)
    low = library(out / "lib/liblow.so", base)
    mid = library(out / "lib/libmid.so", low)
    program(out / "bin/prog", mid)
    fix(sigil, out, "--input", other, *LIBC)
    files = packages.check(out)
    assert closure(files["bin/prog"]) == {"lib/libmid.so", "lib/liblow.so", str(base)}
    assert closure(files["lib/libmid.so"]) == {"lib/liblow.so", str(base)}
    assert closure(files["lib/liblow.so"]) == {str(base)}


def test_defect_03_an_order_is_no_cycle(sigil, work):
    """Files in the worst order, each before what it needs; and two that do need each other."""
    out = work / "out"
    below = []
    for number in range(9, -1, -1):
        below = [library(out / f"lib/{number}.so", *below)]
    fix(sigil, out)
    files = packages.check(out)
    assert len(files["lib/0.so"]["closure"]) == 9
    assert not any(entry["set"] for entry in files.values())

    library(out / "lib/9.so")
    first = library(out / "lib/first.so", out / "lib/9.so")
    second = library(out / "lib/second.so", first)
    library(out / "lib/first.so", second, out / "lib/9.so")
    fix(sigil, out)
    files = packages.check(out)
    assert [bool(files[f"lib/{name}.so"]["set"]) for name in ("first", "second", "9")] == [True, True, False]


def test_defect_04_each_library_is_hashed_once(sigil, work):
    """The predecessor hashed a library again for each of its users. A second run must not either, when it finds out
    what names by content mean."""
    def seconds(users, again):
        out = work / f"out{users}{again}"
        large = library(work / "in/liblarge.so", source="char data[24 << 20] = {1};\n")
        user = library(out / "lib/user0.so", large)
        for number in range(1, users):
            (out / f"lib/user{number}.so").write_bytes(user.read_bytes() + bytes([number]))
        if again:
            fix(sigil, out, "--input", work / "in")
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        fix(sigil, out, "--input", work / "in")
        return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    for again in False, True:
        assert seconds(80, again) < 10 * seconds(1, again)


def test_defect_05_symbolic_links_lead_to_the_file(sigil, work):
    """A library under several names is one library, rewritten before it is named."""
    out = work / "out"
    low = library(out / "lib/liblow.so")
    real = library(out / "libexec/real/libmid.so.1.2.3", low, soname="libmid.so.1")
    for name, target in [("libmid.so.1", "../libexec/real/libmid.so.1.2.3"), ("libmid.so", "libmid.so.1")]:
        (out / "lib" / name).symlink_to(target)
    program(out / "bin/a", out / "lib/libmid.so.1")
    (work / "stub").mkdir()
    program(out / "bin/b", library(work / "stub/libmid.so"))
    fix(sigil, out, *LIBC)
    files = packages.check(out)
    assert sorted(files) == ["bin/a", "bin/b", "lib/liblow.so", "libexec/real/libmid.so.1.2.3"]
    urn = eris_reference.urn(real.read_bytes())
    for name in "ab":
        assert urn in packages.needed(out / "bin" / name)
        assert closure(files[f"bin/{name}"]) == {"lib/liblow.so", "libexec/real/libmid.so.1.2.3"}
    assert os.readlink(out / "lib/libmid.so") == "libmid.so.1"


def test_defect_06_paths_with_blanks_and_quotes(sigil, work):
    out, inputs = work / "the out'put\"; $HOME", work / "in\nput `date` &"
    low = library(inputs / "lib/lib low\n'\";.so")
    mid = library(out / "lib/$(touch x) mid.so", low)
    program(out / "bin/the \n program", mid)
    fix(sigil, out, "--input", inputs, *LIBC, cwd=work)
    files = packages.check(out)
    assert closure(files["bin/the \n program"]) == {"lib/$(touch x) mid.so", str(low)}
    assert not (work / "x").exists()
    sigil.succeed("package", "closure", out, "--verify")


@pytest.mark.parametrize("option, sizes", [([], {1024, 32768}), (["--block-size", "1k"], {1024}), (["--block-size", "32k"], {32768})])
def test_defect_07_block_sizes_and_secrets(sigil, work, option, sizes):
    out, secret = work / "out", bytes(range(100, 132))
    (work / "secret").write_bytes(secret)
    library(out / "small.so")
    library(out / "large.so", source="char data[20000] = {1};\n")
    fix(sigil, out, *option)
    assert {entry["block_size"] for entry in packages.check(out).values()} == sizes
    fix(sigil, out, *option, "--convergence-secret-file", work / "secret")
    assert {entry["block_size"] for entry in packages.check(out, secret).values()} == sizes


def test_defect_08_what_is_wrong_is_named(sigil, work):
    """All of it; and files that no linker loads are left alone."""
    out = work / "out"
    low = library(work / "gone/liblow.so")
    program(out / "bin/a", low)
    program(out / "bin/b", low, library(work / "gone/libother.so"))
    broken = library(out / "lib/broken.so")
    broken.write_bytes(broken.read_bytes()[:100])
    result = sigil.refuse(INVALID, "of the file, which has 100\n", rf"while reading '{broken}'", "'--exclude'",
                          *(rf"library '{name}', which '{out}/bin/{user}' needs, is nowhere\n  hint: looked for in '{out}'"
                            for name, user in [("liblow.so", "a"), ("liblow.so", "b"), ("libother.so", "b")]),
                          arguments=["package", "fixup", out, *LIBC])
    assert result.stderr.count("error: ") == 4
    broken.unlink()
    (work / "gone").rename(work / "here")
    packages.compile_c(out / "lib/object.o", "int f(void) { return 1; }\n", "-c")
    program(out / "bin/static", options=["-static"])
    subprocess.run(["objcopy", "--only-keep-debug", out / "bin/a", out / "lib/a.debug"], check=True)
    before = {name: (out / name).read_bytes() for name in ("lib/object.o", "bin/static", "lib/a.debug")}
    fix(sigil, out, "--search", work / "here", *LIBC)
    assert sorted(packages.check(out)) == ["bin/a", "bin/b"]
    assert {name: (out / name).read_bytes() for name in before} == before


def test_defect_09_an_output_may_be_a_file(sigil, work):
    lib = work / "lib"
    library(lib / "lib/libmid.so", library(work / "in/liblow.so"))
    program(work / "bin", lib / "lib/libmid.so")
    arguments = ["package", "fixup", "--output", f"out={work}/bin", "--output", f"lib={lib}", "--input", work / "in",
                 *LIBC, "--json"]
    report = json.loads(sigil.succeed(*arguments).stdout)
    assert [(file["output"], file["path"]) for file in report["files"]] == [("out", None), ("lib", "lib/libmid.so")]
    assert report["files"][0]["capability"] == eris_reference.urn((work / "bin").read_bytes())
    assert packages.check(lib)["lib/libmid.so"]["capability"] in packages.needed(work / "bin")
    before = packages.tree_of(work)
    sigil.succeed(*arguments)
    assert packages.tree_of(work) == before


def test_defect_10_propagated_inputs(sigil, work):
    """Through files of inputs, and from inputs of inputs, in circles too."""
    out = work / "out"
    low = library(work / "third/lib/liblow.so")
    for package, propagates in ("first", "second"), ("second", f"third\n  {work}/first"), ("third", ""):
        support = work / package / "nix-support"
        support.mkdir(parents=True, exist_ok=True)
        (support / "propagated-build-inputs").write_text(f" {work}/{propagates} \n" if propagates else "\n")
    library(out / "lib/libmid.so", low)
    fix(sigil, out, "--input", work / "first")
    assert closure(packages.check(out)["lib/libmid.so"]) == {str(low)}


def test_defect_11_rewritten_files_still_load(sigil, work):
    """With a linker that is given each library under its new name."""
    out, names = work / "out", work / "names"
    names.mkdir()
    low = library(out / "lib/liblow.so", source="int low(void) { return 40; }\n")
    mid = library(out / "lib/libmid.so", low, source="int low(void); int mid(void) { return low() + 2; }\n")
    program(out / "bin/prog", mid, source="int mid(void); int main(void) { return mid(); }\n")
    fix(sigil, out, *LIBC)
    for path, entry in packages.check(out).items():
        (names / entry["capability"]).symlink_to(out / path)
    assert subprocess.run([out / "bin/prog"], env={"LD_LIBRARY_PATH": str(names)}).returncode == 42
    assert subprocess.run([out / "bin/prog"], capture_output=True).returncode == 127
    sigil.succeed("elf", "check", "--loader", "glibc", out / "bin/prog", mid, low)


def test_defect_12_the_manifest_can_be_held_against_the_files(sigil, work):
    """It has a version, sizes and hashes; and a name that was not rewritten is found."""
    out = work / "out"
    mid = library(out / "lib/libmid.so", library(work / "in/liblow.so"))
    original = mid.read_bytes()
    fix(sigil, out, "--input", work / "in")
    data = packages.manifest(out)
    packages.check(out)
    assert data["version"] == 2 and data["kind"] == "eris-manifest"
    sigil.succeed("package", "closure", out, "--verify")
    entry = data["files"]["lib/libmid.so"]
    mid.write_bytes(original)
    entry.update(size=len(original), sha256=entry["sha256_before"], capability=eris_reference.urn(original),
                 block_size=1024)
    (out / packages.MANIFEST).chmod(0o644)
    (out / packages.MANIFEST).write_text(json.dumps(data))
    sigil.refuse(11, "libmid.so' needs a library that its manifest does not have",
                 arguments=["package", "closure", out, "--verify"])


def test_defect_13_manifest_paths_are_relative(sigil, work):
    """A package may be copied, and a store with all that is in it."""
    store = work / "store"
    first, second = store / f"{'1' * 32}-first", store / f"{'2' * 32}-second"
    library(second / "lib/liblow.so")
    library(first / "lib/libmid.so", second / "lib/liblow.so")
    for output in second, first:
        fix(sigil, output, "--store", store, "--input", second)
    text = (first / packages.MANIFEST).read_text()
    assert str(first) not in text and str(second) in text
    copy = work / "elsewhere/store"
    copy.parent.mkdir()
    store.rename(copy)
    report = sigil.succeed("package", "closure", copy / first.name, "--verify", "--json").stdout
    assert {file["path"] for file in json.loads(report)["files"]} == {
        str(copy / first.name / "lib/libmid.so"), str(copy / second.name / "lib/liblow.so")}


def test_defect_08_a_file_that_cannot_be_read_is_named(sigil, work):
    if os.geteuid() == 0:
        pytest.skip("root reads everything")
    out = work / "out"
    library(out / "lib/secret.so").chmod(0)
    sigil.refuse(1, rf"'{re.escape(str(out))}/lib/secret.so' cannot be read: Permission denied", arguments=["package", "fixup", out])


def test_missing_inputs_and_outputs_are_named(sigil, work):
    (work / "out").mkdir()
    sigil.refuse(MISSING, "input '.*/absent' does not exist", arguments=["package", "fixup", work / "out", "--input", work / "absent"])
    sigil.refuse(MISSING, "output 'out': '.*/absent' does not exist", arguments=["package", "fixup", work / "absent"])
