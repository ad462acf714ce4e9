"""Ctrl-C and harder ends, while tools and QEMU run: nothing is left, neither files nor processes."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from support import iso
from support.sigil import INTERRUPTED, snapshot


def processes_with(text: str) -> list[int]:
    """All processes that have `text` in their command line, this one aside."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if text.encode() in command:
                found.append(int(entry.name))
    return found


def wait_until(condition, seconds=30.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


@pytest.fixture
def start(sigil):
    """Starts the program in a process group of its own, as a shell does."""
    started = []

    def run(*arguments, **environment):
        started.append(subprocess.Popen(
            sigil.command(*arguments), env={**sigil.environment, **environment}, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True))
        return started[-1]
    yield run
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.fixture
def slow_build(start, tiny, work):
    """A build whose xorriso writes something and then sleeps; returned once it does."""
    tool = work / "xorriso-that-sleeps"
    tool.write_text('#!/bin/sh\ncase "$*" in *-version*) exec xorriso "$@";; esac\n'
                    f'touch "{work}/reached"\nexec sleep 1234.5\n')
    tool.chmod(0o755)
    tiny.write()
    before = snapshot(tiny.folder)

    def run():
        process = start(*tiny.build_arguments(), "--xorriso", tool)
        wait_until(lambda: (work / "reached").exists() or process.poll() is not None)
        assert process.poll() is None, process.communicate()
        return process

    def nothing_is_left():
        wait_until(lambda: not processes_with("1234.5"), 5)
        assert snapshot(tiny.folder) == before
    return run, nothing_is_left


def ends(process, status, seconds=20):
    _, errors = process.communicate(timeout=seconds)
    assert process.returncode == status, errors.decode()
    return errors.decode()


def test_control_c_during_a_build(slow_build):
    run, nothing_is_left = slow_build
    process = run()
    os.killpg(process.pid, signal.SIGINT)
    assert "interrupted" in ends(process, INTERRUPTED)
    nothing_is_left()


def test_interrupt_of_the_program_alone(slow_build):
    run, nothing_is_left = slow_build
    process = run()
    process.send_signal(signal.SIGINT)
    ends(process, INTERRUPTED)
    nothing_is_left()


def test_termination_of_a_build(slow_build):
    run, nothing_is_left = slow_build
    process = run()
    process.send_signal(signal.SIGTERM)
    ends(process, INTERRUPTED)
    nothing_is_left()


def test_killed_build_leaves_no_process(slow_build, work):
    """Files cannot be helped then; a tool that goes on can."""
    run, _ = slow_build
    process = run()
    process.kill()
    process.communicate()
    wait_until(lambda: not processes_with("1234.5"), 5)
    shutil.rmtree(work / "tmp")
    (work / "tmp").mkdir()


@pytest.fixture
def endless(start, bench, work):
    """A run of an image that never ends (GRUB finds nothing to boot); returned once QEMU is there."""
    disc = iso.make(work / "endless.iso", work, bench.kernel, b"nothing", "")

    def run(*arguments):
        process = start("image", "run", disc, *arguments)
        wait_until(lambda: len(processes_with(str(disc))) > 1 or process.poll() is not None)
        assert process.poll() is None, process.communicate()
        return process

    def no_qemu():
        wait_until(lambda: not processes_with(str(disc)), 5)
    return run, no_qemu


@pytest.mark.parametrize("of_group", [True, False], ids=["group", "program alone"])
def test_control_c_during_a_run(endless, of_group):
    run, no_qemu = endless
    process = run()
    if of_group:
        os.killpg(process.pid, signal.SIGINT)
    else:
        process.send_signal(signal.SIGINT)
    ends(process, INTERRUPTED)
    no_qemu()


def test_termination_of_a_run(endless):
    run, no_qemu = endless
    process = run()
    process.send_signal(signal.SIGTERM)
    ends(process, INTERRUPTED)
    no_qemu()


def test_killed_run_leaves_no_qemu(endless):
    run, no_qemu = endless
    process = run()
    process.kill()
    process.communicate()
    no_qemu()


def test_closed_output_ends_the_run(endless):
    """`image run … | head` must not leave QEMU behind, nor fail by a signal."""
    run, no_qemu = endless
    process = run("--timeout", "5")
    process.stdout.close()
    process.stdout = None
    process.communicate(timeout=30)
    no_qemu()


def test_time_limit_leaves_no_qemu(endless):
    run, no_qemu = endless
    ends(run("--timeout", "3"), 5, 30)
    no_qemu()
