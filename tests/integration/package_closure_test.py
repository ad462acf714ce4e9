"""`package closure`: manifests of several packages as one, held against files and against each other."""

import json
import re

import pytest
from support import packages
from support.json_schema import faults
from support.packages import LIBC, SCHEMA, library, program
from support.sigil import INTEGRITY, INVALID, MISSING, USAGE


@pytest.fixture
def built(sigil, work):
    """Packages app, high and low; app has a set too, and a library that it loads at run time."""
    low = library(work / "low/lib/liblow.so")
    high = library(work / "high/lib/libhigh.so", low)
    library(work / "low/lib/vfs_x.lib.so", low)
    library(work / "app/lib/liba.so")
    library(work / "app/lib/libb.so", work / "app/lib/liba.so")
    library(work / "app/lib/liba.so", work / "app/lib/libb.so")
    program(work / "app/bin/a \"program\"", high, work / "app/lib/liba.so")
    inputs = []
    for name, *options in ["low"], ["high"], ["app", *LIBC, "--declare-need", "bin/*=vfs_x.lib.so"]:
        sigil.succeed("package", "fixup", work / name, *inputs, *options)
        packages.check(work / name)
        inputs += ["--input", work / name]
    return work


def closure(sigil, *arguments):
    return sigil.succeed("package", "closure", *arguments)


def test_closures_follow_other_packages(sigil, built):
    report = json.loads(closure(sigil, built / "app", "--json").stdout)
    assert report["kind"] == "package-closure" and report["version"] == 1
    files = {file["path"].removeprefix(f"{built}/"): file for file in report["files"]}
    assert [path for path, file in files.items() if file["is_asked_for"]] == [
        'app/bin/a "program"', "app/lib/liba.so", "app/lib/libb.so"]
    assert [path for path, file in files.items() if not file["is_asked_for"]] == [
        "high/lib/libhigh.so", "low/lib/liblow.so", "low/lib/vfs_x.lib.so"]
    for path, file in files.items():
        package, _, inner = path.partition("/")
        entry = packages.manifest(built / package)["files"][inner]
        assert file["capability"] == entry["capability"] and file["size_bytes"] == entry["size"]
        assert file["name"] == (entry["set"] or entry["capability"])
    needs = {(need["path"].removeprefix(f"{built}/"), need["is_declared"]) for need in files['app/bin/a "program"']["needs"]}
    assert needs == {("high/lib/libhigh.so", False), ("app/lib/liba.so", False), ("low/lib/vfs_x.lib.so", True)}


def test_manifests_can_be_named(sigil, built):
    assert (closure(sigil, built / "app" / packages.MANIFEST, built / "low", "--json").stdout ==
            closure(sigil, built / "app", built / "low", "--json").stdout)
    sigil.refuse(MISSING, "has no manifest 'nix-support/eris-manifest.json'", "'sigil-build package fixup' makes it",
                 arguments=["package", "closure", built])
    sigil.refuse(USAGE, "", arguments=["package", "closure", built / "app", "--json", "--dot"])


def test_table_has_each_file_and_no_key(sigil, built):
    text = closure(sigil, built / "app").stdout
    for path in "app/lib/liba.so", "low/lib/vfs_x.lib.so":
        assert re.search(rf"(?m)^ +\d+  (urn:eris:[A-Z2-7]{{54}}|eris-set:\S+) +{built}/{path}$", text)
    assert re.search(r"(?m)^6 contents, [\d.]+ KiB$", text)
    for name in "app", "low":
        for entry in packages.manifest(built / name)["files"].values():
            assert entry["capability"] not in text


DOT_LINE = re.compile(r'  (?:rankdir=LR|node \[shape=box\]|(?P<node>n\d+) \[(?P<attributes>.*)\]|'
                      r'(?P<from>n\d+) -> (?P<to>n\d+)(?: \[(?P<edge>.*)\])?);')
DOT_ATTRIBUTE = re.compile(r'(\w+)=(\w+|"(?:[^"\\\n]|\\.)*")(?:, |$)')


def test_graph_is_for_graphviz(sigil, built):
    lines = closure(sigil, built / "app", "--dot").stdout.splitlines()
    assert lines[0] == "digraph closure {" and lines[-1] == "}"
    nodes, edges = {}, []
    for line in lines[1:-1]:
        found = DOT_LINE.fullmatch(line)
        assert found, line
        for name in "attributes", "edge":
            if found[name]:
                assert DOT_ATTRIBUTE.sub("", found[name]) == "", line
        if found["node"]:
            label = dict(DOT_ATTRIBUTE.findall(found["attributes"]))["label"]
            nodes[found["node"]] = re.sub(r"\\(.)", r"\1", label[1:-1])
        if found["from"]:
            edges.append((found["from"], found["to"]))
    named = {(nodes[start], nodes[end]) for start, end in edges}
    assert named == {('a "program"', "libhigh.so"), ('a "program"', "liba.so"), ('a "program"', "vfs_x.lib.so"),
                     ("liba.so", "libb.so"), ("libb.so", "liba.so"), ("libhigh.so", "liblow.so"),
                     ("vfs_x.lib.so", "liblow.so")}


def test_verify_finds_every_flipped_byte(sigil, built):
    closure(sigil, built / "app", "--verify")
    for name in 'app/bin/a "program"', "app/lib/libb.so", "low/lib/liblow.so":
        file = built / name
        content = file.read_bytes()
        for at in 4, len(content) // 2, len(content) - 1:
            file.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1:])
            sigil.refuse(INTEGRITY, re.escape(f"'{file}' has another SHA-256"),
                         arguments=["package", "closure", built / "app", "--verify"])
        file.write_bytes(content + b"x")
        sigil.refuse(INTEGRITY, f"has {len(content) + 1} bytes, expected {len(content)}",
                     arguments=["package", "closure", built / "app", "--verify"])
        file.write_bytes(content)
    (built / "low/lib/liblow.so").unlink()
    sigil.refuse(MISSING, "liblow.so' does not exist", arguments=["package", "closure", built / "app"])


def changed(package, change):
    data = json.loads((package / packages.MANIFEST).read_text())
    change(data)
    (package / packages.MANIFEST).write_text(json.dumps(data))


def test_manifests_must_agree(sigil, built):
    """One path has one capability, one name one content; sets hash to their names."""
    arguments = ["package", "closure", built / "app", "--verify"]
    sound = (built / "app" / packages.MANIFEST).read_text()
    files = packages.manifest(built / "app")["files"]
    other = files["lib/liba.so"]["capability"]

    def lie(data):
        data["files"]['bin/a "program"']["declared"][0]["capability"] = other
    changed(built / "app", lie)
    sigil.refuse(INTEGRITY, r"vfs_x\.lib\.so' has two capabilities", arguments=arguments)

    def swap(data):
        entries = data["files"]
        for name, index in ("liba", 1), ("libb", 0):
            text = entries[f"lib/{name}.so"]["set"]
            entries[f"lib/{name}.so"]["set"] = text[:-1] + str(index)
    (built / "app" / packages.MANIFEST).write_text(sound)
    changed(built / "app", swap)
    sigil.refuse(INTEGRITY, "have another hash than their names", arguments=arguments)

    def lose(data):
        del data["files"]["lib/liba.so"]
    (built / "app" / packages.MANIFEST).write_text(sound)
    changed(built / "app", lose)
    sigil.refuse(INTEGRITY, "belongs to a set of which member 0 is not there", arguments=arguments)

    def rename(data):
        data["files"]['bin/a "program"']["needs"][1]["name"] = data["files"]['bin/a "program"']["declared"][0]["name"]
    (built / "app" / packages.MANIFEST).write_text(sound)
    changed(built / "app", rename)
    sigil.refuse(INTEGRITY, r"name 'vfs_x\.lib\.so' stands for two contents", arguments=arguments[:-1])


def test_two_versions_are_found_between_packages(sigil, work):
    for number in "12":
        library(work / number / "lib/liblow.so", source=f"int low = {number};\n")
        library(work / number / f"lib/libuser{number}.so", work / number / "lib/liblow.so")
        sigil.succeed("package", "fixup", work / number)
    closure(sigil, work / "1", work / "2")  # in two programs they may be

    def join(data):
        other = packages.manifest(work / "2")["files"]["lib/libuser2.so"]
        data["files"]["lib/libuser1.so"]["declared"] = [{
            "name": "libuser2.so", "path": f"{work}/2/lib/libuser2.so", "soname": None, "capability": other["capability"]}]
    changed(work / "1", join)
    sigil.refuse(INVALID, r"library 'liblow\.so' has two versions", "to the first: .* needs .*/1/lib/liblow.so'",
                 "to the second: .* needs .*/2/lib/libuser2.so' needs .*/2/lib/liblow.so'", arguments=["package", "closure", work / "1"])


# The schema and the reader

PLACES = {"root": [], "file": ["files", 'bin/a "program"'], "need": ["files", 'bin/a "program"', "needs", 0],
          "sibling": ["files", 'bin/a "program"', "needs", 0, "path"]}


def definition(kind):
    return SCHEMA if kind == "root" else SCHEMA["$defs"][kind]


@pytest.mark.parametrize("kind", PLACES)
def test_reader_and_schema_know_the_same_keys(sigil, built, kind):
    sound = packages.manifest(built / "app")
    sound["siblings"] = {"low": str(built / "low")}
    sound["files"]['bin/a "program"']["needs"][0]["path"] = {"output": "low", "path": "lib/liblow.so"}

    def complaint(change):
        data = json.loads(json.dumps(sound))
        spot = data
        for step in PLACES[kind]:
            spot = spot[step]
        change(spot)
        assert faults(data, SCHEMA, SCHEMA)
        (built / "app" / packages.MANIFEST).write_text(json.dumps(data))
        return sigil.refuse(INVALID, "manifest", arguments=["package", "closure", built / "app"]).stderr
    for key in definition(kind)["properties"]:
        assert f"'{key}' is missing" in complaint(lambda spot: spot.pop(key)) or key == "version", key
        complaint(lambda spot: spot.update({key: 7.5}))
    assert definition(kind)["required"] == list(definition(kind)["properties"])
    assert "unknown key 'colour'" in complaint(lambda spot: spot.update(colour=1))


def test_schema_describes_every_kind_of_object():
    kinds = {name for name, value in SCHEMA["$defs"].items() if value.get("type") == "object"}
    assert kinds == set(PLACES) - {"root"}
