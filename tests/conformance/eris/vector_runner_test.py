"""What runs the vectors of ERIS fails where it does not understand one, and is no judge that lets all pass."""

import base64
import json
import os
import subprocess

import pytest
from support import eris_reference, tree

RUNNER = tree.BUILD / "tests/conformance/eris/sigil_eris_conformance_test"


def text(data: bytes) -> str:
    return base64.b32encode(data).decode().rstrip("=")


def vector(content: bytes = b"a content of two blocks" * 50) -> dict:
    capability, blocks = eris_reference.encode(content)
    return {
        "id": 0, "type": "positive", "spec-version": "1.0.0", "name": "test", "description": "made by a test",
        "content": text(content), "convergence-secret": text(bytes(32)), "block-size": 1024,
        "read-capability": {"block-size": 1024, "level": capability[1], "root-reference": text(capability[2:34]),
                            "root-key": text(capability[34:])},
        "urn": eris_reference.urn_of(capability),
        "blocks": {text(reference): text(block) for reference, block in blocks.items()}}


def negative() -> dict:
    """A block is missing."""
    result = vector() | {"type": "negative"}
    result["blocks"].popitem()
    for name in ("content", "convergence-secret", "block-size"):
        del result[name]
    return result


def run(folder) -> subprocess.CompletedProcess:
    """Sound vectors are beside what each test adds, so that it alone can make the run fail."""
    for name, sound in {"positive-00": vector(), "negative-01": negative()}.items():
        (folder / f"eris-test-vector-{name}.json").write_text(json.dumps(sound))
    (folder / "README").write_text("no vector")
    return subprocess.run([RUNNER], env=os.environ | {"SIGIL_ERIS_VECTORS": str(folder)}, capture_output=True, text=True)


def assert_fails(folder, file: str, content: str):
    (folder / file).write_text(content)
    result = run(folder)
    assert result.returncode != 0 and file in result.stdout, result.stdout


def field(of: dict, path: str) -> tuple[dict, str]:
    """What holds the field `read-capability/level`, and its name there."""
    parent, _, name = path.rpartition("/")
    return (of[parent] if parent else of), name


def without(path: str, of=vector) -> dict:
    result = of()
    holder, name = field(result, path)
    del holder[name]
    return result


def changed(path: str, value, of=vector) -> dict:
    result = of()
    holder, name = field(result, path)
    holder[name] = value
    return result


def test_sound_vectors_pass(tmp_path):
    result = run(tmp_path)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("name", ["extra.json", "eris-test-vector-positive-99", "eris-test-vector-negative-99.json"])
@pytest.mark.parametrize("content", ["", "no JSON", "[]", "{}", '{"type": "positive"', "\0"])
def test_a_file_that_is_no_vector_fails(tmp_path, name, content):
    assert_fails(tmp_path, name, content)


@pytest.mark.parametrize("path", sorted(set(vector()) | {f"read-capability/{name}" for name in vector()["read-capability"]}))
def test_a_missing_field_fails(tmp_path, path):
    assert_fails(tmp_path, "bad.json", json.dumps(without(path)))


@pytest.mark.parametrize("path", sorted(negative()))
def test_a_missing_field_of_a_negative_vector_fails(tmp_path, path):
    assert_fails(tmp_path, "bad.json", json.dumps(without(path, negative)))


@pytest.mark.parametrize("path, value", [
    ("type", "neutral"), ("type", "Positive"), ("type", 1), ("spec-version", "1.0.1"), ("spec-version", "0.2.0"),
    ("spec-version", 1), ("nonce", ""), ("read-capability/nonce", ""), ("block-size", 4096), ("block-size", "1024"),
    ("block-size", 1024.0), ("read-capability/block-size", 512), ("read-capability/level", 256),
    ("read-capability/level", 257), ("read-capability/level", -1), ("read-capability/root-key", "AAAA"),
    ("convergence-secret", ""), ("content", "a"), ("blocks", []), ("blocks", {"AAAA": "AAAA"}), ("urn", None)])
@pytest.mark.parametrize("of", [vector, negative])
def test_a_field_that_is_not_understood_fails(tmp_path, of, path, value):
    if of is negative and path in ("block-size", "convergence-secret", "content"):
        pytest.skip("not a field of these")
    assert_fails(tmp_path, "bad.json", json.dumps(changed(path, value, of)))


@pytest.mark.parametrize("bad", [
    vector() | {"type": "negative"}, negative() | {"type": "positive"},
    changed("content", text(b"another content")), changed("block-size", 32768),
    changed("convergence-secret", text(bytes([1] * 32))), changed("blocks", vector(b"another content")["blocks"]),
    changed("urn", vector(b"another content")["urn"]), changed("urn", vector(b"another content")["urn"], negative),
    changed("read-capability", vector(b"another content")["read-capability"]),
    vector() | {"blocks": vector()["blocks"] | vector(b"another content")["blocks"]}])
def test_a_vector_that_does_not_hold_fails(tmp_path, bad):
    assert_fails(tmp_path, "bad.json", json.dumps(bad))


def test_an_empty_folder_fails(tmp_path):
    for folder in (tmp_path, tmp_path / "absent"):
        result = subprocess.run([RUNNER], env=os.environ | {"SIGIL_ERIS_VECTORS": str(folder)}, capture_output=True)
        assert result.returncode != 0
