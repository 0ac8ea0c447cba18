"""POST /api/v1/predictors/{name}/predictions: the call that has to be fast."""

from __future__ import annotations

from flask import Blueprint, Response, request

from bellwether_api import body, descriptions, scoring
from bellwether_api.answers import JSON
from bellwether_api.directory import Directory
from bellwether_api.queue import TrainingQueue
from bellwether_api.registry import Registry


def blueprint(registry: Registry, directory: Directory, queue: TrainingQueue) -> Blueprint:
    """Predictions, one or many."""
    routes = Blueprint("predictions", __name__, url_prefix="/api/v1/predictors/<name>/predictions")

    @routes.post("")
    def predict(name: str) -> Response:
        # Taken once: a champion that changes meanwhile serves the next request.
        bundle = registry.bundle(name)
        if bundle is None:
            directory.require(name)
            training = queue.glance().get(name)
            failed = None if training else queue.failures({name}).get(name)
            told = descriptions.no_model(
                directory.title(name), registry.state(name), training, failed
            )
            raise scoring.NoModelYet(told, training, failed)
        return Response(scoring.predict(bundle, body.read(request)), content_type=JSON)

    return routes
