"""What a model is not asked about, and what it has never seen."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import yaml

from bellwether_contract import limits, spec
from bellwether_contract.encode import Encoder
from bellwether_contract.errors import InvalidDeclaration
from bellwether_contract.limits import Limits, Refused
from bellwether_contract.spec import Predictor
from tests import made_up

REASON = "It is gout by definition."


def predictor(*refusals: dict[str, Any], **changes: Any) -> Predictor:
    document = made_up.declaration()
    document["fields"][0] |= {"refusals": list(refusals), **changes}
    return spec.parse(yaml.safe_dump(document))


def matrix(*people: dict[str, Any]) -> Any:
    declared = predictor()
    records = [made_up.example() | person for person in people]
    return Encoder(declared).records(records, [""] * len(records))


# Acid 4 to 8, never unknown; Beers 0 to 9; "that" never given; everybody's kidneys are well.
LEARNED = matrix(
    {"Acid": 4, "Beers": 0, "Drug": "none", "Mood": "low"},
    {"Acid": 8, "Beers": 9, "Drug": "this", "Mood": "middling"},
    {"Acid": 5, "Beers": 3, "Drug": None, "Mood": "high"},
)


def test_fields_beyond_what_training_rows_held_are_named() -> None:
    found = Limits(predictor(), limits.seen(LEARNED, predictor()))
    people = matrix(
        {"Acid": 4, "Beers": 9},
        {"Acid": 3.9},
        {"Acid": 8.1, "Beers": 10, "Kidney": True},
        {"Drug": "that"},
        {"Drug": None},
        {"Acid": None},
    )
    outside = {row: beyond.outside for row, beyond in found.beyond(people).items()}
    assert outside == {
        1: ("Acid",),
        2: ("Acid", "Beers", "Kidney"),
        3: ("Drug",),
        5: ("Acid",),
    }


def test_of_a_version_that_does_not_tell_what_it_saw_nothing_lies_outside() -> None:
    assert Limits(predictor(), None).beyond(matrix({"Acid": 19}, {"Acid": None})) == {}


@pytest.mark.parametrize(
    ("refusal", "refused"),
    [
        ({"at_least": 7, "reason": REASON}, [7.0, 7.1, 20]),
        ({"at_most": 7, "reason": REASON}, [0.1, 6.9, 7.0]),
    ],
)
def test_values_that_no_model_is_asked_about_are_refused_with_the_reason(
    refusal: dict[str, Any], refused: list[float]
) -> None:
    declared = predictor(refusal, example=None)
    values = [0.1, 6.9, 7.0, 7.1, 20, None]
    found = Limits(declared, None).beyond(matrix(*({"Acid": value} for value in values)))
    assert [values[row] for row in found] == refused
    assert {beyond.refusals for beyond in found.values()} == {(Refused("Acid", REASON),)}


def test_a_refused_value_is_not_outside_as_well() -> None:
    declared = predictor({"at_least": 10, "reason": REASON})
    found = Limits(declared, limits.seen(LEARNED, declared)).beyond(matrix({"Acid": 12}))
    assert found[0].refusals
    assert found[0].outside == ()


@pytest.mark.parametrize(
    ("refusals", "told"),
    [
        ([{"reason": REASON}], "either at_least or at_most"),
        ([{"at_least": 1, "at_most": 2, "reason": REASON}], "either at_least or at_most"),
        ([{"at_least": 0.1, "reason": REASON}], "refuses both"),
        ([{"at_least": 6, "reason": REASON}], "example that it refuses"),
    ],
)
def test_refusals_that_make_no_sense_are_faults(refusals: list[dict[str, Any]], told: str) -> None:
    with pytest.raises(InvalidDeclaration, match=told):
        predictor(*refusals)


def test_a_column_that_was_always_unknown_leaves_every_value_outside() -> None:
    empty = LEARNED.copy()
    empty[:, 0] = np.nan
    found = Limits(predictor(), limits.seen(empty, predictor()))
    assert found.beyond(matrix({"Acid": 5}, {"Acid": None}))[0].outside == ("Acid",)
    assert 1 not in found.beyond(matrix({"Acid": 5}, {"Acid": None}))
