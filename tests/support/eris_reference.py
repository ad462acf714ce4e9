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


def _encrypt(block: bytes, key: bytes, level: int) -> bytes:
    """The block's reference and its key."""
    return _hash(chacha20(block, key, bytes([level]) + bytes(11))) + key


def read_capability(content: bytes, block_size: int | None = None, secret: bytes = NULL_SECRET) -> bytes:
    """The 66 bytes of the binary form."""
    if block_size is None:
        block_size = SMALL_BLOCK if len(content) < SMALL_CONTENT_LIMIT else LARGE_BLOCK
    padded = content + b"\x80"
    padded += bytes(-len(padded) % block_size)
    leaves = [padded[at:at + block_size] for at in range(0, len(padded), block_size)]
    pairs = [_encrypt(leaf, _hash(leaf, secret), 0) for leaf in leaves]
    level, arity = 0, block_size // PAIR_SIZE
    while len(pairs) > 1:
        level += 1
        nodes = [b"".join(pairs[at:at + arity]).ljust(block_size, b"\0") for at in range(0, len(pairs), arity)]
        pairs = [_encrypt(node, _hash(node), level) for node in nodes]
    return bytes([block_size.bit_length() - 1, level]) + pairs[0]


def urn(content: bytes, block_size: int | None = None, secret: bytes = NULL_SECRET) -> str:
    return "urn:eris:" + base64.b32encode(read_capability(content, block_size, secret)).decode().rstrip("=")
