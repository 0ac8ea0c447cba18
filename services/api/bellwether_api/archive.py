"""What has been published: manifests and reports, read once, for they never change."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from bellwether_api.registry import StoreUnavailable
from bellwether_contract import spec
from bellwether_contract.bundle import DECLARATION, REPORT, Manifest, read_manifest
from bellwether_contract.errors import InvalidDeclaration, RefusedBundle, UnknownVersion
from bellwether_contract.spec import Predictor
from bellwether_contract.store import ModelStore

# Reports and declarations are some tens of kilobytes; more is neither, and is not read into memory.
FILE_BYTES = 16 << 20


@dataclass(frozen=True, slots=True)
class Published:
    """What a list shows of a version: its manifest, and of its report the verdict."""

    manifest: Manifest
    accepted: bool
    measures: dict[str, Any]


class Archive:
    """The published versions of every predictor."""

    def __init__(self, store: ModelStore) -> None:
        self._store = store
        self._published: dict[tuple[str, str], Published] = {}

    def versions(self, name: str) -> list[tuple[str, Published | RefusedBundle]]:
        """The versions of a predictor, newest first, each whole or with what is wrong with it.

        Raises StoreUnavailable.
        """
        try:
            versions = self._store.versions(name)
        except OSError as error:
            raise StoreUnavailable(f"The models cannot be listed ({error.strerror})") from error
        found: list[tuple[str, Published | RefusedBundle]] = []
        for version in versions:
            try:
                found.append((version, self.published(name, version)))
            except RefusedBundle as error:
                found.append((version, error))
            except UnknownVersion:
                # Removed since it was listed, or no directory at all.
                continue
        return found

    def published(self, name: str, version: str) -> Published:
        """One version, from memory where it was read before.

        Raises UnknownVersion, and RefusedBundle where manifest or report are broken.
        """
        key = (name, version)
        known = self._published.get(key)
        if known is None:
            manifest = self.manifest(name, version)
            _, report = self._report(name, manifest)
            try:
                known = Published(
                    manifest, bool(report["gate"]["accepted"]), dict(report["evaluation"]["winner"])
                )
            except (KeyError, TypeError, ValueError) as error:
                raise RefusedBundle(f"{REPORT} lacks its verdict or its measures") from error
            # Only what is whole is kept: a broken version may be put in order.
            self._published[key] = known
        return known

    def manifest(self, name: str, version: str) -> Manifest:
        """The manifest of a version; raises UnknownVersion or RefusedBundle."""
        return read_manifest(self._store.directory(name, version))

    def report(self, name: str, version: str) -> tuple[bytes, str]:
        """The report of a version and its SHA-256; raises UnknownVersion or RefusedBundle."""
        manifest = self.manifest(name, version)
        return self._report(name, manifest)[0], manifest.files[REPORT].sha256

    def declaration(self, name: str, version: str) -> Predictor:
        """What a version says it predicts; raises UnknownVersion or RefusedBundle."""
        content = self._content(name, self.manifest(name, version), DECLARATION)
        try:
            return spec.parse(content)
        except InvalidDeclaration as error:
            raise RefusedBundle(str(error)) from error

    def _report(self, name: str, manifest: Manifest) -> tuple[bytes, Any]:
        """The report as it lies there, and what it says."""
        content = self._content(name, manifest, REPORT)
        try:
            return content, json.loads(content)
        except (ValueError, RecursionError) as error:
            raise RefusedBundle(f"{REPORT} is not JSON") from error

    def _content(self, name: str, manifest: Manifest, file: str) -> bytes:
        """A file of a version, proven to be the one of its manifest."""
        digest = manifest.files.get(file)
        if digest is None or digest.size > FILE_BYTES:
            raise RefusedBundle(f"{file} is missing or larger than {FILE_BYTES} bytes")
        path = self._store.directory(name, manifest.version) / file
        try:
            content = path.read_bytes() if path.stat().st_size == digest.size else b""
        except OSError as error:
            raise RefusedBundle(f"{file} cannot be read ({error.strerror})") from error
        if hashlib.sha256(content).hexdigest() != digest.sha256:
            raise RefusedBundle(f"{file} does not have the SHA-256 of its manifest")
        return content
