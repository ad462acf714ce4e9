"""The tests' own readers and makers, against the specification's vectors and outside tools."""

import base64
import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from support import eris_reference, eris_store, genode_elf, tree
from support.tiny_system import manifest, manifest_word


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


@pytest.mark.parametrize("size", [0, 1, 1023, 1024, 16384, 16 * 1024 * 17])
def test_store_gives_back_what_it_was_made_of(size):
    contents = [eris_store.Content(bytes(i % 251 for i in range(size)), 1024, secret)
                for secret in (bytes(32), b"s" * 32)]
    store = eris_store.Store(eris_store.write(contents))
    assert store.faults() == []
    assert store.entries == sorted(map(eris_store.entry_of, contents), key=lambda entry: entry.reference)
    for content in contents:
        assert store.read(content.capability) == content.data


def test_store_of_the_format_page():
    """The lines of docs/formats/eris-store.md that show bytes, as far as they show them."""
    store = eris_store.write([eris_store.Content(b"sigil\n")])
    page = (tree.ROOT / "docs/formats/eris-store.md").read_text()
    lines = re.findall(r"(?m)^    ([0-9a-f]{4})  ((?:[0-9a-f]{2} +)+)", page)
    assert len(lines) >= 7
    for offset, shown in lines:
        expected = bytes.fromhex(shown)
        assert store[int(offset, 16):][:len(expected)] == expected, offset
    assert len(store) == 3 * eris_store.PAGE


def test_manifest_of_the_format_page():
    config, hello = b"<config/>\n", b"Hello world!"
    made = manifest({"config": config, eris_reference.urn(hello): hello}, {"greeting": eris_store.Content(hello)})
    page = (tree.ROOT / "docs/formats/manifest.md").read_text()
    assert "".join(f"    {line}\n" for line in made.decode().splitlines()) in page
    assert manifest_word({"sigil-manifest": made}) in page
