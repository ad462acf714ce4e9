"""A second reader of core images, with the few writes that break them on purpose.

Shares nothing with the product: plain `struct` on the ELF64 header, the program headers and the boot
module table (docs/formats/core-image.md).
"""

import struct
from dataclasses import dataclass

PAGE = 0x1000
LINK_ADDRESS = 0x100000
FILE_OFFSET = 0x1000

PT_LOAD = 1
PF_X, PF_W, PF_R = 1, 2, 4

# Offsets of fields in the ELF header.
EI_CLASS, EI_DATA, E_TYPE, E_MACHINE, E_ENTRY, E_PHNUM = 4, 5, 16, 18, 24, 56

_PROGRAM_HEADER = struct.Struct("<IIQQQQQQ")
_MODULE_HEADER = struct.Struct("<QQQ")


def round_page(value: int) -> int:
    return (value + PAGE - 1) // PAGE * PAGE


@dataclass
class Segment:
    type: int
    flags: int
    offset: int
    address: int
    physical: int
    file_size: int
    memory_size: int
    alignment: int

    def holds(self, address: int) -> bool:
        return self.address <= address < self.address + self.file_size


@dataclass
class Module:
    name: str
    header_offset: int
    """Where its (name, base, size) stands in the file."""
    name_address: int
    base: int
    size: int


class CoreImage:
    """An image in memory. What reads it sees every write at once, since nothing is kept beside `data`."""

    def __init__(self, data: bytes):
        self.data = bytearray(data)

    # Program headers

    @property
    def segments(self) -> list[Segment]:
        return [Segment(*_PROGRAM_HEADER.unpack_from(self.data, self._segment_at(i))) for i in range(self._count())]

    def _count(self) -> int:
        return struct.unpack_from("<H", self.data, E_PHNUM)[0]

    def _segment_at(self, index: int) -> int:
        return struct.unpack_from("<Q", self.data, 32)[0] + index * _PROGRAM_HEADER.size

    def segment_index(self, flags: int) -> int:
        """The only PT_LOAD with exactly these rights."""
        found = [i for i, s in enumerate(self.segments) if s.type == PT_LOAD and s.flags == flags]
        if len(found) != 1:
            raise ValueError(f"{len(found)} segments with rights {flags}, expected one")
        return found[0]

    @property
    def text(self) -> Segment:
        return self.segments[self.segment_index(PF_R | PF_X)]

    @property
    def writable(self) -> Segment:
        return self.segments[self.segment_index(PF_R | PF_W)]

    @property
    def binaries(self) -> Segment:
        return self.segments[self.segment_index(PF_R)]

    def change_segment(self, index: int, **fields) -> None:
        segment = self.segments[index]
        for name, value in fields.items():
            if not hasattr(segment, name):
                raise AttributeError(name)
            setattr(segment, name, value)
        _PROGRAM_HEADER.pack_into(self.data, self._segment_at(index), *vars(segment).values())

    # Addresses

    def offset_of(self, address: int) -> int:
        for segment in self.segments:
            if segment.type == PT_LOAD and segment.holds(address):
                return address - segment.address + segment.offset
        raise ValueError(f"no segment holds {address:#x}")

    def address_of(self, offset: int) -> int:
        for segment in self.segments:
            if segment.type == PT_LOAD and segment.offset <= offset < segment.offset + segment.file_size:
                return offset - segment.offset + segment.address
        raise ValueError(f"no segment holds offset {offset:#x}")

    def word(self, offset: int) -> int:
        return struct.unpack_from("<Q", self.data, offset)[0]

    def set_word(self, offset: int, value: int) -> None:
        struct.pack_into("<Q", self.data, offset, value)

    def words_in_data(self, value: int) -> list[int]:
        """File offsets of the aligned words of the writable segment, before the module headers, that
        hold `value`: those through which core reaches its boundary symbols."""
        writable = self.writable
        start = writable.offset
        end = min(start + writable.file_size, self.modules[0].header_offset) & ~7
        return [offset for offset in range(start, end, 8) if self.word(offset) == value]

    def redirect(self, old: int, new: int) -> None:
        """Gives core another address for a boundary symbol."""
        words = self.words_in_data(old)
        if not words:
            raise ValueError(f"core has no word {old:#x}")
        for offset in words:
            self.set_word(offset, new)

    # Boot modules

    @property
    def table(self) -> tuple[int, int]:
        """Addresses of the first module header and of the end of the last one."""
        modules = self.modules
        begin = self.address_of(modules[0].header_offset)
        return begin, begin + len(modules) * _MODULE_HEADER.size

    @property
    def modules(self) -> list[Module]:
        """Found by what the table must look like: an unbroken run of headers whose names lie in the
        writable segment and whose contents fill the segment of the binaries from its start to its end."""
        writable, binaries = self.writable, self.binaries
        for at in range(writable.offset, writable.offset + writable.file_size - _MODULE_HEADER.size + 1, 8):
            if self.word(at + 8) == binaries.address:
                modules = self._modules_from(at, writable, binaries)
                if modules:
                    return modules
        raise ValueError("no boot module table")

    def _modules_from(self, at: int, writable: Segment, binaries: Segment) -> list[Module]:
        modules, next_base, end = [], binaries.address, binaries.address + round_page(binaries.file_size)
        while next_base < end:
            if at + _MODULE_HEADER.size > writable.offset + writable.file_size:
                return []
            name_address, base, size = _MODULE_HEADER.unpack_from(self.data, at)
            if base != next_base or base + size > end or size == 0 or not writable.holds(name_address):
                return []
            modules.append(Module(self.string_at(name_address), at, name_address, base, size))
            next_base = base + round_page(size)
            at += _MODULE_HEADER.size
        return modules

    def string_at(self, address: int) -> str:
        offset = self.offset_of(address)
        return self.data[offset:self.data.index(0, offset)].decode("utf-8", "surrogateescape")

    def module(self, name: str) -> Module:
        return next(module for module in self.modules if module.name == name)

    def content(self, name: str) -> bytes:
        module = self.module(name)
        offset = self.offset_of(module.base)
        return bytes(self.data[offset:offset + module.size])

    def contents(self) -> dict[str, bytes]:
        return {module.name: self.content(module.name) for module in self.modules}

    # Layout

    def layout_faults(self) -> list[str]:
        """What NOVA and core would refuse, rules a to d of docs/formats/core-image.md."""
        if self.data[:6] != b"\x7fELF\2\1" or struct.unpack_from("<HH", self.data, E_TYPE) != (2, 62):
            return ["a: not an ELF64 executable for x86-64"]
        faults = []
        loads = [s for s in self.segments if s.type == PT_LOAD]
        for s in loads:
            if s.file_size != s.memory_size or s.address % PAGE != s.offset % PAGE:
                faults.append(f"b: segment at {s.address:#x}")
            if s.offset - FILE_OFFSET != s.address - LINK_ADDRESS:
                faults.append(f"c: segment at {s.address:#x}")
            if s.flags & PF_W and s.flags & PF_X:
                faults.append(f"writable and executable at {s.address:#x}")
        for a, b in zip(loads, loads[1:]):
            if round_page(a.address + a.file_size) > b.address:
                faults.append(f"one page of two segments at {b.address:#x}")
        end = round_page(self.modules[-1].base + self.modules[-1].size)
        if len(self.words_in_data(end)) < 2:  # _boot_modules_binaries_end and _prog_img_end
            faults.append("d: the end of the binaries is not the end of the program image")
        return faults

    # Damage

    def flip_bit(self, offset: int, bit: int = 0) -> None:
        self.data[offset] ^= 1 << bit

    def flip_bit_in(self, name: str, offset: int) -> None:
        module = self.module(name)
        if not 0 <= offset < module.size:
            raise IndexError(offset)
        self.flip_bit(self.offset_of(module.base) + offset)
