"""/api/v1/retrainings: asked for, watched, cancelled."""

from __future__ import annotations

import re

from flask import Blueprint, Response, request

from bellwether_api import body, descriptions
from bellwether_api.answers import answer, encoded, tagged
from bellwether_api.auth import OperatorKey
from bellwether_api.directory import Directory
from bellwether_api.queue import TrainingQueue, UnknownJob
from bellwether_contract import jobs

# How many jobs a list shows, and how many records are looked through for one predictor's.
SHOWN = 50
LOOKED_THROUGH = 200

JOB_ID = re.compile(r"[0-9a-f]{32}")


def blueprint(directory: Directory, queue: TrainingQueue, operator: OperatorKey) -> Blueprint:
    """Retrainings of all predictors."""
    routes = Blueprint("retrainings", __name__, url_prefix="/api/v1")

    @routes.post("/predictors/<name>/retrainings")
    @operator.required
    def start(name: str) -> Response:
        directory.trainable(name)
        reason = body.reason(body.read_object(request, ["reason"]))
        record = queue.enqueue(name, requested_by=jobs.OPERATOR, reason=reason)
        where = f"/api/v1/retrainings/{record.id}"
        return answer(descriptions.job(record), 202, headers={"Location": where})

    @routes.get("/retrainings")
    def index() -> Response:
        name = request.args.get("predictor")
        records = queue.recent(SHOWN if name is None else LOOKED_THROUGH)
        wanted = [record for record in records if name is None or record.predictor == name]
        return answer({"retrainings": [descriptions.job(record) for record in wanted[:SHOWN]]})

    @routes.get("/retrainings/<job>")
    def show(job: str) -> Response:
        return tagged(encoded(descriptions.job(queue.get(_checked(job)))))

    @routes.delete("/retrainings/<job>")
    @operator.required
    def cancel(job: str) -> Response:
        return answer(descriptions.job(queue.cancel(_checked(job))), 202)

    return routes


def _checked(job: str) -> str:
    if not JOB_ID.fullmatch(job):
        raise UnknownJob("There is no retraining of this id")
    return job
