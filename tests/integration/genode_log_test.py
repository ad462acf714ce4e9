"""examples/genode-log: ready for Genode's own files, and clear about what is missing without them.

With SIGIL_GENODE naming a folder that has folders `26.02` and `24.10` with Genode's files, the images are booted.
"""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from support import genode_elf, iso, qemu, tree
from support.core_image import CoreImage
from support.sigil import MISSING

FILES = ["bender", "hypervisor", "core-nova.a", "ld.lib.so", "init", "timer"]
RELEASES = {"26.02": "system.dhall", "24.10": "system-24.10.dhall"}
REAL = Path(os.environ.get("SIGIL_GENODE", "nowhere"))


@pytest.fixture
def example(work):
    for name in ("dhall", "examples/hello", "examples/genode-log"):
        shutil.copytree(tree.ROOT / name, work / name, ignore=shutil.ignore_patterns("build", "genode"))
    return work / "examples/genode-log"


def make(folder, *targets):
    return subprocess.run(["make", "-s", "-C", folder, *targets], capture_output=True, text=True)


@pytest.fixture
def standins(example):
    """Files of the right kind in the places of Genode's."""
    folder = example / "genode"
    folder.mkdir()
    for name in ("bender", "hypervisor"):
        (folder / name).write_text(f"the content of {name}\n")
    shutil.copy(tree.BUILD / "share/sigil-build/bootcheck-core.a", folder / "core-nova.a")
    (folder / "ld.lib.so").write_bytes(genode_elf.dynamic_linker())
    for name in ("init", "timer"):
        (folder / name).write_bytes(genode_elf.program(mark=name))
    return example


def test_make_says_what_is_missing(example):
    result = make(example)
    assert result.returncode != 0
    assert f"missing in examples/genode-log/genode: {' '.join(FILES)}" in result.stderr
    page = re.search(r"see (\S+)", result.stderr).group(1)
    assert (tree.ROOT / page).is_file()
    assert (example / "build/greeter/bin/greeter").is_file(), "what can be built without them is built"
    (example / "genode").mkdir()
    (example / "genode/timer").write_text("timer")
    assert f"genode: {' '.join(FILES[:-1])}\n" in make(example).stderr


def test_build_says_what_is_missing(sigil, example, work):
    assert make(example, "programs").returncode == 0
    result = sigil.refuse(MISSING, *(rf"genode/{name}' does not exist" for name in FILES),
                          arguments=["image", "build", example / "system.dhall", "-o", work / "log.iso"])
    assert result.stderr.count("error:") == len(FILES)


@pytest.mark.parametrize("release", RELEASES)
def test_image_of_files_in_their_places(sigil, standins, work, release):
    result = make(standins)
    assert result.returncode == 0, result.stderr
    # From the folder of the example, as a user would: relative paths.
    sigil.succeed("image", "build", RELEASES[release], "-o", work / "log.iso", cwd=standins)
    sigil.succeed("image", "verify", work / "log.iso")
    disc = (work / "log.iso").read_bytes()
    for name in ("bender", "hypervisor"):
        assert iso.read(disc, f"/boot/{name}") == (standins / "genode" / name).read_bytes()
    image = CoreImage(iso.read(disc, iso.IMAGE_PATH))
    assert image.content("timer") == (standins / "genode/timer").read_bytes()
    assert len([name for name in image.contents() if name.startswith("urn:eris:")]) == 2
    config = image.content("config").decode()
    assert config.startswith("<config") == (release == "24.10")
    assert "platform_info" in config


def test_releases_differ_in_nothing_else(sigil):
    values = [json.loads(sigil.succeed("dhall", "to-json", "--file", tree.ROOT / "examples/genode-log" / name).stdout)
              for name in RELEASES.values()]
    assert [value.pop("genode") for value in values] == list(RELEASES)
    assert values[0] == values[1]


@pytest.mark.skipif(not REAL.is_dir(), reason="needs Genode's files, in the folder that SIGIL_GENODE names")
@pytest.mark.parametrize("medium", ["cd", "usb"])
@pytest.mark.parametrize("firmware", ["bios", "uefi"])
@pytest.mark.parametrize("release", RELEASES)
def test_real_genode_boots(sigil, example, work, release, firmware, medium):
    if firmware == "uefi" and not (qemu.OVMF / "OVMF_CODE_4M.fd").is_file():
        pytest.skip("needs OVMF (package ovmf)")
    (example / "genode").symlink_to(REAL / release)
    assert make(example).returncode == 0
    sigil.succeed("image", "build", RELEASES[release], "-o", work / "log.iso", cwd=example)
    sigil.succeed("image", "verify", work / "log.iso")
    sigil.succeed("image", "run", work / "log.iso", "--timeout", "180", "--medium", medium,
                  *(["--uefi"] if firmware == "uefi" else []),
                  "--expect", r"\[init -> greeter\] hello from a program that is named by its content",
                  "--expect", r"\[init -> greeter\] and hello from a library that is found by its URN")
