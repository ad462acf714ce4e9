"""`elf needed`, `explain` and `check`, held against readelf on the machine's own files."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from support import genode_elf
from support.sigil import INVALID, MISSING

FOLDERS = ["/usr/bin", "/usr/lib/x86_64-linux-gnu", "/usr/lib/grub/x86_64-efi", "/usr/lib/debug"]


@pytest.fixture(scope="module")
def files():
    """ELF files of this machine: some hundred of each folder, whatever they are."""
    found = []
    for folder in map(Path, FOLDERS):
        here = []
        for path in sorted(folder.rglob("*") if folder.is_dir() else []):
            if path.is_file() and not path.is_symlink():
                with path.open("rb") as file:
                    if file.read(4) == b"\x7fELF":
                        here.append(path)
        found += here[::max(1, len(here) // 150)]
    assert len(found) > 200
    return found


def readelf(option, paths):
    """Path -> what readelf prints of it."""
    text = subprocess.run(["readelf", "-W", option, *paths], capture_output=True, check=True,
                          env={"LC_ALL": "C", "PATH": "/usr/bin"}).stdout.decode(errors="replace")
    pieces = re.split(r"(?m)^File: (.*)$", text)[1:]
    return dict(zip(pieces[::2], pieces[1::2]))


def test_names_are_those_that_readelf_reads(sigil, files):
    reports = json.loads(sigil.succeed("elf", "needed", "--json", *files).stdout)["files"]
    expected = readelf("-d", files)
    assert [report["path"] for report in reports] == [str(path) for path in files]
    for report in reports:
        text = expected[report["path"]]
        for field, tag in ("needed", "NEEDED"), ("soname", "SONAME"), ("rpath", "RPATH"), ("runpath", "RUNPATH"):
            values = re.findall(rf"\({tag}\) .*\[(.*)\]$", text, re.MULTILINE)
            found = report[field] if field == "needed" else [report[field]] if report[field] else []
            assert found == values, f"{report['path']}: {field}"


def test_tables_are_those_that_readelf_reads(sigil, files):
    reports = json.loads(sigil.succeed("elf", "explain", "--json", *files).stdout)["files"]
    sections, segments, dynamic = (readelf(option, files) for option in ("-S", "-l", "-d"))
    for report in reports:
        path = report["path"]
        rows = re.findall(r"(?m)^ *\[ *\d+\] (.*?) +([A-Z][A-Za-z_0-9]*|[0-9a-f]+: <unknown>|LOOS\S*) +([0-9a-f]{8,16}) ([0-9a-f]{6,}) ([0-9a-f]{6,})",
                          sections[path])
        assert [(int(a, 16), int(o, 16), int(s, 16)) for _, _, a, o, s in rows] == [
            (section["address"], section["offset"], section["size_bytes"]) for section in report["sections"]], path
        rows = re.findall(r"(?m)^  ([A-Z_0-9x+a-z]+) +0x([0-9a-f]+) 0x([0-9a-f]+) 0x[0-9a-f]+ 0x([0-9a-f]+) 0x([0-9a-f]+) ", segments[path])
        assert [(n, *(int(value, 16) for value in rest)) for n, *rest in rows] == [
            (s["type"], s["offset"], s["address"], s["file_size_bytes"], s["memory_size_bytes"])
            for s in report["segments"]], path
        tags = re.findall(r"(?m)^ 0x[0-9a-f]+ \((\w+)\)", dynamic[path])
        assert [entry["tag"] for entry in report["dynamic"]] == [tag for tag in tags if tag != "NULL"], path


def test_every_file_of_the_machine_keeps_the_rules_of_glibc(sigil, files):
    programs = [path for path in files if path.parts[2] == "bin" or re.search(r"\.so[.0-9]*$", path.name)]
    sigil.succeed("elf", "check", "--loader", "glibc", *programs)


def test_needed_is_one_name_a_line(sigil, work):
    (work / "program").write_bytes(genode_elf.program(["b.lib.so", "ld.lib.so"], "x"))
    (work / "library").write_bytes(genode_elf.library(["ld.lib.so"], "y"))
    assert sigil.succeed("elf", "needed", work / "program").stdout == "b.lib.so\nld.lib.so\n"
    result = sigil.succeed("elf", "needed", "program", "library", cwd=work)
    assert result.stdout == "program: b.lib.so\nprogram: ld.lib.so\nlibrary: ld.lib.so\n"


def test_explain_is_readable(sigil, work):
    (work / "program").write_bytes(genode_elf.program(["b.lib.so", "ld.lib.so"], "x"))
    text = sigil.succeed("elf", "explain", "program", cwd=work).stdout
    assert text.startswith("program: 64-bit little-endian executable for x86-64, entry 0x")
    assert re.search(r"(?m)^ +\d+ +LOAD +r-x +0x1000 ", text)
    assert re.search(r"(?m)^ +NEEDED +0x[0-9a-f]+ +b\.lib\.so$", text)


def test_bad_files_do_not_hide_the_others(sigil, work):
    (work / "good").write_bytes(genode_elf.program(["ld.lib.so"], "x"))
    (work / "text").write_text("no ELF file")
    result = sigil.run("elf", "needed", "text", "good", "absent", cwd=work)
    assert result.status == INVALID
    assert result.stdout == "good: ld.lib.so\n"
    assert re.search(r"magic number.*\n  while reading 'text'", result.stderr)
    assert "'absent' does not exist" in result.stderr
    sigil.refuse(MISSING, "absent", arguments=["elf", "explain", work / "absent"])


def compiled(work, name, *options):
    source = work / "main.c"
    source.write_text("int main(void) { return 0; }\n")
    subprocess.run(["gcc", source, "-o", work / name, *options], check=True)
    return work / name


def test_check_names_what_genode_refuses(sigil, work):
    """Files of the system's linker, which knows nothing of Genode's rules."""
    rules = {"usual": {"program-headers", "rights", "writable-page", "hash"},
             "relr": {"relr"}, "both": {"program-headers", "rights", "writable-page"}}
    options = {"usual": ["-Wl,--hash-style=gnu"], "both": ["-Wl,--hash-style=both"],
               "relr": ["-Wl,-z,pack-relative-relocs", "-Wl,--hash-style=gnu"]}
    for name, expected in rules.items():
        path = compiled(work, name, *options[name])
        result = sigil.run("elf", "check", "--json", path)
        assert result.status == INVALID
        found = {violation["rule"] for violation in json.loads(result.stdout)["files"][0]["violations"]}
        assert {f"elf.genode.{rule}" for rule in expected} <= found, f"{name}: {found}"
    assert "ok" not in sigil.run("elf", "check", work / "usual").stdout
    assert sigil.succeed("elf", "check", "--loader", "glibc", work / "usual").stdout == f"{work / 'usual'}: ok\n"


def test_check_follows_names_into_genodes_buffers(sigil, work):
    long = "n" * 128
    (work / "long").write_bytes(genode_elf.program([long, "ld.lib.so"], "x"))
    (work / "clash").write_bytes(genode_elf.program(["n" * 64, "n" * 63 + "m", "ld.lib.so"], "x"))
    result = sigil.run("elf", "check", "long", "clash", cwd=work)
    assert result.status == INVALID
    assert re.search(r"(?m)^long: DT_NEEDED 'n+…?' has 128 characters, .*\[elf\.genode\.name-length\]$", result.stdout)
    assert re.search(r"(?m)^clash: .*\[elf\.genode\.name-clash\]$", result.stdout)
