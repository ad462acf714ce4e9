"""`cmake --install` gives a tree that works from anywhere."""

import shutil
import subprocess

import pytest
from support import tree
from support.sigil import Sigil


@pytest.fixture
def installed(work):
    """The program in an installed tree that was moved after the installation."""
    subprocess.run(["cmake", "--install", tree.BUILD, "--prefix", work / "first"], check=True,
                   stdout=subprocess.DEVNULL)
    shutil.move(work / "first", work / "moved to")
    (work / "tmp").mkdir()
    return Sigil(work / "moved to/bin/sigil-build", work / "cache", work / "tmp")


def test_installed_tree_builds_and_runs(installed, tiny):
    tiny.write()
    installed.succeed(*tiny.build_arguments(), cwd="/")
    installed.succeed("image", "verify", tiny.output, cwd="/")
    installed.succeed("image", "run", tiny.output, "--timeout", "120", "--expect", "bootcheck: pass", cwd="/")
    assert not list((installed.temporary).iterdir())


def test_installed_tree_works_through_a_link_in_path(installed, tiny, work):
    (work / "bin").mkdir()
    (work / "bin/sigil-build").symlink_to(installed.program)
    installed.program = "sigil-build"
    tiny.write()
    installed.succeed(*tiny.build_arguments(), prefix=("env", f"PATH={work / 'bin'}:{installed.environment['PATH']}"))


def test_installed_tree_names_no_folder_of_the_build(installed, work):
    """The build tree is not written into an installed file, but for what sanitizers note of each check."""
    for path in (work / "moved to").rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        assert b"__asan_init" in content or str(tree.BUILD).encode() not in content, path
