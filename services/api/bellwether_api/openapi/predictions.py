"""The calls that depend on what is predicted: body and answers for each predictor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bellwether_api.http.responses import JSON
from bellwether_api.openapi import inputs
from bellwether_api.openapi.call import LANGUAGES, TEXT, WHOLE, Answer, Call, header, json
from bellwether_api.openapi.schemas import Schema, named
from bellwether_api.representations.predicting import (
    ExplanationResponse,
    PredictionResponse,
)
from bellwether_api.serving.documents import RECORDS_LIMIT
from bellwether_contract.declaration.spec import Predictor

CSV = "text/csv"

TABLE_HEADERS: Mapping[str, Schema] = {
    "Bellwether-Version": header("The version that answered; of a table alone", TEXT),
    "Bellwether-Rows": header("How many rows; of a table alone", WHOLE),
    "Bellwether-Refused": header("How many rows got no probability; of a table alone", WHOLE),
}


def components(predictor: Predictor) -> dict[str, Schema]:
    """The schemas of a predictor: one record, and what may be asked about it."""
    name = predictor.name
    record = named(f"{name}.Inputs")
    alone = _object(inputs=record)
    many = {"type": "array", "minItems": 1, "maxItems": RECORDS_LIMIT}
    return {
        f"{name}.Inputs": inputs.schema(predictor),
        f"{name}.Record": {**alone, "description": "One record."},
        f"{name}.Records": {**_object(inputs={**many, "items": record}), "description": "Records."},
        f"{name}.List": {**many, "items": alone, "description": "Records, each in an object."},
    }


def call_of(call: Call, predictor: Predictor) -> Call:
    """A call that is declared for all predictors, as this one has it."""
    name = predictor.name
    record = {"inputs": inputs.example(predictor)}
    found = replace(call, id=f"{call.id}-{name}", summary=f"{call.summary}: {predictor.title}")
    if call.of_inputs == "explanations":
        return replace(
            found,
            answers=(Answer("The prediction and its parts", json(ExplanationResponse), LANGUAGES),),
            body={JSON: named(f"{name}.Record")},
            examples={"record": record},
        )
    bodies = [named(f"{name}.{each}") for each in ("Record", "Records", "List")]
    return replace(
        found,
        answers=(
            Answer(
                "What was asked for, in the same order",
                {**json(PredictionResponse), CSV: TEXT},
                {**TABLE_HEADERS, **LANGUAGES},
            ),
        ),
        body={JSON: {"oneOf": bodies}, CSV: {**TEXT, "examples": [_table(predictor)]}},
        examples={"record": record, "records": {"inputs": [record["inputs"]]}, "list": [record]},
    )


def _table(predictor: Predictor) -> str:
    example = inputs.example(predictor)
    return f"{','.join(example)}\n{','.join(map(_cell, example.values()))}\n"


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    text = "" if value is None else str(value)
    return f'"{text}"' if "," in text else text


def _object(**properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
