"""A version of another site is taken in where its key is trusted, and only as a candidate."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest

from bellwether_contract.backup import exporting, transfer
from bellwether_contract.backup.faults import DamagedBackup, NotRestored
from bellwether_contract.backup.transfer import Brought
from bellwether_contract.errors import RefusedBundle, StoreConflict, UnknownVersion
from bellwether_contract.storage.audit import AuditLog
from bellwether_contract.storage.receiving import HereAlready, ReceivingStore
from tests import archives, factories, made_up
from tests.backups import Volumes

VERSION = factories.version_name(9)


@pytest.fixture
def there(tmp_path: Path) -> Volumes:
    made = Volumes(tmp_path / "there").fill(versions=1)
    factories.publish(made.store, 9)
    return made


@pytest.fixture
def here(tmp_path: Path) -> Volumes:
    return Volumes(tmp_path / "here").fill(versions=1)


def exported(volumes: Volumes, version: str = VERSION) -> bytes:
    out = io.BytesIO()
    exporting.export(volumes.root / "models", made_up.NAME, version, out, lambda *_: None)
    return out.getvalue()


def bring(volumes: Volumes, content: bytes, only: Brought | None = None) -> Brought:
    trust = volumes.signing.trust
    places = volumes.places
    store = ReceivingStore(places["models"], places["champions"], trust)
    log = AuditLog(places["champions"])
    return transfer.bring(store, io.BytesIO(content), lambda *_: None, audit=log, only=only)


def trust(here: Volumes, there: Volumes) -> None:
    """What a person does who has compared the fingerprint."""
    (key,) = there.signing.public.glob("*.pub")
    shutil.copy(key, here.signing.public / "the-other-site.pub")


def test_a_version_that_is_trusted_becomes_a_candidate(there: Volumes, here: Volumes) -> None:
    trust(here, there)
    before = here.store.champion(made_up.NAME)
    assert bring(here, exported(there)) == Brought(made_up.NAME, VERSION)
    assert here.store.champion(made_up.NAME) == before
    (newest, *_) = here.store.history(made_up.NAME)
    assert (newest.event, newest.version, newest.by) == ("kept as candidate", VERSION, "import")
    assert "sha256:" in newest.reason
    (told, *_) = AuditLog(here.root / "champions").entries()
    assert (told.action, told.predictor, told.subject) == ("import", made_up.NAME, VERSION)
    path = f"models/{made_up.NAME}/versions/{VERSION}/manifest.json"
    assert here.files()[path] == there.files()[path]
    assert not list((here.root / "models").glob(".import*"))
    # What a person does next.
    here.store.promote(made_up.NAME, VERSION, by="Kim", reason="validated")
    here.backup()


def test_what_nobody_trusts_is_not_taken_in(there: Volumes, here: Volumes) -> None:
    before = here.everything()
    with pytest.raises(NotRestored, match=r"its signature does not fit.*put its public key"):
        bring(here, exported(there))
    assert here.everything() == before


def test_what_was_changed_on_its_way_is_not_taken_in(there: Volumes, here: Volumes) -> None:
    trust(here, there)
    before, content = here.everything(), bytearray(exported(there))
    content[len(content) // 2] ^= 1
    with pytest.raises(DamagedBackup, match="The archive of a version is damaged"):
        bring(here, bytes(content))
    files = archives.files_of(there.store, VERSION)
    path = f"{made_up.NAME}/versions/{VERSION}/model.onnx"
    files[path] = files[path][:-1] + b"x"
    with pytest.raises(NotRestored, match=r"model\.onnx does not have the SHA-256"):
        bring(here, archives.packed(files))
    assert here.everything() == before


def test_what_is_damaged_at_home_is_not_handed_out(there: Volumes) -> None:
    factories.flip_a_byte(there.store.directory(made_up.NAME, VERSION) / "model.onnx")
    with pytest.raises(RefusedBundle, match="it was damaged here"):
        exported(there)


@pytest.mark.slow
def test_an_import_that_was_killed_before_its_line_is_finished(
    there: Volumes, here: Volumes
) -> None:
    trust(here, there)
    archive = exported(there)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ReceivingStore, "_append", killed)
        with pytest.raises(KeyboardInterrupt):
            bring(here, archive)
    assert here.store.timeline(made_up.NAME).order(VERSION) is None
    assert bring(here, archive) == Brought(made_up.NAME, VERSION)
    assert here.store.timeline(made_up.NAME).order(VERSION) is not None
    with pytest.raises(HereAlready):
        bring(here, archive)


def killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_only_what_was_asked_for_is_taken_in(there: Volumes, here: Volumes) -> None:
    trust(here, there)
    before = here.everything()
    with pytest.raises(NotRestored, match="which nobody asked for"):
        bring(here, exported(there), only=Brought(made_up.NAME, factories.version_name(8)))
    assert here.everything() == before


def test_a_version_comes_once(there: Volumes, here: Volumes) -> None:
    trust(here, there)
    bring(here, exported(there))
    before = here.files()
    with pytest.raises(StoreConflict, match="already"):
        bring(here, exported(there))
    assert here.files() == before


def test_an_export_holds_one_version_and_nothing_else(there: Volumes, here: Volumes) -> None:
    with pytest.raises(DamagedBackup, match="one version for another site"):
        here.restore(exported(there), replace=True)
    with pytest.raises(DamagedBackup, match="a whole stack"):
        bring(here, there.backup()[0])
    with pytest.raises(UnknownVersion):
        exported(there, "20260101T000000Z-ffffffff")
