"""`eris put` and `eris copy`, ended at any moment: no half block under a name, nothing lost that was acknowledged."""

import random
import signal
import subprocess
import time

import pytest
from support.sigil import INTERRUPTED

MOMENTS = 100
"""How often each of the two commands is ended, by one of two signals in turn."""

MOST_RUNS = 10 * MOMENTS


@pytest.fixture
def contents(work):
    generator = random.Random(3)
    paths = []
    for i in range(40):
        path = work / f"content{i}"
        path.write_bytes(generator.randbytes(generator.choice((700, 20_000, 400_000, 1_000_000))))
        paths.append(path)
    return paths


class Interrupter:
    """Runs the program and ends it at random moments, with SIGKILL or SIGINT, until that happened MOMENTS times.

    How long a run takes follows from the machine and what else it does: a run that ends by itself sets the span that moments
    are drawn from, and each that was interrupted widens it a little.
    """

    def __init__(self, sigil, seed, seconds):
        self.sigil, self.generator, self.seconds = sigil, random.Random(seed), seconds
        self.runs = self.ended = 0

    def is_done(self) -> bool:
        assert self.runs < MOST_RUNS or self.ended >= MOMENTS, f"of {self.runs} runs {self.ended} were interrupted"
        return self.ended >= MOMENTS

    def run(self, *arguments) -> tuple[int, str]:
        begin = time.monotonic()
        process = subprocess.Popen(self.sigil.command(*arguments), env=self.sigil.environment, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            stdout, stderr = process.communicate(timeout=self.generator.uniform(0, self.seconds))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL if self.ended % 2 else signal.SIGINT)
            stdout, stderr = process.communicate(timeout=60)
        assert process.returncode in (0, -signal.SIGKILL, -signal.SIGINT, INTERRUPTED), stderr
        self.seconds = self.seconds * 1.1 if process.returncode else time.monotonic() - begin
        self.runs += 1
        self.ended += process.returncode != 0
        return process.returncode, stdout


def duration(sigil, *arguments) -> float:
    begin = time.monotonic()
    sigil.succeed(*arguments)
    return time.monotonic() - begin


def check_blocks(sigil, store):
    """Whatever has the name of a block is one; and a list shows no other files."""
    sigil.succeed("eris", "fsck", "--store", store)


def test_put_loses_nothing_that_it_has_acknowledged(sigil, work, contents):
    interrupter = Interrupter(sigil, 4, duration(sigil, "eris", "put", "--store", work / "first", *contents))
    while not interrupter.is_done():
        store, acknowledged = work / "store", ""
        for _ in range(5):
            some = interrupter.generator.sample(contents, 20)
            _, stdout = interrupter.run("eris", "put", "--store", store, *some)
            assert stdout == "" or len(stdout.splitlines()) == 20
            acknowledged += stdout
        # What is left over is no obstacle, and goes with the next writer.
        acknowledged += sigil.succeed("eris", "put", "--store", store, contents[0]).stdout
        check_blocks(sigil, store)
        (work / "names").write_text(acknowledged)
        sigil.succeed("eris", "verify", "--store", store, "--list", work / "names")
        subprocess.run(["rm", "-r", store], check=True)


def test_copy_goes_on_where_it_was(sigil, work, contents):
    (work / "names").write_text(sigil.succeed("eris", "put", "--store", work / "from", *contents).stdout)
    interrupter = Interrupter(sigil, 5, duration(sigil, "eris", "copy", "--from", work / "from", "--to", work / "first"))
    total = len(sigil.succeed("eris", "ls", work / "from").stdout.splitlines())
    store = work / "store"
    def count() -> int:
        is_begun = (store / "version").exists() # until then there is a folder that becomes a store
        return len(sigil.succeed("eris", "ls", store).stdout.splitlines()) if is_begun else 0
    while not interrupter.is_done():
        before = count()
        if before == total: # all is there: once more from the beginning
            subprocess.run(["rm", "-r", store], check=True)
            before = 0
        interrupter.run("eris", "copy", "--from", work / "from", "--to", store)
        assert count() >= before, "blocks are gone"
        if interrupter.runs % 10 == 9 and count() != 0:
            check_blocks(sigil, store)
    sigil.succeed("eris", "copy", "--from", work / "from", "--to", store)
    sigil.succeed("eris", "verify", "--store", store, "--list", work / "names")


def test_a_packed_store_appears_whole_or_not_at_all(sigil, work, contents):
    interrupter = Interrupter(sigil, 6, duration(sigil, "eris", "put", "--store", f"cbor:{work}/first.eris", *contents))
    for number in range(20):
        target = work / f"some{number}.eris"
        status, _ = interrupter.run("eris", "put", "--store", f"cbor:{target}", *contents)
        assert status != 0 or target.exists()
        if target.exists():
            check_blocks(sigil, target)
            target.unlink()
