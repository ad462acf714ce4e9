"""Results of Dhall programs from one run to the next: a run that finds one gives what it would have given without,
whatever happened to files, clocks, variables, the cache and other processes in between."""

import http.server
import os
import random
import re
import shutil
import signal
import subprocess
import threading
import time

import pytest

# Takes some milliseconds, without which nothing is kept.
COSTLY = "Natural/fold 200000 Natural (λ(x : Natural) → x + 1) 0"


class Programs:
    """Programs in a folder, and a cache of its own."""

    def __init__(self, sigil, folder):
        self.sigil, self.folder = sigil, folder
        self.cache = folder / "cache"
        self.results = self.cache / "sigil-build/dhall"
        self.environment = {**sigil.environment, "XDG_CACHE_HOME": str(self.cache), "HOME": str(folder / "home")}

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def command(self, *arguments):
        return self.sigil.command("dhall", *arguments)

    def run(self, *arguments, text=None, cwd=None):
        return subprocess.run(self.command(*arguments), cwd=cwd or self.folder, env=self.environment, capture_output=True,
                              timeout=100, input=(text or "").encode())

    def entries(self):
        return sorted(self.results.glob("[0-9a-f]*")) if self.results.is_dir() else []

    def check(self, *arguments, recalled, text=None, cwd=None) -> str:
        """Whether a result of an earlier run is used; all that it prints is what it prints without the cache."""
        result = self.run("--time", *arguments, text=text, cwd=cwd)
        phases = re.findall(r"(?m)^ +\d+\.\d{6} s  (.*)\n", result.stderr.decode())
        messages = re.sub(r"(?m)^ +\d+\.\d{6} s  .*\n", "", result.stderr.decode())
        anew = self.run("--no-cache", *arguments, text=text, cwd=cwd)
        assert (result.returncode, result.stdout, messages) == (anew.returncode, anew.stdout, anew.stderr.decode())
        assert ("recall" in phases and "parse" not in phases) == recalled, (arguments, phases, messages)
        return result.stdout.decode()

    def keep(self, *arguments, **options) -> str:
        """A program that was not known is, from now on."""
        self.check(*arguments, recalled=False, **options)
        return self.check(*arguments, recalled=True, **options)


@pytest.fixture
def programs(sigil, work):
    return Programs(sigil, work)


@pytest.fixture
def tree(programs):
    """A program with imports two levels deep, of all kinds that are not remote."""
    programs.environment["NUMBER"] = "7"
    programs.write("main.dhall", f"let a = ./sub/a.dhall in {{ a, costly = {COSTLY}, text = ./sub/text as Text }}")
    programs.write("sub/a.dhall", "{ b = ../b.dhall, n = env:NUMBER, l = ./a.dhall as Location }")
    programs.write("b.dhall", "./absent.dhall ? ./present.dhall")
    programs.write("present.dhall", "[ 1, 2 ]")
    programs.write("sub/text", "some text\n")
    programs.keep("--file", "main.dhall")
    return programs


# What is kept

@pytest.mark.parametrize("command", [["hash"], ["normalize"], [], ["--annotate"], ["--alpha"], ["type"], ["type", "--quiet"],
                                     ["to-json"], ["to-json", "--pretty"], ["--ascii"]])
def test_commands(programs, command):
    programs.write("main.dhall", f"let f = λ(x : Natural) → λ(y : < A | B : Bool >) → x let proof = assert : {COSTLY} ≡ 200000 "
                                 f"in {{ n = f ({COSTLY}) < A | B : Bool >.A, t = \"a\", none = None Natural, "
                                 "empty = [] : List { x : Text } }")
    programs.keep(*command, "--file", "main.dhall")
    assert len(programs.entries()) == 1


def test_a_type_is_kept_without_the_value_and_with_it(programs):
    programs.write("a.dhall", f"assert : {COSTLY} ≡ 200000")
    assert programs.keep("type", "--file", "a.dhall").startswith("200000 ≡ 200000")
    programs.keep("hash", "--file", "a.dhall")
    programs.check("type", "--file", "a.dhall", recalled=True)
    programs.check("--annotate", "--file", "a.dhall", recalled=True)
    assert len(programs.entries()) == 1


def test_text_and_standard_input(programs):
    text = f"\"costs ${{Natural/show ({COSTLY})}}\""
    assert programs.keep("text", text=text) == "costs 200000"
    programs.check("normalize", text=text, recalled=True)
    programs.check("text", text=text + " ", recalled=False)


def test_what_is_cheap_is_not_kept(programs):
    programs.check(text="1 + 1", recalled=False)
    if programs.entries():
        pytest.skip("even '1 + 1' takes a millisecond of CPU time in this build on this machine, and is worth keeping")
    programs.check(text="1 + 1", recalled=False)


def test_errors_are_not_kept_and_are_those_of_the_source(programs):
    programs.write("a.dhall", f"{{ n = {COSTLY},\n  f = λ(x : Natural) → x }}")
    programs.keep("hash", "--file", "a.dhall")
    for command in ["text", "to-json"]:
        programs.check(command, "--explain", "--file", "a.dhall", recalled=False)
        assert b"a.dhall:" in programs.run(command, "--file", "a.dhall").stderr
        programs.check(command, text=programs.folder.joinpath("a.dhall").read_text(), recalled=False)
    for text in [f"assert : {COSTLY} ≡ 1", f"{{ n = {COSTLY} }}.m", f"./none.dhall + {COSTLY}", f"{COSTLY} +"]:
        programs.check(text=text, recalled=False)
        programs.check(text=text, recalled=False)
    assert len(programs.entries()) == 1


def test_limits_and_policies_are_not_got_around(tree):
    tree.check("--steps", "1000", "--file", "main.dhall", recalled=False)
    tree.keep("--steps", "100000000", "--file", "main.dhall")
    tree.check("--memory", "1K", "--file", "main.dhall", recalled=False)
    tree.check("--no-imports", "--file", "main.dhall", recalled=False)
    tree.check("--only-under", "sub", "--file", "main.dhall", recalled=False)
    tree.keep("--only-under", ".", "--file", "main.dhall")
    assert "forbidden" in tree.run("--explain", "--no-imports", "--file", "main.dhall").stderr.decode()


def test_no_cache_neither_reads_nor_writes(programs):
    programs.write("a.dhall", COSTLY)
    programs.run("--no-cache", "--file", "a.dhall")
    assert not programs.entries()
    programs.keep("--file", "a.dhall")
    entry, = programs.entries()
    before = entry.stat()
    assert b"recall" not in programs.run("--no-cache", "--time", "--file", "a.dhall").stderr
    assert entry.stat().st_ino == before.st_ino


# What has changed

def test_changed_root(tree):
    root = tree.folder / "main.dhall"
    root.write_text(root.read_text() + "-- comment")
    tree.keep("--file", "main.dhall")


@pytest.mark.parametrize("name, text", [
    ("sub/a.dhall", "{ b = ../b.dhall, n = env:NUMBER, l = ./b.dhall as Location }"),
    ("b.dhall", "[ 3 ]"),
    ("present.dhall", "[ 1, 3 ]"),
    ("sub/text", "other text\n"),
    ("absent.dhall", "[ 5 ]"),
    ("absent.dhall", "[ 5 ] +"),
    ("present.dhall", "missing"),
])
def test_changed_import(tree, name, text):
    before = tree.check("--file", "main.dhall", recalled=True)
    tree.write(name, text)
    assert tree.check("--file", "main.dhall", recalled=False) != before


def test_removed_import(tree):
    (tree.folder / "sub/text").unlink()
    tree.check("--file", "main.dhall", recalled=False)
    (tree.folder / "sub/text").mkdir()
    tree.check("--file", "main.dhall", recalled=False)
    (tree.folder / "sub/text").rmdir()
    (tree.folder / "sub/text").write_text("some text\n")
    tree.check("--file", "main.dhall", recalled=True)


def test_unreadable_import(tree):
    (tree.folder / "sub/text").unlink()
    (tree.folder / "sub/text").symlink_to("text")  # a loop
    tree.check("--file", "main.dhall", recalled=False)


def test_variables(tree):
    tree.environment["NUMBER"] = "8"
    tree.keep("--file", "main.dhall")
    del tree.environment["NUMBER"]
    tree.check("--file", "main.dhall", recalled=False)
    tree.environment["NUMBER"] = "8"
    tree.check("--file", "main.dhall", recalled=True)
    tree.environment["NUMBER"] = "True"
    tree.check("--file", "main.dhall", recalled=False)


def test_a_file_of_the_same_size_and_time(tree):
    file = tree.folder / "present.dhall"
    before = file.stat()
    with file.open("r+") as stream:  # the same inode too
        stream.write("[ 9, 2 ]")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (file.stat().st_size, file.stat().st_mtime_ns, file.stat().st_ino) == (before.st_size, before.st_mtime_ns, before.st_ino)
    assert "[ 9, 2 ]" in tree.check("--file", "main.dhall", recalled=False)
    tree.check("--file", "main.dhall", recalled=True)


def test_clocks(tree):
    """Set back and forward, of sources and of what is kept: nothing depends on them."""
    for moment in [0, time.time() - 10**8, time.time() + 10**9]:
        for file in [*tree.folder.glob("**/*.dhall"), *tree.entries(), tree.results]:
            os.utime(file, (moment, moment))
        tree.check("--file", "main.dhall", recalled=True)
        tree.write("present.dhall", f"[ {int(moment)} ]")
        os.utime(tree.folder / "present.dhall", (moment, moment))
        tree.keep("--file", "main.dhall")


def test_place(tree):
    shutil.copytree(tree.folder / "sub", tree.folder / "moved/sub")
    for name in ["main.dhall", "b.dhall", "present.dhall"]:
        shutil.copy(tree.folder / name, tree.folder / "moved" / name)
    tree.check("--file", "main.dhall", cwd=tree.folder / "moved", recalled=True)
    tree.write("moved/present.dhall", "[ 3 ]")
    tree.check("--file", "main.dhall", cwd=tree.folder / "moved", recalled=False)
    tree.check("--file", "../main.dhall", cwd=tree.folder / "moved", recalled=False)
    tree.check("--file", str(tree.folder / "main.dhall"), recalled=False)


def test_what_can_be_read_only_once(programs):
    """A pipe that is read to see whether a result holds is not read again by the evaluation."""
    programs.write("a.dhall", f"{{ n = {COSTLY}, t = /dev/stdin as Text }}")
    programs.write("f.dhall", f"{{ n = {COSTLY}, t = /dev/stdin as Text, f = λ(x : Natural) → x }}")
    for text in ["a", "b"]:
        assert f't = "{text}"' in programs.keep("--file", "a.dhall", text=text)
        programs.keep("--file", "f.dhall", text=text)
        programs.check("to-json", "--file", "f.dhall", text=text, recalled=False)  # fails


# Imports of servers, imports with hashes

class Server:
    """Serves `pages`, counting."""

    def __init__(self):
        self.pages, self.requests = {}, []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                outer.requests.append(self.path)
                page = outer.pages.get(self.path)
                self.send_response(404 if page is None else 200)
                self.end_headers()
                self.wfile.write((page or "").encode())

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def server():
    server = Server()
    yield server
    server.server.shutdown()
    server.server.server_close()


def test_a_server_is_asked_each_time(programs, server):
    server.pages["/x"] = "1"
    text = f"{server.url}/x + {COSTLY}"
    assert programs.check(text=text, recalled=False) == "200001\n"
    server.pages["/x"] = "2"
    assert programs.check(text=text, recalled=False) == "200002\n"
    text = f"({server.url}/none ? 5) + {COSTLY}"
    assert programs.check(text=text, recalled=False) == "200005\n"
    server.pages["/none"] = "6"
    assert programs.check(text=text, recalled=False) == "200006\n"
    assert not programs.entries()


def test_imports_with_hashes(programs, server):
    server.pages["/x"] = "λ(x : Natural) → x + 1"
    frozen = programs.run("freeze", text=f"{server.url}/x").stdout.decode().strip()
    shutil.rmtree(programs.cache, ignore_errors=True)
    text = f"{{ n = {COSTLY}, f = {frozen} }}"
    programs.run(text=text)  # fills the standard's cache
    assert not programs.entries()
    programs.run(text=text)
    requests = len(server.requests)
    first = programs.run("--time", text=text)
    assert b"recall" in first.stderr and b"parse" not in first.stderr
    assert len(server.requests) == requests
    for entry in (programs.cache / "dhall").iterdir():
        entry.write_bytes(b"damaged")
    result = programs.run("--time", text=text)
    assert b"parse" in result.stderr and b"warning" in result.stderr
    assert len(server.requests) > requests


# The cache itself

def test_damaged_entries_are_replaced(tree):
    for seed in range(12):
        generator = random.Random(seed)
        for entry in tree.entries():
            content = bytearray(entry.read_bytes())
            kind = seed % 4
            if kind == 0:
                content[generator.randrange(len(content))] ^= 1 << generator.randrange(8)
            elif kind == 1:
                content = content[:generator.randrange(len(content))]
            elif kind == 2:
                content += b"x"
            else:
                content = bytearray(generator.randbytes(100))
            entry.write_bytes(content)
        tree.keep("--file", "main.dhall")


def test_an_entry_of_another_program_is_not_used(tree):
    first, = tree.entries()
    tree.write("other.dhall", COSTLY)
    tree.keep("--file", "other.dhall")
    second, = (entry for entry in tree.entries() if entry != first)
    shutil.copy(first, second)
    tree.keep("--file", "other.dhall")


def test_an_unusable_cache_changes_nothing(programs):
    programs.write("a.dhall", COSTLY)
    programs.cache.mkdir()
    (programs.cache / "sigil-build").write_text("a file")
    for _ in range(2):
        programs.check("--file", "a.dhall", recalled=False)
    (programs.cache / "sigil-build").unlink()
    programs.keep("--file", "a.dhall")
    programs.results.chmod(0o770)
    programs.check("--file", "a.dhall", recalled=False)
    programs.results.chmod(0o700)
    programs.entries()[0].chmod(0o622)
    programs.keep("--file", "a.dhall")
    assert programs.entries()[0].stat().st_mode & 0o777 == 0o600
    assert programs.results.stat().st_mode & 0o777 == 0o700
    if os.geteuid() == 0:
        os.chown(programs.results, 12345, 12345)
        programs.check("--file", "a.dhall", recalled=False)


def test_cache_folder_of_the_option(programs):
    programs.write("a.dhall", COSTLY)
    folder = programs.folder / "elsewhere"
    command = [str(programs.sigil.program), "--cache-dir", str(folder), "dhall", "--file", "a.dhall"]
    for _ in range(2):
        result = subprocess.run(command, cwd=programs.folder, env=programs.environment, capture_output=True, timeout=100)
        assert result.stdout == b"200000\n", result
    assert len(list((folder / "dhall").iterdir())) == 1 and not programs.entries()


def test_concurrent_processes(tree):
    """Twenty at a time, while the file that they import changes: each gives what one of the versions gives."""
    shutil.rmtree(tree.results)
    versions = [f"[ {at} ]" for at in range(4)]
    expected = []
    for version in versions:
        tree.write("present.dhall", version)
        expected.append(tree.run("--no-cache", "--file", "main.dhall").stdout)
    for round_number in range(4):
        processes = [subprocess.Popen(tree.command("--file", "main.dhall"), cwd=tree.folder, env=tree.environment,
                                      stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(20)]
        for at in range(8):
            new = tree.folder / "present.new"
            new.write_text(versions[(round_number + at) % 4])
            new.replace(tree.folder / "present.dhall")
            time.sleep(0.01)
        for process in processes:
            output, errors = process.communicate(timeout=100)
            assert process.returncode == 0 and errors == b"" and output in expected
        tree.run("--file", "main.dhall")
        tree.check("--file", "main.dhall", recalled=True)
    assert len(list(tree.results.iterdir())) == len(tree.entries()) == 1


def test_killed_at_any_moment(tree):
    generator = random.Random(1)
    begin = time.monotonic()
    tree.run("--no-cache", "--file", "main.dhall")
    duration = time.monotonic() - begin
    for at in range(40):
        tree.write("present.dhall", f"[ {at} ]")
        process = subprocess.Popen(tree.command("--file", "main.dhall"), cwd=tree.folder, env=tree.environment,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(generator.uniform(0, duration * 1.3))
        process.send_signal(signal.SIGKILL)
        process.wait()
        result = tree.run("--file", "main.dhall")
        assert result.stdout == tree.run("--no-cache", "--file", "main.dhall").stdout and result.stderr == b""
        tree.check("--file", "main.dhall", recalled=True)
