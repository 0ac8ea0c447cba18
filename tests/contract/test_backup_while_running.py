"""Backups while others publish, promote and remove: each is of one moment."""

from __future__ import annotations

import io
import os
import shutil
import signal
import time
from pathlib import Path

import pytest

from bellwether_contract.backup import creating, opened, proving
from bellwether_contract.backup.volumes import Unit
from bellwether_contract.bundle import signatures
from bellwether_contract.bundle.signatures import Trust
from bellwether_contract.storage import locks
from bellwether_contract.storage.history import Event
from bellwether_contract.storage.store import ModelStore
from tests import factories, made_up
from tests.backups import Volumes, checked


@pytest.mark.slow
def test_a_backup_under_load_has_each_version_that_it_tells_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What a champion answers has its own tests, and takes a second each time.
    monkeypatch.setattr(proving, "champions", lambda *_: {})
    full = Volumes(tmp_path / "full").fill()
    pid = os.fork()
    if pid == 0:
        _publishes(full)
    seen: set[str] = set()
    try:
        for place in range(8):
            backup, _ = full.backup()
            checked(backup)
            empty = Volumes(tmp_path / f"empty-{place}")
            assert empty.restore(backup).faults == ()
            store = ModelStore(empty.root / "models", empty.root / "champions")
            champion = store.champion(made_up.NAME)
            assert champion is not None
            there = set(store.versions(made_up.NAME))
            assert champion.version in there
            told = {line.version for line in store.history(made_up.NAME)}
            assert there <= told
            removed = {line.version for line in store.history(made_up.NAME) if line.by == REMOVER}
            assert there == told - removed
            assert store.check_history(made_up.NAME).faults == ()
            for version in there:
                assert signatures.path(store.directory(made_up.NAME, version)).exists()
            seen.add(champion.version)
            shutil.rmtree(empty.root)
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    assert len(seen) > 1


REMOVER = "retention"


def _publishes(full: Volumes) -> None:
    """Publish and promote, and remove what is old, as a trainer and an operator do."""
    try:
        store = full.store
        for day in range(3, 32):
            factories.publish(store, day, accepted=day % 3 != 0)
            time.sleep(0.03)
            if day > 6:
                _remove(store, factories.version_name(day - 5))
        while True:
            for day in (30, 31):
                store.promote(made_up.NAME, factories.version_name(day), by="Kim", reason="")
                time.sleep(0.01)
    finally:
        os._exit(1)


def _remove(store: ModelStore, version: str) -> None:
    with store.lock(made_up.NAME):
        store._append(made_up.NAME, Event("2026", "withdrawn", version, REMOVER, "it is old"))
        directory = store.directory(made_up.NAME, version)
        hidden = directory.with_name(f".{version}")
        os.rename(directory, hidden)
        shutil.rmtree(hidden)
        signatures.path(directory).unlink()


def test_files_of_a_folder_are_of_one_moment(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    for name in ("answer.json", "rows"):
        (folder / name).write_text("before")
    with opened.unit(tmp_path, Unit("set")) as files:
        # Replaced and removed once they are open: what was there is read.
        (tmp_path / "new").write_text("after")
        os.replace(tmp_path / "new", folder / "rows")
        shutil.rmtree(folder)
        assert [(each.path, each.file.read()) for each in files] == [
            ("set/answer.json", b"before"),
            ("set/rows", b"before"),
        ]
    with opened.unit(tmp_path, Unit("set")) as files:
        assert files == []


def test_a_file_that_changes_while_it_is_opened_is_opened_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    for name in ("answer.json", "rows"):
        (folder / name).write_text("before")
    stands = opened._stands
    changed: list[opened.Opened] = []

    def changes(root: Path, each: opened.Opened) -> bool:
        if not changed:
            changed.append(each)
            (tmp_path / "new").write_text("after")
            os.replace(tmp_path / "new", folder / "answer.json")
        return stands(root, each)

    monkeypatch.setattr(opened, "_stands", changes)
    with opened.unit(tmp_path, Unit("set")) as files:
        assert [each.file.read() for each in files] == [b"after", b"before"]


def test_the_lock_is_held_for_a_moment_alone(tmp_path: Path) -> None:
    """Nobody who publishes waits while a backup copies: the lock is free whenever bytes flow."""
    full = Volumes(tmp_path / "full").fill()
    held: list[str] = []

    class Looks(io.BytesIO):
        def write(self, content: object, /) -> int:
            lock = full.root / "champions" / made_up.NAME / ".lock"
            if locks.is_held(lock):
                held.append("held")
            return super().write(content)  # type: ignore[arg-type]

    trust = Trust(full.places["public-keys"], required=True)
    creating.create(full.places, Looks(), trust, lambda *_: None, lambda: None)
    assert held == []
