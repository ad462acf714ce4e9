"""Files and functions stay short enough to read at once."""

import re
import statistics

from support import tree

LONGEST_FILE = 800
MEDIAN_FILE = 200
LONGEST_FUNCTION = 60

# With the tree's .clang-format, a function definition outside of a class starts in column 0, and the line
# that closes it is a lone brace in column 0.
NOT_A_FUNCTION = re.compile(r"(namespace|class|struct|union|enum|extern|#|/|\}|\s|$)")


def line_counts() -> dict[str, int]:
    suffixes = tree.CODE | {".py", ".ld", ".cmake", ".sh"}
    return {tree.name(path): len(path.read_text().splitlines()) for path in tree.files()
            if path.suffix in suffixes or path.name == "CMakeLists.txt"}


def functions(lines: list[str]):
    """Each function definition as (first line, length), lines counting from 1."""
    start = None
    for number, line in enumerate(lines, start=1):
        if start is None and not NOT_A_FUNCTION.match(line) and "(" in line and not line.endswith(";"):
            start = number
        elif start is not None and line.startswith("}"):
            yield start, number - start + 1
            start = None
        elif start is not None and line.endswith(";") and not line.startswith(" "):
            start = None  # a declaration over several lines


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
