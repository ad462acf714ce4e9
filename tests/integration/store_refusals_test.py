"""A store of encrypted contents in hand-made images: what the target proves of a sound one, and what it says of
each damage. docs/formats/bootcheck.md has the messages.

The table of damages gives for each a name, what spoils the image, the target's message, and how `image verify` ends
and what it says.
"""

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from support import eris_reference, eris_store
from support.bench import FAILED, PASSED
from support.core_image import CoreImage
from support.eris_store import Content, Forged, Store
from support.sigil import INTEGRITY, INVALID, MISSING
from support.tiny_system import TinySystem, label, manifest, manifest_word, xml

FAIL = r"(?m)^bootcheck: FAIL "

SMALL = Content(b"chapter and verse, " * 120)
"""3 leaves of 1 KiB and their root."""
TALL = Content(bytes(range(251)) * 80, 1024)
"""20 leaves, 2 nodes over them, the root."""
LARGE = Content(b"frame by frame; " * 2500)
"""2 leaves of 32 KiB and their root."""


def system_with_store() -> TinySystem:
    system = TinySystem()
    system.stored = {"book": SMALL, "table": TALL, "film": LARGE}
    system.children[0].capabilities = [SMALL.urn, LARGE.urn]
    return system


def base32(reference: bytes) -> str:
    return base64.b32encode(reference).decode().rstrip("=")


def references_of(content: Content) -> list[bytes]:
    """Leaves before the nodes over them."""
    return list(content.blocks)


# Sound stores

@pytest.mark.parametrize("syntax", ["hid", "xml"])
def test_sound_store(bench, syntax):
    system = system_with_store()
    if syntax == "xml":
        system.syntax = xml
    modules = system.modules()
    size = SMALL.size + TALL.size + LARGE.size
    blocks = Store(modules["eris-store"]).block_count
    disc = bench.wrap(bench.link(modules), manifest_word(modules))
    verified = bench.sigil.succeed("image", "verify", disc).stdout
    assert f"3 contents of the store proven ({size} bytes)" in verified
    bench.boots(disc, PASSED,
                rf"(?m)^bootcheck: store: 3 contents, {blocks} blocks$",
                rf"(?m)^bootcheck: content book, {SMALL.size} bytes, level 1, 4 blocks, keys ok$",
                rf"(?m)^bootcheck: content table, {TALL.size} bytes, level 2, 23 blocks, keys ok$",
                rf"(?m)^bootcheck: content film, {LARGE.size} bytes, level 1, 3 blocks, keys ok$",
                rf"(?m)^bootcheck: proved {size} bytes of 3 contents from {blocks} encrypted blocks$",
                r"(?m)^bootcheck: module eris-store, \d+ bytes, manifest ok, no urn$",
                r"(?m)^bootcheck: child reader, .* 1 roms, 2 capabilities ok$",
                r"(?m)^bootcheck: child beeper, .* 0 roms ok$",
                rf"(?m)^bootcheck: pass, {len(modules)} modules, 2 children$")


def test_content_of_another_secret(bench):
    system = system_with_store()
    system.stored["diary"] = Content(b"dear diary, " * 500, None, b"s" * 32)
    modules = system.modules()
    bench.boots(bench.wrap(bench.link(modules), manifest_word(modules)), PASSED,
                r"(?m)^bootcheck: content diary, 6000 bytes, level 1, 7 blocks, leaf keys not checked$",
                r"(?m)^bootcheck: proved .* encrypted blocks, leaf keys of 1 content not checked$")


def test_no_store_no_line(bench):
    image, words = bench.sound()
    serial = bench.boots(bench.wrap(image, words), PASSED)
    assert not re.search(r"store|proved|capabilities", serial)


# Damages

class Case:
    """A system with a store that a test spoils before it is sealed, or after."""

    def __init__(self):
        self.system = system_with_store()
        self.store = Store(eris_store.write(self.system.stored.values()))
        self.config: str | None = None
        self.manifest: Callable[[str], str] = lambda text: text
        self.after: Callable[[CoreImage], None] = lambda image: None
        self.has_store = True

    def modules(self) -> dict[str, bytes]:
        if self.has_store:
            self.system.contents["eris-store"] = bytes(self.store.data)
        modules = self.system.modules(self.config)
        if not self.has_store:
            del modules["eris-store"]
            sealed = {name: content for name, content in modules.items() if name != "sigil-manifest"}
            modules["sigil-manifest"] = manifest(sealed, self.system.stored)
        modules["sigil-manifest"] = self.manifest(modules["sigil-manifest"].decode()).encode()
        return modules

    def edit(self, place: str, change: Callable[[bytearray], None], content: Content = SMALL) -> None:
        """Another capability of `content` in the manifest, or in the configuration; all else stays sealed."""
        capability = bytearray(content.capability)
        change(capability)
        wrong = eris_reference.urn_of(bytes(capability))
        if place == "manifest":
            self.system.children[0].capabilities = []
            self.manifest = lambda text: text.replace(content.urn, wrong)
        else:
            self.config = self.system.config().replace(content.urn, wrong)
            assert wrong in self.config

    def forge(self, capability: bytes, blocks: dict[bytes, bytes], size: int) -> None:
        """A tree made by hand, said to have `size` bytes, as the only content."""
        self.system.children[0].capabilities = []
        self.system.stored = {"forged": Forged(bytes(size), capability, blocks)}
        self.store = Store(eris_store.write(self.system.stored.values()))

    def rewrite(self, blocks: dict[bytes, bytes], contents=(SMALL, TALL, LARGE)) -> None:
        """The store with other blocks or with another list."""
        self.store = Store(eris_store.assemble(blocks, [eris_store.entry_of(content) for content in contents]))


def flip_block(reference: bytes, at: int, raw: bool = False):
    """Sealed in the manifest, or behind the manifest's back."""
    def spoil(case):
        offset = case.store.block_offset(reference) + at
        if raw:
            case.after = lambda image: image.flip_bit_in("eris-store", offset)
        else:
            case.store.flip(offset)
    return spoil


def flip_store(offset: Callable[[Store], int], seal: bool = False, raw: bool = False):
    """`seal`: the hash in the store's header is made true again."""
    def spoil(case):
        at = offset(case.store)
        if raw:
            case.after = lambda image: image.flip_bit_in("eris-store", at)
            return
        case.store.flip(at)
        if seal:
            case.store.seal()
    return spoil


def flip_capability(place: str, at: int, bits: int = 1, content: Content = SMALL):
    def change(capability):
        capability[at] ^= bits
    return lambda case: case.edit(place, change, content)


def highest_reference_first(case):
    begin = case.store.index_begin
    case.store.data[begin:begin + 32] = b"\xff" * 32
    case.store.seal()


def without_block(case):
    blocks = case.store.blocks
    del blocks[references_of(TALL)[3]]
    case.rewrite(blocks)


def block_too_many(case):
    case.rewrite({**case.store.blocks, **Content(b"stowaway").blocks})


def content_too_many(case):
    stowaway = Content(b"stowaway")
    case.rewrite({**case.store.blocks, **stowaway.blocks}, (SMALL, TALL, LARGE, stowaway))


def content_not_in_list(case):
    case.rewrite(case.store.blocks, (TALL, LARGE))


def raw_manifest(case):
    """A flipped bit of a key in the manifest, which the word on the command line no longer fits."""
    def flip(image):
        text = image.content("sigil-manifest")
        image.flip_bit_in("sigil-manifest", text.index(SMALL.urn.encode()) + 100)
    case.after = flip


def raw_config(case):
    def flip(image):
        image.flip_bit_in("config", image.content("config").index(SMALL.urn.encode()) + 100)
    case.after = flip


def no_module(case):
    case.has_store = False


def no_lines(case):
    case.system.children[0].capabilities = []
    case.manifest = lambda text: "".join(line for line in text.splitlines(True) if not line.startswith("store "))


def other_manifest_size(case):
    case.manifest = lambda text: text.replace(f"store {SMALL.size} ", f"store {SMALL.size + 1} ")


def other_manifest_hash(name):
    def spoil(case):
        def change(text):
            line = next(line for line in text.splitlines() if line.endswith(f" {name}"))
            words = line.split(" ")
            words[2] = "0" * 64
            return text.replace(line, " ".join(words))
        case.manifest = change
    return spoil


def forged_mixture(case):
    blocks = {}
    even = eris_reference.seal_leaf(b"a" * 1024, blocks)
    odd = eris_reference.seal_leaf(b"b" * 10 + b"\x80" + bytes(1013), blocks, b"s" * 32)
    root = eris_reference.seal_node((even + odd).ljust(1024, b"\0"), 1, blocks)
    case.forge(bytes([10, 1]) + root, blocks, 1034)


def forged_node(*parts: bytes, of: int = 0):
    """A root of the given pairs; parts of no pair's length are put in as they are. `of` leaves come before."""
    def spoil(case):
        blocks = {}
        pairs = [eris_reference.seal_leaf(bytes([i]) * 1024, blocks) for i in range(of)]
        last = eris_reference.seal_leaf((b"end\x80").ljust(1024, b"\0"), blocks)
        root = eris_reference.seal_node(b"".join([*pairs, last, *parts]).ljust(1024, b"\0"), 1, blocks)
        case.forge(bytes([10, 1]) + root, blocks, 1024 + 3)
    return spoil


def forged_empty_node(case):
    blocks = {}
    root = eris_reference.seal_node(bytes(1024), 1, blocks)
    case.forge(bytes([10, 1]) + root, blocks, 1030)


def forged_node_key(case):
    blocks = {}
    leaf = eris_reference.seal_leaf(b"a" * 1024, blocks)
    last = eris_reference.seal_leaf(b"\x80".ljust(1024, b"\0"), blocks)
    odd = eris_reference.seal((leaf * 16), b"k" * 32, 1, blocks)
    right = eris_reference.seal_node(last.ljust(1024, b"\0"), 1, blocks)
    root = eris_reference.seal_node((odd + right).ljust(1024, b"\0"), 2, blocks)
    case.forge(bytes([10, 2]) + root, blocks, 16 * 1024)


def forged_not_packed(case):
    blocks = {}
    leaf = eris_reference.seal_leaf(b"a" * 1024, blocks)
    last = eris_reference.seal_leaf(b"\x80".ljust(1024, b"\0"), blocks)
    part = eris_reference.seal_node((leaf * 15).ljust(1024, b"\0"), 1, blocks)
    right = eris_reference.seal_node((leaf + last).ljust(1024, b"\0"), 1, blocks)
    root = eris_reference.seal_node((part + right).ljust(1024, b"\0"), 2, blocks)
    case.forge(bytes([10, 2]) + root, blocks, 16 * 1024)


def forged_padding(case):
    blocks = {}
    pairs = [eris_reference.seal_leaf(bytes([i + 1]) * 1024, blocks) for i in range(2)]
    root = eris_reference.seal_node(b"".join(pairs).ljust(1024, b"\0"), 1, blocks)
    case.forge(bytes([10, 1]) + root, blocks, 2000)


SMALL_LEAF, SMALL_ROOT = references_of(SMALL)[0], references_of(SMALL)[-1]
TALL_NODE = references_of(TALL)[-2]
LARGE_LEAF = references_of(LARGE)[0]
DIFFERS_FROM_REFERENCE = r" differs from its reference$"
OWN_HASH = "ERIS store has an index that differs from the hash in its header"
OWN_PADDING = "ERIS store has other bytes than zeros where a page is filled up"
OWN_LIST = "content has another size or level in the store's list"
HASH = "store: index and list differ from the hash in the header$"


def block(reference: bytes, level: int) -> str:
    return rf"block {base32(reference)} \(level {level}\)"


@dataclass(frozen=True)
class Damage:
    name: str
    spoil: Callable[[Case], None]
    target: str
    status: int
    verify: str


DAMAGES = [
    # A bit of a block, with a manifest that is true and with one that is not
    Damage("leaf", flip_block(SMALL_LEAF, 100),
           f"store: content 'book': {block(SMALL_LEAF, 0)}{DIFFERS_FROM_REFERENCE}",
           INTEGRITY, rf"leaf '{base32(SMALL_LEAF)}' .* has the hash '\w+', expected its reference"),
    Damage("leaf-raw", flip_block(SMALL_LEAF, 100, raw=True),
           f"store: content 'book': {block(SMALL_LEAF, 0)}{DIFFERS_FROM_REFERENCE}",
           INTEGRITY, rf"leaf '{base32(SMALL_LEAF)}' .* has the hash '\w+', expected its reference"),
    Damage("large-leaf-raw", flip_block(LARGE_LEAF, 32767, raw=True),
           f"store: content 'film': {block(LARGE_LEAF, 0)}{DIFFERS_FROM_REFERENCE}",
           INTEGRITY, rf"leaf '{base32(LARGE_LEAF)}' .* has the hash '\w+', expected its reference"),
    Damage("node-raw", flip_block(TALL_NODE, 1023, raw=True),
           f"store: content 'table': {block(TALL_NODE, 1)}{DIFFERS_FROM_REFERENCE}",
           INTEGRITY, rf"node '{base32(TALL_NODE)}' .* has the hash '\w+', expected its reference"),
    Damage("root-raw", flip_block(SMALL_ROOT, 0, raw=True),
           f"store: content 'book': {block(SMALL_ROOT, 1)}{DIFFERS_FROM_REFERENCE}",
           INTEGRITY, rf"node '{base32(SMALL_ROOT)}' .* has the hash '\w+', expected its reference"),
    # Header, index, list, padding
    Damage("magic-raw", flip_store(lambda s: 0, raw=True), "store: does not begin with 'ERISSTOR'$",
           INTEGRITY, "ERIS store does not begin with 'ERISSTOR'"),
    Damage("version-raw", flip_store(lambda s: 8, raw=True), "store: version is 0, expected 1$",
           INTEGRITY, "ERIS store has version 0, expected 1"),
    Damage("count-raw", flip_store(lambda s: 25, raw=True), r"store: has \d+ bytes, which is not the size of ",
           INTEGRITY, r"ERIS store has \d+ bytes, its header counts \d+"),
    Damage("header-hash-raw", flip_store(lambda s: 40, raw=True), HASH,
           INTEGRITY, OWN_HASH),
    Damage("index-raw", flip_store(lambda s: s.index_begin, raw=True), HASH,
           INTEGRITY, OWN_HASH),
    Damage("list-raw", flip_store(lambda s: s.list_begin + 32, raw=True), HASH,
           INTEGRITY, OWN_HASH),
    Damage("header-padding-raw", flip_store(lambda s: 4095, raw=True),
           "store: byte at 0xfff, in the header, is not zero$",
           INTEGRITY, OWN_PADDING),
    Damage("block-padding-raw", flip_store(lambda s: s.index_begin - 1, raw=True),
           "store: byte at 0x[0-9a-f]+, behind the blocks, is not zero$",
           INTEGRITY, OWN_PADDING),
    Damage("list-padding-raw", flip_store(lambda s: len(s.data) - 1, raw=True), HASH,
           INTEGRITY, OWN_HASH),
    Damage("index", flip_store(lambda s: s.reference_offset(SMALL_LEAF) + 31, seal=True),
           f"store: content 'book': {block(SMALL_LEAF, 0)} is not in the store$",
           MISSING, rf"leaf '{base32(SMALL_LEAF)}' .* is not in the store"),
    Damage("order", highest_reference_first,
           r"store: reference [A-Z2-7]{52} is not above the one before it$",
           INVALID, "ERIS store has references of 32 KiB blocks that do not ascend at number 2"),
    Damage("list-size", flip_store(lambda s: s.entry_offset(SMALL_ROOT) + 32, seal=True),
           rf"store: content 'book': has {SMALL.size} bytes in the manifest, {SMALL.size ^ 1} in the list$",
           INTEGRITY, OWN_LIST),
    Damage("list-level", flip_store(lambda s: s.entry_offset(SMALL_ROOT) + 41, seal=True),
           "store: content 'book': level of the capability is 1, 0 in the list$",
           INTEGRITY, OWN_LIST),
    Damage("list-block-size", flip_store(lambda s: s.entry_offset(SMALL_ROOT) + 40, seal=True),
           rf"store: content {base32(SMALL_ROOT)} of the list has block size 0xb, expected 0xa or 0xf$",
           INVALID, "ERIS store has a content, number 1, of block size 11, expected 10"),
    Damage("list-padding", flip_store(lambda s: s.list_end, seal=True),
           "store: byte at 0x[0-9a-f]+, behind the list, is not zero$",
           INVALID, OWN_PADDING),
    # Which blocks and contents there are
    Damage("block-missing", without_block,
           f"store: content 'table': {block(references_of(TALL)[3], 0)} is not in the store$",
           MISSING, rf"leaf '{base32(references_of(TALL)[3])}' .* is not in the store"),
    Damage("block-too-many", block_too_many,
           f"store: block {base32(references_of(Content(b'stowaway'))[0])} belongs to no content$",
           INTEGRITY, rf"the store has 1 block of no content, the first is '{base32(references_of(Content(b'stowaway'))[0])}'"),
    Damage("content-too-many", content_too_many,
           rf"store: content {base32(references_of(Content(b'stowaway'))[0])} of the list is not in the manifest$",
           INTEGRITY, rf"the store lists the content '{base32(references_of(Content(b'stowaway'))[0])}', which the manifest has not"),
    Damage("content-not-in-list", content_not_in_list,
           rf"store: content 'book': root {base32(SMALL_ROOT)} of the capability is not in the list of contents$",
           INTEGRITY, "content is not in the store's list"),
    # Manifest
    Damage("manifest-raw", raw_manifest, "manifest: content differs from the sigil-manifest word$",
           INTEGRITY, "the manifest has hash"),
    Damage("manifest-reference", flip_capability("manifest", 2),
           "store: content 'book': root [A-Z2-7]{52} of the capability is not in the store$",
           INTEGRITY, r"node '\w+' \(level 1, content bytes 0 to 16383\) is not in the store"),
    Damage("manifest-key", flip_capability("manifest", 65),
           "store: content 'book': key and level of the capability do not fit the root$",
           INTEGRITY, rf"node '{base32(SMALL_ROOT)}' .* does not match the key and level of the read capability"),
    Damage("manifest-level", flip_capability("manifest", 1),
           "store: content 'book': level of the capability is 0, 1 in the list$",
           INTEGRITY, rf"leaf '{base32(SMALL_ROOT)}' .* is the last but has no padding"),
    Damage("manifest-block-size", flip_capability("manifest", 0, 0x0a ^ 0x0f),
           "store: content 'book': block size of the capability is 32768, but the root is of another size$",
           INTEGRITY, rf"node '{base32(SMALL_ROOT)}' .* is a block of 1024 bytes, expected 32768"),
    Damage("manifest-size", other_manifest_size,
           rf"store: content 'book': has {SMALL.size + 1} bytes in the manifest, {SMALL.size} in the list$",
           INTEGRITY, f"content has {SMALL.size} bytes, the manifest says {SMALL.size + 1}"),
    Damage("manifest-hash-of-content", other_manifest_hash("book"),
           "store: content 'book': decoded, it differs from the manifest$",
           INTEGRITY, "content has another hash than the manifest says"),
    Damage("manifest-hash-of-module", other_manifest_hash("eris-store"),
           "module 'eris-store': content differs from the manifest$",
           INTEGRITY, "module 'eris-store' has hash"),
    Damage("no-module", no_module, "no module 'eris-store', but the manifest has 3 contents of it$",
           MISSING, "the image has no boot module 'eris-store'"),
    Damage("no-lines", no_lines, "module 'eris-store': the manifest has no content of it$",
           INTEGRITY, r"the store lists the content '\w+', which the manifest has not"),
    # Configuration
    Damage("config-raw", raw_config, "module 'config': content differs from the manifest$",
           INTEGRITY, "module 'config' has hash"),
    *(Damage(f"config-{what}", flip_capability("config", at, bits, LARGE),
             r"child 'reader': capability 'urn:eris:B[A-Z2-7]{53}' is none of the manifest$",
             INTEGRITY, "attribute 'capability' of child 'reader' has reference or key of a content in the store")
      for what, at, bits in (("reference", 2, 1), ("key", 65, 1), ("level", 1, 1), ("block-size", 0, 5))),
    # Trees that no encoder makes
    Damage("mixed-keys", forged_mixture,
           r"store: content 'forged': block .* does not have the key of the null secret, unlike those before it$",
           INTEGRITY, "content has another hash than the manifest says"),
    Damage("empty-node", forged_empty_node, r"store: content 'forged': block .* \(level 1\) holds no pair$",
           INTEGRITY, "holds no pair, expected at least 1"),
    Damage("height", forged_node(), r"store: content 'forged': block .* \(level 1\) is a root of one pair$",
           INTEGRITY, "is a root of 1 pair, expected at least 2"),
    Damage("null-reference", forged_node(bytes(32) + b"k" * 32, of=1),
           r"store: content 'forged': block .* \(level 1\) has a key without a reference$",
           INTEGRITY, "has a key without a reference in pair 3"),
    Damage("node-tail", forged_node(bytes(64), b"x", of=1),
           r"store: content 'forged': block .* \(level 1\) has data behind its 2 pairs$",
           INTEGRITY, "has data after its 2 pairs, expected zeros"),
    Damage("more-leaves", forged_node(of=2),
           r"store: content 'forged': block .* \(level 1\) holds 3 pairs, 1027 bytes need 2$",
           INTEGRITY, "content has more bytes than the 1027 that the manifest says"),
    Damage("node-key", forged_node_key, r"store: content 'forged': block .* \(level 1\) differs from its key$",
           INTEGRITY, "does not match its key, expected the hash of what is decrypted with it"),
    Damage("left-packing", forged_not_packed,
           r"store: content 'forged': block .* \(level 1\) holds 15 pairs, but is not the last of its level$",
           INTEGRITY, "holds 15 pairs but is not the last of its level, expected 16"),
    Damage("padding", forged_padding, r"store: content 'forged': block .* \(level 0\) has no padding$",
           INTEGRITY, "is the last but has no padding, expected 0x80 and zeros"),
]


@pytest.mark.parametrize("damage", DAMAGES, ids=[damage.name for damage in DAMAGES])
def test_damage(bench, damage):
    case = Case()
    damage.spoil(case)
    modules = case.modules()
    image = bench.link(modules)
    case.after(image)
    disc = bench.wrap(image, manifest_word(modules))
    serial = bench.boots(disc, FAILED, FAIL + damage.target)
    report = bench.sigil.run("image", "verify", disc)
    assert report.status == damage.status and re.search(damage.verify, str(report)), str(report)
    for content in case.system.stored.values():
        assert content.urn[64:] not in serial + str(report), "a key is printed"


# What the store alone tells

def noise(seed: bytes, size: int) -> bytes:
    return eris_reference.chacha20(bytes(size), seed.ljust(32, b"\0"), bytes(12))


def test_store_alone_tells_nothing():
    """Two sets of contents with equal sizes differ in references and encrypted blocks alone."""
    sizes = (700, 5000, 20000, 40000)
    texts = [Content((b"plain text number %d. " % i * 3000)[:size] if i % 2 else noise(b"text", size))
             for i, size in enumerate(sizes)]
    noises = [Content(noise(b"noise %d" % size, size)) for size in sizes]
    one, other = Store(eris_store.write(texts)), Store(eris_store.write(noises))
    assert one.faults() == other.faults() == []
    assert sorted((e.size, e.block_size, e.level) for e in one.entries) == \
        sorted((e.size, e.block_size, e.level) for e in other.entries)
    assert not set(one.references) & set(other.references)
    for content in texts:
        assert one.read(content.capability) == content.data
        assert content.capability[34:] not in one.data, "a key"
        for at in range(0, content.size - 16, 97):
            assert content.data[at:at + 16] not in one.data, "plain text"
    # Everything but references, blocks and what follows from sizes is the same: header, zeros, lengths.
    assert (one.large_count, len(one.data)) == (other.large_count, len(other.data))
    assert one.data[:24] == other.data[:24]
    assert not any(one.data[72:4096]) and not any(other.data[72:4096])


def test_manifest_alone_has_names_and_keys(bench):
    """In the whole image they stand in the manifest, and keys also in the configuration that is given them."""
    modules = system_with_store().modules()
    store = modules["eris-store"]
    for name, content in (("book", SMALL), ("table", TALL), ("film", LARGE)):
        assert name.encode() not in store
        assert content.urn[64:].encode() not in store
        holders = {module for module, data in modules.items() if content.urn.encode() in data}
        assert holders == ({"sigil-manifest"} if name == "table" else {"sigil-manifest", "config"})


def test_order_of_contents_leaves_no_trace():
    contents = [SMALL, TALL, LARGE]
    assert eris_store.write(contents) == eris_store.write(reversed(contents))


def test_labels_hold_no_key():
    """What messages show of a capability ends before its key."""
    other = bytearray(SMALL.capability)
    other[34:] = b"k" * 32
    assert label(SMALL.urn) == label(eris_reference.urn_of(bytes(other)))
