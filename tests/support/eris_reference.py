"""ERIS 1.0 encoding in plain Python, written from the specification: a second opinion on URNs.

Slow (pure Python ChaCha20), so only for contents of at most a few hundred KiB.
"""

import base64
import hashlib
import struct

NULL_SECRET = bytes(32)
SMALL_BLOCK, LARGE_BLOCK = 1024, 32768
SMALL_CONTENT_LIMIT = 16384
"""The recommended rule: shorter contents get small blocks, the others large ones."""
PAIR_SIZE = 64


def _hash(data: bytes, key: bytes = b"") -> bytes:
    return hashlib.blake2b(data, digest_size=32, key=key).digest()


def _chacha20_block(key_words: tuple, counter: int, nonce_words: tuple) -> bytes:
    initial = (0x61707865, 0x3320646E, 0x79622D32, 0x6B206574, *key_words, counter, *nonce_words)
    s = list(initial)
    mask = 0xFFFFFFFF
    for _ in range(10):
        for a, b, c, d in ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
                           (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14)):
            for left, right, turned, bits in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
                s[left] = (s[left] + s[right]) & mask
                turn = s[turned] ^ s[left]
                s[turned] = ((turn << bits) | (turn >> (32 - bits))) & mask
    return struct.pack("<16I", *((x + y) & mask for x, y in zip(s, initial)))


def chacha20(data: bytes, key: bytes, nonce: bytes) -> bytes:
    """RFC 8439 with the counter starting at 0."""
    key_words, nonce_words = struct.unpack("<8I", key), struct.unpack("<3I", nonce)
    stream = b"".join(_chacha20_block(key_words, i, nonce_words) for i in range((len(data) + 63) // 64))
    return bytes(a ^ b for a, b in zip(data, stream))


def seal(plaintext: bytes, key: bytes, level: int, blocks: dict[bytes, bytes]) -> bytes:
    """Puts the encrypted block into `blocks` under its reference; its reference and its key. What is sealed need
    not be sound."""
    block = chacha20(plaintext, key, bytes([level]) + bytes(11))
    blocks[_hash(block)] = block
    return _hash(block) + key


def seal_leaf(plaintext: bytes, blocks: dict[bytes, bytes], secret: bytes = NULL_SECRET) -> bytes:
    return seal(plaintext, _hash(plaintext, secret), 0, blocks)


def seal_node(plaintext: bytes, level: int, blocks: dict[bytes, bytes]) -> bytes:
    return seal(plaintext, _hash(plaintext), level, blocks)


def encode(content: bytes, block_size: int | None = None,
           secret: bytes = NULL_SECRET) -> tuple[bytes, dict[bytes, bytes]]:
    """The 66 bytes of the capability, and all blocks by their references."""
    if block_size is None:
        block_size = SMALL_BLOCK if len(content) < SMALL_CONTENT_LIMIT else LARGE_BLOCK
    blocks: dict[bytes, bytes] = {}
    padded = content + b"\x80"
    padded += bytes(-len(padded) % block_size)
    pairs = [seal_leaf(padded[at:at + block_size], blocks, secret) for at in range(0, len(padded), block_size)]
    level, arity = 0, block_size // PAIR_SIZE
    while len(pairs) > 1:
        level += 1
        nodes = [b"".join(pairs[at:at + arity]).ljust(block_size, b"\0") for at in range(0, len(pairs), arity)]
        pairs = [seal_node(node, level, blocks) for node in nodes]
    return bytes([block_size.bit_length() - 1, level]) + pairs[0], blocks


def read_capability(content: bytes, block_size: int | None = None, secret: bytes = NULL_SECRET) -> bytes:
    """The 66 bytes of the binary form."""
    return encode(content, block_size, secret)[0]


def urn_of(capability: bytes) -> str:
    """The text of the binary form."""
    return "urn:eris:" + base64.b32encode(capability).decode().rstrip("=")


def urn(content: bytes, block_size: int | None = None, secret: bytes = NULL_SECRET) -> str:
    return urn_of(read_capability(content, block_size, secret))
