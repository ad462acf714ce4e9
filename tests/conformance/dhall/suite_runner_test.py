"""What runs the tests of Dhall fails where it does not understand one, and is no judge that lets all pass."""

import os
import subprocess

import pytest
from support import tree

RUNNER = tree.BUILD / "tests/conformance/dhall/sigil_dhall_conformance"
TRUE = b"\xf5"


def write(folder, files: dict):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def run(folder, *names, flags=()) -> subprocess.CompletedProcess:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SIGIL_")}
    return subprocess.run([RUNNER, *flags, folder, *names], env=environment, capture_output=True, text=True)


REFUSED = {"binary-decode/failure/unit/Null.dhallb": b"\xf6", "binary-decode/failure/unit/Null.diag": b"null"}
SUPPORT = {"import/data/simple.dhall": b"1", "import/cache/dhall/1220ab": b"", "import/home/hello.dhall": b""}


def test_what_is_refused_passes(tmp_path):
    write(tmp_path, REFUSED | SUPPORT)
    result = run(tmp_path)
    assert result.returncode == 0 and "1 passed, 0 failed, 0 skipped" in result.stdout, result.stdout
    assert run(tmp_path, flags=["--layout"]).returncode == 0
    assert run(tmp_path, flags=["--list"]).stdout == "binary-decode/failure/unit/Null\n"


def test_what_should_be_refused_and_is_not_fails(tmp_path):
    write(tmp_path, REFUSED | {"binary-decode/failure/unit/True.dhallb": TRUE})
    result = run(tmp_path)
    assert result.returncode == 1, result.stdout
    assert "FAILED binary-decode/failure/unit/True" in result.stdout and "1 passed, 1 failed" in result.stdout


@pytest.mark.parametrize("name", [
    "binary-decode/success/OnlyA.dhallb", "binary-decode/success/OnlyB.dhall", "binary-decode/success/WithoutLetter.dhallb",
    "parser/success/PairA.dhall", "parser/success/PairB.dhallb", "parser/success/PairA.diag", "parser/failure/Text.dhallb",
    "semantic-hash/success/HashB.hash", "binary-decode/failure/Null.txt", "import/success/MapENV.dhall", "other/A.dhall",
    "parser/other/XA.dhall", "XA.dhall", "import/failure/MapENV.dhall"])
def test_a_file_that_is_no_part_of_a_test_fails(tmp_path, name):
    write(tmp_path, REFUSED | {name: TRUE})
    for flags in ([], ["--layout"]):
        result = run(tmp_path, flags=flags)
        assert result.returncode == 1 and f"FAILED {name}: is" in result.stdout, result.stdout


def test_tests_are_chosen_by_name_and_by_folder(tmp_path):
    write(tmp_path, {f"binary-decode/failure/{name}.dhallb": b"\xf6" for name in ("a", "ab", "a/b", "a/c/d")})
    for names, count in ((["binary-decode/failure/a"], 3), (["binary-decode/failure/a/"], 1), (["binary-decode/failure/ab"], 1),
                         (["binary-decode"], 4), (["binary-decode/failure/ab", "binary-decode/failure/a/b"], 2)):
        assert f"{count} passed, 0 failed" in run(tmp_path, *names).stdout
    assert run(tmp_path, "binary-decode/failure/x").returncode == 1


def test_no_tests_at_all_fail(tmp_path):
    assert run(tmp_path).returncode == 1
    assert run(tmp_path / "absent").returncode == 1


def test_what_needs_the_prelude_is_skipped_without_it(tmp_path):
    suite = tmp_path / "dhall-lang/tests"
    write(suite, {"semantic-hash/success/prelude/ZeroA.dhall": b"../../Prelude/x", "semantic-hash/success/prelude/ZeroB.hash": b""})
    (tmp_path / "needs-prelude.txt").write_text("semantic-hash/success/prelude/Zero\nsemantic-hash/success/prelude/One\n")
    result = run(suite)
    assert result.returncode == 77 and "0 passed, 0 failed, 2 skipped" in result.stdout, result.stdout


PAIRS = {
    "parser/success": ("A.dhall", b"True", "B.dhallb", TRUE, b"\xf4"),
    "binary-decode/success": ("A.dhallb", TRUE, "B.dhall", b"True", b"False"),
    "normalization/success": ("A.dhall", b"1 + 1", "B.dhall", b"2", b"1 + 1"),
    "alpha-normalization/success": ("A.dhall", b"\\(x : Bool) -> x", "B.dhall", b"\\(_ : Bool) -> _", b"\\(_ : Text) -> _"),
    "type-inference/success": ("A.dhall", b"1", "B.dhall", b"Natural", b"Integer"),
    "import/success": ("A.dhall", b"../data/simple.dhall", "B.dhall", b"1", b"2"),
    "semantic-hash/success": ("A.dhall", b"True", "B.hash",
                              b"sha256:27abdeddfe8503496adeb623466caa47da5f63abd2bc6fa19f6cfcb73ecfed70\n", b"sha256:27ab\n")}


@pytest.mark.parametrize("category", PAIRS)
def test_a_pair_passes_and_any_other_fails(tmp_path, category):
    name, content, expected_name, expected, other = PAIRS[category]
    for answer, count in ((expected, "1 passed, 0 failed"), (other, "0 passed, 1 failed"), (b"\0", "0 passed, 1 failed")):
        write(tmp_path, SUPPORT | {f"{category}/X{name}": content, f"{category}/X{expected_name}": answer})
        result = run(tmp_path)
        assert count in result.stdout and result.returncode == (0 if "0 failed" in count else 1), result.stdout


@pytest.mark.parametrize("category, content, other", [
    ("parser/failure", b"(", b"1"), ("type-inference/failure", b"1 + True", b"1"), ("type-inference/failure", b"x", b"("),
    ("import/failure", b"missing", b"1"), ("import/failure", b"../data/absent.dhall", b"(")])
def test_a_failure_is_the_one_of_its_category(tmp_path, category, content, other):
    for source, count in ((content, "1 passed, 0 failed"), (other, "0 passed, 1 failed")):
        write(tmp_path, SUPPORT | {f"{category}/X.dhall": source})
        assert count in run(tmp_path).stdout


def test_variables_of_a_test_are_set_for_it_alone(tmp_path):
    write(tmp_path, {"import/success/XA.dhall": b"env:SIGIL_X as Text", "import/success/XB.dhall": b'"y"',
                     "import/success/XENV.dhall": b'toMap { SIGIL_X = "y" }', "import/failure/Y.dhall": b"env:SIGIL_X"})
    assert "2 passed, 0 failed" in run(tmp_path).stdout


def test_what_needs_the_network_is_skipped(tmp_path):
    write(tmp_path, {"import/success/XA.dhall": b"https://localhost/x", "import/success/XB.dhall": b"1",
                     "import/failure/Y.dhall": b"https://localhost/x"})
    result = run(tmp_path)
    assert result.returncode == 77 and "2 skipped: needs the network" in result.stdout, result.stdout
