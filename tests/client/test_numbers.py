"""What is typed is read as the page reads it: one table for both, tests/numbers.json."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bellwether import InvalidInputs, numbers, predictors
from bellwether.numbers import Ambiguous

TABLE = json.loads((Path(__file__).parents[1] / "numbers.json").read_text("utf-8"))
CASES = [
    *((typed, means, thousands) for thousands in (True, False) for typed, means in TABLE["any"]),
    *((typed, means, True) for typed, means in TABLE["thousands"]),
    *((typed, means, False) for typed, means in TABLE["no thousands"]),
]


@pytest.mark.parametrize(("typed", "means", "thousands"), CASES)
def test_a_number_is_read_as_the_table_says(typed: str, means: Any, thousands: bool) -> None:
    def read(text: str) -> float | None:
        return numbers.read(text, "mg/dL", thousands=thousands)

    if not isinstance(means, list):
        assert read(typed) == means
        return
    with pytest.raises(Ambiguous) as told:
        read(typed)
    # Whoever writes it as the message says is understood.
    advice = re.search(r"can mean (\S+) or (\S+): write \1 or \2$", str(told.value))
    assert advice is not None
    assert [read(way) for way in advice.groups()] == means


def test_a_record_that_is_typed_says_which_numbers_are_not_clear() -> None:
    numeric = {"label": "", "type": "number", "unit": "mg/dL", "minimum": 0, "maximum": 2000}
    fields = [
        {"name": "Acid", **numeric},
        {"name": "Beers", **numeric, "type": "integer", "unit": None},
        {"name": "Mood", "label": "", "type": "category"},
    ]
    asked = predictors.predictor(
        {"name": "gout", "title": "", "summary": "", "wording": {}, "fields": fields}
    )
    with pytest.raises(InvalidInputs) as told:
        asked.read({"Acid": "1,200", "Beers": "2"})
    (fault,) = told.value.faults
    assert str(fault) == "Acid is not clear: 1,200 can mean 1200 or 1.2: write 1200 or 1.2"
    read = asked.read({"Acid": "7,5 mg/dl", "Beers": "３", "Mood": "1,200", "Wine": "1,200"})
    assert read == {"Acid": 7.5, "Beers": 3, "Mood": "1,200", "Wine": "1,200"}


@pytest.mark.parametrize(
    ("typed", "means", "whole"),
    [
        *((typed, means, False) for typed, means in TABLE["other units"]),
        *((typed, means, True) for typed, means in TABLE["other units, integer"]),
    ],
)
def test_a_number_in_another_unit_is_converted(typed: str, means: Any, whole: bool) -> None:
    glucose = {
        "name": "Glucose", "label": "", "type": "integer" if whole else "number", "unit": "mg/dL",
        "minimum": 20, "maximum": 1000,
        "other_units": [{"unit": "mmol/L", "factor": 18.0156, "offset": 0}],
    }  # fmt: skip
    asked = predictors.predictor(
        {"name": "sugar", "title": "", "summary": "", "wording": {}, "fields": [glucose]}
    )
    if isinstance(means, list):
        with pytest.raises(InvalidInputs, match="is not clear"):
            asked.read({"Glucose": typed})
    else:
        assert asked.read({"Glucose": typed}) == {"Glucose": means}
