"""Fields that are declared to go one way, or to act together, do so in every candidate."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import yaml

from bellwether_contract.bundle.scorer import Scorer
from bellwether_contract.declaration import spec
from bellwether_trainer.models import candidates, directions, export, fitting
from bellwether_trainer.models.candidates import CANDIDATES, Candidate
from bellwether_trainer.models.fitting import Fitted
from bellwether_trainer.records import CandidateRecipe, Rows, RowSet, Split, TrainingError
from bellwether_trainer.rows import data
from bellwether_trainer.rows import split as splitting
from tests import made_up

pytestmark = pytest.mark.slow

ABLE = [each for each in CANDIDATES if each.one_way]
# What the rows say goes the other way: beer raises the risk of the made-up people.
AGAINST = {"Beers": "down", "Acid": "down", "Kidney": "down", "Mood": "up"}
TOGETHER = [["Acid", "Kidney"], ["Drug", "Mood"], ["Acid", "Beers"], ["Acid", "Drug"]]


def names(candidate: Candidate) -> str:
    return candidate.name


@pytest.fixture(scope="module")
def split(tmp_path_factory: pytest.TempPathFactory) -> Split:
    folder = made_up.write(tmp_path_factory.mktemp("predictors"))
    predictor = spec.read(folder)
    matrix, labels, sha256, _ = data.initial(folder, predictor)
    sets = (RowSet("initial", sha256, len(labels), int(labels.sum())),)
    rows = Rows(matrix, labels, np.zeros(len(labels), np.int16), sets)
    return splitting.split(predictor, rows, rows)


def declared(forms: list[str] | None = None, **changes: Any) -> spec.Predictor:
    document = made_up.declaration(**changes)
    if forms:
        document["fields"][0]["forms"] = forms
    return spec.parse(yaml.safe_dump(document))


def fit(candidate: Candidate, predictor: spec.Predictor, split: Split) -> Fitted:
    recipe = CandidateRecipe(candidate.name, candidates.declared(candidate, 600), "none")
    return fitting.fit_recipe(recipe, split.training, split.training_labels, None, predictor, 1)


def exported(model: Fitted, split: Split, predictor: spec.Predictor) -> Scorer:
    return Scorer(export.export(model, split, predictor).model, 5)


@pytest.mark.parametrize("candidate", ABLE, ids=names)
def test_no_candidate_goes_against_a_declared_direction(candidate: Candidate, split: Split) -> None:
    free = fit(candidate, declared(), split)
    scorer = Scorer(export.convert(free, 5), 5)
    with pytest.raises(
        TrainingError, match=r"goes against monotone: \{Acid: down\} by [\d.]+ points"
    ):
        directions.require(scorer, split.training, declared(monotone=AGAINST))
    for forms in ([], ["spline", "missing"]):
        predictor = declared(forms, monotone=AGAINST)
        bound = fit(candidate, predictor, split)
        exported(bound, split, predictor)


def test_a_candidate_that_can_promise_no_direction_takes_no_part() -> None:
    able = [each.name for each in candidates.taking_part(CANDIDATES, one_way=True)]
    assert "gradient_boosting" not in able
    assert len(able) == 5
    assert candidates.taking_part(CANDIDATES, one_way=False) == CANDIDATES


def test_a_direction_costs_nothing_where_the_rows_agree(split: Split) -> None:
    predictor = declared(["spline"], monotone={"Acid": "up", "Beers": "up", "Kidney": "up"})
    bound = fit(CANDIDATES[0], predictor, split)
    acid = split.training[:20].copy()
    acid[:, 0] = np.linspace(1, 15, 20)
    acid[:, 1:] = split.training[0, 1:]
    said = bound.predict_proba(acid)[:, 1]
    assert np.diff(said).min() >= 0
    assert said[-1] - said[0] > 0.5


@pytest.mark.parametrize("candidate", CANDIDATES, ids=names)
def test_pairs_survive_the_export(candidate: Candidate, split: Split) -> None:
    predictor = declared(interactions=TOGETHER)
    assert export.export(fit(candidate, predictor, split), split, predictor).parity_rows == 600


@pytest.mark.parametrize("candidate", ABLE, ids=names)
def test_a_direction_holds_at_every_value_of_the_other_field(
    candidate: Candidate, split: Split
) -> None:
    predictor = declared(monotone={"Acid": "down", "Mood": "up"}, interactions=TOGETHER)
    exported(fit(candidate, predictor, split), split, predictor)


@pytest.mark.parametrize(
    "pair", [("Kidney", "Beers"), ("Mood", "Kidney"), ("Acid", "Beers")], ids="-".join
)
@pytest.mark.parametrize("name", ["logistic_regression", "adaboost", "xgboost"])
def test_two_fields_that_act_only_together_are_found(
    name: str, pair: tuple[str, str], split: Split
) -> None:
    # Whether the two lie on the same side of their middles, and nothing else: neither alone tells.
    predictor = declared(interactions=[list(pair)])
    random = np.random.default_rng(4)
    sides = []
    for each in pair:
        values = split.training[:, predictor.column(each)]
        sides.append(np.nan_to_num(values) > np.nanmedian(values))
    odds = np.where(sides[0] == sides[1], 1.5, -1.5)
    labels = (random.random(len(odds)) < 1 / (1 + np.exp(-odds))).astype(np.int8)
    other = replace(split, training_labels=labels)
    candidate = candidates.named(name)
    with_it = fit(candidate, predictor, other).predict_proba(split.training)[:, 1]
    without = fit(candidate, declared(), other).predict_proba(split.training)[:, 1]

    def loss(said: np.ndarray) -> float:
        return float(-np.log(np.where(labels == 1, said, 1 - said)).mean())

    if name == "xgboost":  # trees of two splits meet pairs by themselves
        assert loss(with_it) < 0.66
    else:
        assert loss(with_it) < loss(without) - 0.01
