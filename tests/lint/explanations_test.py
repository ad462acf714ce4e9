"""Every kind of error of the Dhall language that has a name has an explanation, and none is explained that is not there."""

import re

from support import tree

EXPLAINED = re.compile(r'(?m)^    \{"(dhall\.[a-z.-]+)",')
NAMED = re.compile(r'"(dhall\.(?:type|import|limit|json|text|http)\.[a-z.-]+)"')
CALL = re.compile(r"(?s)\bfail(?:_expecting)?\((?!std)(.*?)\);")
FAMILIES = {"dhall.binary"}
"""Explained together."""


def sources(*folders):
    for folder in folders:
        for path in sorted((tree.ROOT / folder).rglob("*.cpp")):
            if "explain" not in path.parts:
                yield path.read_text()


def names_of_the_parser():
    """Words in quotes that are arguments of the functions that fail."""
    for text in sources("src/dhall/syntax"):
        for call in CALL.findall(text):
            yield from (f"dhall.syntax.{name}" for name in re.findall(r'"([a-z]+)"(?=,|$)', call))


def test_every_error_is_explained():
    explained = [name for path in (tree.ROOT / "src/dhall/explain").glob("*.cpp")
                 for name in EXPLAINED.findall(path.read_text())]
    assert len(explained) == len(set(explained))
    named = {name for text in sources("src/dhall", "src/host", "src/cli") for name in NAMED.findall(text)}
    named |= set(names_of_the_parser()) | FAMILIES
    assert len(named) > 90, "the names were not recognised"
    assert named - set(explained) == set(), "without explanation"
    assert set(explained) - named == set(), "explained, but nowhere to be found"
