"""/openapi.json: every call, every predictor, and nothing that is not so."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from jsonschema_rs import Draft202012Validator

from bellwether_api.openapi import document as openapi
from bellwether_api.openapi import schemas
from bellwether_api.openapi.document import CALLS
from bellwether_api.openapi.routes import routes_of
from bellwether_contract.declaration import spec
from bellwether_contract.encoding.encode import Encoder
from bellwether_contract.errors import InvalidInputs
from tests import factories, made_up
from tests.api.conftest import House, look

RECORD = made_up.example()
SHIPPED = Path(__file__).parents[2] / "predictors"


def document(client: FlaskClient) -> dict[str, Any]:
    answer = client.get("/openapi.json")
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    found: dict[str, Any] = answer.get_json()
    return found


def sound(told: Mapping[str, Any]) -> None:
    """Raise where ``told`` is no OpenAPI 3.1."""
    # Its grammars of formats take two seconds of each process that reads this file.
    from openapi_spec_validator import OpenAPIV31SpecValidator

    OpenAPIV31SpecValidator(told).validate()


def inputs_of(told: dict[str, Any], name: str = made_up.NAME) -> dict[str, Any]:
    found: dict[str, Any] = told["components"]["schemas"][f"{name}.Inputs"]
    return found


def test_it_is_openapi_3_1_with_and_without_predictors(house: House) -> None:
    for told in (document(house.start()), document(_declared(house))):
        assert told["openapi"].startswith("3.1.")
        sound(told)


def test_every_route_is_told_and_nothing_else(house: House) -> None:
    client = _declared(house)
    concrete = rf"^(/api/v1/predictors/){made_up.NAME}/(predictions|explanations)$"
    told = {
        (method.upper(), re.sub(concrete, r"\1{name}/\2", path))
        for path, methods in document(client)["paths"].items()
        for method in methods
    }
    assert told == set(routes_of(client.application))


def test_all_that_could_be_told_is_openapi() -> None:
    """Also what is told of calls that another version of the API has."""
    told = openapi.document([*CALLS], [spec.Predictor.model_validate(made_up.declaration())], "1")
    sound(told)
    used = json.dumps(told["paths"])
    assert "/api/v1/predictors/gout/explanations" in used


def test_what_holds_for_every_predictor_is_told_without_a_server() -> None:
    """The page's types are made of it: `npm run types`."""
    command = [sys.executable, "-m", "bellwether_api.openapi"]
    told = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    sound(told)
    known = told["components"]["schemas"]
    # Answers to inputs have no predictor to stand at.
    assert {"ScoredPrediction", "RefusedPrediction", "Contributions", "JobRecord"} <= known.keys()
    assert "get" in told["paths"]["/api/v1/predictors/{name}"]


def test_every_operator_call_is_told_to_need_the_key_and_does(house_with_redis: House) -> None:
    client = _declared(house_with_redis)
    values = {"name": made_up.NAME, "version": factories.version_name(1), "job": "0" * 32}
    for path, methods in document(client)["paths"].items():
        place = re.sub(r"{(\w+)}", lambda match: values.get(match[1], "0" * 64), path)
        for method, operation in methods.items():
            status = client.open(place, method=method.upper()).status_code
            assert (status == 401) == ("security" in operation), (method, path, status)


def test_operations_have_names_of_their_own(house: House) -> None:
    made_up.write(house.predictors, "second")
    told = document(_declared(house))["paths"]
    names = [each["operationId"] for methods in told.values() for each in methods.values()]
    assert len(set(names)) == len(names)
    assert {"predict-gout", "predict-second"} <= set(names)


def test_a_predictor_has_its_own_schema_of_inputs(house: House) -> None:
    told = inputs_of(document(_declared(house)))
    assert (told["additionalProperties"], told["required"]) == (False, ["Beers", "Kidney", "Mood"])
    assert told["example"] == RECORD
    acid, beers = told["properties"]["Acid"], told["properties"]["Beers"]
    assert acid["anyOf"] == [
        {"type": "number", "minimum": 0.1, "maximum": 20},
        {"type": "integer", "enum": [-1]},
        {"type": "null"},
    ]
    assert "mg/dL" in acid["description"]
    assert (beers["type"], beers["minimum"], beers["maximum"], beers["example"]) == (
        "integer", 0, 100, 2,
    )  # fmt: skip
    assert told["properties"]["Drug"]["oneOf"] == [
        {"type": "string", "enum": ["none", "this", "that"]},
        {"type": "null"},
    ]
    assert told["properties"]["Kidney"]["oneOf"] == [
        {"type": "boolean"},
        {"type": "string", "enum": ["Yes", "No"]},
    ]
    assert told["properties"]["Mood"]["enum"] == ["low", "middling", "high"]


VALUES: dict[str, list[Any]] = {
    "Acid": [0.1, 20, -1, None, 0, 20.5, "6", True, [], {}],
    "Beers": [0, 100, 3.0, 3.5, -1, None, "3", False],
    "Drug": ["this", None, "", "other", 1, True],
    "Kidney": [True, "Yes", "No", "yes", 1, 0, None],
    "Mood": ["low", None, "Low"],
    "Colour": ["blue"],
}


def test_the_schema_takes_what_the_encoder_takes(house: House) -> None:
    taken = Draft202012Validator(inputs_of(document(_declared(house))))
    encoder = Encoder(spec.Predictor.model_validate(made_up.declaration()))
    without = [{k: v for k, v in RECORD.items() if k != name} for name in RECORD]
    for record in [
        *(RECORD | {name: value} for name, values in VALUES.items() for value in values),
        *without,
    ]:
        try:
            encoder.record(record)
        except InvalidInputs:
            assert not taken.is_valid(record), record
        else:
            assert taken.is_valid(record), record


def test_generators_of_clients_can_read_all_of_it() -> None:
    """What they lose, or turn into something else: tests/api/test_generated_clients.py tries it."""
    predictors = [spec.read(SHIPPED / name) for name in ("diabetes", "heart")]
    made = spec.Predictor.model_validate(made_up.declaration())
    told = openapi.document([*CALLS], [*predictors, made], "1")
    found = [*schemas_within(told["components"]["schemas"].values())]
    found += schemas_within([told["paths"]])
    assert len(found) > 500
    for schema in found:
        assert isinstance(schema.get("type", ""), str), schema
        kinds = {type(value) for value in schema.get("enum", [])}
        assert len(kinds) <= 1, schema
        assert not kinds & {bool, type(None)}, schema
        assert not {"allOf", "const"} & schema.keys(), schema
        for union in ("anyOf", "oneOf"):
            # Null is one kind of value among others, never all that there is.
            members = [each for each in schema.get(union, [{}]) if each != {"type": "null"}]
            assert members
            for each in members:
                assert each.get("type") != "null", schema
                assert not {"anyOf", "oneOf"} & each.keys(), schema


def schemas_within(parts: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Every schema in parts of a document, but null where it is one kind of value among others."""
    for part in parts:
        if isinstance(part, list):
            yield from schemas_within(part)
        elif isinstance(part, dict):
            if {"type", "$ref", "enum", "anyOf", "oneOf"} & part.keys():
                yield part
            for word, each in part.items():
                if word == "properties":
                    yield from schemas_within(each.values())
                elif word in ("anyOf", "oneOf"):
                    yield from schemas_within(kind for kind in each if kind != {"type": "null"})
                elif word not in ("example", "examples", "enum", "required"):
                    yield from schemas_within([each])


def test_alternatives_are_told_apart_where_they_can_be() -> None:
    text, null = {"type": "string"}, {"type": "null"}
    assert schemas.one_of([text, null]) == {"oneOf": [text, null]}
    whole, number = {"type": "integer"}, {"type": "number"}
    # A whole number is a number: both together say no more.
    assert schemas.one_of([whole, number, text]) == {"oneOf": [number, text]}
    # 5 is of both.
    least = {"type": "integer", "minimum": 5}
    assert schemas.one_of([least, number]) == {"anyOf": [least, number]}


def test_the_champions_declaration_counts_and_the_document_follows_it(house: House) -> None:
    client = _declared(house)
    first = client.get("/openapi.json")
    same = client.get("/openapi.json", headers={"If-None-Match": first.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")
    fields = made_up.declaration()["fields"]
    fields[1] |= {"maximum": 50}
    factories.publish(house.store, 1, fields=fields)
    look(client)
    after = client.get("/openapi.json", headers={"If-None-Match": first.headers["ETag"]})
    assert after.status_code == 200
    assert inputs_of(after.get_json())["properties"]["Beers"]["maximum"] == 50


def test_every_example_of_a_prediction_is_answered(house: House) -> None:
    made_up.write(house.predictors)
    factories.publish(house.store, 1)
    client = house.start()
    place = f"/api/v1/predictors/{made_up.NAME}/predictions"
    content = document(client)["paths"][place]["post"]["requestBody"]["content"]
    examples = [each["value"] for each in content["application/json"]["examples"].values()]
    assert len(examples) == 3
    for example in examples:
        assert client.post(place, json=example).status_code == 200
    (table,) = content["text/csv"]["schema"]["examples"]
    with client.post(place, data=table, content_type="text/csv") as answer:
        assert answer.status_code == 200
    assert client.post(f"{place}?on_eror=row", json=examples[0]).status_code == 422


def test_errors_of_the_protocol_are_told_as_its_clients_expect_them(house: House) -> None:
    told = document(_declared(house))["paths"]
    problem = told["/api/v1/predictors/{name}"]["get"]["responses"]["404"]["content"]
    assert [*problem] == ["application/problem+json"]
    error = told["/v2/models/{name}"]["get"]["responses"]["404"]["content"]
    assert error == {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorV2"}}}
    missing = told["/api/v1/predictors/gout/predictions"]["post"]["responses"]["503"]
    assert "Retry-After" in missing["headers"]


def _declared(house: House) -> FlaskClient:
    made_up.write(house.predictors)
    return house.start()
