"""/api/v1/retrainings: asked for, watched, cancelled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request

from bellwether_api.declarations.index import PredictorIndex
from bellwether_api.http import audit_trail, json_body
from bellwether_api.http.auth import Access, Forbidden
from bellwether_api.http.responses import answer, encoded, tagged
from bellwether_api.http.rights import PROMOTING
from bellwether_api.jobs import idempotency
from bellwether_api.jobs.known_trainings import UnknownJob
from bellwether_api.jobs.trainings import TrainingQueue
from bellwether_api.representations import datasets
from bellwether_api.representations.retrainings import Retrainings
from bellwether_contract.errors import Fault, InvalidInputs
from bellwether_contract.storage.datasets import DatasetStore, Unanswered, UnknownDataset
from bellwether_contract.vocabulary import INITIAL, Effort

# How many jobs a list shows, and how many records are looked through for one predictor's.
SHOWN = 50
LOOKED_THROUGH = 200

# So many data sets one training may be made of.
DATASETS = 20

JOB_ID = re.compile(r"[0-9a-f]{32}")


def blueprint(
    predictor_index: PredictorIndex,
    queue: TrainingQueue,
    store: DatasetStore,
    access: Access,
) -> Blueprint:
    """Retrainings of all predictors."""
    routes = Blueprint("retrainings", __name__, url_prefix="/api/v1")

    @routes.post("/predictors/<name>/retrainings")
    def start(name: str) -> Response:
        predictor_index.require(name)
        wanted = json_body.read_object(request, ["reason", "effort", "datasets", "promote"])
        promote = _promote(wanted)
        if promote and access.caller().role not in PROMOTING:
            raise Forbidden(
                'A data scientist trains without promoting: send "promote": false, and what is '
                "trained is kept as a candidate for an operator to promote"
            )
        key = request.headers.get(idempotency.HEADER)
        asked = idempotency.repeatable(f"POST {request.path}", key, wanted)
        record = queue.answered_before(asked) or queue.enqueue(
            name,
            predictor_index.trainable(name).sha256,
            requested_by=access.caller().name,
            reason=json_body.reason(wanted),
            effort=_effort(wanted),
            datasets=_datasets(wanted, name, store),
            promote=promote,
            asked=asked,
        )
        audit_trail.note(subject=record.id, reason=record.reason)
        where = f"/api/v1/retrainings/{record.id}"
        return answer(record, 202, headers={"Location": where})

    @routes.get("/retrainings")
    def index() -> Response:
        name = request.args.get("predictor")
        records = queue.recent(SHOWN if name is None else LOOKED_THROUGH, name)
        return tagged(encoded(Retrainings(retrainings=records[:SHOWN])))

    @routes.get("/retrainings/<job>")
    def show(job: str) -> Response:
        return tagged(encoded(queue.get(_checked(job))))

    @routes.delete("/retrainings/<job>")
    def cancel(job: str) -> Response:
        predictor = queue.get(_checked(job)).predictor
        access.require_predictor(predictor)
        audit_trail.note(predictor=predictor)
        return answer(queue.cancel(job), 202)

    return routes


def _effort(document: Mapping[str, Any]) -> Effort:
    """The optional member ``effort``; raises InvalidInputs."""
    match document.get("effort"):
        case "quick":
            return "quick"
        case "full" | None:
            return "full"
    fault = Fault("/effort", 'must be "quick" or "full"')
    raise InvalidInputs("The body is wrong", [fault])


def _promote(document: Mapping[str, Any]) -> bool:
    """The optional member ``promote``; raises InvalidInputs."""
    value = document.get("promote")
    if value is None or isinstance(value, bool):
        return value is not False
    fault = Fault("/promote", "must be true, or false to keep what is trained as a candidate")
    raise InvalidInputs("The body is wrong", [fault])


def _datasets(document: Mapping[str, Any], name: str, store: DatasetStore) -> tuple[str, ...]:
    """The optional member ``datasets``, of which each can be used.

    Raises InvalidInputs, and Unanswered where one asks what nobody has answered.
    """
    value = document.get("datasets")
    value = [INITIAL] if value is None else value
    if not isinstance(value, list) or not 1 <= len(value) <= DATASETS:
        detail = f'must be a list of 1 to {DATASETS} data sets, such as ["{INITIAL}"]'
        raise InvalidInputs("The body is wrong", [Fault("/datasets", detail)])
    faults = []
    for position, item in enumerate(value):
        wrong = "stands twice" if item in value[:position] else _unusable(item, name, store)
        if wrong is not None:
            faults.append(Fault(f"/datasets/{position}", wrong))
    if faults:
        raise InvalidInputs("Not every data set can be used", faults)
    for item in value:
        if item != INITIAL and (asks := _asks(item, name, store)) is not None:
            raise Unanswered(
                f"The data set {item[:12]} waits for an answer before anything is learned from "
                f"it. {asks} Answer it under /api/v1/predictors/{name}/datasets/{item}/answers, on "
                "the page or by `bellwether datasets answer`, and retrain"
            )
    return tuple(value)


def _asks(item: str, name: str, store: DatasetStore) -> str | None:
    """What a data set asks that nobody has answered."""
    found = store.get(name, item)
    return datasets.question(found) if found.unanswered else None


def _unusable(item: object, name: str, store: DatasetStore) -> str | None:
    if item == INITIAL:
        return None
    if not isinstance(item, str):
        return f'must be "{INITIAL}" or the SHA-256 of an uploaded data set'
    try:
        found = store.get(name, item)
    except UnknownDataset:
        return "is no data set of this predictor"
    if found.verdict is None:
        return "is not checked yet"
    return None if found.usable else "is faulty"


def _checked(job: str) -> str:
    if not JOB_ID.fullmatch(job):
        raise UnknownJob("There is no retraining of this id")
    return job
