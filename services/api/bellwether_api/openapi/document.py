"""The whole document: what the routes, the calls and the predictors say, put together."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bellwether_api.http.audit_trail import ACTIONS
from bellwether_api.http.responses import JSON
from bellwether_api.http.rights import RIGHTS, Right, in_words, path_of
from bellwether_api.openapi import (
    calls,
    calls_collections,
    calls_keys,
    calls_training,
    calls_transfers,
    calls_v2,
    calls_validations,
    predictions,
    responses,
    schemas,
)
from bellwether_api.openapi.call import IF_NONE_MATCH, PATH, Call, header, parameter
from bellwether_api.openapi.schemas import PLACE, Schema
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.errors import VolumeFull

CALLS: Mapping[tuple[str, str], Call] = {
    **calls.CALLS,
    **calls_collections.CALLS,
    **calls_training.CALLS,
    **calls_transfers.CALLS,
    **calls_validations.CALLS,
    **calls_keys.CALLS,
    **calls_v2.CALLS,
}

# Inside the network alone, for whoever watches the server.
INTERNAL = frozenset({"/metrics"})

KEY = "key"

DESCRIPTION = """Clinical risk prediction that you can run, retrain and trust.

Errors are `application/problem+json` (RFC 9457) and say in words what was wrong, where, and what \
to do; under `/v2`, whose clients expect it, `{"error"}`. An `X-Request-ID` that is sent with a \
request comes back with its answer. A body of JSON or tensors may come with `Content-Encoding` \
gzip or deflate; query parameters that a call does not name are refused. Calls that change \
something need a key whose role may do so; each says which."""


def paths(rules: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Methods and paths of Flask's rules as this document writes them."""
    return sorted(
        (method, path) for method, rule in rules if (path := path_of(rule)) not in INTERNAL
    )


def document(
    routes: Collection[tuple[str, str]],
    predictors: Sequence[Predictor],
    version: str,
    *,
    server: str = "/",
    public_predictions: bool = True,
) -> dict[str, Any]:
    """OpenAPI 3.1 of ``routes``, pairs of method and path, for these predictors.

    ``server`` is where all paths begin.

    What ``CALLS`` tells of routes that are not there, or does not tell of one, is left out.
    """
    found: dict[str, dict[str, Schema]] = {}
    names = [predictor.name for predictor in predictors]
    for (method, path), call in CALLS.items():
        if (method, path) not in routes:
            continue
        right = RIGHTS[method, path]
        key = None if right.without_key(public_predictions=public_predictions) else right
        if (method, path) in ACTIONS:
            # Nothing is done for whose entry in the audit log there is no room.
            call = replace(call, raises=(*call.raises, VolumeFull))
        if not call.of_inputs:
            found.setdefault(path, {})[method.lower()] = _operation(call, path, names, key)
            continue
        for predictor in predictors:
            own = predictions.call_of(call, predictor)
            concrete = path.replace("{name}", predictor.name)
            found.setdefault(concrete, {})[method.lower()] = _operation(own, concrete, names, key)
    components = {**schemas.components()}
    for predictor in predictors:
        components |= predictions.components(predictor)
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "Bellwether",
            "version": version,
            "description": DESCRIPTION,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": server}],
        "tags": [{"name": tag} for tag in dict.fromkeys(call.tag for call in CALLS.values())],
        "paths": found,
        "components": {
            "schemas": _used(components, found),
            "headers": {
                "X-Request-ID": header(
                    "The request's id, as it stands in the logs", {"type": "string"}
                )
            },
            "securitySchemes": {
                KEY: {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A named key, or the operator's key, which "
                    "`make operator-key` shows.",
                }
            },
        },
    }


def of_every_predictor(version: str) -> dict[str, Any]:
    """The part that depends on no predictor, with the schemas of all answers, those to inputs too.

    It takes no server: the page's types are made of it.
    """
    openapi = document([*CALLS], (), version)
    openapi["components"]["schemas"] = schemas.components()
    return openapi


def _operation(call: Call, path: str, names: list[str], key: Right | None) -> Schema:
    """One call; ``key`` says whose key it needs, if any."""
    operation: Schema = {
        "operationId": call.id,
        "tags": [call.tag],
        "summary": call.summary,
        "responses": responses.of(call, path, needs_key=key is not None),
    }
    described = [call.description] if call.description else []
    if key is not None:
        described.append(f"Needs {in_words(key)}{', for all predictors' * key.everything}.")
    if described:
        operation["description"] = " ".join(described)
    given = [*_of_path(path, names), *call.parameters, *([IF_NONE_MATCH] if call.tagged else [])]
    if given:
        operation["parameters"] = given
    if call.body is not None:
        content = {kind: {"schema": schema} if schema else {} for kind, schema in call.body.items()}
        if call.examples:
            content[JSON]["examples"] = {
                name: {"value": value} for name, value in call.examples.items()
            }
        operation["requestBody"] = {"required": call.body_required, "content": content}
    if key is not None:
        operation["security"] = [{KEY: []}]
    return operation


def _of_path(path: str, names: list[str]) -> list[Schema]:
    kind: Schema = {"type": "string", "enum": names} if names else {"type": "string"}
    name = parameter("name", "path", "A predictor.", kind)
    return [name if each == "name" else PATH[each] for each in re.findall(r"{(\w+)}", path)]


def _used(components: Mapping[str, Schema], found: object) -> dict[str, Schema]:
    """The schemas that something leads to."""
    used: set[str] = set()
    reached = _leads_to(found)
    while reached - used:
        name = (reached - used).pop()
        used.add(name)
        reached |= _leads_to(components[name])
    return {name: schema for name, schema in components.items() if name in used}


def _leads_to(part: object) -> set[str]:
    if isinstance(part, dict):
        own = {part["$ref"].removeprefix(PLACE)} if _is_schema(part) else set()
        return own.union(*map(_leads_to, part.values()))
    if isinstance(part, list):
        return set().union(*map(_leads_to, part))
    return set()


def _is_schema(part: Mapping[str, object]) -> bool:
    found = part.get("$ref")
    return isinstance(found, str) and found.startswith(PLACE)
