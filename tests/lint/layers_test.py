"""What a room includes and links is what the table in docs/architecture.md says, and nothing else."""

import functools
import re

from support import tree

PAGE = tree.ROOT / "docs/architecture.md"

# How the third-party libraries of the page show in an #include.
THIRD_PARTY = {"CLI11": "CLI/", "pugixml": "pugixml", "libsodium": "sodium", "nettle": "nettle/", "nlohmann/json": "nlohmann/",
               "libcurl": "curl/", "GMP": "gmp.h"}


@functools.cache
def table() -> dict[str, set[str]]:
    """Room -> the rooms that it may include, from `| room | is for | may include |`."""
    rooms = {}
    for row in re.findall(r"^\| `(\w+)` \|.*\|([^|]*)\|$", PAGE.read_text(), re.MULTILINE):
        allowed = row[1].strip().removeprefix("freestanding headers of ")
        rooms[row[0]] = set() if allowed == "–" else set(allowed.split(", "))
    return rooms


def third_party() -> dict[str, set[str]]:
    """Library -> the rooms that may include it, from "Third-party headers stay in one room each: …"."""
    sentence = re.search(r"Third-party headers[^:]*:(.*?)\.\s*$", PAGE.read_text(), re.DOTALL | re.MULTILINE)
    rooms = {}
    for clause in re.split(r",\s+", sentence.group(1).strip()):
        library = clause.split()[0]
        rooms[library] = set(re.findall(r"`(\w+)`", clause))
    return rooms


def test_table_names_every_room_and_only_rooms():
    folders = {tree.room_of(path) for path in tree.code_files("include", "src")} - {None}
    assert folders == set(table())


def test_table_has_no_cycle():
    rooms, done = table(), set()
    while len(done) < len(rooms):
        ready = {room for room, allowed in rooms.items() if room not in done and allowed <= done}
        assert ready, f"these include each other: {sorted(set(rooms) - done)}"
        done |= ready


def is_allowed(room: str, header: str) -> bool:
    """Whether a file of `room` may have `#include` of `header`, as far as it is one of the project."""
    parts = header.split("/")
    return ".." not in parts and (parts[0] != "sigil" or parts[1] == room or parts[1] in table()[room])


def test_includes_follow_the_table():
    wrong = [f"{tree.name(path)}: '{header}'" for path in tree.code_files("include", "src")
             for _, header in tree.includes(path) if not is_allowed(tree.room_of(path), header)]
    assert not wrong, "\n".join(wrong)


def test_a_wrong_include_is_seen():
    assert is_allowed("image", "sigil/elf/file.hpp") and is_allowed("image", "layout.hpp")
    assert not is_allowed("image", "sigil/eris/codec.hpp")
    assert not is_allowed("base", "sigil/rom/rom.hpp")
    assert not is_allowed("image", "../elf/layout.hpp")


def test_one_file_includes_cli11():
    """All of it is in headers, which take seconds to compile."""
    users = {tree.name(path) for path in tree.code_files("include", "src", "tests")
             for _, header in tree.includes(path) if header in ("CLI/CLI.hpp", "cli11.hpp")}
    assert users == {"src/cli/cli11.hpp", "src/cli/parse.cpp"}


def test_libraries_link_what_the_table_allows():
    rooms, wrong, seen = table(), [], set()
    for path in (tree.ROOT / "src").glob("*/CMakeLists.txt"):
        for call in re.findall(r"sigil_add_room\(([^)]*)\)", path.read_text()):
            room, *words = call.split()
            seen.add(room)
            linked = words[words.index("ROOMS") + 1:] if "ROOMS" in words else []
            if "LIBRARIES" in linked:
                linked = linked[:linked.index("LIBRARIES")]
            wrong += [f"{room} links {other}" for other in linked if other not in rooms[room]]
    assert seen, "no sigil_add_room() found"
    assert not wrong, "\n".join(wrong)


def test_third_party_headers_stay_in_their_rooms():
    confined, wrong = third_party(), []
    assert set(confined) == set(THIRD_PARTY), "the page names other libraries than this test knows"
    for path in tree.code_files("include", "src"):
        is_public = path.is_relative_to(tree.ROOT / "include")
        for _, header in tree.includes(path):
            for library, prefix in THIRD_PARTY.items():
                if header.startswith(prefix) and (is_public or tree.room_of(path) not in confined[library]):
                    wrong.append(f"{tree.name(path)}: <{header}> belongs to {sorted(confined[library])}")
    assert not wrong, "\n".join(wrong)


def test_bootcheck_includes_freestanding_headers_only():
    """A header that bootcheck reaches says of itself that it is freestanding."""
    reached, pending = set(), [path for path in tree.code_files("src") if tree.room_of(path) == "bootcheck"]
    assert pending
    while pending:
        for _, header in tree.includes(pending.pop()):
            path = tree.ROOT / "include" / header
            if header.startswith("sigil/") and path not in reached:
                reached.add(path)
                pending.append(path)
    wrong = [tree.name(path) for path in sorted(reached)
             if not re.search(r"\bfreestanding\b", path.read_text(), re.IGNORECASE)]
    assert not wrong, "\n".join(wrong)
