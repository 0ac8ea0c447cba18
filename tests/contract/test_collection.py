"""Versions are removed whole, told in the history, and by whoever holds the lock alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bellwether_contract.bundle import signatures
from bellwether_contract.storage import chained_file, collection, durable, in_use
from bellwether_contract.storage.locks import OnWait
from bellwether_contract.storage.retention import RetentionPolicy
from bellwether_contract.storage.store import ModelStore, StillServing
from bellwether_contract.storage.versions import CollectedVersion
from tests import factories, made_up

NAME = made_up.NAME
STRICT = RetentionPolicy(newest=1, promotions=1, days=0)
A, B, C, D, E = (factories.version_name(day) for day in (1, 2, 3, 4, 5))


def nobody(name: str) -> set[str]:
    return set()


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    """Five versions with signatures, one promoted after the other."""
    made = ModelStore(tmp_path / "models", tmp_path / "champions", sign=lambda _: b"s" * 64)
    for day in (1, 2, 3, 4, 5):
        factories.publish(made, day)
    return made


def collect(store: ModelStore, policy: RetentionPolicy = STRICT) -> list[str]:
    return collection.collect(store, NAME, policy, nobody, by="operator", reason="room")


def on_volume(store: ModelStore) -> tuple[set[str], set[str]]:
    """What lies among the versions, hidden or not, and whose signatures there are."""
    versions = store.directory(NAME, E).parent
    signed = signatures.path(versions / E).parent
    return set(os.listdir(versions)), {each.stem for each in signed.iterdir()}


def read_anew(store: ModelStore) -> ModelStore:
    """The same volumes, as a process that begins sees them."""
    models = store.directory(NAME, E).parents[2]
    return ModelStore(models, store.folder, sign=lambda _: b"s" * 64)


@pytest.mark.parametrize("last", [False, True])
def test_where_a_hold_can_no_longer_be_read_nothing_goes(store: ModelStore, last: bool) -> None:
    store.hold(NAME, B, by="operator", reason="an inquiry")
    if not last:
        store.hold(NAME, C, by="operator", reason="an inquiry")
    history = store.folder / NAME / "history.jsonl"
    whole = history.read_bytes()
    lines = whole.splitlines(keepends=True)
    lines[5] = lines[5].replace(b'"held"', b'"hold"')
    history.write_bytes(b"".join(lines))
    assert B not in read_anew(store).timeline(NAME).held
    assert collect(read_anew(store)) == []
    history.write_bytes(whole)
    assert collect(read_anew(store)) == ([C] if last else [])


def test_what_nothing_keeps_is_gone_with_its_signature(store: ModelStore) -> None:
    # The best ever: all have the same log loss, and the smallest name.
    assert collect(store) == [B, C]
    assert on_volume(store) == ({A, D, E}, {A, D, E})
    assert store.versions(NAME) == [E, D, A]
    assert store.promoted(NAME) == [E, D, A]
    assert collect(store) == []


def test_the_history_tells_it_and_what_it_was(store: ModelStore) -> None:
    collect(store)
    newest, other, *_ = store.history(NAME)
    assert (newest.event, newest.version, newest.by, newest.reason) == (
        "collected", C, "operator", "room",
    )  # fmt: skip
    assert other.version == B
    assert newest.facts is not None
    assert (newest.facts.candidate_label, newest.facts.rows) == ("Logistic Regression", 600)
    assert (newest.facts.auroc, newest.facts.log_loss) == (0.81, 0.4)
    assert newest.facts.created == "2026-01-03T12:00:00Z"
    assert store.check_history(NAME).faults == ()


def test_whoever_names_it_is_told_that_it_was_collected(store: ModelStore) -> None:
    collect(store)
    other = ModelStore(store.models, store.folder)
    for call in (
        lambda: other.directory(NAME, B),
        lambda: other.promote(NAME, B, by="x", reason="y"),
        lambda: other.withdraw(NAME, B, by="x", reason="y"),
        lambda: other.hold(NAME, B, by="x", reason="y"),
        lambda: other.release(NAME, B, by="x", reason="y"),
    ):
        with pytest.raises(CollectedVersion, match=r"Logistic Regression.*collected on .* room"):
            call()
    assert store.champion(NAME) is not None


def test_a_broken_version_goes_like_any_other(store: ModelStore) -> None:
    (store.directory(NAME, B) / "manifest.json").write_text("[]")
    (store.directory(NAME, C) / "report.json").unlink()
    assert collect(store) == [B, C]
    facts = {each.version: each.facts for each in store.history(NAME) if each.facts is not None}
    assert (facts[B].auroc, facts[B].candidate) == (0.81, None)
    assert (facts[C].auroc, facts[C].candidate) == (None, "logistic_regression")


class Killed(BaseException):
    """Nothing in the code catches it, as nothing catches a kill."""


# Each step of a removal, and the line of the history before it.
STEPS: dict[str, tuple[object, str]] = {
    "before the line": (chained_file, "append"),
    "before the directory is hidden": (os, "rename"),
    "before that is on disk": (durable, "sync_directory"),
    "before the signature goes": (Path, "unlink"),
    "before the files go": (shutil, "rmtree"),
}


@pytest.mark.parametrize("then", ["collect", "publish"])
@pytest.mark.parametrize("step", STEPS)
def test_a_removal_killed_at_any_step_is_finished_by_the_next_one(
    store: ModelStore, monkeypatch: pytest.MonkeyPatch, step: str, then: str
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise Killed

    place, call = STEPS[step]
    with monkeypatch.context() as patch:
        patch.setattr(place, call, killed)
        with pytest.raises(Killed):
            collect(store)
    told = [each.version for each in store.history(NAME) if each.event == "collected"]
    assert told == ([] if step == "before the line" else [B])
    # From its line on it is not there, whatever lies on the volume.
    assert (B in store.versions(NAME)) == (not told)
    for version in store.versions(NAME):
        assert set(os.listdir(store.directory(NAME, version))) >= {"model.onnx", "manifest.json"}
    if then == "collect":
        collect(store)
        assert on_volume(store) == ({A, D, E}, {A, D, E})
        told = [each.version for each in store.history(NAME) if each.event == "collected"]
        assert told == [C, B]
    else:
        newest = factories.publish(store, 6)
        gone = set(told)
        assert on_volume(store) == (
            {A, B, C, D, E, newest} - gone,
            {A, B, C, D, E, newest} - gone,
        )


def test_a_full_champions_volume_removes_nothing(
    store: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(chained_file, "append", full)
    with pytest.raises(Exception, match="champions' volume is full"):
        collect(store)
    assert on_volume(store) == ({A, B, C, D, E}, {A, B, C, D, E})


def test_what_another_process_answers_with_stays_until_it_dies(store: ModelStore) -> None:
    folder = store.folder / NAME
    program = (
        "import sys, pathlib; from bellwether_contract.storage import in_use;"
        f"in_use.mark(pathlib.Path({str(folder)!r}), {B!r}); print(flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert in_use.in_use(folder) == {B}
        assert collect(store) == [C]
        process.kill()
    assert in_use.in_use(folder) == set()
    assert collect(store) == [B]
    assert list(folder.glob(f"{in_use.BEGINS}*")) == []


def test_what_is_tried_is_marked_until_that_is_over(store: ModelStore) -> None:
    folder = store.folder / NAME
    with in_use.marked(folder, B):
        assert in_use.in_use(folder) == {B}
    assert in_use.in_use(folder) == set()
    with in_use.marked(folder / "none", B):
        pass


def test_without_a_pointer_that_can_be_read_nothing_goes(store: ModelStore) -> None:
    (store.folder / NAME / "champion.json").write_text("{}")
    assert collect(store) == []
    (store.folder / NAME / "champion.json").unlink()
    assert collect(store) == []
    store.promote(NAME, E, by="operator", reason="it was")
    assert collect(store) == [B, C]


def test_a_validation_that_is_not_over_keeps_its_version(store: ModelStore) -> None:
    kept = collection.collect(store, NAME, STRICT, lambda _: {C}, by="x", reason="y")
    assert kept == [B]


@pytest.mark.parametrize("first", ["hold", "collect"])
def test_of_hold_and_collection_whoever_has_the_lock_first_wins(
    store: ModelStore, monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    """One stands in the middle of its change while the other one comes."""
    inside, go_on = threading.Event(), threading.Event()
    genuine = chained_file.append

    def slow(path: Path, document: dict[str, str], **more: Any) -> str:
        if document["version"] == B and document["event"] in ("held", "collected"):
            inside.set()
            assert go_on.wait(20)
        return genuine(path, document, **more)

    monkeypatch.setattr(chained_file, "append", slow)
    raised: list[BaseException] = []

    def of(call: Callable[[ModelStore], object]) -> threading.Thread:
        def run() -> None:
            try:
                call(ModelStore(store.models, store.folder))
            except CollectedVersion as error:
                raised.append(error)

        return threading.Thread(target=run)

    hold = of(lambda each: each.hold(NAME, B, by="x", reason="inquiry"))
    removal = of(collect)
    one, other = (hold, removal) if first == "hold" else (removal, hold)
    one.start()
    assert inside.wait(20)
    other.start()
    go_on.set()
    one.join(20)
    other.join(20)
    there = B in store.versions(NAME)
    assert (B in store.timeline(NAME).held) == there == (first == "hold")
    assert len(raised) == (0 if first == "hold" else 1)
    assert C not in store.versions(NAME)


def test_many_go_some_at_a_time_and_others_come_in_between(
    store: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collection, "AT_ONCE", 1)
    genuine = ModelStore.lock
    rounds = 0

    @contextmanager
    def then_hold(self: ModelStore, name: str, on_wait: OnWait | None = None) -> Iterator[None]:
        nonlocal rounds
        with genuine(self, name, on_wait):
            yield
        rounds += 1
        if rounds == 1:
            self.hold(NAME, C, by="x", reason="inquiry")

    monkeypatch.setattr(ModelStore, "lock", then_hold)
    assert collect(store) == [B]
    assert C in store.versions(NAME)


def test_held_again_it_gets_the_new_reason_and_released_it_may_go(store: ModelStore) -> None:
    once = store.hold(NAME, B, by="x", reason="one")
    assert store.hold(NAME, B, by="x", reason="one") == once
    again = store.hold(NAME, B, by="x", reason="two")
    assert (again.reason, store.timeline(NAME).held) == ("two", {B: again})
    assert collect(store) == [C]
    store.release(NAME, B, by="x", reason="over")
    store.release(NAME, B, by="x", reason="over")
    assert [each.event for each in store.history(NAME)][:4] == [
        "released", "collected", "held", "held",
    ]  # fmt: skip
    assert collect(store) == [B]


def test_a_version_that_is_held_may_be_withdrawn_and_stays(store: ModelStore) -> None:
    store.hold(NAME, B, by="x", reason="one")
    store.withdraw(NAME, B, by="x", reason="wrong")
    with pytest.raises(StillServing):
        store.withdraw(NAME, E, by="x", reason="wrong")
    assert collect(store) == [C]


def test_the_job_of_a_collected_version_has_published_none(store: ModelStore) -> None:
    assert store.version_of_job(NAME, f"{2:032x}") == B
    collect(store)
    assert store.version_of_job(NAME, f"{2:032x}") is None
    assert store.version_of_job(NAME, f"{4:032x}") == D
