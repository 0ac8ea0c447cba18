"""One version for another site, and one of another site for here: archives out and in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, suppress
from datetime import UTC, datetime

from flask import Blueprint, Response, request

from bellwether_api.declarations.index import PredictorIndex
from bellwether_api.http import audit_trail
from bellwether_api.http.auth import Access
from bellwether_api.http.errors import StoreUnavailable
from bellwether_api.http.intake import Intake
from bellwether_api.http.responses import answer, encoded, tagged
from bellwether_api.http.transfer_pace import PIECE_BYTES, Pace
from bellwether_api.jobs.imports import Imports
from bellwether_api.representations import imports as told
from bellwether_api.representations.imports import LOST, ImportDescription
from bellwether_api.serving.arrivals import Arrivals
from bellwether_api.versions.repository import VersionRepository
from bellwether_contract.backup import exporting
from bellwether_contract.backup.transfer import Arrived
from bellwether_contract.bundle.manifest import DECLARATION
from bellwether_contract.clock import now
from bellwether_contract.storage.imports import Import, ImportStore, Outcome, UnknownImport
from bellwether_contract.storage.store import ModelStore

ARCHIVE = "application/gzip"

# Seconds: a trainer that is free takes no longer.
RETRY_AFTER = "1"

# So long an import of which the queue knows nothing any more may be one that is just being asked
# for.
SETTLED_SECONDS = 600


def blueprint(
    models: ModelStore,
    predictor_index: PredictorIndex,
    repository: VersionRepository,
    store: ImportStore,
    queue: Imports,
    arrivals: Arrivals,
    intake: Intake,
    access: Access,
) -> Blueprint:
    """Exports and imports of a predictor's versions."""
    routes = Blueprint("transfers", __name__, url_prefix="/api/v1/predictors/<name>")

    @routes.get("/versions/<version>/export")
    def export(name: str, version: str) -> Response:
        predictor_index.require(name)
        # First: what was collected or does not bear its signature is told so.
        repository.manifest(name, version)
        mark = exporting.mark(models.directory(name, version))
        if request.if_none_match.contains_weak(mark):
            return tagged(b"", mark)
        with ExitStack() as held:
            pace = held.enter_context(intake.handing_out(request))
            try:
                rest = exporting.pieces(models.models, name, version)
                first = next(rest)
            except OSError as error:
                raise StoreUnavailable(
                    f"The models' volume cannot be read ({error.strerror})"
                ) from error
            place = held.pop_all()
        response = Response(_sent(first, rest, pace, place), content_type=ARCHIVE)
        # Until then its place is taken, however it ends.
        response.call_on_close(place.close)
        response.set_etag(mark, weak=True)
        response.headers["Cache-Control"] = "no-cache"
        filename = f"{name}-{version}.tar.gz"
        response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
        return response

    @routes.post("/imports")
    def take_in(name: str) -> Response:
        predictor_index.require(name)
        # Before the body: nobody sends it to be told that it cannot be handed on.
        queue.ping()
        _settle(name)
        with intake.as_sent(request, lambda: store.upload(name)) as upload:
            with arrivals.opened(upload, name) as found:
                same = _same_declaration(name, found)
                version, sha256 = found.version, found.digest
                audit_trail.note(subject=version, after=f"sha256:{sha256}")
                if arrivals.known(found):
                    known = told.here_already(name, version, same, _kept(name, version))
                    where = f"/api/v1/predictors/{name}/versions/{version}"
                    return answer(known, headers={"Location": where})
                arrivals.prove(found)
            upload.ask(version, sha256=sha256, by=access.caller().name, same_declaration=same)
        queue.start(name, version)
        headers = {"Location": f"{request.path}/{version}", "Retry-After": RETRY_AFTER}
        return answer(_one(name, version), 202, headers=headers)

    @routes.get("/imports/<version>")
    def show(name: str, version: str) -> Response:
        predictor_index.require(name)
        return tagged(encoded(_one(name, version)))

    def _same_declaration(name: str, found: Arrived) -> bool | None:
        folder = predictor_index.folder(name)
        if folder is None:
            return None
        return found.manifest.files[DECLARATION].sha256 == folder.sha256

    def _kept(name: str, version: str) -> Import | None:
        with suppress(UnknownImport):
            return store.get(name, version)
        return None

    def _one(name: str, version: str) -> ImportDescription:
        found = store.get(name, version)
        standing = queue.of(name, version) if found.outcome is None else None
        # It may have ended while the queue was asked: the queue forgets what is done.
        found = store.get(name, version) if found.outcome is None else found
        return told.described(name, found, standing)

    def _settle(name: str) -> None:
        """Take away the archives of those on which nobody works any more, without an end."""
        for each in list(store.waiting(name)):
            standing = queue.of(name, each.asked.version)
            age = datetime.now(UTC) - datetime.fromisoformat(each.asked.at)
            if standing is not None and standing.ended and age.total_seconds() > SETTLED_SECONDS:
                with suppress(UnknownImport):
                    store.finish(name, each.asked.version, Outcome("failed", now(), LOST))

    return routes


def _sent(first: bytes, rest: Iterator[bytes], pace: Pace, place: ExitStack) -> Iterator[bytes]:
    """An archive in pieces that a connection takes in time; with the last one its ``place``."""
    for packed in (piece for found in ((first,), rest) for piece in found):
        for begin in range(0, len(packed), PIECE_BYTES):
            piece = packed[begin : begin + PIECE_BYTES]
            with pace.waiting(to_send=True):
                yield piece
            pace.moved(len(piece))
    place.close()
