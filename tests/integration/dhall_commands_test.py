"""The commands of `dhall`: evaluation, files and imports, hashes, encodings, JSON, and how all of it fails."""

import hashlib
import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest


class Dhall:
    """Runs `sigil-build dhall` in a folder with a cache of its own."""

    def __init__(self, sigil, folder):
        self.sigil, self.folder = sigil, folder
        self.cache = folder / "cache"
        self.environment = {**sigil.environment, "XDG_CACHE_HOME": str(self.cache)}

    def run(self, *arguments, text="", program=None, environment=None):
        command = [program, *map(str, arguments)] if program else self.sigil.command("dhall", *arguments)
        data = text if isinstance(text, bytes) else text.encode()
        return subprocess.run(command, input=data, capture_output=True, cwd=self.folder, timeout=100,
                              env={**self.environment, **(environment or {})})

    def __call__(self, *arguments, **options) -> str:
        result = self.run(*arguments, **options)
        assert result.returncode == 0, f"{arguments}: {result}"
        return result.stdout.decode()

    def refuse(self, *arguments, **options) -> str:
        result = self.run(*arguments, **options)
        assert result.returncode == 1, f"{arguments}: {result}"
        assert result.stdout == b"", "errors are on standard error"
        message = result.stderr.decode()
        assert message.startswith("sigil-build: error: "), message
        return message

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def read(self, name):
        return (self.folder / name).read_text()


@pytest.fixture
def dhall(sigil, work):
    return Dhall(sigil, work)


ONE_HASH = "sha256:" + hashlib.sha256(bytes([0x82, 0x0F, 0x01])).hexdigest()
"""Of `1`, by its encoding."""


# Evaluation

@pytest.mark.parametrize("arguments, text, expected", [
    ([], "1 + 1", "2\n"),
    (["--annotate"], "1 + 1", "2 : Natural\n"),
    (["--alpha"], "λ(x : Natural) → x", "λ(_ : Natural) → _\n"),
    (["--ascii"], "λ(x : Natural) → x", "\\(x : Natural) -> x\n"),
    (["--unicode"], "\\(x : Natural) -> x", "λ(x : Natural) → x\n"),
    (["normalize"], "λ(x : Natural) → x + (1 + 1)", "λ(x : Natural) → x + 2\n"),
    (["normalize", "--alpha"], "λ(x : Natural) → x", "λ(_ : Natural) → _\n"),
    (["type"], "{ a = 1 }", "{ a : Natural }\n"),
    (["type", "--quiet"], "{ a = 1 }", ""),
    (["hash"], "1", ONE_HASH + "\n"),
    (["--plain", "--explain", "--no-cache", "hash"], "2 - 1 ? 1", None),
    (["--plain", "--explain", "--no-cache", "hash", "--ascii"], "0 + 1", ONE_HASH + "\n"),
])
def test_evaluation(dhall, arguments, text, expected):
    if expected is None:
        assert "(input):1:3: " in dhall.refuse(*arguments, text=text)
    else:
        assert dhall(*arguments, text=text) == expected


def test_input_and_output_can_be_files(dhall):
    dhall.write("one.dhall", "1 + 1")
    assert dhall("--file", "one.dhall") == "2\n"
    assert dhall("type", "--file", "one.dhall", "--output", "type") == ""
    assert dhall.read("type") == "Natural\n"
    assert dhall("--file", "-", "--output", "-", text="3") == "3\n"
    dhall.refuse("--output", "type", text="1 + True")
    assert dhall.read("type") == "Natural\n", "an error leaves the output alone"
    assert "'none.dhall' does not exist" in dhall.refuse("--file", "none.dhall")


def test_a_link_named_dhall_is_the_command(dhall):
    link = dhall.folder / "bin/dhall"
    link.parent.mkdir()
    link.symlink_to(dhall.sigil.program)
    assert dhall(text="1 + 1", program=link) == "2\n"
    assert dhall("hash", text="1", program=link) == ONE_HASH + "\n"
    assert dhall.run("--help", program=link).stdout.startswith(b"Evaluate")
    assert dhall.run("--nothing", program=link).returncode == 1


# Errors

def test_errors_show_their_place(dhall):
    dhall.write("bad.dhall", "{ b = 2\n, a = 1 + True }\n")
    message = dhall.refuse("--file", "bad.dhall")
    assert message.splitlines()[:3] == [
        "sigil-build: error: bad.dhall:2:11: an operand of '+' is no Natural: expected 'Natural', found 'Bool'",
        "  , a = 1 + True }",
        "            ^"]
    assert "dhall.type.operator" in dhall.refuse("--explain", "--file", "bad.dhall")
    censored = dhall.refuse("--censor", "--file", "bad.dhall")
    assert "bad.dhall:2:11: " in censored and "^" not in censored
    assert re.match(r"sigil-build: error: \(input\):1:8: ", dhall.refuse("hash", text="λ(x : A"))
    assert "\x1b" not in dhall.refuse(text="1 + \x1b[31m")


def test_usage_errors_have_status_1_too(dhall):
    for arguments in (["--nothing"], ["hash", "--nothing"], ["hash", "--annotate"], ["nothing"], ["--file"],
                      ["--ascii", "--unicode"], ["--memory", "much"], ["--steps", "x"], ["hash", "extra"],
                      ["to-json", "--pretty", "--compact"], ["to-json", "--omit-empty", "--preserve-null"],
                      ["resolve", "--dot", "--immediate-dependencies"], ["--timeout", "0"], ["--output-size", "x"],
                      ["--import-size", "1T"], ["--no-cache", "hash", "--cache"]):
        dhall.refuse(*arguments, text="1")


def test_limits(dhall):
    fold = "Natural/fold 100000 Natural (λ(x : Natural) → x + 1) 0"
    assert dhall("--steps", "10000000", text=fold) == "100000\n"
    assert "1000" in dhall.refuse("--steps", "1000", text=fold)
    assert dhall("--memory", "64M", text="1") == "1\n"
    text = "List/length Natural (Natural/fold 24 (List Natural) (λ(l : List Natural) → l # l) [ 1 ])"
    big = "Natural/fold 40 Text (λ(t : Text) → t ++ t) \"a\""
    assert "memory" in dhall.refuse("--memory", "16M", text=big)
    assert dhall(text=text) == "16777216\n"
    endless = fold.replace("100000", "1000000000000").replace("x + 1", "(x + 1) * 1")
    deep = ("List/fold Natural (Natural/fold 20 (List Natural) (λ(l : List Natural) → l # l) [ 1 ]) (Natural → Natural)"
            " (λ(n : Natural) → λ(f : Natural → Natural) → λ(x : Natural) → n + f x) (λ(x : Natural) → x) 0")
    assert dhall(text=deep) == "1048576\n"
    dhall.write("a.dhall", "./b.dhall")
    dhall.write("b.dhall", "1 + 100000000")
    for arguments, expression, code in [
            (["--timeout", "0.1"], endless, "time"), (["--depth", "1"], deep, "depth"),
            (["--imports", "1"], "./a.dhall", "imports"), (["--import-size", "10"], "./a.dhall", "import-size"),
            (["--output-size", "10"], '"0123456789"', "output-size"),
            (["to-json", "--output-size", "100"], "[ " + ", ".join(["1"] * 100) + " ]", "output-size"),
            (["encode", "--output-size", "10"], '"0123456789"', "output-size"),
            (["hash", "--output-size", "10"], '"0123456789"', "output-size")]:
        message = dhall.refuse("--explain", *arguments, text=expression)
        assert f"dhall.limit.{code}" in message, message
        assert "hint: the limit" in message and "can be raised" in message, message


def test_deep_nesting_is_no_crash(dhall):
    depth = 200_000
    nested = "(" * depth + "1" + ")" * depth
    assert dhall(text=nested) == "1\n"
    assert dhall("to-json", text="[" * depth + "1" + "]" * depth) == "[" * depth + "1" + "]" * depth + "\n"
    records = "{ a = " * 2000 + "1" + " }" * 2000
    assert dhall("--alpha", text=records).split() == ["{", ".".join("a" * 2000), "=", "1", "}"]
    functions = "λ(_ : Natural) → " * 2000 + "1"
    assert dhall("--alpha", text=functions).split() == functions.split()


def test_an_interrupt_ends_it_at_once(dhall):
    endless = "Natural/fold 100000000000 Natural (λ(x : Natural) → x * 3 + 1) 1"
    process = subprocess.Popen(dhall.sigil.command("dhall"), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, env=dhall.environment)
    process.stdin.write(endless.encode())
    process.stdin.close()
    def cpu_ticks() -> int:
        return sum(map(int, Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]))
    while process.poll() is None and cpu_ticks() < 50: # half a second: evaluation has begun
        time.sleep(0.05)
    assert process.poll() is None, process.stderr.read()
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) == 130 # by itself it would not end
    process.stdout.close()
    process.stderr.close()


# Imports

@pytest.fixture
def tree(dhall):
    """top.dhall -> parts/a.dhall -> parts/b.dhall"""
    dhall.write("parts/b.dhall", "{ x = 1 + 1 }")
    dhall.write("parts/a.dhall", "let b = ./b.dhall in b ∧ { y = env:Y as Text }")
    dhall.write("top.dhall", "let a = ./parts/a.dhall in { z = a.x, t = (missing ? ./parts/b.dhall).x }")
    dhall.environment["Y"] = "why"
    return dhall


def test_imports_are_relative_to_their_file(tree):
    assert tree("--file", "top.dhall") == "{ t = 2, z = 2 }\n"
    assert tree("--file", tree.folder / "top.dhall") == "{ t = 2, z = 2 }\n"
    assert tree(text="(./parts/a.dhall).y") == '"why"\n'
    assert "'--no-imports'" not in tree("--no-imports", text="1")
    assert "import" in tree.refuse("--no-imports", text="./top.dhall")
    assert tree("--only-under", tree.folder, text="./top.dhall") == "{ t = 2, z = 2 }\n"
    assert "dhall" in tree.refuse("--only-under", tree.folder / "parts", text="./top.dhall")


def test_errors_of_imports_say_the_way(tree):
    tree.write("parts/b.dhall", "{ x = 1 + True }")
    message = tree.refuse("--file", "top.dhall")
    assert "./parts/b.dhall:1:11: " in message
    assert "  { x = 1 + True }\n            ^\n" in message
    assert message.index("./parts/a.dhall") < message.rindex("./parts/b.dhall")


def test_resolve(tree):
    resolved = tree("resolve", "--file", "top.dhall")
    assert "./" not in resolved and "missing" not in resolved
    assert tree("--no-imports", text=resolved) == "{ t = 2, z = 2 }\n"
    assert tree("resolve", "--immediate-dependencies", "--file", "top.dhall") == (
        "./parts/a.dhall\nmissing\n./parts/b.dhall\n")
    assert tree("resolve", "--transitive-dependencies", "--file", "top.dhall").split() == [
        "./parts/a.dhall", "./parts/b.dhall", "env:Y"]
    dot = tree("resolve", "--dot", "--file", "top.dhall")
    labels = dict(re.findall(r'(\d+) \[label="(.*)"\]', dot))
    edges = {(labels[a], labels[b]) for a, b in re.findall(r"(\d+) -> (\d+);", dot)}
    assert edges == {("./top.dhall", "./parts/a.dhall"), ("./top.dhall", "./parts/b.dhall"),
                     ("./parts/a.dhall", "./parts/b.dhall"), ("./parts/a.dhall", "env:Y")}
    assert tree("resolve", "--immediate-dependencies", text=f"./no.dhall {ONE_HASH}") == "./no.dhall\n"


def test_hashes_and_the_cache(dhall):
    dhall.write("one.dhall", "0 + 1")
    protected = f"./one.dhall {ONE_HASH}"
    assert dhall("--no-cache", text=protected) == "1\n"
    assert not dhall.cache.exists()
    assert dhall(text=protected) == "1\n"
    entry = dhall.cache / "dhall" / ("1220" + ONE_HASH.removeprefix("sha256:"))
    assert entry.read_bytes() == bytes([0x82, 0x0F, 0x01])
    dhall.write("one.dhall", "2")
    assert dhall(text=protected) == "1\n", "from the cache"
    assert "has the hash" in dhall.refuse("--no-cache", text=protected)
    entry.write_bytes(b"spoiled")
    result = dhall.run(text=protected)
    assert result.returncode == 1 and b"has the hash" in result.stderr


def test_freeze(tree):
    before = tree.read("top.dhall")
    assert tree("freeze", "--check", text="./parts/b.dhall\n") == "", "no import of a server"
    assert "'top.dhall' is not frozen" in tree.refuse("freeze", "--all", "--check", "top.dhall")
    assert tree.read("top.dhall") == before
    assert tree("freeze", "--all", "top.dhall") == ""
    frozen = tree.read("top.dhall")
    b_hash = tree("hash", "--file", "parts/b.dhall").strip()
    assert frozen.count("sha256:") == 2 and frozen.count(b_hash) == 1
    tree("freeze", "--all", "--check", "top.dhall")
    tree("format", "--check", "top.dhall")
    assert tree("--file", "top.dhall") == "{ t = 2, z = 2 }\n"
    tree.write("parts/b.dhall", "{ x = 3 }")
    assert "is not frozen" in tree.refuse("freeze", "--all", "--check", "top.dhall"), "its hash is out of date"
    tree("freeze", "--all", "--inplace", "top.dhall")
    assert tree("--no-cache", "--file", "top.dhall") == "{ t = 3, z = 3 }\n"
    text = tree("freeze", "--all", text="-- why\nenv:Y as Text")
    assert re.fullmatch(r"-- why\nenv:Y\s+sha256:[0-9a-f]{64} as Text\n", text), text
    assert tree("freeze", "--all", text="./parts/b.dhall as Location") == "./parts/b.dhall as Location\n"


def test_hash_can_fill_the_cache(dhall):
    assert "missing" in dhall.refuse(text=f"missing {ONE_HASH}")
    assert dhall("hash", "--cache", text="0 + 1") == ONE_HASH + "\n"
    assert dhall(text=f"missing {ONE_HASH}") == "1\n"


def test_freeze_with_fallbacks(tree):
    a_hash, b_hash = (tree("hash", "--file", f"parts/{name}.dhall").strip() for name in "ab")
    assert tree("freeze", "--all", "--cache", text="./parts/b.dhall") == f"  missing\n    {b_hash}\n? ./parts/b.dhall\n"
    source = ("-- first\nlet a = ./parts/a.dhall -- of a\n\nin  { a, b = ./parts/b.dhall, c = [ ./parts/b.dhall ] }\n")
    tree.write("x.dhall", source)
    before = tree("--file", "x.dhall")
    tree("freeze", "--all", "--cache", "x.dhall")
    frozen = tree.read("x.dhall")
    assert frozen.count("missing\n") == 3 and frozen.count(b_hash) == 2 and frozen.count(a_hash) == 1
    assert frozen.count("./parts/b.dhall") == 2 and "-- first" in frozen and "-- of a" in frozen
    tree("freeze", "--all", "--cache", "--check", "x.dhall")
    tree("format", "--check", "x.dhall")
    assert tree("--file", "x.dhall") == before
    tree.write("parts/b.dhall", "{ x = 7 }")
    assert tree("--file", "x.dhall") == before, "from the cache"
    assert "x = 7" in tree("--file", "x.dhall", "--no-cache"), "what is not cached is imported"
    tree("freeze", "--all", "--cache", "x.dhall")
    assert b_hash not in tree.read("x.dhall")
    tree.write("parts/b.dhall", "{ x = 2 }")
    tree("freeze", "--all", "x.dhall")
    protected = tree.read("x.dhall")
    assert "missing" not in protected and protected.count(b_hash) == 2
    assert tree("freeze", "--cache", text="./parts/b.dhall") == "./parts/b.dhall\n", "no import of a server"
    assert tree("freeze", "--cache", text=f"./parts/b.dhall {b_hash}").startswith("  missing\n"), "it has a hash"
    for text in ("missing", f"missing {b_hash}", "./parts/b.dhall as Location"):
        assert tree("freeze", "--all", "--cache", text=text) == text + "\n"


def test_time(tree):
    result = tree.run("--time", "--no-cache", "--file", "top.dhall")
    assert result.stdout == b"{ t = 2, z = 2 }\n"
    names = re.findall(r"(?m)^ +\d+\.\d{6} s  (.*)$", result.stderr.decode())
    assert names == ["read", "parse", "import './parts/b.dhall'", "import 'env:Y'", "import './parts/a.dhall'", "resolve",
                     "infer", "normalize", "print"]


# Encodings and sources

def test_encode_and_decode(dhall):
    encoded = dhall.run("encode", text="1 + 1").stdout
    assert encoded == bytes([0x84, 3, 4, 0x82, 15, 1, 0x82, 15, 1])
    assert dhall("decode", text=encoded) == "1 + 1\n"
    assert dhall("decode", "--quiet", text=encoded) == ""
    assert json.loads(dhall("encode", "--json", text="1 + 1")) == [3, 4, [15, 1], [15, 1]]
    for text in ("1 + 1", "λ(x : Bool) → { a = x, b = 1.5, c = -3, d = [] : List Text }", "./no.dhall as Text"):
        assert dhall("decode", "--json", text=dhall("encode", "--json", text=text)) == text + "\n"
    for text, what in (("[ 15", "not JSON"), ("[ 15 ]", "encoded"), ("[" * 200_000, "deep")):
        assert what in dhall.refuse("decode", "--json", text=text)
    assert dhall.run("encode", text="./no.dhall").returncode == 0, "nothing is imported"
    assert "^" not in dhall.refuse("decode", text=b"\x84\x03")
    dhall.run("encode", "--output", "encoded", text="1 + 1")
    assert (dhall.folder / "encoded").read_bytes() == encoded


def test_format(dhall):
    assert dhall("format", text="-- a comment\n{b=1,a=2}") == "-- a comment\n{ b = 1, a = 2 }\n"
    assert dhall("format", "--ascii", text="λ(x : Bool) → x") == "\\(x : Bool) -> x\n"
    assert dhall("format", "--unicode", text="\\(x : Bool) -> x") == "λ(x : Bool) → x\n"
    good, bad = dhall.write("good.dhall", "{ a = 1 }\n"), dhall.write("bad.dhall", "{a=1}")
    dhall.write("worse.dhall", "{a=")
    unchanged = good.stat().st_mtime_ns
    message = dhall.refuse("format", "--check", "good.dhall", "bad.dhall", "worse.dhall")
    assert "'bad.dhall' is not formatted" in message and "worse.dhall:1:4: " in message and "good" not in message
    assert bad.read_text() == "{a=1}"
    assert dhall("format", "good.dhall", "bad.dhall") == ""
    assert bad.read_text() == "{ a = 1 }\n"
    assert good.stat().st_mtime_ns == unchanged
    assert dhall("format", "--check", "good.dhall", "bad.dhall") == ""
    assert "'(input)' is not formatted" in dhall.refuse("format", "--check", text="{a=1}")


# Data

def test_text(dhall):
    assert dhall("text", text='"a${"b"}\\n"') == "ab\n"
    dhall("text", "--output", "text", text='"abc"')
    assert dhall.read("text") == "abc"
    assert "(input):1:1: expression is no Text" in dhall.refuse("text", text="1")


@pytest.mark.parametrize("text, expected", [
    ("True", "true"), ("5", "5"), ("+5", "5"), ("-5", "-5"), ("1.5", "1.5"), ("1.0", "1"), ("-0.25", "-0.25"),
    ("1e-3", "1.0e-3"), ("1.25e-7", "1.25e-7"), ("1e22", "1" + "0" * 22), ("123456.75", "123456.75"),
    ("123456789012345678901234567890", "123456789012345678901234567890"),
    ('"a\\"\\n\\u0001é"', '"a\\"\\n\\u0001é"'), ("None Bool", "null"), ("Some 1", "1"),
    ("[ 1, 2 ]", "[1,2]"), ("[] : List Bool", "[]"), ("{ b = 1, a = [ { c = {=} } ] }", '{"a":[{"c":{}}],"b":1}'),
    ("< A | B : Bool >.A", '"A"'), ("< A | B : Bool >.B True", "true"),
    ("[ { mapKey = \"b\", mapValue = 1 }, { mapKey = \"a\", mapValue = 2 } ]", '{"a":2,"b":1}'),
    ("[] : List { mapKey : Text, mapValue : Bool }", "{}"), ("[] : List { mapKey : Bool, mapValue : Bool }", "[]"),
    ("{ a = None Bool, b = 1 }", '{"b":1}'), ("2020-01-02", '"2020-01-02"'), ('0x"00ff"', '"00ff"'),
])
def test_to_json(dhall, text, expected):
    assert dhall("to-json", text=text) == expected + "\n"


def test_options_of_to_json(dhall):
    text = '{ a = None Bool, b = {=}, c = [ { mapKey = "k", mapValue = 1 } ], d = [ { e = None Bool } ] }'
    assert dhall("to-json", text=text) == '{"b":{},"c":{"k":1},"d":[{}]}\n'
    assert dhall("to-json", "--preserve-null", text=text) == '{"a":null,"b":{},"c":{"k":1},"d":[{"e":null}]}\n'
    assert dhall("to-json", "--omit-empty", "--compact", text=text) == '{"c":{"k":1},"d":[null]}\n'
    assert dhall("to-json", "--no-maps", text=text) == '{"b":{},"c":[{"mapKey":"k","mapValue":1}],"d":[{}]}\n'
    assert dhall("to-json", "--key", "name", "--value", "is", text='[ { name = "a", is = 1 } ]') == '{"a":1}\n'
    pretty = dhall("to-json", "--pretty", text=text)
    assert pretty == json.dumps(json.loads(pretty), indent=2) + "\n"
    assert dhall("to-json", "--approximate-special-doubles", text="[ NaN, -Infinity ]") == (
        "[null,-" + str(int(1.7976931348623157)) + "7976931348623157" + "0" * 292 + "]\n")


@pytest.mark.parametrize("nesting, expected", [
    ("L.Inline", '{"name":"A","x":1}'), ('L.Nested "value"', '{"name":"A","value":{"x":1}}')])
def test_unions_can_keep_their_names(dhall, nesting, expected):
    text = ("let L = < Inline | Nested : Text > in "
            f'{{ field = "name", nesting = {nesting}, contents = < A : {{ x : Natural }} | B >.A {{ x = 1 }} }}')
    assert dhall("to-json", text=text) == expected + "\n"


JSON = """
let Make = λ(J : Type) →
      { array : List J → J, bool : Bool → J, double : Double → J, integer : Integer → J, null : J
      , object : List { mapKey : Text, mapValue : J } → J, string : Text → J }
let J = ∀(J : Type) → ∀(json : Make J) → J
let json : J = λ(J : Type) → λ(json : Make J) → json.object
      [ { mapKey = "z", mapValue = json.array [ json.null, json.integer +3, json.double 0.5, json.bool True ] }
      , { mapKey = "a", mapValue = json.string "A" }, { mapKey = "a", mapValue = json.string "B" }
      , { mapKey = "n", mapValue = json.null }, { mapKey = "e", mapValue = json.array ([] : List J) }
      , { mapKey = "o", mapValue = json.object ([] : List { mapKey : Text, mapValue : J }) } ]
in  """


def test_to_json_of_church_encoded_json(dhall):
    whole = '{"a":"B","e":[],"o":{},"z":[null,3,0.5,true]}'
    assert dhall("to-json", text=JSON + "json") == whole + "\n"
    assert dhall("to-json", text=JSON + "{ x = [ Some json ], y = < A : J >.A json, f = 1 }") == (
        f'{{"f":1,"x":[{whole}],"y":{whole}}}\n')
    assert dhall("to-json", "--no-maps", "--key", "k", text=JSON + "json") == whole + "\n", "these are no maps"
    assert dhall("to-json", "--preserve-null", text=JSON + "json") == whole.replace('"o"', '"n":null,"o"') + "\n"
    assert dhall("to-json", "--omit-empty", text=JSON + "json") == '{"a":"B","z":[null,3,0.5,true]}\n'
    message = dhall.refuse("to-json", text=JSON + "{ f = λ(J : Type) → λ(j : Make J) → 1 }")
    assert "value at 'f' is a function" in message
    old = ("λ(J : Type) → λ(j : { array : List J → J, bool : Bool → J, null : J, number : Double → J"
           ", object : List { mapKey : Text, mapValue : J } → J, string : Text → J }) → j.number 1.5")
    assert dhall("to-json", text=old) == "1.5\n"


@pytest.mark.skipif("SIGIL_DHALL_PRELUDE" not in os.environ, reason="needs the Prelude, in the folder that SIGIL_DHALL_PRELUDE names")
def test_to_json_of_the_preludes_json(dhall):
    text = f"""let JSON = {os.environ.get("SIGIL_DHALL_PRELUDE")}/JSON/package.dhall
               in  JSON.object (toMap {{ a = JSON.array [ JSON.null, JSON.natural 3, JSON.string "x" ] }})"""
    assert dhall("to-json", text=text) == '{"a":[null,3,"x"]}\n'


@pytest.mark.parametrize("text, path, what", [
    ("{ a = [ { f = λ(x : Bool) → x } ] }", "a[0].f", "a function"), ("{ a = Bool }", "a", "a type"),
    ("{ a = { b = NaN } }", "a.b", "no finite number")])
def test_to_json_says_what_it_cannot_express(dhall, text, path, what):
    message = dhall.refuse("to-json", text=text)
    assert f"value at '{path}' is {what}" in message
    assert re.match(r"sigil-build: error: \(input\):1:\d+: ", message) and "^" in message


def test_results_do_not_depend_on_the_working_folder(dhall, tmp_path):
    path = dhall.write("one.dhall", "./two.dhall")
    dhall.write("two.dhall", "2")
    result = subprocess.run(dhall.sigil.command("dhall", "--file", path), cwd=tmp_path, env=dhall.environment,
                            capture_output=True, stdin=subprocess.DEVNULL, check=True)
    assert result.stdout == b"2\n" and os.listdir(tmp_path) == []
