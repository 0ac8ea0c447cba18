"""The one table of the volumes: what of each belongs into a backup, and what stays out and why."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bellwether_contract.settings import Settings
from bellwether_contract.storage.imports import FOLDER as IMPORTS
from bellwether_contract.storage.uploads import ROWS
from bellwether_contract.storage.validations import FOLDER as VALIDATIONS
from bellwether_contract.storage.validations import OUTCOME

MODELS, DATA, RECORDS = "models", "data", "records"
CHAMPIONS, PUBLIC_KEYS = "champions", "public-keys"

# What is backed up, in the order in which a running stack is copied: versions before the pointers
# to them, and last the public keys, since a key is public before anything is signed with it.
BACKED_UP = (MODELS, DATA, RECORDS, CHAMPIONS, PUBLIC_KEYS)

# What is not, with the reason; docs/operate.md tells it to people.
LEFT_OUT: Mapping[str, str] = {
    "signing": "the private key that signs: a restored stack makes a new one, and believes what "
    "the former one has signed by its public half",
    "keys": "the operator's key and the API's password of Redis: made anew at the start",
    "trainer-keys": "the trainer's password of Redis: made anew at the start",
    "redis-keys": "digests of those passwords: made anew at the start",
    "redis-data": "the queue: what waits or runs is asked for again",
}

# Of the champions' volume: what the API finds out again by itself.
FOUND_AGAIN = frozenset({"proofs.json"})

# What Bellwether calls its files and folders; what is called otherwise is hidden, or not ours.
NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")

# The files of the audit log: one chain, which goes on from one to the next.
AUDIT = re.compile(r"audit(-\d{4}-\d{2})?\.jsonl")


@dataclass(frozen=True, slots=True)
class Unit:
    """Files that are copied as they stand at one moment.

    ``folder`` is the directory of which all regular files are meant, by its path within the volume;
    ``also`` names files elsewhere that belong to it. ``needs`` is a file without which there is
    nothing to copy yet, and ``skip`` the names that stay out.
    """

    folder: str
    also: tuple[str, ...] = ()
    needs: str | None = None
    skip: frozenset[str] = frozenset()


def places(settings: Settings) -> dict[str, Path]:
    """Where what is backed up lies here, by the names of BACKED_UP; without those not there."""
    found = {
        MODELS: settings.models_dir,
        DATA: settings.data_dir,
        RECORDS: settings.records_dir,
        CHAMPIONS: settings.champions_dir,
        PUBLIC_KEYS: settings.public_keys_dir,
    }
    return {name: path for name, path in found.items() if path is not None}


def versions(models: Path, predictor: str) -> Iterator[Unit]:
    """The versions of a predictor, each with its signature."""
    for version in folders(models / predictor / "versions"):
        signature = f"{predictor}/signatures/{version}.sig"
        yield Unit(f"{predictor}/versions/{version}", also=(signature,))


def rows(data: Path) -> Iterator[Unit]:
    """Data sets, and validations that have ended.

    The rows of a validation are to be deleted, so no backup keeps them; and one that waits for its
    measuring would wait for ever. So would an import: it is sent again.
    """
    for predictor in folders(data):
        for entry in folders(data / predictor):
            if entry not in (VALIDATIONS, IMPORTS):
                yield Unit(f"{predictor}/{entry}")
        for validation in folders(data / predictor / VALIDATIONS):
            folder = f"{predictor}/{VALIDATIONS}/{validation}"
            yield Unit(folder, needs=OUTCOME, skip=frozenset({ROWS}))


def files(root: Path) -> Iterator[str]:
    """Every file below a directory that may be ours, by its path within it."""
    for entry in files_of(root):
        yield entry
    for folder in folders(root):
        for entry in files(root / folder):
            yield f"{folder}/{entry}"


def folders(path: Path) -> list[str]:
    """The directories in one that may be ours, in order; none where it is not there."""
    return _entries(path, directories=True)


def files_of(path: Path) -> list[str]:
    """The regular files in a directory that may be ours, in order; none where it is not there."""
    return _entries(path, directories=False)


def _entries(path: Path, *, directories: bool) -> list[str]:
    try:
        with os.scandir(path) as entries:
            return sorted(
                entry.name
                for entry in entries
                if NAME.fullmatch(entry.name) and entry.name != LOST_AND_FOUND
                if (
                    entry.is_dir(follow_symlinks=False)
                    if directories
                    else entry.is_file(follow_symlinks=False)
                )
            )
    except (FileNotFoundError, NotADirectoryError):
        return []


# Every new file system of a disk has it.
LOST_AND_FOUND = "lost+found"
