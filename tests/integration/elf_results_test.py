"""What the rewriting of DT_NEEDED leaves behind, seen by readelf, eu-elflint and Genode's rules."""

import re
import subprocess

import pytest
from support import iso
from support.core_image import PAGE, PF_R, PF_W, PF_X, PT_LOAD, CoreImage



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
    """But that no section lies in the segment that was appended, which is the last one that is loaded."""
    for name, file in rewritten.items():
        segments = CoreImage(file.read_bytes()).segments
        appended = max(index for index, segment in enumerate(segments) if segment.type == PT_LOAD)
        known = {"No errors", f"loadable segment [{appended}] is writable but contains no writable sections"}
        result = subprocess.run(["eu-elflint", file], capture_output=True, text=True)
        unknown = set(result.stdout.splitlines()) - known - {""}
        assert not unknown and not result.stderr, name + "\n" + result.stdout + result.stderr


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


def test_only_the_names_change(rewritten, example):
    """Each result holds an input's segments, bit for bit but for the dynamic section."""
    inputs = [path.read_bytes() for path in example.rglob("*") if path.is_file()]
    inputs = [CoreImage(content) for content in inputs if content[:4] == b"\x7fELF"]
    for file in rewritten.values():
        result = CoreImage(file.read_bytes())
        text = next(s for s in result.segments if s.type == PT_LOAD)
        content = result.data[text.offset:text.offset + text.file_size]
        assert any(content in bytes(original.data) for original in inputs), file


def test_named_roms_stay_as_they_are(hello, example):
    image = CoreImage(iso.read(hello.read_bytes(), iso.IMAGE_PATH))
    inputs = {path.read_bytes() for path in example.rglob("*") if path.is_file()}
    assert image.content("init") in inputs and image.content("ld.lib.so") in inputs
