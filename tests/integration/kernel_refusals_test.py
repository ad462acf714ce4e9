"""What NOVA refuses or breaks on, each in one image, on the target and by `image verify`.

The images are linked by `as` and `ld` and then damaged; docs/formats/bootcheck.md has the messages.
"""

import struct

from support import iso, reference_image
from support.bench import PASSED
from support.core_image import E_ENTRY, E_MACHINE, E_PHNUM, E_TYPE, EI_CLASS, EI_DATA, PAGE, PF_R, PF_W, PF_X
from support.sigil import INVALID
from support.tiny_system import TinySystem, manifest_word

KERNEL = r"(?m)^bootcheck: FAIL kernel: "


def test_sound_image_passes(bench):
    image, words = bench.sound()
    assert image.layout_faults() == []
    bench.passes(image, words, r"child reader, binary urn:eris:\w{54}, 2 libraries, 1 roms ok",
                 r"urns: 3 re-encoded, 0 not re-encodable")


# The way to the kernel

def test_no_boot_module(bench):
    image, words = bench.sound()
    bench.refused(image, words,
                  KERNEL + "no boot module",
                  INVALID, r"loads 0 modules", boot_modules=())


def test_second_boot_module(bench):
    image, words = bench.sound()
    bench.refused(image, words,
                  KERNEL + "a second module",
                  INVALID, r"2 modules|second module", boot_modules=(iso.IMAGE_PATH, "/boot/more"),
                  more={"/boot/more": b"more"})


def test_malformed_manifest_word(bench):
    image, words = bench.sound()
    bench.refused(image, words.upper().replace("SIGIL-MANIFEST", "sigil-manifest"),
                  KERNEL + "sigil-manifest word is not 64 lower-case hexadecimal digits",
                  INVALID, r"'sigil-manifest=.*' does not end in 64 lower-case hexadecimal digits")


def test_manifest_word_twice(bench):
    image, words = bench.sound()
    bench.refused(image, f"{words} sigil-manifest={'0' * 64}",
                  KERNEL + "sigil-manifest word is given twice",
                  INVALID, r"manifest hash stands twice")


# Rule a

def test_rule_a_no_elf_file(bench):
    image, words = bench.sound()
    image.data[0] = 0
    bench.refused(image, words, KERNEL + "rule a: not an ELF file", INVALID, r"no ELF file")


def test_rule_a_class(bench):
    image, words = bench.sound()
    image.data[EI_CLASS] = 1
    bench.refused(image, words,
                  KERNEL + r"rule a: ELF class is 1, expected 2 \(64 bit\)",
                  INVALID, r"32-bit .*expected 64-bit")


def test_rule_a_byte_order(bench):
    image, words = bench.sound()
    image.data[EI_DATA] = 2
    bench.refused(image, words,
                  KERNEL + r"rule a: ELF byte order is 2, expected 1 \(little endian\)",
                  INVALID, r"ELF version|endian")


def test_rule_a_type(bench):
    image, words = bench.sound()
    struct.pack_into("<H", image.data, E_TYPE, 3)
    bench.refused(image, words,
                  KERNEL + r"rule a: ELF type is 3, expected 2 \(ET_EXEC\)",
                  INVALID, r"expected an executable \(ET_EXEC\)")


def test_rule_a_machine(bench):
    image, words = bench.sound()
    struct.pack_into("<H", image.data, E_MACHINE, 183)
    bench.refused(image, words,
                  KERNEL + r"rule a: ELF machine is 183, expected 62 \(x86-64\)",
                  INVALID, r"ELF machine 183, expected 62 \(x86-64\)")


# Rule b

def test_rule_b_memory_beyond_file_content(bench):
    image, words = bench.sound()
    size = image.writable.file_size
    image.change_segment(image.segment_index(PF_R | PF_W), memory_size=size + 8)
    bench.refused(image, words,
                  KERNEL + rf"rule b: segment 2 has {size} bytes in the file and {size + 8} in memory",
                  INVALID, r"RW segment .* bytes in the file and .* in memory, expected the same")


def test_rule_b_offset_and_address_not_congruent(bench):
    image, words = bench.sound()
    offset = image.binaries.offset
    image.change_segment(image.segment_index(PF_R), offset=offset + 8, file_size=PAGE, memory_size=PAGE)
    bench.refused(image, words,
                  KERNEL + rf"rule b: segment 3 has offset {offset + 8:#x} and address "
                  r"0x[0-9a-f]+, not equal modulo 4096",
                  INVALID, r"differ modulo")


# Rule c

def test_rule_c_segment_further_up(bench):
    image, words = bench.sound()
    binaries = image.binaries
    image.change_segment(image.segment_index(PF_R), address=binaries.address + PAGE)
    bench.refused(image, words,
                  KERNEL + rf"rule c: segment 3 has offset {binaries.offset:#x} and address "
                  rf"{binaries.address + PAGE:#x}, expected {binaries.address:#x}",
                  INVALID, r"R segment at 0x[0-9a-f]+ lies at file offset 0x[0-9a-f]+, expected 0x")


def test_rule_c_header_of_two_pages(bench):
    """Core takes what follows the file's first page for its own beginning."""
    image, words = bench.sound()
    image.data[PAGE:PAGE] = bytes(PAGE)
    for index, segment in enumerate(image.segments):
        image.change_segment(index, offset=segment.offset + PAGE)
    bench.refused(image, words,
                  KERNEL + "rule c: segment 1 has offset 0x2000 and address 0x100000, expected 0x101000",
                  INVALID, r"RX segment at 0x100000 lies at file offset 0x2000, expected 0x1000")


# Segments and their rights

def test_truncated_image(bench):
    image, words = bench.sound()
    del image.data[-PAGE:]
    bench.refused(image, words,
                  KERNEL + "segment 3 reaches over the end of the module",
                  INVALID, r"segment 2 takes .* of the file, which has")


def test_program_headers_outside_the_file(bench):
    image, words = bench.sound()
    image.set_word(32, len(image.data))
    bench.refused(image, words,
                  KERNEL + "program headers lie outside the module",
                  INVALID, r"program header table takes .* of the file, which has")


def test_no_segment(bench):
    image, words = bench.sound()
    struct.pack_into("<H", image.data, E_PHNUM, 0)
    bench.refused(image, words,
                  KERNEL + "(no segment to load|program headers lie outside)",
                  INVALID, r"loadable segments \(none\), expected RX RW R")


def test_writable_and_executable(bench):
    image, words = bench.sound()
    image.change_segment(image.segment_index(PF_R | PF_W), flags=PF_R | PF_W | PF_X)
    bench.refused(image, words,
                  KERNEL + "segment 2 is writable and executable",
                  INVALID, r"loadable segments RX RWX R, expected RX RW R")


def test_not_readable(bench):
    image, words = bench.sound()
    image.change_segment(image.segment_index(PF_R), flags=0)
    bench.refused(image, words,
                  KERNEL + "segment 3 is not readable",
                  INVALID, r"loadable segments RX RW no rights, expected RX RW R")


def test_two_rights_on_one_page(bench):
    """The executable segment goes on into the first page of the writable one."""
    image, words = bench.sound()
    size = image.writable.address + 16 - image.text.address
    image.change_segment(image.segment_index(PF_R | PF_X), file_size=size, memory_size=size)
    bench.refused(image, words,
                  KERNEL + rf"segments 1 and 2 have different rights on page {image.segments[1].address:#x}",
                  INVALID, r"without overlap|shares a page")


def test_data_not_writable(bench):
    """Nothing in the headers is wrong; core faults when it writes."""
    image, words = bench.sound()
    image.change_segment(image.segment_index(PF_R | PF_W), flags=PF_R)
    bench.refused(image, words,
                  KERNEL + r"(exception 14 \(.*\) in core: RIP 0x[0-9a-f]+, CR2 0x[0-9a-f]+, error code|"
                  r"header table .* is outside the writable segment)",
                  INVALID, r"loadable segments RX R R, expected RX RW R")


def test_text_not_executable(bench):
    image, words = bench.sound()
    image.change_segment(image.segment_index(PF_R | PF_X), flags=PF_R)
    bench.refused(image, words,
                  KERNEL + "entry point 0x[0-9a-f]+ is in no executable segment",
                  INVALID, r"loadable segments R RW R, expected RX RW R")


def test_entry_point_in_data(bench):
    image, words = bench.sound()
    image.set_word(E_ENTRY, image.writable.address)
    bench.refused(image, words,
                  KERNEL + rf"entry point {image.writable.address:#x} is in no executable segment",
                  INVALID, r"entry point 0x[0-9a-f]+ lies outside the RX segment")


def test_exception_in_core(bench):
    """Core's first instruction is replaced by UD2."""
    image, words = bench.sound()
    entry = image.word(E_ENTRY)
    offset = image.offset_of(entry)
    image.data[offset:offset + 2] = b"\x0f\x0b"
    bench.refused_by_target(image, words, KERNEL + rf"exception 6 \(.*\) in core: RIP {entry:#x}")


# Header and name table

def test_header_table_in_text(bench):
    image, words = bench.sound()
    begin, end = image.table
    text = image.text.address
    image.redirect(end, text + end - begin)
    image.redirect(begin, text)
    bench.refused(image, words,
                  KERNEL + rf"header table {text:#x}\.\.0x[0-9a-f]+ is outside the writable segment",
                  INVALID, rf"core looks for '_boot_modules_headers_begin' elsewhere, .* no word {begin:#x}")


def in_the_binaries(bench, **sections):
    """Headers or names lie in the range that core unmaps before it reads them; all else is in order."""
    modules = TinySystem().modules()
    return bench.link(modules, script=reference_image.IN_ONE_SEGMENT, **sections), manifest_word(modules)


def test_binaries_in_the_writable_segment_pass(bench):
    """The refusals that follow do not come from this."""
    image, words = in_the_binaries(bench)
    bench.boots(bench.wrap(image, words), PASSED, "bootcheck: pass")


def test_header_table_in_the_binaries(bench):
    bench.refused(*in_the_binaries(bench, headers_in=reference_image.BINARIES),
                  KERNEL + r"header table 0x[0-9a-f]+\.\.0x[0-9a-f]+ is inside the binaries' range",
                  INVALID, r"loadable segments RX RW, expected RX RW R")


def test_names_in_the_binaries(bench):
    bench.refused(*in_the_binaries(bench, names_in=reference_image.BINARIES),
                  KERNEL + r"name of module 1 at 0x[0-9a-f]+ is inside the binaries' range",
                  INVALID, r"loadable segments RX RW, expected RX RW R")


def test_header_table_cut(bench):
    image, words = bench.sound()
    _, end = image.table
    image.redirect(end, end - 8)
    bench.refused(image, words,
                  KERNEL + r"header table 0x[0-9a-f]+\.\.0x[0-9a-f]+ is not a whole number of headers",
                  INVALID, rf"core looks for '_boot_modules_headers_end' elsewhere, .* no word {end:#x}")


def test_name_in_text(bench):
    image, words = bench.sound()
    image.set_word(image.modules[1].header_offset, image.text.address)
    bench.refused(image, words,
                  KERNEL + rf"name of module 2 at {image.text.address:#x} is outside the writable segment",
                  INVALID, r"name of boot module 2 lies at 0x100000, expected it between")


def test_binaries_range_outside_the_image(bench):
    image, words = bench.sound()
    image.redirect(image.binaries.address, image.binaries.address + 0x10000000)
    bench.refused(image, words,
                  KERNEL + r"binaries' range 0x[0-9a-f]+\.\.0x[0-9a-f]+ is outside the image",
                  INVALID, r"core looks for '_boot_modules_binaries_begin' elsewhere")
