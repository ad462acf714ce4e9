"""The system of tiny_description.py, described in Dhall with the types of the package."""

import re
from pathlib import Path

from . import tree
from .tiny_description import TinyDescription

PACKAGE = tree.ROOT / "dhall/package.dhall"

TEXT = f"""let Sigil = {PACKAGE}

let reader =
      Sigil.Child::{{
      , name = "reader"
      , binary = Sigil.Binary.program {{ package = "demo", file = "reader" }}
      , caps = 100
      , ram = "1M"
      , roms = toMap {{ message = "greeting" }}
      }}

in  Sigil.System::{{
    , name = "tiny"
    , genode = Sigil.Release.`26.02`
    , roms = toMap
      {{ init = Sigil.Rom.file "init"
      , `ld.lib.so` = Sigil.Rom.file "ld.lib.so"
      , greeting = Sigil.Rom.file "greeting"
      }}
    , packages = toMap {{ demo = "demo" }}
    , children = [ reader ]
    }}
"""

MARK = "«"
"""Stands in a text where a message must point to."""


class TinyDhall:
    """`text` is what `system.dhall` will hold."""

    def __init__(self, tiny: TinyDescription):
        self.tiny, self.folder, self.output = tiny, tiny.folder, tiny.output
        self.file = tiny.folder / "system.dhall"
        self.text = TEXT
        self.place = None

    def change(self, old: str, new: str):
        assert self.text.count(old) == 1, old
        self.text = self.text.replace(old, new)
        return self

    def write(self, name: str = "system.dhall", text: str | None = None) -> Path:
        """Writes `text`, without its mark, which becomes `place`: "system.dhall:LINE:COLUMN" and the line."""
        text = self.text if text is None else text
        path = self.folder / name
        if MARK in text:
            before, after = text.split(MARK)
            lines = before.split("\n")
            column = len(lines[-1])
            self.place = (f"{name}:{len(lines)}:{column + 1}: ", lines[-1] + after.split("\n")[0], column)
            text = before + after
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def build_arguments(self) -> list:
        return ["image", "build", self.file, "-o", self.output]

    def points_there(self, message: str) -> bool:
        """Whether an error of `message` has the place, and below it the line and a caret."""
        where, line, column = self.place
        return re.search(rf"{re.escape(where)}.*\n  {re.escape(line)}\n  {' ' * column}\^\n", message) is not None
