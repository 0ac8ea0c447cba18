"""Every candidate can be exported, and says then what it said before."""

from __future__ import annotations

import numpy as np
import onnx
import pytest
import yaml

from bellwether_contract.bundle.scorer import Scorer
from bellwether_contract.declaration import spec
from bellwether_contract.vocabulary import CalibrationKind
from bellwether_trainer.models import (
    calibrate,
    candidates,
    compact_trees,
    export,
    fitting,
    forms,
)
from bellwether_trainer.models.candidates import CANDIDATES, Candidate
from bellwether_trainer.models.fitting import Fitted
from bellwether_trainer.records import CandidateRecipe, Rows, RowSet, Split, TrainingError
from bellwether_trainer.rows import data
from bellwether_trainer.rows import split as splitting
from bellwether_trainer.rows.folds import deal
from tests import made_up

pytestmark = pytest.mark.slow

Made = tuple[spec.Predictor, Split]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = made_up.write(tmp_path_factory.mktemp("predictors"))
    predictor = spec.read(folder)
    matrix, labels, sha256, _ = data.initial(folder, predictor)
    sets = (RowSet("initial", sha256, len(labels), int(labels.sum())),)
    rows = Rows(matrix, labels, np.zeros(len(labels), np.int16), sets)
    return predictor, splitting.split(predictor, rows, rows)


def fit(made: Made, candidate: Candidate, kind: CalibrationKind = "none") -> Fitted:
    predictor, split = made
    recipe = CandidateRecipe(candidate.name, candidates.declared(candidate, 600), kind)
    folds = deal(split.training_hashes, split.training_labels, 3)
    return fitting.fit_recipe(recipe, split.training, split.training_labels, folds, predictor, 1)


@pytest.mark.parametrize("kind", ["none", "shrinkage", "logistic", "isotonic"])
@pytest.mark.parametrize("candidate", CANDIDATES, ids=lambda candidate: candidate.name)
def test_each_candidate_survives_its_export_with_its_calibration(
    candidate: Candidate, kind: CalibrationKind, made: Made
) -> None:
    model = fit(made, candidate, kind)
    assert model.calibrator.kind == kind
    exported = export.export(model, made[1], made[0])
    assert exported.largest_difference <= export.PARITY_TOLERANCE
    assert exported.parity_rows == 600
    assert exported.background.shape == (64, 5)
    # The rows that prove a bundle cover unknown values, and low and high probabilities.
    rows = [row for row, _ in exported.golden]
    scores = [score for _, score in exported.golden]
    assert any(None in row for row in rows)
    assert max(scores) - min(scores) > 0.3
    least = np.float32(model.calibrator.floor)
    assert model.calibrator.floor == calibrate.least(made[1].training_labels) > calibrate.FLOOR
    assert min(scores) >= least
    assert max(scores) <= 1 - least


TREES = ["xgboost", "gradient_boosting", "random_forest", "decision_tree"]


@pytest.mark.parametrize("named", TREES)
def test_trees_are_written_compactly_and_say_what_they_said(
    named: str, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = fit(made, candidates.named(named), "logistic")
    small = export.convert(model, 5)
    operators = {node.op_type for node in onnx.load_from_string(small).graph.node}
    assert {each for each in operators if "Tree" in each} == {"TreeEnsemble"}
    monkeypatch.setattr(compact_trees, "compact", lambda _: False)
    whole = export.convert(model, 5)
    assert len(small) < 0.75 * len(whole)
    np.testing.assert_allclose(
        Scorer(small, 5).probabilities(made[1].training),
        Scorer(whole, 5).probabilities(made[1].training),
        atol=1e-6,
    )


def test_a_tree_that_is_nothing_but_a_leaf_is_left_as_it_is(made: Made) -> None:
    # Labels that no split can tell anything of.
    predictor, split = made
    labels = (np.arange(len(split.training)) % 2).astype(np.int8)
    same = np.ones_like(split.training)
    recipe = CandidateRecipe(
        "xgboost", candidates.declared(candidates.named("xgboost"), 600), "none"
    )
    hashes = split.training_hashes
    folds = deal(hashes, labels, 3)
    model = fitting.fit_recipe(recipe, same, labels, folds, predictor, 1)
    said = Scorer(export.convert(model, 5), 5).probabilities(same)
    np.testing.assert_allclose(said, model.predict_proba(same)[:, 1], atol=1e-6)


def test_the_calibration_is_inside_the_graph(made: Made) -> None:
    model = fit(made, candidates.named("adaboost"), "logistic")
    said = Scorer(export.convert(model, 5), 5).probabilities(made[1].training)
    raw = model.pipeline.predict_proba(made[1].training)[:, 1]
    np.testing.assert_allclose(said, model.calibrator(raw), atol=1e-5)
    assert np.abs(said - raw).max() > 0.1


@pytest.mark.parametrize(
    "asked", [["square"], ["spline"], ["missing"], ["square", "spline", "missing"]]
)
def test_every_form_of_a_number_survives_the_export(asked: list[str], made: Made) -> None:
    document = made_up.declaration()
    document["fields"][0]["forms"] = asked
    predictor = spec.parse(yaml.safe_dump(document))
    model = fit((predictor, made[1]), candidates.named("logistic_regression"))
    assert export.export(model, made[1], made[0]).largest_difference <= 1e-6
    plain = fit(made, candidates.named("logistic_regression"))
    assert not np.allclose(
        model.predict_proba(made[1].training), plain.predict_proba(made[1].training), atol=1e-3
    )


def test_a_spline_is_straight_beyond_its_outer_knots() -> None:
    values = np.random.default_rng(1).normal(size=(500, 1)).astype(np.float32)
    spline = forms.NumberForms(spline=True).fit(values)
    far = spline.transform(np.array([[10.0], [11.0], [12.0], [-10.0], [-11.0]], np.float32))
    np.testing.assert_allclose(far[2] - far[1], far[1] - far[0], rtol=1e-3)
    # Below the first knot the bent columns are 0.
    np.testing.assert_array_equal(far[3:, 1:], 0)


def test_a_model_that_says_something_else_after_the_export_is_refused(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = fit(made, candidates.named("logistic_regression"))
    scorer = Scorer(export.convert(model, 5), 5)

    class Off:
        def __init__(self, *_: object) -> None: ...

        def probabilities(self, matrix: np.ndarray) -> np.ndarray:
            scores = scorer.probabilities(matrix).copy()
            scores[7] += 2e-5
            return scores

    monkeypatch.setattr(export, "Scorer", Off)
    with pytest.raises(TrainingError, match="differs from scikit-learn"):
        export.export(model, made[1], made[0])


def test_the_candidates_are_the_six_and_name_their_hyperparameters() -> None:
    assert [candidate.label for candidate in CANDIDATES] == [
        "Logistic Regression",
        "Decision Tree",
        "AdaBoost",
        "Gradient Boosting",
        "XGBoost",
        "Random Forest",
    ]
    assert all(candidate.hyperparameters and candidate.grid for candidate in CANDIDATES)
    for candidate in CANDIDATES:
        tried = {name for each in candidate.grid for name in each}
        assert tried <= candidate.hyperparameters.keys()
