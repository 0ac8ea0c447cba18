"""/api/v1/predictors/NAME/versions/VERSION/hold: what nobody may remove until it is released."""

from __future__ import annotations

from flask import Blueprint, Response, request

from bellwether_api.declarations.index import PredictorIndex
from bellwether_api.http import audit_trail, json_body
from bellwether_api.http.auth import Access
from bellwether_api.http.errors import changing
from bellwether_api.http.responses import answer
from bellwether_api.representations.versions import Held
from bellwether_contract.errors import Fault, InvalidInputs
from bellwether_contract.storage.champions import VOLUME
from bellwether_contract.storage.store import ModelStore


def blueprint(predictor_index: PredictorIndex, store: ModelStore, access: Access) -> Blueprint:
    """Legal holds."""
    routes = Blueprint(
        "holds", __name__, url_prefix="/api/v1/predictors/<name>/versions/<version>/hold"
    )

    @routes.put("")
    def hold(name: str, version: str) -> Response:
        predictor_index.require(name)
        reason = json_body.only_reason(request, "must say why this version is held")
        audit_trail.note(reason=reason)
        with changing(VOLUME):
            held = store.hold(name, version, by=access.caller().name, reason=reason)
        return answer(Held(predictor=name, version=version, hold=held))

    @routes.delete("")
    def release(name: str, version: str) -> Response:
        predictor_index.require(name)
        reason = json_body.text(request.args.get("reason"), "reason")
        if reason is None:
            fault = Fault("", "reason must say why this version is held no more")
            raise InvalidInputs("The query is wrong", [fault])
        audit_trail.note(reason=reason)
        with changing(VOLUME):
            store.release(name, version, by=access.caller().name, reason=reason)
        return answer(Held(predictor=name, version=version, hold=None))

    return routes
