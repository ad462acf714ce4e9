"""The flake, default.nix and the template, as their users use them."""

import json
import re
import shutil
from pathlib import Path

import pytest
from support import nix as support
from support import tree
from support.nix import Nix

PACKAGES = ["default", "sigil-build", "example-hello", "example-hello-programs"]
CHECKS = ["example-hello-bios", "example-hello-uefi"]

builds = pytest.mark.skipif(not support.can_build(),
                            reason="SIGIL_NIX_BUILDS=1 says that what the nixpkgs of SIGIL_NIXPKGS needs is there")


@pytest.fixture
def nix(work):
    if reason := support.reason_to_skip():
        pytest.skip(reason)
    with Nix(work / "nix") as nix:
        yield nix


@pytest.fixture
def project(work):
    return support.copy_of_project(work / "project")


@pytest.fixture
def flake(nix, project):
    """The address of the project's flake."""
    return nix.lock(project, support.nixpkgs())


def test_flake_shows_what_it_has(nix, flake):
    shown = json.loads(nix.succeed("nix", "flake", "show", "--json", flake).stdout)
    assert sorted(shown["packages"]["x86_64-linux"]) == sorted(PACKAGES)
    assert sorted(shown["checks"]["x86_64-linux"]) == CHECKS
    assert {"apps", "devShells", "lib", "overlays", "templates"} < set(shown)


@builds
def test_flake_check_boots_the_example(nix, flake):
    checked = nix.succeed("nix", "flake", "check", flake)
    warnings = set(re.findall("^warning: .*", checked.stderr, re.MULTILINE))
    assert warnings <= {"warning: unknown flake output 'lib'"}, str(checked) # Nix before 2.14 knows no 'lib'
    for check in CHECKS:
        serial_output = nix.build(f"{flake}#checks.x86_64-linux.{check}").read_text(errors="replace")
        assert "bootcheck: pass" in serial_output


def test_evaluating_builds_nothing(nix, flake):
    for kind, names in ("packages", PACKAGES), ("checks", CHECKS), ("devShells", ["default"]):
        for name in names:
            assert nix.evaluate(f"{flake}#{kind}.x86_64-linux.{name}.drvPath").endswith(".drv")
    assert not nix.outputs()


def test_evaluation_costs_little_and_grows_linearly(nix):
    """In calls of functions and in memory, which do not depend on the machine's load; bench/nix has times."""
    few, more, many = (support.cost(nix, f"({support.system_with_children(count)}).drvPath")
                       for count in (40, 220, 400))
    assert many.calls - more.calls == more.calls - few.calls
    assert few.peak_bytes < 100e6
    assert many.peak_bytes < few.peak_bytes + 20e6


def test_builders_see_only_what_they_may(nix):
    """Says in the results whether all other tests here ran in Nix's sandbox."""
    if not nix.sandboxed:
        pytest.skip("Nix's sandbox does not work here (no user namespaces): all tests ran without it")
    script = f"[ ! -e {tree.ROOT} ] && echo > $out"
    probe = (f'derivation {{ name = "probe"; system = "x86_64-linux"; builder = "/bin/bash"; '
             f'args = [ "-c" {json.dumps(script)} ]; }}')
    assert nix.succeed("nix-build", "--no-out-link", "--expr", probe)


def test_library_needs_no_nixpkgs(nix, project, work):
    """Not even to make an image of other people's packages."""
    (work / "broken").mkdir()
    (work / "broken/flake.nix").write_text('{ outputs = _: throw "nixpkgs was evaluated"; }')
    flake = nix.lock(project, work / "broken")
    make = ('lib: (lib.mkImage { pkgs = throw "pkgs was evaluated"; name = "tiny"; '
            'sigil-build = derivation { name = "s"; system = "x86_64-linux"; builder = "/bin/sh"; }; }).drvPath')
    assert nix.evaluate(f"{flake}#lib", "--apply", make).endswith("-tiny.iso.drv")
    assert nix.evaluate(f"{flake}#overlays.default", "--apply", "builtins.isFunction") is True
    assert nix.evaluate(f"{flake}#templates.default.description")
    assert "nixpkgs was evaluated" in str(nix.run("nix", "eval", f"{flake}#packages"))


@builds
def test_image_is_the_one_of_the_plain_way(nix, flake, hello):
    image = nix.build(f"{flake}#example-hello")
    assert image.read_bytes() == hello.read_bytes()
    assert nix.build(f"{flake}#example-hello", "--rebuild") == image
    assert not nix.succeed("nix-store", "-q", "--references", image).stdout


@builds
def test_image_does_not_depend_on_the_store(nix, flake, work):
    with Nix(work / "other", store_name="a-store-with-a-longer-name") as other:
        assert (nix.build(f"{flake}#example-hello").read_bytes() ==
                other.build(f"{flake}#example-hello").read_bytes())


@pytest.fixture
def build_changed_example(nix, project):
    """Builds the example after `change`, an expression for attributes that knows `old` ones and `programs`."""
    def build(change: str):
        return nix.run("nix-build", "--no-out-link", "--expr", f"""
            let
              pkgs = import {support.nixpkgs()} {{ }};
              ours = import {project} {{ inherit pkgs; }};
              programs = ours.example-hello-programs;
              change = old: {change};
            in
            import {project}/nix/packages/example-hello.nix {{
              example-hello-programs = programs;
              mkImage = old: ours.lib.mkImage
                ({{ inherit pkgs; inherit (ours) sigil-build; }} // old // change old);
            }}""")
    return build


@builds
def test_image_keeps_no_store_path_alive(nix, build_changed_example):
    """Even if it has one inside, where Nix can be told so."""
    result = build_changed_example('{ roms = old.roms // { motd.text = "${programs}"; }; }')
    assert result.status == 0, str(result)
    references = nix.succeed("nix-store", "-q", "--references", result.stdout.strip()).stdout
    version = nix.succeed("nix-instantiate", "--eval", "--expr", 'builtins.compareVersions builtins.nixVersion "2.14"').stdout
    assert ("example-hello-programs" in references) == (version.strip() == "-1"), references


@builds
def test_paths_and_derivations_stand_for_each_other(build_changed_example, nix, flake, project):
    """A file by a path, packages by derivations, a program by its package alone: the image is the same."""
    result = build_changed_example(f"""
      let greeter = pkgs.runCommand "greeter" {{ }} "mkdir $out; ln -s ${{programs}}/hello/* $out"; in {{
        roms = old.roms // {{ greeting.file = {project}/examples/hello/greeting.txt; }};
        packages.lib = pkgs.runCommand "lib" {{ }} "mkdir $out; ln -s ${{programs}}/lib/* $out";
        children = map
          (child: child // {{
            binary = if child.name == "greeter" then greeter else {{ package = greeter; file = "bin/reader"; }};
          }})
          old.children;
      }}""")
    assert result.status == 0, str(result)
    assert Path(result.stdout.strip()).read_bytes() == nix.build(f"{flake}#example-hello").read_bytes()


@builds
def test_description_in_dhall_gives_the_same(nix, flake, project):
    """With the expression of docs/nix.md."""
    page = (tree.ROOT / "docs/nix.md").read_text()
    expression = re.search(r"(?s)## Descriptions in Dhall\n.*?\n\n(    pkgs\.runCommand.*?)\n\n", page).group(1)
    file = project / "examples/hello/system.dhall"
    text = file.read_text().replace("../../dhall/package.dhall", "env:SIGIL_DHALL")
    file.write_text(re.sub(r'"(?:build/|(?=greeting\.txt"))', '"${env:PROGRAMS as Text}/', text))
    result = nix.succeed("nix-build", "--no-out-link", "--expr", f"""
        let
          pkgs = import {support.nixpkgs()} {{ }};
          ours = import {project} {{ inherit pkgs; }};
          inherit (ours) sigil-build;
          programs = ours.example-hello-programs;
        in
        {expression}""", cwd=file.parent)
    assert Path(result.stdout.strip()).read_bytes() == nix.build(f"{flake}#example-hello").read_bytes()


@builds
def test_default_nix_builds_the_same(nix, flake, project):
    """For those without flakes."""
    path = nix.succeed("nix-build", "-A", "example-hello", "--no-out-link", "-I", f"nixpkgs={support.nixpkgs()}",
                       cwd=project).stdout.strip()
    assert path == str(nix.build(f"{flake}#example-hello"))


def test_overlay_adds_the_program(nix, flake):
    expression = (f'(import {support.nixpkgs()} {{ system = "x86_64-linux"; '
                  f'overlays = [ (builtins.getFlake "{flake}").overlays.default ]; }}).sigil-build.drvPath')
    assert (nix.evaluate("--impure", "--expr", expression) ==
            nix.evaluate(f"{flake}#packages.x86_64-linux.sigil-build.drvPath"))


@builds
def test_app_boots_the_example(nix, flake):
    result = nix.succeed("nix", "run", f"{flake}#example-hello", "--", "--timeout", "120")
    assert "bootcheck: pass" in result.stdout


class Page:
    """docs/how-to/first-system-with-nix.md, for tests that follow it."""

    def __init__(self):
        text = (tree.ROOT / "docs/how-to/first-system-with-nix.md").read_text()
        self.sections = dict(re.findall(r"(?ms)^## ([^\n]+)\n(.*?)(?=^## |\Z)", text))

    def blocks(self, title: str) -> list[str]:
        return [block.replace("\n    ", "\n").strip()
                for block in re.findall(r"(?:(?<=\n)    [^\n]*\n+)+", self.sections[title])]


@pytest.fixture
def page():
    return Page()


@pytest.fixture
def home(nix, flake, work):
    """A home with a checkout of sigil-build, as the page has it."""
    if not shutil.which("git"):
        pytest.skip("git is not installed (Debian package git)")
    shutil.copytree(flake.removeprefix("path:"), work / "home/sigil-build")
    nix.environment["HOME"] = str(work / "home")
    nix.succeed("bash", "-euc", "git init -q; git add -A; git -c user.name=u -c user.email=u@example.org commit -qm first",
                cwd=work / "home/sigil-build")
    return work / "home"


@builds
def test_first_system_builds_and_boots_as_the_page_says(nix, home, page, sigil):
    *commands, = page.blocks("1. Begin") + page.blocks("2. Build")
    boot, verdict, check = page.blocks("3. Boot")
    assert commands[1:] and verdict.startswith("bootcheck: pass")
    result = nix.succeed("bash", "-euc", "\n".join([*commands, boot, check]), cwd=home)
    assert verdict in result.stdout
    sigil.succeed("image", "verify", home / "lamp/result")

    change, report = page.blocks("4. Change something")
    description = home / "lamp/system.nix"
    before, switch = description.read_text().split('name = "switch"')
    for line in change.split("\n"):
        key = line.split("=")[0].strip()
        switch, count = re.subn(rf"(?m)^ *{key} = .*$", line, switch)
        assert count == 1, line
    description.write_text(before + 'name = "switch"' + switch)
    refused = nix.run("nix", "build", cwd=home / "lamp")
    assert refused.status != 0
    for line in report.split("\n"):
        assert line in refused.stderr, f"{line}\n{refused}"


@builds
def test_system_without_flakes_builds_as_the_page_says(nix, home, page, sigil):
    """The expression, and the command before it, with the nixpkgs of NIX_PATH."""
    command, expression = page.blocks("Without flakes")
    nix.environment["NIX_PATH"] = f"nixpkgs={support.nixpkgs()}"
    (home / "first").mkdir()
    (home / "first/default.nix").write_text(expression)
    nix.succeed("bash", "-euc", f"{command} --out-link example; nix-build", cwd=home / "first")
    for image in "example", "result":
        sigil.succeed("image", "verify", home / "first" / image)


@pytest.fixture
def refuse(build_changed_example):
    """The changed example must fail, with a message for each pattern."""
    def check(change: str, *patterns: str):
        result = build_changed_example(change)
        assert result.status != 0, str(result)
        for pattern in patterns:
            assert re.search(pattern, result.stderr), f"no match of {pattern!r}\n{result}"
    return check


@builds
def test_all_that_is_wrong_is_reported_by_attribute(refuse):
    refuse('{ name = 5; gnome = 1; roms = old.roms // { greeting.file = "${programs}/nothing"; }; '
           'children = map (child: child // { ram = 7; }) old.children; }',
           r"found an integer, expected text\n +at attribute name\n",
           r"unknown key 'gnome'\n +at attribute gnome\n +hint: did you mean 'genode'\?",
           r"-example-hello-programs/nothing' does not exist\n +at attribute roms\.greeting\.file\n",
           r"at attribute children\.0\.ram\n", r"at attribute children\.1\.ram\n")


@builds
def test_missing_library_is_reported_by_attribute(refuse):
    refuse("{ packages = { inherit (old.packages) hello; }; }",
           r"library 'checksum\.lib\.so'.* is in no package\n +at attribute children\.1\.binary\n",
           r"library 'text\.lib\.so'.* is in no package\n +at attribute children\.0\.binary\n")


@builds
def test_missing_program_is_reported_by_attribute(refuse):
    """A package in place of a binary stands for its main program."""
    refuse('{ children = [ { name = "a"; binary = programs; caps = 1; ram = "1M"; } ]; }',
           r"no file '\S*-example-hello-programs/bin/example-hello-programs'\n +at attribute children\.0\.binary\n")
