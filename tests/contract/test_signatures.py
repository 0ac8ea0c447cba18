"""A version is who it says it is: its manifest is signed, and the manifest vouches for the rest."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from bellwether_contract.bundle import signatures
from bellwether_contract.bundle.bundle import Bundle
from bellwether_contract.bundle.manifest import MANIFEST, REPORT
from bellwether_contract.bundle.signatures import Trust
from bellwether_contract.errors import RefusedBundle, VolumeFull
from tests import factories, made_up
from tests.signing_keys import Signing


@pytest.fixture
def signing(tmp_path: Path) -> Signing:
    made = Signing(tmp_path, tmp_path / "models", tmp_path / "champions")
    assert made.say("init") == 0
    return made


@pytest.fixture
def directory(signing: Signing) -> Path:
    """A version that the trainer has published."""
    return signing.store.directory(made_up.NAME, factories.publish(signing.store, 1))


def refused(directory: Path, trust: Trust) -> str:
    with pytest.raises(RefusedBundle) as caught:
        Bundle.load(directory, made_up.NAME, trust)
    return str(caught.value)


def test_what_the_trainer_publishes_is_signed_and_believed(
    signing: Signing, directory: Path
) -> None:
    assert Bundle.load(directory, made_up.NAME, signing.trust).version == directory.name
    # Its own directory holds what it always held: a release of before reads it.
    assert "signatures" not in str(sorted(path.name for path in directory.iterdir()))


def test_a_threshold_that_was_changed_is_refused(signing: Signing, directory: Path) -> None:
    manifest = directory / MANIFEST
    changed = manifest.read_text().replace('"value": 0.25', '"value": 0.999')
    assert changed != manifest.read_text()
    manifest.write_text(changed)
    # Without keys nobody notices: the manifest vouches for the files, and nobody for the manifest.
    assert Bundle.load(directory, made_up.NAME).threshold == 0.999
    for required in (True, False):
        assert "its signature does not fit" in refused(directory, Trust(signing.public, required))


def test_nothing_of_it_is_parsed_before(signing: Signing, directory: Path) -> None:
    (directory / MANIFEST).write_bytes(b"[" * 100_000)
    assert "its signature does not fit" in refused(directory, signing.trust)


def test_every_byte_of_manifest_and_signature_counts(signing: Signing, directory: Path) -> None:
    signature = signatures.path(directory)
    for path, every in ((directory / MANIFEST, 41), (signature, 3)):
        content = path.read_bytes()
        for place in range(0, len(content), every):
            spoilt = bytearray(content)
            spoilt[place] ^= 1
            path.write_bytes(spoilt)
            with pytest.raises(RefusedBundle):
                signatures.verify(directory, (directory / MANIFEST).read_bytes(), signing.trust)
        path.write_bytes(content)
    signatures.verify(directory, (directory / MANIFEST).read_bytes(), signing.trust)


def test_another_file_is_protected_by_the_manifest(signing: Signing, directory: Path) -> None:
    factories.flip_a_byte(directory / REPORT)
    assert "report.json does not have the SHA-256" in refused(directory, signing.trust)


def test_one_without_a_signature_is_refused_where_it_is_required(
    signing: Signing, directory: Path
) -> None:
    signatures.path(directory).unlink()
    assert "it is not signed" in refused(directory, signing.trust)
    assert Bundle.load(directory, made_up.NAME, Trust(signing.public)).version == directory.name


def test_the_signature_of_another_version_does_not_fit(signing: Signing, directory: Path) -> None:
    other = signing.store.directory(made_up.NAME, factories.publish(signing.store, 2))
    signatures.path(directory).write_bytes(signatures.path(other).read_bytes())
    assert "its signature does not fit" in refused(directory, signing.trust)
    # Nor does a whole version serve under another one's name.
    for path in directory.iterdir():
        path.write_bytes((other / path.name).read_bytes())
    assert "belongs to version" in refused(directory, signing.trust)


def test_a_key_of_somebody_else_is_not_believed(
    signing: Signing, directory: Path, tmp_path: Path
) -> None:
    stranger = Signing(tmp_path / "stranger", signing.models, signing.champions)
    stranger.say("init")
    assert stranger.say("sign", made_up.NAME, directory.name) == 0
    assert "its signature does not fit" in refused(directory, signing.trust)
    assert Bundle.load(directory, made_up.NAME, stranger.trust).version == directory.name


@pytest.mark.parametrize("way", ["a pipe", "a link", "too long", "empty"])
def test_a_signature_that_is_no_plain_file_is_refused_at_once(
    signing: Signing, directory: Path, way: str, tmp_path: Path
) -> None:
    signature = signatures.path(directory)
    content = signature.read_bytes()
    signature.unlink()
    if way == "a pipe":
        os.mkfifo(signature)
    elif way == "a link":
        (tmp_path / "elsewhere").write_bytes(content)
        signature.symlink_to(tmp_path / "elsewhere")
    else:
        signature.write_bytes(content + b"x" if way == "too long" else b"")
    assert "signature" in refused(directory, signing.trust)


def test_where_no_key_can_be_read_nothing_signed_is_believed(
    signing: Signing, directory: Path
) -> None:
    for path in signing.public.iterdir():
        path.write_text("no key")
    assert "no public key is known" in refused(directory, signing.trust)
    assert "no public keys are named" in refused(directory, Trust(None, required=True))


def test_anybody_can_check_it_with_openssl(signing: Signing, directory: Path) -> None:
    (key,) = signing.public.glob("*.pub")
    words = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", str(key), "-rawin"]
    words += ["-in", str(directory / MANIFEST), "-sigfile", str(signatures.path(directory))]
    assert subprocess.run(words, capture_output=True, check=False).returncode == 0


def test_a_version_that_could_not_be_written_leaves_no_signature(
    signing: Signing, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "rename", full)
    with pytest.raises(VolumeFull):
        factories.publish(signing.store, 3)
    assert list((signing.models / made_up.NAME).glob("*/*")) == []
