"""Versions and champions: what was published, how good it is, and which one answers."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, Response, request

from bellwether_api.declarations.index import PredictorIndex
from bellwether_api.http import audit_trail, json_body
from bellwether_api.http.auth import Access
from bellwether_api.http.responses import answer, encoded, if_match, passed_on, tagged
from bellwether_api.model_card.card import MARKDOWN, model_card
from bellwether_api.representations.reports.version import NEEDED
from bellwether_api.representations.versions import (
    Champion,
    ChampionHistory,
    Promoted,
    Versions,
    Withdrawn,
    listed,
)
from bellwether_api.serving.champion_manifest import champion_manifest
from bellwether_api.serving.registry import Registry
from bellwether_api.versions.repository import VersionRepository
from bellwether_contract.bundle.manifest import REPORT
from bellwether_contract.errors import Fault, InvalidInputs, RefusedBundle
from bellwether_contract.storage import history
from bellwether_contract.storage.store import ModelStore


def blueprint(
    registry: Registry,
    predictor_index: PredictorIndex,
    repository: VersionRepository,
    store: ModelStore,
    access: Access,
) -> Blueprint:
    """Versions, reports, and the pointer."""
    routes = Blueprint("versions", __name__, url_prefix="/api/v1/predictors/<name>")

    @routes.get("/versions")
    def index(name: str) -> Response:
        predictor_index.require(name)
        state = registry.current(name)
        champion = state.champion.version if state is not None and state.champion else None
        gone = repository.withdrawals(name)
        versions = [
            listed(version, found, champion, gone.get(version))
            for version, found in repository.versions(name)
        ]
        return tagged(encoded(Versions(predictor=name, champion=champion, versions=versions)))

    @routes.get("/versions/<version>")
    def show(name: str, version: str) -> Response:
        predictor_index.require(name)
        return tagged(repository.manifest(name, version).description.model_dump_json().encode())

    @routes.get("/versions/<version>/report")
    def report(name: str, version: str) -> Response:
        predictor_index.require(name)
        found = repository.report(name, version)
        withdrawal = repository.withdrawals(name).get(version)
        document = {**found, "withdrawn": withdrawal and asdict(withdrawal)}
        damaged = RefusedBundle(f"{REPORT} lacks its verdict or its measures")
        return tagged(passed_on(document, NEEDED, damaged))

    @routes.get("/versions/<version>/card")
    def card(name: str, version: str) -> Response:
        predictor_index.require(name)
        card = model_card(
            repository.report(name, version),
            repository.declaration(name, version),
            repository.manifest(name, version),
            repository.withdrawals(name).get(version),
        )
        return tagged(card.encode(), content_type=MARKDOWN)

    @routes.put("/versions/<version>/withdrawal")
    def withdraw(name: str, version: str) -> Response:
        predictor_index.require(name)
        reason = json_body.reason(json_body.read_object(request, ["reason"]))
        if reason is None:
            fault = Fault("/reason", "must say why this version is withdrawn")
            raise InvalidInputs("The body is wrong", [fault])
        audit_trail.note(reason=reason)
        withdrawal = registry.withdraw(
            name,
            version,
            by=access.caller().name,
            reason=reason,
            precondition=if_match(lambda: store.etag(name)),
        )
        return answer(Withdrawn(predictor=name, version=version, withdrawn=withdrawal))

    @routes.get("/champion")
    def champion(name: str) -> Response:
        predictor_index.require(name)
        # Taken first: an answer that is newer than its tag is only asked for once more.
        etag = store.etag(name)
        events = list(store.history(name))
        comparisons = store.comparisons(name)
        found = ChampionHistory(champion=_champion(name), comparisons=comparisons, history=events)
        return tagged(encoded(found), etag)

    @routes.put("/champion")
    def promote(name: str) -> Response:
        predictor_index.require(name)
        wanted = json_body.read_object(request, ["version", "reason"])
        version, reason = wanted.get("version"), json_body.reason(wanted)
        if not isinstance(version, str):
            fault = Fault("/version", "must be the name of a version")
            raise InvalidInputs("The body is wrong", [fault])
        store.require_in_use(name, version)
        forced = history.rejected(store.history(name), version)
        if forced and reason is None:
            fault = Fault("/reason", "must say why, because the gate has rejected this version")
            raise InvalidInputs("The body is wrong", [fault])
        standing = store.standing(name)
        audit_trail.note(subject=version, before=standing.champion, after=version, reason=reason)
        processes = registry.promote(
            name,
            version,
            by=access.caller().name,
            reason=reason or "",
            forced=forced,
            precondition=if_match(lambda: store.etag(name)),
        )
        return answer(Promoted(champion=_champion(name), processes=processes))

    def _champion(name: str) -> Champion | None:
        state = registry.current(name)
        manifest = champion_manifest(name, state, repository)
        return Champion.of(state.champion if state is not None else None, manifest)

    return routes
