"""GET /openapi.json: written anew when a declaration or a champion has changed."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Flask, Response, current_app

from bellwether_api.declarations.index import PredictorIndex
from bellwether_api.http import responses
from bellwether_api.openapi.document import document, paths
from bellwether_contract.declaration.spec import Predictor


@dataclass(frozen=True, slots=True)
class _Written:
    predictors: tuple[Predictor, ...]
    body: bytes


def blueprint(
    predictor_index: PredictorIndex, version: str, base_path: str, *, public_predictions: bool
) -> Blueprint:
    """The document of all calls."""
    routes = Blueprint("openapi", __name__)
    written = _Written((), b"")

    @routes.get("/openapi.json")
    def openapi() -> Response:
        nonlocal written
        present = tuple(predictor_index.form(name)[0] for name in predictor_index.names())
        # The same objects: comparing what they say would cost more than to write them.
        if not written.body or [*map(id, present)] != [*map(id, written.predictors)]:
            current = document(
                routes_of(current_app),
                present,
                version,
                server=f"{base_path}/",
                public_predictions=public_predictions,
            )
            written = _Written(present, responses.written(current))
        return responses.tagged(written.body)

    return routes


def routes_of(app: Flask) -> list[tuple[str, str]]:
    """Methods and paths of an application, without those that Flask adds by itself."""
    return paths(
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    )
