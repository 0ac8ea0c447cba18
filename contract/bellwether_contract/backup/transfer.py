"""One version for another site, which has no network to this one; and one of another site for here.

It is only taken in if a key that is trusted here has signed it: the other site's public key is put
among ours by a person, who has got it another way. It has to pass its self-test vectors, and
appears as a candidate. Rows never travel: a version holds none.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from bellwether_contract.backup import opened, proving, unpacking
from bellwether_contract.backup.contents import Kind
from bellwether_contract.backup.creating import Created
from bellwether_contract.backup.faults import DamagedBackup, NotRestored
from bellwether_contract.backup.members import Member
from bellwether_contract.backup.packing import OnFile, Packer
from bellwether_contract.backup.volumes import CHAMPIONS, MODELS, Unit
from bellwether_contract.bundle.manifest import VERSION_PATTERN, read_manifest
from bellwether_contract.bundle.signatures import Trust
from bellwether_contract.bundle.verify import read_files
from bellwether_contract.clock import now
from bellwether_contract.errors import RefusedBundle
from bellwether_contract.storage.audit import AuditLog, Entry
from bellwether_contract.storage.receiving import ReceivingStore
from bellwether_contract.storage.store import ModelStore
from bellwether_contract.storage.uploads import sweep_hidden

# A version has some megabytes.
MOST_BYTES = 1 << 30

BY = "import"

EXPORTS: tuple[Kind, ...] = ("version",)


@dataclass(frozen=True, slots=True)
class Brought:
    """A version that was taken in."""

    predictor: str
    version: str


def export(models: Path, predictor: str, version: str, out: BinaryIO, on_file: OnFile) -> Created:
    """Write a version and its signature into ``out``; raises UnknownVersion, OSError."""
    ModelStore(models, models).directory(predictor, version)
    signature = f"{predictor}/signatures/{version}.sig"
    packer = Packer(out, on_file, "version")
    with opened.unit(models, Unit(f"{predictor}/versions/{version}", also=(signature,))) as files:
        for file in files:
            packer.add(MODELS, file)
    return Created(*packer.finish([], [], []))


def bring(places: Mapping[str, Path], source: BinaryIO, on_file: OnFile, trust: Trust) -> Brought:
    """Take in the version in ``source`` as a candidate; the stack may run.

    History and audit log tell where it is from. Raises DamagedBackup, NotRestored where it is not
    trusted or not proven here, StoreConflict where it is or was here, LockHeld and OSError.
    """
    # What one that was killed has left.
    sweep_hidden(places[MODELS].glob(".import-*"))
    beside = places[MODELS] / f".import-{uuid.uuid4().hex}"

    def open_file(member: Member) -> BinaryIO:
        path = beside / member.path.partition("/")[2]
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644)
        return os.fdopen(descriptor, "wb")

    try:
        read = unpacking.unpack(source, open_file, on_file, MOST_BYTES, EXPORTS)
        proving.read_back({MODELS: beside}, read.contents)
        directory = _only_version(beside)
        predictor, version = directory.parent.parent.name, directory.name
        try:
            manifest = read_manifest(directory, trust)
            read_files(directory, manifest)
        except RefusedBundle as error:
            raise NotRestored(
                f"The version {version} of {predictor} is not taken in: {error}. Where you trust "
                "the site that made it, put its public key into the volume public-keys first"
            ) from error
        faults = proving.champions(beside, trust, {predictor: version})
        if faults or manifest.predictor != predictor:
            why = faults.get(predictor, f"it belongs to {manifest.predictor}")
            raise NotRestored(f"The version {version} of {predictor} cannot be loaded: {why}")
        begin = read.contents.begin
        reason = f"of another site, exported {begin.created}, sha256:{read.digest}"
        store = ReceivingStore(places[MODELS], places[CHAMPIONS], trust)
        store.take_in(predictor, directory, by=BY, reason=reason)
        AuditLog(places[CHAMPIONS]).append(
            Entry(now(), BY, "operator", None, "import", predictor, version, reason=reason)
        )
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return Brought(predictor, version)


def _only_version(beside: Path) -> Path:
    found = list(beside.glob("*/versions/*"))
    if len(found) != 1 or not VERSION_PATTERN.fullmatch(found[0].name):
        raise DamagedBackup("It holds not one version, but another number or something else")
    return found[0]
