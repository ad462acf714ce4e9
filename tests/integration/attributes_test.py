"""`image build --attrs`: what Nix does as far as it can be done without Nix, and reports that leave nothing out."""

import json
import os
import pty
import re
import subprocess

import pytest
from support.sigil import INVALID, MISSING, USAGE, snapshot


@pytest.fixture
def attributes(tiny):
    """Writes `tiny` as structured attributes into `name`, with absolute paths."""
    def write(name=".attrs.json", **more):
        data = json.loads(tiny.text())
        for rom in data["roms"].values():
            if "file" in rom:
                rom["file"] = str(tiny.folder / rom["file"])
        data["packages"] = {key: str(tiny.folder / path) for key, path in data["packages"].items()}
        file = tiny.folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps({"outputs": {"out": str(tiny.output)}, "sigil": data, **more}))
        return file
    return write


def test_the_image_is_that_of_the_description(sigil, tiny, attributes):
    tiny.write()
    sigil.succeed(*tiny.build_arguments())
    expected = tiny.output.read_bytes()
    tiny.output.unlink()
    file = attributes("attrs/x.json")
    sigil.succeed("image", "build", "--attrs", environment={"NIX_ATTRS_JSON_FILE": str(file)}, cwd="/")
    assert tiny.output.read_bytes() == expected


def test_attributes_are_found_where_old_nix_has_them(sigil, tiny, attributes):
    file = attributes()
    for environment, folder in [({"NIX_ATTRS_JSON_FILE": "/build/elsewhere/.attrs.json", "NIX_BUILD_TOP": str(file.parent)}, "/"),
                                ({"NIX_BUILD_TOP": "/nowhere"}, file.parent)]:
        sigil.succeed("image", "build", "--attrs", environment=environment, cwd=folder)
        tiny.output.unlink()
    sigil.refuse(MISSING, "no structured attributes found, looked for '/a/b', '/c/.attrs.json', '.attrs.json'",
                 arguments=["image", "build", "--attrs"], cwd="/",
                 environment={"NIX_ATTRS_JSON_FILE": "/a/b", "NIX_BUILD_TOP": "/c"})


def test_attributes_exclude_description_and_output(sigil, tiny, attributes):
    attributes()
    sigil.refuse(USAGE, "--attrs", arguments=[*tiny.build_arguments(), "--attrs"], cwd=tiny.folder)
    sigil.refuse(USAGE, "--attrs", arguments=["image", "build", "--attrs", "-o", tiny.output], cwd=tiny.folder)
    sigil.refuse(USAGE, "no description given", arguments=["image", "build", "-o", tiny.output])


def test_a_builders_terminal_is_a_log(sigil, tiny, attributes):
    """Nix gives its builders a pseudo-terminal; a line that changes would stand in the log in pieces."""
    attributes()
    master, slave = pty.openpty()
    subprocess.run(sigil.command("image", "build", "--attrs"), cwd=tiny.folder, env=sigil.environment, check=True,
                   stdin=subprocess.DEVNULL, stdout=slave, stderr=slave)
    os.write(slave, b"end")
    assert os.read(master, 1000) == b"end"
    os.close(master)
    os.close(slave)


def test_no_home_is_made(sigil, tiny, work):
    """Nix refuses to go on once the home it names has appeared."""
    tiny.write()
    environment = {"HOME": str(work / "homeless-shelter"), "XDG_CACHE_HOME": ""}
    sigil.succeed(*tiny.build_arguments(), environment=environment)
    assert not (work / "homeless-shelter").exists()


def spoil(tiny):
    """One of each kind: a key, a type, a reference, files, programs, libraries."""
    tiny.data["colour"] = "red"
    tiny.data["roms"]["greeting"]["file"] = "nowhere"
    tiny.data["packages"]["other"] = "demo"
    (tiny.package / "inner.lib.so").unlink()
    (tiny.folder / "ld.lib.so").write_text("no program")
    tiny.data["roms"]["tool"] = {"file": "demo/outer.lib.so"}
    tiny.data["children"] += [
        {**tiny.child, "name": "typed", "ram": 7},
        {**tiny.child, "name": "routed", "routes": [{"service": "Timer", "child": "nobody"}]},
        {**tiny.child, "name": "absent", "binary": {"package": "other", "file": "bin/absent"}},
        {**tiny.child, "name": "named", "binary": {"rom": "tool"}, "roms": {}},
    ]


EXPECTED = [('roms/ld.lib.so/file', "does not begin with the ELF magic number"), ("roms/greeting/file", "'.*nowhere' does not exist"),
            ("children/0/binary", "library 'inner.lib.so'.* is in no package"),
            ("children/1/ram", "found an integer, expected text"),
            ("children/2/routes/0/child", "which the system does not have"),
            ("children/3/binary", "program 'bin/absent' of package 'other' does not exist"),
            ("children/4/binary", "library 'inner.lib.so' of ROM 'tool' is not in 'roms'"),
            ("colour", "unknown key 'colour'")]


def test_one_run_reports_all_problems(sigil, tiny):
    spoil(tiny)
    tiny.write()
    before = snapshot(tiny.folder)
    result = sigil.refuse(INVALID, *(rf"{message}[^\n]*\n  at /{re.escape(place)}\n" for place, message in EXPECTED),
                          arguments=tiny.build_arguments())
    assert snapshot(tiny.folder) == before
    assert result.stderr.count("sigil-build: error: ") == len(EXPECTED), result.stderr


def test_one_run_names_all_attributes(sigil, tiny, attributes):
    spoil(tiny)
    attributes()
    attribute = {place: place.replace("ld.lib.so", '"ld.lib.so"').replace("/", ".") for place, _ in EXPECTED}
    sigil.refuse(INVALID, *(rf"{message}[^\n]*\n  at attribute {re.escape(attribute[place])}\n"
                            for place, message in EXPECTED), arguments=["image", "build", "--attrs"], cwd=tiny.folder)
    assert not tiny.output.exists()


def test_a_missing_folder_is_not_reported_as_missing_libraries(sigil, tiny):
    tiny.data["packages"]["other"] = "nowhere"
    tiny.data["children"].append({**tiny.child, "name": "second", "binary": {"package": "other", "file": "x"}})
    tiny.data["children"].append({**tiny.child, "name": "third", "binary": {"package": "demo", "file": "absent"}})
    (tiny.package / "inner.lib.so").unlink()
    tiny.write()
    result = sigil.refuse(MISSING, r"package 'other': folder .* does not exist\n  at /packages/other\n",
                          r"program 'absent' .*\n  at /children/2/binary\n", arguments=tiny.build_arguments())
    assert result.stderr.count("error: ") == 2, result.stderr
