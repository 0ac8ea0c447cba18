"""Contributions of real models: held against every set of fields, and the shap package."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shap  # type: ignore[import-untyped]

from bellwether_contract.bundle.scorer import Scorer
from bellwether_contract.bundle.shapley import Background
from bellwether_contract.declaration import spec
from bellwether_trainer.models import candidates, export, fitting, importance, made_rows
from bellwether_trainer.models.calibrate import Calibrator
from bellwether_trainer.models.candidates import CANDIDATES, Candidate
from bellwether_trainer.models.fitting import Fitted
from bellwether_trainer.records import Exported, Split
from bellwether_trainer.rows.pool import Pool
from bellwether_trainer.rows.split import split as split_rows

pytestmark = pytest.mark.slow

PREDICTORS = Path(__file__).parents[2] / "predictors"
# Forests take seconds for what others take milliseconds.
ROWS = 40_000


def rows_of(name: str) -> tuple[spec.Predictor, Split]:
    folder = PREDICTORS / name
    predictor = spec.read(folder)
    rows = Pool(folder, predictor, Path("/nowhere")).rows(("initial",))
    return predictor, split_rows(predictor, rows, rows)


@pytest.fixture(scope="module")
def heart() -> tuple[spec.Predictor, Split]:
    return rows_of("heart")


@pytest.fixture(scope="module")
def diabetes() -> tuple[spec.Predictor, Split]:
    return rows_of("diabetes")


def explained(made: tuple[spec.Predictor, Split], candidate: Candidate) -> tuple[Scorer, Exported]:
    predictor, split = made
    matrix, labels = split.training[:ROWS], split.training_labels[:ROWS]
    parameters = candidates.declared(candidate, len(labels))
    pipeline = fitting.fit(candidate, parameters, matrix, labels, predictor, 2)
    content = export.convert(Fitted(pipeline, Calibrator("none")), matrix.shape[1])
    scorer = Scorer(content, matrix.shape[1])
    background = made_rows.background(split.training, predictor, scorer)
    return scorer, Exported(content, background, (), 0, 0.0)


@pytest.mark.parametrize("candidate", CANDIDATES, ids=lambda candidate: candidate.name)
def test_eight_fields_are_explained_exactly_for_every_candidate(
    diabetes: tuple[spec.Predictor, Split], candidate: Candidate
) -> None:
    scorer, exported = explained(diabetes, candidate)
    background = Background(exported.background, scorer)
    for row in diabetes[1].anchor.matrix[:3]:
        own = row[None, :]
        probability = float(scorer.probabilities(own)[0])
        found = background.explain(own, probability)
        oracle = shap.KernelExplainer(scorer.probabilities, exported.background)
        # So many samples are all sets of eight fields.
        theirs = oracle.shap_values(own, nsamples=1 << 8, l1_reg=False, silent=True)[0]
        np.testing.assert_allclose(found.contributions, theirs, atol=1e-4)
        assert found.baseline == pytest.approx(float(oracle.expected_value), abs=1e-6)


@pytest.mark.parametrize(
    "name", ["logistic_regression", pytest.param("xgboost", marks=pytest.mark.nightly)]
)
def test_seventeen_fields_are_explained_within_two_points(
    heart: tuple[spec.Predictor, Split], name: str
) -> None:
    scorer, exported = explained(heart, candidates.named(name))
    background = Background(exported.background, scorer)
    anchor = heart[1].anchor.matrix
    scores = scorer.probabilities(anchor)
    order = np.argsort(scores, kind="stable")
    errors = []
    for at in order[np.linspace(0, len(order) - 1, 9).astype(int)]:
        own, probability = anchor[at : at + 1], float(scores[at])
        if background.sets(own) < 1 << 19:
            exact = background.explain_exactly(own, probability)
            found = background.explain(own, probability)
            errors.append(100 * np.abs(found.contributions - exact.contributions).max())
    assert len(errors) >= 5
    assert max(errors) < 2


@pytest.mark.parametrize(
    "name",
    ["logistic_regression", "xgboost", pytest.param("random_forest", marks=pytest.mark.nightly)],
)
def test_the_background_says_on_average_what_the_model_says(
    heart: tuple[spec.Predictor, Split], name: str
) -> None:
    scorer, exported = explained(heart, candidates.named(name))
    mean = float(scorer.probabilities(heart[1].training).mean())
    assert len(exported.background) == 64
    assert abs(Background(exported.background, scorer).baseline - mean) < 0.001


@pytest.mark.parametrize(
    ("name", "candidate"), [("diabetes", "logistic_regression"), ("heart", "logistic_regression")]
)
def test_made_rows_explain_as_real_rows_do(
    name: str, candidate: str, request: pytest.FixtureRequest
) -> None:
    made = request.getfixturevalue(name)
    scorer, exported = explained(made, candidates.named(candidate))
    _, split = made
    random = np.random.default_rng(1)
    people = random.choice(len(split.anchor.matrix), 200, replace=False)
    rows = split.anchor.matrix[people]
    # Many more real rows than a background holds: 64 of them differ by two points from others.
    order = np.argsort(scorer.probabilities(split.training), kind="stable")
    places = np.linspace(0, len(order) - 1, min(600, len(order))).astype(int)
    real = split.training[order[places]]
    probabilities = scorer.probabilities(rows).tolist()

    def contributions(background: Background, walks: int) -> np.ndarray:
        return 100 * np.array(
            [
                background.explain(rows[at : at + 1], probability, walks).contributions
                for at, probability in enumerate(probabilities)
            ]
        )

    against_made = contributions(Background(exported.background, scorer), 4)
    against_real = contributions(Background(real, scorer), 1)
    assert np.abs(against_made - against_real).max() < 1


def test_importance_puts_the_fields_first_that_move_most(
    heart: tuple[spec.Predictor, Split],
) -> None:
    predictor, split = heart
    _, exported = explained(heart, candidates.named("logistic_regression"))
    found = importance.importance(exported, split.anchor.matrix, predictor)
    assert found.people == importance.PEOPLE
    assert {each.name for each in found.fields} == {field.name for field in predictor.fields}
    points = [each.points for each in found.fields]
    assert points == sorted(points, reverse=True)
    assert found.fields[0].name == "AgeCategory"
    assert points[0] > 1
    for each in found.fields:
        assert each.low < each.points < each.high


def test_the_interval_of_an_importance_holds_the_mean_over_all_people_as_often_as_it_says() -> None:
    rng = np.random.default_rng(20)
    # By how much a field moves people: most by little, a few by much, as real ones do.
    everybody = rng.lognormal(0, 1, size=50_000)
    truth = everybody.mean()
    held = 0
    for _ in range(300):
        moved = rng.choice(everybody, size=(importance.PEOPLE, 1))
        low, high = importance.over_other_people(moved)[:, 0]
        held += low <= truth <= high
    assert 0.86 < held / 300 < 0.98
