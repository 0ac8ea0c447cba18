"""How a call is declared: what it takes, what it answers, and which errors it raises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bellwether_api.http.body_stream import UploadTooSlow
from bellwether_api.http.errors import StoreUnavailable
from bellwether_api.http.json_body import UnsupportedBody
from bellwether_api.http.json_text import UnreadableBody
from bellwether_api.http.responses import JSON, Outdated
from bellwether_api.openapi.schemas import Schema, ref
from bellwether_contract.bundle.manifest import VERSION_PATTERN
from bellwether_contract.errors import BellwetherError, InvalidInputs, VolumeFull
from bellwether_contract.storage.locks import LockHeld

Errors = tuple[type[BellwetherError], ...]

ONE = "/api/v1/predictors/{name}"

# What a body of JSON may be refused for, and a file.
BODY: Errors = (UnreadableBody, UnsupportedBody, InvalidInputs)
FILE: Errors = (UnreadableBody, UnsupportedBody, UploadTooSlow, VolumeFull, StoreUnavailable)
# What a change of a champion or of its history may meet.
CHANGE: Errors = (LockHeld, VolumeFull, StoreUnavailable, Outdated)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: ``content`` by media type, its own headers, and in which status."""

    description: str
    content: Mapping[str, Schema] = field(default_factory=dict)
    headers: Mapping[str, Schema] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True, slots=True)
class Call:
    """One method of one path.

    ``raises`` lists errors of the family; their statuses, headers and documents follow from
    ``errors``. ``of_inputs`` says that body and answer depend on the predictor: such a call is a
    path of its own for each one.
    """

    id: str
    tag: str
    summary: str
    answers: tuple[Answer, ...] = ()
    raises: Errors = ()
    description: str = ""
    body: Mapping[str, Schema] | None = None
    body_required: bool = True
    examples: Mapping[str, Any] = field(default_factory=dict)
    parameters: tuple[Schema, ...] = ()
    of_inputs: Literal["predictions", "explanations"] | None = None
    tagged: bool = False


def json(kind: type) -> dict[str, Schema]:
    """The content of a JSON document of this kind."""
    return {JSON: ref(kind)}


def header(description: str, schema: Schema, *, required: bool = False) -> Schema:
    """A header of an answer."""
    return {"description": description, "schema": schema, "required": required}


def parameter(name: str, place: str, description: str, schema: Schema, **more: Any) -> Schema:
    """A parameter of a call."""
    return {
        "name": name,
        "in": place,
        "description": description,
        "required": place == "path",
        "schema": schema,
        **more,
    }


TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer", "minimum": 0}
TAG: Schema = {"type": "string", "pattern": r'^(W/)?"[^"]*"$'}

LOCATION = header("Where it stands", {"type": "string", "format": "uri-reference"}, required=True)
RETRY_AFTER = header("Seconds until it is worth asking again", WHOLE, required=True)
ETAG = header("Changes whenever the answer does", TAG, required=True)

IF_NONE_MATCH = parameter(
    "If-None-Match",
    "header",
    "The ETag of the answer that is already here: 304 where it holds.",
    TEXT,
)
ACCEPT_LANGUAGE = parameter(
    "Accept-Language",
    "header",
    "In which languages texts are wished for, best first. What has no translation is in the "
    "declaration's own language. Errors are in English.",
    TEXT,
    example="de-AT, de;q=0.9, en;q=0.5",
)
IDEMPOTENCY_KEY = parameter(
    "Idempotency-Key",
    "header",
    "The same key and body again give the same answer and start nothing new.",
    {"type": "string", "pattern": "^[!#-~][!-~]{0,254}$"},
)

# Where an answer has texts.
LANGUAGES = {
    "Content-Language": header("In which languages its texts are", TEXT),
    "Vary": header("That they are as Accept-Language asks", TEXT),
}

# The parameters of paths, by the name that the route gives them; {name} is filled in with those
# that there are.
PATH: Mapping[str, Schema] = {
    "version": parameter(
        "version",
        "path",
        "A version of this predictor.",
        {"type": "string", "pattern": f"^{VERSION_PATTERN.pattern}$"},
    ),
    "job": parameter(
        "job", "path", "The id of a retraining.", {"type": "string", "pattern": "^[0-9a-f]{32}$"}
    ),
    "validation": parameter(
        "validation",
        "path",
        "The id of a validation.",
        {"type": "string", "pattern": "^[0-9a-f]{32}$"},
    ),
    "key": parameter(
        "key", "path", "The id of a key.", {"type": "string", "pattern": "^[0-9a-f]{12}$"}
    ),
    "dataset": parameter(
        "dataset",
        "path",
        "`initial`, or the SHA-256 of the file that was sent.",
        {"type": "string", "pattern": "^(initial|[0-9a-f]{64})$"},
    ),
}
