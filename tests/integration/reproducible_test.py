"""The same description gives the same bytes, wherever, whenever and by whomever it is built."""

import os
import shutil
import stat

import pytest
from support.tiny_description import TinyDescription


@pytest.fixture
def build(sigil, work):
    """Builds the tiny system in a folder of its own and returns the image."""
    def run(folder, prefix=(), cache="cache", change=None, **environment):
        tiny = TinyDescription(work / folder)
        tiny.data["roms"]["motd"] = {"text": "hello"}
        tiny.data["roms"]["book"] = {"text": "chapter and verse\n" * 2000, "placement": "store"}
        if change:
            change(tiny)
        tiny.write()
        sigil.succeed(*tiny.build_arguments(), prefix=prefix,
                      environment={"XDG_CACHE_HOME": str(work / cache), **environment})
        assert stat.S_IMODE(tiny.output.stat().st_mode) == 0o644
        return tiny.output.read_bytes()
    return run


def test_other_folder(build):
    assert build("one") == build("quite/another folder")


def test_cold_and_warm_cache(build):
    cold = build("one", cache="first")
    assert build("two", cache="first") == cold
    assert build("three", cache="second") == cold


def test_damaged_cache(build, work):
    """Entries of the cache that were cut or spoiled count as absent."""
    sound = build("one", cache="spoiled")
    entries = [path for path in (work / "spoiled").rglob("*") if path.is_file()]
    assert entries, "nothing was cached"
    for path in entries:
        path.write_bytes(path.read_bytes()[:100] + b"spoiled")
    assert build("two", cache="spoiled") == sound


def test_cache_that_cannot_be_written(build, work):
    (work / "file").write_text("not a folder")
    assert build("one", cache="file") == build("two")


def test_other_umask(build):
    assert build("one", prefix=("sh", "-c", 'umask 077; exec "$@"', "sh")) == build(
        "two", prefix=("sh", "-c", 'umask 000; exec "$@"', "sh"), cache="another")


def test_other_time_zone(build):
    assert build("one", TZ="Pacific/Kiritimati") == build("two", TZ="America/Los_Angeles", cache="another")


def test_other_locale(build):
    assert build("one", LC_ALL="C") == build("two", LC_ALL="de_DE.UTF-8", LANG="tr_TR.UTF-8", cache="another")


def test_other_source_date_epoch(build):
    assert build("one") == build("two", SOURCE_DATE_EPOCH="1234567890", cache="another")


def test_other_dates_of_the_inputs(build):
    def age(tiny):
        for path in tiny.folder.rglob("*"):
            os.utime(path, (1_000_000_000, 1_000_000_000))
    assert build("one") == build("two", change=age, cache="another")


def test_other_order_of_the_folder(build):
    """The files of a package are written in another order, so that the folder lists them in another."""
    def shuffle(tiny):
        contents = {path.name: path.read_bytes() for path in tiny.package.iterdir()}
        shutil.rmtree(tiny.package)
        for name in sorted(contents, reverse=True):
            tiny.add(f"demo/{name}", contents[name])
    assert build("one") == build("two", change=shuffle)


def test_other_content_gives_another_image(build):
    """The comparisons above can fail."""
    def change(tiny):
        tiny.data["roms"]["motd"] = {"text": "hallo"}
    assert build("one") != build("two", change=change)


def test_build_over_an_old_output(build):
    assert build("one") == build("one/again", change=lambda tiny: tiny.output.write_bytes(b"old"))
