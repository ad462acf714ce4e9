"""An image as firmware sees it: boot catalog, GUID partition table and FAT, read and damaged by the tests' own means."""

import struct
import zlib

BLOCK, SECTOR = 512, 2048
EFI_SYSTEM_PARTITION = bytes.fromhex("28732ac11ff8d211ba4b00a0c93ec93b")


def gpt_entries(image: bytes, header: int = BLOCK) -> tuple[int, int]:
    """Offset and size of a table, from the header at byte `header`."""
    block, count, size = struct.unpack_from("<QII", image, header + 72)
    return block * BLOCK, count * size


def efi_partition(image: bytes) -> tuple[int, int]:
    """Offset and size of the EFI system partition."""
    begin, size = gpt_entries(image)
    at = next(at for at in range(begin, begin + size, 128) if image[at:at + 16] == EFI_SYSTEM_PARTITION)
    first, last = struct.unpack_from("<QQ", image, at + 32)
    return first * BLOCK, (last - first + 1) * BLOCK


def seal_gpt(image: bytearray) -> None:
    """Makes the sums of both headers and tables anew."""
    for header in (BLOCK, len(image) - BLOCK):
        begin, size = gpt_entries(image, header)
        struct.pack_into("<I", image, header + 88, zlib.crc32(image[begin:begin + size]))
        struct.pack_into("<I", image, header + 16, 0)
        struct.pack_into("<I", image, header + 16, zlib.crc32(image[header:header + 92]))


def boot_catalog(image: bytes) -> int:
    """Offset of El Torito's catalog."""
    record = next(at for at in range(16 * SECTOR, 32 * SECTOR, SECTOR)
                  if image[at + 7:at + 30] == b"EL TORITO SPECIFICATION")
    return struct.unpack_from("<I", image, record + 0x47)[0] * SECTOR
