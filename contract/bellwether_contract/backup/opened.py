"""Files of a running stack, opened so that all of them are of one moment."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from bellwether_contract.backup.volumes import Unit, files_of
from bellwether_contract.bundle.regular import open_regular

# Files are replaced, and folders removed, within milliseconds.
TRIES = 20

# A file that grows by lines is meant as far as its last whole one, which ends within so many bytes
# of its end.
LINES = ".jsonl"
LINE_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Opened:
    """An open file, its path within its volume, and so many of its bytes that are meant."""

    path: str
    file: BinaryIO
    size: int

    @property
    def mode(self) -> int:
        """Who may read and write it."""
        return os.fstat(self.file.fileno()).st_mode

    def head(self) -> str | None:
        """The hash of its last line, where that is a chained one; raises OSError."""
        begin = max(0, self.size - LINE_BYTES)
        end = os.pread(self.file.fileno(), self.size - begin, begin)
        try:
            return str(json.loads(end.splitlines()[-1])["sha256"])
        except (ValueError, IndexError, KeyError, TypeError):
            return None


@contextmanager
def unit(root: Path, wanted: Unit) -> Iterator[list[Opened]]:
    """The files of a unit as they stood at one moment; none where it is gone, or not whole yet.

    What is removed or replaced afterwards is read all the same: it is open. Raises OSError, also
    where it never stands still.
    """
    for _ in range(TRIES):
        with ExitStack() as held:
            names = _names(root, wanted)
            with suppress(FileNotFoundError):
                found = [held.enter_context(_opened(root, name)) for name in names]
                if names == _names(root, wanted) and all(_stands(root, each) for each in found):
                    yield found
                    return
    raise OSError(f"{wanted.folder} changes again and again")


@contextmanager
def single(root: Path, path: str) -> Iterator[Opened | None]:
    """One file, None where it is not there (any more); raises OSError."""
    with ExitStack() as held:
        found = None
        with suppress(FileNotFoundError):
            found = held.enter_context(_opened(root, path))
        yield found


@contextmanager
def _opened(root: Path, path: str) -> Iterator[Opened]:
    with open_regular(root / path) as file:
        size = os.fstat(file.fileno()).st_size
        if path.endswith(LINES):
            size = _whole_lines(file, size)
        yield Opened(path, file, size)


def _names(root: Path, wanted: Unit) -> list[str]:
    inside = [name for name in files_of(root / wanted.folder) if name not in wanted.skip]
    if wanted.needs is not None and wanted.needs not in inside:
        return []
    beside = [name for name in wanted.also if (root / name).is_file()]
    return [f"{wanted.folder}/{name}" for name in inside] + (beside if inside else [])


def _stands(root: Path, opened: Opened) -> bool:
    """Whether the name still means the file that is open."""
    return os.path.samestat(os.stat(root / opened.path), os.fstat(opened.file.fileno()))


def _whole_lines(file: BinaryIO, size: int) -> int:
    begin = max(0, size - LINE_BYTES)
    end = os.pread(file.fileno(), size - begin, begin)
    return begin + end.rfind(b"\n") + 1
