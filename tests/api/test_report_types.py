"""Reports on the wire: bytes as a training wrote them, and a type that says what is in them.

Trainings and validations of other tests are held to the same types: tests/typed_reports.py.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator
from pydantic import ValidationError

from bellwether_api.openapi import schemas
from bellwether_api.versions import disclosure
from bellwether_contract.bundle.manifest import REPORT
from bellwether_contract.declaration import spec
from tests import factories, made_up, page_sample, report_sample, typed_reports
from tests.api.conftest import House

PREDICTORS = Path(__file__).parents[2] / "predictors"

Document = dict[str, Any]


def sample(size: str = "small") -> Document:
    predictor = spec.read(PREDICTORS / "diabetes")
    return report_sample.report(predictor, size=size) | report_sample.elsewhere()


@pytest.mark.parametrize("size", ["small", "large"])
def test_the_sample_of_other_tests_is_what_a_training_writes(size: str) -> None:
    typed_reports.version_report(sample(size))
    typed_reports.version_report(disclosure.report(sample(size)))


def test_the_samples_of_the_page_are_what_the_api_tells() -> None:
    told = page_sample.told()
    for size in ("small", "large"):
        typed_reports.version_report(told[size])
    typed_reports.validation_report(told["validation"])


def test_a_member_too_many_one_too_few_and_one_of_another_type_are_found() -> None:
    more, fewer, older, other = (sample() for _ in range(4))
    more["evaluation"]["winner"]["kappa"] = 0.4
    with pytest.raises(AssertionError, match="/evaluation/winner/kappa"):
        typed_reports.version_report(more)
    del fewer["calibration"]["slope"]
    with pytest.raises(ValidationError, match=r"calibration\.slope"):
        typed_reports.version_report(fewer)
    # An older report may lack it; what is trained today may not.
    del older["data"]["drift"]
    with pytest.raises(AssertionError, match="/data/drift"):
        typed_reports.version_report(older)
    other["split"]["training"] = "576"
    with pytest.raises(ValidationError, match=r"split\.training"):
        typed_reports.version_report(other)


def test_a_report_is_handed_on_byte_for_byte_whatever_else_it_holds(house: House) -> None:
    measured = sample() | {"evaluation": {"winner": {"auroc": 1}}, "later": {"é": [1.0, None, {}]}}
    for name in ("predictor", "gate", "calibration", "sites"):
        del measured[name]
    version = factories.publish(house.store, 1, measured=measured)
    path = house.store.directory(made_up.NAME, version) / REPORT
    told = disclosure.report(json.loads(path.read_bytes())) | {"withdrawn": None}
    answer = house.start().get(f"/api/v1/predictors/{made_up.NAME}/versions/{version}/report")
    assert answer.status_code == 200
    assert answer.data == json.dumps(told, separators=(",", ":")).encode("ascii") + b"\n"


def test_openapi_takes_reports_of_today_and_those_that_older_trainings_wrote() -> None:
    known = schemas.components()
    taken = Draft202012Validator({**schemas.named("Report"), "components": {"schemas": known}})
    today = sample() | {"withdrawn": None}
    older = _required_alone(today, known["Report"], known)
    # Members that came later, deep down as well.
    assert today.keys() - older.keys() == {
        "effects", "ending", "forms", "importance", "later", "operating", "optional", "peers",
        "questions", "sample_size", "sites",
    }  # fmt: skip
    assert "stability_limit" not in older["data"]["fields"][0]
    for report in (today, disclosure.report(sample()) | {"withdrawn": None}, older):
        taken.validate(report)
    for name in older:
        assert not taken.is_valid({each: older[each] for each in older if each != name}), name


def _required_alone(document: Any, schema: Document, known: Mapping[str, Document]) -> Any:
    """A document without the members that its schema does not require."""
    if "$ref" in schema:
        return _required_alone(document, known[schema["$ref"].removeprefix(schemas.PLACE)], known)
    if isinstance(document, dict) and "properties" in schema:
        return {
            name: _required_alone(document[name], schema["properties"][name], known)
            for name in schema["required"]
        }
    if isinstance(document, list) and "items" in schema:
        return [_required_alone(each, schema["items"], known) for each in document]
    for each in schema.get("oneOf", []) if isinstance(document, dict) else []:
        if "$ref" in each:
            return _required_alone(document, each, known)
    return document
