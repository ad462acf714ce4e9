"""The page on embedding Dhall: its programs are those in the tree, and print what the page says."""

import re
import subprocess

import pytest

from support import tree

PAGE = tree.ROOT / "docs/how-to/embed-dhall.md"
PROGRAMS = ["main", "typed"]


def blocks(kind: str) -> list[str]:
    found = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    return [text for of, text in found if of == kind]


def test_the_page_has_the_programs():
    assert blocks("cpp") == [(tree.ROOT / f"examples/embed-dhall/{name}.cpp").read_text() for name in PROGRAMS]


@pytest.mark.parametrize("number, name", enumerate(PROGRAMS))
def test_the_programs_print_what_the_page_says(number, name):
    program = tree.BUILD / f"tests/unit/dhall/embed-dhall-{name}"
    printed = subprocess.run([program], capture_output=True, text=True, check=True).stdout
    assert printed == blocks("")[number]
