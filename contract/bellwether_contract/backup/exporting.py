"""One version for another site, which has no network to this one.

Rows never travel: a version holds none, and one of the time when versions held some is not
exported. Its report does, as the trainer wrote it: exact, since the signature is that of its bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from bellwether_contract.backup import opened
from bellwether_contract.backup.creating import Created
from bellwether_contract.backup.opened import Opened
from bellwether_contract.backup.packing import CHUNK, OnFile, Packer
from bellwether_contract.backup.volumes import MODELS, Unit
from bellwether_contract.bundle.manifest import Manifest, manifest_bytes, read_manifest
from bellwether_contract.errors import RefusedBundle, UnknownVersion
from bellwether_contract.storage.store import ModelStore


def export(models: Path, predictor: str, version: str, out: BinaryIO, on_file: OnFile) -> Created:
    """Write a version and its signature into ``out``.

    Raises UnknownVersion, RefusedBundle where it has no manifest or holds people's rows; OSError.
    """
    packing = _packed(models, predictor, version, out, on_file)
    while True:
        try:
            next(packing)
        except StopIteration as done:
            return cast(Created, done.value)


def pieces(models: Path, predictor: str, version: str) -> Iterator[bytes]:
    """The same a piece at a time, a megabyte in memory; raises what ``export`` raises."""
    out = _Pieces()
    for _ in _packed(models, predictor, version, cast(BinaryIO, out), lambda *_: None):
        if piece := out.taken():
            yield piece
    yield out.taken()


def mark(directory: Path) -> str:
    """What tells an export of a version from that of any other; raises RefusedBundle."""
    return hashlib.sha256(manifest_bytes(directory)).hexdigest()[:32]


def _packed(
    models: Path, predictor: str, version: str, out: BinaryIO, on_file: OnFile
) -> Generator[None, None, Created]:
    directory = ModelStore(models, models).directory(predictor, version)
    manifest = read_manifest(directory)
    if manifest.least is None:
        raise RefusedBundle(
            f"The version {version} of {predictor} holds rows of people, as versions of its time "
            "did, so it does not leave this site; train a new one, and export that"
        )
    signature = f"{predictor}/signatures/{version}.sig"
    packer = Packer(out, on_file, "version")
    with opened.unit(models, Unit(f"{predictor}/versions/{version}", also=(signature,))) as files:
        if not files:
            raise UnknownVersion(f"{predictor} has no version {version!r} any more")
        # First: what is damaged here is not found out there, where nobody can ask for it again.
        _prove(files, manifest)
        for file in files:
            for _ in packer.adding(MODELS, file):
                yield
    return Created(*packer.finish([], [], []))


def _prove(files: Iterable[Opened], manifest: Manifest) -> None:
    """Raise RefusedBundle unless each file is what the manifest says of it."""
    for opened_file in files:
        name = opened_file.path.rpartition("/")[2]
        said = manifest.files.get(name)
        if said is None:
            continue
        digest = hashlib.sha256()
        while piece := opened_file.file.read(CHUNK):
            digest.update(piece)
        opened_file.file.seek(0)
        if (digest.hexdigest(), opened_file.size) != (said.sha256, said.size):
            raise RefusedBundle(
                f"{name} of the version {manifest.version} does not have the SHA-256 of its "
                "manifest: it was damaged here"
            )


class _Pieces:
    """A file that hands on what is written into it."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def write(self, piece: bytes) -> int:
        """Take bytes."""
        self._written.append(piece)
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back."""

    def taken(self) -> bytes:
        """What was written since the last time."""
        taken, self._written = b"".join(self._written), []
        return taken
