"""The project's own files, as the lint tests see them."""

import os
import re
import subprocess
from pathlib import Path

ROOT = Path(os.environ.get("SIGIL_SOURCE_DIR") or Path(__file__).resolve().parents[2])
BUILD = Path(os.environ.get("SIGIL_BINARY_DIR") or ROOT / "build/dev")

CODE = {".cpp", ".hpp", ".c", ".h", ".s", ".S"}


def files() -> list[Path]:
    """Every file that belongs to the project: what git tracks or would track, or all without git."""
    listing = subprocess.run(["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                             capture_output=True)
    if listing.returncode == 0:
        found = [ROOT / name for name in listing.stdout.decode().split("\0") if name]
    else:
        found = [path for path in ROOT.rglob("*") if "build" not in path.relative_to(ROOT).parts]
    return sorted(path for path in found if path.is_file())


def code_files(*folders: str) -> list[Path]:
    """C++, C and assembly below the given folders of the project."""
    return [path for path in files()
            if path.suffix in CODE and path.relative_to(ROOT).parts[0] in folders]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def room_of(path: Path) -> str | None:
    """`include/sigil/<room>/…` and `src/<room>/…` belong to a room, nothing else does."""
    parts = path.relative_to(ROOT).parts
    if parts[:2] == ("include", "sigil"):
        return parts[2]
    return parts[1] if parts[0] == "src" and len(parts) > 2 else None


INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)


def includes(path: Path) -> list[tuple[str, str]]:
    """Each as (quote or angle, header)."""
    return INCLUDE.findall(path.read_text())
