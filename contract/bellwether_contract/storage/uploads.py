"""Rows on their way to the data volume: hidden until they are whole."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
import uuid
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Self

from bellwether_contract.clock import now
from bellwether_contract.storage import durable

# What an upload may be, as it is sent.
UPLOAD_BYTES = 200 << 20

ROWS = "rows"
RECEIVED = "received.json"

# An upload that nothing was added to for so long has lost its process; proxies give up far sooner.
STALE_SECONDS = 900

# So much is handed to the disk at a time: one long sync at the end would hold up Redis, which
# waits for the same disk at each write.
SYNC_BYTES = 16 << 20


@dataclass(frozen=True, slots=True)
class Received:
    """What the API took in: ``size`` in bytes as sent, ``by`` whom, ``at`` (ISO 8601).

    ``file`` is what its sender calls it.
    Where a column of people was hashed, ``hashed`` is the fingerprint of by what (see
    ``roles.fingerprint``) and ``stored`` the SHA-256 of the rows on the volume.
    """

    sha256: str
    size: int
    by: str
    at: str
    hashed: str | None = None
    stored: str | None = None
    file: str | None = None

    @property
    def on_volume(self) -> str:
        """The SHA-256 of the rows as they lie on the volume."""
        return self.stored or self.sha256


@dataclass(frozen=True, slots=True)
class Sent:
    """A body of which something else is stored: its SHA-256, its bytes, by what it was hashed."""

    sha256: str
    size: int
    hashed: str


class Upload:
    """Rows that are being taken in; hidden until ``keep``, and gone where that is never called."""

    # What the file is called that takes the body.
    content: ClassVar[str] = ROWS

    def __init__(self, folder: Path) -> None:
        self.size = 0
        self._folder = folder
        self._hidden = folder / f".upload-{uuid.uuid4().hex}"
        self._hidden.mkdir(mode=0o755)
        self._digest = hashlib.sha256()
        self._unsynced = 0
        try:
            self._file = os.open(
                self._hidden / self.content,
                os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC,
                0o644,
            )
        except OSError:
            self._hidden.rmdir()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self._file)
        shutil.rmtree(self._hidden, ignore_errors=True)

    def write(self, chunk: bytes) -> None:
        """Add bytes; raises OSError where the volume does not take them."""
        self._digest.update(chunk)
        durable.write_all(self._file, chunk)
        self.size += len(chunk)
        self._unsynced += len(chunk)
        if self._unsynced >= SYNC_BYTES:
            os.fsync(self._file)
            self._unsynced = 0

    @property
    def sha256(self) -> str:
        """Of what was written so far."""
        return self._digest.hexdigest()

    def place(self, name: str, files: Mapping[str, bytes]) -> None:
        """Have the rows appear under a new name, with these files beside them; raises OSError."""
        os.fsync(self._file)
        for each, content in files.items():
            durable.create(self._hidden / each, content)
        durable.sync_directory(self._hidden)
        os.rename(self._hidden, self._folder / name)
        durable.sync_directory(self._folder)

    def keep(self, by: str, sent: Sent | None = None, file: str | None = None) -> Received:
        """Make it a data set; one of the same content that is there already stays as it is.

        ``sent`` is what came, where something else was written, ``file`` what it is
        called. One that is there and was hashed otherwise is replaced. Raises OSError.
        """
        os.fsync(self._file)
        received = Received(self.sha256, self.size, by, now(), file=file)
        if sent is not None:
            received = Received(sent.sha256, sent.size, by, now(), sent.hashed, self.sha256, file)
        document = {name: each for name, each in asdict(received).items() if each is not None}
        durable.create(self._hidden / RECEIVED, json.dumps(document).encode())
        durable.sync_directory(self._hidden)
        target = self._folder / received.sha256
        # Rows that were found faulty are gone: these ones are to be checked anew.
        there = read_record(target / RECEIVED) or {}
        if target.is_dir() and (
            not (target / ROWS).exists() or there.get("hashed") != received.hashed
        ):
            with suppress(FileNotFoundError):
                os.rename(target, self._folder / f".removed-{uuid.uuid4().hex}")
        try:
            os.rename(self._hidden, target)
        except OSError:
            if not (target / ROWS).exists():
                raise
        durable.sync_directory(self._folder)
        return received


def sweep_hidden(folders: Iterable[Path]) -> None:
    """Remove those of hidden ``folders`` to which nothing was added for STALE_SECONDS."""
    oldest = time.time() - STALE_SECONDS
    for hidden in folders:
        with suppress(OSError):
            changed = [hidden.stat(), *(entry.stat() for entry in os.scandir(hidden))]
            if max(status.st_mtime for status in changed) < oldest:
                shutil.rmtree(hidden)


def read_record(path: Path) -> dict[str, Any] | None:
    """A record beside rows; None where there is none, or no whole one."""
    try:
        document = json.loads(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None
    return document if isinstance(document, dict) else None
