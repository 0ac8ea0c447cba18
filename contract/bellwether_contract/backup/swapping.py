"""What was unpacked takes the place of what was there, all of it or nothing.

Every volume has a hidden directory ``.restore`` meanwhile: ``new`` is what was unpacked, ``old``
what was moved aside. Several renames are no one step, so what is to be moved is written down first,
in ``.restore.json`` on the champions' volume. While that file is there nothing counts that was
moved: whoever is killed is undone, by the next restore or by a word, and no service starts.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bellwether_contract.backup.volumes import BACKED_UP, CHAMPIONS, LOST_AND_FOUND
from bellwether_contract.storage import durable, locks
from bellwether_contract.storage.half_restored import JOURNAL

FOLDER = ".restore"
NEW, OLD = "new", "old"
LOCK = ".restore.lock"


def new(place: Path) -> Path:
    """Where what is to be restored into a volume lies until it counts."""
    return place / FOLDER / NEW


@contextmanager
def alone(places: Mapping[str, Path]) -> Iterator[None]:
    """Nobody else restores here meanwhile; raises LockHeld, OSError."""
    for place in places.values():
        place.mkdir(parents=True, exist_ok=True)
    with locks.held(places[CHAMPIONS] / LOCK, "another restore"):
        yield


def occupied(places: Mapping[str, Path]) -> list[str]:
    """The volumes in which something lies."""
    return [volume for volume, place in places.items() if _entries(place)]


def swap(places: Mapping[str, Path]) -> None:
    """Have what was unpacked take the place of what is there.

    Raises OSError; all is as it was then.
    """
    moves = {
        volume: {OLD: _entries(place), NEW: _entries(new(place))}
        for volume, place in places.items()
    }
    for place in places.values():
        (place / FOLDER / OLD).mkdir()
        durable.sync_directory(place / FOLDER)
    journal = places[CHAMPIONS] / JOURNAL
    durable.replace(journal, json.dumps(moves).encode())
    try:
        # Public keys first: where there are none, a start would sign whatever lies there.
        for volume in sorted(places, key=BACKED_UP.index, reverse=True):
            place = places[volume]
            for name in moves[volume][OLD]:
                os.rename(place / name, place / FOLDER / OLD / name)
            for name in moves[volume][NEW]:
                os.rename(new(place) / name, place / name)
            _sync(place)
        # From here on it counts.
        journal.unlink()
    except BaseException:
        undo(places)
        raise
    durable.sync_directory(journal.parent)
    clear(places)


def undo(places: Mapping[str, Path]) -> bool:
    """Put back what a restore that was killed has moved, and remove what it has left.

    Returns whether anything had been moved. Raises OSError.
    """
    moved = (places[CHAMPIONS] / JOURNAL).exists()
    if moved:
        _back(places)
    clear(places)
    return moved


def clear(places: Mapping[str, Path]) -> None:
    """Remove what is beside; what cannot be removed is removed the next time."""
    for place in places.values():
        shutil.rmtree(place / FOLDER, ignore_errors=True)


def _back(places: Mapping[str, Path]) -> None:
    """Move everything back; whoever is killed here, too, is undone again."""
    journal = places[CHAMPIONS] / JOURNAL
    moves = json.loads(journal.read_bytes())
    for volume, named in moves.items():
        place = places[volume]
        for name in named[NEW]:
            # What is not in there any more is in its place; what is there is old or nothing.
            if not os.path.lexists(new(place) / name) and os.path.lexists(place / name):
                os.rename(place / name, new(place) / name)
        for name in named[OLD]:
            if os.path.lexists(place / FOLDER / OLD / name):
                os.rename(place / FOLDER / OLD / name, place / name)
        _sync(place)
    journal.unlink()
    durable.sync_directory(journal.parent)


def _sync(place: Path) -> None:
    for folder in (place, new(place), place / FOLDER / OLD):
        durable.sync_directory(folder)


def _entries(place: Path) -> list[str]:
    """What lies in a directory and is not hidden."""
    try:
        names = os.listdir(place)
    except FileNotFoundError:
        return []
    return sorted(name for name in names if not name.startswith(".") and name != LOST_AND_FOUND)
