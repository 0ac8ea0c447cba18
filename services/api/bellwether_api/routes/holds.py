"""/api/v1/predictors/NAME/versions/VERSION/hold: what nobody may remove until it is released."""

from __future__ import annotations

from flask import Blueprint, Response, request

from bellwether_api.declarations.index import PredictorIndex
from bellwether_api.http import audit_trail, json_body
from bellwether_api.http.auth import Access
from bellwether_api.http.errors import StoreUnavailable
from bellwether_api.http.responses import answer
from bellwether_api.representations.versions import Held
from bellwether_contract.errors import Fault, InvalidInputs
from bellwether_contract.storage.store import ModelStore


def blueprint(predictor_index: PredictorIndex, store: ModelStore, access: Access) -> Blueprint:
    """Legal holds."""
    routes = Blueprint(
        "holds", __name__, url_prefix="/api/v1/predictors/<name>/versions/<version>/hold"
    )

    @routes.put("")
    def hold(name: str, version: str) -> Response:
        predictor_index.require(name)
        reason = json_body.reason(json_body.read_object(request, ["reason"]))
        if reason is None:
            fault = Fault("/reason", "must say why this version is held")
            raise InvalidInputs("The body is wrong", [fault])
        audit_trail.note(reason=reason)
        try:
            held = store.hold(name, version, by=access.caller().name, reason=reason)
        except OSError as error:
            raise _away(error) from error
        return answer(Held(predictor=name, version=version, hold=held))

    @routes.delete("")
    def release(name: str, version: str) -> Response:
        predictor_index.require(name)
        reason = json_body.text(request.args.get("reason"), "reason")
        if reason is None:
            fault = Fault("", "reason must say why this version is held no more")
            raise InvalidInputs("The query is wrong", [fault])
        audit_trail.note(reason=reason)
        try:
            store.release(name, version, by=access.caller().name, reason=reason)
        except OSError as error:
            raise _away(error) from error
        return answer(Held(predictor=name, version=version, hold=None))

    return routes


def _away(error: OSError) -> StoreUnavailable:
    return StoreUnavailable(f"The champions' volume does not take the change ({error.strerror})")
