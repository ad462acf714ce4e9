"""The description of a small system in a folder of its own, for tests that then spoil one thing."""

import json
from pathlib import Path

from . import genode_elf


class TinyDescription:
    """`data` is what `system.json` will hold; the files that it names are there already.
    Package `demo`: `reader` needs `outer.lib.so`, which needs `inner.lib.so`."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.file = folder / "system.json"
        self.output = folder / "out.iso"
        self.package = folder / "demo"
        self.package.mkdir(parents=True)
        self.add("init", genode_elf.program(mark="init"))
        self.add("ld.lib.so", genode_elf.dynamic_linker())
        self.add("greeting", b"hello, world\n")
        self.add("demo/reader", genode_elf.program(["outer.lib.so", "ld.lib.so"], "reader"))
        self.add("demo/outer.lib.so", genode_elf.library(["ld.lib.so", "inner.lib.so"], "outer"))
        self.add("demo/inner.lib.so", genode_elf.library(["ld.lib.so"], "inner"))
        self.child = {
            "name": "reader", "binary": {"package": "demo", "file": "reader"}, "caps": 100, "ram": "1M",
            "roms": {"message": "greeting"},
        }
        self.data = {
            "name": "tiny", "genode": "26.02",
            "roms": {"init": {"file": "init"}, "ld.lib.so": {"file": "ld.lib.so"}, "greeting": {"file": "greeting"}},
            "packages": {"demo": "demo"},
            "children": [self.child],
        }

    def add(self, path: str, content: bytes) -> Path:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        return target

    def write(self, text: str | None = None) -> Path:
        """Writes `data`, or `text` as it is."""
        self.file.write_text(json.dumps(self.data, indent=2) if text is None else text)
        return self.file

    def text(self) -> str:
        return json.dumps(self.data, indent=2)

    def build_arguments(self) -> list:
        return ["image", "build", self.file, "-o", self.output]
