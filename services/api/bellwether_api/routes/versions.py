"""Versions and champions: what was published, how good it is, and which one answers."""

from __future__ import annotations

import re
from dataclasses import asdict
from itertools import islice

from flask import Blueprint, Response, request

from bellwether_api.declarations.index import PredictorIndex
from bellwether_api.declarations.translations import Translations
from bellwether_api.http import audit_trail, json_body, page_query
from bellwether_api.http.auth import Access
from bellwether_api.http.languages import ENVIRON, in_languages
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
from bellwether_api.serving.rollcall import MOST_SECONDS, WAIT_SECONDS
from bellwether_api.versions import report_words
from bellwether_api.versions.published import CURSOR
from bellwether_api.versions.repository import VersionRepository
from bellwether_contract.bundle.manifest import REPORT
from bellwether_contract.errors import Fault, InvalidInputs, RefusedBundle
from bellwether_contract.storage.store import ModelStore

VERSIONS_SHOWN, VERSIONS_AT_MOST = 50, 200
LINES_SHOWN, LINES_AT_MOST = 200, 1000

BEGINNING = re.compile("[0-9a-fTZ-]{1,25}")
# A page of the history ends where its last line begins.
OFFSET = re.compile("[0-9]{1,15}")


def blueprint(
    registry: Registry,
    predictor_index: PredictorIndex,
    translations: Translations,
    repository: VersionRepository,
    store: ModelStore,
    access: Access,
) -> Blueprint:
    """Versions, reports, and the pointer."""
    routes = Blueprint("versions", __name__, url_prefix="/api/v1/predictors/<name>")

    @routes.get("/versions")
    def index(name: str) -> Response:
        predictor_index.require(name)
        limit = page_query.limit(VERSIONS_SHOWN, VERSIONS_AT_MOST)
        cursor = page_query.text("cursor", CURSOR, "the `next` of a page")
        begins = page_query.text("begins", BEGINNING, "the beginning of a version's name")
        state = registry.current(name)
        champion = state.champion.version if state is not None and state.champion else None
        timeline = repository.timeline(name)
        page = repository.page(name, limit, cursor=cursor, begins=begins or "")
        shown = Versions(
            predictor=name,
            champion=champion,
            versions=[
                listed(version, found, champion, timeline) for version, found in page.versions
            ],
            next=page.next,
            total=page.total,
        )
        return tagged(encoded(shown))

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
        asked = request.environ.get(ENVIRON)
        document = report_words.as_asked(document, name, version, repository, translations, asked)
        return in_languages(tagged(passed_on(document, NEEDED, damaged)))

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
        reason = json_body.only_reason(request, "must say why this version is withdrawn")
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
        limit = page_query.limit(LINES_SHOWN, LINES_AT_MOST)
        cursor = page_query.text("cursor", OFFSET, "the `next` of a page")
        before = int(cursor) if cursor is not None else None
        lines = list(islice(store.newest_first(name, before), limit + 1))
        champion = _champion(name)
        present = champion.version if champion is not None else None
        found = ChampionHistory(
            champion=champion,
            comparisons=store.comparisons(name),
            former=next((each for each in store.promoted(name) if each != present), None),
            history=[event for _, event in lines[:limit]],
            next=str(lines[limit - 1][0]) if len(lines) > limit else None,
        )
        # Of each page a tag of its own; that of the first is what a promotion is bound to.
        return tagged(encoded(found), etag if cursor is None else None)

    @routes.put("/champion")
    def promote(name: str) -> Response:
        predictor_index.require(name)
        wanted = json_body.read_object(request, ["version", "reason"])
        wait = page_query.number("wait", MOST_SECONDS) or WAIT_SECONDS
        version, reason = wanted.get("version"), json_body.reason(wanted)
        if not isinstance(version, str):
            fault = Fault("/version", "must be the name of a version")
            raise InvalidInputs("The body is wrong", [fault])
        store.require_in_use(name, version)
        # First of all: whoever names what was collected is told so, and not that it needs a reason.
        store.require(name, version)
        past = store.timeline(name).versions.get(version)
        forced = past is not None and past.ended == "rejected"
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
            wait=wait,
        )
        return answer(Promoted(champion=_champion(name), processes=processes))

    def _champion(name: str) -> Champion | None:
        state = registry.current(name)
        manifest = champion_manifest(name, state, repository)
        return Champion.of(state.champion if state is not None else None, manifest)

    return routes
