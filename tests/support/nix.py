"""Nix in a folder of its own: a store, settings and a home that no other Nix on the machine shares."""

import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from . import artefacts, tree
from .sigil import Result

STAND_IN = tree.ROOT / "tests/nix/nixpkgs"

# No downloads, and no builds during evaluation.
SETTINGS = """
experimental-features = nix-command flakes
substituters =
build-users-group =
builders =
allow-import-from-derivation = false
warn-dirty = false
max-jobs = 2
sandbox-paths = /bin /usr /lib /lib64? /etc/alternatives?
"""

PROBE = ('builtins.derivation { name = "probe"; system = "x86_64-linux"; builder = "/bin/bash"; '
         'args = [ "-c" ">$out" ]; }')


class Nix:
    """To be used in a `with` statement, which removes the store. `sandboxed`: whether builders see only what
    they may; by default they do if that works here."""

    def __init__(self, folder: Path, store_name: str = "store", sandboxed: bool | None = None):
        self.folder, self.store = folder, folder / store_name
        self.sandboxed = sandbox_works() if sandboxed is None else sandboxed
        for name in ("etc", "home", "tmp"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / "etc/registry.json").write_text('{ "version": 2, "flakes": [] }')
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(folder / "home"), "TMPDIR": str(folder / "tmp"),
            "LC_ALL": "C.UTF-8", "NIX_REMOTE": "", "NIX_PATH": "", "NIX_USER_CONF_FILES": "/dev/null",
            "NIX_CONF_DIR": str(folder / "etc"), "NIX_STORE_DIR": str(self.store),
            "NIX_STATE_DIR": str(folder / "var"), "NIX_LOG_DIR": str(folder / "log"),
            "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null",
            "NIX_CONFIG": f"{SETTINGS}flake-registry = {folder}/etc/registry.json\n"
                          f"sandbox = {str(self.sandboxed).lower()}\n",
            # The collector of old versions crashes while a filtered source is copied (NixOS/nix issue 4178).
            "GC_DONT_GC": "1"}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        # Nix takes away everyone's right to write.
        subprocess.run(["chmod", "-R", "u+w", self.folder], check=True)
        shutil.rmtree(self.folder)

    def run(self, *command, cwd=None, timeout=1200) -> Result:
        process = subprocess.run([*map(str, command)], cwd=cwd or self.folder, env=self.environment, timeout=timeout,
                                 stdin=subprocess.DEVNULL, capture_output=True)
        return Result(process.returncode, process.stdout.decode(errors="replace"),
                      process.stderr.decode(errors="replace"))

    def succeed(self, *command, **options) -> Result:
        result = self.run(*command, **options)
        assert result.status == 0, f"{' '.join(map(str, command))}: {result}"
        return result

    def build(self, flake: str, *options, **more) -> Path:
        """The store path of the only output."""
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            link = Path(folder) / "result"
            self.succeed("nix", "build", flake, "-o", link, *options, **more)
            return link.resolve()

    def evaluate(self, flake: str, *options, **more):
        """The value, by way of JSON."""
        return json.loads(self.succeed("nix", "eval", "--json", flake, *options, **more).stdout)

    def lock(self, project: Path, nixpkgs: Path) -> str:
        """Lets a copy of the project have this nixpkgs; further commands are those of any user. Returns the
        flake's address."""
        self.succeed("nix", "flake", "lock", f"path:{project}", "--override-input", "nixpkgs", f"path:{nixpkgs}")
        return f"path:{project}"

    def outputs(self) -> list[Path]:
        """What was built: the outputs of all derivations that are there."""
        derivations = list(self.store.glob("*.drv"))
        listing = self.succeed("nix-store", "-q", "--outputs", *derivations).stdout if derivations else ""
        return [path for path in map(Path, listing.split()) if path.exists()]


def _probe(sandboxed: bool) -> Result:
    with tempfile.TemporaryDirectory(prefix="sigil-test-") as folder:
        with Nix(Path(folder) / "nix", sandboxed=sandboxed) as nix:
            return nix.run("nix-build", "--no-out-link", "--expr", PROBE)


@functools.cache
def sandbox_works() -> bool:
    return _probe(sandboxed=True).status == 0


@functools.cache
def reason_to_skip() -> str | None:
    """Why there is no Nix to test with, if so."""
    if not shutil.which("nix"):
        return "Nix is not installed (Debian package nix-bin)"
    if not sandbox_works() and (result := _probe(sandboxed=False)).status:
        return f"Nix cannot build here: {result}"
    return None


def real_nixpkgs() -> str | None:
    """A nixpkgs to test with in place of the stand-in."""
    return os.environ.get("SIGIL_NIXPKGS")


def can_build() -> bool:
    """A real nixpkgs needs its sources, or a store that has its packages."""
    return not real_nixpkgs() or os.environ.get("SIGIL_NIX_BUILDS") == "1"


def nixpkgs() -> Path:
    """SIGIL_NIXPKGS, or the stand-in with the program of the build tree."""
    def make(folder: Path):
        shutil.copytree(STAND_IN, folder, ignore=shutil.ignore_patterns("prebuilt"), dirs_exist_ok=True)
        subprocess.run(["cmake", "--install", tree.BUILD, "--prefix", folder / "prebuilt/sigil-build"], check=True,
                       stdout=subprocess.DEVNULL)
    if path := real_nixpkgs():
        return Path(path)
    return artefacts.cached("nixpkgs", [STAND_IN, tree.BUILD / "bin/sigil-build", tree.BUILD / "share", tree.ROOT / "dhall"], make)


def system_with_children(count: int, nixpkgs: Path | str = STAND_IN) -> str:
    """An expression: the derivation of an image with that many children. sigil-build is to be made from source."""
    return (f"let pkgs = import {nixpkgs} {{ overlays = [ (import {tree.ROOT}/nix/overlay.nix) ]; }}; in "
            f"import {tree.ROOT}/tests/nix/children.nix {{ inherit pkgs; lib = import {tree.ROOT}/nix/lib; "
            f"count = {count}; }}")


@dataclass
class Cost:
    """Of evaluating an expression."""
    user_seconds: float
    peak_bytes: int
    calls: int


# What the kernel says of a process's peak includes what its parent had: it needs a small parent.
MEASURE = """
import os, sys
program = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ,
                          file_actions=[(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)])
_, status, usage = os.wait4(program, 0)
print(usage.ru_utime, usage.ru_maxrss)
sys.exit(status != 0)
"""


def cost(nix: Nix, expression: str) -> Cost:
    environment = {**nix.environment, "NIX_SHOW_STATS": "1", "NIX_SHOW_STATS_PATH": "/dev/stderr"}
    environment.pop("GC_DONT_GC") # with it memory is not what users see
    process = subprocess.run([sys.executable, "-I", "-S", "-c", MEASURE, "nix-instantiate", "--eval", "--expr", expression],
                             env=environment, capture_output=True, text=True)
    assert process.returncode == 0, process.stderr
    user_seconds, peak_kib = process.stdout.split()
    statistics = json.loads(process.stderr[process.stderr.index("{"):process.stderr.rindex("}") + 1])
    return Cost(float(user_seconds), int(peak_kib) * 1024, statistics["nrFunctionCalls"])


def copy_of_project(folder: Path) -> Path:
    """The files that belong to the project, as a clean checkout has them."""
    for path in tree.files():
        target = folder / path.relative_to(tree.ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    return folder
