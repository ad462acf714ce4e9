"""Makes tiny ELF files in Genode's shape, with any DT_NEEDED one likes.

First PT_LOAD at file offset 0x1000, an RX and an RW segment, PT_DYNAMIC in the RW one, a SysV DT_HASH and
no section headers (Genode's binaries are stripped). The code is one `ret` and never runs.
"""

import struct
from collections.abc import Sequence

PAGE = 0x1000
ET_EXEC, ET_DYN = 2, 3
EM_X86_64 = 62
PT_LOAD, PT_DYNAMIC, PT_INTERP = 1, 2, 3
PF_X, PF_W, PF_R = 1, 2, 4
DT_NULL, DT_NEEDED, DT_HASH, DT_STRTAB, DT_SYMTAB, DT_STRSZ, DT_SYMENT = 0, 1, 4, 5, 6, 10, 11

PROGRAM_ADDRESS = 0x1000000
LIBRARY_ADDRESS = 0
LINKER_ADDRESS = 0x30000


def _string_table(strings: Sequence[str]) -> tuple[bytes, list[int]]:
    table, offsets = b"\0", []
    for string in strings:
        offsets.append(len(table))
        table += string.encode() + b"\0"
    return table, offsets


def _elf(elf_type: int, address: int, segments: Sequence[tuple], machine: int = EM_X86_64) -> bytes:
    """`segments` are (type, flags, file offset, content); each lies at `address` + offset - 0x1000."""
    header = struct.pack("<16sHHIQQQIHHHHHH", b"\x7fELF\2\1\1", elf_type, machine, 1, address, 64, 0, 0,
                         64, 56, len(segments), 0, 0, 0)
    image = bytearray(header)
    for kind, flags, offset, content in segments:
        at = address + offset - PAGE
        image += struct.pack("<IIQQQQQQ", kind, flags, offset, at, at, len(content), len(content),
                             PAGE if kind == PT_LOAD else 8)
    for _, _, offset, content in segments:
        if len(image) < offset + len(content):
            image += bytes(offset + len(content) - len(image))
        image[offset:offset + len(content)] = content
    return bytes(image)


def _dynamic_file(elf_type: int, address: int, needed: Sequence[str], mark: str) -> bytes:
    strings, offsets = _string_table(needed)
    hash_table = struct.pack("<IIII", 1, 1, 0, 0)  # one bucket, one symbol, both empty
    symbols = bytes(24)
    read_only = b"\xc3".ljust(16, b"\0") + hash_table
    symbols_at = len(read_only)
    read_only += symbols
    strings_at = len(read_only)
    read_only += strings + mark.encode() + b"\0"
    data_offset = 2 * PAGE
    segments = []
    if elf_type == ET_EXEC:
        segments.append((PT_INTERP, PF_R, PAGE + len(read_only), b"ld.lib.so\0"))
        read_only += b"ld.lib.so\0"
    entries = [(DT_NEEDED, offset) for offset in offsets]
    entries += [(DT_HASH, address + 16), (DT_STRTAB, address + strings_at), (DT_SYMTAB, address + symbols_at),
                (DT_STRSZ, len(strings)), (DT_SYMENT, 24), (DT_NULL, 0)]
    dynamic = b"".join(struct.pack("<QQ", *entry) for entry in entries)
    if len(read_only) > PAGE:
        raise ValueError("the strings fill more than a page")
    segments += [(PT_LOAD, PF_R | PF_X, PAGE, read_only), (PT_LOAD, PF_R | PF_W, data_offset, dynamic),
                 (PT_DYNAMIC, PF_R | PF_W, data_offset, dynamic)]
    return _elf(elf_type, address, segments)


def program(needed: Sequence[str] = ("ld.lib.so",), mark: str = "") -> bytes:
    """A dynamic executable. `mark` tells files of equal DT_NEEDED apart."""
    return _dynamic_file(ET_EXEC, PROGRAM_ADDRESS, needed, mark)


def library(needed: Sequence[str] = ("ld.lib.so",), mark: str = "") -> bytes:
    return _dynamic_file(ET_DYN, LIBRARY_ADDRESS, needed, mark)


def dynamic_linker() -> bytes:
    """`ld.lib.so`: at its fixed address, without DT_NEEDED."""
    return _dynamic_file(ET_DYN, LINKER_ADDRESS, (), "ld")


def static_program(mark: str = "") -> bytes:
    """Without a dynamic section; init starts it with `ld: no`."""
    return _elf(ET_EXEC, PROGRAM_ADDRESS,
                [(PT_LOAD, PF_R | PF_X, PAGE, b"\xc3" + mark.encode() + b"\0")])


def foreign_program() -> bytes:
    """Sound, but for AArch64."""
    return _elf(ET_EXEC, PROGRAM_ADDRESS, [(PT_LOAD, PF_R | PF_X, PAGE, b"\xc3")], machine=183)
