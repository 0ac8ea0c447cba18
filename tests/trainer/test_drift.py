"""New rows against the champion's: who is different, who is not, and how often chance alarms."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bellwether_contract import jobs
from bellwether_contract.declaration import spec
from bellwether_contract.declaration.spec import Predictor
from bellwether_trainer.records import Rows, RowSet
from bellwether_trainer.rows import describe, drift
from bellwether_trainer.rows.drift import Drift
from bellwether_trainer.rows.pool import Pool
from bellwether_trainer.training import publish

PREDICTORS = Path(__file__).parents[2] / "predictors"


@pytest.fixture(scope="module")
def predictor() -> Predictor:
    return spec.read(PREDICTORS / "diabetes")


@pytest.fixture(scope="module")
def women(predictor: Predictor) -> Rows:
    return Pool(PREDICTORS / "diabetes", predictor, Path("none")).rows(("initial",))


def champion_of(rows: Rows, predictor: Predictor) -> dict[str, Any]:
    """``data`` of the report of a champion that has learned from ``rows``."""
    described = describe.describe(rows.matrix, rows.labels, predictor)
    return {
        "rows": len(rows.labels),
        "positives": int(rows.labels.sum()),
        "datasets": [asdict(each) for each in rows.sets],
        **describe.as_document(described),
    }


def brought(known: Rows, new: Rows) -> Rows:
    """A training on known rows and on new ones, which come as a data set of their own."""
    upload = RowSet("f" * 64, "f" * 64, len(new.labels), int(new.labels.sum()))
    return Rows(
        np.concatenate([known.matrix, new.matrix]),
        np.concatenate([known.labels, new.labels]),
        np.repeat(np.array([0, 1], dtype=np.int16), [len(known.labels), len(new.labels)]),
        (*known.sets, upload),
    )


def some(rows: Rows, chosen: Any) -> Rows:
    return replace(
        rows,
        matrix=rows.matrix[chosen],
        labels=rows.labels[chosen],
        origins=rows.origins[chosen],
    )


def found(known: Rows, new: Rows, predictor: Predictor) -> Drift:
    told = drift.of_new_rows(brought(known, new), predictor, champion_of(known, predictor))
    assert told is not None
    return told


def shifted(told: Drift) -> set[str]:
    return {name for name, each in told.fields.items() if each is not None and each.shifted}


def test_rows_that_the_champion_knows_are_not_new(predictor: Predictor, women: Rows) -> None:
    assert drift.of_new_rows(women, predictor, champion_of(women, predictor)) is None
    assert drift.of_new_rows(women, predictor, None) is None


def test_a_hundred_women_who_are_fifteen_years_older_are_told_alone(
    predictor: Predictor, women: Rows
) -> None:
    older = some(women, slice(0, 100))
    age = [field.name for field in predictor.fields].index("Age")
    older.matrix[:, age] += 15
    told = found(women, older, predictor)
    moved = told.fields["Age"]
    assert moved is not None
    # Among all 868 rows it would be 0.03, which nobody looks at.
    assert moved.index > 1 > moved.limit
    assert shifted(told) == {"Age"}
    assert (told.rows, told.against) == (100, 768)


def test_an_outcome_that_became_more_frequent_is_told(predictor: Predictor, women: Rows) -> None:
    more = some(women, np.flatnonzero(women.labels == 1)[:120])
    with_it = found(women, more, predictor).outcome
    assert with_it is not None
    assert with_it.shifted
    alike = found(women, some(women, slice(0, 200)), predictor).outcome
    assert alike is not None
    assert not alike.shifted


def test_cells_that_are_suddenly_unknown_are_told(predictor: Predictor, women: Rows) -> None:
    new = some(women, slice(0, 200))
    column = [field.name for field in predictor.fields].index("BMI")
    new.matrix[:60, column] = np.nan
    assert "BMI" in shifted(found(women, new, predictor))


def test_new_people_of_the_same_kind_rarely_alarm(predictor: Predictor, women: Rows) -> None:
    alarms = 0
    for seed in range(40):
        order = np.random.default_rng(seed).permutation(len(women.labels))
        told = found(some(women, order[200:]), some(women, order[:200]), predictor)
        alarms += bool(shifted(told)) or bool(told.outcome and told.outcome.shifted)
    # 5 % of 40 are 2; 6 or more come in 2 % of such runs.
    assert alarms <= 5


def test_a_field_with_other_choices_is_not_compared(predictor: Predictor, women: Rows) -> None:
    champion = champion_of(women, predictor)
    champion["fields"][0]["type"] = "category"
    told = drift.of_new_rows(brought(women, some(women, slice(0, 100))), predictor, champion)
    assert told is not None
    assert told.fields[champion["fields"][0]["name"]] is None
    assert told.fields[champion["fields"][1]["name"]] is not None


def test_a_job_names_what_has_shifted(predictor: Predictor, women: Rows) -> None:
    older = some(women, np.flatnonzero(women.labels == 1)[:120])
    older.matrix[:, [field.name for field in predictor.fields].index("Age")] += 15
    told = found(women, older, predictor)
    fields = [
        {"name": name, "stability": each and each.index, "stability_limit": each and each.limit}
        for name, each in told.fields.items()
    ]
    assert told.outcome is not None
    data = {"fields": fields, "drift": {"outcome": asdict(told.outcome)}}
    assert {"Age", jobs.OUTCOME} <= set(publish.shifted({"data": data}) or ())
    assert publish.shifted({"data": {"fields": fields, "drift": None}}) is None


@pytest.mark.parametrize("rows", [50, 300, 5_000])
def test_chance_alarms_as_often_as_is_said_whatever_the_number_of_rows(rows: int) -> None:
    random = np.random.default_rng(20261128)
    shares = random.dirichlet(np.full(20, 2.0))
    alarms = []
    for _ in range(2_000):
        now, then = (random.multinomial(n, shares).astype(float) for n in (rows, 60_000))
        moved = drift.shift(now, then, 1)
        alarms.append(moved is not None and moved.shifted)
    assert 0.03 < np.mean(alarms) < 0.075


def test_the_index_is_the_sum_over_the_bins_and_too_few_rows_tell_nothing() -> None:
    now, then = np.array([40.0, 60.0]), np.array([50.0, 50.0])
    moved = drift.shift(now, then, 1)
    assert moved is not None
    expected = (0.4 - 0.5) * np.log(0.4 / 0.5) + (0.6 - 0.5) * np.log(0.6 / 0.5)
    assert moved.index == pytest.approx(expected)
    assert drift.shift(np.array([3.0, 4.0]), then, 1) is None
