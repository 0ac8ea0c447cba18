"""GET /api/v1/predictors: what can be predicted."""

from __future__ import annotations

from flask import Blueprint, Response

from bellwether_api import descriptions
from bellwether_api.answers import encoded, tagged
from bellwether_api.archive import Archive
from bellwether_api.catalog import Catalog
from bellwether_api.directory import Directory
from bellwether_api.last_trainings import LastTrainings
from bellwether_api.queue import TrainingQueue
from bellwether_api.registry import Registry, State
from bellwether_contract.bundle import Manifest
from bellwether_contract.errors import BellwetherError


def blueprint(
    catalog: Catalog,
    registry: Registry,
    directory: Directory,
    archive: Archive,
    queue: TrainingQueue,
    last: LastTrainings,
) -> Blueprint:
    """The list of predictors, and each in full."""
    routes = Blueprint("predictors", __name__, url_prefix="/api/v1/predictors")

    @routes.get("")
    def index() -> Response:
        under_way = queue.glance()
        ended = last.without_model({n for n in directory.names() if registry.bundle(n) is None})
        told = {
            "predictors": [
                descriptions.summary(
                    name,
                    directory.declaration(name)[0],
                    registry.state(name),
                    under_way.get(name),
                    ended.get(name),
                )
                for name in directory.names()
            ],
            "broken": [descriptions.broken(folder) for folder in catalog.broken()],
        }
        return tagged(encoded(told))

    @routes.get("/<name>")
    def show(name: str) -> Response:
        directory.require(name)
        state = registry.current(name)
        declared, source, ends = directory.form(name)
        lacking = {name} if registry.bundle(name) is None else set()
        told = descriptions.predictor(
            declared,
            source,
            ends,
            state,
            champion_manifest(name, state, archive),
            queue.glance().get(name),
            last.without_model(lacking).get(name),
        )
        return tagged(encoded(told))

    return routes


def champion_manifest(name: str, state: State | None, archive: Archive) -> Manifest | None:
    """The champion's manifest, from memory where it serves; None where it cannot be read."""
    if state is None or state.champion is None:
        return None
    if state.bundle is not None and state.bundle.version == state.champion.version:
        return state.bundle.manifest
    try:
        return archive.manifest(name, state.champion.version)
    except BellwetherError:
        return None
