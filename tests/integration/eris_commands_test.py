"""The commands of `eris`: contents into stores of every kind and back, by files, pipes and ranges."""

import base64
import hashlib
import json
import os
import random
import re
import shutil
import socket
import subprocess
import time

import pytest
from support import eris_reference, tree
from support.sigil import FAILED, INTEGRITY, INVALID, MISSING, USAGE

BOOK = b"".join(b"line %d of a book\n" % i for i in range(8000))
NOTE = b"a note"
SECRET = bytes(range(32))


@pytest.fixture
def files(work):
    (work / "book").write_bytes(BOOK)
    (work / "note").write_bytes(NOTE)
    (work / "secret").write_text(SECRET.hex() + "\n")
    return work


def reference(block: bytes) -> str:
    return base64.b32encode(hashlib.blake2b(block, digest_size=32).digest()).decode().rstrip("=")


def block_files(store):
    return sorted(path for path in store.rglob("*") if len(path.name) == 52)


# sum

@pytest.mark.parametrize("size", [0, 1, 1023, 1024, 16383, 16384, 32768, 100_000])
def test_sum_is_what_the_tests_own_encoder_says(sigil, files, size):
    content = (BOOK * 2)[:size]
    (files / "content").write_bytes(content)
    for option, block_size in ("auto", None), ("1k", 1024), ("32k", 32768):
        urn = eris_reference.urn_of(eris_reference.read_capability(content, block_size))
        found = sigil.succeed("eris", "sum", "--block-size", option, "content", cwd=files).stdout
        assert found == f"{urn}  content\n"
        piped = subprocess.run(sigil.command("eris", "sum", "--block-size", option), input=content, capture_output=True,
                               env=sigil.environment, check=True)
        assert piped.stdout.decode() == f"{urn}  -\n", "a stream has the same name"
    urn = eris_reference.urn_of(eris_reference.read_capability(content, secret=SECRET))
    found = sigil.succeed("eris", "sum", "--secret-file", files / "secret", "content", cwd=files).stdout
    assert found == f"{urn}  content\n"


def test_sum_keeps_the_order_and_reports_all_that_fails(sigil, files):
    names = []
    for i in range(700):
        (files / f"f{i}").write_bytes(b"%d" % i * (i * 37 % 5000))
        names.append(f"f{i}")
    os.mkfifo(files / "pipe")
    writer = subprocess.Popen(["bash", "-c", f"cat '{files}/note' > '{files}/pipe'"])
    names[5:5] = ["nothing"]
    names[300:300] = ["pipe", "tmp"]
    result = sigil.refuse(MISSING, "file 'nothing' does not exist", "'tmp' is a folder",
                          arguments=["eris", "sum", *names], cwd=files)
    writer.wait()
    lines = result.stdout.splitlines()
    assert [line.split("  ")[1] for line in lines] == [name for name in names if name not in ("nothing", "tmp")]
    assert lines[names.index("pipe") - 1].startswith(eris_reference.urn(NOTE))


def test_sum_names_and_check(sigil, files):
    strange = files / "new\nline \\ and  blanks"
    strange.write_bytes(NOTE)
    listed = sigil.succeed("eris", "sum", "book", "note", strange.name, cwd=files).stdout
    assert listed.splitlines()[2] == "\\" + eris_reference.urn(NOTE) + "  new\\nline \\\\ and  blanks"
    (files / "sums").write_text(listed)
    good = sigil.succeed("eris", "sum", "--check", "sums", cwd=files)
    assert good.stdout.splitlines()[:2] == ["book: OK", "note: OK"]
    (files / "book").write_bytes(BOOK + b"!")
    (files / "note").unlink()
    bad = sigil.refuse(MISSING, "file 'note' does not exist", "2 of 3 files are not what the list says",
                       arguments=["eris", "sum", "--check", "sums"], cwd=files)
    assert bad.stdout.splitlines()[:2] == ["book: FAILED", "note: FAILED"]
    (files / "sums").write_text(listed + "urn:eris:AAAA  other\n")
    sigil.refuse(INVALID, "sums:4", arguments=["eris", "sum", "--check", "sums"], cwd=files)
    (files / "sums").write_text("only one word\n")
    sigil.refuse(INVALID, "sums:1", "two blanks", arguments=["eris", "sum", "--check", "sums"], cwd=files)


def test_check_knows_the_secret_and_block_size(sigil, files):
    listed = sigil.succeed("eris", "sum", "--block-size", "1k", "--secret-file", "secret", "book", cwd=files).stdout
    (files / "sums").write_text(listed)
    sigil.succeed("eris", "sum", "--check", "--secret-file", "secret", "sums", cwd=files)
    sigil.refuse(INTEGRITY, "1 of 1 files", arguments=["eris", "sum", "--check", "sums"], cwd=files)


def test_json_of_sum_and_put(sigil, files):
    for command in ["sum"], ["put", "--store", "blocks"]:
        report = json.loads(sigil.succeed("eris", *command, "--json", "book", "note", cwd=files).stdout)
        assert report["kind"] == f"eris-{command[0]}"
        assert report["contents"] == [
            {"path": "book", "size_bytes": len(BOOK), "block_size_bytes": 32768, "level": 1,
             "urn": eris_reference.urn(BOOK)},
            {"path": "note", "size_bytes": len(NOTE), "block_size_bytes": 1024, "level": 0,
             "urn": eris_reference.urn(NOTE)}]


# Stores

@pytest.fixture(params=["blocks", "dir:blocks", "cbor:blocks.eris", "tar:blocks.tar"])
def store(request):
    return request.param


def test_put_and_get(sigil, files, store):
    listed = sigil.succeed("eris", "put", "--store", store, "book", "note", cwd=files).stdout
    assert listed == sigil.succeed("eris", "sum", "book", "note", cwd=files).stdout
    (files / "names").write_text(listed)
    path = store.split(":")[-1]
    for name in {store, path}: # a path by itself is known by what is in it
        for content in BOOK, NOTE:
            assert sigil.succeed("eris", "get", "--store", name, eris_reference.urn(content),
                                 cwd=files).stdout.encode() == content
        expected = {reference(block): len(block)
                    for content in (BOOK, NOTE) for block in eris_reference.encode(content)[1].values()}
        rows = [line.split("  ") for line in sigil.succeed("eris", "ls", name, cwd=files).stdout.splitlines()]
        assert {row[0].removeprefix("urn:blake2b:"): int(row[1]) for row in rows} == expected
        assert rows == sorted(rows)
        assert sigil.succeed("eris", "verify", "--store", name, "--list", "names",
                             cwd=files).stdout == "book: OK\nnote: OK\n"
        assert sigil.succeed("eris", "fsck", "--store", name, cwd=files).stdout == ""


def test_image_is_a_store(sigil, tiny, work):
    tiny.add("book", BOOK)
    tiny.data["roms"]["book"] = {"file": "book", "placement": "store"}
    tiny.write()
    sigil.succeed(*tiny.build_arguments())
    urn = eris_reference.urn(BOOK)
    for name in tiny.output, f"image:{tiny.output}":
        assert sigil.succeed("eris", "get", "--store", name, urn).stdout.encode() == BOOK
        sigil.succeed("eris", "fsck", "--store", name)
    sigil.succeed("eris", "copy", "--from", tiny.output, "--to", work / "blocks", urn)
    sigil.succeed("eris", "verify", "--store", work / "blocks", urn)
    sigil.refuse(USAGE, "is only read", arguments=["eris", "put", "--store", f"image:{tiny.output}", tiny.output])


def test_stores_that_cannot_be(sigil, files):
    sigil.refuse(MISSING, "nowhere", arguments=["eris", "ls", "nowhere"], cwd=files)
    sigil.refuse(USAGE, "has the scheme 'ftp'", arguments=["eris", "ls", "ftp:x"], cwd=files)
    sigil.refuse(INVALID, "", arguments=["eris", "ls", "note"], cwd=files)
    sigil.refuse(USAGE, "is no URL of a server", arguments=["eris", "ls", "http://"], cwd=files)
    sigil.refuse(FAILED, "cannot list", arguments=["eris", "ls", "http://127.0.0.1:1"], cwd=files)
    (files / "old.tar").touch()
    sigil.refuse(FAILED, "exists, expected a new file", arguments=["eris", "put", "--store", "tar:old.tar", "note"],
                 cwd=files)
    result = sigil.refuse(FAILED, "", cwd=files, arguments=[
        "eris", "get", "--store", "http://user:sesame@127.0.0.1:1", eris_reference.urn(NOTE)])
    assert "sesame" not in result.stderr


# get

@pytest.mark.parametrize("block_size", ["1k", "32k"])
def test_ranges_are_slices(sigil, files, block_size):
    urn = sigil.succeed("eris", "put", "--block-size", block_size, "--store", "blocks", "book",
                        cwd=files).stdout.split()[0]
    generator = random.Random(1)
    size = len(BOOK)
    ranges = {"0-0": BOOK[:1], f"{size - 1}-": BOOK[-1:], "-5": BOOK[-5:], f"-{size + 9}": BOOK, "0-": BOOK,
              f"7-{size * 9}": BOOK[7:]}
    for _ in range(10):
        first = generator.randrange(size)
        last = generator.randrange(first, size)
        ranges[f"{first}-{last}"] = BOOK[first:last + 1]
    for text, expected in ranges.items():
        assert sigil.succeed("eris", "get", "--store", "blocks", "--range", text, urn,
                             cwd=files).stdout.encode() == expected, text
    for text in "x", "5-4", "-", "1-2-3", "99999999999999999999-", " 1-2":
        sigil.refuse(USAGE, "expected FIRST-LAST", cwd=files,
                     arguments=["eris", "get", "--store", "blocks", f"--range={text}", urn])
    sigil.refuse(USAGE, f"which has {size} bytes", cwd=files,
                 arguments=["eris", "get", "--store", "blocks", "--range", f"{size}-", urn])


def test_a_range_needs_only_its_blocks(sigil, files):
    urn = sigil.succeed("eris", "put", "--store", "blocks", "book", cwd=files).stdout.split()[0]
    blocks = eris_reference.encode(BOOK)[1]
    lost = reference(next(iter(blocks.values())))
    next(path for path in block_files(files / "blocks") if path.name == lost).unlink()
    assert sigil.succeed("eris", "get", "--store", "blocks", "--range", "-100", urn,
                         cwd=files).stdout.encode() == BOOK[-100:]
    sigil.refuse(MISSING, "is not in the store", cwd=files,
                 arguments=["eris", "get", "--store", "blocks", "--range", "0-9", urn])
    sigil.refuse(MISSING, "is not in the store", cwd=files, arguments=["eris", "get", "--store", "blocks", urn, "-o", "out"])
    assert not (files / "out").exists()


def test_other_spellings_of_a_capability(sigil, files):
    urn = sigil.succeed("eris", "put", "--store", "blocks", "note", cwd=files).stdout.split()[0]
    info = json.loads(sigil.succeed("eris", "info", "--json", urn, cwd=files).stdout)
    assert info["qr_text"] == urn.upper()
    assert bytes.fromhex(info["cbor_hex"])[5:] == eris_reference.read_capability(NOTE)
    old = urn.replace("urn:eris:", "urn:erisx3:") # leaves are the same in it
    for text in urn, urn.upper(), old:
        assert sigil.succeed("eris", "get", "--store", "blocks", text, cwd=files).stdout.encode() == NOTE
    piped = subprocess.run(sigil.command("eris", "get", "--store", "blocks", "-"), input=urn.encode() + b"\n", cwd=files,
                           capture_output=True, env=sigil.environment, check=True)
    assert piped.stdout == NOTE
    sigil.refuse(USAGE, "older version", cwd=files, arguments=["eris", "get", "--store", "blocks", "--range", "0-1", old])


def test_info_shows_no_key(sigil, files):
    urn = sigil.succeed("eris", "put", "--store", "blocks", "book", cwd=files).stdout.split()[0]
    text = sigil.succeed("eris", "info", "--store", "blocks", urn, cwd=files).stdout
    assert f"size        {len(BOOK)} bytes" in text and "level       1" in text
    assert base64.b32encode(eris_reference.read_capability(BOOK)[34:]).decode()[:20] not in text
    assert urn[70:] not in text
    assert json.loads(sigil.succeed("eris", "info", "--json", "--store", "blocks", urn,
                                    cwd=files).stdout)["size_bytes"] == len(BOOK)


# verify, fsck, copy

def test_verify_with_a_secret_checks_leaf_keys(sigil, files):
    urn = sigil.succeed("eris", "put", "--store", "blocks", "--secret-file", "secret", "book", cwd=files).stdout.split()[0]
    arguments = ["eris", "verify", "--store", "blocks", urn]
    assert sigil.succeed(*arguments, cwd=files).stdout.endswith(": OK\n")
    sigil.succeed(*arguments, "--secret-file", "secret", cwd=files)
    (files / "other").write_bytes(bytes(32))
    result = sigil.refuse(INTEGRITY, "another capability", arguments=[*arguments, "--secret-file", "other"], cwd=files)
    assert urn[70:] not in result.stdout + result.stderr
    report = json.loads(sigil.succeed(*arguments, "--json", cwd=files).stdout)
    assert report["contents"][0]["is_good"] and report["contents"][0]["size_bytes"] == len(BOOK)
    sigil.refuse(USAGE, "no content", arguments=["eris", "verify", "--store", "blocks"], cwd=files)


def test_damage_is_found_and_repaired(sigil, files):
    listed = sigil.succeed("eris", "put", "--store", "blocks", "book", "note", cwd=files).stdout
    (files / "names").write_text(listed)
    sigil.succeed("eris", "copy", "--from", "blocks", "--to", "cbor:backup.eris", cwd=files)
    leaves = [reference(block) for block in eris_reference.encode(BOOK)[1].values()]
    paths = {path.name: path for path in block_files(files / "blocks")}
    damaged = bytearray(paths[leaves[1]].read_bytes())
    damaged[77] ^= 4
    paths[leaves[1]].write_bytes(damaged)
    paths[leaves[3]].unlink()

    whole = sigil.refuse(INTEGRITY, "damaged: 1 finding", arguments=["eris", "fsck", "--store", "blocks"], cwd=files)
    assert re.findall(r"urn:blake2b:(\w+):", whole.stdout) == [leaves[1]]
    parts = sigil.refuse(INTEGRITY, "damaged: 2 findings", cwd=files,
                         arguments=["eris", "fsck", "--store", "blocks", "--list", "names"])
    assert re.findall(r"(?m)^book: bytes (\d+) to (\d+):", parts.stdout) == [
        ("32768", "65535"), ("98304", "131071")]
    report = json.loads(sigil.run("eris", "fsck", "--store", "blocks", "--list", "names", "--json", cwd=files).stdout)
    assert [finding["bytes"] for finding in report["findings"]] == [[32768, 65536], [98304, 131072]]
    assert [finding["code"] for finding in report["findings"]] == ["eris.decode.reference", "eris.decode.missing"]

    # What is damaged is not copied on.
    partial = sigil.refuse(INTEGRITY, "is damaged", arguments=["eris", "copy", "--from", "blocks", "--to", "other"], cwd=files)
    assert partial.stdout.startswith(f"{len(leaves) - 1} of {len(leaves)} blocks copied")
    # What is only missing is copied by itself, what is damaged where that is asked for.
    copied = sigil.succeed("eris", "copy", "--from", "backup.eris", "--to", "blocks", cwd=files).stdout
    assert copied.startswith("1 of ")
    assert sigil.succeed("eris", "copy", "--from", "backup.eris", "--to", "blocks", "--repair",
                         cwd=files).stdout.startswith("1 of ")
    assert sigil.succeed("eris", "verify", "--store", "blocks", "--list", "names", cwd=files).stdout.count("OK") == 2


def test_copy_takes_the_blocks_of_some_contents(sigil, files):
    sigil.succeed("eris", "put", "--store", "blocks", "book", "note", cwd=files)
    urn = eris_reference.urn(BOOK)
    report = json.loads(sigil.succeed("eris", "copy", "--from", "blocks", "--to", "tar:some.tar", "--json", urn,
                                      cwd=files).stdout)
    blocks = eris_reference.encode(BOOK)[1]
    assert report["copied_blocks"] == report["blocks"] == len(blocks)
    assert report["copied_bytes"] == 32768 * len(blocks)
    listed = subprocess.run(["tar", "tf", files / "some.tar"], capture_output=True, text=True, check=True).stdout
    assert {line.split("/")[-1] for line in listed.splitlines()} - {"version"} == {
        reference(block) for block in blocks.values()}
    sigil.refuse(MISSING, "is not in the store", cwd=files,
                 arguments=["eris", "copy", "--from", "some.tar", "--to", "other", eris_reference.urn(NOTE)])


def test_a_progress_line_is_shown_on_a_terminal(sigil, files):
    with (files / "large").open("wb") as file:
        file.truncate(4 << 30) # sparse
    command = " ".join(sigil.command("eris", "sum", files / "large"))
    shown = subprocess.run(["script", "-qec", command, "/dev/null"], capture_output=True, env=sigil.environment,
                           stdin=subprocess.DEVNULL, timeout=120).stdout.decode()
    if "encoding:" not in shown:
        pytest.skip("4 GiB were encoded before there was anything to show")
    assert re.search(r"encoding: [\d.]+ \w+ of 4\.0 GiB, [\d.]+ \w+/s", shown)
    assert "encoding" not in sigil.succeed("eris", "sum", files / "note").stderr


def test_content_above_4_gib(sigil, files):
    size = (5 << 30) + 12345
    with (files / "large").open("wb") as file: # sparse: few blocks, all places
        file.truncate(size)
        for at in (1 << 32) - 3, size - 7:
            file.seek(at)
            file.write(b"SEVENTH")
    urn = sigil.succeed("eris", "put", "--store", "blocks", "large", cwd=files).stdout.split()[0]
    assert f"size        {size} bytes" in sigil.succeed("eris", "info", "--store", "blocks", urn, cwd=files).stdout
    for span in f"{(1 << 32) - 3}-{(1 << 32) + 3}", "-7":
        assert sigil.succeed("eris", "get", "--store", "blocks", "--range", span, urn, cwd=files).stdout == "SEVENTH"


def test_large_cbor_files_have_an_index(sigil, files):
    generator = random.Random(2)
    with (files / "large").open("wb") as file:
        for _ in range(260):
            file.write(generator.randbytes(1 << 20))
    urn = sigil.succeed("eris", "put", "--store", "cbor:large.eris", "large", cwd=files).stdout.split()[0]
    sigil.succeed("eris", "put", "--store", "cbor:small.eris", "book", cwd=files)
    assert (files / "large.eris.idx").exists() and not (files / "small.eris.idx").exists()
    (files / "large").unlink()
    sigil.succeed("eris", "verify", "--store", "large.eris", urn, cwd=files)


# Over HTTP

@pytest.fixture
def server(work):
    """nginx with the configuration of docs/how-to/mirror-over-http.md, and what it says of PUT."""
    program = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
    if not program:
        pytest.skip("nginx is not installed")
    page = (tree.ROOT / "docs/how-to/mirror-over-http.md").read_text()
    server = re.search(r"(?ms)^    server \{.*?^    \}", page).group(0)
    uploads = re.search(r"`(dav_methods PUT;.*?)`", page).group(1)
    port = free_port()
    server = server.replace("listen 8080", f"listen 127.0.0.1:{port}").replace("root /srv/eris;", f"root {work};{uploads}")
    temporary = "".join(f"{kind}_temp_path {work}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    user = "user root;" if os.geteuid() == 0 else ""
    (work / "nginx.conf").write_text(
        f"daemon off; master_process off; pid {work}/pid; {user} events {{}}\n"
        f"http {{ access_log off; {temporary}\n{server}\n}}\n")
    process = subprocess.Popen([program, "-p", work, "-c", work / "nginx.conf", "-e", work / "error.log"])
    wait_for(port, process)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port, process):
    for _ in range(500):
        assert process.poll() is None, "nginx has ended"
        try:
            socket.create_connection(("127.0.0.1", port), 0.1).close()
            return
        except OSError:
            time.sleep(0.02)
    raise AssertionError("nginx does not listen")


def test_a_folder_is_mirrored_over_http(sigil, files, server):
    listed = sigil.succeed("eris", "put", "--store", "blocks", "book", "note", cwd=files).stdout
    (files / "names").write_text(listed)
    urn = eris_reference.urn(BOOK)
    assert sigil.succeed("eris", "get", "--store", server, urn).stdout.encode() == BOOK
    assert sigil.succeed("eris", "get", "--store", server, "--range", "1000-1999", urn).stdout.encode() == BOOK[1000:2000]
    sigil.succeed("eris", "copy", "--from", server, "--to", "mirror", "--list", "names", cwd=files)
    assert [path.name for path in block_files(files / "mirror")] == [path.name for path in block_files(files / "blocks")]
    assert sigil.succeed("eris", "copy", "--from", server, "--to", "mirror", "--list", "names",
                         cwd=files).stdout.startswith("0 of ")
    sigil.succeed("eris", "verify", "--store", server, "--list", "names", cwd=files)
    # A copy that was interrupted goes on.
    for path in block_files(files / "mirror")[:3]:
        path.unlink()
    assert sigil.succeed("eris", "copy", "--from", server, "--to", "mirror", "--list", "names",
                         cwd=files).stdout.startswith("3 of ")


def test_blocks_are_put_on_a_server(sigil, files, server):
    sigil.succeed("eris", "put", "--store", "blocks", "note", cwd=files) # the folder, with its version
    sigil.succeed("eris", "put", "--store", server, "book", cwd=files)
    urn = eris_reference.urn(BOOK)
    assert sigil.succeed("eris", "get", "--store", "blocks", urn, cwd=files).stdout.encode() == BOOK
    sigil.succeed("eris", "fsck", "--store", "blocks", cwd=files)


def test_a_server_that_forges_is_found_out(sigil, files, server):
    sigil.succeed("eris", "put", "--store", "blocks", "book", cwd=files)
    first = next(iter(eris_reference.encode(BOOK)[1].values()))
    path = next(path for path in block_files(files / "blocks") if path.name == reference(first))
    path.write_bytes(bytes(32768))
    sigil.refuse(INTEGRITY, "another hash", reference(first),
                 arguments=["eris", "get", "--store", server, eris_reference.urn(BOOK)])


# The how-to

def test_the_how_to_works_as_it_stands(sigil, work):
    """docs/how-to/use-a-block-store.md: each command, in order; two are to fail."""
    page = (tree.ROOT / "docs/how-to/use-a-block-store.md").read_text()
    commands = re.findall(r"(?m)^    (.*)$", page)
    assert len(commands) > 14
    script = ["set -u"]
    failing = 0
    for number, command in enumerate(commands):
        # From the damage on until the repair, fsck is to say so.
        is_to_fail = "fsck" in command and any("dd of=" in earlier for earlier in commands[:number])
        failing += is_to_fail
        script.append(f"{command}; [ $? = {INTEGRITY if is_to_fail else 0} ] || {{ echo 'at: {number}'; exit 1; }}")
    assert failing == 2
    environment = {**sigil.environment, "PATH": f"{sigil.program.parent}:{sigil.environment['PATH']}"}
    result = subprocess.run(["bash", "-c", "\n".join(script)], cwd=work, env=environment, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "5\n" in result.stdout or "zeros" in result.stdout
