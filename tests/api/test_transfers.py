"""A version is handed out for another site, and one of another site is proven and waits."""

from __future__ import annotations

import errno
import gzip
import io
import os
import shutil
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import redis
from flask.testing import FlaskClient
from rq import Queue
from rq.job import Job

from bellwether_api.representations import imports as told
from bellwether_api.routes import transfers
from bellwether_api.serving import arrivals
from bellwether_contract import jobs
from bellwether_contract.backup import exporting, members, transfer
from bellwether_contract.storage.audit import AuditLog
from bellwether_contract.storage.imports import FOLDER, ImportStore, Outcome
from bellwether_contract.storage.receiving import ReceivingStore
from tests import archives, factories, hostile_models, made_up
from tests.api.conftest import OPERATOR, House
from tests.signing_keys import Signing

ONE = f"/api/v1/predictors/{made_up.NAME}"
PATH = f"{ONE}/imports"
ARCHIVE = {"Content-Type": "application/gzip"}
OURS, THEIRS = factories.version_name(1), factories.version_name(9)


def site(root: Path) -> Signing:
    """Empty volumes with a key of their own."""
    made = Signing(root, root / "models", root / "champions")
    for path in (made.models, made.champions):
        path.mkdir(parents=True, exist_ok=True)
    assert made.say("init") == 0
    return made


@dataclass
class Sites:
    """This site, whose API answers, and another one that it trusts."""

    house: House
    here: Signing
    there: Signing
    client: FlaskClient

    @property
    def archive(self) -> bytes:
        return archives.exported(self.there.models, THEIRS)

    def send(self, content: bytes, path: str = PATH, **headers: str) -> Any:
        return self.client.post(path, data=content, headers=OPERATOR | ARCHIVE | headers)

    def left(self) -> list[str]:
        """What lies where imports are kept, hidden or not."""
        found = (self.house.data / made_up.NAME / FOLDER).glob("*")
        return sorted(each.name for each in found)

    def entries(self) -> list[tuple[str, str, str | None, str | None]]:
        """Who did what to what, newest first."""
        log = AuditLog(self.house.champions)
        return [(each.who, each.action, each.subject, each.after) for each in log.entries()]


@pytest.fixture
def sites(house_with_redis: House, tmp_path: Path) -> Sites:
    house = house_with_redis
    made_up.write(house.predictors)
    here, there = site(tmp_path), site(tmp_path / "there")
    factories.publish(here.store, 1)
    factories.publish(there.store, 9, bias=-4.0)
    (key,) = there.public.glob("*.pub")
    shutil.copy(key, here.public / "the-other-site.pub")
    client = house.start(public_keys_dir=here.public, require_signatures=True)
    return Sites(house, here, there, client)


def export(client: FlaskClient, version: str = OURS, **headers: str) -> Any:
    return client.get(f"{ONE}/versions/{version}/export", headers=OPERATOR | headers)


# --- out --------------------------------------------------------------------------------------


def test_a_version_is_handed_out_whole_and_who_takes_it_is_written_down(sites: Sites) -> None:
    answered = export(sites.client)
    assert (answered.status_code, answered.content_type) == (200, "application/gzip")
    filename = f"{made_up.NAME}-{OURS}.tar.gz"
    assert answered.headers["Content-Disposition"] == f'attachment; filename="{filename}"'
    with tarfile.open(fileobj=io.BytesIO(answered.data), mode="r:gz") as archive:
        held = set(archive.getnames())
    assert held == {
        "bellwether-backup.json", "contents.json",
        *(f"models/{path}" for path in archives.files_of(sites.here.store, OURS)),
    }  # fmt: skip
    assert sites.entries() == [("operator", "export", OURS, None)]
    # What the client has is not sent again, and nobody has taken anything then.
    again = export(sites.client, **{"If-None-Match": answered.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    looked = sites.client.head(f"{ONE}/versions/{OURS}/export", headers=OPERATOR)
    assert looked.headers["Content-Disposition"]
    assert len(sites.entries()) == 1


def test_an_export_comes_piece_by_piece(sites: Sites) -> None:
    version = factories.publish(sites.here.store, 2, measured={"x": os.urandom(4 << 20).hex()})
    pieces = [len(each) for each in exporting.pieces(sites.here.models, made_up.NAME, version)]
    assert sum(pieces) > 4 << 20
    assert max(pieces) < 2 << 20
    # One at a time in each process: not all of its threads hand out.
    answered = sites.client.get(f"{ONE}/versions/{version}/export", headers=OPERATOR)
    busy = export(sites.client)
    assert (busy.status_code, busy.headers["Retry-After"]) == (429, "10")
    answered.close()
    assert export(sites.client).status_code == 200


@pytest.mark.parametrize(
    ("spoil", "status", "said"),
    [
        (lambda _: factories.version_name(8), 404, "has no version"),
        (lambda s: _collected(s), 410, "was collected"),
        (lambda s: _damaged(s), 409, "model.onnx of the version"),
        (lambda s: _unsigned(s), 409, "is not signed"),
        (lambda s: factories.publish(s.here.store, 3, least=None), 409, "holds rows of people"),
    ],
    ids=["unknown", "collected", "damaged", "unsigned", "rows"],
)
def test_what_is_not_handed_out(
    sites: Sites, spoil: Callable[[Sites], str], status: int, said: str
) -> None:
    refused = export(sites.client, spoil(sites))
    assert (refused.status_code, said in refused.json["detail"]) == (status, True), refused.json
    assert sites.entries() == []
    # And its place is free again.
    assert export(sites.client).status_code == 200


def _collected(sites: Sites) -> str:
    factories.publish(sites.here.store, 2, accepted=False)
    version = factories.version_name(2)
    sites.here.store.collect(made_up.NAME, version, by="Kim", reason="room")
    return version


def _damaged(sites: Sites) -> str:
    version = factories.publish(sites.here.store, 2)
    factories.flip_a_byte(sites.here.store.directory(made_up.NAME, version) / "model.onnx")
    return version


def _unsigned(sites: Sites) -> str:
    version = factories.publish(sites.here.store, 2)
    (sites.here.models / made_up.NAME / "signatures" / f"{version}.sig").unlink()
    return version


# --- in ---------------------------------------------------------------------------------------


def test_a_version_of_a_trusted_site_is_proven_and_waits_for_the_trainer(
    sites: Sites, line: redis.Redis, rq: Queue
) -> None:
    waiting = sites.client.post(f"{ONE}/retrainings", headers=OPERATOR).get_json()["id"]
    archive = sites.archive
    answered = sites.send(archive)
    assert answered.status_code == 202, answered.text
    document = answered.get_json()
    assert answered.headers["Location"] == f"{PATH}/{THEIRS}"
    assert document.pop("at").endswith("Z")
    digest = document.pop("sha256")
    assert archive[-92:][17:81].decode() == digest
    assert document == {
        "predictor": made_up.NAME, "version": THEIRS, "status": "queued",
        "message": told.UNATTENDED, "error": None, "size": len(archive), "by": "operator",
        "ended_at": None, "same_declaration": False,
    }  # fmt: skip
    store = ImportStore(sites.house.data)
    assert store.file(made_up.NAME, THEIRS).read_bytes() == archive
    assert sites.left() == [THEIRS]
    found = Job.fetch(jobs.import_job(made_up.NAME, THEIRS), connection=line, serializer="json")
    assert (found.func_name, list(found.args)) == (jobs.IMPORT, [made_up.NAME, THEIRS])
    # Somebody waits for it, and a training does not mind a second.
    assert rq.get_job_ids() == [found.id, waiting]
    # Nothing of it is here before the trainer has taken it in.
    assert sites.client.get(f"{ONE}/versions/{THEIRS}").status_code == 404
    who = ("operator", "import", THEIRS, f"sha256:{digest}")
    assert sites.entries()[0] == who

    # Sent again meanwhile it is the same import.
    again = sites.send(sites.archive)
    assert (again.status_code, again.get_json()["sha256"]) == (202, digest)
    assert (sites.left(), len(rq.get_job_ids())) == ([THEIRS], 2)


def test_whether_it_was_trained_with_the_declaration_that_lies_here_is_told(sites: Sites) -> None:
    declaration = sites.house.predictors / made_up.NAME / "predictor.yaml"
    for root in (sites.here.models, sites.here.champions, sites.there.models):
        shutil.rmtree(root / made_up.NAME)
    version = factories.publish_declared(sites.there.store, declaration)
    answered = sites.send(archives.exported(sites.there.models, version))
    assert (answered.status_code, answered.get_json()["same_declaration"]) == (202, True)


def test_a_version_that_is_here_is_not_taken_in_twice(sites: Sites, rq: Queue) -> None:
    archive = sites.archive
    here = ReceivingStore(sites.here.models, sites.here.champions, sites.here.trust)
    transfer.bring(here, io.BytesIO(archive), lambda *_: None, by="Kim")
    for content in (archive, sites.archive):
        answered = sites.send(content)
        assert (answered.status_code, answered.get_json()["status"]) == (200, "done")
        assert answered.headers["Location"] == f"{ONE}/versions/{THEIRS}"
    listed = sites.client.get(f"{ONE}/versions").get_json()["versions"]
    assert [each["version"] for each in listed] == [THEIRS, OURS]
    assert (sites.left(), rq.get_job_ids()) == ([], [])


def _other(sites: Sites, change: Callable[[dict[str, bytes]], None]) -> bytes:
    files = archives.files_of(sites.there.store, THEIRS)
    change(files)
    return archives.packed(files)


def _flipped(sites: Sites) -> bytes:
    content = bytearray(sites.archive)
    content[len(content) // 2] ^= 1
    return bytes(content)


def _another_manifest(sites: Sites) -> bytes:
    """What an enemy makes of a signed version: other bytes, and right digests of them."""
    directory = sites.there.store.directory(made_up.NAME, THEIRS)
    hostile_models.put(directory, hostile_models.endless())
    return archives.exported(sites.there.models, THEIRS)


def _damaged_file(sites: Sites) -> bytes:
    def change(files: dict[str, bytes]) -> None:
        path = f"{made_up.NAME}/versions/{THEIRS}/model.onnx"
        files[path] = files[path][:-1] + b"x"

    return _other(sites, change)


def _added(path: str) -> Callable[[Sites], bytes]:
    return lambda sites: _other(sites, lambda files: files.update({path: b"x"}))


def _bomb(sites: Sites) -> bytes:
    def change(files: dict[str, bytes]) -> None:
        files[f"{made_up.NAME}/versions/{THEIRS}/report.json"] = b" " * 3_000_000

    content = _other(sites, change)
    assert len(content) < 100_000
    return content


def _climbing(sites: Sites) -> bytes:
    """A tar of somebody else's making, whose member leads out of where it belongs."""
    plain = gzip.decompress(sites.archive)
    said = members.parse(plain[: members.BLOCK])
    behind = members.BLOCK + said.size + said.padding
    evil = tarfile.TarInfo("models/../../evil").tobuf(tarfile.USTAR_FORMAT)
    return gzip.compress(plain[:behind] + evil + plain[behind:])


def _another_name(sites: Sites) -> bytes:
    version = factories.publish(sites.there.store, 1, bias=-1.0)
    return archives.exported(sites.there.models, version)


def _gone(sites: Sites) -> bytes:
    factories.publish(sites.here.store, 9, accepted=False, bias=-4.0)
    sites.here.store.collect(made_up.NAME, THEIRS, by="Kim", reason="room")
    return sites.archive


def _lost(sites: Sites) -> bytes:
    factories.publish(sites.here.store, 9, accepted=False)
    shutil.rmtree(sites.here.store.directory(made_up.NAME, THEIRS))
    return sites.archive


def _untrusted(sites: Sites) -> bytes:
    (sites.here.public / "the-other-site.pub").unlink()
    return sites.archive


def _endless(sites: Sites) -> bytes:
    """Signed by the other site, and no model that ends."""
    directory = sites.there.store.directory(made_up.NAME, THEIRS)
    hostile_models.put(directory, hostile_models.greedy())
    assert sites.there.say("sign", made_up.NAME, THEIRS) == 0
    return archives.exported(sites.there.models, THEIRS)


@pytest.mark.parametrize(
    ("spoil", "status", "said"),
    [
        (lambda _: b"", 422, "ends too early"),
        (lambda _: b"Acid,Beers\n1,2\n", 422, "cannot be unpacked"),
        (lambda s: s.archive[:-1], 422, "cut off"),
        (lambda s: s.archive[: len(s.archive) // 2], 422, "ends too early"),
        (_flipped, 422, "damaged"),
        (lambda s: gzip.compress(gzip.decompress(s.archive)), 422, "SHA-256"),
        (_climbing, 422, "leads out of where it belongs"),
        (_bomb, 422, "unpacks to more than"),
        (_added(f"{made_up.NAME}/versions/{THEIRS}/more.txt"), 422, "does not belong"),
        (_added(f"{made_up.NAME}/versions/{THEIRS}/model.onnx/x"), 422, "does not belong"),
        (_added(f"{made_up.NAME}/notes"), 422, "does not belong"),
        (lambda _: archives.packed({"x": b"x"}, volume="data"), 422, "does not belong"),
        (_added(f"other/signatures/{THEIRS}.sig"), 422, "holds not one version"),
        (_added(f"{made_up.NAME}/versions/{OURS}/model.onnx"), 422, "holds not one version"),
        (lambda _: archives.packed({}), 422, "holds not one version"),
        (lambda _: archives.packed({}, "backup"), 422, "a backup of a whole stack"),
        (_damaged_file, 409, "model.onnx does not have"),
        (_another_manifest, 409, "its signature does not fit"),
        (_untrusted, 409, "put its public key into the volume public-keys"),
        (_endless, 409, "cannot be loaded"),
        (_another_name, 409, "has another version of the name"),
        (_lost, 409, "whose files are gone"),
        (_gone, 410, "was collected"),
    ],
    ids=[
        "empty", "no archive", "cut by a byte", "half", "flipped", "packed anew", "climbing",
        "bomb", "unknown file", "file in a file", "beside", "rows", "two predictors",
        "two versions", "nothing", "a backup", "damaged file", "another manifest", "untrusted",
        "greedy", "another version", "lost", "collected",
    ],
)  # fmt: skip
def test_what_is_not_taken_in_leaves_nothing(
    sites: Sites,
    rq: Queue,
    monkeypatch: pytest.MonkeyPatch,
    spoil: Callable[[Sites], bytes],
    status: int,
    said: str,
) -> None:
    monkeypatch.setattr(arrivals, "UNPACKED_BYTES", 1_000_000)
    content = spoil(sites)
    refused = sites.send(content)
    assert refused.status_code == status, refused.text
    assert said in refused.get_json()["detail"], refused.text
    assert (sites.left(), rq.get_job_ids(), sites.entries()) == ([], [], [])
    assert not list(sites.here.models.glob(".import-*"))


def test_an_archive_goes_where_it_belongs(sites: Sites) -> None:
    made_up.write(sites.house.predictors, name="ague")
    sites.client = sites.house.start(public_keys_dir=sites.here.public)
    refused = sites.send(sites.archive, "/api/v1/predictors/ague/imports")
    assert refused.status_code == 409
    assert f"send it to {made_up.NAME}" in refused.get_json()["detail"]
    assert sites.send(sites.archive, "/api/v1/predictors/flu/imports").status_code == 404
    assert not list(sites.house.data.rglob("archive"))


def test_nothing_unsigned_comes_in_where_nobody_else_looks_at_signatures(sites: Sites) -> None:
    sites.client = sites.house.start()
    refused = sites.send(sites.archive)
    assert refused.status_code == 409
    assert "no public keys are named" in refused.get_json()["detail"]


def test_what_is_no_archive_by_its_head_is_refused_before_it_is_read(
    sites: Sites, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sites.send(sites.archive, **{"Content-Type": "text/csv"}).status_code == 415
    monkeypatch.setattr("bellwether_api.http.intake.UPLOAD_BYTES", 1000)
    assert sites.send(sites.archive).status_code == 413
    assert sites.left() == []


def test_a_full_volume_is_told(sites: Sites, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("bellwether_contract.storage.durable.write_all", full)
        refused = sites.send(sites.archive)
        assert (refused.status_code, "data volume" in refused.text) == (507, True)
    monkeypatch.setattr(arrivals, "FREE_BYTES", 1 << 60)
    refused = sites.send(sites.archive)
    assert (refused.status_code, "models' volume" in refused.text) == (507, True)
    assert sites.left() == []


def test_without_a_queue_nothing_is_taken_in(sites: Sites) -> None:
    sites.house.redis_url = "redis://127.0.0.1:1/0"
    sites.client = sites.house.start(public_keys_dir=sites.here.public)
    assert sites.send(sites.archive).status_code == 503
    assert sites.left() == []


def test_one_that_was_lost_is_told_and_its_archive_goes(
    sites: Sites, line: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    sites.send(sites.archive)
    line.delete(Job.key_for(jobs.import_job(made_up.NAME, THEIRS)))
    shown = sites.client.get(f"{PATH}/{THEIRS}", headers=OPERATOR).get_json()
    assert (shown["status"], shown["error"]) == ("failed", told.LOST)

    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return datetime.now(tz or UTC) + timedelta(hours=1)

    monkeypatch.setattr(transfers, "datetime", Later)
    # Whatever is sent next.
    assert sites.send(b"").status_code == 422
    store = ImportStore(sites.house.data)
    assert not store.file(made_up.NAME, THEIRS).exists()
    assert store.get(made_up.NAME, THEIRS).outcome is not None
    # Sent again it begins anew.
    assert sites.send(sites.archive).get_json()["status"] == "queued"


def test_one_that_failed_may_be_sent_again(sites: Sites) -> None:
    sites.send(sites.archive)
    store = ImportStore(sites.house.data)
    store.finish(made_up.NAME, THEIRS, Outcome("failed", "2026-01-02T12:00:00Z", "a full volume"))
    shown = sites.client.get(f"{PATH}/{THEIRS}", headers=OPERATOR).get_json()
    assert (shown["status"], shown["error"]) == ("failed", "a full volume")
    assert sites.client.get(f"{PATH}/{OURS}", headers=OPERATOR).status_code == 404
    assert sites.send(sites.archive).get_json()["status"] == "queued"
