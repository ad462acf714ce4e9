"""Descriptions that name a kernel and a core of their own, as they do for Genode's files."""

import json
import re
import subprocess

import pytest
from support import iso, tree
from support.sigil import FAILED, INVALID, LIMIT, MISSING

BOOTCHECK_CORE = tree.BUILD / "share/sigil-build/bootcheck-core.a"


@pytest.fixture
def own_kernel(tiny):
    """Files in the places of bender and hypervisor; what they hold does not matter for the build. The core
    is one that the linker can link."""
    for name in ("bender", "hypervisor"):
        tiny.add(name, f"the content of {name}\n".encode())
    tiny.data["kernel"] = {"bender": "bender", "hypervisor": "hypervisor",
                           "arguments": ["iommu_intel", "iommu_amd", "serial"]}
    tiny.data["core"] = str(BOOTCHECK_CORE)
    return tiny


def hypervisor_words(disc: bytes) -> list[str]:
    lines = iso.read(disc, iso.CONFIG_PATH).decode()
    return re.search(r"(?m)^\s*module2 /boot/hypervisor hypervisor (.*)$", lines).group(1).split()


@pytest.mark.parametrize("arguments, expected", [
    (None, ["iommu_intel", "iommu_amd", "serial"]), ([], []), (["vga"], ["vga"])], ids=["default", "none", "own"])
def test_arguments_of_the_hypervisor(sigil, own_kernel, arguments, expected):
    del own_kernel.data["kernel"]["arguments"]
    if arguments is not None:
        own_kernel.data["kernel"]["arguments"] = arguments
    own_kernel.write()
    sigil.succeed(*own_kernel.build_arguments())
    assert hypervisor_words(own_kernel.output.read_bytes())[:-1] == expected


def test_grub_starts_bender_hypervisor_and_core_image(sigil, own_kernel):
    own_kernel.write()
    out = own_kernel.output
    sigil.succeed(*own_kernel.build_arguments())
    disc = out.read_bytes()
    lines = iso.read(disc, iso.CONFIG_PATH).decode()
    assert re.search(r"(?m)^\s*multiboot2 /boot/bender serial intel_hwp_performance serial_fallback$", lines)
    assert lines.startswith("set timeout=0\nset gfxpayload=auto\n")
    hypervisor = hypervisor_words(disc)
    assert hypervisor[:-1] == ["iommu_intel", "iommu_amd", "serial"]
    assert re.search(r"(?m)^\s*module2 /boot/image\.elf image\.elf$", lines)
    assert iso.read(disc, "/boot/bender") == b"the content of bender\n"
    assert iso.read(disc, "/boot/hypervisor") == b"the content of hypervisor\n"
    assert b"bootcheck-kernel" not in disc

    report = json.loads(sigil.succeed("image", "inspect", out, "--json").stdout)
    assert hypervisor[-1] == "sigil-manifest=" + report["manifest_hash"]
    assert sigil.succeed("image", "verify", out).stdout.startswith("ok: ")


def test_kernel_that_is_not_there(sigil, own_kernel):
    own_kernel.data["kernel"]["hypervisor"] = "nowhere"
    own_kernel.write()
    sigil.refuse(MISSING, r"nowhere' does not exist",
                 arguments=own_kernel.build_arguments())


def test_core_that_is_no_archive(sigil, own_kernel):
    own_kernel.data["core"] = "bender"
    own_kernel.write()
    sigil.refuse(FAILED, r"bender", arguments=own_kernel.build_arguments())


def test_core_without_the_boot_modules(sigil, own_kernel):
    """It links, but refers to none of the symbols that the image has to fill in."""
    source = own_kernel.add("other.s", b".globl _start\n.text\n_start: hlt\n.data\n.quad 1\n")
    subprocess.run(["as", source, "-o", source.with_suffix(".o")], check=True)
    own_kernel.data["core"] = "other.o"
    own_kernel.write()
    sigil.refuse(INVALID, r"_boot_modules_headers_begin",
                 arguments=own_kernel.build_arguments())


def test_modules_of_1023_mebibytes(sigil, tiny):
    """Together they would reach core's own areas; sparse files keep the test small."""
    for name in ("one", "two"):
        tiny.add(name, b"\0")
        with open(tiny.folder / name, "r+b") as file:
            file.truncate(512 << 20)
        tiny.data["roms"][name] = {"file": name}
    tiny.write()
    sigil.refuse(LIMIT, r"boot modules have \d+ bytes, an image has less than 1072693248",
                 arguments=tiny.build_arguments())


def test_module_of_1023_mebibytes(sigil, tiny):
    tiny.add("one", b"\0")
    with open(tiny.folder / "one", "r+b") as file:
        file.truncate((1023 << 20) + 1)
    tiny.data["roms"]["one"] = {"file": "one"}
    tiny.write()
    sigil.refuse(LIMIT, r"one' has 1072693249 bytes",
                 arguments=tiny.build_arguments())
