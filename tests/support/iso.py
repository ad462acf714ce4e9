"""Bootable ISO images of the tests' own, and changes in those of others.

GRUB is made by grub-mkimage with `normal`, which loads /boot/grub/grub.cfg by itself.
"""

import shutil
import struct
import subprocess
from pathlib import Path

SECTOR = 2048
GRUB_MODULES = ("biosdisk", "iso9660", "multiboot2", "normal")
IMAGE_PATH = "/boot/image.elf"
CONFIG_PATH = "/boot/grub/grub.cfg"


def grub_config(kernel_words: str = "", modules: tuple[str, ...] = (IMAGE_PATH,)) -> str:
    lines = [f"multiboot2 /boot/kernel {kernel_words}".rstrip()]
    lines += [f"module2 {path} {path.rsplit('/', 1)[1]}" for path in modules]
    return "\n".join([*lines, "boot", ""])


def make(output: Path, work: Path, kernel: Path, image: bytes, config: str,
         more: dict[str, bytes] | None = None) -> Path:
    """An ISO that boots `kernel` with `image` as `config` says. `more`: further files by path in the ISO."""
    tree = work / "tree"
    (tree / "boot/grub").mkdir(parents=True)
    shutil.copyfile(kernel, tree / "boot/kernel")
    contents = {IMAGE_PATH: image, CONFIG_PATH: config.encode(), **(more or {})}
    for path, content in contents.items():
        target = tree / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    _run("grub-mkimage", "-O", "i386-pc-eltorito", "-p", "/boot/grub",
         "-o", tree / "boot/grub/eltorito.img", *GRUB_MODULES)
    _run("xorriso", "-as", "mkisofs", "-quiet", "-r", "-o", output, "-b", "boot/grub/eltorito.img",
         "-no-emul-boot", "-boot-load-size", "4", "-boot-info-table", tree)
    shutil.rmtree(tree)
    return output


def _run(*command) -> None:
    result = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if result.returncode != 0:
        raise RuntimeError(f"{command[0]}: {result.stderr}")


# Reading, and patching in place

def _records(iso: bytes, extent: int, size: int):
    """The directory's records as (name, is folder, extent, size, offset of the record)."""
    at, end = extent * SECTOR, extent * SECTOR + size
    while at < end:
        length = iso[at]
        if length == 0:  # records do not cross sectors
            at = (at // SECTOR + 1) * SECTOR
            continue
        name_length = iso[at + 32]
        name = _rock_ridge_name(iso[at + 33 + name_length + (name_length + 1) % 2:at + length])
        if name is None:
            name = iso[at + 33:at + 33 + name_length].decode("latin-1").split(";")[0]
        child_extent, child_size = struct.unpack_from("<I", iso, at + 2)[0], struct.unpack_from("<I", iso, at + 10)[0]
        if iso[at + 33:at + 33 + name_length] not in (b"\0", b"\1"):
            yield name, bool(iso[at + 25] & 2), child_extent, child_size, at
        at += length


def _rock_ridge_name(fields: bytes) -> str | None:
    """The name in the NM entries of a record's system use area."""
    name, at = b"", 0
    while at + 4 <= len(fields) and fields[at + 2] >= 4:
        if fields[at:at + 2] == b"NM":
            name += fields[at + 5:at + fields[at + 2]]
        at += fields[at + 2]
    return name.decode() or None


def find(iso: bytes, path: str) -> tuple[int, int, int]:
    """Offset and size of a file's content, and the offset of its directory record."""
    root = 16 * SECTOR + 156
    if iso[16 * SECTOR:16 * SECTOR + 6] != b"\1CD001":
        raise ValueError("no primary volume descriptor")
    extent, size = struct.unpack_from("<I", iso, root + 2)[0], struct.unpack_from("<I", iso, root + 10)[0]
    record = root
    for part in path.strip("/").split("/"):
        try:
            extent, size, record = next((e, s, r) for name, _, e, s, r in _records(iso, extent, size) if name == part)
        except StopIteration:
            raise FileNotFoundError(path) from None
    return extent * SECTOR, size, record


def read(iso: bytes, path: str) -> bytes:
    offset, size, _ = find(iso, path)
    return iso[offset:offset + size]


def replace(iso: bytes, path: str, content: bytes) -> bytes:
    """The same ISO with other content of a file, in place: everything else stays where it is.
    The content may grow up to the end of its last sector."""
    offset, size, record = find(iso, path)
    space = -(-size // SECTOR) * SECTOR
    if len(content) > space:
        raise ValueError(f"{len(content)} bytes do not fit in the {space} of {path}")
    changed = bytearray(iso)
    changed[offset:offset + space] = content.ljust(space, b"\0")
    struct.pack_into("<I", changed, record + 10, len(content))
    struct.pack_into(">I", changed, record + 14, len(content))
    return bytes(changed)
