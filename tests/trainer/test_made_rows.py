"""The rows that a version carries are nobody's, and stand for everybody."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import yaml

from bellwether_contract.bundle.scorer import Scorer
from bellwether_contract.declaration import spec
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.disclosure import LEAST
from bellwether_contract.encoding.encode import Encoder, Matrix
from bellwether_trainer.models import made_rows
from tests import factories, made_up

SCORER = Scorer(factories.model(), 5)


def people(count: int, seed: int = 1) -> Matrix:
    """Encoded rows of the made-up predictor, two decimals of acid: hardly anybody shares one."""
    random = np.random.default_rng(seed)
    acid = np.clip(np.round(random.normal(6, 1.5, count), 2), 1, 15)
    columns = [
        np.where(random.random(count) < 0.1, np.nan, acid),
        random.poisson(4 + (acid > 7)),
        np.where(random.random(count) < 0.1, np.nan, random.integers(0, 3, count)),
        random.random(count) < 0.1 + 0.2 * (acid > 7),
        random.integers(0, 3, count),
    ]
    return np.column_stack(columns).astype(np.float32)


def declared(**changes: Any) -> Predictor:
    document = made_up.declaration()
    document["fields"][0] |= {"step": 0.1} | changes
    return spec.parse(yaml.safe_dump(document))


def record(row: npt.NDArray[np.float32], predictor: Predictor) -> dict[str, Any]:
    """A row as somebody would send it."""
    values: dict[str, Any] = {}
    for field, value in zip(predictor.fields, row.tolist(), strict=True):
        if np.isnan(value):
            values[field.name] = None
        elif field.type == "category":
            values[field.name] = field.choices[int(value)].value
        elif field.type == "boolean":
            values[field.name] = bool(value)
        else:
            values[field.name] = value
    return values


@pytest.mark.parametrize("count", [60, 600, 20_000])
def test_a_made_row_nearly_equals_no_row_or_five(count: int) -> None:
    training, predictor = people(count), declared()
    found = made_rows.background(training, predictor, SCORER)
    assert len(found) >= 0.8 * min(made_rows.BACKGROUND_ROWS, count)
    # Told anew, by what it means: categories and unknown alike, numbers within a twentieth.
    spread = [np.subtract(*np.nanquantile(training[:, place], (0.95, 0.05))) for place in (0, 1)]
    within = np.array([0.05 * spread[0], 0.05 * spread[1], 0, 0, 0])
    for row in found:
        both_unknown = np.isnan(training) & np.isnan(row)
        alike = (both_unknown | (np.abs(training - row) <= within)).all(axis=1)
        assert alike.sum() == 0 or alike.sum() >= LEAST


@pytest.mark.parametrize("count", [600, 20_000])
def test_the_mean_prediction_is_that_of_the_training_rows(count: int) -> None:
    training = people(count)
    found = made_rows.background(training, declared(), SCORER)
    assert len(found) == made_rows.BACKGROUND_ROWS
    wanted = SCORER.probabilities(training).mean()
    assert abs(SCORER.probabilities(found).mean() - wanted) < 0.001


def test_what_fewer_than_five_people_hold_is_in_no_made_row() -> None:
    training = people(2_000)
    training[:, 4] = 0
    training[:4, 4] = 2
    training[:, 2] = np.where(np.isnan(training[:, 2]), 0, training[:, 2])
    training[4:8, 2] = np.nan
    training[8:12, 0] = 19.37
    found = made_rows.background(training, declared(), SCORER)
    assert set(found[:, 4].tolist()) == {0}
    assert not np.isnan(found[:, 2]).any()
    assert np.nanmax(found[:, 0]) < 19


def test_the_shares_of_the_answers_stay_as_they_are() -> None:
    training = people(20_000)
    found = made_rows.background(training, declared(), SCORER)
    for place in (2, 3, 4):
        for code in np.unique(training[~np.isnan(training[:, place]), place]):
            share = (training[:, place] == code).mean()
            assert abs((found[:, place] == code).mean() - share) < 0.05


def strange() -> dict[str, Matrix]:
    constant, unknown, few, alone = (people(60) for _ in range(4))
    constant[:, :] = constant[0]
    unknown[:, 0] = unknown[:, 2] = np.nan
    few = people(3)
    alone[:, 1] = np.arange(60)
    return {"constant": constant, "unknown": unknown, "three people": few, "nobody alike": alone}


@pytest.mark.parametrize("rows", strange().values(), ids=strange().keys())
def test_every_made_row_can_be_asked_about(rows: Matrix) -> None:
    predictor = declared(refusals=[{"at_least": 14, "reason": "It is gout."}])
    encoder = Encoder(predictor)
    found = made_rows.background(rows, predictor, SCORER)
    assert 1 <= len(found) <= made_rows.BACKGROUND_ROWS
    for row in found:
        np.testing.assert_array_equal(encoder.record(record(row, predictor))[0], row)
        assert np.isnan(row[0]) or row[0] < 14


def test_a_made_value_never_says_unknown() -> None:
    training = people(2_000)
    training[:, 0] = np.random.default_rng(1).integers(2, 9, 2_000)
    predictor = declared(missing={"values": [5]}, step=1)
    found = made_rows.background(training, predictor, SCORER)
    assert 5 not in found[:, 0]


def test_equal_rows_make_equal_rows() -> None:
    once, again = (made_rows.background(people(600), declared(), SCORER) for _ in range(2))
    np.testing.assert_array_equal(once, again)


def test_many_rows_take_seconds() -> None:
    training = people(300_000)
    began = time.process_time()
    made_rows.background(training, declared(), SCORER)
    assert time.process_time() - began < 10


def test_the_self_test_covers_every_code_bound_and_unknown() -> None:
    predictor = declared()
    background = made_rows.background(people(600), predictor, SCORER)
    rows = [row for row, _ in made_rows.self_test(background, predictor, SCORER)]
    columns = [set(column) for column in zip(*rows, strict=True)]
    assert columns[0] >= {np.float32(0.1).item(), 20.0, None}
    assert columns[1] >= {0.0, 100.0}
    assert columns[2] >= {0.0, 1.0, 2.0, None}
    assert columns[3] == {0.0, 1.0}
    assert columns[4] == {0.0, 1.0, 2.0}


def test_the_self_test_says_what_the_model_says() -> None:
    predictor = declared()
    background = made_rows.background(people(600), predictor, SCORER)
    for row, probability in made_rows.self_test(background, predictor, SCORER):
        again = SCORER.probabilities(np.array([row], dtype=np.float32))[0]
        assert again == pytest.approx(probability, abs=1e-6)
