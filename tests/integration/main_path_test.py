"""From the description to the boot: build, inspect, verify, run."""

import hashlib
import json
import re
import subprocess

import pytest
from support import eris_reference, eris_store, genode_elf, iso, qemu
from support.bench import PASSED
from support.core_image import CoreImage
from support.sigil import INTEGRITY, INVALID, RUN_FAILED, RUN_TIMED_OUT, USAGE
from support.tiny_system import manifest, manifest_word


def core_image(disc: bytes) -> CoreImage:
    return CoreImage(iso.read(disc, iso.IMAGE_PATH))


def kernel_words(disc: bytes) -> list[str]:
    config = iso.read(disc, iso.CONFIG_PATH).decode()
    return re.search(r"(?m)^\s*multiboot2\s+(.*)$", config).group(1).split()


# The example

def test_example_boots_to_the_end(sigil, hello, example):
    children = json.loads((example / "system.json").read_text())["children"]
    modules = core_image(hello.read_bytes()).modules
    result = sigil.succeed("image", "run", hello, "--timeout", "120", "--expect", "bootcheck: pass")
    assert f"bootcheck: pass, {len(modules)} modules, {len(children)} children\n" in result.stdout.replace("\r", "")
    for child in children:
        assert f"bootcheck: child {child['name']}, " in result.stdout


def test_example_ends_well_without_expectations(sigil, hello):
    assert "bootcheck: pass" in sigil.succeed("image", "run", hello, "--timeout", "120").stdout


def test_boot_does_not_clear_the_terminal(sigil, hello):
    """GRUB's serial line is a dumb terminal: what stood on the user's screen stays there."""
    assert "\x1b" not in sigil.succeed("image", "run", hello, "--timeout", "120").stdout


def test_example_boots_from_a_disk(hello):
    """The image is a hybrid: a BIOS boots it as a disk, too."""
    result = subprocess.run([*qemu.COMMAND, "-drive", f"file={hello},format=raw,if=ide,snapshot=on"], timeout=120,
                            stdin=subprocess.DEVNULL, capture_output=True)
    assert result.returncode == PASSED, result.stdout.decode()


def test_example_holds_what_it_says(hello, example):
    """Names, contents, manifest and word, all computed again by the tests' own means."""
    disc = hello.read_bytes()
    image = core_image(disc)
    assert image.layout_faults() == []
    contents = image.contents()
    description = json.loads((example / "system.json").read_text())
    stored = {}
    for name, rom in description["roms"].items():
        expected = (example / rom["file"]).read_bytes() if "file" in rom else rom["text"].encode()
        if rom.get("placement") == "store":
            stored[name] = eris_store.Content(expected)
        else:
            assert contents[name] == expected, name
    if stored:
        assert contents[eris_store.NAME] == eris_store.write(stored.values())
    urns = [name for name in contents if name.startswith("urn:")]
    assert len(urns) >= 5  # two programs, three libraries
    for urn in urns:
        assert eris_reference.urn(contents[urn]) == urn
    sealed = {name: content for name, content in contents.items() if name != "sigil-manifest"}
    assert contents["sigil-manifest"] == manifest(sealed, stored)
    assert manifest_word(contents) in kernel_words(disc)


# inspect

def test_inspect_tells_what_is_there(sigil, hello):
    disc = hello.read_bytes()
    image = core_image(disc)
    report = json.loads(sigil.succeed("image", "inspect", "--json", hello).stdout)
    assert report["format"] == "iso"
    assert report["size_bytes"] == len(disc)
    assert [(m["name"], m["size_bytes"]) for m in report["modules"]] == [(m.name, m.size) for m in image.modules]
    for module in report["modules"]:
        content = image.content(module["name"])
        assert module["urn"] == (module["name"] if module["name"].startswith("urn:") else None)
        assert module["blake2b_256"] == hashlib.blake2b(content, digest_size=32).hexdigest()
        assert bytes(image.data[module["file_offset"]:][:len(content)]) == content
    assert [(s["offset"], s["virtual_address"], s["file_size_bytes"]) for s in report["segments"]
            if s["file_size_bytes"]] == [(s.offset, s.address, s.file_size) for s in image.segments if s.file_size]
    assert report["config"] == image.content("config").decode()
    for file in report["files"]:
        assert iso.find(disc, file["path"])[:2] == (file["offset"], file["size_bytes"])
    assert iso.IMAGE_PATH in [file["path"] for file in report["files"]]


def test_inspect_names_the_users(sigil, hello, example):
    report = json.loads(sigil.succeed("image", "inspect", "--json", hello).stdout)
    users = {module["name"]: module["users"] for module in report["modules"]}
    children = json.loads((example / "system.json").read_text())["children"]
    assert "init" in users["init"]
    assert set(users["ld.lib.so"]) >= {child["name"] for child in children}
    for child in children:
        for rom in child.get("roms", {}).values():
            assert child["name"] in users[rom]
    assert all(users[name] for name in users if name.startswith("urn:")), "an unused library"


def test_inspect_for_people(sigil, hello):
    text = sigil.succeed("image", "inspect", hello).stdout
    for module in core_image(hello.read_bytes()).modules:
        assert re.search(rf"(?m)^ .* {module.size}  .*{re.escape(module.name)}$", text), text


def test_inspect_reads_a_reference_image(bench, sigil, work):
    """Linked by `as` and `ld` as Genode's run tool does, and no ISO around it."""
    image, _ = bench.sound()
    (work / "image.elf").write_bytes(image.data)
    report = json.loads(sigil.succeed("image", "inspect", "--json", work / "image.elf").stdout)
    assert report["format"] == "core-image"
    assert [(m["name"], m["size_bytes"]) for m in report["modules"]] == [(m.name, m.size) for m in image.modules]


def test_template_and_linker_give_the_same_image(bench, sigil, tiny):
    """The product appends to a template, the reference is linked as a whole; both hold the same."""
    tiny.write()
    sigil.succeed(*tiny.build_arguments())
    ours = core_image(tiny.output.read_bytes())
    reference = bench.link(ours.contents())
    assert reference.contents() == ours.contents()
    assert [s.flags for s in reference.segments if s.file_size] == [s.flags for s in ours.segments if s.file_size]
    bench.passes(reference, manifest_word(ours.contents()))


# verify

def test_verify_counts(sigil, hello):
    contents = core_image(hello.read_bytes()).contents()
    output = sigil.succeed("image", "verify", hello).stdout
    assert re.search(rf"\b{len(contents)} modules\b", output), output
    assert re.search(rf"\b{sum(name.startswith('urn:') for name in contents)}\b.*\bURNs?\b", output), output


# Releases and syntaxes

@pytest.mark.parametrize("release, syntax, options", [
    ("24.10", "xml", []), ("26.02", "hid", []), ("26.02", "xml", ["--config-syntax", "xml"]),
    ("26.02", "hid", ["--config-syntax", "hid"])])
def test_release_and_syntax(sigil, tiny, work, release, syntax, options):
    tiny.data["genode"] = release
    tiny.data["roms"]["beeper"] = {"file": str(tiny.add("beeper", genode_elf.static_program()))}
    tiny.data["children"].append({"name": "beeper", "binary": {"rom": "beeper"}, "caps": 50, "ram": "512K",
                                  "provides": ["Beep"]})
    tiny.child["routes"] = [{"service": "Beep", "child": "beeper", "label": "a -> b"}]
    tiny.child["config"] = {"type": "config", "attributes": {"verbose": "yes"}, "children": [{"type": "tone"}]}
    tiny.write()
    sigil.succeed(*tiny.build_arguments(), *options)
    config = core_image(tiny.output.read_bytes()).content("config").decode()
    assert config.startswith("<config") == (syntax == "xml")
    assert "a -> b" in config
    if syntax == "xml":
        (work / "config").write_text(config)
        subprocess.run(["xmllint", "--noout", work / "config"], check=True)
    else:
        assert config.endswith("\n-\n")
    assert ("<resource" in config) == (release == "24.10")
    sigil.succeed("image", "verify", tiny.output)
    result = sigil.succeed("image", "run", tiny.output, "--timeout", "120", 
                           "--expect", "bootcheck: pass, .* 2 children")
    assert "child beeper" in result.stdout


def test_24_10_does_not_read_hid(sigil, tiny):
    tiny.data["genode"] = "24.10"
    tiny.write()
    result = sigil.run(*tiny.build_arguments(), "--config-syntax", "hid")
    assert result.status in (USAGE, INVALID), str(result)
    assert "24.10" in result.stderr and not tiny.output.exists()


def test_text_rom_and_config_file(sigil, tiny):
    tiny.data["roms"]["motd"] = {"text": "zwölf Boxkämpfer\n"}
    tiny.data["roms"]["my-config"] = {"text": "config | verbose: yes\n-\n"}
    tiny.child["roms"] = {"message": "motd", "config": "my-config"}
    tiny.write()
    sigil.succeed(*tiny.build_arguments())
    assert core_image(tiny.output.read_bytes()).content("motd").decode() == "zwölf Boxkämpfer\n"
    sigil.succeed("image", "run", tiny.output, "--timeout", "120", "--expect", "bootcheck: pass")


# run

def test_expectations_in_order(sigil, hello):
    sigil.succeed("image", "run", hello, "--timeout", "120", "--expect", "bootcheck: core: .* modules",
                  "--expect", "bootcheck: pass")
    result = sigil.run("image", "run", hello, "--timeout", "120", "--expect", "bootcheck: pass",
                       "--expect", "bootcheck: core: .* modules")
    assert result.status == RUN_FAILED, str(result)
    assert "bootcheck: core: .* modules" in result.stderr


def test_forbidden_pattern(sigil, hello):
    result = sigil.run("image", "run", hello, "--timeout", "120", "--forbid", "bootcheck: ch[ia]ld")
    assert result.status == RUN_FAILED, str(result)
    assert "bootcheck: ch[ia]ld" in result.stderr


def test_time_limit(sigil, work, bench):
    """GRUB without anything to boot waits for ever."""
    disc = iso.make(work / "idle.iso", work, bench.kernel, b"nothing", "")
    result = sigil.run("image", "run", disc, "--timeout", "3", timeout=60)
    assert result.status == RUN_TIMED_OUT, str(result)


def test_failing_system(sigil, work, bench):
    image, words = bench.sound()
    image.flip_bit_in("greeting", 1)
    disc = bench.wrap(image, words)
    result = sigil.run("image", "run", disc, "--timeout", "120")
    assert result.status == RUN_FAILED, str(result)
    assert "bootcheck: FAIL module 'greeting': content differs from the manifest" in result.stdout
    assert "bootcheck: FAIL" in result.stderr, "the last lines are repeated"


def test_dry_run_starts_nothing(sigil, hello, work):
    output = sigil.succeed("image", "run", hello, "--dry-run", environment={"PATH": str(work / "tmp")}).stdout
    assert "qemu-system-x86_64" in output and str(hello) in output and "tcg" in output and "kvm" not in output


def test_image_is_not_changed_by_a_run(sigil, hello):
    before = hello.read_bytes()
    sigil.succeed("image", "run", hello, "--timeout", "120")
    assert hello.read_bytes() == before


# Damage in what the product made

@pytest.mark.parametrize("name", ["init", "ld.lib.so", "config", "sigil-manifest", "urn:"])
def test_flipped_bit(sigil, bench, hello, work, name):
    disc = hello.read_bytes()
    image = core_image(disc)
    module = next(m for m in image.modules if m.name.startswith(name))
    image.flip_bit_in(module.name, module.size // 2)
    damaged = work / "damaged.iso"
    damaged.write_bytes(iso.replace(disc, iso.IMAGE_PATH, bytes(image.data)))
    if name == "sigil-manifest":
        target, verify = "manifest: content differs", "the manifest has hash"
    else:
        target = f"module '{module.name}': content differs from the manifest"
        verify = f"module '{module.name}' has hash"
    bench.refused_disc(damaged, r"(?m)^bootcheck: FAIL " + target, INTEGRITY, verify)


def test_every_flipped_bit_of_the_table_is_seen(sigil, hello, work):
    """One bit in each field of each module's header, by `image verify`."""
    disc = hello.read_bytes()
    image = core_image(disc)
    damaged = work / "damaged.iso"
    for module in image.modules[:3]:
        for field in range(3):
            offset = module.header_offset + 8 * field
            image.flip_bit(offset, 3)
            damaged.write_bytes(iso.replace(disc, iso.IMAGE_PATH, bytes(image.data)))
            result = sigil.run("image", "verify", damaged)
            assert result.status in (INVALID, INTEGRITY), f"{module.name}, field {field}: {result}"
            image.flip_bit(offset, 3)


def test_kernel_word_changed(sigil, bench, hello, work):
    disc = hello.read_bytes()
    config = iso.read(disc, iso.CONFIG_PATH)
    at = config.index(b"sigil-manifest=") + len(b"sigil-manifest=")
    digit = b"0" if config[at:at + 1] != b"0" else b"1"
    damaged = work / "damaged.iso"
    damaged.write_bytes(iso.replace(disc, iso.CONFIG_PATH, config[:at] + digit + config[at + 1:]))
    bench.refused_disc(damaged, r"bootcheck: FAIL manifest: content differs from the sigil-manifest word",
                       INTEGRITY, r"the manifest has hash \w+, GRUB's configuration says")
