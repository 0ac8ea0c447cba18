"""Copies all that a stack keeps, but its secrets, into one file, while it runs.

The file appears under its name once it is whole and on the disk.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from tools.operate import backups
from tools.operate.running import ROOT

FOLDER = ROOT / "backups"
PART = ".part"

# What a whole backup ends with (`backup/sealed.py` in the contract): before the digest, and behind.
SEAL = b"\x1f\x8b\x08\x10\0\0\0\0\0\xffsha256:"
SEAL_BYTES = len(SEAL) + 64 + 11


def main(arguments: list[str]) -> int:
    """Exit status 0 where the backup is written."""
    parser = argparse.ArgumentParser(prog="python3 -m tools backup", description=__doc__)
    parser.add_argument("archive", nargs="?", type=Path, help="default: backups/, by the time")
    parser.add_argument("--state", help="of a demo, instead of the stack that runs")
    chosen = parser.parse_args(arguments)
    target = (
        chosen.archive or FOLDER / f"bellwether-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.tar.gz"
    ).resolve()
    return write(backups.stack(chosen.state), target, "create")


def write(stack: backups.Stack, target: Path, word: str, *options: str) -> int:
    """Have ``target`` written by a word of the backup's; returns the exit status."""
    if target.exists():
        raise SystemExit(f"{target} is there already.")
    stack.build(word)
    target.parent.mkdir(parents=True, exist_ok=True)
    with part_of(target) as part:
        if status := stack.say(word, *options, out=part):
            return status
        if not _sealed(part):
            raise SystemExit("The file did not arrive here whole. Is there room on the disk?")
        os.fsync(part.fileno())
        os.rename(part.name, target)
    sync(target.parent)
    print(f"{target}  {target.stat().st_size / 1e6:,.1f} MB")
    return 0


@contextmanager
def part_of(target: Path) -> Iterator[IO[bytes]]:
    """A file beside, for its owner alone: it holds rows of people. Gone where it gets no name."""
    _sweep(target.parent)
    path = target.with_name(f".{target.name}.{os.getpid()}{PART}")
    with open(path, "x+b", opener=lambda name, flags: os.open(name, flags, 0o600)) as part:
        fcntl.flock(part, fcntl.LOCK_EX)
        try:
            yield part
        finally:
            path.unlink(missing_ok=True)


def _sweep(folder: Path) -> None:
    """Remove what backups that were killed have left: nobody holds it any more."""
    for path in folder.glob(f".*{PART}"):
        with suppress(OSError), path.open("rb") as left:
            fcntl.flock(left, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()


def _sealed(part: IO[bytes]) -> bool:
    """Whether it ends with the SHA-256 of all that is before."""
    left = os.fstat(part.fileno()).st_size - SEAL_BYTES
    digest = hashlib.sha256()
    part.seek(0)
    while left > 0:
        piece = part.read(min(1 << 20, left))
        digest.update(piece)
        left -= len(piece)
    return part.read().startswith(SEAL + digest.hexdigest().encode())


def sync(folder: Path) -> None:
    """Have the names in a folder on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
