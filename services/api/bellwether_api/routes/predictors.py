"""GET /api/v1/predictors: what can be predicted."""

from __future__ import annotations

from flask import Blueprint, Response

from bellwether_api.declarations.index import PredictorIndex
from bellwether_api.declarations.watcher import DeclarationWatcher
from bellwether_api.http.responses import encoded, tagged
from bellwether_api.jobs.last_trainings import LastTrainings
from bellwether_api.jobs.trainings import TrainingQueue
from bellwether_api.representations.predictors import (
    BrokenFolder,
    Predictor,
    Predictors,
    PredictorSummary,
)
from bellwether_api.serving.champion_manifest import champion_manifest
from bellwether_api.serving.registry import Registry
from bellwether_api.versions.repository import VersionRepository


def blueprint(
    watcher: DeclarationWatcher,
    registry: Registry,
    predictor_index: PredictorIndex,
    repository: VersionRepository,
    queue: TrainingQueue,
    last: LastTrainings,
) -> Blueprint:
    """The list of predictors, and each in full."""
    routes = Blueprint("predictors", __name__, url_prefix="/api/v1/predictors")

    @routes.get("")
    def index() -> Response:
        under_way = queue.glance()
        ended = last.without_model(
            {n for n in predictor_index.names() if registry.bundle(n) is None}
        )
        listing = Predictors(
            predictors=[
                PredictorSummary.of(
                    name,
                    predictor_index.declaration(name)[0],
                    registry.state(name),
                    under_way.get(name),
                    ended.get(name),
                )
                for name in predictor_index.names()
            ],
            broken=[BrokenFolder.of(folder) for folder in watcher.broken()],
        )
        return tagged(encoded(listing))

    @routes.get("/<name>")
    def show(name: str) -> Response:
        predictor_index.require(name)
        state = registry.current(name)
        declared, source, ends = predictor_index.form(name)
        lacking = {name} if registry.bundle(name) is None else set()
        predictor = Predictor.of(
            declared,
            source,
            ends,
            state,
            champion_manifest(name, state, repository),
            queue.glance().get(name),
            last.without_model(lacking).get(name),
        )
        return tagged(encoded(predictor))

    return routes
