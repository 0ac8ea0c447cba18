"""/api/v1/predictors/NAME/collection: which versions would be removed, and the order to do it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request

from bellwether_api.config import ApiSettings
from bellwether_api.declarations.index import PredictorIndex
from bellwether_api.http import audit_trail, json_body, page_query
from bellwether_api.http.auth import Access
from bellwether_api.http.errors import StoreUnavailable
from bellwether_api.http.responses import answer
from bellwether_api.jobs.collections import Collections
from bellwether_api.representations.collections import Collection
from bellwether_contract.errors import Fault, InvalidInputs
from bellwether_contract.settings import PREFIX
from bellwether_contract.storage import collection
from bellwether_contract.storage.retention import RetentionPolicy
from bellwether_contract.storage.store import ModelStore
from bellwether_contract.storage.validations import ValidationStore

MOST = 1_000_000


def blueprint(
    settings: ApiSettings,
    predictor_index: PredictorIndex,
    store: ModelStore,
    validations: ValidationStore,
    collections: Collections,
    access: Access,
) -> Blueprint:
    """The collections of a predictor's versions."""
    routes = Blueprint("collections", __name__, url_prefix="/api/v1/predictors/<name>/collection")
    named = collection.named_by(validations)

    @routes.get("")
    def preview(name: str) -> Response:
        predictor_index.require(name)
        return answer(
            _planned(
                name,
                collection.policy(settings, page_query.number("keep", MOST)),
                collections.under_way(name),
            )
        )

    @routes.post("")
    def start(name: str) -> Response:
        predictor_index.require(name)
        wanted = json_body.read_object(request, ["keep", "reason"])
        rules = collection.policy(settings, _keep(wanted))
        if rules is None:
            unset = f"{PREFIX}KEEP_VERSIONS is not set"
            detail = f"must say how many of the newest versions stay, as {unset}"
            raise InvalidInputs("The body is wrong", [Fault("/keep", detail)])
        reason = json_body.reason(wanted) or (
            f"beyond the newest {rules.newest:,} versions, and nothing else keeps it"
        )
        planned = _planned(name, rules, True)
        collections.start(name, rules.newest, by=access.caller().name, reason=reason)
        after = f"the newest {rules.newest:,} stay; {planned.going:,} would go"
        audit_trail.note(after=after, reason=reason)
        return answer(planned, 202, headers={"Location": request.path})

    def _planned(name: str, rules: RetentionPolicy | None, under_way: bool | None) -> Collection:
        automatic = settings.keep_versions is not None
        try:
            decided = [] if rules is None else collection.preview(store, name, rules, named)
            size = collection.bytes_of(store, name, decided)
        except OSError as error:
            raise StoreUnavailable(f"A volume cannot be read ({error.strerror})") from error
        return Collection.of(
            name, rules, decided, size=size, automatic=automatic, under_way=under_way
        )

    return routes


def _keep(document: Mapping[str, Any]) -> int | None:
    """The optional member ``keep``; raises InvalidInputs."""
    keep = document.get("keep")
    if keep is None or (isinstance(keep, int) and keep is not True and 1 <= keep <= MOST):
        return keep
    fault = Fault("/keep", f"must be a whole number from 1 to {MOST:,}")
    raise InvalidInputs("The body is wrong", [fault])
