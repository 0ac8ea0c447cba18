"""Hosts without a shared disk publish into a bucket and follow it: a real S3 server keeps it."""

from __future__ import annotations

import io
import threading
import time
from pathlib import Path
from typing import Any

import obstore
import pytest

from bellwether_contract.backup.words import main
from bellwether_contract.bundle.bundle import Bundle
from bellwether_contract.bundle.manifest import read_manifest
from bellwether_contract.errors import RefusedBundle, UnknownVersion
from bellwether_contract.settings import InvalidSettings, Settings
from bellwether_contract.storage import collection, object_versions
from bellwether_contract.storage import objects as origin
from bellwether_contract.storage.bucket import Bucket, Found
from bellwether_contract.storage.origin import OriginAway
from bellwether_contract.storage.retention import RetentionPolicy
from bellwether_contract.storage.store import ModelStore, StillServing
from bellwether_contract.storage.versions import CollectedVersion
from tests import factories, made_up
from tests.object_server import Objects

pytestmark = pytest.mark.slow

NAME = made_up.NAME


@pytest.fixture
def ours(objects: Objects, tmp_path: Path) -> ModelStore:
    return objects.host(tmp_path / "ours")


@pytest.fixture
def theirs(objects: Objects, tmp_path: Path) -> ModelStore:
    return objects.host(tmp_path / "theirs")


def champion(store: ModelStore) -> str | None:
    found = store.champion(NAME)
    return found.version if found is not None else None


def look(store: ModelStore) -> None:
    time.sleep(origin.LOOK_SECONDS)
    store.refresh()


def test_another_host_sees_what_was_published_and_promoted(
    ours: ModelStore, theirs: ModelStore
) -> None:
    first = factories.publish(ours, 1)
    look(theirs)
    assert theirs.names() == [NAME]
    assert champion(theirs) == first
    assert Bundle.load(theirs.directory(NAME, first), NAME).version == first
    second = factories.publish(theirs, 2)
    stamp = ours.stamp(NAME)
    look(ours)
    assert champion(ours) == second
    assert ours.stamp(NAME) != stamp
    assert ours.versions(NAME) == theirs.versions(NAME) == [second, first]
    assert ours.history(NAME) == theirs.history(NAME)
    for store in (ours, theirs):
        assert store.check_history(NAME).faults == ()


def test_whoever_is_to_know_all_waits_for_it(ours: ModelStore, theirs: ModelStore) -> None:
    first = factories.publish(ours, 1)
    theirs.catch_up(NAME)
    assert theirs.standing(NAME) == ours.standing(NAME)
    assert champion(theirs) == first


def test_where_nothing_is_new_nothing_changes(ours: ModelStore) -> None:
    factories.publish(ours, 1)
    stamps = ours.stamp(NAME), ours.history_stamp(NAME)
    look(ours)
    look(ours)
    assert (ours.stamp(NAME), ours.history_stamp(NAME)) == stamps


def test_a_signature_travels_with_its_version(objects: Objects, tmp_path: Path) -> None:
    ours = objects.host(tmp_path / "ours", sign=lambda _: b"s" * 64)
    version = factories.publish(ours, 1)
    theirs = objects.host(tmp_path / "theirs")
    theirs.directory(NAME, version)
    signed = theirs.models / NAME / "signatures" / f"{version}.sig"
    assert signed.read_bytes() == b"s" * 64


def test_a_version_is_downloaded_once_and_whole(
    ours: ModelStore, theirs: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = factories.publish(ours, 1)
    asked: list[str] = []
    get = Bucket.get

    def counted(bucket: Bucket, key: str, known: Found | None = None) -> Found | None:
        asked.append(key)
        return get(bucket, key, known)

    monkeypatch.setattr(Bucket, "get", counted)
    directories = []
    threads = [
        threading.Thread(target=lambda: directories.append(theirs.directory(NAME, version)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(directories)) == 1
    assert sum(key.endswith("model.onnx") for key in asked) == 1
    assert set(read_manifest(directories[0]).files) < {e.name for e in directories[0].iterdir()}
    theirs.directory(NAME, version)
    assert sum(key.endswith("model.onnx") for key in asked) == 1


@pytest.mark.parametrize("file", ["model.onnx", "manifest.json"])
def test_what_was_damaged_in_the_bucket_is_never_put_in_its_place(
    objects: Objects, ours: ModelStore, theirs: ModelStore, file: str
) -> None:
    version = factories.publish(ours, 1)
    key = f"models/{NAME}/versions/{version}/{file}"
    whole = objects.bucket.get(key)
    assert whole is not None
    objects.bucket.put(key, whole.content[:-8])
    with pytest.raises(RefusedBundle, match=file):
        theirs.directory(NAME, version)
    assert not (theirs.models / NAME / "versions" / version).exists()
    objects.bucket.put(key, whole.content)
    assert Bundle.load(theirs.directory(NAME, version), NAME).version == version


def test_a_version_without_a_manifest_is_none_and_goes_after_a_day(
    objects: Objects, ours: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = factories.version_name(9)
    key = f"models/{NAME}/versions/{version}/model.onnx"
    objects.bucket.put(key, b"of one that was killed")
    first = factories.publish(ours, 1)
    assert ours.versions(NAME) == [first]
    with pytest.raises(UnknownVersion):
        ours.directory(NAME, version)
    assert objects.bucket.has(key)
    monkeypatch.setattr(object_versions, "LEFT", -object_versions.LEFT)
    factories.publish(ours, 2)
    assert not objects.bucket.has(key)


def test_whoever_was_slow_moves_no_pointer_back(
    ours: ModelStore, theirs: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A host that stands still between its line and its pointer comes back after others."""
    first, second, third = (factories.publish(ours, day) for day in (1, 2, 3))
    written, others_are_done = threading.Event(), threading.Event()
    swap = Bucket.swap

    def slow(bucket: Bucket, key: str, content: bytes, known: Found) -> Found:
        if b'"by": "slow"' in content and threading.current_thread() is standing:
            written.set()
            others_are_done.wait(30)
        return swap(bucket, key, content, known)

    monkeypatch.setattr(Bucket, "swap", slow)
    standing = threading.Thread(
        target=lambda: ours.promote(NAME, first, by="slow", reason="it stands still")
    )
    standing.start()
    assert written.wait(30)
    # What is on its way to become champion counts as champion for whoever decides.
    with pytest.raises(StillServing):
        theirs.withdraw(NAME, first, by="operator", reason="a leak")
    assert champion(theirs) == first
    theirs.promote(NAME, second, by="quick", reason="it overtakes")
    theirs.withdraw(NAME, first, by="operator", reason="a leak")
    others_are_done.set()
    standing.join()
    look(theirs)
    assert champion(ours) == champion(theirs) == second
    assert third in ours.versions(NAME)
    assert ours.check_history(NAME).faults == ()


def test_who_comes_second_decides_anew(
    ours: ModelStore, theirs: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = factories.publish(ours, 1)
    second = factories.publish(ours, 2)
    create, asked = Bucket.create, 0

    def overtaken(bucket: Bucket, key: str, content: bytes) -> Found:
        nonlocal asked
        if bucket is ours_bucket and "/history/" in key and not asked:
            asked += 1
            theirs.promote(NAME, first, by="quick", reason="first")
        return create(bucket, key, content)

    ours_bucket = ours._origin.bucket  # type: ignore[attr-defined]
    monkeypatch.setattr(Bucket, "create", overtaken)
    # It was right to be decided when it was asked for, and is not any more.
    with pytest.raises(StillServing):
        ours.withdraw(NAME, first, by="operator", reason="a leak")
    assert asked == 1
    ours.promote(NAME, second, by="operator", reason="back")
    ours.withdraw(NAME, first, by="operator", reason="a leak")
    assert [each.event for each in ours.history(NAME)][:3] == [
        "withdrawn", "promoted", "promoted"
    ]  # fmt: skip


def test_a_pointer_that_nobody_has_moved_is_moved_by_whoever_follows(
    ours: ModelStore, theirs: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (factories.publish(ours, day) for day in (1, 2))

    def killed(*_: object) -> Found:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Bucket, "swap", killed)
        with pytest.raises(KeyboardInterrupt):
            ours.promote(NAME, first, by="killed", reason="between line and pointer")
    look(theirs)
    assert champion(theirs) == second
    monkeypatch.setattr(origin, "PATIENCE", 0.0)
    look(theirs)
    assert champion(theirs) == first
    assert theirs.check_history(NAME).faults == ()


def test_a_missing_line_is_told_and_nothing_is_written_in_its_place(
    objects: Objects, ours: ModelStore, theirs: ModelStore
) -> None:
    first = factories.publish(ours, 1)
    factories.publish(ours, 2)
    objects.bucket.delete([f"champions/{NAME}/history/0000000001"])
    with pytest.raises(OriginAway, match="0000000001 is missing"):
        theirs.promote(NAME, first, by="operator", reason="back")
    # The others are followed all the same.
    other = factories.publish(ours, 3, name="another")
    look(theirs)
    found = theirs.champion("another")
    assert found is not None
    assert found.version == other
    assert theirs.champion(NAME) is None


def test_what_was_removed_is_gone_everywhere(
    objects: Objects, ours: ModelStore, theirs: ModelStore
) -> None:
    versions = [factories.publish(ours, day) for day in (1, 2, 3, 4, 5)]
    look(theirs)
    copies = [theirs.directory(NAME, version) for version in versions]
    policy = RetentionPolicy(newest=1, promotions=1, days=0)
    decided = collection.preview(ours, NAME, policy, lambda _: ())
    assert collection.bytes_of(ours, NAME, decided) > 1000
    removed = collection.collect(ours, NAME, policy, lambda _: (), by="operator", reason="room")
    assert removed == versions[1:3]
    assert ours.history(NAME)[0].facts is not None
    look(theirs)
    assert [copy.exists() for copy in copies] == [True, False, False, True, True]
    with pytest.raises(CollectedVersion):
        theirs.directory(NAME, removed[0])
    assert not list(objects.bucket.listed(f"models/{NAME}/versions/{removed[0]}"))
    assert theirs.versions(NAME) == [versions[each] for each in (4, 3, 0)]


def test_without_its_copies_a_host_reads_all_of_it_anew(
    objects: Objects, ours: ModelStore, tmp_path: Path
) -> None:
    versions = [factories.publish(ours, day) for day in (1, 2, 3)]
    torn = ours.folder / NAME / "history.jsonl"
    torn.write_bytes(torn.read_bytes()[:-30])
    ours.withdraw(NAME, versions[0], by="operator", reason="a leak")
    fresh = objects.host(tmp_path / "fresh")
    fresh.refresh()
    assert fresh.history(NAME) == ours.history(NAME)
    assert [each.event for each in fresh.history(NAME)] == ["withdrawn"] + ["promoted"] * 3
    assert torn.read_bytes() == (fresh.folder / NAME / "history.jsonl").read_bytes()


def test_a_bucket_that_is_not_there_is_told_and_taken_for_no_empty_one(
    object_server: str, tmp_path: Path
) -> None:
    environ = Objects(object_server, "x").environ
    cache = {"BELLWETHER_CACHE_DIR": str(tmp_path)}
    for change in ({"BELLWETHER_STORE": "s3://another/x"}, {"BELLWETHER_STORE_SECRET": "wrong"}):
        store = Objects.opened(environ | cache | change)
        with pytest.raises(OriginAway, match="the object store"):
            store.refresh()
        with pytest.raises(OriginAway, match="the object store"):
            factories.publish(store, 1)


def test_a_store_that_ignores_conditions_decides_nothing(
    ours: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = obstore.put

    def whatever(store: Any, key: str, content: bytes, **_: object) -> Any:
        return put(store, key, content, use_multipart=False)

    monkeypatch.setattr(obstore, "put", whatever)
    with pytest.raises(OriginAway, match="ignores If-None-Match or If-Match"):
        factories.publish(ours, 1)


def test_what_no_trusted_key_has_signed_is_not_even_downloaded(
    objects: Objects, ours: ModelStore, tmp_path: Path
) -> None:
    version = factories.publish(ours, 1)
    (tmp_path / "keys").mkdir()
    careful = Objects.opened(
        objects.environ
        | {
            "BELLWETHER_CACHE_DIR": str(tmp_path / "careful"),
            "BELLWETHER_PUBLIC_KEYS_DIR": str(tmp_path / "keys"),
            "BELLWETHER_REQUIRE_SIGNATURES": "yes",
        }
    )
    careful.refresh()
    with pytest.raises(RefusedBundle, match="it is not signed"):
        careful.directory(NAME, version)
    assert not list(careful.models.rglob("model.onnx"))


@pytest.mark.parametrize("url", ["bucket", "s3:/x", "http://x/y", "s3://", "s3://A_B/x"])
def test_an_address_that_names_no_bucket_stops_the_start(url: str) -> None:
    with pytest.raises(InvalidSettings, match="BELLWETHER_STORE"):
        Settings.from_environment({"BELLWETHER_STORE": url})


def test_what_lies_on_a_volume_is_moved_into_a_bucket(
    objects: Objects, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    volume = ModelStore(tmp_path / "models", tmp_path / "champions", sign=lambda _: b"s" * 64)
    versions = [factories.publish(volume, day) for day in (1, 2, 3)]
    volume.promote(NAME, versions[0], by="operator", reason="back", event="rolled back")
    volume.hold(NAME, versions[1], by="operator", reason="an inquiry")
    with (volume.folder / NAME / "history.jsonl").open("a") as file:
        file.write('{"at": "2026-01-01T00')
    volume.withdraw(NAME, versions[2], by="operator", reason="a leak")
    environ = objects.environ | {
        "BELLWETHER_MODELS_DIR": str(tmp_path / "models"),
        "BELLWETHER_CHAMPIONS_DIR": str(tmp_path / "champions"),
    }

    def to_bucket() -> int:
        return main(["to-bucket"], environ, io.BytesIO(), io.BytesIO())

    # Interrupted, and begun again.
    create, left = Bucket.create, 7

    def away(bucket: Bucket, key: str, content: bytes) -> Found:
        nonlocal left
        left -= 1
        if left < 0:
            raise OriginAway("it is away")
        return create(bucket, key, content)

    with monkeypatch.context() as patch:
        patch.setattr(Bucket, "create", away)
        assert to_bucket() == 1
    assert to_bucket() == 0
    host = objects.host(tmp_path / "host")
    host.refresh()
    assert host.champion(NAME) == volume.champion(NAME)
    assert host.history(NAME) == volume.history(NAME)
    assert host.check_history(NAME) == volume.check_history(NAME)
    assert host.versions(NAME) == volume.versions(NAME)
    host.promote(NAME, versions[1], by="operator", reason="goes on")
    checked = host.check_history(NAME)
    assert (checked.lines, checked.faults) == (8, ())
    assert Bundle.load(host.directory(NAME, versions[1]), NAME).version == versions[1]
    assert (host.models / NAME / "signatures" / f"{versions[1]}.sig").read_bytes() == b"s" * 64
    # Where another one lies already, nothing is written over.
    volume.promote(NAME, versions[1], by="operator", reason="on the volume")
    assert to_bucket() == 1
