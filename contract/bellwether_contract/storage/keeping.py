"""Records of trainings as the trainer writes them onto their volume."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bellwether_contract.storage import durable, locks
from bellwether_contract.storage.kept_records import NOTE, OPEN, Kept, KeptRecords, written

LOCK = ".lock"
HELD = ".held"


class RecordVolume(KeptRecords):
    """The volume in ``folder``, to be written to. It is never made here: a volume is mounted."""

    def keep(self, kept: Kept) -> None:
        """Keep how a training has ended, once and for good; the first end counts.

        Raises OSError and LockHeld.
        """
        job = kept.record.id
        if not self.ended(job):
            with locks.held(self.folder / LOCK, "the records volume"):
                if not self.ended(job):
                    self.months.append(written(kept))
        self._close(job)

    def write_note(self, kept: Kept) -> None:
        """Note how a training stands that is not over, in place of what was noted before.

        Not down to the disk: another note follows soon. Raises OSError.
        """
        path = self._note(kept.record.id)
        hidden = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
        try:
            hidden.write_text(json.dumps(written(kept)))
            os.replace(hidden, path)
        except OSError:
            hidden.unlink(missing_ok=True)
            raise

    def write_first_note(self, kept: Kept) -> None:
        """Note a training of which nothing is noted yet, down to the disk; raises OSError."""
        if not (path := self._note(kept.record.id)).exists():
            with suppress(FileExistsError):
                durable.create(path, json.dumps(written(kept)).encode())
                durable.sync_directory(path.parent)

    @contextmanager
    def held(self, job: str) -> Iterator[None]:
        """Say, as long as this process lives, that a training runs; raises OSError."""
        path = self._note(job).with_name(f"{job}.{uuid.uuid4().hex}{HELD}")
        mark = locks.mark(path, 0o640)
        try:
            yield
        finally:
            mark.remove()

    def runs(self, job: str) -> bool:
        """Whether a process that lives runs a training; raises OSError."""
        for path in (self.folder / OPEN).glob(f"{job}.*{HELD}"):
            with suppress(FileNotFoundError):
                if locks.is_held(path):
                    return True
        return False

    def _close(self, job: str) -> None:
        # With what those have left who were killed while they ran it.
        for path in (self.folder / OPEN).glob(f"{job}.*"):
            path.unlink(missing_ok=True)

    def _note(self, job: str) -> Path:
        (self.folder / OPEN).mkdir(exist_ok=True)
        return self.folder / OPEN / f"{job}{NOTE}"
