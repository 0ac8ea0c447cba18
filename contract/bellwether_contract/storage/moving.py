"""What lies on two volumes -> a bucket, once: versions, histories line by line, then pointers."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict

from bellwether_contract.bundle import signatures
from bellwether_contract.bundle.manifest import MANIFEST
from bellwether_contract.errors import StoreConflict
from bellwether_contract.storage.bucket import Exists
from bellwether_contract.storage.object_keys import line_key, pointer_key
from bellwether_contract.storage.objects import Objects
from bellwether_contract.storage.origin import HISTORY
from bellwether_contract.storage.store import ModelStore


def move(volume: ModelStore, objects: Objects) -> Iterator[tuple[str, int, int]]:
    """Copy all predictors; yields each with the numbers of its versions and lines.

    Nothing is removed from the volumes. What an interrupted one has copied is found there. Raises
    StoreConflict where the bucket holds something else, RefusedBundle where a pointer is damaged,
    OSError.
    """
    for name in volume.names():
        champion = volume.champion(name)
        versions = volume.versions(name)
        try:
            for version in versions:
                _version(volume, objects, name, version)
            content = b""
            with suppress(FileNotFoundError):
                content = (volume.folder / name / HISTORY).read_bytes()
            # One that a killed writer has left without its end has it in the next line's hash.
            lines = [line.rstrip(b"\n") + b"\n" for line in io.BytesIO(content)]
            for number, line in enumerate(lines, 1):
                objects.bucket.create(line_key(name, number), line)
            if champion is not None:
                # Nothing before it moves it any more.
                pointer = json.dumps({**asdict(champion), "line": len(lines)}).encode()
                objects.bucket.create(pointer_key(name), pointer)
        except Exists as error:
            raise StoreConflict(
                f"The bucket has another {error} already: name an empty prefix"
            ) from error
        yield name, len(versions), len(lines)


def _version(volume: ModelStore, objects: Objects, name: str, version: str) -> None:
    directory = volume.directory(name, version)
    files = {each.name: each.read_bytes() for each in directory.iterdir()}
    signed = signatures.path(directory)
    if signed.exists():
        objects.bucket.put(f"models/{name}/signatures/{version}.sig", signed.read_bytes())
    for file in sorted(files, key=lambda each: each == MANIFEST):
        objects.bucket.create(f"models/{name}/versions/{version}/{file}", files[file])
