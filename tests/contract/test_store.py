"""Versions appear whole or not at all; the pointer moves last; one line of history a change."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import NoReturn

import pytest

from bellwether_contract.bundle.manifest import Manifest, read_manifest
from bellwether_contract.errors import RefusedBundle, StoreConflict, UnknownVersion, VolumeFull
from bellwether_contract.storage.origin import HISTORY, POINTER
from bellwether_contract.storage.store import ChampionChanged, ModelStore
from bellwether_contract.vocabulary import Outcome
from tests import factories, made_up
from tests.object_server import Objects

NAME = made_up.NAME


@pytest.fixture
def volume(tmp_path: Path) -> ModelStore:
    """For what is true of files alone."""
    return ModelStore(tmp_path / "models", tmp_path / "champions")


@pytest.fixture(params=["volume", pytest.param("bucket", marks=pytest.mark.slow)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ModelStore:
    """Whoever keeps the versions: what is decided of them is the same."""
    if request.param == "volume":
        return ModelStore(tmp_path / "models", tmp_path / "champions")
    objects: Objects = request.getfixturevalue("objects")
    return objects.host(tmp_path / "cache")


def contents(store: ModelStore, version: str) -> tuple[Manifest, dict[str, bytes]]:
    directory = store.directory(NAME, version)
    manifest = read_manifest(directory)
    return manifest, {name: (directory / name).read_bytes() for name in manifest.files}


def challenger(store: ModelStore, day: int) -> tuple[Manifest, dict[str, bytes]]:
    """A version that is not in the store yet."""
    manifest, files = contents(store, store.versions(NAME)[0])
    changes = {"version": factories.version_name(day), "job": f"job-{day}"}
    return manifest.model_copy(update=changes), files


def test_an_empty_volume_has_nothing_and_says_so(store: ModelStore) -> None:
    assert store.versions(NAME) == []
    assert store.champion(NAME) is None
    assert store.history(NAME) == []
    assert store.stamp(NAME) is None
    with pytest.raises(UnknownVersion):
        store.promote(NAME, factories.version_name(1), by="x", reason="y")


@pytest.mark.parametrize("version", ["..", "../..", "", "/etc", "a\x00b", "20260101T120000Z"])
def test_a_version_is_a_name_and_never_a_path(store: ModelStore, version: str) -> None:
    factories.publish(store, 1)
    with pytest.raises(UnknownVersion):
        store.directory(NAME, version)


def test_versions_are_listed_newest_first(store: ModelStore) -> None:
    versions = [factories.publish(store, day) for day in (2, 1, 3)]
    # By their publication: the clock has jumped.
    assert store.versions(NAME) == versions[::-1]


def test_promotions_move_the_pointer_and_are_remembered(store: ModelStore) -> None:
    first, second = (factories.publish(store, day) for day in (1, 2))
    before = store.stamp(NAME)
    store.promote(NAME, first, by="operator", reason="it was better", event="rolled back")
    champion = store.champion(NAME)
    assert champion is not None
    assert (champion.version, champion.by, champion.reason) == (first, "operator", "it was better")
    assert store.stamp(NAME) != before
    history = store.history(NAME)
    assert [(line.event, line.version) for line in history] == [
        ("rolled back", first),
        ("promoted", second),
        ("promoted", first),
    ]
    assert history[0].at == champion.since


def test_a_version_is_never_overwritten(store: ModelStore) -> None:
    version = factories.publish(store, 1)
    with pytest.raises(StoreConflict, match=version):
        store.add(*contents(store, version))


def test_files_that_the_manifest_does_not_describe_are_not_written(store: ModelStore) -> None:
    factories.publish(store, 1)
    manifest, files = challenger(store, 2)
    with pytest.raises(ValueError, match="does not describe"):
        store.add(manifest, files | {"report.json": b"{}"})


def test_a_full_volume_leaves_nothing_behind(
    volume: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = factories.publish(volume, 1)
    manifest, files = challenger(volume, 2)

    def full(*_: object) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(VolumeFull, match="The models' volume is full; remove old versions"):
        volume.add(manifest, files)
    assert os.listdir(volume.directory(NAME, version).parent) == [version]


class Killed(BaseException):
    """Nothing in the code catches it, as nothing catches a kill."""


@pytest.mark.parametrize("call", ["open", "write", "fsync", "rename", "replace"])
def test_a_publication_killed_anywhere_is_finished_by_the_next_run(
    volume: ModelStore, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """Dies at the first, the second, ... use of ``call``, until one publication gets through."""
    former = factories.publish(volume, 1)
    manifest, files = challenger(volume, 2)
    genuine = getattr(os, call)
    for allowed in range(40):
        left = allowed

        def dying(*args: object, **kwargs: object) -> object:
            nonlocal left
            if left == 0:
                raise Killed
            left -= 1
            return genuine(*args, **kwargs)

        killed = False
        with monkeypatch.context() as patch:
            patch.setattr(os, call, dying)
            # A killed process cleans nothing up.
            patch.setattr(shutil, "rmtree", lambda *_, **__: None)
            patch.setattr(Path, "unlink", lambda *_, **__: None)
            try:
                volume.publish(manifest, files, outcome="promoted", by="training", reason="good")
            except Killed:
                killed = True
        champion = volume.champion(NAME)
        assert champion is not None
        assert champion.version in (former, manifest.version)
        for version in volume.versions(NAME):
            contents(volume, version)  # whole
        if not killed:
            break
    assert allowed > 0
    assert volume.publish(manifest, files, outcome="promoted", by="training", reason="good")
    champion = volume.champion(NAME)
    assert champion is not None
    assert champion.version == manifest.version
    events = [line for line in volume.history(NAME) if line.version == manifest.version]
    assert len(events) == 1
    leftovers = os.listdir(volume.directory(NAME, former).parent)
    assert sorted(leftovers) == sorted([former, manifest.version])


def test_a_publication_repeated_later_does_not_undo_a_rollback(store: ModelStore) -> None:
    former = factories.publish(store, 1)
    manifest, files = challenger(store, 2)
    store.publish(manifest, files, outcome="promoted", by="training", reason="good")
    store.promote(NAME, former, by="operator", reason="no", event="rolled back")
    store.publish(manifest, files, outcome="promoted", by="training", reason="good")
    champion = store.champion(NAME)
    assert champion is not None
    assert champion.version == former


def test_a_rejected_version_is_kept_and_moves_nothing(store: ModelStore) -> None:
    former = factories.publish(store, 1)
    manifest, files = challenger(store, 2)
    store.publish(manifest, files, outcome="rejected", by="training", reason="worse")
    champion = store.champion(NAME)
    assert champion is not None
    assert champion.version == former
    assert manifest.version in store.versions(NAME)
    assert (store.history(NAME)[0].event, store.history(NAME)[0].reason) == ("rejected", "worse")


def test_two_runs_of_one_job_at_once_publish_once(store: ModelStore) -> None:
    factories.publish(store, 1)
    manifest, files = challenger(store, 2)
    twins = [
        manifest.model_copy(update={"version": factories.version_name(day)}) for day in (2, 3, 4)
    ]
    published: list[str] = []

    def publish(twin: Manifest) -> None:
        published.append(
            store.publish(twin, files, outcome="promoted", by="training", reason="good")
        )

    threads = [threading.Thread(target=publish, args=(twin,)) for twin in twins]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(published)) == 1
    assert len(store.versions(NAME)) == 2
    assert len(store.history(NAME)) == 2


def test_a_torn_line_of_history_is_passed_over(volume: ModelStore, tmp_path: Path) -> None:
    version = factories.publish(volume, 1)
    path = tmp_path / "champions" / NAME / HISTORY
    with path.open("a") as file:
        file.write('{"at": "2026-01-01T00')
    assert len(volume.history(NAME)) == 1
    volume.promote(NAME, version, by="operator", reason="again")
    assert volume.history(NAME)[0].reason == "again"
    assert len(volume.history(NAME)) == 2


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", "null", '{"version": "x"}'])
def test_a_pointer_that_cannot_be_read_is_refused(
    volume: ModelStore, tmp_path: Path, content: str
) -> None:
    factories.publish(volume, 1)
    (tmp_path / "champions" / NAME / POINTER).write_text(content)
    with pytest.raises(RefusedBundle, match=POINTER):
        volume.champion(NAME)


def test_a_process_that_dies_gives_the_lock_back(volume: ModelStore, tmp_path: Path) -> None:
    version = factories.publish(volume, 1)
    program = (
        "import os, sys; from pathlib import Path\n"
        "from bellwether_contract.storage.store import ModelStore\n"
        f"store = ModelStore(Path({str(tmp_path / 'models')!r}), "
        f"Path({str(tmp_path / 'champions')!r}))\n"
        f"with store.lock({NAME!r}): print('held', flush=True); os._exit(9)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60
    )
    assert (ended.returncode, ended.stdout) == (9, "held\n")
    volume.promote(NAME, version, by="operator", reason="still possible")


def test_the_pointer_is_plain_json(volume: ModelStore, tmp_path: Path) -> None:
    version = factories.publish(volume, 1)
    document = json.loads((tmp_path / "champions" / NAME / POINTER).read_text())
    assert set(document) == {"version", "since", "by", "reason"}
    assert document["version"] == version


def test_a_full_volume_takes_neither_pointer_nor_history(
    volume: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (factories.publish(volume, day) for day in (1, 2))
    before = volume.history(NAME)

    def full(*_: object) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(VolumeFull, match="The champions' volume is full"):
        volume.promote(NAME, first, by="operator", reason="back")
    assert volume.history(NAME) == before
    champion = volume.champion(NAME)
    assert champion is not None
    assert champion.version == second


def test_what_was_measured_against_a_former_champion_is_not_published(store: ModelStore) -> None:
    first, second = (factories.publish(store, day) for day in (1, 2))
    manifest, files = challenger(store, 3)
    met = store.standing(NAME)
    store.promote(NAME, first, by="operator", reason="no", event="rolled back")
    outcomes: list[Outcome] = ["promoted", "candidate", "rejected"]
    for outcome in outcomes:
        with pytest.raises(ChampionChanged, match=rf"{second} .* {first}"):
            store.publish(manifest, files, outcome=outcome, by="training", reason="good", met=met)
    champion = store.champion(NAME)
    assert champion is not None
    assert champion.version == first
    assert store.history(NAME)[0].event == "rolled back"
    assert store.versions(NAME) == [second, first]
    anew = store.standing(NAME)
    store.publish(manifest, files, outcome="promoted", by="training", reason="good", met=anew)
    newest = store.history(NAME)[0]
    assert (newest.event, newest.version, newest.against) == ("promoted", manifest.version, first)


def test_a_champion_for_a_moment_counts_as_one_to_be_measured_against(store: ModelStore) -> None:
    first = factories.publish(store, 1)
    second = factories.publish(store, 2, accepted=False)
    manifest, files = challenger(store, 3)
    met = store.standing(NAME)
    store.promote(NAME, second, by="operator", reason="try", event="forced")
    store.promote(NAME, first, by="operator", reason="no", event="rolled back")
    with pytest.raises(ChampionChanged, match="another version was champion"):
        store.publish(manifest, files, outcome="promoted", by="training", reason="good", met=met)


def test_of_two_trainings_at_once_the_second_has_to_meet_the_first(store: ModelStore) -> None:
    factories.publish(store, 1)
    met = store.standing(NAME)
    both = [challenger(store, day) for day in (2, 3)]
    refused: list[str] = []

    def publish(manifest: Manifest, files: dict[str, bytes]) -> None:
        try:
            store.publish(
                manifest, files, outcome="promoted", by="training", reason="good", met=met
            )
        except ChampionChanged:
            refused.append(manifest.version)

    threads = [threading.Thread(target=publish, args=each) for each in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    (winner,) = {manifest.version for manifest, _ in both} - set(refused)
    champion = store.champion(NAME)
    assert champion is not None
    assert champion.version == winner
    assert refused[0] not in store.versions(NAME)


def test_a_killed_publication_is_not_finished_where_the_champion_has_changed(
    store: ModelStore,
) -> None:
    first, second = (factories.publish(store, day) for day in (1, 2))
    manifest, files = challenger(store, 3)
    met = store.standing(NAME)
    store.add(manifest, files)  # and was killed before the line of history
    store.promote(NAME, first, by="operator", reason="no", event="rolled back")
    with pytest.raises(ChampionChanged):
        store.publish(manifest, files, outcome="promoted", by="training", reason="good", met=met)
    assert sorted(os.listdir(store.directory(NAME, first).parent)) == [first, second]


def test_a_line_of_a_later_program_is_read_as_far_as_it_is_known(
    volume: ModelStore, tmp_path: Path
) -> None:
    factories.publish(volume, 1)
    path = tmp_path / "champions" / NAME / HISTORY
    told = json.loads(path.read_text())
    path.write_text(json.dumps({**told, "signed_by": "somebody"}) + "\n")
    assert [line.version for line in volume.history(NAME)] == [told["version"]]
