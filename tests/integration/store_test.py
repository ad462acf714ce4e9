"""The store of images that the product builds: what is placed there, who gets a capability, how it is read back."""

import json
import re

import pytest
from support import eris_reference, eris_store, iso
from support.core_image import CoreImage
from support.sigil import INTEGRITY, INVALID, MISSING, USAGE

BOOK = b"".join(b"line %d of a book that nobody may read\n" % i for i in range(3000))
NOTE = b"a note, in blocks of 1 KiB\n" * 60


@pytest.fixture
def system(tiny):
    """`book` and `note` are in the store; reader gets the capability of `book`, deep in its configuration."""
    tiny.add("book", BOOK)
    tiny.data["roms"]["book"] = {"file": "book", "placement": "store"}
    tiny.data["roms"]["note"] = {"text": NOTE.decode(), "placement": "store"}
    tiny.child["config"] = {"type": "config", "children": [
        {"type": "data", "children": [
            {"type": "content", "attributes": {"name": "book", "urn": {"capability": "book"}}}]}]}
    return tiny


@pytest.fixture
def built(sigil, system):
    system.write()
    sigil.succeed(*system.build_arguments())
    return system.output


def core_image(disc) -> CoreImage:
    return CoreImage(iso.read(disc.read_bytes(), iso.IMAGE_PATH))


def test_contents_are_in_the_store_and_nowhere_else(sigil, built):
    image = core_image(built)
    assert "book" not in image.contents() and "note" not in image.contents()
    store = eris_store.Store(image.content("eris-store"))
    expected = {}
    for content in (BOOK, NOTE):
        expected |= eris_reference.encode(content)[1]
    assert store.blocks == expected, "as the tests' own encoder makes them"
    disc = built.read_bytes()
    for content in (BOOK, NOTE):
        assert content[:64] not in disc and content[1024:1088] not in disc


def test_store_is_what_the_tests_own_writer_makes(built):
    contents = [eris_store.Content(BOOK), eris_store.Content(NOTE)]
    assert core_image(built).content("eris-store") == eris_store.write(contents)


def test_capabilities_are_in_the_manifest_and_where_they_are_asked_for(built):
    image = core_image(built)
    config = image.content("config").decode()
    manifest = image.content("sigil-manifest").decode()
    book, note = eris_reference.urn(BOOK), eris_reference.urn(NOTE)
    assert re.search(rf"(?m)^ *\+ content book \| urn: {book}$", config), config
    assert note not in config
    assert re.search(rf"(?m)^store {len(BOOK)} [0-9a-f]+ {book} book$", manifest)
    assert re.search(rf"(?m)^store {len(NOTE)} [0-9a-f]+ {note} note$", manifest)
    # Nothing but manifest and configuration has a key.
    for module, content in image.contents().items():
        for key in (eris_reference.read_capability(BOOK)[34:], eris_reference.read_capability(NOTE)[34:]):
            assert key not in content, module


def test_image_proves_itself(sigil, built):
    size = len(BOOK) + len(NOTE)
    assert f"2 contents of the store proven ({size} bytes)" in sigil.succeed("image", "verify", built).stdout
    report = json.loads(sigil.succeed("image", "verify", "--json", built).stdout)
    assert (report["contents_proven"], report["bytes_proven"]) == (2, size)
    sigil.succeed("image", "run", built, "--timeout", "120",
                  "--expect", rf"bootcheck: proved {size} bytes of 2 contents", "--expect", "^bootcheck: pass")


def test_inspect_and_plan_tell(sigil, system, built):
    store = json.loads(sigil.succeed("image", "inspect", "--json", built).stdout)["store"]
    found = {content["name"]: content for content in store["contents"]}
    assert found["book"] == {"name": "book", "size_bytes": len(BOOK), "block_size_bytes": 32768, "level": 1,
                             "urn": eris_reference.urn(BOOK), "users": ["reader"]}
    assert found["note"]["users"] == [] and found["note"]["block_size_bytes"] == 1024
    assert (store["blocks_32k"], store["blocks_1k"]) == (5, 3)
    text = sigil.succeed("image", "inspect", built).stdout
    assert re.search(rf"(?m)^ +{len(BOOK)} .* reader +book +{eris_reference.urn(BOOK)}$", text), text
    plan = json.loads(sigil.succeed(*system.build_arguments()[:3], "--dry-run", "--json").stdout)
    assert [(content["name"], content["urn"]) for content in plan["stored"]] == [
        ("book", eris_reference.urn(BOOK)), ("note", eris_reference.urn(NOTE))]


def test_no_store_without_contents(sigil, tiny):
    tiny.write()
    sigil.succeed(*tiny.build_arguments())
    assert "eris-store" not in core_image(tiny.output).contents()
    assert json.loads(sigil.succeed("image", "inspect", "--json", tiny.output).stdout)["store"] is None
    sigil.refuse(MISSING, r"the image has no boot module 'eris-store'", "placement",
                 arguments=["eris", "get", "--store", tiny.output, eris_reference.urn(BOOK)])


def test_library_in_the_store(sigil, tiny):
    for name in ("outer.lib.so", "inner.lib.so"):
        tiny.data["roms"][name] = {"file": f"demo/{name}"}
    tiny.data["roms"]["inner.lib.so"]["placement"] = "store"
    tiny.data["roms"]["reader"] = {"file": "demo/reader"}
    tiny.child["binary"] = {"rom": "reader"}
    tiny.write()
    sigil.refuse(INVALID, "ROM 'inner.lib.so' is placed in the store, but ROM 'outer.lib.so' needs it as a library",
                 arguments=tiny.build_arguments())


# eris get

@pytest.mark.parametrize("where", ["iso", "core image", "module"])
def test_get(sigil, built, work, where):
    source = built
    if where == "core image":
        source = work / "image.elf"
        source.write_bytes(iso.read(built.read_bytes(), iso.IMAGE_PATH))
    if where == "module":
        source = work / "store"
        source.write_bytes(core_image(built).content("eris-store"))
    for content in (BOOK, NOTE):
        urn = eris_reference.urn(content)
        assert sigil.succeed("eris", "get", "--store", source, urn).stdout.encode() == content
        sigil.succeed("eris", "get", "--store", source, urn, "-o", work / "out")
        assert (work / "out").read_bytes() == content


def changed(content: bytes, at: int, bits: int) -> str:
    capability = bytearray(eris_reference.read_capability(content))
    capability[at] ^= bits
    return eris_reference.urn_of(bytes(capability))


@pytest.mark.parametrize("urn, status, message", [
    (changed(BOOK, 2, 1), MISSING, "is not in the store"),
    (changed(BOOK, 40, 1), INTEGRITY, "does not match the key and level of the read capability"),
    (changed(BOOK, 1, 3), INTEGRITY, "does not match the key and level of the read capability"),
    (changed(BOOK, 1, 1), INTEGRITY, "has no padding"),
    (changed(BOOK, 1, 0x80), INTEGRITY, "expected at most 6"),
    (changed(BOOK, 0, 5), INTEGRITY, "expected 1024"),
    (eris_reference.urn(BOOK)[:-1], INVALID, "length of a read capability is 114"),
    (eris_reference.urn(BOOK).lower(), INVALID, "expected one of 'A' to 'Z'"),
], ids=["reference", "key", "level", "level-0", "high-level", "block-size", "short", "lower-case"])
def test_get_with_another_capability(sigil, built, work, urn, status, message):
    (work / "out").write_bytes(b"what was there before")
    result = sigil.refuse(status, message, arguments=["eris", "get", "--store", built, urn, "-o", work / "out"])
    assert (work / "out").read_bytes() == b"what was there before"
    assert urn[64:] not in result.stderr, "a key is printed"


def test_get_from_a_damaged_store(sigil, built, work):
    image = core_image(built)
    store = eris_store.Store(image.content("eris-store"))
    leaf = next(iter(eris_reference.encode(BOOK)[1]))
    image.flip_bit_in("eris-store", store.block_offset(leaf) + 5)
    (work / "image.elf").write_bytes(image.data)
    sigil.refuse(INTEGRITY, r"leaf '\w+' .* has the hash", arguments=[
        "eris", "get", "--store", work / "image.elf", eris_reference.urn(BOOK), "-o", work / "out"])
    assert not (work / "out").exists()
    assert sigil.succeed("eris", "get", "--store", work / "image.elf",
                         eris_reference.urn(NOTE)).stdout.encode() == NOTE


def test_get_does_not_overwrite_the_store(sigil, built):
    before = built.read_bytes()
    sigil.refuse(USAGE, "is the store",
                 arguments=["eris", "get", "--store", built, eris_reference.urn(BOOK), "-o", built])
    assert built.read_bytes() == before
