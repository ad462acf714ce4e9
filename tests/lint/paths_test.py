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


def test_every_format_reader_names_its_page():
    """A public header with a parse_… or read_… function says in which page of docs/formats the format is."""
    reader = re.compile(r"\b(?:parse|read|decode)_\w+\(\s*(?:ByteView|std::string_view|const Blob|std::span)|"
                        r"\bparse\(\s*(?:ByteView|std::string_view|Blob)")
    wrong = []
    found = 0
    for path in tree.code_files("include"):
        text = path.read_text()
        if reader.search(text):
            found += 1
            if "docs/formats/" not in text:
                wrong.append(tree.name(path))
    assert found > 5, "the readers were not recognised"
    assert not wrong, "\n".join(wrong)
