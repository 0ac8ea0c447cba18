"""/api/v1/keys: named keys, made, listed, rotated and revoked; and whose key one has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request

from bellwether_api.http import audit_trail, json_body
from bellwether_api.http.auth import Access
from bellwether_api.http.errors import changing
from bellwether_api.http.responses import answer
from bellwether_api.http.rights import IN_WORDS, ROLES
from bellwether_api.representations.keys import DAYS, NAME, Key, Keys, MadeKey, OwnKey
from bellwether_api.versions.audited import TRAINING
from bellwether_contract import jobs
from bellwether_contract.errors import Fault, InvalidInputs
from bellwether_contract.storage import audit, keys
from bellwether_contract.storage.champions import VOLUME
from bellwether_contract.storage.key_store import KeyStore
from bellwether_contract.storage.keys import ID, UnknownKey
from bellwether_contract.vocabulary import PREDICTOR_NAME, Role

# Who stands in histories and records without being anybody's key.
RESERVED = frozenset(
    {
        *(jobs.OPERATOR, jobs.FIRST_START, jobs.FULL_TRAINING, "trainer", "unknown"),
        *("import", "restore", audit.BY, audit.SYSTEM),
    }
)

# So many predictors may be named.
PREDICTORS = 100


def blueprint(store: KeyStore, access: Access) -> Blueprint:
    """Named keys."""
    routes = Blueprint("keys", __name__, url_prefix="/api/v1")

    @routes.get("/key")
    def own() -> Response:
        return answer(OwnKey.of(access.caller()))

    @routes.get("/keys")
    def index() -> Response:
        return answer(Keys(keys=[Key.of(key) for key in store.all()]))

    @routes.post("/keys")
    def create() -> Response:
        wanted = json_body.read_object(request, ["name", "role", "predictors", "days"])
        name, role, only, days = _wanted(wanted)
        with changing(VOLUME):
            key, secret = store.create(
                name, role, predictors=only, days=days, by=access.caller().name
            )
        audit_trail.note(subject=key.id, after=_in_words(key))
        where = f"/api/v1/keys/{key.id}"
        return _shown_once(MadeKey(key=Key.of(key), secret=secret), 201, {"Location": where})

    @routes.post("/keys/<key>/rotation")
    def rotate(key: str) -> Response:
        with changing(VOLUME):
            found, secret = store.rotate(_checked(key))
        audit_trail.note(after=_in_words(found))
        return _shown_once(MadeKey(key=Key.of(found), secret=secret), 200, {})

    @routes.delete("/keys/<key>")
    def revoke(key: str) -> Response:
        with changing(VOLUME):
            found = store.revoke(_checked(key), by=access.caller().name)
        audit_trail.note(before=_in_words(found))
        return answer(Key.of(found))

    return routes


def _shown_once(document: MadeKey, status: int, headers: Mapping[str, str]) -> Response:
    """An answer with a secret: nothing on the way keeps it."""
    return answer(document, status, headers={**headers, "Cache-Control": "no-store"})


def _in_words(key: keys.Key) -> str:
    """What a key gives, as the audit log has it."""
    only = "all predictors" if key.predictors is None else ", ".join(key.predictors)
    return f"{key.name}: {IN_WORDS[key.role]} for {only}, until {key.expires or 'it is revoked'}"


def _checked(key: str) -> str:
    if not ID.fullmatch(key):
        raise UnknownKey("There is no key of this id; `bellwether keys list` names them")
    return key


def _wanted(
    document: Mapping[str, Any],
) -> tuple[str, Role, list[str] | None, int | None]:
    """Name, role, predictors and days; raises InvalidInputs with everything that is wrong."""
    name, role, only, days = (
        document.get(member) for member in ("name", "role", "predictors", "days")
    )
    faults = []
    if not isinstance(name, str) or not re.fullmatch(NAME, name):
        faults.append(
            Fault(
                "/name",
                "must be 1 to 64 letters and digits, with spaces, dots, hyphens, underscores or @ "
                "between them",
            )
        )
    elif name.casefold() in RESERVED or name.casefold().startswith(TRAINING):
        faults.append(Fault("/name", "stands for somebody else in histories; take another"))
    if role not in ROLES:
        faults.append(Fault("/role", f"must be one of {', '.join(ROLES)}"))
    if only is not None and not _names(only):
        faults.append(
            Fault("/predictors", f"must be a list of 1 to {PREDICTORS} predictors, or null for all")
        )
    if days is not None and (
        not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= DAYS
    ):
        faults.append(Fault("/days", f"must be a whole number from 1 to {DAYS}, or null"))
    if faults:
        raise InvalidInputs("The body is wrong", faults)
    return name, role, only, days  # type: ignore[return-value]  # all of them were looked at


def _names(value: object) -> bool:
    """Whether these are names of predictors; one that is not there yet may come."""
    return (
        isinstance(value, list)
        and 1 <= len(value) <= PREDICTORS
        and all(isinstance(each, str) and re.fullmatch(PREDICTOR_NAME, each) for each in value)
    )
