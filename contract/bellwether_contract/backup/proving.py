"""Whether what was restored is what it should be, before anything is put in its place.

Every file is read back; chains are checked, and every version by the public keys that the backup
brings. Champions have to pass their self-test vectors, each in a process of its own: what hangs or
dies there harms nobody.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from bellwether_contract.backup import volumes
from bellwether_contract.backup.contents import Contents
from bellwether_contract.backup.faults import DamagedBackup
from bellwether_contract.backup.volumes import CHAMPIONS, MODELS, PUBLIC_KEYS
from bellwether_contract.bundle.manifest import VERSION_PATTERN, read_manifest
from bellwether_contract.bundle.signatures import Trust
from bellwether_contract.bundle.verify import read_files
from bellwether_contract.errors import BellwetherError, RefusedBundle
from bellwether_contract.storage import durable
from bellwether_contract.storage.audit import AuditLog
from bellwether_contract.storage.chain import Checked
from bellwether_contract.storage.champions import Champions
from bellwether_contract.storage.key_store import KeyStore

# A champion loads within a second; the machine may be busy.
SECONDS = 60.0

CHUNK = 1 << 20


def read_back(places: Mapping[str, Path], held: Contents) -> None:
    """Read every file from the disk once more, and see that it stays there.

    Raises DamagedBackup, OSError.
    """
    for file in held.files:
        volume, _, within = file.path.partition("/")
        digest = hashlib.sha256()
        with (places[volume] / within).open("rb") as written:
            while piece := written.read(CHUNK):
                digest.update(piece)
            os.fsync(written.fileno())
        if digest.hexdigest() != file.sha256:
            raise DamagedBackup(f"{file.path} was not written as it was read: the disk is at fault")
    for path in places.values():
        for folder, _, _ in os.walk(path):
            durable.sync_directory(Path(folder))


def restored(places: Mapping[str, Path], held: Contents, *, required: bool) -> list[str]:
    """Prove what was unpacked into ``places``; returns what is worth telling, in sentences.

    ``required``: versions without a signature are refused here. What was wrong already when it was
    backed up is told and does not prevent it. Raises DamagedBackup, OSError.
    """
    trust = Trust(places.get(PUBLIC_KEYS), required)
    pointed, faults = _pointers(places[CHAMPIONS], held)
    faults += _chains(places[CHAMPIONS], held)
    known = {each.predictor: each.fault for each in held.champions}
    for name, fault in champions(places[MODELS], trust, pointed).items():
        words = f"The champion of {name}, {pointed[name]}, cannot be loaded: {fault}"
        if known[name] is None:
            raise DamagedBackup(words)
        faults.append(f"{words}. It could not where it was backed up either")
    return [*faults, *_versions(places[MODELS], trust, pointed)]


def champions(models: Path, trust: Trust, pointed: Mapping[str, str]) -> dict[str, str]:
    """Load the champion of each predictor; returns why it cannot be, of those that cannot."""
    found = {name: _tried(models, trust, name, version) for name, version in pointed.items()}
    return {name: fault for name, fault in found.items() if fault is not None}


def _tried(models: Path, trust: Trust, name: str, version: str) -> str | None:
    asked: dict[str, object] = {"models": str(models), "predictor": name, "version": version}
    asked |= {"keys": trust.keys and str(trust.keys), "required": trust.required}
    kept = {k: v for k, v in os.environ.items() if not k.startswith("BELLWETHER_")}
    try:
        done = subprocess.run(  # noqa: S603  # this program itself
            [sys.executable, "-m", "bellwether_contract.backup.champion", json.dumps(asked)],
            env=kept,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            check=False,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired:
        return f"it did not load within {SECONDS:.0f} seconds"
    if done.returncode:
        code = done.returncode
        how = signal.Signals(-code).name if code < 0 else f"exit {code}"
        return f"the process that tried it died ({how})"
    fault: str | None = json.loads(done.stdout)
    return fault


def _pointers(root: Path, held: Contents) -> tuple[dict[str, str], list[str]]:
    """The champions, and what is wrong around them; raises DamagedBackup."""
    store, pointed, faults = Champions(root), {}, []
    for name in volumes.folders(root):
        try:
            champion = store.champion(name)
        except RefusedBundle as error:
            faults.append(f"The champion of {name} is not known: {error}")
            continue
        if champion is not None:
            pointed[name] = champion.version
    if pointed != {each.predictor: each.version for each in held.champions}:
        raise DamagedBackup("The backup tells of other champions than its pointers do")
    try:
        KeyStore(root).all()
    except BellwetherError as error:
        faults.append(str(error))
    return pointed, faults


def _chains(root: Path, held: Contents) -> list[str]:
    """What is wrong with the chains, and was before; raises DamagedBackup where more is."""
    store, log = Champions(root), AuditLog(root)
    before = {each.of: each for each in held.chains}
    found = {name: store.check_history(name) for name in volumes.folders(root)}
    chains: dict[str | None, Checked] = {name: each for name, each in found.items() if each.lines}
    known = before.get(None)
    if any(volumes.AUDIT.fullmatch(name) for name in volumes.files_of(root)):
        chains[None] = log.check(known.head if known is not None else None)
    if chains.keys() != before.keys():
        raise DamagedBackup("The backup does not tell of the chains that it holds")
    faults = []
    for of, checked in chains.items():
        what = "The audit log" if of is None else f"The history of {of}"
        if len(checked.faults) > len(before[of].faults):
            raise DamagedBackup(f"{what} is not as it was backed up: {checked.faults[0]}")
        # Of a last line that was changed the head is not what it says.
        if of is not None and not checked.faults and before[of].head not in (None, checked.head):
            raise DamagedBackup(f"{what} does not end as it was backed up")
        faults += [f"{what}: {fault}" for fault in checked.faults]
    return faults


def _versions(models: Path, trust: Trust, pointed: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with the other versions, which are refused when somebody asks for them."""
    for name in volumes.folders(models):
        for version in volumes.folders(models / name / "versions"):
            directory = models / name / "versions" / version
            if VERSION_PATTERN.fullmatch(version) and version != pointed.get(name):
                try:
                    read_files(directory, read_manifest(directory, trust))
                except RefusedBundle as error:
                    yield f"The version {version} of {name} would be refused: {error}"
