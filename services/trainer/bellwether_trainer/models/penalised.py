"""The logistic regression that is fitted: scikit-learn's, or one with penalties and signs."""

from __future__ import annotations

from typing import Any

import numpy as np
from skl2onnx import update_registered_converter
from skl2onnx.common.shape_calculator import calculate_linear_classifier_output_shapes
from skl2onnx.operator_converters.linear_classifier import convert_sklearn_linear_classifier
from sklearn.linear_model import LogisticRegression

from bellwether_trainer.models import in_parts
from bellwether_trainer.models.newton import PRECISE, ROUGH, Columns, Floats, Penalty, solve
from bellwether_trainer.records import Labels

# A column with a smaller standard deviation is constant.
CONSTANT = 1e-6

# Of many rows so many tell where the solution of all of them lies.
GUESSED_FROM = 100_000


class PenalisedLogistic(LogisticRegression):  # type: ignore[misc]  # sklearn has no types
    """scikit-learn's logistic regression, which also takes elastic net and signs.

    ``standardise``: the penalty holds back effects of one standard deviation of every column, of
    rare categories too, instead of the columns' own. ``signs`` are those of the last columns, see
    ``solve``; with None and neither of the others it is scikit-learn's own solver, but for many
    rows, of which that would make copies.
    """

    def __init__(
        self,
        C: float = 1.0,  # noqa: N803  # scikit-learn's name
        l1_ratio: float = 0.0,
        standardise: bool = False,
        solver: str = "newton-cholesky",
        tol: float = 1e-4,
        max_iter: int = 100,
        signs: tuple[int, ...] | None = None,
        random_state: int | None = None,
    ) -> None:
        super().__init__(
            C=C,
            l1_ratio=l1_ratio,
            solver=solver,
            tol=tol,
            max_iter=max_iter,
            random_state=random_state,
        )
        self.standardise = standardise
        self.signs = signs

    def fit(
        self,
        columns: Any,
        labels: Labels,
        sample_weight: Floats | None = None,
        start: Floats | None = None,
    ) -> PenalisedLogistic:
        """Fit on columns [n, k] and 0/1 labels [n].

        From a ``start``, the ``solution_`` of a strength nearby, it is a search's rough fit.
        """
        theirs = self.l1_ratio == 0.0 and not self.standardise and self.signs is None
        if theirs and start is None and len(labels) <= in_parts.MANY_ROWS:
            super().fit(columns, labels, sample_weight)
            return self
        centred, middle, spread = self._standardised(columns)
        precise = PRECISE if start is None else ROUGH
        if start is None and len(labels) > in_parts.MANY_ROWS:
            start = self._guess(centred, labels, sample_weight)
        self.solution_ = solve(
            centred,
            labels,
            Penalty(self.C, self.l1_ratio),
            weights=sample_weight,
            signs=self.signs or (),
            start=start,
            precise=precise,
        )
        coefficients = self.solution_[1:] / spread
        self.classes_ = np.array([0, 1])
        self.n_features_in_ = columns.shape[1]
        self.coef_ = coefficients[None, :]
        self.intercept_ = self.solution_[:1] - middle @ coefficients
        return self

    def _guess(self, columns: Columns, labels: Labels, weights: Floats | None) -> Floats:
        """The solution of some of many rows, from which that of all is three steps away, not ten.

        Each of them stands for as many as were left out: the penalty weighs as it does with all.
        """
        every = -(-len(labels) // GUESSED_FROM)
        return solve(
            columns[::every],
            labels[::every],
            Penalty(self.C * every, self.l1_ratio),
            weights=None if weights is None else weights[::every],
            signs=self.signs or (),
            precise=ROUGH,
        )

    def _standardised(self, columns: Columns) -> tuple[Columns, Floats, Floats]:
        """The columns as they are penalised, [n, k], and what makes them so, [k] each."""
        if not self.standardise:
            return columns, np.zeros(columns.shape[1]), np.ones(columns.shape[1])
        doubles = np.asarray(columns, dtype=np.float64)
        middle, spread = doubles.mean(axis=0), doubles.std(axis=0)
        # What is the same in all rows says nothing, and is not to be divided by nothing.
        spread[spread < CONSTANT] = 1.0
        return (doubles - middle) / spread, middle, spread


# As scikit-learn's own is converted; the converter sees intercept and coefficients alone.
update_registered_converter(
    PenalisedLogistic,
    "SklearnLinearClassifier",
    calculate_linear_classifier_output_shapes,
    convert_sklearn_linear_classifier,
    options={
        "zipmap": [True, False, "columns"],
        "nocl": [True, False],
        "output_class_labels": [False, True],
        "raw_scores": [True, False],
    },
)
