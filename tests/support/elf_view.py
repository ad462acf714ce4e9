"""What a dynamic linker sees of an ELF file, of any class and byte order: a second reader, for comparing a file before
and after it was rewritten. System V gABI, chapters 4 and 5; LSB Core 5.0, 10.7."""

import struct

PT_LOAD, PT_DYNAMIC, PT_INTERP, PT_PHDR = 1, 2, 3, 6
NEEDED, HASH, STRTAB, SYMTAB, STRSZ, SONAME, RPATH, RUNPATH = 1, 4, 5, 6, 10, 14, 15, 29
GNU_HASH, VERSYM, VERDEF, VERDEFNUM, VERNEED, VERNEEDNUM = (
    0x6FFFFEF5, 0x6FFFFFF0, 0x6FFFFFFC, 0x6FFFFFFD, 0x6FFFFFFE, 0x6FFFFFFF)
STRING_TAGS = {NEEDED, SONAME, RPATH, RUNPATH, 0x7FFFFFFD, 0x7FFFFFFF}
PLACES = {STRTAB, STRSZ, SYMTAB, HASH, GNU_HASH, VERSYM, VERDEF, VERNEED}


class View:
    def __init__(self, data):
        self.data = bytes(data)
        assert self.data[:4] == b"\x7fELF"
        self.wide = self.data[4] == 2
        self.order = "<" if self.data[5] == 1 else ">"
        word = "Q" if self.wide else "I"
        self.type, self.machine, _, self.entry, self.phoff, self.shoff, self.flags, _, phsize, phnum, shsize, shnum, _ = (
            self.unpack(f"HHI{word}{word}{word}IHHHHHH", 16))
        self.segments = [self._segment(self.phoff + i * phsize) for i in range(phnum)]
        self.sections = [self._section(self.shoff + i * shsize) for i in range(shnum)]
        self.dynamic = self._dynamic()
        self.tags = dict(reversed(self.dynamic))

    def unpack(self, form, at):
        return struct.unpack_from(self.order + form, self.data, at)

    def _segment(self, at):
        names = ("type", "flags", "offset", "vaddr", "paddr", "filesz", "memsz", "align")
        if self.wide:
            return dict(zip(names, self.unpack("IIQQQQQQ", at)))
        kind, offset, vaddr, paddr, filesz, memsz, flags, align = self.unpack("IIIIIIII", at)
        return dict(zip(names, (kind, flags, offset, vaddr, paddr, filesz, memsz, align)))

    def _section(self, at):
        names = ("name", "type", "flags", "addr", "offset", "size", "link", "info", "align", "entsize")
        return dict(zip(names, self.unpack("IIQQQQIIQQ" if self.wide else "IIIIIIIIII", at)))

    def _dynamic(self):
        entries = []
        for segment in self.segments:
            if segment["type"] != PT_DYNAMIC:
                continue
            size = 16 if self.wide else 8
            for at in range(segment["offset"], segment["offset"] + segment["filesz"], size):
                tag, value = self.unpack("qQ" if self.wide else "iI", at)
                if tag == 0:
                    break
                entries.append((tag, value))
        return entries

    def loads(self):
        return [segment for segment in self.segments if segment["type"] == PT_LOAD]

    def offset(self, address):
        for segment in self.loads():
            if segment["vaddr"] <= address < segment["vaddr"] + segment["filesz"]:
                return address - segment["vaddr"] + segment["offset"]
        raise AssertionError(f"address {address:#x} is not in the file")

    def string(self, offset):
        assert offset < self.tags[STRSZ]
        begin = self.offset(self.tags[STRTAB]) + offset
        return self.data[begin:self.data.index(b"\0", begin)]

    def names(self, tag):
        return [self.string(value).decode() for entry, value in self.dynamic if entry == tag]

    @property
    def needed(self):
        return self.names(NEEDED)

    @property
    def interpreter(self):
        for segment in self.segments:
            if segment["type"] == PT_INTERP:
                assert self.data[segment["offset"] + segment["filesz"] - 1] == 0
                assert self.offset(segment["vaddr"]) == segment["offset"]
                return self.data[segment["offset"]:].split(b"\0", 1)[0].decode()
        return None

    def symbol_count(self):
        if HASH in self.tags:
            at = self.offset(self.tags[HASH])
            return self.unpack("QQ" if self.wide and self.machine == 22 else "II", at)[1]
        if GNU_HASH not in self.tags:
            return 0
        at = self.offset(self.tags[GNU_HASH])
        buckets, first, bloom, _ = self.unpack("IIII", at)
        at += 16 + bloom * (8 if self.wide else 4)
        last = max(self.unpack(f"{buckets}I", at), default=0)
        if last < first:
            return first
        while not self.unpack("I", at + 4 * buckets + 4 * (last - first))[0] & 1:
            last += 1
        return last + 1

    def symbols(self):
        if SYMTAB not in self.tags:
            return []
        size = 24 if self.wide else 16
        at = self.offset(self.tags[SYMTAB])
        return [(self.string(self.unpack("I", at + i * size)[0]), self.data[at + i * size + 4:at + (i + 1) * size])
                for i in range(self.symbol_count())]

    def hashes(self):
        """The hash tables and DT_VERSYM as they stand."""
        found = {}
        if HASH in self.tags:
            at = self.offset(self.tags[HASH])
            width = 8 if self.wide and self.machine == 22 else 4
            buckets, chains = self.unpack("QQ" if width == 8 else "II", at)
            found[HASH] = self.data[at:at + (2 + buckets + chains) * width]
        if GNU_HASH in self.tags:
            at = self.offset(self.tags[GNU_HASH])
            buckets, first, bloom, _ = self.unpack("IIII", at)
            size = 16 + bloom * (8 if self.wide else 4) + 4 * buckets + 4 * max(0, self.symbol_count() - first)
            found[GNU_HASH] = self.data[at:at + size]
        if VERSYM in self.tags:
            at = self.offset(self.tags[VERSYM])
            found[VERSYM] = self.data[at:at + 2 * self.symbol_count()]
        return found

    def version_needs(self):
        found = []
        at = self.offset(self.tags[VERNEED]) if VERNEED in self.tags else None
        for _ in range(self.tags.get(VERNEEDNUM, 0)):
            version, count, file, aux, following = self.unpack("HHIII", at)
            names, item = [], at + aux
            for _ in range(count):
                digest, flags, other, name, step = self.unpack("IHHII", item)
                names.append((digest, flags, other, self.string(name)))
                item += step
            found.append((version, self.string(file).decode(), names))
            at += following
        return found

    def version_definitions(self):
        found = []
        at = self.offset(self.tags[VERDEF]) if VERDEF in self.tags else None
        for _ in range(self.tags.get(VERDEFNUM, 0)):
            version, flags, index, count, digest, aux, following = self.unpack("HHHHIII", at)
            names, item = [], at + aux
            for _ in range(count):
                name, step = self.unpack("II", item)
                names.append(self.string(name))
                item += step
            found.append((version, flags, index, digest, names))
            at += following
        return found

    def dynamic_meaning(self):
        """All entries, strings as text, without where tables are."""
        return [(tag, self.string(value).decode() if tag in STRING_TAGS else value)
                for tag, value in self.dynamic if tag not in PLACES]

    def moving_ranges(self):
        """Addresses of what a rewriting may move or change: (begin, end)."""
        ranges = [(self.tags[STRTAB], self.tags[STRTAB] + self.tags[STRSZ])]
        ranges += [(self.tags[tag], self.tags[tag] + len(content)) for tag, content in self.hashes().items()]
        for segment in self.segments:
            if segment["type"] in (PT_DYNAMIC, PT_INTERP):
                ranges.append((segment["vaddr"], segment["vaddr"] + segment["filesz"]))
        by_address = {section["addr"]: section["size"] for section in self.sections}
        for tag in VERDEF, VERNEED:
            if tag in self.tags:
                ranges.append((self.tags[tag], self.tags[tag] + by_address.get(self.tags[tag], 0)))
        first = self.loads()[0]
        if first["offset"] == 0:
            ranges.append((first["vaddr"], first["vaddr"] + 64 + 56 * len(self.segments)))
        return ranges

    def memory(self, ranges):
        """What is loaded, by address, with zeros in the ranges."""
        loaded = []
        for segment in self.loads():
            content = bytearray(self.data[segment["offset"]:segment["offset"] + segment["filesz"]])
            content += bytes(min(segment["memsz"] - segment["filesz"], 1 << 20))
            for begin, end in ranges:
                begin, end = (min(max(at - segment["vaddr"], 0), len(content)) for at in (begin, end))
                content[begin:end] = bytes(end - begin)
            loaded.append((segment["vaddr"], bytes(content)))
        return loaded


def assert_same_for_loader(before, after, expected):
    """That `after` is `before` but for its names. `expected` changes the list of dynamic entries by meaning."""
    old, new = View(before), View(after)
    assert (old.type, old.machine, old.entry, old.flags) == (new.type, new.machine, new.entry, new.flags)
    assert new.dynamic_meaning() == expected(old.dynamic_meaning())
    assert new.symbols() == old.symbols()
    assert new.hashes() == old.hashes()
    assert new.version_definitions() == old.version_definitions()
    assert [(v, n) for v, _, n in new.version_needs()] == [(v, n) for v, _, n in old.version_needs()]
    libraries = {library for _, library, _ in old.version_needs() if library not in old.needed}
    assert {library for _, library, _ in new.version_needs()} - set(new.needed) == libraries
    # Segments: those that were there are in the order in which they were, one PT_LOAD may have come.
    kinds = [segment["type"] for segment in new.segments]
    if len(new.segments) != len(old.segments):
        kinds.remove(PT_LOAD)
    assert kinds == [segment["type"] for segment in old.segments]
    end = 0
    for segment in new.loads():
        assert segment["vaddr"] >= end and segment["filesz"] <= segment["memsz"]
        assert segment["align"] < 2 or (segment["vaddr"] - segment["offset"]) % segment["align"] == 0
        assert segment["offset"] + segment["filesz"] <= len(after)
        end = segment["vaddr"] + segment["memsz"]
    for segment in new.segments:
        if segment["type"] == PT_PHDR:
            assert segment["offset"] == new.phoff and new.offset(segment["vaddr"]) == new.phoff
    ranges = old.moving_ranges() + new.moving_ranges()
    for (old_address, content), (new_address, now) in zip(old.memory(ranges), new.memory(ranges)):
        assert old_address == new_address
        assert now[:len(content)] == content, f"segment at {old_address:#x} differs"


def renamed(renames):
    def change(entries):
        return [(tag, renames.get(value, value) if tag == NEEDED else value) for tag, value in entries]
    return change
