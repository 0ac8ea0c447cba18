"""What a data report says of the rows, on the shipped ones and on small made-up ones."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from scipy import stats

from bellwether_contract.declaration import spec
from bellwether_contract.declaration.fields import NumberField
from bellwether_contract.encoding.encode import Encoder, Matrix
from bellwether_trainer.records import Labels
from bellwether_trainer.rows import describe
from bellwether_trainer.rows.bins import BINS
from tests import made_up

PREDICTORS = Path(__file__).parents[2] / "predictors"


def reported(folder: Path) -> dict[str, Any]:
    predictor = spec.read(folder)
    matrix, labels = encoded(folder, predictor)
    return describe.as_document(describe.describe(matrix, labels, predictor))


def encoded(folder: Path, predictor: spec.Predictor) -> tuple[Matrix, Labels]:
    with (folder / "data.csv").open(newline="") as file:
        records = list(csv.DictReader(file))
    numbers = {field.name for field in predictor.fields if isinstance(field, NumberField)}
    columns = {
        name: [(float(cell) if name in numbers else cell) if cell else None for cell in cells]
        for name in records[0]
        for cells in [[record[name] for record in records]]
    }
    labels = [str(cell) in {"1", "yes"} for cell in columns[predictor.target.column]]
    return Encoder(predictor).columns(columns), np.array(labels, dtype=np.int8)


def by_name(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {field["name"]: field for field in document["fields"]}


def of_made_up(records: list[dict[str, Any]], labels: list[int], **changes: Any) -> dict[str, Any]:
    predictor = spec.parse(yaml.safe_dump(made_up.declaration(**changes)))
    matrix = Encoder(predictor).records(records, [""] * len(records))
    described = describe.describe(matrix, np.array(labels, dtype=np.int8), predictor)
    return describe.as_document(described)


@pytest.fixture(scope="module")
def diabetes() -> dict[str, Any]:
    return reported(PREDICTORS / "diabetes")


def test_every_row_lies_in_one_bin_of_each_field_by_its_label(diabetes: dict[str, Any]) -> None:
    json.dumps(diabetes, allow_nan=False)
    for field in diabetes["fields"]:
        assert sum(each["positive"] for each in field["bins"]) == 268
        assert sum(each["negative"] for each in field["bins"]) == 500
        assert len(field["bins"]) <= BINS + 1


def test_declared_sentinels_are_unknown_and_stand_in_a_bin_of_their_own(
    diabetes: dict[str, Any],
) -> None:
    insulin = by_name(diabetes)["Insulin"]
    assert insulin["missing"] == 374
    assert insulin["bins"][-1] == {
        "label": "Not measured", "low": None, "high": None, "positive": 138, "negative": 236,
    }  # fmt: skip
    # No zero is left among the known ones.
    assert insulin["summary"]["low"] > 14


def test_summary_and_outliers_are_those_of_the_values_as_they_were_typed(
    diabetes: dict[str, Any],
) -> None:
    bmi = by_name(diabetes)["BMI"]
    # From 18.2 to 67.1, of which the outermost people's own are not told.
    assert (bmi["summary"]["low"], bmi["summary"]["high"]) == (19.5, 53.0)
    assert bmi["summary"]["median"] == 32.3
    assert bmi["outliers"] == {"count": 8, "low": 13.85, "high": 50.25}
    assert bmi["unit"] == "kg/m²"


def test_numbers_have_round_bins_with_open_ends(diabetes: dict[str, Any]) -> None:
    age = by_name(diabetes)["Age"]["bins"]
    assert [each["label"] for each in age[:3]] == ["below 25", "25 to 29", "30 to 34"]
    assert age[-1]["label"] == "65 and more"
    assert (age[0]["low"], age[0]["high"], age[-1]["high"]) == (None, 25, None)
    pregnancies = by_name(diabetes)["Pregnancies"]["bins"]
    assert [each["label"] for each in pregnancies] == [str(n) for n in range(18)]
    assert pregnancies[0]["positive"] + pregnancies[0]["negative"] == 111


def test_categories_stand_in_declared_order_with_test_and_effect_size(tmp_path: Path) -> None:
    drug = by_name(reported(made_up.write(tmp_path)))["Drug"]
    assert [each["label"] for each in drug["bins"]] == ["none", "this", "that", "Not known"]
    table = [[each["positive"], each["negative"]] for each in drug["bins"][:-1]]
    expected = stats.chi2_contingency(table, correction=False)
    assert drug["association"]["chi2"] == pytest.approx(expected.statistic)
    assert drug["association"]["p"] == pytest.approx(expected.pvalue)
    assert drug["association"]["df"] == 2
    cramer = stats.contingency.association(np.array(table), method="cramer")
    assert drug["association"]["cramers_v"] == pytest.approx(cramer)
    assert drug["summary"] is None
    assert drug["outliers"] is None


def test_correlations_are_those_of_the_rows_that_know_both(diabetes: dict[str, Any]) -> None:
    predictor = spec.read(PREDICTORS / "diabetes")
    matrix, _ = encoded(PREDICTORS / "diabetes", predictor)
    found = diabetes["correlation"]
    one, other = (found["fields"].index(name) for name in ("Glucose", "Insulin"))
    both = matrix[~np.isnan(matrix[:, [one, other]]).any(axis=1)]
    assert found["pearson"][one][other] == pytest.approx(
        np.corrcoef(both[:, one], both[:, other])[0, 1], abs=1e-6
    )
    assert found["spearman"][one][other] == pytest.approx(
        stats.spearmanr(both[:, one], both[:, other]).statistic
    )
    assert found["spearman"][other][one] == found["spearman"][one][other]


def test_an_ordered_category_has_ranks_but_no_distances(tmp_path: Path) -> None:
    found = reported(made_up.write(tmp_path))["correlation"]
    assert found["fields"] == ("Acid", "Beers", "Mood")
    assert found["pearson"][0][2] is None
    assert found["spearman"][0][2] is not None
    assert found["spearman"][2][2] == pytest.approx(1)


def test_what_never_varies_or_is_never_known_has_no_figure_and_no_warning() -> None:
    records = [
        {"Acid": None, "Beers": 3, "Drug": None, "Kidney": False, "Mood": "low"} for _ in range(4)
    ]
    document = of_made_up(records, [0, 1, 0, 1])
    json.dumps(document, allow_nan=False)
    fields = by_name(document)
    assert fields["Acid"]["summary"] is None
    assert fields["Acid"]["missing"] == 4
    assert fields["Beers"]["summary"]["sd"] == 0
    assert [each["label"] for each in fields["Beers"]["bins"]] == ["3"]
    assert fields["Kidney"]["association"] is None
    assert set(document["correlation"]["pearson"][1]) == {None}


@pytest.mark.parametrize("scale", [1e-6, 1.0, 12345.678, 1e9])
def test_bins_stay_few_and_hold_all_rows_at_any_scale(scale: float) -> None:
    fields = made_up.declaration()["fields"]
    fields[0] = {"name": "Acid", "type": "number", "label": "Acid", "minimum": -1e12,
                 "maximum": 1e12, "example": 1}  # fmt: skip
    random = np.random.default_rng(3)
    records = [made_up.example() | {"Acid": float(v)} for v in random.lognormal(size=500) * scale]
    acid = by_name(of_made_up(records, [0, 1] * 250, fields=fields))["Acid"]
    assert 5 <= len(acid["bins"]) <= BINS
    assert sum(each["positive"] + each["negative"] for each in acid["bins"]) == 500
    ends = [each["high"] for each in acid["bins"][:-1]]
    assert ends == sorted(set(ends))
    assert [each["low"] for each in acid["bins"][1:]] == ends
