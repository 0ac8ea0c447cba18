"""Few rows: a logistic regression is held back as far as rows that it has not seen ask for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from bellwether_contract.declaration import spec
from bellwether_contract.vocabulary import Effort
from bellwether_trainer.measures import logistic
from bellwether_trainer.models import candidates, compare, fitting, newton, penalty_search
from bellwether_trainer.models.compare import EvaluatedCandidate
from bellwether_trainer.models.newton import Penalty
from bellwether_trainer.models.penalised import PenalisedLogistic
from bellwether_trainer.models.training_rows import TrainingRows
from bellwether_trainer.rows.folds import deal, row_hashes
from tests import made_up

EFFORTS: tuple[Effort, ...] = ("quick", "full")
LINEAR = candidates.named("logistic_regression")


def drawn(rows: int, columns: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Columns of which two are nearly the same, and labels by a plain logistic truth."""
    random = np.random.default_rng(seed)
    x = random.standard_normal((rows, columns))
    x[:, 1] = 0.9 * x[:, 0] + 0.3 * x[:, 1]
    odds = x @ (0.4 * random.standard_normal(columns)) - 1.0
    return x, (random.random(rows) < 1 / (1 + np.exp(-odds))).astype(np.int8)


@pytest.mark.parametrize(("strength", "mix"), [(1.0, 0.0), (0.1, 0.5), (0.05, 0.9)])
def test_the_solver_comes_to_what_scikit_learn_comes_to(strength: float, mix: float) -> None:
    x, y = drawn(300, 8)
    found = newton.solve(x, y, Penalty(strength, mix))
    solver = "saga" if mix else "newton-cholesky"
    theirs = LogisticRegression(
        C=strength, l1_ratio=mix, solver=solver, tol=1e-8, max_iter=50_000, random_state=1
    ).fit(x, y)
    np.testing.assert_allclose(found[1:], theirs.coef_[0], atol=1e-5)
    assert found[0] == pytest.approx(theirs.intercept_[0], abs=1e-5)


def test_a_coefficient_keeps_its_sign_and_the_others_make_the_best_of_it() -> None:
    x, y = drawn(300, 6)
    free = newton.solve(x, y, Penalty(1.0, 0.0))
    signs = tuple(-int(np.sign(each)) for each in free[-3:])
    bound = newton.solve(x, y, Penalty(1.0, 0.0), signs=signs)
    np.testing.assert_allclose(bound[-3:], 0.0, atol=1e-9)
    without = newton.solve(x[:, :3], y, Penalty(1.0, 0.0))
    np.testing.assert_allclose(bound[:4], without, atol=1e-5)


def test_weights_count_rows() -> None:
    x, y = drawn(200, 4)
    weights = np.random.default_rng(1).integers(1, 4, 200).astype(np.float64)
    often = weights.astype(int)
    found = newton.solve(x, y, Penalty(0.5, 0.3), weights=weights)
    repeated = newton.solve(x.repeat(often, 0), y.repeat(often), Penalty(0.5, 0.3))
    np.testing.assert_allclose(found, repeated, atol=1e-6)


def test_standardised_columns_are_held_back_alike_whatever_their_unit() -> None:
    x, y = drawn(200, 4)
    far = x * np.array([1.0, 100.0, 0.01, 1.0]) + 7.0
    one, other = (
        PenalisedLogistic(C=0.05, standardise=True).fit(each, y).decision_function(each)
        for each in (x, far)
    )
    np.testing.assert_allclose(one, other, atol=1e-6)
    plain = PenalisedLogistic(C=0.05).fit(x, y)
    assert np.abs(plain.decision_function(x) - one).max() > 0.001


def many_fields(folder: Path) -> spec.Predictor:
    names = [f"X{place}" for place in range(30)]
    fields = [
        {"name": each, "type": "number", "label": each, "minimum": -99, "maximum": 99, "example": 0}
        for each in names
    ]
    sections = [{"title": "All", "fields": names}]
    return spec.read(made_up.write(folder, fields=fields, sections=sections))


def evaluate_candidate(
    predictor: spec.Predictor, x: np.ndarray, y: np.ndarray, effort: Effort
) -> EvaluatedCandidate:
    rows = learners(x, y)
    folds = deal(rows.hashes, y, 3)
    drawn = compare.draw(rows, folds, predictor, effort)
    return compare.evaluate_candidate(LINEAR, drawn, predictor, effort, 1)


def learners(x: np.ndarray, y: np.ndarray) -> TrainingRows:
    matrix = np.ascontiguousarray(x, dtype=np.float32)
    return TrainingRows(matrix, y, row_hashes(matrix, "salt"))


def slope(said: np.ndarray, labels: np.ndarray) -> float:
    """Of the logistic recalibration: below 1, log-odds are too far apart."""
    odds = np.log(said) - np.log1p(-said)
    found = logistic.fit(np.column_stack([np.ones_like(odds), odds]), labels)
    assert found is not None
    return float(found.coefficients[1])


@pytest.mark.slow
def test_a_model_of_few_rows_says_no_more_than_it_knows(tmp_path: Path) -> None:
    # Thirty answers of 150 people; what is said of 20,000 others is known to a few hundredths.
    predictor = many_fields(tmp_path)
    shrunken, plain = [], []
    for seed in range(5):
        x, y = drawn(20_150, 30, seed)
        few, others = learners(x[:150], y[:150]), learners(x[150:], y[150:])
        examined = evaluate_candidate(predictor, x[:150], y[:150], "quick")
        assert examined.found.configurations == len(LINEAR.grid)
        model = compare.fit(examined, few, predictor, 1)
        shrunken.append(slope(model.predict_proba(others.matrix)[:, 1], others.labels))
        declared = fitting.fit(LINEAR, {"C": 1.0}, few.matrix, few.labels, predictor, 1)
        plain.append(slope(declared.predict_proba(others.matrix)[:, 1], others.labels))
    assert np.mean(plain) < 0.6
    assert 0.85 < np.mean(shrunken) < 1.3
    assert min(shrunken) > 0.7


def test_many_rows_keep_the_declared_penalty_where_nothing_else_is_shown(tmp_path: Path) -> None:
    predictor = many_fields(tmp_path)
    x, y = drawn(5_000, 30, seed=4)
    quick, full = (evaluate_candidate(predictor, x, y, effort).found for effort in EFFORTS)
    assert quick.configurations == 1
    assert full.configurations == len(candidates.STRENGTHS)
    for found in (quick, full):
        assert found.hyperparameters["C"] == 1.0
        assert found.hyperparameters["standardise"] is False


def test_a_search_that_takes_too_long_leaves_what_is_declared(tmp_path: Path) -> None:
    predictor = many_fields(tmp_path)
    x, y = drawn(150, 30)
    folds = deal(learners(x, y).hashes, y, 3)[None, :]
    declared = candidates.declared(LINEAR, 150)
    found = penalty_search.search(
        LINEAR, declared, learners(x, y).matrix, y, folds, predictor, seconds=1e-6
    )
    assert (found.hyperparameters, found.configurations) == (declared, 1)
