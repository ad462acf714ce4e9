"""Nix in a folder of its own: a store, settings and a home that no other Nix on the machine shares."""

import functools
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from . import artefacts, tree
from .sigil import Result

STAND_IN = tree.ROOT / "tests/nix/nixpkgs"

# All that a builder may do without asking: no downloads, no builds during evaluation.
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
    """To be used in a `with` statement, which removes the store."""

    def __init__(self, folder: Path, store_name: str = "store"):
        self.folder, self.store = folder, folder / store_name
        for name in ("etc", "home", "tmp"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / "etc/registry.json").write_text('{ "version": 2, "flakes": [] }')
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(folder / "home"), "TMPDIR": str(folder / "tmp"),
            "LC_ALL": "C.UTF-8", "NIX_REMOTE": "", "NIX_PATH": "", "NIX_USER_CONF_FILES": "/dev/null",
            "NIX_CONF_DIR": str(folder / "etc"), "NIX_STORE_DIR": str(self.store),
            "NIX_STATE_DIR": str(folder / "var"), "NIX_LOG_DIR": str(folder / "log"),
            "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null",
            # The collector of old versions crashes while a filtered source is copied (NixOS/nix issue 4178).
            "GC_DONT_GC": "1"}
        self.sandboxed = True
        self._set_up("true")
        if self._probe().status != 0:
            self.sandboxed = False
            self._set_up("false")

    def _set_up(self, sandbox: str) -> None:
        self.environment["NIX_CONFIG"] = (
            f"{SETTINGS}flake-registry = {self.folder}/etc/registry.json\nsandbox = {sandbox}\n")

    def _probe(self) -> Result:
        return self.run("nix-build", "--no-out-link", "--expr", PROBE)

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

    def outputs(self) -> list[Path]:
        """What was built: the outputs of all derivations that are there."""
        derivations = list(self.store.glob("*.drv"))
        listing = self.succeed("nix-store", "-q", "--outputs", *derivations).stdout if derivations else ""
        return [path for path in map(Path, listing.split()) if path.exists()]


@functools.cache
def reason_to_skip() -> str | None:
    """Why there is no Nix to test with, if so."""
    if not shutil.which("nix"):
        return "Nix is not installed (Debian package nix-bin)"
    with tempfile.TemporaryDirectory(prefix="sigil-test-") as folder, Nix(Path(folder) / "nix") as nix:
        result = nix._probe()
        return f"Nix cannot build here: {result}" if result.status else None


def real_nixpkgs() -> str | None:
    """A nixpkgs to test with in place of the stand-in."""
    return os.environ.get("SIGIL_NIXPKGS")


def nixpkgs() -> Path:
    """SIGIL_NIXPKGS, or the stand-in with the program of the build tree."""
    def make(folder: Path):
        shutil.copytree(STAND_IN, folder, ignore=shutil.ignore_patterns("prebuilt"), dirs_exist_ok=True)
        subprocess.run(["cmake", "--install", tree.BUILD, "--prefix", folder / "prebuilt/sigil-build"], check=True,
                       stdout=subprocess.DEVNULL)
    if path := real_nixpkgs():
        return Path(path)
    return artefacts.cached("nixpkgs", [STAND_IN, tree.BUILD / "bin/sigil-build", tree.BUILD / "share"], make)


def copy_of_project(folder: Path) -> Path:
    """The files that belong to the project, as a checkout has them."""
    for path in tree.files():
        target = folder / path.relative_to(tree.ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    return folder
