"""The Encoder is the one place where answers become numbers: requests and rows alike."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from bellwether_contract.declaration import spec
from bellwether_contract.encoding.encode import Encoder
from bellwether_contract.errors import FAULTS_LISTED, InvalidInputs

PREDICTORS = Path(__file__).parents[2] / "predictors"
HEART = spec.read(PREDICTORS / "heart")
DIABETES = spec.read(PREDICTORS / "diabetes")


def faults(encoder: Encoder, inputs: object) -> dict[str, str]:
    with pytest.raises(InvalidInputs) as caught:
        encoder.record(inputs, "/inputs")
    return {fault.pointer: fault.detail for fault in caught.value.faults}


def test_a_record_becomes_one_row_in_declared_order() -> None:
    row = Encoder(HEART).record(HEART.example())
    assert row.dtype == np.float32
    assert row.shape == (1, 17)
    by_name = dict(zip(Encoder(HEART).names, row[0].tolist(), strict=True))
    assert by_name["BMI"] == pytest.approx(27.4)
    assert by_name["Smoking"] == 1.0
    assert by_name["Sex"] == 1.0  # Female, Male
    assert by_name["AgeCategory"] == 8.0  # 60-64 is the ninth band
    assert by_name["GenHealth"] == 2.0  # Poor, Fair, Good


def test_the_order_of_keys_does_not_matter() -> None:
    example = HEART.example()
    turned = dict(reversed(list(example.items())))
    encoder = Encoder(HEART)
    assert (encoder.record(example) == encoder.record(turned)).all()


def test_yes_and_no_are_read_as_words_and_as_booleans() -> None:
    encoder = Encoder(HEART)
    words = HEART.example() | {"Smoking": "Yes", "Stroke": "No"}
    booleans = HEART.example() | {"Smoking": True, "Stroke": False}
    assert (encoder.record(words) == encoder.record(booleans)).all()


@pytest.mark.parametrize("unknown", [None, 0, 0.0])
def test_null_and_a_declared_sentinel_mean_unknown(unknown: object) -> None:
    row = Encoder(DIABETES).record(DIABETES.example() | {"Insulin": unknown})
    column = Encoder(DIABETES).names.index("Insulin")
    assert np.isnan(row[0, column])
    assert np.isnan(row).sum() == 1


def test_an_absent_field_is_unknown_only_where_that_is_declared() -> None:
    encoder = Encoder(DIABETES)
    without = {key: value for key, value in DIABETES.example().items() if key != "Insulin"}
    assert np.isnan(encoder.record(without)[0, encoder.names.index("Insulin")])
    without.pop("Age")
    assert faults(encoder, without) == {"/inputs/Age": "is required"}


@pytest.mark.parametrize(
    ("field", "value", "part"),
    [
        ("BMI", 9.99, "between 10 and 100 kg/m²"),
        ("BMI", 100.01, "between 10 and 100 kg/m²"),
        ("BMI", float("nan"), "between 10 and 100"),
        ("BMI", float("inf"), "between 10 and 100"),
        ("BMI", 10**4000, "between 10 and 100"),
        ("BMI", "27", "not text"),
        ("BMI", True, "not a yes/no value"),
        ("BMI", [27], "not a list"),
        ("BMI", {"a": 1}, "not an object"),
        ("BMI", None, "is required"),
        ("Smoking", 1, "must be true or false"),
        ("Smoking", "yes", "must be true or false"),
        ("Smoking", None, "is required"),
        ("Sex", "male", 'must be one of "Female", "Male"'),
        ("Sex", 1, "not a number"),
        ("Sex", [], "not a list"),
    ],
)
def test_a_value_that_does_not_fit_is_named(field: str, value: object, part: str) -> None:
    found = faults(Encoder(HEART), HEART.example() | {field: value})
    assert list(found) == [f"/inputs/{field}"]
    assert part in found[f"/inputs/{field}"]


def test_a_whole_number_is_asked_for_where_one_is_declared() -> None:
    encoder = Encoder(DIABETES)
    assert encoder.record(DIABETES.example() | {"Age": 33.0})[0, -1] == 33
    assert "a whole number" in faults(encoder, DIABETES.example() | {"Age": 33.5})["/inputs/Age"]


def test_a_value_in_another_unit_is_told_how_to_convert_it() -> None:
    document = yaml.safe_load((PREDICTORS / "diabetes" / "predictor.yaml").read_text())
    by_name = {field["name"]: field for field in document["fields"]}
    by_name["BMI"]["other_units"] = [{"unit": "°F", "factor": 0.555556, "offset": -17.7778}]
    encoder = Encoder(spec.Predictor.model_validate(document))
    found = faults(encoder, DIABETES.example() | {"Glucose": 5.7, "BMI": 101, "Insulin": "5.7"})
    assert found["/inputs/Glucose"].endswith(
        "between 20 and 1000 mg/dL; multiply what is in mmol/L by 18.0156"
    )
    assert found["/inputs/BMI"].endswith(
        "multiply what is in °F by 0.555556, then take away 17.7778"
    )
    assert found["/inputs/Insulin"].endswith("not text")


def test_every_fault_of_a_record_is_named_at_once() -> None:
    inputs = HEART.example() | {"BMI": -1, "Sex": "x", "Tea/~": 1}
    del inputs["Stroke"]
    assert set(faults(Encoder(HEART), inputs)) == {
        "/inputs/BMI",
        "/inputs/Sex",
        "/inputs/Stroke",
        "/inputs/Tea~1~0",
    }


@pytest.mark.parametrize("inputs", [None, [], "text", 3])
def test_a_record_is_an_object(inputs: object) -> None:
    assert faults(Encoder(HEART), inputs) == {
        "/inputs": "must be an object of field names and values"
    }


def test_no_fault_repeats_what_was_typed() -> None:
    secret = "a-very-private-word"
    found = faults(Encoder(HEART), HEART.example() | {"Sex": secret, "BMI": secret})
    assert secret not in " ".join(found.values())


def test_records_and_columns_encode_alike() -> None:
    first = DIABETES.example()
    second = first | {"Insulin": 0, "BMI": None, "Pregnancies": 3}
    encoder = Encoder(DIABETES)
    rows = encoder.records([first, second], ["/0", "/1"])
    columns: dict[str, list[Any]] = {name: [first[name], second[name]] for name in first}
    np.testing.assert_array_equal(rows, encoder.columns(columns))
    # A table reader hands over NumPy arrays, in which an empty cell is NaN.
    columns["BMI"] = [32, float("nan")]
    arrays = {name: np.array(cells) for name, cells in columns.items()}
    np.testing.assert_array_equal(rows, encoder.columns(arrays))


def test_columns_are_checked_by_the_rules_of_a_record() -> None:
    encoder = Encoder(HEART)
    columns: dict[str, list[Any]] = {name: [value] * 3 for name, value in HEART.example().items()}
    columns["BMI"] = [20.0, 1000.0, "20"]
    columns["Smoking"] = [True, 1, "No"]
    with pytest.raises(InvalidInputs) as caught:
        encoder.columns(columns)
    assert {fault.pointer for fault in caught.value.faults} == {"/1/BMI", "/2/BMI", "/1/Smoking"}
    del columns["Sex"]
    with pytest.raises(InvalidInputs) as caught:
        encoder.columns(columns)
    assert [fault.pointer for fault in caught.value.faults] == ["/Sex"]


def test_countless_faults_are_counted_and_the_first_listed() -> None:
    encoder = Encoder(HEART)
    columns: dict[str, list[Any]] = {
        name: [value] * 1500 for name, value in HEART.example().items()
    }
    columns["BMI"] = [0.0] * 1500
    with pytest.raises(InvalidInputs, match="1,500 values are wrong") as caught:
        encoder.columns(columns)
    assert len(caught.value.faults) == FAULTS_LISTED


def test_a_code_may_stand_for_unknown() -> None:
    document = HEART.model_dump()
    by_name = {field["name"]: field for field in document["fields"]}
    for name in ("Diabetic", "Smoking", "BMI"):
        by_name[name]["missing"] = {"label": "Don't know", "values": (9, "refused")}
    by_name["BMI"]["missing"]["values"] = (999.0, "refused")
    encoder = Encoder(spec.Predictor.model_validate(document))
    for code in ("9", "refused", None):
        row = encoder.record(HEART.example() | {"Diabetic": code, "Smoking": code})
        assert np.isnan(row).sum() == 2
    for number in (999, "refused", None):
        assert np.isnan(encoder.record(HEART.example() | {"BMI": number})).sum() == 1
    assert list(faults(encoder, HEART.example() | {"BMI": "9"})) == ["/inputs/BMI"]


def test_distinct_values_are_read_by_the_rules_of_a_record() -> None:
    encoder = Encoder(DIABETES)
    codes, unfit = encoder.distinct("Insulin", [83, 0, None, float("nan"), 4.9, "x", True])
    np.testing.assert_array_equal(codes, [83, np.nan, np.nan, np.nan, np.nan, np.nan, np.nan])
    assert set(unfit) == {4, 5, 6}
    assert "between 5 and 1000" in unfit[4]
