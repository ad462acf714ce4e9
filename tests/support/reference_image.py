"""Links core images as Genode's run tool does: header table and names by the assembler, layout by `ld`.

The product appends modules to a linked template instead; what both make must read the same.
"""

import subprocess
from collections.abc import Mapping
from pathlib import Path

LINKER_SCRIPT = """\
ENTRY(_start)
PHDRS { ro PT_LOAD FLAGS(5); rw PT_LOAD FLAGS(6); boot PT_LOAD FLAGS(4); }
SECTIONS
{
  . = 0x100000;
  _prog_img_beg = .;
  .text : { *(.text.crt0) *(.text .text.*) *(.rodata .rodata.*) } :ro
  .ctors : { _ctors_start = .; KEEP(*(.ctors .ctors.* .init_array .init_array.*)) _ctors_end = .; } :ro
  .dtors : { _dtors_start = .; KEEP(*(.dtors .dtors.* .fini_array .fini_array.*)) _dtors_end = .; } :ro
  .eh_frame_hdr : { *(.eh_frame_hdr) } :ro
  . = ALIGN(0x1000);
  /* NOVA wants no memory beyond the file's content: .bss is content too. */
  .data : {
    *(EXCLUDE_FILE(*boot_modules.o) .data EXCLUDE_FILE(*boot_modules.o) .data.*)
    *(.got .got.plt)
    *(.bss .bss.* COMMON)
    QUAD(0)
    *boot_modules.o(.data)
  } :rw
  .eh_frame : { __eh_frame_start__ = .; KEEP(*(.eh_frame)) LONG(0) } :rw
  .gcc_except_table : { KEEP(*(.gcc_except_table .gcc_except_table.*)) } :rw
  __dso_handle = 0;
  . = ALIGN(0x1000);
  .boot_modules : { *(.data.boot_modules_binaries) } :boot
  _prog_img_end = .;
  /DISCARD/ : { *(.note .note.*) *(.comment) }
}
"""

IN_ONE_SEGMENT = LINKER_SCRIPT.replace(" boot PT_LOAD FLAGS(4);", "").replace(":boot", ":rw")
"""The binaries follow in the writable segment."""

DATA, BINARIES = ".data", ".data.boot_modules_binaries"


def assembly(files: Mapping[str, Path], headers_in: str = DATA, names_in: str = DATA) -> str:
    """The boot modules in the order of `files`, by ROM name. With headers or names in BINARIES core would
    read them where it has just unmapped them."""
    table, names, contents = [], [], []
    for i, (name, path) in enumerate(files.items(), start=1):
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        table += [f".quad _name_{i}", f".quad _begin_{i}", f".quad _end_{i} - _begin_{i}"]
        names += [".p2align 3", f"_name_{i}:", f'.string "{quoted}"', ".byte 0"]
        contents += [".p2align 12", f"_begin_{i}:", f'.incbin "{path}"', f"_end_{i}:"]
    return "\n".join([
        f".section {BINARIES}", ".p2align 12",
        ".global _boot_modules_binaries_begin", "_boot_modules_binaries_begin:", *contents, ".p2align 12",
        f".section {headers_in}", ".p2align 3",
        ".global _boot_modules_headers_begin", "_boot_modules_headers_begin:", *table,
        ".global _boot_modules_headers_end", "_boot_modules_headers_end:",
        f".section {names_in}", *names,
        f".section {BINARIES}", ".p2align 12",
        ".global _boot_modules_binaries_end", "_boot_modules_binaries_end:", ""])


def make(core_archive: Path, modules: Mapping[str, bytes], work: Path, script: str = LINKER_SCRIPT,
         **sections: str) -> bytes:
    """The stripped image. `work` is a folder for what `as` and `ld` read and write; `sections` as for
    assembly()."""
    work.mkdir(parents=True, exist_ok=True)
    files = {}
    for i, (name, content) in enumerate(modules.items()):
        files[name] = work / f"module-{i}"
        files[name].write_bytes(content)
    source, module_object = work / "boot_modules.s", work / "boot_modules.o"
    source.write_text(assembly(files, **sections))
    script_file, image = work / "reference.ld", work / "image.elf"
    script_file.write_text(script)
    _run("as", "--64", "-o", module_object, source)
    # Without relaxation core keeps one word for each boundary symbol, which tests can then change.
    _run("ld", "-m", "elf_x86_64", "-nostdlib", "--no-relax", "-z", "max-page-size=0x1000", "-z", "noexecstack",
         "--build-id=none", "-T", script_file, "--whole-archive", core_archive, module_object, "-o", image)
    _run("strip", image)
    return image.read_bytes()


def _run(*command) -> None:
    subprocess.run([str(word) for word in command], check=True)
