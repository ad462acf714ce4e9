"""The ISO, seen by xorriso, grub-file and the tests' own reader."""

import re
import subprocess

from support import iso
from support.core_image import CoreImage


def xorriso(disc, *commands) -> str:
    """What it reports; its chatter goes to the other output."""
    result = subprocess.run(["xorriso", "-indev", disc, *commands], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_el_torito(hello):
    report = xorriso(hello, "-report_el_torito", "plain")
    assert re.search(r"El Torito boot img :\s+1\s+BIOS\s+y\s+none", report), report
    assert re.search(r"El Torito img opts :\s+1\s+boot-info-table grub2-boot-info", report), report
    assert re.search(r"El Torito boot img :\s+2\s+UEFI\s+y\s+none", report), report
    assert len(re.findall(r"El Torito boot img :", report)) == 2


def test_system_area_is_grubs(hello):
    report = xorriso(hello, "-report_system_area", "plain")
    assert re.search(r"System area summary:.*grub2-mbr.*GPT", report), report


def test_files_are_whole(hello, work):
    disc = hello.read_bytes()
    names = re.findall(r"'(/[^']*)'", xorriso(hello, "-find", "/", "-type", "f"))
    assert {iso.IMAGE_PATH, iso.CONFIG_PATH} < set(names)
    xorriso(hello, "-osirrox", "on", "-extract", "/", work / "tree")
    for name in names:
        content = (work / "tree" / name.lstrip("/")).read_bytes()
        if name.endswith(".img"):  # xorriso writes the boot info table into it
            assert len(content) == len(iso.read(disc, name))
        else:
            assert content == iso.read(disc, name)


def test_kernel_is_multiboot2(hello, work):
    disc = hello.read_bytes()
    path = re.search(r"(?m)^\s*multiboot2\s+(\S+)", iso.read(disc, iso.CONFIG_PATH).decode()).group(1)
    (work / "kernel").write_bytes(iso.read(disc, path))
    subprocess.run(["grub-file", "--is-x86-multiboot2", work / "kernel"], check=True)


def test_core_image_is_executable(hello, work):
    (work / "image.elf").write_bytes(iso.read(hello.read_bytes(), iso.IMAGE_PATH))
    header = subprocess.run(["readelf", "-hlW", work / "image.elf"], check=True, capture_output=True, text=True)
    assert "EXEC (Executable file)" in header.stdout and "X86-64" in header.stdout and not header.stderr
    assert "There are no sections" in header.stdout or "There are 0 section headers" in header.stdout or (
        re.search(r"Number of section headers:\s+0\b", header.stdout))


def test_nothing_tells_when_or_where_it_was_made(hello, example):
    """Neither dates of the day nor paths of the build."""
    report = xorriso(hello, "-pvd_info")
    for text in re.findall(r"(?:Creation Time|Modif\. Time)\s*:\s*(\d+)", report):
        assert not text.startswith("20") or text < "2020", report
    disc = hello.read_bytes()
    assert str(example).encode() not in disc
    assert str(hello.parent).encode() not in disc


def test_image_is_found_by_the_reader(hello):
    assert CoreImage(iso.read(hello.read_bytes(), iso.IMAGE_PATH)).module("init")
