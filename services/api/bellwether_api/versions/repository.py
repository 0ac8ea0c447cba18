"""What has been published: manifests and reports, read once, for they never change."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from bellwether_api.http.errors import ApiError, StoreUnavailable
from bellwether_api.versions import disclosure
from bellwether_contract.bundle.manifest import (
    DECLARATION,
    FORMAT_VERSION,
    REPORT,
    Manifest,
    read_declaration,
    read_manifest,
    read_report,
)
from bellwether_contract.bundle.regular import open_regular
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.errors import RefusedBundle, UnknownVersion
from bellwether_contract.storage.history import ENDS, Withdrawal
from bellwether_contract.storage.store import ModelStore
from bellwether_contract.vocabulary import Outcome

# Reports and declarations are some tens of kilobytes; more is neither, and is not read into memory.
FILE_BYTES = 16 << 20


@dataclass(frozen=True, slots=True)
class Published:
    """What a list shows of a version: its manifest, and of its report the verdict.

    ``accepted`` is what the gate has said, ``outcome`` what became of the version then and for
    which ``reasons``.
    """

    manifest: Manifest
    accepted: bool
    outcome: Outcome
    reasons: tuple[str, ...]
    measures: dict[str, Any]


def ending(report: dict[str, Any]) -> tuple[Outcome, tuple[str, ...]]:
    """What became of the version of a report when it was made, and why.

    Before there were candidates the gate alone decided. Raises KeyError, TypeError, ValueError.
    """
    recorded = report.get("ending")
    if recorded is None:
        gate = report["gate"]
        return "promoted" if gate["accepted"] else "rejected", tuple(gate.get("reasons") or ())
    if recorded["outcome"] not in ENDS:
        raise ValueError("this ending is not known here")
    return recorded["outcome"], tuple(map(str, recorded["reasons"]))


class NoReport(ApiError):
    """The version's report tells too little for what a report is today."""

    status = HTTPStatus.NOT_FOUND


class VersionRepository:
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
            report = self._report(name, manifest)
            try:
                known = Published(
                    manifest,
                    bool(report["gate"]["accepted"]),
                    *ending(report),
                    disclosure.measures(dict(report["evaluation"]["winner"])),
                )
            except (KeyError, TypeError, ValueError) as error:
                raise RefusedBundle(f"{REPORT} lacks its verdict or its measures") from error
            # Only what is whole is kept: a broken version may be put in order.
            self._published[key] = known
        return known

    def withdrawals(self, name: str) -> Mapping[str, Withdrawal]:
        """The versions that were taken out of use; raises StoreUnavailable."""
        try:
            return self._store.withdrawals(name)
        except OSError as error:
            raise StoreUnavailable(f"The history cannot be read ({error.strerror})") from error

    def manifest(self, name: str, version: str) -> Manifest:
        """The manifest of a version; raises UnknownVersion or RefusedBundle."""
        return read_manifest(self._store.directory(name, version), self._store.trust)

    def report(self, name: str, version: str) -> Any:
        """The report of a version as everybody may see it.

        Its ``data`` tells no count below five and no one person's value. Raises UnknownVersion,
        RefusedBundle, or NoReport for one of the former format.
        """
        manifest = self.manifest(name, version)
        if manifest.format_version != FORMAT_VERSION:
            raise NoReport(
                f"The version {version} was trained before reports were what they are today; its "
                "figures stand in the list of versions, and the next training writes a report"
            )
        return disclosure.report(self._report(name, manifest))

    def declaration(self, name: str, version: str) -> Predictor:
        """What a version says it predicts; raises UnknownVersion or RefusedBundle."""
        manifest = self.manifest(name, version)
        return read_declaration(manifest, self._content(name, manifest, DECLARATION))

    def _report(self, name: str, manifest: Manifest) -> Any:
        """The report as it lies there."""
        return read_report(manifest, self._content(name, manifest, REPORT))

    def _content(self, name: str, manifest: Manifest, file: str) -> bytes:
        """A file of a version, proven to be the one of its manifest."""
        digest = manifest.files.get(file)
        if digest is None or digest.size > FILE_BYTES:
            raise RefusedBundle(f"{file} is missing or larger than {FILE_BYTES} bytes")
        path = self._store.directory(name, manifest.version) / file
        try:
            with open_regular(path) as opened:
                content = opened.read(digest.size + 1)
        except OSError as error:
            raise RefusedBundle(f"{file} cannot be read ({error.strerror})") from error
        if hashlib.sha256(content).hexdigest() != digest.sha256:
            raise RefusedBundle(f"{file} does not have the SHA-256 of its manifest")
        return content
