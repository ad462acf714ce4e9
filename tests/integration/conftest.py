"""Fixtures of the integration tests."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from support import artefacts, tree
from support.bench import Bench
from support.sigil import Sigil
from support.tiny_description import TinyDescription


@pytest.fixture
def work():
    """A folder for the test's files."""
    with tempfile.TemporaryDirectory(prefix="sigil-test-") as folder:
        yield Path(folder)


def _program() -> Path:
    program = Path(os.environ.get("SIGIL_BUILD") or tree.BUILD / "bin/sigil-build")
    assert program.is_file(), f"'{program}' is not there; build it, or set SIGIL_BUILD"
    return program


def _sigil(temporary: Path) -> Sigil:
    temporary.mkdir(exist_ok=True)
    return Sigil(_program(), artefacts.FOLDER / "cache", temporary)


@pytest.fixture
def sigil(work):
    """The product. Its TMPDIR is work/tmp, which it must leave empty."""
    yield _sigil(work / "tmp")
    assert not list((work / "tmp").iterdir()), "left in TMPDIR"


@pytest.fixture
def tiny(work):
    """A sound description; spoil it, write() it, build it."""
    return TinyDescription(work / "system")


@pytest.fixture(scope="session")
def example():
    """The folder of examples/hello with its packages built; the Dhall package is where it looks for it."""
    source, types = tree.ROOT / "examples/hello", tree.ROOT / "dhall"

    def make(folder: Path):
        shutil.copytree(types, folder / "dhall")
        shutil.copytree(source, folder / "examples/hello", ignore=shutil.ignore_patterns("build"))
        subprocess.run(["make", "-C", folder / "examples/hello"], check=True, stdout=subprocess.DEVNULL)
    inputs = [types, *(path for path in source.iterdir() if path.name != "build")]
    return artefacts.cached("hello", inputs, make) / "examples/hello"


@pytest.fixture(scope="session")
def hello(example):
    """examples/hello as an ISO."""
    def make(folder: Path):
        sigil = _sigil(folder / "tmp")
        sigil.succeed("image", "build", example / "system.dhall", "-o", folder / "hello.iso")
    return artefacts.cached("hello-iso", [example, tree.ROOT / "dhall", _program()], make) / "hello.iso"


@pytest.fixture
def bench(work, sigil):
    """Makes, boots and verifies images that the product did not make."""
    return Bench(work, sigil)
