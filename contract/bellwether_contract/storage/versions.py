"""Versions on the models' volume: found, written, removed, each whole or not at all.

``models/NAME/versions/VERSION/`` is written once and never changed, ``models/NAME/signatures/``
``VERSION.sig`` is its signature. The history tells in which order versions were published, and
which were removed: one that it calls collected is not there any more, whatever lies on the volume.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from bellwether_contract.bundle.manifest import (
    MANIFEST,
    VERSION_PATTERN,
    Manifest,
    digests,
    manifest_bytes,
    read_manifest,
)
from bellwether_contract.bundle.signatures import ANYBODY, Sign, Trust
from bellwether_contract.clock import now
from bellwether_contract.errors import BellwetherError, RefusedBundle, UnknownVersion
from bellwether_contract.storage.champions import Champions
from bellwether_contract.storage.facts import facts_of
from bellwether_contract.storage.history import Event, Facts
from bellwether_contract.storage.origin import Origin
from bellwether_contract.storage.timeline import Timeline
from bellwether_contract.storage.volume import Volume


class CollectedVersion(UnknownVersion):
    """A version was removed, as the policy of its installation says."""

    def __init__(self, name: str, event: Event) -> None:
        facts = event.facts or Facts()
        made = f", made on {facts.created[:10]}" if facts.created else ""
        kind = f" ({facts.candidate_label}{made})" if facts.candidate_label else ""
        super().__init__(
            f"The version {event.version} of {name}{kind} was collected on {event.at[:10]} by "
            f"{event.by}: {event.reason}. Its files are gone, so it can neither answer nor be "
            "promoted; promote another version, or train one"
        )


class Versions(Champions):
    """The two volumes, or their copies of what an ``origin`` keeps, as far as versions lie there.

    ``trust`` says whose versions are believed, ``sign`` signs those that are published here.
    """

    def __init__(
        self,
        models: Path,
        champions: Path,
        trust: Trust = ANYBODY,
        sign: Sign | None = None,
        origin: Origin | None = None,
    ) -> None:
        super().__init__(champions, origin or Volume(models, champions))
        self.trust = trust
        self.models = models
        self._sign = sign

    def directory(self, name: str, version: str) -> Path:
        """Where a version's files lie here; raises UnknownVersion, CollectedVersion.

        Where a bucket keeps it they are downloaded first: raises RefusedBundle where those are not
        what its manifest says, LockHeld, and OSError.
        """
        self._require(name, version, self._origin.fetch)
        return self._versions(name) / version

    def require(self, name: str, version: str) -> None:
        """Raise UnknownVersion where a version is not there, CollectedVersion where it was."""
        self._require(name, version, self._origin.lies)

    def _require(self, name: str, version: str, looked: Callable[[str, str], bool]) -> None:
        if not VERSION_PATTERN.fullmatch(version):
            raise UnknownVersion(f"{name} has no version {version[:64]!r}")
        # Looked for first: the line of a removal comes before it, so who finds it gone finds that.
        there = looked(name, version)
        with suppress(OSError):
            if version in self.timeline(name).collected:
                raise self._collected(name, version)
        if not there:
            raise UnknownVersion(f"{name} has no version {version!r}")

    def size(self, name: str, version: str) -> int:
        """How many bytes a version's files have; raises OSError."""
        return self._origin.size(name, version)

    def versions(self, name: str) -> list[str]:
        """The versions of a predictor, whole or not, the one published last first.

        Before them stand those of which the history says nothing: they are being published, or
        somebody has put them there. Raises OSError.
        """
        known = self.timeline(name)
        return newest_first(self._origin.there(name, known.versions), known)

    def version_of_job(self, name: str, job: str) -> str | None:
        """The version that a training job has published already, or None."""
        for _, line in self.newest_first(name):
            known = line.job or line.by.removeprefix("training ")
            if known == job and self._lies(name, line.version):
                return line.version
        # What a killed process has left is in no history.
        order = self.timeline(name).order
        for version in self.versions(name):
            if order(version) is not None:
                break
            with suppress(RefusedBundle, UnknownVersion):
                if read_manifest(self.directory(name, version), self.trust).job == job:
                    return version
        return None

    def add(self, manifest: Manifest, files: Mapping[str, bytes]) -> None:
        """Write a version; it appears under its name whole and signed, or not at all.

        Raises StoreConflict where it is there already, VolumeFull, OSError; nothing is left then.
        """
        if manifest.files != digests(files):
            raise ValueError("the manifest does not describe these files")
        content = manifest.model_dump_json(indent=1).encode()
        signature = self._sign(content) if self._sign is not None else None
        whole = {**files, MANIFEST: content}
        self._origin.add(manifest.predictor, manifest.version, whole, signature)

    def collect(self, name: str, version: str, *, by: str, reason: str) -> None:
        """Remove a version for good; whoever calls holds the lock, and knows that it may go.

        The line of the history first: from then on the version is not there, and what a process
        killed in between has left is removed by the next ``tidy``. Raises VolumeFull, OSError.
        """
        # What cannot be had says nothing of itself.
        with suppress(RefusedBundle):
            self._origin.fetch(name, version)
        facts = facts_of(self._versions(name) / version)
        self._append(name, Event(now(), "collected", version, by, reason, facts=facts))
        self._origin.take_away(name, version)

    def tidy(self, name: str) -> None:
        """Finish what killed writers and removals have left; whoever calls holds the lock.

        Raises OSError.
        """
        known = self.timeline(name)
        self._origin.tidy(name, known.versions, known.collected)

    def losses(self, name: str, versions: Iterable[str]) -> Iterator[tuple[str, str, float]]:
        """Of versions, as far as it is known: each with its anchor, and its log loss there.

        Told by the history, and where an older release wrote that, by the manifest as it lies
        there: whoever uses the version has yet to prove it.
        """
        known = self.timeline(name).versions
        for version in versions:
            past = known.get(version)
            if past is not None and past.anchor is not None and past.log_loss is not None:
                yield version, past.anchor, past.log_loss
                continue
            with suppress(OSError, ValueError, KeyError, TypeError, BellwetherError):
                directory = self.directory(name, version)
                document = json.loads(manifest_bytes(directory))["anchor"]
                yield version, str(document["id"]), float(document["log_loss"])

    def _versions(self, name: str) -> Path:
        return self.models / name / "versions"

    def _lies(self, name: str, version: str) -> bool:
        return version not in self.timeline(name).collected and self._origin.lies(name, version)

    def _collected(self, name: str, version: str) -> UnknownVersion:
        for _, event in self.newest_first(name):
            if event.version == version and event.event == "collected":
                return CollectedVersion(name, event)
        return UnknownVersion(f"{name} has no version {version!r}")


def newest_first(there: Iterable[str], timeline: Timeline) -> list[str]:
    """Versions by the order of their publication, those that no line tells of first."""
    known = timeline.versions
    listed = [version for version in there if version not in timeline.collected]

    def place(version: str) -> tuple[int, str]:
        past = known.get(version)
        return (timeline.length + 1 if past is None else past.sequence, version)

    return sorted(listed, key=place, reverse=True)
