"""/v2: what the server is, which models it has, and inference."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, request

from bellwether_api.declarations.index import PredictorIndex
from bellwether_api.http import draft_access
from bellwether_api.http.auth import Access
from bellwether_api.http.responses import answer
from bellwether_api.http.rights import WITHDRAWN
from bellwether_api.representations.protocol import (
    IndexedModel,
    IndexedModels,
    ModelReady,
    Models,
    Nothing,
)
from bellwether_api.serving import counted, score_format
from bellwether_api.serving.documents import RECORDS_LIMIT
from bellwether_api.serving.predict import RefusedRow
from bellwether_api.serving.registry import LOOK_AGAIN, Registry
from bellwether_api.serving.score_format import DIGITS
from bellwether_api.serving.turn import TooManyLoads
from bellwether_api.v2 import message, metadata, tensors
from bellwether_api.v2.message import NotReady, Tensor
from bellwether_api.v2.values import InvalidRequest
from bellwether_api.versions.repository import VersionRepository
from bellwether_contract.bundle.averaging import Spread
from bellwether_contract.bundle.bundle import Bundle
from bellwether_contract.encoding.applicability import OutOfRange
from bellwether_contract.errors import InvalidInputs, RefusedBundle
from bellwether_contract.storage.champions import WithdrawnVersion

# The parameter of an output that names inputs beyond what the model has seen.
OUTSIDE = "outside"
# And of one that averages over inputs which are unknown.
RANGE = "range"


def blueprint(
    registry: Registry,
    predictor_index: PredictorIndex,
    repository: VersionRepository,
    access: Access,
    server_version: str,
) -> Blueprint:
    """The protocol's calls, with and without a version."""
    routes = Blueprint("v2", __name__, url_prefix="/v2")

    @routes.get("")
    def server() -> Response:
        return answer(metadata.server(server_version))

    @routes.get("/models")
    def models() -> Response:
        names = [name for name in predictor_index.names() if registry.bundle(name)]
        return answer(Models(models=names))

    @routes.get("/models/<name>")
    @routes.get("/models/<name>/versions/<version>")
    def describe(name: str, version: str | None = None) -> Response:
        bundle = _bundle(name, version)
        gone = repository.withdrawals(name)
        listed = [found for found, _ in repository.versions(name) if found not in gone]
        versions = [version] if version else listed
        return answer(metadata.model(bundle, versions))

    @routes.get("/models/<name>/ready")
    @routes.get("/models/<name>/versions/<version>/ready")
    def model_ready(name: str, version: str | None = None) -> Response:
        try:
            _bundle(name, version)
        except (NotReady, RefusedBundle, WithdrawnVersion, TooManyLoads):
            headers = {"Retry-After": str(LOOK_AGAIN)}
            return answer(ModelReady(name=name, ready=False), 503, headers=headers)
        return answer(ModelReady(name=name, ready=True))

    @routes.post("/models/<name>/infer")
    @routes.post("/models/<name>/versions/<version>/infer")
    def infer(name: str, version: str | None = None) -> Response:
        bundle = _bundle(name, version)
        draft_access.require_key(bundle, access)
        width = len(bundle.predictor.fields)
        document, inputs = message.read(request, tensors=width, rows=RECORDS_LIMIT)
        wanted, binary = _wanted(document)
        columns = tensors.columns(inputs, bundle.predictor.fields)
        try:
            found = counted.infer(bundle, columns)
        except InvalidInputs as error:
            raise InvalidRequest(tensors.in_a_sentence(error)) from error
        except RefusedRow as error:
            # A tensor has no place for a reason.
            raise InvalidRequest(str(error)) from error
        scores = found.probabilities
        values: dict[str, list[Any]] = {
            "probability": [round(score, DIGITS) for score in scores],
            "positive": [score >= bundle.threshold for score in scores],
        }
        warned = _warned(found.out_of_range, found.spreads)
        outputs = [
            Tensor(output, metadata.OUTPUTS[output], (len(scores),), values[output], warned)
            for output in wanted
        ]
        head: dict[str, Any] = {
            "model_name": bundle.manifest.predictor,
            "model_version": bundle.version,
        }
        if isinstance(document.get("id"), str):
            head["id"] = document["id"]
        return message.answer(head, outputs, binary)

    @routes.post("/repository/index")
    def index() -> Response:
        return answer(
            IndexedModels(
                [
                    IndexedModel(name=name, version=bundle.version, state="READY", reason="")
                    for name in predictor_index.names()
                    if (bundle := registry.bundle(name)) is not None
                ]
            )
        )

    @routes.post("/repository/models/<name>/load")
    def load(name: str) -> Response:
        predictor_index.require(name)
        registry.refresh(name)
        _bundle(name, None)
        return answer(Nothing())

    @routes.post("/repository/models/<name>/unload")
    def unload(name: str) -> Response:
        predictor_index.require(name)
        raise InvalidRequest("What works is never unloaded; promote another version instead")

    def _bundle(name: str, version: str | None) -> Bundle:
        predictor_index.require(name)
        if version is not None:
            return registry.version(name, version, limited=not access.has(WITHDRAWN, name))
        bundle = registry.bundle(name)
        if bundle is None:
            raise NotReady(
                f"This model has no version yet; GET /api/v1/predictors/{name} says why, and what "
                "is being done about it"
            )
        return bundle

    return routes


def _wanted(document: dict[str, Any]) -> tuple[Sequence[str], frozenset[str]]:
    """Which outputs are asked for, and which of them as bytes."""
    everything = _binary(document, "binary_data_output", default=False)
    given = document.get("outputs")
    if given is None:
        return tuple(metadata.OUTPUTS), frozenset(metadata.OUTPUTS if everything else ())
    if not isinstance(given, list) or not given:
        raise InvalidRequest("outputs must be a list of what is wanted; leave it out for all")
    names, binary = [], set()
    for position, each in enumerate(given):
        name = each.get("name") if isinstance(each, dict) else None
        if not isinstance(name, str) or name not in metadata.OUTPUTS or name in names:
            raise InvalidRequest(
                f"outputs[{position}].name must be one of {', '.join(metadata.OUTPUTS)}, once"
            )
        names.append(name)
        if _binary(each, "binary_data", default=everything):
            binary.add(name)
    return names, frozenset(binary)


def _binary(document: dict[str, Any], parameter: str, *, default: bool) -> bool:
    wanted = message.parameters(document).get(parameter)
    return default if wanted is None else wanted is True


def _warned(
    out_of_range: Mapping[int, OutOfRange], spreads: Mapping[int, Spread]
) -> dict[str, str]:
    """The parameters of an output: which fields of which rows lie beyond the training rows.

    And which are unknown, with the range that this leaves. A parameter is a text, a number or a
    boolean, so it is JSON in a text: {"0": ["Age"]}.
    """
    parameters: dict[str, dict[int, Any]] = {}
    if out_of_range:
        parameters[OUTSIDE] = {row: beyond.outside for row, beyond in out_of_range.items()}
    if spreads:
        parameters[RANGE] = {row: score_format.of_range(spread) for row, spread in spreads.items()}
    return {name: json.dumps(rows, separators=(",", ":")) for name, rows in parameters.items()}
