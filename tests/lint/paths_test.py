"""The tree speaks of no particular machine, and every page and file it names is there."""

import re

from support import tree

MACHINE_PATH = re.compile(rb"(?<![\w.~-])/(?:work|root|home|Users|tmp/wt-)(?:/|\b)")
PAGE_NAME = re.compile(r"\bdocs/[\w/.-]+\.(?:md|json)\b")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def test_no_file_names_a_folder_of_one_machine():
    this = tree.ROOT / "tests/lint/paths_test.py"
    wrong = []
    for path in tree.files():
        if path != this and (found := MACHINE_PATH.search(path.read_bytes())):
            wrong.append(f"{tree.name(path)}: '{found.group().decode()}'")
    assert not wrong, "\n".join(wrong)


def test_every_page_that_is_named_exists():
    wrong = []
    for path in tree.files():
        if path.suffix in tree.CODE | {".md", ".py", ".ld", ".cmake", ".txt", ".json"}:
            for page in PAGE_NAME.findall(path.read_text(errors="replace")):
                if not (tree.ROOT / page).is_file():
                    wrong.append(f"{tree.name(path)}: '{page}'")
    assert not wrong, "\n".join(wrong)


def test_every_link_leads_somewhere():
    wrong = []
    for path in tree.files():
        if path.suffix == ".md":
            for target in LINK.findall(path.read_text()):
                if "://" not in target and not (path.parent / target).exists():
                    wrong.append(f"{tree.name(path)}: '{target}'")
    assert not wrong, "\n".join(wrong)


# Readers of a word, not of a file format: "24.10", numbers, quoted text.
NO_FORMAT = {"include/sigil/base/text.hpp", "include/sigil/genode/release.hpp"}


def test_every_format_reader_names_its_page():
    """A public header with a parse or read function of bytes or text says in which page of docs/formats
    the format is described."""
    reader = re.compile(r"\b(?:parse|read|decode)(?:_\w+)?\(\s*"
                        r"(?:ByteView|std::string_view|std::span|(?:const )?Blob)")
    readers = [path for path in tree.code_files("include")
               if tree.name(path) not in NO_FORMAT and reader.search(path.read_text())]
    assert len(readers) > 5, "the readers were not recognised"
    wrong = [tree.name(path) for path in readers if "docs/formats/" not in path.read_text()]
    assert not wrong, "\n".join(wrong)
