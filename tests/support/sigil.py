"""Runs the product as a user would, in an environment that is small and known."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

# docs/cli/exit-status.md
DONE, FAILED, USAGE, DIFFERENT, RUN_FAILED, RUN_TIMED_OUT = 0, 1, 2, 3, 4, 5
INVALID, INTEGRITY, MISSING, LIMIT, INTERNAL, INTERRUPTED = 10, 11, 12, 13, 70, 130


@dataclass
class Result:
    status: int
    stdout: str
    stderr: str

    def __str__(self):
        return f"exit status {self.status}\n--- stdout\n{self.stdout}--- stderr\n{self.stderr}"


class Sigil:
    """The program with a cache of its own; `temporary` is its TMPDIR."""

    def __init__(self, program: Path, cache: Path, temporary: Path):
        self.program, self.temporary = program, temporary
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(temporary), "TMPDIR": str(temporary),
                            "XDG_CACHE_HOME": str(cache), "LC_ALL": "C.UTF-8"}

    def command(self, *arguments) -> list[str]:
        return [str(self.program), *map(str, arguments)]

    def run(self, *arguments, cwd=None, environment=None, timeout=300, prefix=()) -> Result:
        """`environment` overrides single variables; `prefix` is a command that starts the program."""
        process = subprocess.run([*prefix, *self.command(*arguments)], cwd=cwd, timeout=timeout,
                                 env={**self.environment, **(environment or {})}, stdin=subprocess.DEVNULL,
                                 capture_output=True)
        return Result(process.returncode, process.stdout.decode(errors="replace"),
                      process.stderr.decode(errors="replace"))

    def succeed(self, *arguments, **options) -> Result:
        result = self.run(*arguments, **options)
        assert result.status == DONE, f"{str(arguments)[:500]}: {result}"
        return result

    def refuse(self, status: int, *patterns: str, arguments, **options) -> Result:
        """Fails with `status` and a message in the project's form that matches every pattern."""
        result = self.run(*arguments, **options)
        assert result.status == status, f"expected exit status {status}\n{result}"
        assert result.stderr.startswith("sigil-build: error: "), str(result)
        for pattern in patterns:
            assert re.search(pattern, result.stderr), f"no match of {pattern!r}\n{result}"
        return result

    def refuse_report(self, status: int, pattern: str, image: Path) -> None:
        """`image verify` ends with `status` and says `pattern`, in its report or as an error."""
        result = self.run("image", "verify", image)
        assert result.status == status, f"expected exit status {status}\n{result}"
        assert re.search(pattern, result.stdout + result.stderr), f"no match of {pattern!r}\n{result}"


def snapshot(*folders: Path) -> set[tuple[str, int, int]]:
    """Every entry below the folders, with size and time of change of each file."""
    found = set()
    for folder in folders:
        for path in folder.rglob("*"):
            status = path.lstat()
            is_folder = path.is_dir() and not path.is_symlink()
            found.add((str(path), 0, 0) if is_folder else (str(path), status.st_size, status.st_mtime_ns))
    return found
