"""How packages get into an image: raw ones fixed up on the way, others as their manifests say."""

import json
import re
import shutil

import pytest
from support import eris_reference, genode_elf, packages
from support.sigil import INTEGRITY, INVALID, MISSING

SECRET = bytes(range(32))


def fix(sigil, folder, *options):
    return sigil.succeed("package", "fixup", "--output", f"out={folder}", *options)


def plan(sigil, tiny):
    return json.loads(sigil.succeed("image", "build", tiny.write(), "--dry-run", "--json").stdout)


def build(sigil, tiny):
    """The image's bytes, after it was verified."""
    tiny.write()
    sigil.succeed(*tiny.build_arguments())
    sigil.succeed("image", "verify", tiny.output)
    return tiny.output.read_bytes()


def boot(sigil, tiny):
    build(sigil, tiny)
    return sigil.succeed("image", "run", tiny.output, "--timeout", "120", "--expect", "bootcheck: pass").stdout


def libraries(sigil, tiny):
    return plan(sigil, tiny)["children"][0]["libraries"]


def refuse(sigil, tiny, status, *patterns, options=()):
    tiny.write()
    sigil.refuse(status, *patterns, arguments=[*tiny.build_arguments(), *options])
    assert not tiny.output.exists()


def make_set(tiny):
    """`outer` and `inner` need each other."""
    tiny.add("demo/inner.lib.so", genode_elf.library(["outer.lib.so", "ld.lib.so"], "inner"))


def keep(tiny):
    """`outer` needs two libraries whose names are kept; one of them needs `inner`."""
    tiny.add("demo/outer.lib.so", genode_elf.library(["posix.lib.so", "vfs_import.lib.so", "ld.lib.so"], "outer"))
    tiny.add("demo/posix.lib.so", genode_elf.library(["ld.lib.so"], "posix"))
    tiny.add("demo/lib/vfs_import.lib.so", genode_elf.library(["inner.lib.so", "ld.lib.so"], "import"))


def nothing(tiny):
    """As it is: each library needs the next one."""


shapes = pytest.mark.parametrize("shape", [nothing, make_set, keep])


@shapes
def test_raw_and_fixed_up_packages_give_the_same_image(sigil, tiny, shape):
    shape(tiny)
    raw = build(sigil, tiny)
    fix(sigil, tiny.package)
    packages.check(tiny.package, kept={"posix.lib.so", "vfs_import.lib.so"})
    tiny.output.unlink()
    assert build(sigil, tiny) == raw


@pytest.mark.parametrize("shape", [make_set, keep])
def test_the_image_boots(sigil, tiny, shape):
    shape(tiny)
    output = boot(sigil, tiny)
    count = len(libraries(sigil, tiny))
    assert re.search(rf"bootcheck: child reader, .* {count} libraries, 1 roms ok", output)


def test_names_of_a_set_arrive_in_table_and_routes(sigil, tiny):
    make_set(tiny)
    described = plan(sigil, tiny)
    sets = described["children"][0]["libraries"]
    assert len(sets) == 2 and all(re.fullmatch(r"eris-set:[A-Z2-7]{48}:[01]", name) for name in sets)
    modules = {module["name"]: module for module in described["modules"]}
    for name in sets:
        assert modules[name]["label"] == name
        assert modules[name]["urn"].startswith("urn:eris:")
        assert f"+ service ROM | label: {name}\n      + parent | label: {name}\n" in described["config"]
    build(sigil, tiny)
    image = json.loads(sigil.succeed("image", "inspect", "--json", tiny.output).stdout)
    users = {module["name"]: module["users"] for module in image["modules"]}
    assert all(users[name] == ["reader"] for name in sets)
    urns = {module["name"]: module["urn"] for module in image["modules"]}
    assert {name: urns[name] for name in sets} == {name: modules[name]["urn"] for name in sets}


def test_kept_names_arrive_in_table_and_routes(sigil, tiny):
    keep(tiny)
    described = plan(sigil, tiny)
    kept = {"posix.lib.so", "vfs_import.lib.so"}
    modules = {module["name"]: module for module in described["modules"]}
    assert kept < set(described["children"][0]["libraries"]) and kept < set(modules)
    posix = (tiny.package / "posix.lib.so").read_bytes()
    assert modules["posix.lib.so"]["urn"] == eris_reference.urn(posix), "it needed no change"
    for name in kept:
        assert f"+ service ROM | label: {name}\n      + parent | label: {name}\n" in described["config"]


def test_declared_needs_are_followed(sigil, tiny):
    tiny.add("demo/plugin.lib.so", genode_elf.library(["inner.lib.so", "ld.lib.so"], "plugin"))
    before = libraries(sigil, tiny)
    fix(sigil, tiny.package, "--declare-need", "reader=plugin.lib.so")
    assert libraries(sigil, tiny) == sorted([*before, "plugin.lib.so"])
    boot(sigil, tiny)


def test_packages_of_both_kinds(sigil, tiny):
    """A package that is fixed up is the same for one that is not, and the other way round."""
    alone = libraries(sigil, tiny)
    tiny.data["packages"]["base"] = "base"
    (tiny.folder / "base").mkdir()
    shutil.move(tiny.package / "inner.lib.so", tiny.folder / "base/inner.lib.so")
    fix(sigil, tiny.folder / "base")
    assert libraries(sigil, tiny) == alone
    fix(sigil, tiny.package, "--input", tiny.folder / "base")
    assert libraries(sigil, tiny) == alone
    # Its manifest knows where the other package is.
    del tiny.data["packages"]["base"]
    assert libraries(sigil, tiny) == alone
    build(sigil, tiny)


def test_a_library_without_a_manifest_that_one_counts_on_stays(sigil, tiny):
    """A manifest has the URN of the raw library, which asks for its own by a plain name."""
    base = tiny.folder / "base"
    base.mkdir()
    for name in "inner", "outer":
        shutil.move(tiny.package / f"{name}.lib.so", base / f"{name}.lib.so")
    outer = (base / "outer.lib.so").read_bytes()
    fix(sigil, tiny.package, "--input", base)
    tiny.data["packages"]["base"] = "base"
    assert libraries(sigil, tiny) == ["inner.lib.so", eris_reference.urn(outer)]
    boot(sigil, tiny)


def test_a_file_that_no_manifest_knows_is_fixed_up(sigil, tiny):
    expected = libraries(sigil, tiny)
    fix(sigil, tiny.package, "--exclude", "reader")
    assert packages.needed(tiny.package / "reader") == ["outer.lib.so", "ld.lib.so"]
    assert libraries(sigil, tiny) == expected


# Manifests are held against files


def damage(path, at=-1):
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("name", ["reader", "outer.lib.so", "inner.lib.so"])
def test_a_file_that_was_changed(sigil, tiny, name):
    fix(sigil, tiny.package)
    damage(tiny.package / name)
    refuse(sigil, tiny, INTEGRITY, rf"demo/{name}' has another SHA-256 than its manifest says")


def test_a_manifest_that_lies(sigil, tiny):
    """Whoever changes a file and its hash too must not give it the old name."""
    fix(sigil, tiny.package)
    damage(tiny.package / "inner.lib.so")
    changed = (tiny.package / "inner.lib.so").read_bytes()
    path = tiny.package / packages.MANIFEST
    data = json.loads(path.read_text())
    data["files"]["inner.lib.so"]["sha256"] = packages.hashlib.sha256(changed).hexdigest()
    path.write_text(json.dumps(data))
    refuse(sigil, tiny, INTEGRITY, r"demo/inner\.lib\.so' does not encode to the capability that its manifest has")


def test_a_set_that_was_changed(sigil, tiny):
    make_set(tiny)
    fix(sigil, tiny.package)
    damage(tiny.package / "inner.lib.so")
    changed = (tiny.package / "inner.lib.so").read_bytes()
    path = tiny.package / packages.MANIFEST
    text = path.read_text()
    data = json.loads(text)
    entry = data["files"]["inner.lib.so"]
    text = text.replace(entry["capability"], eris_reference.urn(changed))
    text = text.replace(entry["sha256"], packages.hashlib.sha256(changed).hexdigest())
    path.write_text(text)
    refuse(sigil, tiny, INTEGRITY, r"others of its set have another hash than their names")


def test_a_library_of_a_manifest_that_is_gone(sigil, tiny):
    fix(sigil, tiny.package)
    (tiny.package / "inner.lib.so").unlink()
    refuse(sigil, tiny, MISSING, r"library '.*demo/inner\.lib\.so' does not exist", r"needs by the manifest of its package")


def test_a_manifest_that_cannot_be_read(sigil, tiny):
    fix(sigil, tiny.package)
    (tiny.package / packages.MANIFEST).write_text('{"version": 3}')
    refuse(sigil, tiny, INVALID, r"eris-manifest\.json", r"version")


# Convergence secrets


def test_private_packages_need_their_secret(sigil, tiny):
    secret, other = tiny.add("secret", SECRET), tiny.add("other", bytes(32))
    fix(sigil, tiny.package, "--convergence-secret-file", secret)
    refuse(sigil, tiny, MISSING, r"capability made with a convergence secret", r"--convergence-secret-file")
    refuse(sigil, tiny, INTEGRITY, r"does not encode to the capability", options=["--convergence-secret-file", other])
    result = sigil.succeed(*tiny.build_arguments(), "--convergence-secret-file", other, "--convergence-secret-file", secret)
    assert SECRET.hex() not in result.stderr
    assert SECRET not in tiny.output.read_bytes()
    names = {module["name"] for module in json.loads(sigil.succeed("image", "inspect", "--json", tiny.output).stdout)["modules"]}
    assert eris_reference.urn((tiny.package / "inner.lib.so").read_bytes(), secret=SECRET) in names
    sigil.succeed("image", "run", tiny.output, "--timeout", "120", "--expect", "bootcheck: pass")
    sigil.succeed("image", "verify", tiny.output, "--convergence-secret-file", secret)
    for options in [], ["--convergence-secret-file", other]:
        result = sigil.run("image", "verify", tiny.output, *options)
        assert result.status == INTEGRITY and "hint: a package with a convergence secret" in result.stdout + result.stderr


# Kept names are ROMs of the system


def test_a_rom_may_be_what_a_kept_name_stands_for(sigil, tiny):
    keep(tiny)
    shutil.move(tiny.package / "posix.lib.so", tiny.folder / "posix")
    refuse(sigil, tiny, MISSING, r"posix\.lib\.so")
    tiny.data["roms"]["posix.lib.so"] = {"file": "posix"}
    assert "posix.lib.so" in libraries(sigil, tiny)
    boot(sigil, tiny)
    # No other name may be one.
    shutil.move(tiny.package / "inner.lib.so", tiny.folder / "inner")
    tiny.data["roms"]["inner.lib.so"] = {"file": "inner"}
    tiny.output.unlink()
    refuse(sigil, tiny, MISSING, r"library 'inner\.lib\.so'")


def test_what_a_rom_needs_that_a_kept_name_stands_for(sigil, tiny):
    keep(tiny)
    (tiny.package / "posix.lib.so").unlink()
    tiny.add("posix", genode_elf.library(["below.lib.so", "ld.lib.so"]))
    tiny.data["roms"]["posix.lib.so"] = {"file": "posix"}
    refuse(sigil, tiny, MISSING, r"library 'below\.lib\.so' of ROM 'posix\.lib\.so' is not in 'roms'")
    tiny.add("below", genode_elf.library(["ld.lib.so"]))
    tiny.data["roms"]["below.lib.so"] = {"file": "below"}
    assert {"posix.lib.so", "below.lib.so"} < set(libraries(sigil, tiny))
    boot(sigil, tiny)


def test_a_kept_name_in_package_and_roms(sigil, tiny):
    keep(tiny)
    shutil.copy(tiny.package / "posix.lib.so", tiny.folder / "posix")
    tiny.data["roms"]["posix.lib.so"] = {"file": "posix"}
    boot(sigil, tiny)
    tiny.output.unlink()
    tiny.add("posix", genode_elf.library(["ld.lib.so"], "another"))
    refuse(sigil, tiny, INVALID, r"ROM 'posix\.lib\.so' is another content than the library '.*demo/posix\.lib\.so'")


def test_a_kept_name_has_one_content_in_the_system(sigil, tiny):
    keep(tiny)
    tiny.data["packages"]["other"] = "other"
    tiny.add("other/reader", genode_elf.program(["posix.lib.so", "ld.lib.so"], "other"))
    posix = tiny.add("other/posix.lib.so", (tiny.package / "posix.lib.so").read_bytes())
    tiny.data["children"].append({**tiny.child, "name": "other", "binary": {"package": "other", "file": "reader"}})
    build(sigil, tiny)
    tiny.output.unlink()
    posix.write_bytes(genode_elf.library(["ld.lib.so"], "another"))
    refuse(sigil, tiny, INVALID, r"library 'posix\.lib\.so', which is asked for by this name, has two contents",
           r"demo/posix\.lib\.so", r"other/posix\.lib\.so")


def test_one_library_under_two_names(sigil, tiny):
    """Genode's linker would load it twice."""
    tiny.data["packages"]["base"] = "base"
    (tiny.folder / "base").mkdir()
    for name in "inner", "outer":
        shutil.move(tiny.package / f"{name}.lib.so", tiny.folder / f"base/{name}.lib.so")
    fix(sigil, tiny.folder / "base", "--keep-name", "inner.lib.so")
    assert "inner.lib.so" in libraries(sigil, tiny)
    tiny.add("demo/reader", genode_elf.program(["outer.lib.so", "inner.lib.so", "ld.lib.so"], "reader"))
    refuse(sigil, tiny, INVALID, r"base/inner\.lib\.so' is asked for both as 'inner\.lib\.so' and by content", r"--keep-name")
