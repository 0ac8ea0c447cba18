"""Query strings: what a call does not take is refused, so that a misspelt word is never ignored."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask, request

from bellwether_api.http.rights import path_of
from bellwether_api.openapi.call import Call
from bellwether_api.v2.values import InvalidRequest
from bellwether_contract import spelling
from bellwether_contract.errors import Fault, InvalidInputs

# So much of a name is repeated.
NAME_SHOWN = 64


def register(app: Flask, calls: Mapping[tuple[str, str], Call]) -> None:
    """Have each of ``calls`` refuse query parameters that it does not declare, or has twice."""
    taken = {
        place: [each["name"] for each in call.parameters if each["in"] == "query"]
        for place, call in calls.items()
    }

    @app.before_request
    def check() -> None:
        if not request.environ.get("QUERY_STRING") or request.url_rule is None:
            return
        path = path_of(request.url_rule.rule)
        known = taken.get(("GET" if request.method == "HEAD" else request.method, path))
        if known is None:
            return
        faults = _faults(known)
        if faults and path.startswith("/v2"):
            raise InvalidRequest("; ".join(fault.detail for fault in faults))
        if faults:
            raise InvalidInputs("The query is wrong", faults)


def _faults(known: list[str]) -> list[Fault]:
    there = f"takes the query parameter {' or '.join(known)}" if known else "takes no query"
    faults = []
    for name, values in list(request.args.lists())[: spelling.COMPARED]:
        if name not in known:
            meant = spelling.hint(name, known)
            faults.append(f"{name[:NAME_SHOWN]!r} is not known here: this call {there}{meant}")
        elif len(values) > 1:
            faults.append(f"{name} comes twice")
    return [Fault("", detail) for detail in faults]
