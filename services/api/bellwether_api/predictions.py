"""POST .../predictions, the call that has to be fast, and its CSV; and POST .../explanations."""

from __future__ import annotations

import io
import tempfile
import threading
from pathlib import Path
from typing import NoReturn

from flask import Blueprint, Response, request

from bellwether_api import batches, body, descriptions, metrics, scoring
from bellwether_api.answers import JSON
from bellwether_api.directory import Directory
from bellwether_api.queue import TrainingQueue
from bellwether_api.registry import Registry
from bellwether_api.uploads import Incoming, volume
from bellwether_contract.bundle import Bundle
from bellwether_contract.errors import BellwetherError, Fault, InvalidInputs

CSV = "text/csv"

# A CSV holds one of this process' four threads for as long as it takes.
TABLES_AT_ONCE = 1

CHUNK_BYTES = 1 << 16


class TooManyTables(BellwetherError):
    """Another CSV is being answered."""


def blueprint(
    registry: Registry, directory: Directory, queue: TrainingQueue, spool: Path
) -> Blueprint:
    """Predictions, one or many; answers to a CSV wait in ``spool`` until all rows are read."""
    routes = Blueprint("predictions", __name__, url_prefix="/api/v1/predictors/<name>")
    places = threading.BoundedSemaphore(TABLES_AT_ONCE)

    @routes.post("/predictions")
    def predict(name: str) -> Response:
        # Taken once: a champion that changes meanwhile serves the next request.
        bundle = registry.bundle(name) or _none_yet(name)
        if request.environ.get("CONTENT_TYPE", "").startswith(CSV):
            return _table(bundle)
        if request.environ.get("QUERY_STRING"):
            # It changes nothing here, but a misspelt one is never passed over.
            _faults_in_place()
        document = body.read(request)
        try:
            return Response(scoring.predict(bundle, document), content_type=JSON)
        except InvalidInputs:
            metrics.answered(bundle, invalid=scoring.extent(document))
            raise

    @routes.post("/explanations")
    def explain(name: str) -> Response:
        bundle = registry.bundle(name) or _none_yet(name)
        return Response(scoring.explain(bundle, body.read(request)), content_type=JSON)

    def _none_yet(name: str) -> NoReturn:
        directory.require(name)
        training = queue.glance().get(name)
        failed = None if training else queue.failures({name}).get(name)
        told = descriptions.no_model(directory.title(name), registry.state(name), training, failed)
        raise scoring.NoModelYet(told, training, failed)

    def _table(bundle: Bundle) -> Response:
        in_place = _faults_in_place()
        if not places.acquire(blocking=False):
            raise TooManyTables("Another CSV is being answered; send this one after it")
        try:
            return _answered(bundle, spool, faults_in_place=in_place)
        finally:
            places.release()

    return routes


def _answered(bundle: Bundle, spool: Path, *, faults_in_place: bool) -> Response:
    """The CSV that answers the request's; it is on disk before the first byte of it leaves.

    So whoever sends all rows before reading anything never waits for ever, and a file with a
    fault in its last row is refused as a whole.
    """
    with volume():
        # Nameless: it is gone with this process, however that ends.
        file = tempfile.TemporaryFile(dir=spool)  # noqa: SIM115  # closed with the response
    try:
        with volume(), io.BufferedReader(Incoming(request)) as rows:
            count = batches.predict(bundle, rows, file, faults_in_place=faults_in_place)
            size = file.tell()
            file.seek(0)
    except BaseException:
        file.close()
        raise
    response = Response(
        iter(lambda: file.read(CHUNK_BYTES), b""), content_type=f"{CSV}; charset=utf-8"
    )
    response.call_on_close(file.close)
    response.headers["Content-Length"] = str(size)
    response.headers["Bellwether-Version"] = bundle.version
    response.headers["Bellwether-Rows"] = str(count)
    return response


def _faults_in_place() -> bool:
    """Whether the client wants faults in the rows that have them: ``?on_error=row``."""
    wanted = request.args.get("on_error", "file")
    if wanted not in ("file", "row") or request.args.keys() - {"on_error"}:
        detail = 'takes the query parameter on_error alone, which is "row" or "file"'
        raise InvalidInputs("The query is wrong", [Fault("", detail)])
    return wanted == "row"
