"""A work bench for images that the product did not make: link, wrap, boot, verify."""

import re
from pathlib import Path

from . import iso, qemu, reference_image, tree
from .core_image import CoreImage
from .sigil import Sigil
from .tiny_system import TinySystem, manifest_word

PASSED, FAILED = 33, 35
"""QEMU's exit statuses for bootcheck's verdicts, docs/formats/bootcheck.md."""


class Bench:
    def __init__(self, work: Path, sigil: Sigil):
        self.work, self.sigil = work, sigil
        self.kernel = tree.BUILD / "share/sigil-build/bootcheck-kernel"
        self.core = tree.BUILD / "share/sigil-build/bootcheck-core.a"

    def link(self, modules: dict[str, bytes], **options) -> CoreImage:
        """`options` as for reference_image.make()."""
        return CoreImage(reference_image.make(self.core, modules, self.work / "link", **options))

    def sound(self) -> tuple[CoreImage, str]:
        """An image without fault and the kernel's word for it."""
        modules = TinySystem().modules()
        return self.link(modules), manifest_word(modules)

    def wrap(self, image: CoreImage, words: str, boot_modules=(iso.IMAGE_PATH,), more=None) -> Path:
        return iso.make(self.work / "bench.iso", self.work, self.kernel, bytes(image.data),
                        iso.grub_config(words, boot_modules), more)

    def passes(self, image: CoreImage, words: str, *patterns: str) -> None:
        """The target and `image verify` both find nothing."""
        disc = self.wrap(image, words)
        self.boots(disc, PASSED, r"(?m)^bootcheck: pass, \d+ modules, \d+ children$", *patterns)
        self.sigil.succeed("image", "verify", disc)

    def refused(self, image: CoreImage, words: str, target: str, status: int, verify: str, **wrapping) -> None:
        """The target says `target`; `image verify` says `verify` and ends with `status`. Both are regular
        expressions."""
        self.refused_disc(self.wrap(image, words, **wrapping), target, status, verify)

    def refused_disc(self, disc: Path, target: str, status: int, verify: str) -> None:
        self.boots(disc, FAILED, r"(?m)^bootcheck: FAIL", target)
        self.sigil.refuse_report(status, verify, disc)

    def refused_by_target(self, image: CoreImage, words: str, target: str) -> None:
        """What shows only when core runs: no hash covers its code."""
        disc = self.wrap(image, words)
        self.boots(disc, FAILED, r"(?m)^bootcheck: FAIL", target)
        self.sigil.succeed("image", "verify", disc)

    def boots(self, disc: Path, status: int, *patterns: str) -> str:
        boot = qemu.boot(disc)
        assert boot.status == status, f"QEMU's status {boot.status}, expected {status}\n{boot.serial}"
        for pattern in patterns:
            assert re.search(pattern, boot.serial), f"no match of {pattern!r}\n{boot.serial}"
        return boot.serial
