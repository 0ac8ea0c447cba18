"""Types -> JSON Schemas: closed, complete, and without what pydantic says for itself."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import chain
from types import ModuleType
from typing import Any

from pydantic import BaseModel, TypeAdapter

from bellwether_api.http import problem_documents
from bellwether_api.representations import (
    audit,
    collections,
    datasets,
    form,
    imports,
    keys,
    openapi,
    predicting,
    predictors,
    problems,
    protocol,
    removed_datasets,
    retrainings,
    validations,
    versions,
)
from bellwether_api.representations.reports import (
    data,
    measures,
    parts,
    training,
    validation,
    version,
)
from bellwether_api.serving.loading import Refusal
from bellwether_contract.bundle.manifest import VersionDescription
from bellwether_contract.coded import Code
from bellwether_contract.errors import Fault, RowFault
from bellwether_contract.jobs import JobRecord
from bellwether_contract.storage.history import Event, Facts, Hold, Withdrawal
from bellwether_contract.storage.retention import RetentionPolicy

Schema = dict[str, Any]

ROOMS = (
    *(predictors, form, predicting, versions, retrainings, datasets, validations, keys, audit),
    *(collections, imports, removed_datasets),
    *(version, validation, training, data, parts, measures),
    *(problem_documents, problems, protocol, openapi),
)
DATACLASSES = (
    *(Code, Event, Facts, Fault, Hold, JobRecord, Refusal, RetentionPolicy, RowFault),
    Withdrawal,
)

PLACE = "#/components/schemas/"

WHOLE_NUMBER: Schema = {"type": "integer"}
NUMBER: Schema = {"type": "number"}


def ref(kind: type) -> Schema:
    """The schema of a type."""
    return named(kind.__name__)


def named(name: str) -> Schema:
    """A schema of the document by its name."""
    return {"$ref": f"{PLACE}{name}"}


def one_of(kinds: Sequence[Schema]) -> Schema:
    """What is of one of these ``kinds``.

    ``oneOf`` where nothing can be of two of them, for generators of clients make a union of that
    and of ``anyOf`` one object with the members of all. Documents of two types are never alike:
    they are closed.
    """
    distinct = [each for each in kinds if each != WHOLE_NUMBER or NUMBER not in kinds]
    if len(distinct) == 1:
        return distinct[0]
    types = {each.get("$ref") or each.get("type") for each in distinct}
    apart = len(types) == len(distinct) and None not in types and not {"integer", "number"} <= types
    return {"oneOf" if apart else "anyOf": distinct}


@cache
def components() -> Mapping[str, Schema]:
    """The schemas of every answer and body, by name; they are the same for as long as it runs."""
    types: list[Any] = [*chain(*map(_declared, ROOMS)), VersionDescription]
    _, found = TypeAdapter.json_schemas(
        [(each, "serialization", TypeAdapter(each)) for each in types],
        ref_template=f"{PLACE}{{model}}",
    )
    schemas = {name: _tidied(schema) for name, schema in sorted(found["$defs"].items())}
    for each in DATACLASSES:
        # Told by ``asdict``: with all of its members.
        schema = schemas[each.__name__]
        schema["required"] = list(schema["properties"])
        schema["additionalProperties"] = False
    return schemas


def _declared(module: ModuleType) -> Iterable[type[BaseModel]]:
    """The documents that a module declares."""
    for each in vars(module).values():
        if (
            inspect.isclass(each)
            and issubclass(each, BaseModel)
            and each.__module__ == module.__name__
        ):
            yield each


def _tidied(schema: Any) -> Any:
    """Without titles, and with descriptions as one line of Markdown."""
    if isinstance(schema, list):
        return [_tidied(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    tidied: Schema = {
        word: {name: _tidied(each) for name, each in value.items()}
        if word == "properties"
        else _tidied(value)
        for word, value in schema.items()
        if word != "title" and not (word == "default" and value is None)
    }
    if "const" in tidied:
        # Beside another type a generated client would take nothing but the constant.
        tidied["enum"] = [tidied.pop("const")]
    if "anyOf" in tidied:
        tidied |= one_of(tidied.pop("anyOf"))
    if "description" in tidied:
        tidied["description"] = " ".join(tidied["description"].replace("``", "`").split())
    return tidied
