"""A version of another site, which has no network to this one, for here.

It is only taken in if a key that is trusted here has signed it: the other site's public key is put
among ours by a person, who has got it another way. It has to pass its self-test vectors, and
appears as a candidate.
"""

from __future__ import annotations

import os
import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from bellwether_contract.backup import proving, unpacking
from bellwether_contract.backup.contents import Contents, Kind
from bellwether_contract.backup.faults import DamagedBackup, NotRestored
from bellwether_contract.backup.members import Member
from bellwether_contract.backup.packing import OnFile
from bellwether_contract.backup.volumes import MODELS
from bellwether_contract.bundle.manifest import (
    FILES,
    MANIFEST,
    PLAUSIBLE,
    VERSION_PATTERN,
    Manifest,
    read_manifest,
)
from bellwether_contract.bundle.signatures import Trust
from bellwether_contract.bundle.verify import read_files
from bellwether_contract.clock import now
from bellwether_contract.errors import RefusedBundle
from bellwether_contract.storage.audit import AuditLog, Entry
from bellwether_contract.storage.receiving import ReceivingStore
from bellwether_contract.storage.uploads import sweep_hidden

# A version has some megabytes.
MOST_BYTES = 1 << 30

BY = "import"

EXPORTS: tuple[Kind, ...] = ("version",)

# What an export may hold; what else stands in one is not even written down.
_VERSION = VERSION_PATTERN.pattern
_FILES = "|".join(re.escape(name) for name in sorted({*FILES, MANIFEST, PLAUSIBLE}))
_MEMBER = re.compile(
    rf"{MODELS}/([^/]+)/(?:versions/({_VERSION})/(?:{_FILES})|signatures/({_VERSION})\.sig)"
)


@dataclass(frozen=True, slots=True)
class Arrived:
    """A version that lies unpacked in ``directory``, signed by a key that is trusted here.

    Its files are as they were packed; nobody has loaded it yet.
    """

    directory: Path
    manifest: Manifest
    contents: Contents
    digest: str

    @property
    def predictor(self) -> str:
        """Whose version it is."""
        return self.manifest.predictor

    @property
    def version(self) -> str:
        """Its name."""
        return self.manifest.version

    @property
    def origin(self) -> str:
        """Where it is from, for the history."""
        return f"of another site, exported {self.contents.begin.created}, sha256:{self.digest}"


@dataclass(frozen=True, slots=True)
class Brought:
    """A version that was taken in."""

    predictor: str
    version: str


@contextmanager
def arrived(
    beside: Path, source: BinaryIO, on_file: OnFile, trust: Trust, most: int = MOST_BYTES
) -> Iterator[Arrived]:
    """The version in ``source``, unpacked into a directory ``beside``, which is gone afterwards.

    Raises DamagedBackup, NotRestored where it is not trusted here; OSError.
    """

    held: set[tuple[str, str]] = set()

    def open_file(member: Member) -> BinaryIO:
        known = _MEMBER.fullmatch(member.path)
        if known is None:
            raise DamagedBackup("the file does not belong to a version")
        held.add((known[1], known[2] or known[3]))
        path = beside / member.path.partition("/")[2]
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644)
        return os.fdopen(descriptor, "wb")

    try:
        read = unpacking.unpack(source, open_file, on_file, most, EXPORTS)
        if len(held) != 1:
            raise DamagedBackup(
                "The archive of a version holds not one version, but another number of them"
            )
        (predictor, version) = held.pop()
        directory = beside / predictor / "versions" / version
        try:
            manifest = read_manifest(directory, trust)
        except RefusedBundle as error:
            raise _not_taken_in(predictor, version, error) from error
        if manifest.predictor != predictor:
            raise NotRestored(
                f"The version {version} of {predictor} cannot be loaded: "
                f"it belongs to {manifest.predictor}"
            )
        yield Arrived(directory, manifest, read.contents, read.digest)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def bring(
    store: ReceivingStore,
    source: BinaryIO,
    on_file: OnFile,
    *,
    by: str = BY,
    only: Brought | None = None,
    audit: AuditLog | None = None,
) -> Brought:
    """Take in the version in ``source`` as a candidate; the stack may run.

    History and ``audit`` log tell where it is from; without that, who asked has left an entry
    already. Where ``only`` one is meant, no other is. Raises DamagedBackup, NotRestored
    where it is not trusted or not proven here, HereAlready, StoreConflict where another one has or
    had its name, CollectedVersion; LockHeld and OSError.
    """
    # What one that was killed has left.
    sweep_hidden(store.models.glob(".import-*"))
    beside, trust = store.models / f".import-{uuid.uuid4().hex}", store.trust
    with arrived(beside, source, on_file, trust) as found:
        if only is not None and only != Brought(found.predictor, found.version):
            raise NotRestored(
                f"The archive holds {found.version} of {found.predictor}, which nobody asked for"
            )
        proving.read_back({MODELS: beside}, found.contents)
        predictor, version = found.predictor, found.version
        try:
            read_files(found.directory, found.manifest)
        except RefusedBundle as error:
            raise _not_taken_in(predictor, version, error) from error
        if faults := proving.champions(beside, trust, {predictor: version}):
            why = faults[predictor]
            raise NotRestored(f"The version {version} of {predictor} cannot be loaded: {why}")
        store.take_in(predictor, found.directory, by=by, reason=found.origin)
        if audit is not None:
            said = Entry(now(), by, "operator", None, "import", predictor, version)
            audit.append(replace(said, reason=found.origin))
    return Brought(predictor, version)


def _not_taken_in(predictor: str, version: str, error: RefusedBundle) -> NotRestored:
    return NotRestored(
        f"The version {version} of {predictor} is not taken in: {error}. Where you trust "
        "the site that made it, put its public key into the volume public-keys first"
    )
