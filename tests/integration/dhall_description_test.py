"""Descriptions in Dhall: the same images as from JSON, and errors that point into the Dhall files."""

import functools
import http.server
import json
import os
import re
import subprocess
import threading
from pathlib import Path

import pytest
from support import tree
from support.sigil import FAILED, INVALID, LIMIT, MISSING, USAGE, snapshot
from support.tiny_dhall import PACKAGE, TEXT, TinyDhall

PACKAGE_FILES = sorted((tree.ROOT / "dhall").glob("*.dhall"))
EXAMPLES = sorted((tree.ROOT / "examples").glob("*/*.dhall"))


@pytest.fixture
def dhall(tiny):
    """A sound description; change it, write() it, build it."""
    return TinyDhall(tiny)


@pytest.fixture
def refused(sigil, dhall):
    """Builds `dhall` and wants it refused at the mark, if there is one; the folder stays as it was."""
    def check(status, *patterns, options=(), **rest):
        dhall.write()
        before = snapshot(dhall.folder)
        # From the folder above: places name files as the command line and the importer do.
        result = sigil.refuse(status, *patterns, cwd=dhall.folder, arguments=[
            "image", "build", "system.dhall", "-o", dhall.output, *options], **rest)
        assert snapshot(dhall.folder) == before, "the folder has changed"
        assert result.stdout == ""
        if dhall.place:
            assert dhall.points_there(result.stderr), f"{dhall.place}\n{result}"
        return result
    return check


# The same images

def test_example_is_the_same_from_json(sigil, hello, example, work):
    """`hello` is made from Dhall."""
    sigil.succeed("image", "build", example / "system.json", "-o", work / "json.iso")
    assert (work / "json.iso").read_bytes() == hello.read_bytes()


def test_tiny_system_is_the_same_from_json(sigil, tiny, dhall):
    tiny.write()
    sigil.succeed(*tiny.build_arguments())
    image = tiny.output.read_bytes()
    dhall.write()
    sigil.succeed(*dhall.build_arguments())
    assert dhall.output.read_bytes() != image, "modules are in the order of the description"
    tiny.data["roms"] = dict(sorted(tiny.data["roms"].items()))
    tiny.write()
    sigil.succeed(*tiny.build_arguments())
    assert tiny.output.read_bytes() == dhall.output.read_bytes()


def plan(sigil, file):
    found = json.loads(sigil.succeed("image", "build", file, "--dry-run", "--json").stdout)
    found.pop("description")
    return found


def test_all_that_can_be_said_says_the_same(sigil, tiny, dhall):
    """Each type of the package, each of its functions."""
    tiny.data["kernel"] = {"bender": "init", "hypervisor": "init"}
    tiny.data["core"] = str(tree.BUILD / "share/sigil-build/bootcheck-core.a")
    tiny.data["roms"] |= {"stored": {"text": "hello", "placement": "store"}, "book": {"file": "greeting", "placement": "store"},
                          "motd": {"text": "be kind"}}
    tiny.data["roms"] = dict(sorted(tiny.data["roms"].items()))
    tiny.child |= {
        "priority": -2, "provides": ["Report", "Log"],
        "routes": [{"service": "RM"}, {"service": "Beep", "child": "beeper", "label": "a", "target_label": "b"}],
        "config": {"type": "config", "attributes": {"a": "1", "urn": {"capability": "stored"}}, "children": [
            {"type": "x", "children": [{"type": "deep", "attributes": {"b": "2"}}, {"type": "note", "text": "one\ntwo\n"}]},
            {"type": "y"}]}}
    beeper = {"name": "beeper", "caps": 7, "ram": "512K", "provides": ["Beep"]}
    tiny.data["children"] += [
        {**beeper, "binary": {"package": {"folder": "demo"}, "file": "reader"}}, {**beeper, "name": "second", "binary": {"rom": "init"}}]
    tiny.write()
    dhall.change(", packages =", f"""
    , kernel = Some Sigil.Kernel::{{ bender = "init", hypervisor = "init" }}
    , core = Some "{tiny.data['core']}"
    , packages =""")
    dhall.change(", greeting = Sigil.Rom.file", """
      , stored = Sigil.Rom.stored (Sigil.Rom.text "hello")
      , book = Sigil.Rom.stored (Sigil.Rom.file "greeting")
      , motd = Sigil.Rom.text "be kind"
      , greeting = Sigil.Rom.file""")
    dhall.change(', ram = "1M"', """, ram = "1M"
      , priority = -2
      , provides = [ "Report", "Log" ]
      , routes =
        [ Sigil.Route::{ service = "RM" }
        , Sigil.Route::{ service = "Beep", child = Some "beeper", label = Some "a", target_label = Some "b" }
        ]
      , config = Some
          ( Sigil.node Sigil.Node::{
            , type = "config"
            , attributes = toMap { a = Sigil.Attribute.text "1", urn = Sigil.Attribute.capability "stored" }
            , children =
              [ Sigil.node Sigil.Node::{ type = "x", children =
                [ Sigil.node Sigil.Node::{ type = "deep", attributes = toMap { b = Sigil.Attribute.text "2" } }
                , Sigil.node Sigil.Node::{ type = "note", text = Some "one\\ntwo\\n" }
                ] }
              , Sigil.node Sigil.Node::{ type = "y" }
              ]
            } )""")
    dhall.change("[ reader ]", """
      [ reader
      , beeper // { binary = Sigil.Binary.programIn { folder = "demo", file = "reader" } }
      , beeper // { name = "second", binary = Sigil.Binary.rom "init" }
      ]""")
    dhall.change("in  Sigil.System", """
let beeper = Sigil.Child::{ name = "beeper", binary = Sigil.Binary.rom "", caps = 7, ram = "512K", provides = [ "Beep" ] }

in  Sigil.System""")
    dhall.write()
    assert plan(sigil, dhall.file) == plan(sigil, tiny.file)


def test_no_types_are_needed(sigil, tiny, work):
    """What `dhall to-json` would make of a value is what it means, and nested records are nodes too."""
    tiny.child["config"] = {"type": "config", "children": [{"type": "vfs", "children": [{"type": "rom"}]}]}
    tiny.data["roms"] = dict(sorted(tiny.data["roms"].items()))
    tiny.write()
    (tiny.folder / "plain.dhall").write_text("""
      { name = "tiny", genode = "26.02", packages.demo = "demo"
      , roms = { init.file = "init", `ld.lib.so`.file = "ld.lib.so", greeting.file = "greeting" }
      , children = [ { name = "reader", binary = { package = "demo", file = "reader" }, caps = 100, ram = "1M"
                     , roms.message = "greeting", priority = None Integer
                     , config = { type = "config", children = [ { type = "vfs", children = [ { type = "rom" } ] } ] } } ] }""")
    assert plan(sigil, tiny.folder / "plain.dhall") == plan(sigil, tiny.file)


def test_order_of_a_map_is_kept(sigil, dhall):
    dhall.change('toMap { demo = "demo" }', '[ { mapKey = "z", mapValue = "demo" }, { mapKey = "demo", mapValue = "demo" } ]')
    dhall.change(', greeting = Sigil.Rom.file "greeting"\n      }', '''} # [ { mapKey = "greeting", mapValue = Sigil.Rom.file "greeting" } ]''')
    dhall.write()
    names = [module["name"] for module in plan(sigil, dhall.file)["modules"]]
    assert names[:3] == ["init", "ld.lib.so", "greeting"]


def test_suffix_decides(sigil, tiny, dhall):
    tiny.write(TEXT)
    sigil.refuse(INVALID, r"system\.json:1:\d+: malformed JSON", arguments=tiny.build_arguments())
    dhall.text = json.dumps(tiny.data)
    dhall.write()
    sigil.refuse(FAILED, r"system\.dhall:1:", arguments=dhall.build_arguments())


# Places

RAM = ', ram = "1M"'


@pytest.fixture
def untyped(dhall):
    """The same, but the type checker does not know that it is to be a description."""
    return dhall.change("Sigil.System::{", "Sigil.System.default ⫽ {")


def test_wrong_value(refused, dhall):
    dhall.change(RAM, ', ram = «"1 MiB"')
    result = refused(INVALID, r"^sigil-build: error: system\.dhall:8:15: 'ram' is '1 MiB', expected a size such as")
    assert "\n  at field children.0.ram\n" in result.stderr


def test_field_names_that_need_quotes(refused, dhall):
    dhall.change('Sigil.Rom.file "ld.lib.so"', 'Sigil.Rom.file «""')
    assert "\n  at field roms.`ld.lib.so`.file\n" in refused(INVALID, r"path '' is empty").stderr


def test_value_of_a_variable(refused, dhall):
    dhall.change(RAM, ", ram = memory").change("let reader", 'let memory = «"1 MiB"\n\nlet reader')
    refused(INVALID, r"'ram' is '1 MiB'")


def test_value_of_an_import(refused, dhall):
    dhall.write("parts/memory.dhall", '-- too much\n«"1 MiB"\n')
    dhall.change(RAM, ", ram = ./parts/memory.dhall")
    dhall.place = ("./parts/" + dhall.place[0].removeprefix("parts/"), *dhall.place[1:])
    refused(INVALID, r"'ram' is '1 MiB'", r"at field children\.0\.ram")


def test_argument_of_a_function(refused, dhall):
    dhall.write("child.dhall", f"let Sigil = {PACKAGE}\nin  λ(ram : Text) → {{ ram, caps = 100 }}\n")
    dhall.change(RAM, "").change(", caps = 100", "").change(
        "[ reader ]", '[ reader ⫽ ./child.dhall «"1 MiB" ]').change("Sigil.Child::{", "Sigil.Child.default ⫽ {")
    refused(INVALID, r"'ram' is '1 MiB'")


def test_computed_text(refused, dhall):
    dhall.change(RAM, ', ram = «"${Natural/show 7} MiB"')
    refused(INVALID, r"'ram' is '7 MiB'")


def test_computed_number(refused, dhall):
    """It was written nowhere: the record that it is in."""
    dhall.change("Sigil.Child::", "«Sigil.Child::").change(", caps = 100", ", caps = 5 * 0")
    refused(INVALID, r"'caps' is 0, expected 1 to 2147483647")


def test_what_a_function_of_the_package_makes(refused, dhall):
    """The user's file, not the package's."""
    dhall.change('Sigil.Binary.program { package = "demo", file = "reader" }', '«Sigil.Binary.rom "timer"')
    refused(INVALID, r"ROM 'timer' is not in 'roms'", r"at field children\.0\.binary")


def test_placement_that_makes_no_sense(refused, dhall):
    dhall.change('Sigil.Rom.file "init"', '«Sigil.Rom.stored (Sigil.Rom.file "init")')
    refused(INVALID, r"ROM 'init' is placed in the store, but every system starts with it")


def test_unknown_package(refused, dhall):
    dhall.change('package = "demo"', 'package = «"dmeo"')
    refused(INVALID, r"package 'dmeo' is not in 'packages'")


def test_unknown_field(refused, untyped):
    untyped.change("[ reader ]", '[ reader ⫽ { colour = «"red" } ]')
    refused(INVALID, r"child has an unknown key 'colour'", r"at field children\.0\.colour")


def test_missing_field(refused, untyped):
    untyped.change("[ reader ]", '[ «{ name = "reader", caps = 100, ram = "1M" } ]')
    refused(INVALID, r"child has no key 'binary'")


@pytest.mark.parametrize("value, found", [
    ('"many"', "text, expected an integer"), ("1.5", "a number that is no 64-bit integer"), ("True", "a Bool"), ("[ 1 ]", "a list"),
    ("{ a = 1 }", "a record"), ("99999999999999999999", "a number that is no 64-bit integer"), ("2026-11-28", "a date or time"),
    ('0x"00"', "bytes")])
def test_wrong_kind(refused, untyped, value, found):
    untyped.change("[ reader ]", f"[ reader ⫽ {{ caps = «{value} }} ]")
    refused(INVALID, f"found {found}", r"at field children\.0\.caps")


def test_type_in_place_of_a_value(refused, untyped):
    untyped.change(", children", ", core = «Text\n    , children")
    refused(INVALID, "found a type, expected", "at field core")


def test_function_without_its_argument(refused, untyped):
    untyped.change("[ reader ]", "[ reader ⫽ { binary = «Sigil.Binary.rom } ]")
    refused(INVALID, "found a function, expected", "hint: does it lack an argument?", "at field children.0.binary")


def test_child_described_twice(refused, dhall):
    dhall.change("[ reader ]", '[ reader, reader ⫽ { name = «"reader" } ]')
    refused(INVALID, r"child 'reader' is described twice", r"at field children\.1\.name")


def test_key_given_twice(refused, dhall):
    dhall.change('toMap { demo = "demo" }', 'toMap { demo = "demo" } # [ { mapKey = «"demo", mapValue = "other" } ]')
    refused(INVALID, r"key 'demo' is given twice in one map", r"at field packages\.demo")


def test_name_that_genode_cannot_carry(refused, dhall):
    dhall.change(', greeting =', ', `a|b` = «Sigil.Rom.text "x"\n      , greeting =')
    refused(INVALID, r"ROM name 'a\|b'")


def test_missing_file(refused, dhall):
    dhall.change('Sigil.Rom.file "greeting"', 'Sigil.Rom.file «"nowhere"')
    refused(MISSING, r"'nowhere' does not exist", r"at field roms\.greeting\.file")


def test_missing_library(refused, dhall):
    (dhall.tiny.package / "inner.lib.so").unlink()
    dhall.change("Sigil.Binary.program", "«Sigil.Binary.program")
    refused(MISSING, r"inner\.lib\.so", r"at field children\.0\.binary")


def config(node):
    return f'{RAM}\n      , config = Some ({node})'


def test_node_with_children_and_text(refused, dhall):
    dhall.change(RAM, config('Sigil.node Sigil.Node::{ type = "config", children = [ Sigil.node Sigil.Node::{\ntype = «"x"'
                             '\n, text = Some "t", children = [ Sigil.node Sigil.Node::{ type = "y" } ] } ] }'))
    refused(INVALID, r"node has both 'children' and 'text'", r"at field children\.0\.config\.children\.0")


def test_capability_of_a_boot_module(refused, dhall):
    dhall.change(RAM, config('Sigil.node Sigil.Node::{ type = "config", attributes = toMap { urn =\nSigil.Attribute.capability «"greeting"\n} }'))
    refused(INVALID, r"ROM 'greeting' is a boot module", r"at field children\.0\.config\.attributes\.urn\.capability")


@pytest.mark.parametrize("parts, message", [
    ("[ b ]", "node has no end"), ("[ b, P.End, P.End ]", "are in no order"), ('[ b, P.Text "a", P.Text "b", P.End ]', "are in no order"),
    ("[ b, P.End, b, P.End ]", "are in no order")])
def test_parts_that_are_no_node(refused, dhall, parts, message):
    dhall.change("let reader", f"let P = {PACKAGE.parent}/Part.dhall\n\nlet A = Sigil.Attribute.Type\n\nlet b = P.Begin "
                 f'{{ type = "config", attributes = [] : Sigil.Map A }}\n\nlet reader')
    dhall.change(RAM, config(parts))
    refused(INVALID, message, r"system\.dhall:\d+:\d+: ", r"at field children\.0\.config")


def test_deep_tree(refused, dhall):
    deep = """Natural/fold 100 Sigil.Tree (λ(tree : Sigil.Tree) → Sigil.node Sigil.Node::{ type = "n", children = [ tree ] })
        (Sigil.node Sigil.Node::{ type = "n" })"""
    dhall.change(RAM, config(deep))
    refused(LIMIT, r"nested more than 64 levels deep")


def test_endless_description(refused, dhall):
    dhall.change(RAM, f'''{RAM}
      , provides = Natural/fold 24 (List Text) (λ(list : List Text) → list # list) [ "a" ]''')
    refused(LIMIT, r"description has more than 16777216 bytes of values and texts", r"at field children\.0\.provides")


def test_all_errors_in_one_run(refused, dhall):
    dhall.change(RAM, ', ram = "1 MiB"').change("caps = 100", "caps = 0").change('Sigil.Rom.file "greeting"', 'Sigil.Rom.file "nowhere"')
    result = refused(INVALID)
    assert re.findall(r"(?m)^sigil-build: error: (system\.dhall:\d+:\d+): ", result.stderr) == [
        "system.dhall:7:16", "system.dhall:8:15", "system.dhall:18:35"]
    assert result.stderr.count("^\n") == 3, "each shows its line"


def test_long_lines_are_cut(refused, dhall):
    dhall.change(RAM, f', ram = {"{- so long -} " * 10000} "1 MiB" {"{- and so on -}" * 10000}')
    assert len(refused(INVALID, r"'ram' is '1 MiB'").stderr) < 1000


# What Dhall itself refuses: as `sigil-build dhall` does, with its status

@pytest.mark.parametrize("old, new, message", [
    (RAM, ", ram = 1", r"system\.dhall:\d+:\d+: "), ("caps = 100", 'caps = "100"', r"system\.dhall:\d+:\d+: "),
    (RAM, "", r"system\.dhall:\d+:\d+: .*ram|system\.dhall:\d+:\d+: "), (RAM, ", ram = «}", r"system\.dhall:\d+:\d+: "),
    (RAM, ", ram = ./nowhere.dhall", r"nowhere\.dhall"), (RAM, ", ram = env:SIGIL_NOT_SET as Text", r"SIGIL_NOT_SET"),
    (RAM, ", ram = missing", r"missing"),
    (RAM, ", ram = ./ram.dhall sha256:" + "0" * 64, r"hash|sha256"), (RAM, ", ram = ./system.dhall", r"cycl|import")],
    ids=["type", "other type", "lack", "syntax", "no file", "no variable", "missing", "hash", "cycle"])
def test_what_dhall_refuses(sigil, dhall, old, new, message):
    (dhall.folder / "ram.dhall").write_text('"1M"\n')
    dhall.change(old, new).write()
    arguments = ["image", "build", "system.dhall", "-o", dhall.output]
    result = sigil.refuse(FAILED, message, arguments=arguments, cwd=dhall.folder)
    plain = sigil.run("dhall", "--file", "system.dhall", cwd=dhall.folder)
    assert (result.status, result.stderr) == (plain.status, plain.stderr)
    assert not dhall.output.exists()


@pytest.mark.parametrize("options, message", [
    (["--no-imports"], "import"), (["--only-under", "."], r"package\.dhall"), (["--steps", "1000"], "1000"),
    (["--memory", "1M"], "memory")], ids=lambda value: value[0] if isinstance(value, list) else "")
def test_limits_of_evaluation(refused, dhall, options, message):
    dhall.change(RAM, ', ram = Natural/fold 100000 Text (λ(text : Text) → text ++ "1") "1"')
    refused(FAILED, message, options=options)


def test_description_that_is_not_there(sigil, dhall):
    sigil.refuse(MISSING, r"'\S*/system\.dhall' does not exist", arguments=dhall.build_arguments())
    dhall.file.mkdir()
    sigil.refuse(FAILED, r"system\.dhall", r"folder|directory", arguments=dhall.build_arguments())
    dhall.file.rmdir()
    os.mkfifo(dhall.file)
    sigil.refuse(FAILED, r"system\.dhall", r"FIFO|regular file", arguments=dhall.build_arguments(), timeout=20)


# Imports

def test_paths_are_relative_to_the_description(sigil, dhall):
    """Wherever they were written, and wherever the command is run."""
    dhall.write("parts/roms.dhall", f'let Sigil = {PACKAGE}\nin  {{ greeting = Sigil.Rom.file "greeting" }}\n')
    dhall.change(', greeting = Sigil.Rom.file "greeting"', ", greeting = (./parts/roms.dhall).greeting").write()
    for folder in ("/", dhall.folder, dhall.folder.parent):
        path = dhall.file if folder == "/" else os.path.relpath(dhall.file, folder)
        sigil.succeed("image", "build", path, "-o", dhall.output, cwd=folder)


def test_package_from_a_variable(sigil, dhall):
    dhall.change(f"let Sigil = {PACKAGE}", "let Sigil = env:SIGIL_DHALL").write()
    sigil.succeed(*dhall.build_arguments(), environment={"SIGIL_DHALL": str(PACKAGE)})


def test_frozen_imports_come_from_the_cache(sigil, dhall, work):
    dhall.write()
    environment = {"XDG_CACHE_HOME": str(work / "cache")}
    sigil.succeed("dhall", "freeze", "--all", dhall.file, environment=environment)
    assert "sha256:" in dhall.file.read_text()
    sigil.succeed(*dhall.build_arguments(), environment=environment)
    assert len(list((work / "cache/dhall").iterdir())) == 1
    # What is in the cache is not looked for, and has no places: those of the description remain.
    text = dhall.file.read_text().replace(str(PACKAGE), "/nowhere/package.dhall").replace('"1M"', '"1 MiB"')
    dhall.file.write_text(text.replace("Sigil.Binary.program", 'Sigil.Binary.rom "timer" --'))
    sigil.refuse(INVALID, r"system\.dhall:\d+:18: ROM 'timer' is not in 'roms'", r"system\.dhall:\d+:15: 'ram' is '1 MiB'",
                 arguments=dhall.build_arguments(), environment=environment)
    sigil.refuse(FAILED, "nowhere", arguments=[*dhall.build_arguments(), "--no-cache"], environment=environment)


def test_import_from_a_server(sigil, dhall):
    (dhall.folder / "served").mkdir()
    (dhall.folder / "served/ram.dhall").write_text('"1 MiB"\n')
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=dhall.folder / "served")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/ram.dhall"
        dhall.change(RAM, f", ram = {url}").write()
        sigil.refuse(INVALID, re.escape(url) + r":1:1: 'ram' is '1 MiB'", arguments=dhall.build_arguments())
        server.shutdown()


@pytest.mark.parametrize("which", ["system.dhall", "parts/ram.dhall"])
def test_output_is_an_import(sigil, dhall, which):
    ram = dhall.write("parts/ram.dhall", '"1M"\n')
    dhall.change(RAM, ", ram = ./parts/ram.dhall").write()
    sigil.refuse(USAGE, r"input", cwd=dhall.folder, arguments=["image", "build", "system.dhall", "-o", which])
    assert ram.read_text() == '"1M"\n'


def test_output_is_an_import_from_home(sigil, dhall, work):
    (work / "home").mkdir()
    (work / "home/ram.dhall").write_text('"1M"\n')
    dhall.change(RAM, ", ram = ~/ram.dhall").write()
    sigil.refuse(USAGE, r"input", environment={"HOME": str(work / "home")},
                 arguments=["image", "build", dhall.file, "-o", work / "home/ram.dhall"])


# The package

def test_package_is_in_the_standard_layout(sigil):
    assert PACKAGE_FILES and EXAMPLES
    sigil.succeed("dhall", "--unicode", "format", "--check", *PACKAGE_FILES, *EXAMPLES)


def test_every_file_of_the_package_is_commented():
    for path in PACKAGE_FILES:
        assert path.read_text().startswith(("-- ", "{- ")), path


def test_package_needs_nothing_else(sigil):
    """Neither the Prelude nor a server nor a variable."""
    for path in PACKAGE_FILES:
        sigil.succeed("dhall", "type", "--quiet", "--only-under", path.parent, "--file", path)
        imports = sigil.succeed("dhall", "resolve", "--transitive-dependencies", "--file", path).stdout.split()
        assert all(Path(name).resolve().parent == path.parent for name in imports), imports
    named = sigil.succeed("dhall", "resolve", "--immediate-dependencies", "--file", PACKAGE).stdout.split()
    assert {Path(name).name for name in named} == {path.name for path in PACKAGE_FILES} - {"package.dhall", "Part.dhall"}


def test_package_is_installed(work):
    subprocess.run(["cmake", "--install", tree.BUILD, "--prefix", work], check=True, stdout=subprocess.DEVNULL)
    installed = work / "share/sigil-build/dhall"
    assert {path.name: path.read_text() for path in installed.iterdir()} == {
        path.name: path.read_text() for path in PACKAGE_FILES}
