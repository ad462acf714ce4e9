"""Assembly in the tree is what its generators write."""

import subprocess
import sys

import pytest
from support import tree

GENERATORS = sorted((tree.ROOT / "src/crypto/generate").glob("*.py"))


def test_generators_are_there():
    assert {path.stem for path in GENERATORS} == {path.stem for path in (tree.ROOT / "src").rglob("*.s")}


@pytest.mark.parametrize("generator", GENERATORS, ids=lambda path: path.stem)
def test_listing_is_what_its_generator_writes(generator):
    listing = subprocess.run([sys.executable, "-B", generator], capture_output=True, check=True, text=True).stdout
    assert listing == (generator.parents[1] / f"{generator.stem}.s").read_text()
