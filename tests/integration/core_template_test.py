"""The core template, linked from an archive in the shape of Genode's core-nova.a: several members, two of one name,
code for the large model, .bss, .ctors with and without priority, exception tables, a helper of the compiler."""

import re
import subprocess

import pytest
from support import artefacts, iso, tree
from support.bench import PASSED
from support.core_image import CoreImage
from support.sigil import FAILED, MISSING
from support.tiny_system import manifest_word

SOURCES = tree.ROOT / "tests/integration/standin_core"
FLAGS = ["-std=c++20", "-O1", "-m64", "-mcmodel=large", "-fPIC", "-ffreestanding", "-mgeneral-regs-only",
         "-mno-red-zone", "-ffunction-sections", "-fdata-sections", "-fexceptions", "-fno-rtti",
         "-fno-stack-protector", "-fcf-protection=none", "-fno-threadsafe-statics", "-Wall", "-Wextra", "-Werror"]


def run(*command) -> str:
    return subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="session")
def archive():
    def make(folder):
        members = []
        for source in sorted(SOURCES.rglob("*.[cS]*")):
            member = folder / source.relative_to(SOURCES).with_suffix(".o")
            member.parent.mkdir(exist_ok=True)
            flags = FLAGS if source.suffix == ".cpp" else ["-m64"]
            run("g++", *flags, "-c", source, "-o", member)
            members.append(member)
        # q: members of the same name do not replace each other
        run("ar", "qcD", folder / "core-standin.a", *members)
    return artefacts.cached("standin-core", [SOURCES], make) / "core-standin.a"


@pytest.fixture
def system(tiny, archive):
    for name in ("bender", "hypervisor"):
        tiny.add(name, f"the content of {name}\n".encode())
    tiny.data["kernel"] = {"bender": "bender", "hypervisor": "hypervisor"}
    tiny.data["core"] = str(archive)
    tiny.write()
    return tiny


def test_archive_has_the_shape_of_genodes(archive):
    """Else the tests below prove nothing."""
    names = run("ar", "t", archive).split()
    assert names.count("pager.o") == 2 and len(names) >= 6
    sections = run("readelf", "-SW", archive)
    for name in (r"\.text\.crt0", r"\.bss\.\S+", r"\.ctors", r"\.ctors\.65434", r"\.eh_frame",
                 r"\.gcc_except_table\S*", r"\.data\.rel\.\S+"):
        assert re.search(rf" {name} ", sections), name
    relocations = run("readelf", "-rW", archive)
    for name in ("R_X86_64_GOT64", "R_X86_64_GOTPC64", "R_X86_64_PLTOFF64", "R_X86_64_GOTOFF64"):
        assert name in relocations, name
    assert "__udivti3" in run("nm", "-u", archive)


def test_template_of_the_archive_runs(sigil, bench, system):
    """NOVA's place is taken by bootcheck's kernel, which obeys the same rules."""
    sigil.succeed(*system.build_arguments())
    sigil.succeed("image", "verify", system.output)
    image = CoreImage(iso.read(system.output.read_bytes(), iso.IMAGE_PATH))
    assert image.layout_faults() == []
    disc = bench.wrap(image, manifest_word(image.contents()))
    bench.boots(disc, PASSED, r"(?m)^standin: first module init$", r"(?m)^standin: pass$")


def test_segments(sigil, system):
    """.bss and the tables are content of the writable segment, constructors of the executable one."""
    sigil.succeed(*system.build_arguments())
    image = CoreImage(iso.read(system.output.read_bytes(), iso.IMAGE_PATH))
    assert image.writable.file_size == image.writable.memory_size > 300 * 1024
    assert len(image.segments) == 3


def test_helper_of_the_compiler_is_missing(sigil, system, work):
    run("ar", "qcD", work / "empty.a")
    sigil.refuse(FAILED, r"undefined reference to `__udivti3'",
                 arguments=[*system.build_arguments(), "--libgcc", work / "empty.a"])
    assert not system.output.exists()
    sigil.refuse(MISSING, r"file '.*none\.a' does not exist",
                 arguments=[*system.build_arguments(), "--libgcc", work / "none.a"])


def test_thread_local_variables_are_refused(sigil, system, work, archive):
    """Core's start-up code sets no thread-local storage up."""
    source = work / "tls.cpp"
    source.write_text("thread_local int one = 1; extern \"C\" int never_called_2() { return one; }\n")
    run("g++", *FLAGS, "-c", source, "-o", work / "tls.o")
    (work / "core.a").write_bytes(archive.read_bytes())
    run("ar", "qcD", work / "core.a", work / "tls.o")
    # Kept although nothing calls it, as a constructor would be.
    (work / "keep.s").write_text('.section .ctors,"aw"\n.quad never_called_2\n')
    run("as", "--64", "-o", work / "keep.o", work / "keep.s")
    run("ar", "qcD", work / "core.a", work / "keep.o")
    system.data["core"] = str(work / "core.a")
    system.write()
    sigil.refuse(FAILED, r"core has thread-local variables", arguments=system.build_arguments())
