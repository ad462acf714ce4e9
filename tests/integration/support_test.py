"""The tests' own readers and makers, against the specification's vectors and outside tools."""

import base64
import json
import os
import subprocess
from pathlib import Path

import pytest
from support import eris_reference, genode_elf, tree


def decode(text):
    return base64.b32decode(text + "=" * (-len(text) % 8))


def test_eris_vectors():
    shared = Path(os.environ.get("SIGIL_SHARED") or tree.ROOT.parent / "shared")
    vectors = sorted(shared.glob("conformance/eris/eris-test-vector-positive-*.json"))
    if not vectors:
        pytest.skip(f"no ERIS conformance suite in '{shared}'")
    for file in vectors:
        vector = json.loads(file.read_text())
        content, secret = decode(vector["content"]), decode(vector["convergence-secret"])
        assert eris_reference.urn(content, vector["block-size"], secret) == vector["urn"], file.name


@pytest.mark.parametrize("content", [
    genode_elf.program(["a.lib.so", "ld.lib.so"]), genode_elf.library(["x" * 115]), genode_elf.dynamic_linker(),
    genode_elf.static_program()], ids=["program", "library", "linker", "static"])
def test_elf_files_are_sound(content, work):
    file = work / "file"
    file.write_bytes(content)
    result = subprocess.run(["eu-elflint", file], capture_output=True, text=True)
    assert result.stdout.strip() == "No errors", result.stdout + result.stderr
