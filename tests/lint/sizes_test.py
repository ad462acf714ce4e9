"""Files and functions stay short enough to read at once."""

import re
import statistics

from support import tree

LONGEST_FILE = 800
MEDIAN_FILE = 200
LONGEST_FUNCTION = 60

# With the tree's .clang-format, a function definition starts in column 0, or in column 2 of a class, and the
# line that closes it is a brace in the same column.
SIGNATURE = re.compile(r"( {0}| {2})(?!(?:namespace|class|struct|union|enum|extern|public|private|if|for|while|"
                       r"switch|return|do|try)\b)[\w~:].*\(")


def line_counts() -> dict[str, int]:
    suffixes = tree.CODE | {".py", ".ld", ".cmake", ".sh"}
    return {tree.name(path): len(path.read_text().splitlines()) for path in tree.files()
            if path.suffix in suffixes or path.name == "CMakeLists.txt"}


def functions(lines: list[str]):
    """Each function definition of several lines as (first line, length), lines counting from 1."""
    column = start = None
    is_open = False
    in_class = False
    for number, line in enumerate(lines, start=1):
        if start is None:
            if re.match(r"(?:class|struct|union)\b.*\{$", line):
                in_class = True
            elif line.startswith("}"):
                in_class = False
            found = SIGNATURE.match(line)
            if found and (not found.group(1) or in_class):
                column, start, is_open = found.group(1), number, False
        if start is not None:
            if not is_open:
                is_open = line.endswith("{")
                if not is_open and line.endswith((";", "}")):
                    start = None  # a declaration, or a definition of one line
            elif line.startswith(column + "}"):
                yield start, number - start + 1
                start = None


def test_no_file_is_too_long():
    wrong = [f"{file}: {count} lines" for file, count in line_counts().items() if count > LONGEST_FILE]
    assert not wrong, "\n".join(wrong)


def test_most_files_are_short():
    assert statistics.median(line_counts().values()) < MEDIAN_FILE


def test_no_function_is_too_long():
    wrong, count = [], 0
    for path in tree.code_files("include", "src"):
        for start, length in functions(path.read_text().splitlines()):
            count += 1
            if length > LONGEST_FUNCTION:
                wrong.append(f"{tree.name(path)}:{start}: {length} lines")
    assert count > 50, "the functions were not recognised"
    assert not wrong, "\n".join(wrong)


def test_a_long_function_is_seen():
    """The recogniser itself: definitions of functions and of members, not declarations nor one-liners."""
    body = ["  if (x) {", "  }"] * 40
    assert list(functions(["int f(int x) {", *body, "}"])) == [(1, 82)]
    assert list(functions(["int f(int x,", "      int y) {", *body, "}"])) == [(1, 83)]
    member = ["class C {", "  int f(int x) {", *("  " + line for line in body), "  }", "};"]
    assert list(functions(member)) == [(2, 82)]
    assert not list(functions(["int f(int x);", "int g(int x) { return x; }", *body]))
