"""A whole system of a few pages, made without the product: the sound one that tests then break.

Two children: `reader` is a program of content name that needs two libraries of content names (one needs the
other) and reads a data ROM under a name of its own; `beeper` is a named ROM and static.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from . import eris_reference, eris_store, genode_elf

LABEL_LENGTH = 63
MANIFEST_WORD = "sigil-manifest="
KEPT_NAMES = ("posix.lib.so",)
"""Whose content the manifest knows by a capability, as it does that of sets."""


def label(name: str) -> str:
    """What Genode keeps of a name."""
    return name[:LABEL_LENGTH]


def manifest(contents: dict[str, bytes], stored: Mapping[str, eris_store.Content | eris_store.Forged] = {}) -> bytes:
    """docs/formats/manifest.md: of these modules, and of what their store holds."""
    lines = ["sigil-manifest 2"]
    for name, content in contents.items():
        digest = hashlib.blake2b(content, digest_size=32).hexdigest()
        has_one = name.startswith("eris-set:") or name in KEPT_NAMES
        capability = name if name.startswith("urn:eris:") else eris_reference.urn(content) if has_one else "-"
        lines.append(f"module {len(content)} {digest} {capability} {name}")
    for name, content in stored.items():
        digest = hashlib.blake2b(content.data, digest_size=32).hexdigest()
        lines.append(f"store {content.size} {digest} {content.urn} {name}")
    return ("\n".join(lines) + "\n").encode()


@dataclass
class Child:
    """`roms` maps what the child asks for to the ROM it gets, both as they stand in the configuration;
    `capabilities` are URNs in its own configuration."""
    name: str
    binary: str
    dynamic: bool = True
    libraries: list[str] = field(default_factory=list)
    roms: dict[str, str] = field(default_factory=dict)
    capabilities: list[str] = field(default_factory=list)

    def rom_routes(self) -> list[tuple[str, str, str]]:
        """As (attribute, label asked for, label at the parent)."""
        routes = [("unscoped_label", self.binary, self.binary)]
        if self.dynamic:
            routes.append(("unscoped_label", "ld.lib.so", "ld.lib.so"))
        routes += [("label", library, library) for library in self.libraries]
        return routes + [("label", asked, target) for asked, target in self.roms.items()]


def hid(children: list[Child]) -> str:
    lines = ["config", "+ parent-provides"]
    lines += [f"  + service {service}" for service in ("ROM", "PD", "CPU", "LOG")]
    for child in children:
        lines.append(f"+ start {child.name} | caps: 100 | ram: 1M" + ("" if child.dynamic else " | ld: no"))
        lines.append(f"  + binary | name: {child.binary}")
        lines.append("  + route")
        for service in ("PD", "CPU", "LOG"):
            lines.append(f"    + service {service} | + parent")
        for attribute, asked, target in child.rom_routes():
            lines += [f"    + service ROM | {attribute}: {asked}", f"      + parent | label: {target}"]
        lines.append("  + config")
        lines += [f"    + content {i} | capability: {urn}" for i, urn in enumerate(child.capabilities)]
    return "\n".join([*lines, "-", ""])


def xml(children: list[Child]) -> str:
    lines = ["<config>", "  <parent-provides>"]
    lines += [f'    <service name="{service}"/>' for service in ("ROM", "PD", "CPU", "LOG")]
    lines.append("  </parent-provides>")
    for child in children:
        lines.append(f'  <start name="{child.name}" caps="100"' + (">" if child.dynamic else ' ld="no">'))
        lines.append('    <resource name="RAM" quantum="1M"/>')
        lines.append(f'    <binary name="{child.binary}"/>')
        lines.append("    <route>")
        for service in ("PD", "CPU", "LOG"):
            lines.append(f'      <service name="{service}"><parent/></service>')
        for attribute, asked, target in child.rom_routes():
            lines.append(f'      <service name="ROM" {attribute}="{asked}"><parent label="{target}"/></service>')
        lines += ["    </route>", "    <config>"]
        lines += [f'      <content name="{i}" capability="{urn}"/>' for i, urn in enumerate(child.capabilities)]
        lines += ["    </config>", "  </start>"]
    return "\n".join([*lines, "</config>", ""])


class TinySystem:
    """`contents` are the boot modules but the manifest, in their order; `children` what init starts; `stored`
    what is in the store, which there is if that is not empty. A test changes them as it likes and then takes modules()."""

    def __init__(self):
        inner = genode_elf.library(mark="inner")
        self.inner = eris_reference.urn(inner)
        outer = genode_elf.library(["ld.lib.so", self.inner], mark="outer")
        self.outer = eris_reference.urn(outer)
        reader = genode_elf.program([self.outer, "ld.lib.so"], mark="reader")
        self.reader = eris_reference.urn(reader)
        self.contents = {
            "init": genode_elf.program(mark="init"),
            "ld.lib.so": genode_elf.dynamic_linker(),
            "greeting": b"hello, world\n",
            "beeper": genode_elf.static_program("beeper"),
            self.inner: inner, self.outer: outer, self.reader: reader,
        }
        self.children = [
            Child("reader", label(self.reader), libraries=[label(self.outer), label(self.inner)],
                  roms={"message": "greeting"}),
            Child("beeper", "beeper", dynamic=False),
        ]
        self.stored: dict[str, eris_store.Content | eris_store.Forged] = {}
        self.syntax = hid

    def config(self) -> str:
        return self.syntax(self.children)

    def modules(self, config: str | None = None) -> dict[str, bytes]:
        """All boot modules, with `config` (as given, or of the children), a store of what is stored (unless one
        is among the contents) and a manifest that is true."""
        sealed = {**self.contents, "config": (self.config() if config is None else config).encode()}
        if self.stored:
            sealed.setdefault(eris_store.NAME, eris_store.write(self.stored.values()))
        return {**sealed, "sigil-manifest": manifest(sealed, self.stored)}


def manifest_word(modules: dict[str, bytes]) -> str:
    """What stands on the kernel's line for these modules."""
    return MANIFEST_WORD + hashlib.blake2b(modules["sigil-manifest"], digest_size=32).hexdigest()
