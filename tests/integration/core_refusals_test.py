"""What Genode's core, init or dynamic linker would stumble over, each in one image, on the target and by
`image verify`. docs/formats/bootcheck.md has the messages.
"""

import pytest
from support import eris_reference, genode_elf, packages
from support.bench import PASSED
from support.core_image import PAGE, round_page
from support.sigil import INTEGRITY, INVALID, LIMIT, MISSING
from support.tiny_system import Child, TinySystem, label, manifest, manifest_word, xml

FAIL = r"(?m)^bootcheck: FAIL "


def sealed(bench, system, config=None):
    """The image of `system` and the kernel's word, as the bench takes them."""
    modules = system.modules(config)
    return bench.link(modules), manifest_word(modules)


def reader(system):
    return system.children[0]


# Sound images that must pass, so that the refusals below prove something

def test_xml_configuration_passes(bench):
    system = TinySystem()
    system.syntax = xml
    bench.passes(*sealed(bench, system), "child reader", "child beeper")


def test_needed_of_115_characters_passes(bench):
    """The dynamic linker cuts DT_NEEDED to the 63 characters that the configuration has."""
    system = TinySystem()
    assert len(system.outer) == 115
    bench.passes(*sealed(bench, system), r"2 libraries")


def test_content_of_another_secret_is_counted_apart(bench):
    """The target has the manifest's hash of it; `image verify` asks for the null secret."""
    system = TinySystem()
    content = genode_elf.library(mark="private")
    urn = eris_reference.urn(content, secret=b"s" * 32)
    system.contents[urn] = content
    disc = bench.wrap(*sealed(bench, system))
    bench.boots(disc, PASSED, r"bootcheck: pass", r"urns: 3 re-encoded, 1 not re-encodable")
    bench.sigil.refuse_report(INTEGRITY, f"module '{urn}' has content with the URN", disc)


# The boot-module table

def test_rule_d(bench):
    """Core's end and the end of the binaries lie on different pages."""
    image, words = bench.sound()
    last = image.modules[-1]
    end = round_page(last.base + last.size)
    where = image.words_in_data(end)
    assert len(where) >= 2
    # The order in memory does not say which of the words is which: pull one page off the first.
    image.set_word(where[0], end - PAGE)
    bench.refused(image, words,
                  FAIL + r"core: rule d: core ends at 0x[0-9a-f]+, binaries end at 0x[0-9a-f]+, not on the same page",
                  INVALID, rf"core's end or the end of the boot modules is not at {end:#x}")


def test_empty_module(bench):
    system = TinySystem()
    system.contents["nothing"] = b""
    bench.refused(*sealed(bench, system),
                  FAIL + "module 'nothing': zero size",
                  INVALID, r"size 0 for 'nothing'")


def test_named_rom_of_64_characters(bench):
    system = TinySystem()
    name = "n" * 64
    system.contents[name] = b"content\n"
    bench.refused(*sealed(bench, system),
                  FAIL + f"module '{name}': name has 64 characters, at most 63",
                  LIMIT, rf"'{name}' has more than 63 characters")


def test_named_rom_of_63_characters_passes(bench):
    system = TinySystem()
    system.contents["n" * 63] = b"content\n"
    bench.passes(*sealed(bench, system))


def test_broken_urn(bench):
    system = TinySystem()
    system.contents[system.inner[:-1]] = b"content\n"
    del system.contents[system.inner]
    bench.refused(*sealed(bench, system),
                  FAIL + "module 'urn:eris:\\w+': name starts like a URN, but is none",
                  INVALID, r"length of a read capability is 114, expected 115")


def test_name_with_separator(bench):
    system = TinySystem()
    system.contents["a -> b"] = b"content\n"
    bench.refused(*sealed(bench, system),
                  FAIL + "module 'a -> b': name cannot be looked up",
                  INVALID, r"name of boot module 8 is 'a -> b'")


def test_name_with_quote(bench):
    system = TinySystem()
    system.contents['a"b'] = b"content\n"
    bench.refused(*sealed(bench, system),
                  FAIL + "module 'a\"b': name cannot be looked up",
                  INVALID, r"name of boot module 8 is 'a\"b'")


def test_name_of_core_itself(bench):
    system = TinySystem()
    system.contents["platform_info"] = b"<platform_info/>\n"
    bench.refused(*sealed(bench, system),
                  FAIL + "module 'platform_info': name is one of core's own ROMs",
                  INVALID, r"boot module name 'platform_info' is reserved")


def test_names_equal_after_63_characters(bench):
    system = TinySystem()
    content = genode_elf.library(mark="twin")
    twin = label(system.inner) + eris_reference.urn(content)[63:]
    system.contents[twin] = content
    bench.refused(*sealed(bench, system),
                  FAIL + rf"module '{twin}': equal to module '{system.inner}' in the first 63",
                  INTEGRITY, r"are equal in their first 63 characters")


def test_module_outside_the_binaries(bench):
    image, words = bench.sound()
    image.set_word(image.module("greeting").header_offset + 8, image.text.address)
    bench.refused(image, words,
                  FAIL + "module 'greeting': outside the binaries' range",
                  INVALID, r"boot module 3 'greeting' begins at 0x100000, expected 0x")


def test_module_not_page_aligned(bench):
    image, words = bench.sound()
    greeting = image.module("greeting")
    image.set_word(greeting.header_offset + 8, greeting.base + 8)
    bench.refused(image, words,
                  FAIL + "module 'greeting': not page-aligned",
                  INVALID, r"boot module 3 'greeting' begins at 0x[0-9a-f]+8, expected 0x")


def test_module_not_followed_by_zeros(bench):
    image, words = bench.sound()
    greeting = image.module("greeting")
    image.data[image.offset_of(greeting.base) + greeting.size] = ord("x")
    bench.refused(image, words,
                  FAIL + "module 'greeting': not followed by zeros to the end of its page",
                  INVALID, r"boot module 'greeting' is not followed by zeros")


def missing_module(bench, name):
    system = TinySystem()
    modules = system.modules()
    del modules[name]
    modules["sigil-manifest"] = manifest({n: c for n, c in modules.items() if n != "sigil-manifest"})
    bench.refused(bench.link(modules), manifest_word(modules), FAIL + f"no module '{name}'",
                  MISSING, f"'{name}'")


def test_no_init(bench):
    missing_module(bench, "init")


def test_no_dynamic_linker(bench):
    missing_module(bench, "ld.lib.so")


def test_no_configuration(bench):
    missing_module(bench, "config")


def test_no_manifest(bench):
    modules = TinySystem().modules()
    words = manifest_word(modules)
    del modules["sigil-manifest"]
    bench.refused(bench.link(modules), words,
                  FAIL + "no module 'sigil-manifest'",
                  MISSING, r"no boot module 'sigil-manifest'")


# The manifest

def test_flipped_bit_in_a_named_module(bench):
    image, words = bench.sound()
    image.flip_bit_in("greeting", 0)
    bench.refused(image, words,
                  FAIL + "module 'greeting': content differs from the manifest",
                  INTEGRITY, r"module 'greeting' has hash")


def test_flipped_bit_in_a_content_named_module(bench):
    system = TinySystem()
    image, words = sealed(bench, system)
    image.flip_bit_in(system.inner, PAGE)
    bench.refused(image, words,
                  FAIL + f"module '{system.inner}': content differs from the manifest",
                  INTEGRITY, rf"module '{system.inner}' has hash")


def test_flipped_bit_in_the_configuration(bench):
    image, words = bench.sound()
    image.flip_bit_in("config", 3)
    bench.refused(image, words,
                  FAIL + "module 'config': content differs from the manifest",
                  INTEGRITY, r"module 'config' has hash")


def test_flipped_bit_in_the_manifest(bench):
    image, words = bench.sound()
    image.flip_bit_in("sigil-manifest", 40)
    bench.refused(image, words,
                  FAIL + "manifest: content differs from the sigil-manifest word",
                  INTEGRITY, r"the manifest has hash [0-9a-f]+, GRUB's configuration says")


def test_manifest_word_missing(bench):
    image, _ = bench.sound()
    bench.refused(image, "",
                  FAIL + "manifest: no sigil-manifest word on the kernel's command line",
                  INTEGRITY, r"no word 'sigil-manifest=")


def test_manifest_word_of_another_manifest(bench):
    image, words = bench.sound()
    wrong = words[:-1] + ("0" if words[-1] != "0" else "1")
    bench.refused(image, wrong,
                  FAIL + "manifest: content differs from the sigil-manifest word",
                  INTEGRITY, r"the manifest has hash [0-9a-f]+, GRUB's configuration says")


def manifest_text(bench, change):
    """An image whose manifest is what `change` makes of the true one; the word is right."""
    modules = TinySystem().modules()
    modules["sigil-manifest"] = change(modules["sigil-manifest"].decode()).encode()
    return bench.link(modules), manifest_word(modules)


def test_manifest_of_another_version(bench):
    bench.refused(*manifest_text(bench, lambda text: text.replace("sigil-manifest 2", "sigil-manifest 1")),
                  FAIL + "manifest: line 1: expected 'sigil-manifest 2'",
                  INVALID, r"line 1 of the manifest is 'sigil-manifest 1'")


def test_manifest_with_an_empty_line(bench):
    bench.refused(*manifest_text(bench, lambda text: text + "\n"),
                  FAIL + r"manifest: line \d+: ",
                  INVALID, r"line 10 of the manifest does not begin with")


def test_manifest_without_last_line_end(bench):
    bench.refused(*manifest_text(bench, lambda text: text[:-1]),
                  FAIL + r"manifest: line \d+: ",
                  INVALID, r"line 9 of the manifest does not end with a line feed")


def test_manifest_lacks_a_module(bench):
    def change(text):
        return "".join(line for line in text.splitlines(True) if not line.endswith(" greeting\n"))
    bench.refused(*manifest_text(bench, change),
                  FAIL + "module 'greeting': not in the manifest",
                  INTEGRITY, r"module 'greeting' is not in the manifest")


def test_manifest_names_no_module(bench):
    bench.refused(*manifest_text(bench, lambda text: text + f"module 1 {'0' * 64} - ghost\n"),
                  FAIL + r"manifest: line \d+: 'ghost' is no module",
                  INTEGRITY, r"module 'ghost' of the manifest is not in the image")


def test_manifest_with_another_size(bench):
    def change(text):
        return text.replace("module 13 ", "module 14 ")
    bench.refused(*manifest_text(bench, change),
                  FAIL + "module 'greeting': has 13 bytes, 14 in the manifest",
                  INTEGRITY, r"module 'greeting' has 13 bytes, the manifest says 14")


def test_manifest_with_another_capability(bench):
    system = TinySystem()
    def change(text):
        return text.replace(f" {system.inner} {system.inner}\n", f" {system.outer} {system.inner}\n")
    bench.refused(*manifest_text(bench, change),
                  FAIL + f"module '{system.inner}': capability in the manifest is not its name",
                  INVALID, r"line 6 of the manifest names a module by another URN than its capability")


def test_name_that_no_secret_explains(bench):
    """A URN of level 0 cannot be that of a content of more than one block."""
    system = TinySystem()
    wrong = eris_reference.urn(b"short")
    system.contents[wrong] = system.contents.pop(system.inner)
    bench.refused(*sealed(bench, system),
                  FAIL + f"module '{wrong}': URN has level 0, its content needs level \\d",
                  INTEGRITY, rf"module '{wrong}' has content with the URN")


# The configuration

def test_configuration_parse_error(bench):
    config = TinySystem().config().replace("+ start beeper", "- start beeper").replace("+ start reader", "? start")
    bench.refused(*sealed(bench, TinySystem(), config),
                  FAIL + r"config: line \d+: ",
                  INVALID, r"configuration line 7: ")


def test_configuration_parse_error_in_xml(bench):
    system = TinySystem()
    system.syntax = xml
    config = system.config().replace("</config>", "")
    bench.refused(*sealed(bench, system, config),
                  FAIL + r"config: line \d+: ",
                  INVALID, r"configuration line \d+: malformed XML")


def test_configuration_without_end_marker(bench):
    config = TinySystem().config().removesuffix("-\n")
    bench.refused(*sealed(bench, TinySystem(), config),
                  FAIL + r"config: line \d+: ",
                  INVALID, r"configuration has no end marker")


def test_empty_configuration_node(bench):
    bench.refused(*sealed(bench, TinySystem(), "empty\n-\n"),
                  FAIL + "config: top node is 'empty', expected 'config'",
                  INVALID, r"'empty', expected 'config'")


def test_zero_children(bench):
    system = TinySystem()
    system.children = []
    bench.refused(*sealed(bench, system),
                  FAIL + "config: no start node",
                  INVALID, r"the configuration starts no child")


def test_unknown_node(bench):
    config = TinySystem().config().replace("+ start reader", "+ begin reader")
    bench.refused(*sealed(bench, TinySystem(), config),
                  FAIL + "config: node 'begin' is not known to init",
                  INVALID, r"node 'begin' of the configuration is not known to init")


def test_child_name_of_64_characters(bench):
    system = TinySystem()
    reader(system).name = "c" * 64
    bench.refused(*sealed(bench, system),
                  FAIL + f"child '{'c' * 64}': name has 64 characters, at most 63",
                  LIMIT, r"'c{64}' has more than 63 characters")


def test_child_name_twice(bench):
    system = TinySystem()
    system.children[1].name = "reader"
    bench.refused(*sealed(bench, system),
                  FAIL + "child 'reader': name is used twice",
                  INVALID, r"child name 'reader' is used twice")


def test_label_of_115_characters(bench):
    """Never matches: what the linker asks for has 63."""
    system = TinySystem()
    config = system.config().replace(f"| label: {label(system.inner)}\n      + parent",
                                     f"| label: {system.inner}\n      + parent")
    assert config != system.config()
    bench.refused(*sealed(bench, system, config),
                  FAIL + f"child 'reader': label '{system.inner}' has 115 characters and never matches, at most 63",
                  MISSING,
                  rf"child 'reader' asks for ROM '{label(system.inner)}', but no route of the child matches")


def test_target_label_of_115_characters(bench):
    """Genode denies such a session for its truncated arguments."""
    system = TinySystem()
    config = system.config().replace(f"+ parent | label: {label(system.inner)}", f"+ parent | label: {system.inner}")
    assert config != system.config()
    bench.refused(*sealed(bench, system, config),
                  FAIL + rf"child 'reader': session arguments for label '{system.inner}' have \d+ characters, "
                  r"at most 159",
                  MISSING, rf"session arguments for '{system.inner}' are longer than Genode's buffer")


def without_route(system, asked):
    """The configuration without the ROM route for `asked`."""
    lines = system.config().split("\n")
    at = next(i for i, line in enumerate(lines) if line.endswith(f"label: {asked}") and "service ROM" in line)
    del lines[at:at + 2]
    return "\n".join(lines)


def test_no_route_to_the_binary(bench):
    system = TinySystem()
    bench.refused(*sealed(bench, system, without_route(system, label(system.reader))),
                  FAIL + "child 'reader': no route to service 'ROM'",
                  MISSING,
                  rf"child 'reader' asks for ROM '{label(system.reader)}', but no route of the child matches")


def test_no_route_to_the_dynamic_linker(bench):
    system = TinySystem()
    bench.refused(*sealed(bench, system, without_route(system, "ld.lib.so")),
                  FAIL + r"child 'reader': no route to service 'ROM' \(label 'ld.lib.so'\)",
                  MISSING, r"child 'reader' asks for ROM 'ld.lib.so', but no route of the child matches")


def test_no_route_to_a_library(bench):
    system = TinySystem()
    bench.refused(*sealed(bench, system, without_route(system, label(system.inner))),
                  FAIL + rf"child 'reader': no route to service 'ROM' \(label 'reader -> {label(system.inner)}'\)",
                  MISSING,
                  rf"child 'reader' asks for ROM '{label(system.inner)}', but no route of the child matches")


def test_no_route_to_pd(bench):
    system = TinySystem()
    bench.refused(*sealed(bench, system, system.config().replace("    + service PD | + parent\n", "", 1)),
                  FAIL + "child 'reader': no route to service 'PD'",
                  MISSING, r"child 'reader' has no route to service 'PD'")


def test_route_to_a_child_that_is_not_there(bench):
    system = TinySystem()
    log = "    + service LOG | + parent\n"
    config = system.config().replace(log, log + "    + service Timer | + child ghost\n", 1)
    bench.refused(*sealed(bench, system, config),
                  FAIL + "child 'reader': route of service 'Timer' leads nowhere",
                  MISSING, r"child 'reader' has a route of service 'Timer' that leads to nothing")


def test_rom_that_is_no_module(bench):
    system = TinySystem()
    reader(system).roms = {"message": "nowhere"}
    bench.refused(*sealed(bench, system),
                  FAIL + "child 'reader': ROM 'message' leads to 'nowhere', which is no module",
                  MISSING, r"child 'reader' asks for ROM 'message', but its route leads to 'nowhere'")


def test_missing_library(bench):
    """Routed, but not in the image."""
    system = TinySystem()
    del system.contents[system.inner]
    bench.refused(*sealed(bench, system),
                  FAIL + f"child 'reader': ROM '{label(system.inner)}' leads to "
                  f"'{label(system.inner)}', which is no module",
                  MISSING,
                  rf"child 'reader' asks for ROM '{label(system.inner)}', but its route leads to "
                  rf"'{label(system.inner)}'")


def test_library_of_a_library_is_needed_too(bench):
    """Its route and module are gone: only the DT_NEEDED of `outer` still tells of `inner`."""
    system = TinySystem()
    del system.contents[system.inner]
    reader(system).libraries.remove(label(system.inner))
    bench.refused(*sealed(bench, system),
                  FAIL + rf"child 'reader': no route to service 'ROM' \(label 'reader -> {label(system.inner)}'\)",
                  MISSING,
                  rf"child 'reader' asks for ROM '{label(system.inner)}', but no route of the child matches")


def test_binary_is_no_elf_file(bench):
    system = TinySystem()
    system.contents["text"] = b"#!/bin/sh\n"
    system.children.append(Child("script", "text"))
    bench.refused(*sealed(bench, system),
                  FAIL + "child 'script': ROM 'text' is not an ELF file",
                  INVALID, r"module 'text': content does not begin with the ELF magic number")


def test_binary_of_another_machine(bench):
    system = TinySystem()
    system.contents["arm"] = genode_elf.foreign_program()
    system.children.append(Child("arm", "arm"))
    bench.refused(*sealed(bench, system),
                  FAIL + "child 'arm': ROM 'arm' is not for x86-64",
                  INVALID, r"module 'arm': ELF file is for machine 183, expected 62")


def test_dynamic_binary_with_ld_off(bench):
    system = TinySystem()
    start = "+ start reader | caps: 100 | ram: 1M"
    config = system.config().replace(start, start + " | ld: no")
    bench.refused(*sealed(bench, system, config),
                  FAIL + "child 'reader': ld is off, but binary '.*' needs libraries",
                  INVALID, r"child 'reader' has 'ld: no', but its binary is dynamic")


# Sets and kept names


def library_set(count=2, mark="set"):
    """Libraries that need each other in a circle: name -> content."""
    blank = ["eris-set:" + 48 * "A" + f":{index}" for index in range(count)]
    contents = [genode_elf.library([blank[(index + 1) % count], "ld.lib.so"], f"{mark} {index}") for index in range(count)]
    text = packages.set_hash(contents, 48 * "A")
    return {f"eris-set:{text}:{index}": content.replace(48 * b"A", text.encode())
            for index, content in enumerate(contents)}


def with_set(members):
    """A system whose reader needs these libraries, and one with a kept name."""
    system = TinySystem()
    reader = genode_elf.program([*members, "posix.lib.so", "ld.lib.so"], "reader of a set")
    urn = eris_reference.urn(reader)
    system.contents.update({**members, "posix.lib.so": genode_elf.library(mark="posix"), urn: reader})
    system.children[0] = Child("reader", label(urn), libraries=[*members, "posix.lib.so"], roms={"message": "greeting"})
    return system


@pytest.mark.parametrize("count", [1, 2, 12])
def test_a_set_and_a_kept_name_pass(bench, count):
    system = with_set(library_set(count))
    noun = "library" if count == 1 else "libraries"
    bench.passes(*sealed(bench, system), rf"set of eris-set:[A-Z2-7]{{48}}:0, {count} {noun}, hash ok", r"urns: \d+ re-encoded, 0 not",
                 r"module posix\.lib\.so, \d+ bytes, manifest ok, urn ok", rf"child reader, .* {count + 1} libraries")


def test_two_sets_pass(bench):
    one, two = library_set(2, "one"), library_set(3, "two")
    bench.passes(*sealed(bench, with_set({**two, **one})), "2 libraries, hash ok", "3 libraries, hash ok")


def test_a_member_that_is_missing(bench):
    members = library_set(3)
    names = list(members)
    del members[names[1]]
    system = with_set(members)
    bench.refused(*sealed(bench, system), FAIL + f"module '{names[0]}': its set has no member 1", INTEGRITY,
                  rf"module '{names[0]}': its set has no member 1")


def test_a_member_that_is_another(bench):
    """With a capability of its own that is right: only the hash in the names tells."""
    members = library_set(2)
    first, second = members
    members[second] = genode_elf.library([first, "ld.lib.so"], "swap 1")
    bench.refused(*sealed(bench, with_set(members)), FAIL + f"module '{first}': its set has another hash than its name",
                  INTEGRITY, rf"module '{first}': its set has another hash than its name")


def test_a_member_that_is_no_elf_file(bench):
    members = library_set(2)
    first, second = members
    members[second] = b"text"
    bench.refused(*sealed(bench, with_set(members)), FAIL + f"module '{second}': is not an ELF file", INVALID, "ELF magic")


@pytest.mark.parametrize("name", ["eris-set:" + 48 * "A", "eris-set:" + 48 * "A" + ":", "eris-set:" + 48 * "A" + ":01",
                                  "eris-set:" + 48 * "A" + ":65536", "eris-set:" + 48 * "a" + ":0", "eris-set:x"])
def test_a_name_that_is_almost_that_of_a_member(bench, name):
    system = TinySystem()
    system.contents[name] = b"text"
    bench.refused(*sealed(bench, system), FAIL + f"module '{name}': name starts like that of a set's member, but is none",
                  INVALID, f"'{name}' starts like that of a set's member, but is none")


def test_a_member_without_a_capability(bench):
    system = with_set(library_set(2))
    modules = system.modules()
    lines = [" ".join([*line.split(" ")[:3], "-", line.split(" ")[4]]) if " eris-set:" in line else line
             for line in modules["sigil-manifest"].decode().splitlines()]
    modules["sigil-manifest"] = ("\n".join(lines) + "\n").encode()
    bench.refused(bench.link(modules), manifest_word(modules), FAIL + r"manifest: line \d+: a member of a set without a capability",
                  INVALID, r"line \d+ of the manifest has no capability for 'eris-set:.*', a member of a set")


def test_a_kept_name_with_the_capability_of_another_content(bench):
    """The hash is right, so it may be of another secret; its level or the null secret tell."""
    system = with_set(library_set(2))
    modules = system.modules()
    other = eris_reference.urn(genode_elf.library(mark="another"))
    mine = eris_reference.urn(system.contents["posix.lib.so"])
    modules["sigil-manifest"] = modules["sigil-manifest"].replace(mine.encode(), other.encode())
    disc = bench.wrap(bench.link(modules), manifest_word(modules))
    bench.boots(disc, PASSED, r"module posix\.lib\.so, .* urn not re-encodable")
    bench.sigil.refuse_report(INTEGRITY, r"module 'posix\.lib\.so' has content with the URN 'urn:eris:.*', the manifest has another",
                              disc)
