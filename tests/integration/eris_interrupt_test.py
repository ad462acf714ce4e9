"""`eris put` and `eris copy`, ended at any moment: no half block under a name, nothing lost that was acknowledged."""

import random
import signal
import subprocess
import time

import pytest
from support.sigil import INTERRUPTED

MOMENTS = 100
"""For each command, and each of two signals in turn."""


@pytest.fixture
def contents(work):
    generator = random.Random(3)
    paths = []
    for i in range(40):
        path = work / f"content{i}"
        path.write_bytes(generator.randbytes(generator.choice((700, 20_000, 400_000, 3_000_000))))
        paths.append(path)
    return paths


def run_for(sigil, seconds, number, *arguments) -> tuple[int, str]:
    """Ends the program after so long, with SIGKILL or SIGINT, unless it has ended before."""
    process = subprocess.Popen(sigil.command(*arguments), env=sigil.environment, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        stdout, stderr = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL if number % 2 else signal.SIGINT)
        stdout, stderr = process.communicate(timeout=60)
    assert process.returncode in (0, -signal.SIGKILL, -signal.SIGINT, INTERRUPTED), stderr
    return process.returncode, stdout


def duration(sigil, *arguments) -> float:
    begin = time.monotonic()
    sigil.succeed(*arguments)
    return time.monotonic() - begin


def check_blocks(sigil, store):
    """Whatever has the name of a block is one; and a list shows no other files."""
    sigil.succeed("eris", "fsck", "--store", store)


def test_put_loses_nothing_that_it_has_acknowledged(sigil, work, contents):
    generator = random.Random(4)
    whole = duration(sigil, "eris", "put", "--store", work / "first", *contents)
    ended = 0
    for group in range(MOMENTS // 5):
        store, acknowledged = work / f"store{group}", ""
        for number in range(5):
            some = generator.sample(contents, 20)
            status, stdout = run_for(sigil, generator.uniform(0, whole / 2), number + group,
                                     "eris", "put", "--store", store, *some)
            assert stdout == "" or len(stdout.splitlines()) == 20
            acknowledged += stdout
            ended += status != 0
        # What is left over is no obstacle, and goes with the next writer.
        acknowledged += sigil.succeed("eris", "put", "--store", store, contents[0]).stdout
        check_blocks(sigil, store)
        (work / "names").write_text(acknowledged)
        sigil.succeed("eris", "verify", "--store", store, "--list", work / "names")
        subprocess.run(["rm", "-r", store], check=True)
    assert ended > MOMENTS / 4, "most runs were too fast to be interrupted"


def test_copy_goes_on_where_it_was(sigil, work, contents):
    generator = random.Random(5)
    (work / "names").write_text(sigil.succeed("eris", "put", "--store", work / "from", *contents).stdout)
    whole = duration(sigil, "eris", "copy", "--from", work / "from", "--to", work / "first")
    total = len(sigil.succeed("eris", "ls", work / "from").stdout.splitlines())
    store, ended = work / "store", 0
    def count() -> int:
        is_begun = (store / "version").exists() # until then there is a folder that becomes a store
        return len(sigil.succeed("eris", "ls", store).stdout.splitlines()) if is_begun else 0
    for number in range(MOMENTS):
        before = count()
        if before == total: # all is there: once more from the beginning
            subprocess.run(["rm", "-r", store], check=True)
            before = 0
        status, _ = run_for(sigil, generator.uniform(0, whole), number,
                            "eris", "copy", "--from", work / "from", "--to", store)
        ended += status != 0
        assert count() >= before, "blocks are gone"
        if number % 10 == 9 and count() != 0:
            check_blocks(sigil, store)
    assert ended > MOMENTS / 4, "most runs were too fast to be interrupted"
    sigil.succeed("eris", "copy", "--from", work / "from", "--to", store)
    sigil.succeed("eris", "verify", "--store", store, "--list", work / "names")


def test_a_packed_store_appears_whole_or_not_at_all(sigil, work, contents):
    generator = random.Random(6)
    whole = duration(sigil, "eris", "put", "--store", f"cbor:{work}/first.eris", *contents)
    for number in range(20):
        target = work / f"some{number}.eris"
        status, _ = run_for(sigil, generator.uniform(0, whole), number, "eris", "put", "--store", f"cbor:{target}", *contents)
        assert status != 0 or target.exists()
        if target.exists():
            check_blocks(sigil, target)
            target.unlink()
