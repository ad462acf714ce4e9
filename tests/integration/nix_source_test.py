"""The package as a user without a binary cache gets it: compiled from source."""

import os
import re
import subprocess

import pytest
from support import nix as support
from support import tree
from support.nix import Nix


def test_only_bootcheck_is_compiled_without_hardening(work):
    """A compiler that writes down what nixpkgs' wrapper would be told, for each file."""
    compiler, log = work / "c++", work / "log"
    compiler.write_text('#!/bin/bash\nfor word; do [[ $word != *.cpp && $word != *.S && $word != *.o ]] ||\n'
                        f'  echo "$word:$NIX_HARDENING_ENABLE" >> {log}; done\nexec {{}} "$@"\n'.format("/usr/bin/c++"))
    compiler.chmod(0o755)
    environment = {**os.environ, "NIX_HARDENING_ENABLE": "fortify pic", "CMAKE_CXX_COMPILER_LAUNCHER": "",
                   "CMAKE_C_COMPILER_LAUNCHER": ""}
    subprocess.run(["cmake", "-S", tree.ROOT, "-B", work / "build", "-G", "Ninja", f"-DCMAKE_CXX_COMPILER={compiler}",
                    f"-DCMAKE_ASM_COMPILER={compiler}", "-DSIGIL_TESTS=OFF"], check=True, env=environment,
                   stdout=subprocess.DEVNULL)
    log.unlink()
    subprocess.run(["cmake", "--build", work / "build", "--target", "bootcheck-kernel", "bootcheck-core", "sigil_rom",
                    "sigil_base"], check=True, env=environment, stdout=subprocess.DEVNULL)
    told = dict(line.rsplit(":", 1) for line in log.read_text().splitlines())
    bare = {name for name, hardening in told.items() if not hardening}
    assert bare == {name for name in told if "bootcheck-" in name or "src/bootcheck/" in name}, told
    assert any(name.endswith("kernel/main.cpp") for name in bare) and any("src/base/" in name for name in told)


def test_package_from_source_makes_the_same_image(work, hello):
    """By Nix, with the stand-in's host tools. Takes minutes. The tools are compiled in by their paths: a builder of Nix has no PATH."""
    if reason := support.reason_to_skip():
        pytest.skip(reason)
    if not support.can_build():
        pytest.skip("SIGIL_NIX_BUILDS=1 says that what the nixpkgs of SIGIL_NIXPKGS needs is there")
    nixpkgs = support.nixpkgs() if support.real_nixpkgs() else support.STAND_IN
    with Nix(work / "nix") as nix:
        flake = nix.lock(support.copy_of_project(work / "project"), nixpkgs)
        program = nix.build(f"{flake}#sigil-build")
        tool_options = nix.succeed(program / "bin/sigil-build", "--help").stdout
        assert re.search(rf"--ld .*default:\s+{nix.store}/[a-z0-9]+-binutils\S*/bin/ld", tool_options, re.DOTALL)
        assert (program / "share/sigil-build/libgcc.a").is_file()
        image = nix.build(f"{flake}#example-hello")
        if not support.real_nixpkgs(): # another compiler makes other programs
            assert image.read_bytes() == hello.read_bytes()
        nix.build(f"{flake}#checks.x86_64-linux.example-hello-bios")
