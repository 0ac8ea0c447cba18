"""What has been published, page by page: manifests and reports, of which the last few are kept."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from http import HTTPStatus
from itertools import islice
from typing import Any

from bellwether_api.http.errors import ApiError, StoreUnavailable
from bellwether_api.versions import disclosure
from bellwether_api.versions.published import Page, Published, after, cursor_of
from bellwether_contract.bundle.manifest import (
    DECLARATION,
    FORMAT_VERSION,
    REPORT,
    Manifest,
    manifest_bytes,
    read_declaration,
    read_manifest,
    read_report,
)
from bellwether_contract.bundle.regular import open_regular
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.errors import RefusedBundle, UnknownVersion
from bellwether_contract.storage.history import Withdrawal
from bellwether_contract.storage.store import ModelStore
from bellwether_contract.storage.timeline import Timeline

# Reports and declarations are some tens of kilobytes; more is neither, and is not read into memory.
FILE_BYTES = 16 << 20


# So many versions are kept in memory as a list shows them, of all predictors together: some pages.
KEPT = 400


class NoReport(ApiError):
    """The version's report tells too little for what a report is today."""

    status = HTTPStatus.NOT_FOUND


class VersionRepository:
    """The published versions of every predictor."""

    def __init__(self, store: ModelStore) -> None:
        self._store = store
        self._kept: OrderedDict[tuple[str, str], Published] = OrderedDict()
        self._keeping = threading.Lock()

    def page(self, name: str, limit: int, *, cursor: str | None = None, begins: str = "") -> Page:
        """The versions of a predictor that come after a cursor, the one published last first.

        Only those whose names begin so are counted. What is read is a list of names, and the
        versions of the page. Raises StoreUnavailable.
        """
        listed, order = self._listed(name)
        names = [version for version in listed if version.startswith(begins)]
        here = 0 if cursor is None else after(names, cursor, order)
        found: list[tuple[str, Published | RefusedBundle]] = []
        while here < len(names) and len(found) < limit:
            version = names[here]
            here += 1
            try:
                found.append((version, self.published(name, version)))
            except RefusedBundle as error:
                found.append((version, error))
            except UnknownVersion:
                # Removed since it was listed, or no directory at all.
                continue
        more = here < len(names)
        return Page(found, cursor_of(names[here - 1], order) if more else None, len(names))

    def in_use(self, name: str, limit: int) -> list[str]:
        """The names of versions that may answer, the newest first; raises StoreUnavailable."""
        listed, _ = self._listed(name)
        gone = self.withdrawals(name)

        def may_answer(version: str) -> bool:
            with suppress(UnknownVersion):
                self._store.require(name, version)
                return version not in gone
            return False

        return list(islice(filter(may_answer, listed), limit))

    def learned(self, name: str, dataset: str) -> Iterator[tuple[str, Published]]:
        """The versions that were trained on a data set, newest first; raises StoreUnavailable.

        Each manifest is looked through, and only those that name it are read.
        """
        listed, _ = self._listed(name)
        for version in listed:
            with suppress(RefusedBundle, UnknownVersion):
                directory = self._store.directory(name, version)
                if dataset.encode() not in manifest_bytes(directory):
                    continue
                sets = read_manifest(directory, self._store.trust).datasets
                if any(each.name == dataset for each in sets):
                    yield version, self.published(name, version)

    def published(self, name: str, version: str) -> Published:
        """One version, from memory where it was read lately.

        Raises UnknownVersion, and RefusedBundle where manifest or report are broken.
        """
        # First: what was collected is told by nobody, whatever is in memory.
        directory = self._store.directory(name, version)
        key = (name, version)
        with self._keeping:
            if (known := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
                return known
        manifest = read_manifest(directory, self._store.trust)
        report = self._report(name, manifest)
        try:
            known = Published.of(manifest, report)
        except (KeyError, TypeError, ValueError) as error:
            raise RefusedBundle(f"{REPORT} lacks its verdict or its measures") from error
        # Only what is whole is kept: a broken version may be put in order.
        with self._keeping:
            self._kept[key] = known
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return known

    def timeline(self, name: str) -> Timeline:
        """What the history tells of the versions; raises StoreUnavailable."""
        try:
            return self._store.timeline(name)
        except OSError as error:
            raise StoreUnavailable(f"The history cannot be read ({error.strerror})") from error

    def withdrawals(self, name: str) -> Mapping[str, Withdrawal]:
        """The versions that were taken out of use; raises StoreUnavailable."""
        return self.timeline(name).withdrawn

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

    def _listed(self, name: str) -> tuple[list[str], Callable[[str], int | None]]:
        """All versions, the one published last first, and what tells their places."""
        timeline = self.timeline(name)
        try:
            return self._store.versions(name), timeline.order
        except OSError as error:
            raise StoreUnavailable(f"The models cannot be listed ({error.strerror})") from error

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
