"""The declarations in the predictors' folder: what could be predicted once a model is there.

The poller looks again and again, with ``stat`` alone, and reads a folder only when one of its
files has changed.
"""

from __future__ import annotations

import hashlib
import logging
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bellwether_contract.declaration import spec, translation
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.declaration.translation import (
    FaultyTranslation,
    Translation,
    Translations,
)
from bellwether_contract.errors import Fault, InvalidDeclaration, InvalidTranslation

log = logging.getLogger(__name__)

# A folder that has changed more recently may still be in the middle of being copied.
SETTLE_SECONDS = 2.0

# What is in a folder: (name, inode, size, time of change in ns) of the folder and of each file.
Contents = tuple[tuple[str, int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Declaration:
    """A sound declaration; ``sha256`` is that of its file, ``data`` where its rows lie.

    ``translations`` of it lie beside it, by language; those that are ``faulty`` are not used.
    """

    predictor: Predictor
    sha256: str
    data: Path
    translations: Mapping[str, Translation]
    faulty: tuple[FaultyTranslation, ...]


@dataclass(frozen=True, slots=True)
class BrokenFolder:
    """A folder that declares nothing usable, and every reason for it."""

    folder: str
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    contents: Contents
    declared: Declaration | BrokenFolder


class DeclarationWatcher:
    """What stands in the predictors' folder, as it was found by the last ``poll``."""

    def __init__(self, directory: Path, settle_seconds: float | None = None) -> None:
        self._directory = directory
        self._settle = SETTLE_SECONDS if settle_seconds is None else settle_seconds
        self._entries: dict[str, _Entry] = {}
        self._unsettled: dict[str, tuple[Contents, float]] = {}
        self._readable = True

    def get(self, name: str) -> Declaration | None:
        """The sound declaration of a predictor, or None."""
        entry = self._entries.get(name)
        return entry.declared if entry and isinstance(entry.declared, Declaration) else None

    def declarations(self) -> dict[str, Declaration]:
        """All sound declarations, by name."""
        return {
            name: entry.declared
            for name, entry in sorted(self._entries.items())
            if isinstance(entry.declared, Declaration)
        }

    def settled(self, name: str) -> bool:
        """Whether nothing in the folder has changed lately: it may be in the midst of a copy."""
        return name not in self._unsettled

    def broken(self) -> list[BrokenFolder]:
        """All folders that cannot be used."""
        return [
            entry.declared
            for _, entry in sorted(self._entries.items())
            if isinstance(entry.declared, BrokenFolder)
        ]

    def faulty_translations(self) -> list[tuple[str, FaultyTranslation]]:
        """All translations that cannot be used, each with its folder."""
        return [
            (name, each) for name, found in self.declarations().items() for each in found.faulty
        ]

    def poll(self) -> None:
        """Look again: new folders appear, changed ones are read anew, removed ones disappear.

        While the folder of all predictors cannot be read, what was found before stays.
        """
        try:
            folders = _folders(self._directory)
        except OSError as error:
            if self._readable:
                log.warning("The predictors' folder cannot be read (%s)", error.strerror)
            self._readable = False
            return
        self._readable = True
        entries: dict[str, _Entry] = {}
        unsettled: dict[str, tuple[Contents, float]] = {}
        for name, contents in folders.items():
            known = self._entries.get(name)
            if known is not None and known.contents == contents:
                entries[name] = known
            elif self._lies_still(name, contents, unsettled):
                entries[name] = _Entry(contents, _read(self._directory / name))
            elif known is not None:
                entries[name] = known
        # One assignment: a request meets the old catalogue or the new one.
        self._entries, self._unsettled = entries, unsettled

    def _lies_still(
        self, name: str, contents: Contents, unsettled: dict[str, tuple[Contents, float]]
    ) -> bool:
        age = time.time() - max(changed for _, _, _, changed in contents) / 1e9
        if age >= self._settle:
            return True
        # The clock of a shared volume may run ahead of ours: what we have watched lie still for
        # long enough counts as settled whatever its times say.
        seen, since = self._unsettled.get(name, (None, 0.0))
        now = time.monotonic()
        if seen != contents:
            since = now
        unsettled[name] = (contents, since)
        return now - since >= self._settle


def _folders(directory: Path) -> dict[str, Contents]:
    found = {}
    for folder in os.scandir(directory):
        if folder.name.startswith(".") or not folder.is_dir():
            continue
        try:
            # Hidden files are an editor's; a link of one may lead nowhere.
            inside = [
                _seen(entry.name, entry.stat(follow_symlinks=False))
                for entry in os.scandir(folder)
                if not entry.name.startswith(".")
            ]
            # Its own time of change tells of removed files.
            found[folder.name] = (*sorted(inside), _seen("", folder.stat()))
        except OSError:
            # It, or a file in it, went away while we looked: the next look will tell.
            continue
    return found


def _seen(name: str, status: os.stat_result) -> tuple[str, int, int, int]:
    # The time of change, because a copy may carry the time of modification over.
    return name, status.st_ino, status.st_size, status.st_ctime_ns


def _read(folder: Path) -> Declaration | BrokenFolder:
    try:
        source, predictor = spec.read_with_source(folder)
    except InvalidDeclaration as error:
        log.warning("%s", error)
        return BrokenFolder(folder.name, error.faults)
    except Exception as error:  # noqa: BLE001  # one folder never hides the others
        log.warning("%s: the declaration cannot be read (%s)", folder.name, type(error).__name__)
        return BrokenFolder(folder.name, (Fault("", f"cannot be read ({type(error).__name__})"),))
    log.info("%s: declared", folder.name)
    translations = _translations(folder, predictor)
    return Declaration(
        predictor,
        hashlib.sha256(source).hexdigest(),
        folder / predictor.data.file,
        translations.sound,
        translations.faulty,
    )


def _translations(folder: Path, predictor: Predictor) -> Translations:
    try:
        found = translation.read(folder, predictor)
    except Exception as error:  # noqa: BLE001  # whatever they are, the declaration holds
        why = Fault("", f"cannot be read ({type(error).__name__})")
        found = Translations({}, (FaultyTranslation("predictor.*.yaml", (why,)),))
    for each in found.faulty:
        log.warning("%s", InvalidTranslation(f"{folder.name}/{each.file} is not used", each.faults))
    return found
