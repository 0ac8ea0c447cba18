"""Signatures for versions that have none: those from before there was a key, or that one names.

What is signed is whole: its manifest can be read, and every file is the one of its manifest. What a
version answers is not looked at; the API proves that when it loads it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bellwether_contract.bundle import signatures
from bellwether_contract.bundle.manifest import VERSION_PATTERN, manifest_bytes, parse_manifest
from bellwether_contract.bundle.signatures import Sign
from bellwether_contract.bundle.verify import read_files
from bellwether_contract.errors import RefusedBundle
from bellwether_contract.storage import durable


def sign_version(directory: Path, sign: Sign) -> None:
    """Sign the version in a directory; raises RefusedBundle where it is not whole, and OSError."""
    content = manifest_bytes(directory)
    read_files(directory, parse_manifest(content, directory))
    where = signatures.path(directory)
    where.parent.mkdir(exist_ok=True)
    durable.replace(where, sign(content))


def adopt(models: Path, sign: Sign) -> Iterator[str]:
    """Sign every version that has no signature; yields a line for each. Raises OSError.

    One that is signed by another key, which was lost, is told and left alone.
    """
    for directory in sorted(models.glob("*/versions/*")):
        name, version = directory.parts[-3], directory.name
        if not VERSION_PATTERN.fullmatch(version):
            continue
        try:
            signature = signatures.path(directory)
            if not signature.exists():
                sign_version(directory, sign)
                yield f"{name} {version}: signed, it was here before the first key"
            elif signature.read_bytes() != sign(manifest_bytes(directory)):
                yield f"{name} {version}: signed by a key that is not here; sign it if you trust it"
        except RefusedBundle as error:
            yield f"{name} {version}: not signed, {error}"
