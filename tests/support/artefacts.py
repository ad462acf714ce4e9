"""What is expensive to make and the same for all tests: made once per content of its inputs."""

import fcntl
import hashlib
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from . import tree

FOLDER = tree.BUILD / "integration"


def hash_of(paths: Iterable[Path]) -> str:
    """Of names and contents of all files at and below the paths."""
    digest = hashlib.blake2b(digest_size=8)
    for path in paths:
        for file in sorted(p for p in [path, *path.rglob("*")] if p.is_file()):
            digest.update(f"{file.name}\0{file.stat().st_size}\0".encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()


def cached(name: str, inputs: Iterable[Path], make: Callable[[Path], None]) -> Path:
    """The folder that `make(folder)` filled, now or for an earlier test with the same inputs. Tests that
    run at the same time wait for each other."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    target = FOLDER / f"{name}-{hash_of(inputs)}"
    with open(FOLDER / f"{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.exists():
            # The digits of a hash: "hello-iso" is another artefact than "hello".
            for old in FOLDER.glob(f"{name}-{'[0-9a-f]' * 16}"):
                shutil.rmtree(old)
            partial = FOLDER / f"{name}.partial"
            shutil.rmtree(partial, ignore_errors=True)
            partial.mkdir()
            make(partial)
            partial.rename(target)
    return target
