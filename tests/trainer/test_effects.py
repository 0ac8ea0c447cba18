"""What the model makes of each value: over made rows, between ends that five people share."""

from __future__ import annotations

import numpy as np
import pytest
import yaml
from scipy import special

from bellwether_contract.declaration import spec
from bellwether_trainer.models.effects import EffectPoint, Effects, effects
from bellwether_trainer.records import Exported
from bellwether_trainer.rows import describe
from tests import factories, made_up

PREDICTOR = spec.parse(yaml.safe_dump(made_up.declaration()))
BACKGROUND = np.array(factories.GOLDEN, dtype=np.float32)


@pytest.fixture(scope="module")
def found() -> Effects:
    random = np.random.default_rng(3)
    matrix = np.column_stack(
        [
            np.round(random.uniform(2, 12, 400), 1),
            random.integers(0, 9, 400),
            random.integers(0, 3, 400),
            random.integers(0, 2, 400),
            random.integers(0, 3, 400),
        ]
    ).astype(np.float32)
    # One person drinks far more than everybody else.
    matrix[0, 1] = 90
    described = describe.describe(matrix, (np.arange(400) % 2).astype(np.int8), PREDICTOR)
    exported = Exported(factories.model(), BACKGROUND, (), 0, 0.0)
    return effects(exported, described, PREDICTOR)


def points(found: Effects, name: str) -> tuple[EffectPoint, ...]:
    return next(field.points for field in found.fields if field.name == name)


def test_a_value_is_asked_about_with_the_other_answers_as_they_are(found: Effects) -> None:
    assert found.rows == len(BACKGROUND)
    for point in points(found, "Acid")[:-1]:
        rows = np.nan_to_num(BACKGROUND)
        rows[:, 0] = point.value
        expected = special.expit(rows @ np.array(factories.WEIGHTS) + factories.BIAS).mean()
        assert point.risk == pytest.approx(expected, abs=1e-5)


def test_every_choice_and_being_unknown_have_a_point(found: Effects) -> None:
    assert [field.name for field in found.fields] == [field.name for field in PREDICTOR.fields]
    assert [each.label for each in points(found, "Drug")] == ["none", "this", "that", "Not known"]
    assert [each.label for each in points(found, "Kidney")] == ["No", "Yes"]
    unknown = points(found, "Acid")[-1]
    assert unknown.value is None
    assert unknown.risk < points(found, "Acid")[0].risk


def test_no_curve_reaches_where_only_one_person_is(found: Effects) -> None:
    values = [each.value for each in points(found, "Beers") if each.value is not None]
    assert values == sorted(set(values))
    assert values[0] == 0
    assert values[-1] == 8
    assert all(value == int(value) for value in values)
