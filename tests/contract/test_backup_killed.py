"""A restore that is killed (SIGKILL) anywhere leaves what was there, or is done."""

from __future__ import annotations

import functools
import os
import random
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest

from bellwether_contract.backup import proving, restoring, swapping
from bellwether_contract.storage import half_restored, locks
from bellwether_contract.storage.half_restored import HalfRestored
from bellwether_contract.storage.locks import LockHeld
from tests.backups import Volumes, without_restores

# Steps of the swap: six entries aside, six into place, the note of it written and removed, and what
# is unpacked and removed around them.
STEPS = 200

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def backup(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Files]:
    full = Volumes(tmp_path_factory.mktemp("full") / "volumes").fill(versions=1)
    return full.backup()[0], full.files()


@pytest.fixture
def other(tmp_path: Path) -> Volumes:
    """Volumes of another stack, which are to be replaced."""
    return Volumes(tmp_path / "other").fill(versions=2)


@pytest.mark.slow
def test_killed_at_each_step_of_the_swap(
    other: Volumes, backup: tuple[bytes, Files], monkeypatch: pytest.MonkeyPatch
) -> None:
    # The proof has its own tests, and takes a second each time.
    monkeypatch.setattr(proving, "champions", lambda *_: {})
    before, after = other.files(), backup[1]
    undone = done = 0
    for step in range(STEPS):
        replaced = functools.partial(other.restore, backup[0], replace=True)
        killed = _child(functools.partial(_killed_at, step, replaced))
        if half := (other.root / "champions" / half_restored.JOURNAL).exists():
            with pytest.raises(HalfRestored, match="UNDO=yes"):
                half_restored.refuse(other.root / "champions")
            # Whoever is killed while it is undone, is undone again.
            back = functools.partial(restoring.undo, other.places)
            _child(functools.partial(_killed_at, step % 5, back))
        undone += restoring.undo(other.places)
        half_restored.refuse(other.root / "champions")
        assert not list(other.root.glob("*/.restore")), step
        found = other.files()
        if without_restores(found) == after:
            assert not half
            done += 1
            # Killed while it removes what was moved aside, it is done all the same.
            if not killed or done == 3:
                break
            other = _again(other)
            before = other.files()
            continue
        assert found == before, step
    else:
        pytest.fail("the restore was never done")
    assert undone >= 5
    assert done >= 1


@pytest.mark.slow
def test_killed_while_it_is_unpacked(other: Volumes, backup: tuple[bytes, Files]) -> None:
    content, before, draw = backup[0], other.everything(), random.Random(14)
    for _ in range(12):
        place = draw.randrange(len(content))
        assert _child(lambda: other.restore(content, dies_at=place, replace=True))  # noqa: B023
        half_restored.refuse(other.root / "champions")
        restoring.undo(other.places)
        assert other.everything() == before


def test_what_cannot_be_moved_is_moved_back(
    other: Volumes, backup: tuple[bytes, Files], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proving, "champions", lambda *_: {})
    before, rename, calls = other.everything(), os.rename, []

    def fails(source: Any, target: Any) -> None:
        calls.append(source)
        if len(calls) == 8:
            raise OSError(28, "No space left on device")
        rename(source, target)

    monkeypatch.setattr(os, "rename", fails)
    with pytest.raises(OSError, match="No space left"):
        other.restore(backup[0], replace=True)
    assert len(calls) > 8
    assert other.everything() == before


def test_two_do_not_restore_at_once(
    other: Volumes, backup: tuple[bytes, Files], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "LOCK_SECONDS", 0.1)
    with swapping.alone(other.places), pytest.raises(LockHeld, match="another restore"):
        other.restore(backup[0], replace=True)


def _again(other: Volumes) -> Volumes:
    return Volumes(other.root.with_name(f"{other.root.name}+")).fill(versions=2)


def _child(work: Callable[[], object]) -> bool:
    """Do it in a process of its own; whether that was killed."""
    pid = os.fork()
    if pid == 0:
        _worked(work)
    _, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0
    return False


def _worked(work: Callable[[], object]) -> NoReturn:
    try:
        work()
    except BaseException:  # noqa: BLE001  # it is told by the exit code
        os._exit(1)
    os._exit(0)


def _killed_at(step: int, work: Callable[[], object]) -> None:
    """Do it, and be killed in place of the so-manieth rename, replacement or removal of a name."""
    left = step

    def deadly(name: str) -> None:
        real = getattr(os, name)

        def call(*arguments: Any, **options: Any) -> Any:
            nonlocal left
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1
            return real(*arguments, **options)

        setattr(os, name, call)

    for name in ("rename", "replace", "unlink"):
        deadly(name)
    work()
