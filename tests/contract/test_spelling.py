"""Did you mean ...?"""

from __future__ import annotations

import time

import pytest

from bellwether_contract import spelling
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding.encode import Encoder
from bellwether_contract.errors import InvalidInputs
from tests import made_up

NAMES = ("Age", "BMI", "BloodPressure", "SleepTime", "DiffWalking", "DiabetesPedigreeFunction")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("age", "Age"),
        ("AGE", "Age"),
        ("bmi", "BMI"),
        ("blood_pressure", "BloodPressure"),
        ("Blood Pressure", "BloodPressure"),
        ("BloodPresure", "BloodPressure"),
        ("SleepTme", "SleepTime"),
        ("DiabetesPedigreFunction", "DiabetesPedigreeFunction"),
        ("Colour", None),
        ("", None),
        ("x" * 10_000, None),
    ],
)
def test_a_misspelt_name_finds_the_one_that_was_meant(name: str, meant: str | None) -> None:
    assert spelling.nearest(name, NAMES) == meant


def test_an_unknown_field_is_told_what_it_may_have_been() -> None:
    encoder = Encoder(Predictor.model_validate(made_up.declaration()))
    record = {**made_up.example(), "beers": 2}
    del record["Beers"]
    with pytest.raises(InvalidInputs) as told:
        encoder.record(record)
    assert [fault.detail for fault in told.value.faults] == [
        "is required",
        "is not a field of this predictor; did you mean Beers?",
    ]


def test_only_what_is_listed_is_compared() -> None:
    encoder = Encoder(Predictor.model_validate(made_up.declaration()))
    strange = {f"{'Beer' * 8}{number}": 1 for number in range(2_000)}
    began = time.process_time()
    with pytest.raises(InvalidInputs):
        encoder.records([strange] * 100, [""] * 100)
    # Compared one by one they would take a minute.
    assert time.process_time() - began < 5
