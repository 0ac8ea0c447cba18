"""Versions on disk: how they are published, promoted and withdrawn.

``models/NAME/versions/VERSION/`` is written once and never changed; pointers and histories are the
champions'. Renames within one volume and polling do all of it, so a volume that several machines
share does, too.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from bellwether_contract.bundle import signatures
from bellwether_contract.bundle.manifest import (
    MANIFEST,
    VERSION_PATTERN,
    Manifest,
    digests,
    read_manifest,
)
from bellwether_contract.bundle.signatures import ANYBODY, Sign, Trust
from bellwether_contract.clock import now
from bellwether_contract.errors import (
    BellwetherError,
    RefusedBundle,
    StoreConflict,
    UnknownVersion,
)
from bellwether_contract.storage import durable
from bellwether_contract.storage.champions import Champion, Champions, Standing
from bellwether_contract.storage.history import ENDS, Event, EventName, Withdrawal
from bellwether_contract.storage.locks import OnWait
from bellwether_contract.vocabulary import Outcome


class ChampionChanged(BellwetherError):
    """A version was measured against a champion that is not the champion any more."""

    permanent = False


class StillServing(BellwetherError):
    """A version answers, so it cannot be withdrawn before another one does."""


class ModelStore(Champions):
    """The two volumes, as the services see them.

    ``trust`` says whose versions are believed, ``sign`` signs those that are published here.
    """

    def __init__(
        self, models: Path, champions: Path, trust: Trust = ANYBODY, sign: Sign | None = None
    ) -> None:
        super().__init__(champions)
        self.trust = trust
        self._models = models
        self._sign = sign

    def directory(self, name: str, version: str) -> Path:
        """Where a version lies; raises UnknownVersion."""
        path = self._versions(name) / version
        if not VERSION_PATTERN.fullmatch(version) or not path.is_dir():
            raise UnknownVersion(f"{name} has no version {version[:64]!r}")
        return path

    def versions(self, name: str) -> list[str]:
        """The versions of a predictor, newest first, whole or not."""
        try:
            entries = os.listdir(self._versions(name))
        except FileNotFoundError:
            return []
        return sorted((e for e in entries if VERSION_PATTERN.fullmatch(e)), reverse=True)

    def version_of_job(self, name: str, job: str) -> str | None:
        """The version that a training job has published already, or None."""
        for version in self.versions(name):
            with suppress(RefusedBundle):
                if read_manifest(self._versions(name) / version, self.trust).job == job:
                    return version
        return None

    @durable.room("models'", advice="remove old versions, or enlarge it")
    def add(self, manifest: Manifest, files: Mapping[str, bytes]) -> Path:
        """Write a version; it appears under its name whole and signed, or not at all.

        Raises StoreConflict where it is there already, VolumeFull, OSError; nothing is left then.
        """
        if manifest.files != digests(files):
            raise ValueError("the manifest does not describe these files")
        parent = self._versions(manifest.predictor)
        parent.mkdir(parents=True, exist_ok=True)
        target = parent / manifest.version
        if target.exists():
            raise StoreConflict(f"{manifest.predictor} has a version {manifest.version} already")
        hidden = parent / f".{manifest.version}.{uuid.uuid4().hex}"
        hidden.mkdir(mode=0o755)
        content = manifest.model_dump_json(indent=1).encode()
        signature = signatures.path(target)
        try:
            for name, each in files.items():
                durable.create(hidden / name, each)
            durable.create(hidden / MANIFEST, content)
            durable.sync_directory(hidden)
            if self._sign is not None:
                signature.parent.mkdir(exist_ok=True)
                durable.replace(signature, self._sign(content))
            os.rename(hidden, target)
        except BaseException:
            shutil.rmtree(hidden, ignore_errors=True)
            signature.unlink(missing_ok=True)
            raise
        durable.sync_directory(parent)
        return target

    def publish(
        self,
        manifest: Manifest,
        files: Mapping[str, bytes],
        *,
        outcome: Outcome,
        by: str,
        reason: str,
        reasons: tuple[str, ...] | None = None,
        met: Standing | None = None,
        on_wait: OnWait | None = None,
    ) -> str:
        """Add a version and promote it, or note that it is kept as a candidate or rejected.

        ``reasons`` are those that ``reason`` joins.
        A job publishes once, however often it runs and even where two of its processes race:
        the version that it has published already is returned, and what a killed process left
        undone is finished. ``met`` is whom the version was measured against: raises
        ChampionChanged, and leaves nothing of the version behind, where that is not so any more.
        Raises what ``add`` raises, and what ``lock`` does, which is told ``on_wait``.
        """
        name = manifest.predictor
        with self.lock(name, on_wait):
            # What a killed writer left behind: nobody else writes, the lock is ours.
            durable.remove_hidden(self._versions(name))
            version = self.version_of_job(name, manifest.job)
            events = self.history(name)
            if version is None or all(line.version != version for line in events):
                # Under the lock: nobody decides otherwise until this decision is written.
                self._meets_the_same(name, met, version)
                if version is None:
                    version = manifest.version
                    self.add(manifest, files)
                anchor, against = manifest.anchor.id, met.champion if met is not None else None
                line = Event(now(), ENDS[outcome], version, by, reason, anchor, against, reasons)
                if outcome == "promoted":
                    self._point(name, Champion(version, line.at, by, reason), line)
                else:
                    self._append(name, line)
                return version
            # An earlier run came this far. Somebody may have decided otherwise since: only the
            # newest line is acted on.
            last = events[0]
            pointed = self.champion(name)
            if (
                last.version == version
                and last.event == "promoted"
                and (pointed is None or pointed.version != version)
            ):
                self._point(name, Champion(version, last.at, last.by, last.reason))
        return version

    def promote(
        self,
        name: str,
        version: str,
        *,
        by: str,
        reason: str,
        event: EventName | None = "promoted",
        precondition: Callable[[], None] | None = None,
    ) -> Champion:
        """Make ``version`` the champion: the history line first, the pointer last.

        Without an ``event`` the history says whether this is to roll back.
        ``precondition`` is called first, under the lock: what it raises prevents the promotion.
        Raises UnknownVersion, WithdrawnVersion, LockHeld, VolumeFull and OSError.
        """
        self.directory(name, version)
        with self.lock(name):
            if precondition is not None:
                precondition()
            self.require_in_use(name, version)
            event = event or ("rolled back" if self._goes_back(name, version) else "promoted")
            champion = Champion(version=version, since=now(), by=by, reason=reason)
            # The line of history, then the pointer; a full volume takes neither.
            self._point(name, champion, Event(champion.since, event, version, by, reason))
        return champion

    def withdraw(
        self,
        name: str,
        version: str,
        *,
        by: str,
        reason: str,
        precondition: Callable[[], None] | None = None,
    ) -> Withdrawal:
        """Take a version out of use, for good; one that was withdrawn already stays as it is.

        ``precondition`` is called first, under the lock. Raises UnknownVersion, StillServing where
        it is the champion, and what ``champion``, ``lock`` and ``precondition`` raise.
        """
        self.directory(name, version)
        with self.lock(name):
            if (known := self.withdrawals(name).get(version)) is not None:
                return known
            if precondition is not None:
                precondition()
            pointed = self.champion(name)
            if pointed is not None and pointed.version == version:
                raise StillServing(
                    f"The version {version} is the champion of {name} and answers; "
                    f"{self._another(name, version)}, then withdraw this one"
                )
            line = Event(now(), "withdrawn", version, by, reason)
            self._append(name, line)
        return Withdrawal(line.at, by, reason)

    def _versions(self, name: str) -> Path:
        return self._models / name / "versions"

    def _meets_the_same(self, name: str, met: Standing | None, unfinished: str | None) -> None:
        """Raise ChampionChanged unless ``met`` are those whom a challenger has to meet now.

        A version that a killed process has left ``unfinished`` is in no history: it goes then.
        """
        if met is None or (standing := self.standing(name)) == met:
            return
        if unfinished is not None:
            signatures.path(self._versions(name) / unfinished).unlink(missing_ok=True)
            hidden = self._versions(name) / f".{unfinished}.{uuid.uuid4().hex}"
            os.rename(self._versions(name) / unfinished, hidden)
            shutil.rmtree(hidden, ignore_errors=True)
        raise ChampionChanged(
            f"the champion was {met.champion or 'none'} when this version was measured and is "
            f"{standing.champion or 'none'} now; it has to be measured anew"
            if standing.champion != met.champion
            else "another version was champion or withdrawn since this one was measured; it has to "
            "be measured anew"
        )
