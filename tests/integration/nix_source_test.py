"""The package as a user without a binary cache gets it: compiled from source by Nix, with the stand-in's host tools."""

import re

import pytest
from support import nix as support
from support.nix import Nix


def test_package_from_source_makes_the_same_image(work, hello):
    """Takes minutes. The tools are compiled in by their paths: a builder of Nix has no PATH."""
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
