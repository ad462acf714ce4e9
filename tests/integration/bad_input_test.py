"""Each bad input has its own error and exit status, and nothing is written."""

import os
import shutil
import subprocess

import pytest
from support import genode_elf
from support.sigil import FAILED, INVALID, LIMIT, MISSING, USAGE, snapshot


@pytest.fixture
def refused(sigil, tiny):
    """Builds `tiny` and wants it refused; the folder stays as it was."""
    def check(status, *patterns, text=None, arguments=None, **options):
        tiny.write(text)
        before = snapshot(tiny.folder)
        result = sigil.refuse(status, *patterns, arguments=arguments or tiny.build_arguments(), **options)
        assert snapshot(tiny.folder) == before, "the folder has changed"
        assert result.stdout == ""
        return result
    return check


def test_sound_description_builds(sigil, tiny):
    """All others here spoil this one."""
    tiny.write()
    before = snapshot(tiny.folder)
    sigil.succeed(*tiny.build_arguments())
    assert {path for path, _, _ in snapshot(tiny.folder) - before} == {str(tiny.output)}


# Files

def test_description_missing(sigil, tiny):
    sigil.refuse(MISSING, r"'.*nowhere\.json'",
                 arguments=["image", "build", tiny.folder / "nowhere.json", "-o", tiny.output])
    assert not tiny.output.exists()


def test_rom_file_missing(refused, tiny):
    (tiny.folder / "greeting").unlink()
    refused(MISSING, r"greeting")


def test_package_missing(refused, tiny):
    tiny.data["packages"]["demo"] = "nowhere"
    refused(MISSING, r"nowhere")


def test_program_missing(refused, tiny):
    tiny.child["binary"]["file"] = "writer"
    refused(MISSING, r"writer", r"demo")


def without_rights(sigil):
    """A prefix that makes the program run as somebody whom file modes concern."""
    if os.geteuid() != 0:
        return ()
    prefix = ("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups")
    if subprocess.run([*prefix, *sigil.command("--version")], capture_output=True).returncode != 0:
        pytest.skip("running as root, and nobody else can run the program where it is")
    return prefix


def test_rom_file_unreadable(sigil, refused, tiny, work):
    prefix = without_rights(sigil)
    for folder in (work, work / "tmp", tiny.folder):
        folder.chmod(0o777)
    (tiny.folder / "greeting").chmod(0)
    refused(FAILED, r"greeting", r"[Pp]ermission denied", prefix=prefix)


def test_output_folder_unwritable(sigil, refused, tiny, work):
    prefix = without_rights(sigil)
    work.chmod(0o777)
    (work / "tmp").chmod(0o777)
    tiny.folder.chmod(0o755)
    refused(FAILED, r"out\.iso|system'", r"[Pp]ermission denied", prefix=prefix)


def test_description_is_a_folder(sigil, tiny):
    tiny.file.mkdir()
    sigil.refuse(FAILED, r"system\.json", r"folder|directory", arguments=tiny.build_arguments())
    assert not tiny.output.exists()


def test_description_is_a_fifo(sigil, tiny):
    os.mkfifo(tiny.file)
    sigil.refuse(FAILED, r"system\.json", r"FIFO|regular file", arguments=tiny.build_arguments(), timeout=20)
    assert not tiny.output.exists()


def test_rom_file_is_a_folder(refused, tiny):
    tiny.data["roms"]["greeting"]["file"] = "demo"
    refused(FAILED, r"demo", r"folder|directory")


def test_rom_file_is_a_fifo(refused, tiny):
    os.mkfifo(tiny.folder / "pipe")
    tiny.data["roms"]["greeting"]["file"] = "pipe"
    refused(FAILED, r"pipe", r"FIFO|regular file", timeout=20)


def test_program_is_a_folder(refused, tiny):
    (tiny.package / "folder").mkdir()
    tiny.child["binary"]["file"] = "folder"
    refused(FAILED, r"demo/folder", r"folder|directory")


def test_library_is_a_fifo(refused, tiny):
    """Only files count in the search for a library."""
    (tiny.package / "inner.lib.so").unlink()
    os.mkfifo(tiny.package / "inner.lib.so")
    refused(MISSING, r"inner\.lib\.so", timeout=20)


def test_package_is_a_file(refused, tiny):
    tiny.data["packages"]["demo"] = "greeting"
    result = refused(FAILED, r"greeting", r"folder|directory")
    assert "No such file" not in result.stderr


def test_output_is_a_folder(refused, tiny):
    tiny.output.mkdir()
    refused(FAILED, r"out\.iso", r"folder|directory")


def test_output_folder_missing(refused, tiny):
    refused(FAILED, r"nowhere", arguments=["image", "build", tiny.file, "-o", tiny.folder / "nowhere/out.iso"])


# ELF files and libraries

def test_unresolvable_library(refused, tiny):
    (tiny.package / "inner.lib.so").unlink()
    refused(MISSING, r"inner\.lib\.so", r"outer\.lib\.so")


def test_two_unresolvable_libraries_are_reported_together(refused, tiny):
    tiny.add("demo/reader", genode_elf.program(["ghost.lib.so", "outer.lib.so", "ld.lib.so"]))
    (tiny.package / "inner.lib.so").unlink()
    refused(MISSING, r"ghost\.lib\.so", r"inner\.lib\.so")


def test_two_versions_of_one_library(refused, tiny):
    """`outer` comes with another `inner` than the one that `reader` finds in its own package."""
    tiny.add("demo/reader", genode_elf.program(["outer.lib.so", "inner.lib.so", "ld.lib.so"]))
    (tiny.folder / "other").mkdir()
    shutil.move(tiny.package / "outer.lib.so", tiny.folder / "other/outer.lib.so")
    tiny.add("other/inner.lib.so", genode_elf.library(["ld.lib.so"], "another inner"))
    tiny.data["packages"]["other"] = "other"
    refused(INVALID, r"inner\.lib\.so", r"demo/inner", r"other/inner")


@pytest.mark.parametrize("length", [0, 3, 16, 63, 64, 100, 0x1000, 0x2010])
def test_truncated_program(refused, tiny, length):
    content = (tiny.package / "reader").read_bytes()
    assert length < len(content)
    tiny.add("demo/reader", content[:length])
    refused(INVALID, r"demo/reader")


def test_program_is_text(refused, tiny):
    tiny.add("demo/reader", b"#!/bin/sh\n")
    refused(INVALID, r"demo/reader", r"ELF")


def test_program_of_another_machine(refused, tiny):
    tiny.add("demo/reader", genode_elf.foreign_program())
    refused(INVALID, r"demo/reader", r"183|AArch64|x86")


def test_library_of_32_bit(refused, tiny):
    content = bytearray((tiny.package / "inner.lib.so").read_bytes())
    content[4] = 1
    tiny.add("demo/inner.lib.so", bytes(content))
    refused(MISSING, r"library 'inner\.lib\.so'", r"passed over '.*demo/inner\.lib\.so', which is no shared object")


# The description

def test_syntax_error(refused, tiny):
    refused(INVALID, r"system\.json:3", text='{\n  "name": "tiny",\n  oops\n}\n')


def test_empty_description(refused):
    refused(INVALID, r"system\.json", text="")


def test_description_is_a_list(refused):
    refused(INVALID, r"system\.json", text="[]")


def test_text_after_the_description(refused, tiny):
    refused(INVALID, r"system\.json:\d+", text=tiny.text() + "\n{}\n")


def test_invalid_utf8(sigil, tiny):
    tiny.file.write_bytes(tiny.text().replace("tiny", "t\udcff").encode("utf-8", "surrogateescape"))
    sigil.refuse(INVALID, r"system\.json", r"UTF-8", arguments=tiny.build_arguments())
    assert not tiny.output.exists()


def test_deep_nesting(refused):
    refused(LIMIT, r"system\.json", text='{"name":' + "[" * 100_000)


def test_duplicate_key(refused, tiny):
    refused(INVALID, r"system\.json:3", r"'name'", text=tiny.text().replace("{\n", '{\n  "name": "twice",\n', 1))


def test_unknown_key(refused, tiny):
    tiny.data["colour"] = "red"
    refused(INVALID, r"system\.json:\d+", r"'colour'", r"/colour")


def test_unknown_key_of_a_child(refused, tiny):
    tiny.child["colour"] = "red"
    refused(INVALID, r"system\.json:\d+", r"'colour'", r"/children/0/colour")


def test_wrong_type(refused, tiny):
    tiny.child["caps"] = "many"
    refused(INVALID, r"system\.json:\d+", r"/children/0/caps")


def test_independent_errors_are_reported_together(refused, tiny):
    tiny.child["caps"] = "many"
    tiny.data["genode"] = "19.99"
    refused(INVALID, r"/children/0/caps", r"19\.99")


def test_missing_key(refused, tiny):
    del tiny.data["children"]
    refused(INVALID, r"system\.json", r"'children'")


def test_unknown_release(refused, tiny):
    tiny.data["genode"] = "23.05"
    refused(INVALID, r"23\.05", r"24\.10", r"26\.02")


def test_duplicate_child(refused, tiny):
    tiny.data["children"].append(dict(tiny.child))
    refused(INVALID, r"'reader'", r"/children/1")


def test_duplicate_rom(refused, tiny):
    twice = tiny.text().replace('"greeting": {', '"greeting": {"text": "again"}, "greeting": {', 1)
    assert twice != tiny.text()
    refused(INVALID, r"system\.json:\d+", r"'greeting'", text=twice)


def test_no_children(refused, tiny):
    tiny.data["children"] = []
    refused(INVALID, r"/children|child")


def test_rom_of_zero_size(refused, tiny):
    tiny.data["roms"]["greeting"] = {"text": ""}
    refused(INVALID, r"'greeting'", r"empty|zero")


def test_required_rom_missing(refused, tiny):
    del tiny.data["roms"]["ld.lib.so"]
    refused(INVALID, r"'ld\.lib\.so'")


def test_unknown_rom(refused, tiny):
    tiny.child["roms"]["message"] = "nowhere"
    refused(INVALID, r"'nowhere'", r"/children/0")


def test_unknown_package(refused, tiny):
    tiny.child["binary"]["package"] = "nowhere"
    refused(INVALID, r"'nowhere'", r"/children/0")


def test_route_to_unknown_child(refused, tiny):
    tiny.child["routes"] = [{"service": "Timer", "child": "ghost"}]
    refused(INVALID, r"'ghost'")


def test_route_to_a_child_without_the_service(refused, tiny):
    tiny.child["routes"] = [{"service": "Timer", "child": "writer"}]
    tiny.data["children"].append({**tiny.child, "name": "writer", "routes": []})
    refused(INVALID, r"'Timer'", r"'writer'")


@pytest.mark.parametrize("name", ["a -> b", 'a"b', "a|b", "a\0b", "a/b", "a\nb", "", " a", "a "],
                         ids=["separator", "quote", "bar", "nul", "slash", "newline", "empty", "blank before",
                              "blank behind"])
@pytest.mark.parametrize("of", ["rom", "child", "asked"])
def test_name_that_genode_cannot_carry(refused, tiny, name, of):
    if of == "rom":
        tiny.data["roms"][name] = {"text": "content\n"}
    elif of == "child":
        tiny.child["name"] = name
    else:
        tiny.child["roms"] = {name: "greeting"}
    result = refused(INVALID, r"name", r"system\.json")
    assert "\0" not in result.stderr


@pytest.mark.parametrize("name", ["config", "sigil-manifest", "eris-store",
                                  "platform_info", "core_log", "kernel_log"])
def test_reserved_name(refused, tiny, name):
    tiny.data["roms"][name] = {"text": "content\n"}
    refused(INVALID, f"'{name}'", r"reserved")


@pytest.mark.parametrize("of", ["rom", "child"])
def test_name_of_64_characters(refused, tiny, of):
    if of == "rom":
        tiny.data["roms"]["n" * 64] = {"text": "content\n"}
    else:
        tiny.child["name"] = "n" * 64
    refused(LIMIT, r"n{64}", r"63")


def test_value_that_hid_cannot_carry(refused, tiny):
    tiny.child["config"] = {"type": "config", "attributes": {"text": "a | b"}}
    refused(INVALID, r"config", r"\|")


def test_value_that_xml_cannot_carry(refused, tiny):
    tiny.data["genode"] = "24.10"
    tiny.child["config"] = {"type": "config", "attributes": {"text": "a<b"}}
    refused(INVALID, r"config", r"<")


# The output

@pytest.mark.parametrize("which", ["system.json", "init", "greeting", "demo/reader", "demo/inner.lib.so"])
@pytest.mark.parametrize("way", ["name", "symbolic link", "hard link"])
def test_output_is_an_input(refused, tiny, which, way):
    tiny.write()
    output = tiny.folder / which
    if way == "symbolic link":
        tiny.output.symlink_to(output)
        output = tiny.output
    elif way == "hard link":
        os.link(output, tiny.output)
        output = tiny.output
    refused(USAGE, r"input", arguments=["image", "build", tiny.file, "-o", output])


def test_failed_build_keeps_the_old_output(refused, tiny):
    tiny.output.write_bytes(b"the old one")
    tiny.child["caps"] = "many"
    refused(INVALID)
    assert tiny.output.read_bytes() == b"the old one"


# Images that are none

@pytest.mark.parametrize("command", ["inspect", "verify"])
@pytest.mark.parametrize("content", [b"", b"text\n", b"\x7fELF" + bytes(60), bytes(40000),
                                     bytes(0x8000) + b"\1CD001\1" + bytes(4096)],
                         ids=["empty", "text", "elf header", "zeros", "volume descriptor"])
def test_not_an_image(sigil, work, command, content):
    (work / "strange.file").write_bytes(content)
    sigil.refuse(INVALID, r"'\S*/strange\.file'", arguments=["image", command, work / "strange.file"])


@pytest.mark.parametrize("command", ["inspect", "verify"])
def test_image_cannot_be_read(sigil, work, command):
    sigil.refuse(MISSING, r"nowhere", arguments=["image", command, work / "nowhere"])
    sigil.refuse(FAILED, r"folder|directory", arguments=["image", command, work / "tmp"])
    os.mkfifo(work / "pipe")
    sigil.refuse(FAILED, r"FIFO|regular file", arguments=["image", command, work / "pipe"], timeout=20)


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.999])
def test_truncated_image(sigil, work, hello, kept):
    content = hello.read_bytes()
    (work / "image").write_bytes(content[:int(len(content) * kept)])
    result = sigil.run("image", "verify", work / "image")
    assert result.status in (INVALID, 11), str(result)
    # As an error if the ISO's files are cut, else as problems of what lies behind them.
    assert result.stderr.startswith("sigil-build: error: ") or result.stdout.startswith("problem: "), str(result)


# The command line

@pytest.mark.parametrize("arguments", [
    [], ["image"], ["image", "build"], ["image", "build", "system.json"], ["picture"], ["image", "paint"],
    ["image", "build", "system.json", "-o"], ["--colour"], ["image", "inspect"], ["image", "inspect", "a", "b"],
    ["image", "build", "system.json", "-o", "out.iso", "--config-syntax", "yaml"],
    ["image", "run", "out.iso", "--timeout", "soon"]], ids=" ".join)
def test_wrong_command_line(sigil, tiny, arguments):
    tiny.write()
    before = snapshot(tiny.folder)
    result = sigil.run(*arguments, cwd=tiny.folder)
    assert result.status == USAGE, str(result)
    assert result.stderr and not result.stdout
    assert snapshot(tiny.folder) == before


@pytest.mark.parametrize("option", ["--expect", "--forbid"])
def test_bad_regular_expression(sigil, work, option):
    """Refused before QEMU is even looked for."""
    image = work / "image.iso"
    image.write_bytes(b"")
    sigil.refuse(USAGE, r"'\('", r"regular expression", arguments=["image", "run", image, option, "("],
                 environment={"PATH": str(work)})


# Tools that are not there

PACKAGES = {"ld": "binutils", "grub-mkimage": "grub-common", "xorriso": "xorriso"}


def test_no_tools_for_a_build(refused, work):
    refused(MISSING, r"binutils|grub|xorriso", r"hint: .*", environment={"PATH": str(work / "tmp"),
                                                                    "XDG_CACHE_HOME": str(work / "cache")})


@pytest.mark.parametrize("tool", ["ld", "grub-mkimage", "xorriso"])
def test_one_tool_missing(refused, work, tool):
    """PATH has all the others; the cache is empty, so that all are needed."""
    tools = work / "tools"
    tools.mkdir()
    for other in ("ld", "grub-mkimage", "xorriso"):
        if other != tool:
            (tools / other).symlink_to(shutil.which(other))
    refused(MISSING, f"'{tool}'", f"hint: .*{PACKAGES[tool]}", environment={
        "PATH": str(tools), "XDG_CACHE_HOME": str(work / "cache")})


def test_no_grub_folder(refused, tiny, work):
    refused(MISSING, r"nowhere", r"hint: .*grub-pc-bin",
            arguments=[*tiny.build_arguments(), "--grub-dir", "/nowhere"],
            environment={"XDG_CACHE_HOME": str(work / "cache")})


def test_no_qemu(sigil, hello, work):
    sigil.refuse(MISSING, r"'qemu-system-x86_64'", r"hint: .*qemu-system-x86", arguments=["image", "run", hello],
                 environment={"PATH": str(work / "tmp")})
    sigil.refuse(MISSING, r"'/nowhere/qemu'", r"hint: .*qemu-system-x86",
                 arguments=["image", "run", hello, "--qemu", "/nowhere/qemu"])


def test_tool_that_fails(refused, tiny, work):
    """What it said is passed on."""
    script = work / "broken"
    script.write_text("#!/bin/sh\necho it is broken >&2\nexit 3\n")
    script.chmod(0o755)
    refused(FAILED, r"it is broken", arguments=[*tiny.build_arguments(), "--xorriso", script])


# A full disk

def test_file_size_limit(refused, tiny):
    """Every write beyond 256 KiB fails with EFBIG, in the tools too."""
    refused(FAILED, prefix=("sh", "-c", 'trap "" XFSZ; ulimit -f 512; exec "$@"', "sh"))


def mount_small(disk, size):
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", disk]
    if subprocess.run(command, capture_output=True).returncode != 0:
        pytest.skip("mounting a file system is not permitted")


def test_full_disk(sigil, tiny, work):
    """A file system with room for a third of the image."""
    disk = work / "disk"
    mount_small(disk, "256k")
    try:
        tiny.write()
        sigil.refuse(FAILED, r"[Nn]o space left|free space", arguments=[
            "image", "build", tiny.file, "-o", disk / "out.iso"])
        assert not list(disk.iterdir())
    finally:
        subprocess.run(["umount", disk], check=True)


def test_full_temporary_folder(sigil, tiny, work):
    disk = work / "disk"
    mount_small(disk, "64k")
    try:
        tiny.write()
        result = sigil.run(*tiny.build_arguments(), environment={"TMPDIR": str(disk)})
        # Either nothing large goes there, or the failure is reported and leaves nothing.
        assert result.status in (0, FAILED), str(result)
        assert (result.status == 0) == tiny.output.exists()
        assert not list(disk.iterdir())
    finally:
        subprocess.run(["umount", disk], check=True)
