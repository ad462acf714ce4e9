"""Each public header is complete and says what it is for."""

import re
import subprocess
from concurrent.futures import ThreadPoolExecutor

from support import tree


def headers():
    found = [path for path in tree.code_files("include") if path.suffix == ".hpp"]
    assert found
    return found


def compiler() -> str:
    cache = tree.BUILD / "CMakeCache.txt"
    found = re.search(r"^CMAKE_CXX_COMPILER:\w+=(.+)$", cache.read_text(), re.MULTILINE) if cache.exists() else None
    return found.group(1) if found else "c++"


def test_each_header_compiles_alone():
    """Its own includes are enough: included first, it compiles."""
    def errors(path):
        command = [compiler(), "-std=c++20", "-fsyntax-only", "-x", "c++", f"-I{tree.ROOT}/include", "-"]
        source = f'#include "{path.relative_to(tree.ROOT / "include")}"\n'
        result = subprocess.run(command, input=source, text=True, capture_output=True)
        return result.stderr if result.returncode else ""
    with ThreadPoolExecutor(2) as pool:
        wrong = [text for text in pool.map(errors, headers()) if text]
    assert not wrong, "\n".join(wrong)


def test_each_header_is_guarded_and_described():
    wrong = []
    for path in headers():
        text = path.read_text()
        if "#pragma once" not in text:
            wrong.append(f"{tree.name(path)}: no '#pragma once'")
        if not text.startswith("/// \\file\n/// "):
            wrong.append(f"{tree.name(path)}: does not begin with a '\\file' comment")
    assert not wrong, "\n".join(wrong)
