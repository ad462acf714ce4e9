"""What `elf needed` reads is what patchelf reads, of every ELF file on the machine."""

import json
import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

FOLDERS = ["/usr/bin", "/usr/sbin", "/usr/lib", "/usr/libexec"]
# What patchelf says of a file that it does not take.
REFUSALS = ("cannot find section '.dynamic'", "no section headers", "unsupported ELF", "wrong ELF type", "is not",
            "not an ELF", "missing ELF header")


def files():
    found = []
    for folder in map(Path, FOLDERS):
        for path in folder.rglob("*"):
            # Separate debug files have headers without their content; patchelf takes what lies there instead.
            if folder / "debug" in path.parents:
                continue
            if path.is_file() and not path.is_symlink() and os.access(path, os.R_OK):
                with path.open("rb") as file:
                    if file.read(4) == b"\x7fELF":
                        found.append(path)
    return sorted(found)


def patchelf(option, path):
    """Its lines, or None if it refuses the file."""
    result = subprocess.run(["patchelf", option, path], capture_output=True, text=True, errors="replace")
    if result.returncode == 0:
        return [line for line in result.stdout.splitlines() if line]
    assert any(refusal in result.stderr for refusal in REFUSALS), f"{path}: {result.stderr}"
    return None


def test_names_are_those_that_patchelf_reads(sigil):
    if not shutil.which("patchelf"):
        pytest.skip("patchelf is not installed (Debian package patchelf)")
    paths = files()
    assert len(paths) > 500
    reports = {report["path"]: report
               for report in json.loads(sigil.succeed("elf", "needed", "--json", *paths).stdout)["files"]}
    compared = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for option in "needed", "rpath", "soname":
            for path, expected in zip(paths, pool.map(lambda path: patchelf(f"--print-{option}", path), paths)):
                report = reports[str(path)]
                one = {"rpath": report["runpath"] or report["rpath"], "soname": report["soname"]}
                found = report["needed"] if option == "needed" else [one[option]] if one[option] else []
                if expected is None:
                    assert not found, f"{path}: patchelf finds no dynamic section, found {found}"
                else:
                    assert found == expected, f"{path}: {option}"
                    compared += 1
    assert compared > 1000
