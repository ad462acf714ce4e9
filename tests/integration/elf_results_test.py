"""What the rewriting of DT_NEEDED leaves behind, seen by readelf, eu-elflint and Genode's rules."""

import re
import subprocess

import pytest
from support import iso
from support.core_image import PAGE, PF_R, PF_W, PF_X, PT_LOAD, CoreImage
from support.elf_view import View, assert_same_for_loader, renamed

@pytest.fixture
def rewritten(hello, work):
    """Content name -> file, of each ELF module of the example."""
    image = CoreImage(iso.read(hello.read_bytes(), iso.IMAGE_PATH))
    files = {}
    for number, (name, content) in enumerate(image.contents().items()):
        if name.startswith("urn:"):
            files[name] = work / f"{number}.elf"
            files[name].write_bytes(content)
    return files


def output(*command) -> str:
    result = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    assert result.returncode == 0 and not result.stderr, result.stdout + result.stderr
    return result.stdout


def needed(file) -> list[str]:
    return re.findall(r"\(NEEDED\)\s+Shared library: \[(.*)\]", output("readelf", "-dW", file))


def test_every_library_is_named_by_content(rewritten):
    seen = set()
    for file in rewritten.values():
        names = needed(file)
        assert all(name == "ld.lib.so" or name in rewritten for name in names), names
        seen |= set(names)
    assert len(seen - {"ld.lib.so"}) == 3, "the example has three libraries"
    assert "ld.lib.so" in seen


def test_readelf_finds_no_fault(rewritten):
    for file in rewritten.values():
        text = output("readelf", "-aW", file)
        assert "Warning" not in text and "Error" not in text


def test_elflint_finds_no_fault(rewritten):
    for name, file in rewritten.items():
        result = subprocess.run(["eu-elflint", file], capture_output=True, text=True)
        assert result.stdout.split() == ["No", "errors"] and not result.stderr, name + "\n" + result.stdout + result.stderr


def test_dynamic_linker_of_genode_can_load_it(rewritten):
    """At most ten program headers, segments in order and RX or RW, whole-page alignment, SysV hash."""
    for file in rewritten.values():
        image = CoreImage(file.read_bytes())
        loads = [segment for segment in image.segments if segment.type == PT_LOAD]
        assert len(image.segments) <= 10
        assert loads == sorted(loads, key=lambda segment: segment.address)
        for segment in loads:
            assert segment.flags in (PF_R | PF_X, PF_R | PF_W)
            assert segment.alignment % PAGE == 0 and segment.address % PAGE == segment.offset % PAGE
        assert loads[0].offset == PAGE
        dynamic = output("readelf", "-dW", file)
        assert "(HASH)" in dynamic and "(NULL)" in dynamic


def same_but_for_names(original: bytes, result: bytes) -> bool:
    try:
        names = dict(zip(View(original).needed, View(result).needed, strict=True))
        assert_same_for_loader(original, result, renamed(names))
    except (AssertionError, ValueError):
        return False
    return True


def test_only_the_names_change(rewritten, example):
    inputs = [path.read_bytes() for path in example.rglob("*") if path.is_file()]
    inputs = [content for content in inputs if content[:4] == b"\x7fELF"]
    for file in rewritten.values():
        result = file.read_bytes()
        assert (result in inputs) == (needed(file) in ([], ["ld.lib.so"])), file
        assert sum(same_but_for_names(original, result) for original in inputs) == 1, file


def test_named_roms_stay_as_they_are(hello, example):
    image = CoreImage(iso.read(hello.read_bytes(), iso.IMAGE_PATH))
    inputs = {path.read_bytes() for path in example.rglob("*") if path.is_file()}
    assert image.content("init") in inputs and image.content("ld.lib.so") in inputs
