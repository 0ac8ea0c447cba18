"""What a call may answer: its own answers, and those of the errors that it raises."""

from __future__ import annotations

import re
from collections import defaultdict
from http import HTTPStatus

from bellwether_api.http import errors
from bellwether_api.http.auth import Forbidden, Unauthorized
from bellwether_api.http.problem_documents import ErrorV2, FaultyBody, Problem
from bellwether_api.http.problems import kind_of
from bellwether_api.http.responses import JSON, PROBLEM
from bellwether_api.openapi.call import ETAG, RETRY_AFTER, TEXT, Answer, Call, header
from bellwether_api.openapi.schemas import Schema, one_of, ref
from bellwether_api.representations.problems import KINDS
from bellwether_contract.errors import BellwetherError
from bellwether_contract.storage.keys import DamagedKeys

# What every call may meet: nginx, which lets only so many in and says when the API is away, and a
# fault of ours.
REFUSED = "The request is not one that HTTP allows."
QUERY = "The query has a parameter that this call does not take."
LIMITED = "Too many requests from one address."
AWAY = "The API does not answer at the moment."
OURS = "Something went wrong on our side."
TOO_LARGE = "The body is larger than this call takes."

REQUEST_ID = {"X-Request-ID": {"$ref": "#/components/headers/X-Request-ID"}}


def of(call: Call, path: str, *, needs_key: bool) -> dict[str, Schema]:
    """The responses of a call, by status."""
    protocol = path.startswith("/v2")
    found = {str(each.status): _own(each, tagged=call.tagged) for each in call.answers}
    if call.tagged:
        found["304"] = {"description": "It is what the client has", "headers": {"ETag": ETAG}}
    reasons: dict[int, list[str]] = defaultdict(list)
    kinds: dict[int, list[type[Problem]]] = defaultdict(list)
    waits: dict[int, list[bool]] = defaultdict(list)
    for error in (*call.raises, *((Unauthorized, Forbidden, DamagedKeys) if needs_key else ())):
        answered = errors.status(error)
        assert answered is not None, error
        status = answered.value
        reasons[status].append(_why(error))
        kinds[status].append(kind_of(error, KINDS))
        waits[status].append(getattr(error, "retry_after", None) is not None)
    proxied = {400: REFUSED, 429: LIMITED, 500: OURS, 503: AWAY}
    if call.body is not None or call.of_inputs:
        proxied[413] = TOO_LARGE
    reasons[400 if protocol else 422].append(QUERY)
    kinds[400 if protocol else 422].append(FaultyBody)
    waits[400 if protocol else 422].append(False)
    for status, why in proxied.items():
        reasons[status].append(why)
        kinds[status].append(Problem)
        waits[status].append(status in (429, 503))
    for status, whys in sorted(reasons.items()):
        problems = list(dict.fromkeys(kinds[status]))
        content = {PROBLEM: one_of([ref(kind) for kind in problems])}
        if protocol:
            content = {
                JSON: ref(ErrorV2),
                **({PROBLEM: ref(Problem)} if status in proxied else {}),
            }
        before = found.get(str(status))
        if before is not None:
            # Not ready is an answer as well as an error.
            content[JSON] = one_of([before["content"][JSON]["schema"], ref(ErrorV2)])
            whys = [before["description"], *whys]
        found[str(status)] = {
            "description": " ".join(f"{why.rstrip('.')}." for why in dict.fromkeys(whys)),
            "headers": {**REQUEST_ID, **_headers(status, waits[status], known=before is not None)},
            "content": {kind: {"schema": schema} for kind, schema in content.items()},
        }
    return dict(sorted(found.items()))


def _why(error: type[BellwetherError]) -> str:
    """What stands for an error: the first clause of its own description."""
    return re.split(r"[;\n]", error.__doc__ or "", maxsplit=1)[0]


def _own(answer: Answer, *, tagged: bool) -> Schema:
    headers = {**REQUEST_ID, **answer.headers, **({"ETag": ETAG} if tagged else {})}
    response: Schema = {"description": answer.description, "headers": headers}
    if answer.content:
        response["content"] = {kind: {"schema": schema} for kind, schema in answer.content.items()}
    return response


def _headers(status: int, waits: list[bool], *, known: bool) -> dict[str, Schema]:
    headers = {}
    if any(waits):
        headers["Retry-After"] = {**RETRY_AFTER, "required": all(waits) and not known}
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = header("Bearer", TEXT, required=True)
    return headers
