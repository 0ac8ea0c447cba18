"""Volumes that hold a bit of everything, and backups of them."""

from __future__ import annotations

import io
import json
import os
import signal
from dataclasses import dataclass, field, replace
from pathlib import Path

from bellwether_contract.backup import creating, restoring, unpacking, volumes
from bellwether_contract.backup.creating import Created
from bellwether_contract.backup.restoring import Restored
from bellwether_contract.backup.unpacking import Unpacked
from bellwether_contract.bundle.signatures import Trust
from bellwether_contract.jobs import JobRecord, Status
from bellwether_contract.storage.audit import AuditLog, Entry
from bellwether_contract.storage.datasets import CheckResult, DatasetStore
from bellwether_contract.storage.keeping import RecordVolume
from bellwether_contract.storage.kept_records import Kept
from bellwether_contract.storage.key_store import KeyStore
from bellwether_contract.storage.store import ModelStore
from bellwether_contract.storage.validations import Outcome, ValidationStore
from tests import factories, made_up
from tests.signing_keys import Signing

ROWS = b"Acid,Beers,Drug,Kidney,Mood,Gout\n" + b"6.5,2,none,No,good,no\n" * 100

# What is not copied: locks, what a process finds out again, and rows that are to be deleted.
NOT_COPIED = ("proofs.json",)


@dataclass
class Volumes:
    """The volumes of a stack, and its keys, below one directory."""

    root: Path
    signing: Signing = field(init=False)

    def __post_init__(self) -> None:
        self.signing = Signing(self.root, self.root / "models", self.root / "champions")

    @property
    def places(self) -> dict[str, Path]:
        return {name: self.root / name for name in volumes.BACKED_UP}

    @property
    def store(self) -> ModelStore:
        return self.signing.store

    def fill(self, *, versions: int = 2) -> Volumes:
        """Publish versions, the last one champion, and leave a bit of everything else."""
        for name in ("models", "champions", "data", "records"):
            (self.root / name).mkdir(parents=True)
        self.record("1" * 32, "failed")
        self.record("2" * 32, "running")
        assert self.signing.say("init") == 0
        for day in range(1, versions + 1):
            factories.publish(self.store, day, bias=-5.0 + day / 10)
        champions = self.root / "champions"
        (champions / made_up.NAME / "proofs.json").write_text("{}")
        AuditLog(champions).append(
            Entry("2026-01-02T12:00:00Z", "Kim", "operator", None, "promote")
        )
        KeyStore(champions).create("ward 3", "viewer", predictors=None, days=None, by="Kim")
        self.data_set()
        self.validation(ended=True)
        return self

    def record(self, job: str, status: Status) -> None:
        """The record of a training that has ended, or the note of one that has not."""
        volume = RecordVolume(self.root / "records")
        queued = JobRecord.queued(job, made_up.NAME, requested_by="Kim", reason=None)
        kept = Kept(replace(queued, status=status), 1)
        if kept.record.over:
            volume.keep(kept)
        else:
            volume.write_first_note(kept)

    def data_set(self, rows: bytes = ROWS) -> str:
        """Rows that were sent and found usable."""
        store = DatasetStore(self.root / "data")
        with store.upload(made_up.NAME) as upload:
            upload.write(rows)
            received = upload.keep("Kim")
        usable = CheckResult("usable", 100, 50, 0, (), "0" * 64, "2026-01-02T12:00:00Z")
        store.judge(made_up.NAME, received.sha256, usable)
        return received.sha256

    def validation(self, *, ended: bool) -> str:
        """A version that was judged, or is to be."""
        store = ValidationStore(self.root / "data")
        with store.upload(made_up.NAME) as upload:
            upload.write(ROWS)
            asked = upload.ask(
                factories.version_name(1), champion=False, note=None, sha256="0" * 64,
                size=len(ROWS), by="Kim",
            )  # fmt: skip
        if ended:
            done = Outcome("done", "2026-01-02T12:00:00Z", rows=100)
            store.finish(made_up.NAME, asked.id, done, {"rows": 100})
        return asked.id

    def backup(self) -> tuple[bytes, Created]:
        """A backup of all of it, as it is now."""
        out = io.BytesIO()
        trust = Trust(self.places[volumes.PUBLIC_KEYS], required=True)
        made = creating.create(self.places, out, trust, _silent, lambda: None)
        return out.getvalue(), made

    def restore(self, backup: bytes, *, dies_at: int | None = None, **options: object) -> Restored:
        """Restore one here; where that is said this process is killed once it has read so far."""
        given = {"required": True, **options}
        return restoring.restore(
            self.places,
            io.BytesIO(backup) if dies_at is None else Deadly(backup, dies_at),  # type: ignore[arg-type]
            _silent,
            **given,  # type: ignore[arg-type]
        )

    def files(self) -> dict[str, bytes]:
        """Every file that belongs into a backup, by its path."""
        return {
            f"{volume}/{path}": (place / path).read_bytes()
            for volume, place in self.places.items()
            for path in volumes.files(place)
            if path.rpartition("/")[2] not in NOT_COPIED
        }

    def everything(self) -> dict[str, bytes]:
        """Every file there is, hidden ones too, but for locks, which are empty."""
        return {
            str(path.relative_to(self.root)): path.read_bytes()
            for place in self.places.values()
            for path in sorted(place.rglob("*"))
            if path.is_file() and path.stat().st_size
        }


class Deadly(io.RawIOBase):
    """Hands out a backup piece by piece, up to a place; then the process is killed."""

    def __init__(self, content: bytes, place: int) -> None:
        self._content = io.BytesIO(content)
        self._place = place

    def read(self, size: int = -1, /) -> bytes:
        if self._content.tell() >= self._place:
            os.kill(os.getpid(), signal.SIGKILL)
        return self._content.read(min(size, 1000))


def without_restores(files: dict[str, bytes]) -> dict[str, bytes]:
    """The same without the entries by which the audit log tells of restores."""
    return {
        path: b"".join(
            line for line in content.splitlines(keepends=True) if not _tells_a_restore(line)
        )
        if path.startswith("champions/audit")
        else content
        for path, content in files.items()
    }


def checked(backup: bytes, most: int = unpacking.MOST_BYTES) -> Unpacked:
    """Read a backup and write nothing."""
    return unpacking.unpack(io.BytesIO(backup), lambda _: io.BytesIO(), _silent, most)


def _silent(_path: str, _size: int) -> None:
    """Nobody is told of a file."""


def _tells_a_restore(line: bytes) -> bool:
    return bool(json.loads(line)["action"] == "restore")
