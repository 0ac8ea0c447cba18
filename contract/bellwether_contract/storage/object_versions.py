"""Versions in a bucket, and this host's copies of those that were asked for.

``models/NAME/versions/VERSION/FILE`` are objects that are made once and never changed. The manifest
is the last of a version to be made and the first to be deleted: where it is, the version is whole.
A version is downloaded once a host, into a hidden directory, held against its manifest, and appears
under its name; whoever loads it proves it as everywhere.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bellwether_contract.bundle import signatures
from bellwether_contract.bundle.manifest import (
    MANIFEST,
    VERSION_PATTERN,
    manifest_bytes,
    parse_manifest,
)
from bellwether_contract.bundle.signatures import Trust
from bellwether_contract.bundle.verify import read_files
from bellwether_contract.errors import RefusedBundle, StoreConflict
from bellwether_contract.storage import durable, locks
from bellwether_contract.storage.bucket import Bucket, Exists, Listed

# Beside the versions' copies: held while one is downloaded.
FETCHING = ".fetching.lock"

# Requests that are under way at once.
ABREAST = 16

# No publication takes as long: what has no manifest by then was left by one that was killed.
LEFT = timedelta(days=1)

# More than any version has, so that what is no version is not downloaded (an import may have 256).
VERSION_BYTES = 1 << 30


class ObjectVersions:
    """The versions in a ``bucket``, with copies in the directory ``models``."""

    def __init__(self, bucket: Bucket, models: Path, trust: Trust) -> None:
        self.bucket = bucket
        self.models = models
        self._trust = trust

    def there(self, name: str, known: Collection[str]) -> set[str]:
        """The versions of the bucket; raises OSError."""
        found = set(filter(VERSION_PATTERN.fullmatch, self.bucket.folders(_versions(name))))
        # Of those that no history tells some may have been cut off in the middle.
        odd = [version for version in found if version not in known]
        with ThreadPoolExecutor(ABREAST) as pool:
            whole = pool.map(self.bucket.has, [_file(name, each, MANIFEST) for each in odd])
            return found.difference(
                each for each, is_whole in zip(odd, whole, strict=True) if not is_whole
            )

    def lies(self, name: str, version: str) -> bool:
        """Whether a version is there; raises OSError."""
        return self._copy(name, version).is_dir() or self.bucket.has(_file(name, version, MANIFEST))

    def fetch(self, name: str, version: str) -> bool:
        """Download a version that was not downloaded yet; False: there is none.

        Raises RefusedBundle where what came is not what its manifest says, LockHeld, OSError.
        """
        copy = self._copy(name, version)
        if copy.is_dir():
            return True
        manifest = self.bucket.get(_file(name, version, MANIFEST))
        if manifest is None:
            return False
        copy.parent.mkdir(parents=True, exist_ok=True)
        what = f"the copies of {name}'s versions"
        with locks.held(copy.parent.parent / FETCHING, what, on_wait=lambda: None):
            if copy.is_dir():
                return True
            # What a killed process has left: nobody else is at it, the lock is ours.
            durable.remove_hidden(copy.parent)
            hidden = copy.parent / f".{uuid.uuid4().hex}" / version
            hidden.mkdir(mode=0o755, parents=True)
            try:
                self._download(name, version, manifest.content, hidden)
                os.rename(hidden, copy)
            finally:
                shutil.rmtree(hidden.parent, ignore_errors=True)
            durable.sync_directory(copy.parent)
        return True

    def size(self, name: str, version: str) -> int:
        """How many bytes a version's files have; raises OSError."""
        return sum(each.size for each in self._objects(name, version))

    def add(
        self, name: str, version: str, files: Mapping[str, bytes], signature: bytes | None
    ) -> None:
        """Make the objects of a version, its manifest last.

        Raises StoreConflict where there is another one of the name, OSError. What was made by then
        is no version, and is made use of where the same one is added again.
        """
        if self.bucket.has(_file(name, version, MANIFEST)):
            raise StoreConflict(f"{name} has a version {version} already")
        try:
            if signature is not None:
                self.bucket.put(_signature(name, version), signature)
            for file in sorted(files, key=lambda each: each == MANIFEST):
                self.bucket.create(_file(name, version, file), files[file])
        except Exists as error:
            raise StoreConflict(f"{name} has another version {version} already") from error

    def take_in(self, name: str, unpacked: Path) -> None:
        """Make the objects of a version that lies ``unpacked`` here; raises what ``add`` raises."""
        files = {each.name: each.read_bytes() for each in unpacked.iterdir()}
        signed = signatures.path(unpacked)
        self.add(name, unpacked.name, files, signed.read_bytes() if signed.exists() else None)

    def take_away(self, name: str, version: str) -> None:
        """Delete a version, its manifest first; raises OSError."""
        self.bucket.delete([_file(name, version, MANIFEST)])
        self.bucket.delete(
            [*(e.key for e in self._objects(name, version)), _signature(name, version)]
        )
        self.forget(name, version)

    def forget(self, name: str, version: str) -> None:
        """Remove this host's copy."""
        copy = self._copy(name, version)
        hidden = copy.parent / f".{version}.{uuid.uuid4().hex}"
        with suppress(FileNotFoundError):
            os.rename(copy, hidden)
        signatures.path(copy).unlink(missing_ok=True)
        shutil.rmtree(hidden, ignore_errors=True)

    def tidy(self, name: str, known: Collection[str], collected: Collection[str]) -> None:
        """Finish what killed publications and removals have left; raises OSError."""
        for version in filter(VERSION_PATTERN.fullmatch, self.bucket.folders(_versions(name))):
            if version in collected:
                self.take_away(name, version)
            elif version not in known:
                objects = list(self._objects(name, version))
                keys = {each.key for each in objects}
                if _file(name, version, MANIFEST) not in keys and _old(objects):
                    self.bucket.delete([*keys, _signature(name, version)])

    def _download(self, name: str, version: str, manifest: bytes, hidden: Path) -> None:
        copy = self._copy(name, version)
        if (signature := self.bucket.get(_signature(name, version))) is not None:
            signatures.path(copy).parent.mkdir(exist_ok=True)
            durable.replace(signatures.path(copy), signature.content)
        # What nobody trusts is neither parsed nor downloaded.
        signatures.verify(copy, manifest, self._trust)
        objects = list(self._objects(name, version))
        if sum(each.size for each in objects) > VERSION_BYTES:
            raise RefusedBundle(f"the version is larger than {VERSION_BYTES} bytes")
        files = [each.key.removeprefix(f"{_versions(name)}/{version}/") for each in objects]
        if odd := [file for file in files if "/" in file or file.startswith(".")]:
            raise RefusedBundle(f"{odd[0]} does not belong into a version")
        with ThreadPoolExecutor(ABREAST) as pool:
            found = pool.map(self.bucket.get, [each.key for each in objects])
            for file, each in zip(files, found, strict=True):
                if each is not None and file != MANIFEST:
                    durable.create(hidden / file, each.content)
        # The one that was looked at.
        durable.create(hidden / MANIFEST, manifest)
        read_files(hidden, parse_manifest(manifest_bytes(hidden), hidden))

    def _objects(self, name: str, version: str) -> Iterator[Listed]:
        return self.bucket.listed(f"{_versions(name)}/{version}")

    def _copy(self, name: str, version: str) -> Path:
        return self.models / name / "versions" / version


def _old(objects: Collection[Listed]) -> bool:
    """Whether objects were made long ago, by the clock of the bucket."""
    return all(datetime.now(UTC) - each.modified > LEFT for each in objects)


def _versions(name: str) -> str:
    return f"models/{name}/versions"


def _file(name: str, version: str, file: str) -> str:
    return f"{_versions(name)}/{version}/{file}"


def _signature(name: str, version: str) -> str:
    return f"models/{name}/signatures/{version}.sig"
