"""BIOS and UEFI, CD and stick: one image boots on all, and what firmware reads of it is checked."""

import json
import os
import re
import shutil
import signal
import struct
import subprocess
import time

import pytest
from support import firmware, iso, qemu
from support.bench import PASSED
from support.sigil import INTERRUPTED, INVALID, MISSING, snapshot

needs_ovmf = pytest.mark.skipif(not (qemu.OVMF / "OVMF_CODE_4M.fd").is_file(), reason="needs OVMF (package ovmf)")
WAYS = [pytest.param(name, kind, marks=needs_ovmf if name == "uefi" else ())
        for name in ("bios", "uefi") for kind in ("cd", "usb", "disk")]


def needs(*tools):
    path = os.environ["PATH"] + ":/usr/sbin:/sbin"
    missing = [tool for tool in tools if not shutil.which(tool, path=path)]
    return pytest.mark.skipif(bool(missing), reason="needs " + ", ".join(missing))


def output_of(*command) -> str:
    result = subprocess.run([str(word) for word in command], text=True, capture_output=True,
                            env={**os.environ, "PATH": os.environ["PATH"] + ":/usr/sbin:/sbin", "LC_ALL": "C"})
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout + result.stderr


# Boots

@pytest.mark.parametrize("name, kind", WAYS)
def test_every_firmware_boots_every_medium(hello, name, kind):
    result = qemu.boot(hello, 120, name, kind)
    assert result.status == PASSED, result.serial
    assert "bootcheck: pass" in result.serial


@pytest.mark.parametrize("name, kind", [way for way in WAYS if way.values[1] != "disk"])
def test_run_boots_every_medium(sigil, hello, name, kind):
    before = hello.read_bytes()
    variables = snapshot(qemu.OVMF)
    options = ["--uefi"] if name == "uefi" else []
    result = sigil.succeed("image", "run", hello, *options, "--medium", kind, "--timeout", "120",
                           "--expect", "^bootcheck: pass", "--forbid", "bootcheck: FAIL")
    assert "bootcheck: pass" in result.stdout
    assert hello.read_bytes() == before
    assert snapshot(qemu.OVMF) == variables


@needs_ovmf
def test_dry_run_prints_a_command_that_works(sigil, hello):
    line = sigil.succeed("image", "run", hello, "--uefi", "--medium", "usb", "--dry-run").stdout
    result = subprocess.run(["setpriv", "--pdeathsig", "KILL", "sh", "-c", "exec " + line], timeout=120,
                            stdin=subprocess.DEVNULL, capture_output=True)
    assert result.returncode == PASSED, result.stdout.decode()


@needs_ovmf
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_run_by_uefi_leaves_nothing(sigil, hello, end):
    """The fixture checks that TMPDIR is empty; a killed run has nobody who could clean up."""
    before = snapshot(qemu.OVMF)
    process = subprocess.Popen(sigil.command("image", "run", hello, "--uefi", "--expect", "never"),
                               env=sigil.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
    assert process.stdout.read(1)  # OVMF has begun
    process.send_signal(end)
    process.communicate(timeout=30)
    assert process.returncode == (-end if end == signal.SIGKILL else INTERRUPTED)
    time.sleep(0.2)
    assert snapshot(qemu.OVMF) == before


# What is missing

def test_ovmf_that_is_not_there(sigil, hello, work):
    for dry_run in ([], ["--dry-run"]):
        sigil.refuse(MISSING, r"tmp' has no UEFI for QEMU", r"hint: install the Debian package 'ovmf'",
                     arguments=["image", "run", hello, "--uefi", "--ovmf", work / "tmp", *dry_run])


def test_grub_for_uefi_that_is_not_there(sigil, tiny, work):
    shutil.copytree("/usr/lib/grub/i386-pc", work / "grub/i386-pc")
    tiny.write()
    sigil.refuse(MISSING, r"x86_64-efi", r"hint: install the package 'grub-efi-amd64-bin'",
                 arguments=[*tiny.build_arguments(), "--grub-dir", work / "grub"])


# What others say of the image

@needs("sgdisk")
def test_sgdisk_finds_the_tables_sound(hello):
    assert "No problems found" in output_of("sgdisk", "-v", hello)
    offset, size = firmware.efi_partition(hello.read_bytes())
    assert re.search(rf"(?m)^ +2 +{offset // 512} +{(offset + size) // 512 - 1} .* EF00 ",
                     output_of("sgdisk", "-p", hello))


@needs("fsck.vfat", "mdir", "mcopy")
def test_efi_partition_is_a_sound_file_system(sigil, hello, work):
    offset, size = firmware.efi_partition(hello.read_bytes())
    partition = work / "efi.img"
    partition.write_bytes(hello.read_bytes()[offset:offset + size])
    output_of("fsck.vfat", "-n", partition)
    assert "2000-01-01" in output_of("mdir", "-i", partition, "::/EFI/BOOT")
    output_of("mcopy", "-n", "-i", partition, "::/EFI/BOOT/BOOTX64.EFI", work / "program")
    program = (work / "program").read_bytes()
    assert program[:2] == b"MZ"
    report = json.loads(sigil.succeed("image", "inspect", "--json", hello).stdout)
    assert report["firmware"]["efi_files"] == [{"path": "/EFI/BOOT/BOOTX64.EFI", "size_bytes": len(program)}]


def test_inspect_tells_what_firmware_finds(sigil, hello):
    found = json.loads(sigil.succeed("image", "inspect", "--json", hello).stdout)["firmware"]
    disc = hello.read_bytes()
    offset, size = firmware.efi_partition(disc)
    assert found["boots"] == ["bios-cd", "bios-disk", "uefi-cd", "uefi-disk"]
    assert [(entry["platform"], entry["offset"], entry["size_bytes"]) for entry in found["el_torito"]] == [
        ("bios", iso.find(disc, "/boot/grub/eltorito.img")[0], 2048), ("uefi", offset, size)]
    partition = next(p for p in found["partitions"] if p["table"] == "gpt" and p["number"] == 2)
    assert partition["type"] == "C12A7328-F81F-11D2-BA4B-00A0C93EC93B"
    assert (partition["first_block"] * 512, (partition["last_block"] + 1) * 512) == (offset, offset + size)
    protective = next(p for p in found["partitions"] if p["table"] == "mbr" and p["number"] == 1)
    assert (protective["type"], protective["last_block"]) == ("0xee", len(disc) // 512 - 1)
    text = sigil.succeed("image", "inspect", hello).stdout
    assert "boots: bios-cd bios-disk uefi-cd uefi-disk" in text and "/EFI/BOOT/BOOTX64.EFI" in text


# Damage, each with a message of its own

def efi_program(disc: bytes) -> int:
    return disc.index(b"MZ", firmware.efi_partition(disc)[0])


def flip(at: int):
    def change(disc: bytearray):
        disc[at] ^= 1
    return change


def damage_catalog_entry(disc, index):
    at = firmware.boot_catalog(disc) + 32 * index + 8
    struct.pack_into("<I", disc, at, struct.unpack_from("<I", disc, at)[0] - 1)


def remove_program(disc):
    at = disc.index(b"BOOTX64 EFI", firmware.efi_partition(disc)[0])
    disc[at:at + 7] = b"BOOTIA "


def other_type_of_partition(disc):
    for header in (512, len(disc) - 512):
        begin, size = firmware.gpt_entries(disc, header)
        at = disc.index(firmware.EFI_SYSTEM_PARTITION, begin, begin + size)
        disc[at] ^= 1
    firmware.seal_gpt(disc)


DAMAGES = {
    "main header": (flip(512 + 56), r"main GPT header has the sum \d+, its header says"),
    "main table": (lambda d: flip(firmware.gpt_entries(d)[0] + 20)(d), r"main GPT table has the sum"),
    "backup header": (lambda d: flip(len(d) - 512 + 56)(d), r"backup GPT header has the sum"),
    "backup table": (lambda d: flip(firmware.gpt_entries(d, len(d) - 512)[0] + 20)(d), r"backup GPT table has the sum"),
    "no GPT": (flip(512), r"main GPT header at block 1 does not begin with 'EFI PART'"),
    "longer": (lambda d: d.extend(bytes(2048)), r"backup in block \d+, expected the last one"),
    "protection": (flip(446 + 12), r"master boot record protects \d+ blocks from block 1, expected"),
    "catalog's sum": (lambda d: flip(firmware.boot_catalog(d) + 4)(d), r"boot catalog has a validation entry whose words"),
    "entry for BIOS": (lambda d: damage_catalog_entry(d, 1), r"boot catalog's entry for BIOS leads to byte \d+"),
    "entry for UEFI": (lambda d: damage_catalog_entry(d, 3), r"boot catalog's entry for UEFI leads to byte \d+"),
    "section for UEFI": (lambda d: flip(firmware.boot_catalog(d) + 65)(d), r"boot catalog has no entry for UEFI"),
    "FAT": (lambda d: flip(firmware.efi_partition(d)[0] + 512 + 20)(d), r"FAT file system has 2 tables that differ"),
    "boot sector of FAT": (lambda d: flip(firmware.efi_partition(d)[0] + 511)(d), r"FAT file system has no boot sector"),
    "no program": (remove_program, r"EFI file system has no file '/EFI/BOOT/BOOTX64.EFI'"),
    "program": (lambda d: flip(efi_program(d))(d), r"EFI program does not begin with 'MZ'"),
    "program's machine": (lambda d: flip(efi_program(d) + struct.unpack_from("<I", d, efi_program(d) + 0x3c)[0] + 4)(d),
                          r"EFI program has machine type \d+, expected 34404"),
    "partition's type": (other_type_of_partition, r"boot catalog's entry for UEFI leads to byte \d+"),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_seen(sigil, hello, work, name):
    change, message = DAMAGES[name]
    disc = bytearray(hello.read_bytes())
    change(disc)
    damaged = work / "damaged.iso"
    damaged.write_bytes(disc)
    sigil.refuse_report(INVALID, message, damaged)
    json.loads(sigil.succeed("image", "inspect", damaged, "--json").stdout)
