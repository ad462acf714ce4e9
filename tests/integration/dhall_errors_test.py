"""What errors of `dhall` say: as docs/cli/dhall.md shows them."""

import re
import subprocess

import pytest
from support import tree

PAGE = tree.ROOT / "docs/cli/dhall.md"


def sessions():
    """(files, command, what it prints) of each example of the page's last section."""
    text = PAGE.read_text()
    text = text[text.index("\n## Errors\n"):]
    for block in re.findall(r"(?m)(?:^    .*\n|^\n(?=    ))+", text):
        lines = [line[4:] for line in block.splitlines()]
        steps, files = [], {}
        for line in lines:
            if line.startswith("$ "):
                steps.append((line[2:], []))
            elif steps:
                steps[-1][1].append(line)
        for command, output in steps:
            content = "\n".join(output).strip("\n") + "\n"
            if command.startswith("cat "):
                files[command.removeprefix("cat ")] = content
            else:
                yield files, command, content


@pytest.mark.parametrize("files, command, expected", sessions(), ids=lambda value: value if isinstance(value, str) else "")
def test_errors_are_as_the_manual_shows_them(sigil, work, files, command, expected):
    for name, content in files.items():
        (work / name).write_text(content)
    arguments = command.split()
    assert arguments[0] == "sigil-build"
    result = subprocess.run(sigil.command(*arguments[1:]), cwd=work, env=sigil.environment, capture_output=True, text=True,
                            stdin=subprocess.DEVNULL, timeout=100)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == expected


def test_the_manual_shows_errors():
    assert len(list(sessions())) > 5


@pytest.mark.parametrize("command, text, name", [
    ("text", "1", "dhall.text.kind"), ("to-json", "{ a = Natural }", "dhall.json.type"),
    ("to-json", "{ a = λ(x : Natural) → x }", "dhall.json.function"), ("to-json", "NaN", "dhall.json.double"),
    ("to-json", "{ a = assert : 1 ≡ 1 }", "dhall.json.value"), ("hash", "{ a = 1, b 2 }", "dhall.syntax.unexpected"),
    ("decode", "\x1f", "dhall.binary"), ("hash", "./none.dhall", "dhall.import.missing")])
def test_errors_of_every_phase_are_explained(sigil, work, command, text, name):
    def run(*arguments):
        return subprocess.run(sigil.command("dhall", *arguments), cwd=work, env=sigil.environment, input=text,
                              capture_output=True, text=True, timeout=100)
    plain, explained = run(command), run(command, "--explain")
    assert plain.returncode == explained.returncode == 1 and explained.stdout == ""
    assert explained.stderr.startswith(plain.stderr + f"\n{name}\n\n  ")
    if name.startswith(("dhall.json", "dhall.text")):
        assert f"\n  wrong:\n    {text}\n" in explained.stderr


def test_large_differences_are_told_in_few_lines(sigil, work):
    fields = [f"f{number} : {{ a : Natural }}" for number in range(20_000)]
    text = "λ(f : { " + ", ".join(fields) + " } → Bool) → λ(x : { " + ", ".join(fields[1:]) + " }) → f x"
    result = subprocess.run(sigil.command("dhall", "--censor"), cwd=work, env=sigil.environment, input=text,
                            capture_output=True, text=True, timeout=100)
    assert result.returncode == 1
    assert result.stderr.splitlines()[1] == "  - missing  f0 : { a : Natural }"
    assert len(result.stderr.splitlines()) == 3
