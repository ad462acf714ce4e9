"""Small packages built by the system's compiler, and a second opinion on what a fixup makes of them.

The opinion shares nothing with the product: readelf reads DT_NEEDED, hashlib hashes, eris_reference names.
"""

import base64
import hashlib
import json
import re
import subprocess
from pathlib import Path

from support import eris_reference, json_schema, tree

MANIFEST = "nix-support/eris-manifest.json"
SCHEMA = json.loads((tree.ROOT / "docs/formats/eris-manifest.schema.json").read_text())
LIBC = ["--ignore-missing", "libc.so.6"]


def compile_c(output: Path, source: str, *options, libraries=()):
    """Links `source`; needs every library, used or not."""
    output.parent.mkdir(parents=True, exist_ok=True)
    text = output.parent / f".{output.name}.c"
    text.write_text(source)
    try:
        subprocess.run(["gcc", "-O1", "-fno-asynchronous-unwind-tables", text, "-o", output, "-Wl,--no-as-needed",
                        "-Wl,--allow-shlib-undefined", *options, *libraries], check=True)
    finally:
        text.unlink()
    return output


def library(path: Path, *libraries, soname=None, source="", rpath=None, options=()):
    """A shared object without libc that needs `libraries`. Two of the same name and source have equal bytes."""
    name = soname or re.sub(r"(\.so[.0-9]*?)\.[0-9.]*$", r"\1", path.name)
    flags = ["-shared", "-fPIC", "-nostdlib", "-Wl,--build-id=none", f"-Wl,-soname,{name}"]
    return compile_c(path, source or f"int f_{re.sub('[^a-z0-9]', '_', path.name)}(void) {{ return 1; }}\n",
                     *flags, *([f"-Wl,-rpath,{rpath}"] if rpath else []), *options, libraries=libraries)


def program(path: Path, *libraries, source="int main(void) { return 0; }\n", rpath=None, options=()):
    """A program for glibc that needs libc.so.6 too."""
    return compile_c(path, source, *([f"-Wl,-rpath,{rpath}"] if rpath else []), *options, libraries=libraries)


def dynamic(path: Path, tag: str) -> list[str]:
    text = subprocess.run(["readelf", "-dW", path], capture_output=True, check=True,
                          env={"LC_ALL": "C", "PATH": "/usr/bin"}).stdout.decode()
    return re.findall(rf"\({tag}\) .*\[(.*)\]", text)


def needed(path: Path) -> list[str]:
    return dynamic(path, "NEEDED")


def manifest(output: Path) -> dict:
    """The manifest of an output, held against the schema."""
    data = json.loads((output / MANIFEST).read_text())
    assert not (faults := json_schema.faults(data, SCHEMA, SCHEMA)), faults
    return data


def place(output: Path, data: dict, path) -> Path:
    """The file that a path of the manifest means."""
    if isinstance(path, dict):
        return Path(data["siblings"][path["output"]]) / path["path"]
    return output / path


def set_hash(contents: list[bytes], text: str) -> str:
    """Of final members in their order, whose names have the hash `text`."""
    name, blank = f"eris-set:{text}:".encode(), b"eris-set:" + 48 * b"A" + b":"
    state = hashlib.blake2b(digest_size=30)
    for content in contents:
        blanked = content.replace(name, blank)
        state.update(len(blanked).to_bytes(8, "little") + blanked)
    return base64.b32encode(state.digest()).decode()


def check(output: Path, secret: bytes = eris_reference.NULL_SECRET, kept=()) -> dict:
    """Everything that the output's manifest says is so. Returns its files."""
    data = manifest(output)
    sets: dict[str, dict[int, bytes]] = {}
    for path, entry in data["files"].items():
        content = (output / path).read_bytes()
        assert entry["size"] == len(content), path
        assert entry["sha256"] == hashlib.sha256(content).hexdigest(), path
        assert entry["convergence"] == ("null" if secret == eris_reference.NULL_SECRET else "private")
        assert entry["capability"] == eris_reference.urn(content, entry["block_size"], secret), path
        assert not dynamic(output / path, "RPATH") + dynamic(output / path, "RUNPATH"), path
        names = {need["name"] for need in entry["needs"]}
        assert set(needed(output / path)) - {"ld.lib.so"} == names | set(entry["missing"]), path
        for name in names:
            assert name.startswith(("urn:eris:", "eris-set:")) or name in kept, f"{path}: {name}"
        if entry["set"]:
            _, text, index = entry["set"].split(":")
            assert len(entry["set"]) <= 63
            sets.setdefault(text, {})[int(index)] = content
        check_needs(output, data, entry)
    for text, members in sets.items():
        assert sorted(members) == list(range(len(members)))
        assert set_hash([members[index] for index in range(len(members))], text) == text
    return data["files"]


def check_needs(output: Path, data: dict, entry: dict):
    """Direct needs are in the closure, which is sorted; all are there, and own ones are what their entries say."""
    closure = [(item["name"], str(place(output, data, item["path"]))) for item in entry["closure"]]
    assert len(set(closure)) == len(closure) and [name for name, _ in closure] == sorted(name for name, _ in closure)
    for item in entry["needs"] + entry["declared"] + entry["closure"]:
        file = place(output, data, item["path"])
        assert file.is_file() and not file.is_symlink()
        assert not str(item["path"]).startswith(f"{output}/"), "a path of the output itself"
        if item["name"].startswith("urn:"):
            assert item["name"] == item["capability"]
        if isinstance(item["path"], str) and item["path"] in data["files"]:
            other = data["files"][item["path"]]
            assert item["capability"] == other["capability"] and item["soname"] == other["soname"]


def tree_of(folder: Path) -> dict:
    """Every entry below the folder: kind, mode, time of change, content."""
    found = {}
    for path in sorted([folder, *folder.rglob("*")]):
        status = path.lstat()
        content = path.read_bytes() if path.is_file() and not path.is_symlink() else None
        found[str(path.relative_to(folder))] = (status.st_mode, status.st_mtime_ns, status.st_nlink, content)
    return found
