"""The boot module `eris-store` (docs/formats/eris-store.md), made and read without the product. What is written
need not be sound: blocks and list are taken as they are given."""

import hashlib
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from . import eris_reference
from .eris_reference import LARGE_BLOCK, NULL_SECRET, PAIR_SIZE, SMALL_BLOCK

PAGE = 4096
NAME = "eris-store"
MAGIC = b"ERISSTOR"
HASH_OFFSET, HEADER_END = 40, 72

_COUNTS = struct.Struct("<8sQQQQ")
_ENTRY = struct.Struct("<32sQBB6x")


def hash_of(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=32).digest()


@dataclass(frozen=True)
class Content:
    """What a store holds, and how it is encoded."""
    data: bytes
    block_size: int | None = None
    secret: bytes = NULL_SECRET

    @cached_property
    def encoded(self) -> tuple[bytes, dict[bytes, bytes]]:
        return eris_reference.encode(self.data, self.block_size, self.secret)

    @property
    def capability(self) -> bytes:
        return self.encoded[0]

    @property
    def blocks(self) -> dict[bytes, bytes]:
        return self.encoded[1]

    @property
    def urn(self) -> str:
        return eris_reference.urn_of(self.capability)

    @property
    def size(self) -> int:
        return len(self.data)


@dataclass
class Forged:
    """A content whose tree is made by hand, with what the list and the manifest say of it."""
    data: bytes
    capability: bytes
    blocks: dict[bytes, bytes]

    @property
    def urn(self) -> str:
        return eris_reference.urn_of(self.capability)

    @property
    def size(self) -> int:
        return len(self.data)


@dataclass(frozen=True)
class Entry:
    reference: bytes
    size: int
    block_size: int
    """As in a capability: 10 or 15."""
    level: int


def entry_of(content: Content | Forged) -> Entry:
    return Entry(content.capability[2:34], content.size, content.capability[0], content.capability[1])


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % PAGE)


def assemble(blocks: Mapping[bytes, bytes], entries: Iterable[Entry]) -> bytes:
    """The module of these blocks and this list, each put in its order."""
    references, body = [], b""
    for size in (LARGE_BLOCK, SMALL_BLOCK):
        of_size = sorted(reference for reference, block in blocks.items() if len(block) == size)
        references.append(of_size)
        body += b"".join(blocks[reference] for reference in of_size)
    entries = sorted(set(entries), key=lambda entry: entry.reference)
    index = b"".join(references[0] + references[1])
    index += b"".join(_ENTRY.pack(e.reference, e.size, e.block_size, e.level) for e in entries)
    counts = _COUNTS.pack(MAGIC, 1, len(references[0]), len(references[1]), len(entries))
    return _padded(counts + hash_of(_padded(index))) + _padded(body) + _padded(index)


def write(contents: Iterable[Content | Forged]) -> bytes:
    contents = list(contents)
    blocks = {reference: block for content in contents for reference, block in content.blocks.items()}
    return assemble(blocks, [entry_of(content) for content in contents])


class Store:
    """A module in memory; `data` may be changed."""

    def __init__(self, data: bytes):
        self.data = bytearray(data)
        magic, version, self.large_count, self.small_count, self.content_count = _COUNTS.unpack_from(self.data)
        assert (magic, version) == (MAGIC, 1)
        self.blocks_end = PAGE + LARGE_BLOCK * self.large_count + SMALL_BLOCK * self.small_count
        self.index_begin = (self.blocks_end + PAGE - 1) // PAGE * PAGE
        self.list_begin = self.index_begin + 32 * self.block_count
        self.list_end = self.list_begin + _ENTRY.size * self.content_count
        assert len(self.data) == (self.list_end + PAGE - 1) // PAGE * PAGE

    @property
    def block_count(self) -> int:
        return self.large_count + self.small_count

    @property
    def references(self) -> list[bytes]:
        return [bytes(self.data[at:at + 32]) for at in range(self.index_begin, self.list_begin, 32)]

    @property
    def entries(self) -> list[Entry]:
        return [Entry(*_ENTRY.unpack_from(self.data, at))
                for at in range(self.list_begin, self.list_end, _ENTRY.size)]

    def _place(self, number: int) -> tuple[int, int]:
        """Offset and size of a block."""
        if number < self.large_count:
            return PAGE + number * LARGE_BLOCK, LARGE_BLOCK
        return PAGE + self.large_count * LARGE_BLOCK + (number - self.large_count) * SMALL_BLOCK, SMALL_BLOCK

    def block_offset(self, reference: bytes) -> int:
        return self._place(self.references.index(reference))[0]

    def reference_offset(self, reference: bytes) -> int:
        return self.index_begin + 32 * self.references.index(reference)

    def entry_offset(self, reference: bytes) -> int:
        return self.list_begin + _ENTRY.size * [entry.reference for entry in self.entries].index(reference)

    @property
    def blocks(self) -> dict[bytes, bytes]:
        places = enumerate(self.references)
        return {reference: bytes(self.data[at:at + size]) for n, reference in places for at, size in [self._place(n)]}

    def flip(self, offset: int, bit: int = 0) -> None:
        self.data[offset] ^= 1 << bit

    def seal(self) -> None:
        """Makes the header's hash true again."""
        self.data[HASH_OFFSET:HEADER_END] = hash_of(self.data[self.index_begin:])

    def faults(self) -> list[str]:
        """What is not as the format says; blocks are hashed."""
        faults = []
        if self.data[HASH_OFFSET:HEADER_END] != hash_of(self.data[self.index_begin:]):
            faults.append("hash")
        if any(self.data[HEADER_END:PAGE] + self.data[self.blocks_end:self.index_begin] + self.data[self.list_end:]):
            faults.append("padding")
        references = self.references
        runs = [references[:self.large_count], references[self.large_count:], [e.reference for e in self.entries]]
        if any(run != sorted(set(run)) for run in runs):
            faults.append("order")
        if any(hash_of(block) != reference for reference, block in self.blocks.items()):
            faults.append("block")
        return faults

    def read(self, capability: bytes) -> bytes:
        """The content, decoded."""
        blocks, size, level = self.blocks, 1 << capability[0], capability[1]
        layer = [capability[2:]]
        for at in range(level, 0, -1):
            nodes = [eris_reference.chacha20(blocks[p[:32]], p[32:], bytes([at]) + bytes(11)) for p in layer]
            pairs = b"".join(nodes)
            layer = [pairs[i:i + PAIR_SIZE] for i in range(0, len(pairs), PAIR_SIZE) if any(pairs[i:i + PAIR_SIZE])]
        leaves = [eris_reference.chacha20(blocks[p[:32]], p[32:], bytes(12)) for p in layer]
        assert all(len(leaf) == size for leaf in leaves)
        content = b"".join(leaves).rstrip(b"\0")
        assert content[-1:] == b"\x80"
        return content[:-1]
