"""A running stack -> a backup: what is copied in which order, and which lock is held how long.

Versions and data sets are never changed once they are there, and are copied first, without a lock.
Then, for each predictor, its lock is held while the pointer is read and the end of its history is
noted; a version that appeared meanwhile is copied before that, and one that the pointer names under
the lock. So no pointer leads to a version that is not there, and pointer and history are of one
moment. A version that was removed meanwhile is told as gone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from bellwether_contract.backup import opened, proving, volumes
from bellwether_contract.backup.contents import Chain, Contents, Pointed
from bellwether_contract.backup.opened import LINES
from bellwether_contract.backup.packing import OnFile, Packer
from bellwether_contract.backup.volumes import (
    CHAMPIONS,
    DATA,
    FOUND_AGAIN,
    MODELS,
    PUBLIC_KEYS,
    RECORDS,
    Unit,
)
from bellwether_contract.bundle.signatures import Trust
from bellwether_contract.errors import RefusedBundle
from bellwether_contract.storage import audit, keeping, locks
from bellwether_contract.storage.audit import AuditLog
from bellwether_contract.storage.champions import Champions
from bellwether_contract.storage.origin import HISTORY, LOCK, POINTER

OnWait = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Created:
    """A backup that was written: what it holds, the digest that it ends with, its bytes."""

    contents: Contents
    digest: str
    size: int


def create(
    places: Mapping[str, Path], out: BinaryIO, trust: Trust, on_file: OnFile, on_wait: OnWait
) -> Created:
    """Copy what lies in ``places`` (see ``volumes.places``) into ``out``.

    ``on_wait`` is called while another process holds a lock. Raises LockHeld, OSError.
    """
    packer = Packer(out, on_file)
    models = _Models(packer, places[MODELS])
    for predictor in volumes.folders(places[MODELS]):
        models.copy(predictor)
    for unit in volumes.rows(places[DATA]):
        _unit(packer, DATA, places[DATA], unit)
    _records(packer, places[RECORDS], on_wait)
    pointers = _Champions(packer, places[CHAMPIONS], models, on_wait)
    pointers.copy()
    if PUBLIC_KEYS in places:
        _files(packer, PUBLIC_KEYS, places[PUBLIC_KEYS])
    faults = proving.champions(places[MODELS], trust, pointers.pointed)
    champions = [
        Pointed(predictor=name, version=version, fault=faults.get(name))
        for name, version in pointers.pointed.items()
    ]
    return Created(*packer.finish(pointers.chains, champions, models.gone()))


class _Models:
    """The versions that are copied, and those of them that were removed since."""

    def __init__(self, packer: Packer, root: Path) -> None:
        self._packer = packer
        self._root = root
        self._copied: dict[str, set[str]] = {}
        self._left: dict[str, set[str]] = {}

    def copy(self, predictor: str) -> None:
        """Copy what is there of a predictor and was not copied before."""
        copied = self._copied.setdefault(predictor, set())
        for unit in volumes.versions(self._root, predictor):
            version = unit.folder.rpartition("/")[2]
            if version not in copied and _unit(self._packer, MODELS, self._root, unit):
                copied.add(version)

    def look(self, predictor: str) -> None:
        """Note which versions there are at this moment."""
        self._left[predictor] = set(volumes.folders(self._root / predictor / "versions"))

    def gone(self) -> list[tuple[str, str]]:
        """What was copied, and was not there any more at the moment that counts."""
        return [
            (predictor, version)
            for predictor, left in self._left.items()
            for version in sorted(self._copied.get(predictor, set()) - left)
        ]


class _Champions:
    """The champions' volume, copied predictor by predictor; then the audit log and the keys."""

    def __init__(self, packer: Packer, root: Path, models: _Models, on_wait: OnWait) -> None:
        self.pointed: dict[str, str] = {}
        self.chains: list[Chain] = []
        self._packer = packer
        self._root = root
        self._models = models
        self._on_wait = on_wait
        self._store = Champions(root)

    def copy(self) -> None:
        """Copy all of it; raises LockHeld, OSError."""
        for predictor in volumes.folders(self._root):
            self._predictor(predictor)
        audited = [name for name in volumes.files_of(self._root) if volumes.AUDIT.fullmatch(name)]
        with ExitStack() as held:
            # One chain goes through several files: all are of one moment.
            with self._locked(self._root / audit.LOCK, "the audit log"):
                files = [
                    file
                    for name in audited
                    if (file := held.enter_context(opened.single(self._root, name))) is not None
                ]
            for file in files:
                self._packer.add(CHAMPIONS, file)
            if files:
                # Without a month it is from before there were files of months.
                newest = max(files, key=lambda file: (file.path != f"audit{LINES}", file.path))
                faults = list(AuditLog(self._root).check().faults)
                self.chains.append(Chain(of=None, head=newest.head(), faults=faults))
        for name in volumes.files_of(self._root):
            if name not in FOUND_AGAIN.union(audited):
                _file(self._packer, CHAMPIONS, self._root, name)

    def _predictor(self, predictor: str) -> None:
        pointer, lines = (f"{predictor}/{name}" for name in (POINTER, HISTORY))
        # What takes its time is done before the lock is asked for.
        self._models.copy(predictor)
        with ExitStack() as held:
            lock = self._root / predictor / LOCK
            with self._locked(lock, f"{predictor} on the champions' volume"):
                self._models.copy(predictor)
                self._models.look(predictor)
                at = held.enter_context(opened.single(self._root, pointer))
                history = held.enter_context(opened.single(self._root, lines))
                with suppress(RefusedBundle):
                    if (champion := self._store.champion(predictor)) is not None:
                        self.pointed[predictor] = champion.version
            for file in (at, history):
                if file is not None:
                    self._packer.add(CHAMPIONS, file)
            if history is not None and history.size:
                faults = list(self._store.check_history(predictor).faults)
                self.chains.append(Chain(of=predictor, head=history.head(), faults=faults))
        skip = FOUND_AGAIN.union((pointer, lines))
        _files(self._packer, CHAMPIONS, self._root, within=predictor, skip=skip)

    def _locked(self, lock: Path, what: str) -> AbstractContextManager[None]:
        return locks.held_where_it_is(lock, what, self._on_wait)


def _records(packer: Packer, root: Path, on_wait: OnWait) -> None:
    """Copy the records of trainings: one chain through the months, and notes of what waits."""
    with ExitStack() as held:
        with locks.held_where_it_is(root / keeping.LOCK, "the records volume", on_wait):
            files = [
                held.enter_context(opened.single(root, name)) for name in volumes.files_of(root)
            ]
        for file in files:
            if file is not None:
                packer.add(RECORDS, file)
    for folder in volumes.folders(root):
        for name in volumes.files(root / folder):
            # A lock of whoever runs one: it says nothing elsewhere.
            if not name.endswith(keeping.HELD):
                _file(packer, RECORDS, root, f"{folder}/{name}")


def _unit(packer: Packer, volume: str, root: Path, unit: Unit) -> bool:
    """Copy a unit; whether there was anything to copy."""
    with opened.unit(root, unit) as files:
        for file in files:
            packer.add(volume, file)
        return bool(files)


def _files(
    packer: Packer, volume: str, root: Path, *, within: str = "", skip: frozenset[str] = frozenset()
) -> None:
    """Copy every file of a folder, each as it stands, but for those to ``skip`` by path or name."""
    for name in volumes.files(root / within):
        path = f"{within}/{name}" if within else name
        if not {path, name} & skip:
            _file(packer, volume, root, path)


def _file(packer: Packer, volume: str, root: Path, path: str) -> None:
    with opened.single(root, path) as file:
        if file is not None:
            packer.add(volume, file)
