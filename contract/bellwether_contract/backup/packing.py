"""Files -> one file: a tar of nothing but files, packed and sealed."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import BinaryIO

from bellwether_contract import __version__
from bellwether_contract.backup import contents, members
from bellwether_contract.backup.contents import Begin, Chain, Contents, File, Kind, Pointed
from bellwether_contract.backup.members import Member
from bellwether_contract.backup.opened import Opened
from bellwether_contract.backup.sealed import SealedWriter
from bellwether_contract.clock import now

CHUNK = 1 << 20

# Called with the path of each file that was packed, and its bytes.
OnFile = Callable[[str, int], None]


class Packer:
    """Writes a backup into ``out``; raises OSError."""

    def __init__(self, out: BinaryIO, on_file: OnFile, kind: Kind = "backup") -> None:
        created = now()
        self._begin = Begin(format=contents.FORMAT, kind=kind, product=__version__, created=created)
        self._at = int(datetime.fromisoformat(created).astimezone(UTC).timestamp())
        self._sealed = SealedWriter(out)
        self._on_file = on_file
        self._files: list[File] = []
        self._document(contents.BEGIN, self._begin.model_dump_json().encode())

    def add(self, volume: str, opened: Opened) -> None:
        """Copy an open file; raises OSError, also where it has become shorter."""
        deque(self.adding(volume, opened), maxlen=0)

    def adding(self, volume: str, opened: Opened) -> Iterator[None]:
        """The same a piece at a time, for whoever hands on what was written in between."""
        path = f"{volume}/{opened.path}"
        mode = opened.mode & members.MODES | members.OWNERS
        self._sealed.write(members.header(Member(path, opened.size, mode, self._at)))
        digest = hashlib.sha256()
        left = opened.size
        while left:
            piece = opened.file.read(min(CHUNK, left))
            if not piece:
                raise OSError(f"{path} became shorter while it was read")
            left -= len(piece)
            digest.update(piece)
            self._sealed.write(piece)
            yield
        self._sealed.write(b"\0" * (-opened.size % members.BLOCK))
        self._files.append(File(path=path, size=opened.size, sha256=digest.hexdigest()))
        self._on_file(path, opened.size)

    def finish(
        self, chains: list[Chain], champions: list[Pointed], gone: list[tuple[str, str]]
    ) -> tuple[Contents, str, int]:
        """Say what it holds and seal it; returns that, the digest and the size of the file."""
        held = Contents(
            begin=self._begin,
            files=self._files,
            chains=chains,
            champions=champions,
            gone=gone,
        )
        self._document(contents.CONTENTS, held.model_dump_json().encode())
        self._sealed.write(members.END)
        digest = self._sealed.seal()
        return held, digest, self._sealed.written

    def _document(self, path: str, content: bytes) -> None:
        self._sealed.write(members.header(Member(path, len(content), 0o644, self._at)))
        self._sealed.write(content + b"\0" * (-len(content) % members.BLOCK))
