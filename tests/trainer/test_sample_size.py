"""How many rows a declaration asks for, by Riley's criteria."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import yaml

from bellwether_contract.declaration import spec
from bellwether_trainer.measures import sample_size
from bellwether_trainer.rows import parameters
from tests import made_up

PREDICTORS = Path(__file__).parents[2] / "predictors"


def test_the_worked_example_of_riley_and_others_comes_out() -> None:
    # BMJ 2020;368:m441, figure 5: pre-eclampsia, 30 parameters, a share of 0.05, R2 of 0.05.
    log_loss = -math.log1p(-0.05) / 2
    found = sample_size.measured(4_000, 200, 30, log_loss=0.0, of_prevalence=log_loss)
    assert found.shrinkage == 5_249
    assert found.overall == 73
    assert found.needed == 5_249
    assert not found.enough
    assert sample_size.largest_r2(0.05) == pytest.approx(0.33, abs=0.005)


def test_before_there_is_a_model_little_is_assumed() -> None:
    found = sample_size.assumed(6_000, 300, 30)
    assert found.r2 == pytest.approx(0.049, abs=0.001)
    assert found.enough


def test_where_nothing_was_learned_no_number_of_rows_follows() -> None:
    found = sample_size.measured(60, 12, 5, log_loss=0.51, of_prevalence=0.50)
    assert (found.needed, found.shrinkage, found.enough) == (None, None, False)


def test_what_a_linear_model_learns_is_counted() -> None:
    # Two numbers, three drugs (2), yes or no, three moods (2).
    document = made_up.declaration()
    assert parameters.count(spec.parse(yaml.safe_dump(document))) == 7
    document["fields"][0]["forms"] = ["spline", "missing"]
    document["interactions"] = [["Drug", "Mood"], ["Acid", "Kidney"]]
    assert parameters.count(spec.parse(yaml.safe_dump(document))) == 7 + 3 + 4 + 1


def test_the_age_of_diabetes_is_said_to_have_been_chosen_on_its_rows() -> None:
    predictor = spec.read(PREDICTORS / "diabetes")
    assert [field.name for field in predictor.chosen_expansions] == ["Age"]
    without = predictor.without_chosen_expansions()
    assert without.chosen_expansions == ()
    assert parameters.count(predictor) - parameters.count(without) == 2
