"""Every candidate can be exported, and says then what it said before."""

from __future__ import annotations

import numpy as np
import pytest

from bellwether_contract import spec
from bellwether_contract.scorer import Scorer
from bellwether_trainer import candidates, data, export, prepare
from bellwether_trainer.candidates import CANDIDATES, Candidate
from bellwether_trainer.records import Split, TrainingError
from tests import made_up


@pytest.fixture(scope="module")
def made_up_split(tmp_path_factory: pytest.TempPathFactory) -> tuple[spec.Predictor, Split]:
    folder = made_up.write(tmp_path_factory.mktemp("predictors"))
    predictor = spec.read(folder)
    return predictor, prepare.split(data.load(folder, predictor), predictor)


@pytest.mark.parametrize("candidate", CANDIDATES, ids=lambda candidate: candidate.name)
def test_each_candidate_survives_its_export(
    candidate: Candidate, made_up_split: tuple[spec.Predictor, Split]
) -> None:
    predictor, split = made_up_split
    model = candidates.fit(candidate.name, split, predictor, threads=1)
    exported = export.export(model, split)
    assert exported.largest_difference <= export.PARITY_TOLERANCE
    assert exported.parity_rows == len(split.holdout)
    assert exported.background.shape == (100, 5)
    # The rows that prove a bundle cover unknown values, and low and high probabilities.
    rows = [row for row, _ in exported.golden]
    scores = [score for _, score in exported.golden]
    assert any(None in row for row in rows)
    assert max(scores) - min(scores) > 0.3


def test_a_model_that_says_something_else_after_the_export_is_refused(
    made_up_split: tuple[spec.Predictor, Split], monkeypatch: pytest.MonkeyPatch
) -> None:
    predictor, split = made_up_split
    model = candidates.fit("logistic_regression", split, predictor, threads=1)
    scorer = Scorer(export.convert(model, 5), 5)

    class Off:
        def __init__(self, *_: object) -> None: ...

        def probabilities(self, matrix: np.ndarray) -> np.ndarray:
            scores = scorer.probabilities(matrix).copy()
            scores[7] += 2e-5
            return scores

    monkeypatch.setattr(export, "Scorer", Off)
    with pytest.raises(TrainingError, match="differs from scikit-learn"):
        export.export(model, split)


def test_six_candidates_are_compared_out_of_fold(
    made_up_split: tuple[spec.Predictor, Split],
) -> None:
    predictor, split = made_up_split
    told: list[tuple[float, str | None]] = []
    chosen = tuple(c for c in CANDIDATES if c.name in ("logistic_regression", "decision_tree"))
    results = candidates.compare(
        split, predictor, 1, lambda _, share, message: told.append((share, message)), chosen
    )
    assert [result.candidate for result in results] == ["logistic_regression", "decision_tree"]
    assert all(len(result.probabilities) == len(split.training) for result in results)
    # A tree of depth 8 on 450 rows remembers them: in-sample scores would tell.
    tree = candidates.fit("decision_tree", split, predictor, threads=1)
    seen = tree.predict_proba(split.training)[:, 1]
    assert not np.allclose(results[1].probabilities, seen)
    assert [share for share, _ in told] == sorted(share for share, _ in told)
    assert told[-1][1] == "Decision Tree, fold 3 of 3"


def test_the_candidates_are_the_six_and_name_their_hyperparameters() -> None:
    assert [candidate.label for candidate in CANDIDATES] == [
        "Logistic Regression",
        "Decision Tree",
        "Random Forest",
        "AdaBoost",
        "Gradient Boosting",
        "XGBoost",
    ]
    assert all(candidate.hyperparameters for candidate in CANDIDATES)
    assert [candidate.name for candidate in CANDIDATES if candidate.calibrated] == ["adaboost"]
