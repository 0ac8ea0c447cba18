"""A process that hangs while it holds a lock: others are told so, and do not wait for ever."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path

import pytest

from bellwether_contract.storage import locks
from bellwether_contract.storage.locks import LockHeld
from bellwether_contract.storage.store import ModelStore
from tests import factories, made_up
from tests.stopped_holder import holding

NAME = made_up.NAME


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelStore:
    monkeypatch.setattr(locks, "LOCK_SECONDS", 0.3)
    return ModelStore(tmp_path / "models", tmp_path / "champions")


def test_who_waits_for_a_process_that_hangs_is_told_so(store: ModelStore, tmp_path: Path) -> None:
    first, second = (factories.publish(store, day) for day in (1, 2))
    with holding(tmp_path / "champions", NAME):
        began = time.monotonic()
        with pytest.raises(LockHeld, match=f"the lock of {NAME} on the champions' volume") as error:
            store.promote(NAME, first, by="operator", reason="back")
        assert 0.3 <= time.monotonic() - began < 5
        assert not error.value.permanent
        champion = store.champion(NAME)
        assert champion is not None
        assert champion.version == second
    # It has died, and so the lock is free.
    assert store.promote(NAME, first, by="operator", reason="back").version == first


def test_who_can_wait_says_so_and_goes_on_when_the_lock_is_free(
    store: ModelStore, tmp_path: Path
) -> None:
    told: list[float] = []

    def on_wait(process: subprocess.Popen[bytes]) -> None:
        told.append(time.monotonic())
        if len(told) == 2:
            process.send_signal(signal.SIGCONT)

    (tmp_path / "champions").mkdir()
    with (
        holding(tmp_path / "champions", NAME) as process,
        store.lock(NAME, lambda: on_wait(process)),
    ):
        assert len(told) == 2


def test_who_can_wait_does_not_wait_for_ever(
    store: ModelStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "PATIENT_SECONDS", 0.7)
    (tmp_path / "champions").mkdir()
    with (
        holding(tmp_path / "champions", NAME),
        pytest.raises(LockHeld),
        store.lock(NAME, lambda: None),
    ):
        raise AssertionError("the lock was taken")
