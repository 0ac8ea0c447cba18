"""A bundle is written: one tar, its list of checksums first, however late those are known.

Nothing is held in memory and nothing copied beside it: the list's place is kept free, as its length
is known from the names alone, and so is each header, since what Docker hands out has a size only at
its end. `tools/offline/load.py` reads it; `tar` and `sha256sum -c` do, too.
"""

from __future__ import annotations

import hashlib
import io
import re
import tarfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import IO, BinaryIO

from tools.offline.load import CHECKSUMS, CHUNK, TOP

Write = Callable[[bytes], None]


class Packer:
    """Writes the files of ``names``, each of them once, into ``out``, which must be seekable."""

    def __init__(self, out: BinaryIO | IO[bytes], names: Sequence[str], time: float) -> None:
        for name in names:
            if re.search(r"[\x00-\x1f\x7f\\]", name):
                raise SystemExit(f"{name!r} cannot stand in a bundle: give it a plain name.")
        self._out = out
        self._names = names
        self._time = int(time)
        self._digests: dict[str, str] = {}
        self._sizes: dict[str, int] = {}
        with self.member(CHECKSUMS) as write:
            write(bytes(sum(len(self._line(name, "0" * 64)) for name in names)))

    @property
    def sizes(self) -> dict[str, int]:
        """Bytes of each file that is written."""
        return {name: self._sizes[name] for name in self._names if name in self._sizes}

    @contextmanager
    def member(self, name: str, *, program: bool = False) -> Iterator[Write]:
        """Write a file with what this yields."""
        begin = self._out.tell()
        self._out.write(self._header(name, 0, program))
        digest, size = hashlib.sha256(), 0

        def write(piece: bytes) -> None:
            nonlocal size
            digest.update(piece)
            size += len(piece)
            self._out.write(piece)

        yield write
        self._out.write(bytes(-size % tarfile.BLOCKSIZE))
        self._out.seek(begin)
        self._out.write(self._header(name, size, program))
        self._out.seek(0, io.SEEK_END)
        self._digests[name], self._sizes[name] = digest.hexdigest(), size

    def add(self, name: str, source: BinaryIO | IO[bytes], *, program: bool = False) -> None:
        """Write a file with all that ``source`` holds."""
        with self.member(name, program=program) as write:
            while piece := source.read(CHUNK):
                write(piece)

    def finish(self) -> None:
        """Write the list and the end; every one of the names has to be there."""
        lines = [self._line(name, self._digests[name]) for name in self._names]
        self._out.write(bytes(2 * tarfile.BLOCKSIZE))
        self._out.seek(len(self._header(CHECKSUMS, 0, program=False)))
        self._out.write(b"".join(lines))
        self._out.seek(0, io.SEEK_END)

    @staticmethod
    def _line(name: str, digest: str) -> bytes:
        return f"{digest}  {name}\n".encode()

    def _header(self, name: str, size: int, program: bool) -> bytes:
        # As long for each size: GNU's headers tell any in one field.
        header = tarfile.TarInfo(TOP + name)
        header.size, header.mtime = size, self._time
        header.mode = 0o755 if program else 0o644
        return header.tobuf(tarfile.GNU_FORMAT)
