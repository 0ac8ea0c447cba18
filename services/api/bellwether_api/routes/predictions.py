"""POST .../predictions, the call that has to be fast, and its CSV; and POST .../explanations."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NoReturn

from flask import Blueprint, Response, request

from bellwether_api.declarations.index import PredictorIndex
from bellwether_api.declarations.translations import Translations
from bellwether_api.http import body_stream, draft_access, json_body, table_quota
from bellwether_api.http.auth import Access
from bellwether_api.http.body_stream import Incoming, volume
from bellwether_api.http.responses import JSON
from bellwether_api.http.transfer_pace import PIECE_BYTES, RATE, Pace
from bellwether_api.jobs.last_trainings import LastTrainings
from bellwether_api.jobs.trainings import TrainingQueue
from bellwether_api.representations.problems import no_model
from bellwether_api.serving import counted, fast_path
from bellwether_api.serving import predict as scoring
from bellwether_api.serving.kept_columns import Keep
from bellwether_api.serving.registry import Registry
from bellwether_api.serving.wording import Wording
from bellwether_contract.bundle.bundle import Bundle
from bellwether_contract.errors import Fault, InvalidInputs

CSV = "text/csv"


def blueprint(
    registry: Registry,
    predictor_index: PredictorIndex,
    translations: Translations,
    queue: TrainingQueue,
    last: LastTrainings,
    spool: Path,
    access: Access,
) -> Blueprint:
    """Predictions, one or many; answers to a CSV wait in ``spool`` until all rows are read."""
    routes = Blueprint("predictions", __name__, url_prefix="/api/v1/predictors/<name>")
    places = table_quota.Places(spool)

    @routes.post("/predictions")
    def predict(name: str) -> Response:
        fast_path.raise_what_failed(request.environ)
        # Taken once: a champion that changes meanwhile serves the next request.
        bundle = registry.bundle(name) or _none_yet(name)
        draft_access.require_key(bundle, access)
        if request.environ.get("CONTENT_TYPE") != JSON and request.mimetype in body_stream.TYPES:
            return _table(bundle)
        if request.environ.get("QUERY_STRING"):
            # It changes nothing here, but a misspelt one is never passed over.
            _asked()
        wording = Wording(translations, request.environ)
        response = Response(
            counted.predict(bundle, json_body.read(request), wording), content_type=JSON
        )
        response.headers.update(wording.headers())
        return response

    @routes.post("/explanations")
    def explain(name: str) -> Response:
        bundle = registry.bundle(name) or _none_yet(name)
        draft_access.require_key(bundle, access)
        wording = Wording(translations, request.environ)
        response = Response(
            scoring.explain(bundle, json_body.read(request), wording), content_type=JSON
        )
        response.headers.update(wording.headers())
        return response

    def _none_yet(name: str) -> NoReturn:
        predictor_index.require(name)
        training = queue.glance().get(name)
        ended = None if training else last.without_model({name}).get(name)
        message = no_model(predictor_index.title(name), registry.state(name), training, ended)
        raise scoring.NoModelYet(message, training, ended)

    def _table(bundle: Bundle) -> Response:
        in_place, keep = _asked()
        body_stream.check_type(request)
        body_stream.bound(request, table_quota.TABLE_BYTES)
        with ExitStack() as held:
            place = held.enter_context(places.take(request))
            pace = held.enter_context(Pace(request, rate=RATE))
            with volume():
                answer = table_quota.Answer(spool)
            held.callback(answer.close)
            with volume(), io.BufferedReader(Incoming(request, pace)) as rows:
                wording = Wording(translations, request.environ)
                answered = counted.table(
                    bundle, rows, answer, wording, faults_in_place=in_place, keep=keep
                )
                answer.file.seek(0)
            response = Response(_sent(answer, pace, place), content_type=f"{CSV}; charset=utf-8")
            # Until then its place is taken: whoever fetches an answer holds a thread, too.
            response.call_on_close(held.pop_all().close)
        response.headers["Content-Length"] = str(answer.size)
        response.headers["Bellwether-Version"] = bundle.version
        response.headers["Bellwether-Rows"] = str(answered.rows)
        response.headers["Bellwether-Refused"] = str(answered.without)
        response.headers.update(wording.headers())
        return response

    return routes


def _sent(answer: table_quota.Answer, pace: Pace, place: ExitStack) -> Iterator[bytes]:
    """The answer, which is on disk before the first byte of it leaves; with the last, ``place``.

    So whoever sends all rows before reading anything never waits for ever, and a file with a
    fault in its last row is refused as a whole.
    """
    while piece := answer.file.read(PIECE_BYTES):
        if answer.file.tell() == answer.size:
            # Whoever has all of it may send the next table at once.
            place.close()
        with pace.waiting(to_send=True):
            yield piece
        pace.moved(len(piece))


def _asked() -> tuple[bool, Keep]:
    """Whether faults are to stand in their rows, ``?on_error=row``, and which columns to keep."""
    wanted = request.args.get("on_error", "file")
    if wanted not in ("file", "row"):
        raise InvalidInputs("The query is wrong", [Fault("", 'on_error must be "row" or "file"')])
    return wanted == "row", Keep.of(request.args.get("keep"))
