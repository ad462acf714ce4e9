"""One small ELF file for each reason to refuse one, by the code of the error. tests/fuzz/corpus/elf holds them as files;
run as a program this writes them there."""

import struct
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from support import tree

FOLDER = tree.ROOT / "tests/fuzz/corpus/elf"

# Codes of which no file is in the tree, and why.
WITHOUT_FILE = {
    "elf.parse.dynamic-count": "takes more than a million dynamic entries, 16 MiB",
    "elf.rewrite.name": "is about the edit, not the file",
    "elf.rewrite.linker": "is about the edit, not the file",
}

BASE = 0x10000
LOAD, DYNAMIC, INTERP, PHDR = 1, 2, 3, 6
NEEDED, HASH, STRTAB, SYMTAB, STRSZ, SONAME, RELR, VERNEED, VERNEEDNUM = 1, 4, 5, 6, 10, 14, 36, 0x6FFFFFFE, 0x6FFFFFFF


class File:
    """A shared object for x86-64 that both linkers would take: headers, dynamic section, hash table and strings in one
    PT_LOAD that maps all of the file; sections if `sections` is not empty."""

    def __init__(self):
        self.header = {"class": 2, "data": 1, "version": 1, "type": 3, "machine": 62, "phentsize": 56, "phnum": None, "phoff": 64}
        self.before, self.behind = [], []
        self.load = {"flags": 5, "align": 0x1000}
        self.names = ["liba.so", "ld.lib.so"]
        self.soname = "tiny.so"
        self.extra = []
        self.left_out = set()
        self.tables = b""
        self.sections = []
        self.strings = b"\0"
        self.string_size = None

    def string(self, text):
        at = len(self.strings)
        self.strings += text.encode() + b"\0"
        return at

    def build(self):
        phnum = len(self.before) + len(self.behind) + 2
        dynamic_at = 64 + 56 * phnum
        entries = [(NEEDED, self.string(name)) for name in self.names]
        entries += [(SONAME, self.string(self.soname))] if self.soname else []
        count = len(entries) + 3 + len(self.extra) + 1 - len(self.left_out)
        hash_at = dynamic_at + 16 * count
        tables_at = hash_at + 16
        strings_at = tables_at + len(self.tables)
        places = [(HASH, BASE + hash_at), (STRTAB, BASE + strings_at), (STRSZ, self.string_size or len(self.strings))]
        entries += [entry for entry in places if entry[0] not in self.left_out]
        entries += [(tag, value(tables_at) if callable(value) else value) for tag, value in self.extra]
        sections_at = strings_at + len(self.strings)
        size = sections_at + 64 * len(self.sections)
        load = {"type": LOAD, "offset": 0, "vaddr": BASE, "filesz": size, "memsz": size, **self.load}
        dynamic = {"type": DYNAMIC, "flags": 4, "offset": dynamic_at, "vaddr": BASE + dynamic_at, "filesz": 16 * count,
                   "memsz": 16 * count, "align": 8}
        segments = [*self.before, load, dynamic, *self.behind]
        head = self.header
        data = struct.pack("<4sBBBB8xHHIQQQIHHHHHH", b"\x7fELF", head["class"], head["data"], head["version"], 0, head["type"],
                           head["machine"], 1, BASE, head["phoff"], sections_at if self.sections else 0, 0, 64, head["phentsize"],
                           phnum if head["phnum"] is None else head["phnum"], head.get("shentsize", 64),
                           head.get("shnum", len(self.sections)), head.get("shstrndx", 0))
        for segment in segments:
            segment = {"flags": 4, "offset": 0, "vaddr": 0, "filesz": 0, "memsz": 0, "align": 1, **segment}
            data += struct.pack("<IIQQQQQQ", segment["type"], segment["flags"], segment["offset"], segment["vaddr"],
                                segment["vaddr"], segment["filesz"], segment["memsz"], segment["align"])
        for tag, value in [*entries, (0, 0)]:
            data += struct.pack("<QQ", tag, value)
        data += struct.pack("<4I", 1, 1, 0, 0) + self.tables + self.strings
        for name, offset, length in self.sections:
            data += struct.pack("<IIQQQQIIQQ", name, 1 if length else 0, 0, 0, offset, length, 0, 0, 1, 0)
        return data


def changed(**header):
    file = File()
    file.header.update(header)
    return file.build()


def loaded(**fields):
    file = File()
    file.load.update(fields)
    return file.build()


def with_segments(before=(), behind=()):
    file = File()
    file.before, file.behind = list(before), list(behind)
    return file.build()


def with_entries(*entries, without=(), tables=b"", names=None, soname="tiny.so", string_size=None):
    file = File()
    file.extra, file.left_out, file.tables, file.soname, file.string_size = (
        list(entries), set(without), tables, soname, string_size)
    file.names = names or file.names
    return file.build()


def with_sections(*sections, **header):
    """A null section, then (name, offset, length)."""
    file = File()
    file.sections = [(0, 0, 0), *sections]
    file.header.update(header)
    return file.build()


def patched(data, find, replace):
    assert data.count(find) == 1
    return data.replace(find, replace)


def wanted(library, count=1):
    """One record of .gnu.version_r, of a library by its offset in the strings."""
    return struct.pack("<HHIII", 1, count, library, 16, 0) + struct.pack("<IHHII", 0, 0, 2, 1, 0)


def without_dynamic_end():
    data = bytearray(File().build())
    at = 64 + 2 * 56
    for entry in range(at, at + 16 * 7, 16):
        if data[entry:entry + 16] == bytes(16):
            data[entry:entry + 16] = struct.pack("<QQ", 0x6FFFFEF5, BASE)
    return bytes(data)


def overlapping():
    """The string table begins where the dynamic section does."""
    data = bytearray(File().build())
    at, count = 64 + 2 * 56, 7
    strings = at + 16 * count + 16
    for entry in range(at, at + 16 * count, 16):
        tag, value = struct.unpack_from("<QQ", data, entry)
        if tag in (NEEDED, SONAME):
            value += strings - at
        elif tag == STRTAB:
            value = BASE + at
        elif tag == STRSZ:
            value += strings - at
        struct.pack_into("<QQ", data, entry, tag, value)
    return bytes(data)


def files():
    whole = File().build()
    many = [f"{number:04}" for number in range(4097)]
    yield "elf.parse.magic", b"#!/bin/sh\n"
    yield "elf.parse.truncated-header", whole[:40]
    yield "elf.parse.class", changed(**{"class": 3})
    yield "elf.parse.byte-order", changed(data=3)
    yield "elf.parse.version", changed(version=2)
    yield "elf.parse.program-header-count", changed(phnum=0xFFFF)
    yield "elf.parse.program-header-size", changed(phentsize=55)
    yield "elf.parse.program-headers-outside", changed(phoff=0x10000)
    yield "elf.parse.segment-outside", loaded(filesz=0x2000, memsz=0x2000)
    yield "elf.parse.segment-size", loaded(memsz=16)
    yield "elf.parse.segment-address", loaded(vaddr=2**64 - 0x1000, memsz=0x2000)
    yield "elf.parse.segment-alignment", loaded(align=3)
    yield "elf.parse.segment-congruence", loaded(vaddr=BASE + 8)
    yield "elf.parse.segment-order", with_segments(behind=[{"type": LOAD, "flags": 6, "vaddr": 0x1000, "memsz": 16}])
    yield "elf.parse.segment-twice", with_segments(behind=[{"type": DYNAMIC}])
    yield "elf.parse.interpreter", with_segments(before=[{"type": INTERP, "offset": 1, "filesz": 3}])
    yield "elf.parse.name-length", with_entries(names=["n" * 4096])
    yield "elf.parse.dynamic-mapping", patched(whole, struct.pack("<QQ", 64 + 112, BASE + 64 + 112), struct.pack("<QQ", 64 + 112, BASE))
    yield "elf.parse.dynamic-end", without_dynamic_end()
    yield "elf.parse.dynamic-twice", with_entries((SONAME, 1))
    yield "elf.parse.string-table-missing", with_entries(without=[STRSZ])
    yield "elf.parse.string-table-mapping", with_entries(string_size=0x1000)
    yield "elf.parse.string-table-end", with_entries(string_size=4)
    yield "elf.parse.name-outside", with_entries((NEEDED, 0x1000))
    yield "elf.parse.needed-count", with_entries(names=many)
    yield "elf.parse.versions", with_entries((VERNEED, BASE + 0x8000), (VERNEEDNUM, 1))

    yield "elf.sections.truncated", whole[:40]
    yield "elf.sections.entry-size", with_sections(shentsize=63)
    yield "elf.sections.table", with_sections(shnum=100)
    yield "elf.sections.count", patched(with_sections((0, 0, 0), shnum=0)[:-64], struct.pack("<IIQQQQIIQQ", 0, 0, 0, 0, 0, 0, 0, 0, 1, 0),
                                        struct.pack("<IIQQQQIIQQ", 0, 0, 0, 0, 0, 2**20 + 1, 0, 0, 1, 0))
    yield "elf.sections.outside", with_sections((0, 0x10, 0x10000))
    yield "elf.sections.names", with_sections((9, 0x10, 4), shstrndx=1)

    yield "elf.load.type", changed(type=1)
    yield "elf.load.machine", changed(machine=183)
    yield "elf.load.class", struct.pack("<4sBBBB8xHHIIIIIHHHHHH", b"\x7fELF", 1, 1, 1, 0, 3, 62, 1, 0, 0, 0, 0, 52, 32, 0, 40, 0, 0)

    yield "elf.rewrite.sections", with_sections((0, 0x10, 0x10000))
    yield "elf.rewrite.versions", with_entries((VERNEED, lambda at: BASE + at), (VERNEEDNUM, 1), tables=wanted(0x1000))
    yield "elf.rewrite.no-room", loaded(memsz=0x5000000)
    yield "elf.rewrite.overlap", overlapping()
    yield "elf.rewrite.dynamic-full", with_entries(soname=None)

    yield "elf.genode.program-headers", with_segments(behind=9 * [{"type": 0}])
    yield "elf.genode.rights", loaded(flags=4)
    yield "elf.genode.alignment", loaded(align=0x800)
    yield "elf.genode.writable-page", with_segments(behind=[{"type": LOAD, "flags": 6, "offset": 16, "vaddr": 0x20010, "memsz": 16,
                                                             "align": 0x1000}])
    yield "elf.genode.hash", with_entries(without=[HASH])
    yield "elf.genode.relr", with_entries((RELR, BASE))
    yield "elf.genode.name-length", with_entries(names=["n" * 128])
    yield "elf.genode.name-clash", with_entries(names=["n" * 63 + "1", "n" * 63 + "2"])

    headers = {"type": PHDR, "offset": 64, "vaddr": BASE + 64, "filesz": 3 * 56, "memsz": 3 * 56}
    yield "elf.glibc.alignment", loaded(align=0x800)
    yield "elf.glibc.phdr-order", with_segments(behind=[headers])
    yield "elf.glibc.phdr-place", with_segments(before=[{**headers, "offset": 120, "vaddr": BASE + 120}])
    yield "elf.glibc.phdr-mapped", with_segments(before=[{**headers, "vaddr": BASE + 120}])
    yield "elf.glibc.interp-order", with_segments(behind=[{"type": INTERP, "offset": 7, "filesz": 4}])
    yield "elf.glibc.hash", with_entries((SYMTAB, BASE), without=[HASH])
    yield "elf.glibc.versions", with_entries((VERNEED, BASE + 0x9000), (VERNEEDNUM, 1))
    yield "elf.glibc.version-file", with_entries((VERNEED, lambda at: BASE + at), (VERNEEDNUM, 1), tables=wanted(4))


if __name__ == "__main__":
    for code, content in files():
        (FOLDER / code).write_bytes(content)
