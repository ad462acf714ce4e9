"""The page on embedding Dhall: its program is the one in the tree, and prints what the page says."""

import re
import subprocess

from support import tree

PAGE = tree.ROOT / "docs/how-to/embed-dhall.md"
SOURCE = tree.ROOT / "examples/embed-dhall/main.cpp"


def blocks() -> list[tuple[str, str]]:
    return re.findall(r"^```(\w*)\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)


def test_the_page_has_the_program():
    assert [text for kind, text in blocks() if kind == "cpp"] == [SOURCE.read_text()]


def test_the_program_prints_what_the_page_says():
    program = tree.BUILD / "tests/unit/dhall/embed-dhall"
    printed = subprocess.run([program], capture_output=True, text=True, check=True).stdout
    assert printed == next(text for kind, text in blocks() if kind == "")
