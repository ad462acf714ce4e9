"""Boots an ISO in QEMU by emulation (never KVM, which may hang) and keeps all of its serial output."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

COMMAND = (
    # QEMU must not outlive a test that is killed.
    "setpriv", "--pdeathsig", "KILL",
    "qemu-system-x86_64", "-machine", "q35", "-accel", "tcg", "-cpu", "max", "-m", "1024",
    "-display", "none", "-vga", "none", "-monitor", "none", "-no-reboot", "-nic", "none", "-serial", "stdio",
    "-device", "isa-debug-exit,iobase=0xf4,iosize=4")


OVMF = Path("/usr/share/OVMF")
FIRMWARE = {"bios": (), "uefi": (
    "-drive", f"if=pflash,unit=0,format=raw,readonly=on,file={OVMF}/OVMF_CODE_4M.fd",
    "-drive", f"if=pflash,unit=1,format=raw,snapshot=on,file={OVMF}/OVMF_VARS_4M.fd")}


def medium(kind: str, image: Path) -> tuple[str, ...]:
    """The image as "cd", "usb" or "disk"."""
    if kind == "cd":
        return ("-cdrom", str(image))
    if kind == "disk":
        return ("-drive", f"file={image},format=raw,if=ide,snapshot=on")
    return ("-device", "qemu-xhci", "-drive", f"file={image},format=raw,if=none,id=stick,snapshot=on",
            "-device", "usb-storage,drive=stick,bootindex=0")


@dataclass
class Boot:
    serial: str
    status: int | None
    """QEMU's exit status, None if it had to be stopped."""

    @property
    def timed_out(self) -> bool:
        return self.status is None


def boot(iso: Path, timeout: float = 60, firmware: str = "bios", kind: str = "cd") -> Boot:
    """Runs until the system ends through isa-debug-exit (status 2·value+1), a reset, or the time limit."""
    process = subprocess.Popen([*COMMAND, *FIRMWARE[firmware], *medium(kind, iso)], stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        output, _ = process.communicate(timeout=timeout)
        status = process.returncode
    except subprocess.TimeoutExpired:
        process.kill()
        output, _ = process.communicate()
        status = None
    return Boot(output.decode("utf-8", "replace").replace("\r", ""), status)
