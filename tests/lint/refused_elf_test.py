"""Each error that an ELF file can give has a file that gives it (tests/unit/elf/refused_test.cpp says that it does)."""

import re

from support import refused_elf, tree



def codes_in_sources() -> set[str]:
    codes = set()
    for path in sorted((tree.ROOT / "src/elf").glob("*.cpp")):
        text = path.read_text()
        codes |= set(re.findall(r'coded\("(elf\.[a-z]+\.[a-z-]+)"\)', text))
        codes |= set(re.findall(r'kCode = "(elf\.[a-z.-]+)"', text))
        found = re.findall(r'\bfault\("([a-z-]+)"', text)
        if found:
            prefix = re.search(r'coded\("(elf\.[a-z]+\.)" \+', text)
            assert prefix, f"{path.name} gives codes without a prefix that is known"
            codes |= {prefix.group(1) + code for code in found}
        if path.name == "check.cpp":
            documented = set(re.findall(r"`(elf\.(?:genode|glibc)\.[a-z-]+)`", (tree.ROOT / "docs/cli/elf.md").read_text()))
            assert {code.rsplit(".", 1)[1] for code in documented} == set(re.findall(r'report\("([a-z-]+)"', text))
            codes |= documented
    return codes


def test_every_code_has_a_file():
    files = {code for code, _ in refused_elf.files()}
    assert files | set(refused_elf.WITHOUT_FILE) == codes_in_sources()
    assert not files & set(refused_elf.WITHOUT_FILE)


def test_files_are_what_the_generator_makes():
    expected = dict(refused_elf.files())
    found = {path.name: path.read_bytes() for path in refused_elf.FOLDER.glob("elf.*")}
    assert found.keys() == expected.keys()
    assert [code for code in found if found[code] != expected[code]] == []
