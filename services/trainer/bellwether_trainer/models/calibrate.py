"""Calibration: a model's probabilities, bent so that they are shares of people.

``logistic`` is Platt's recalibration on the log-odds (not on probabilities, where it harms
forests and boosting); ``isotonic`` is a rising, piecewise linear curve on the log-odds. Both go
into the ONNX graph, so no knot lies closer to the next than a float32 can tell apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from bellwether_contract.bundle import CalibrationKind
from bellwether_trainer.records import Folds, Labels, Probabilities

# No probability is 0 or 1: the rows cannot say that something never happens. Raw ones are held
# within the same bounds before their log-odds are taken. A power of two: exact in a float32, so
# that the exported graph, which calculates in these, finds the same log-odds.
FLOOR = 2.0**-13

# With fewer events isotonic regression follows noise and gives people 0 or 1.
ISOTONIC_EVENTS = 1000

# More knots than this say nothing about people; closer ones turn rounding into jumps.
KNOTS = 60
KNOT_DISTANCE = 0.02


@dataclass(frozen=True, slots=True)
class Calibrator:
    """A map from probabilities to probabilities.

    ``logistic``: sigmoid(slope * log-odds + intercept). ``isotonic``: ``shares`` [knots] at
    ``knots`` [knots] on the log-odds, linear between them, flat outside. All end within
    FLOOR and 1 - FLOOR.
    """

    kind: CalibrationKind
    slope: float = 1.0
    intercept: float = 0.0
    knots: tuple[float, ...] = ()
    shares: tuple[float, ...] = ()

    def __call__(self, probabilities: Probabilities) -> Probabilities:
        """Calibrated probabilities, of the same shape."""
        if self.kind == "none":
            calibrated = probabilities
        elif self.kind == "logistic":
            odds = self.slope * log_odds(probabilities) + self.intercept
            calibrated = 1.0 / (1.0 + np.exp(-odds))
        else:
            calibrated = np.interp(log_odds(probabilities), self.knots, self.shares)
        bounded: Probabilities = np.clip(calibrated, FLOOR, 1.0 - FLOOR)
        return bounded


@dataclass(frozen=True, slots=True)
class Calibration:
    """The calibrator that was chosen, and the cross-validated log loss of each kind tried."""

    calibrator: Calibrator
    log_losses: dict[CalibrationKind, float | None]
    probabilities: Probabilities


def log_odds(probabilities: Probabilities) -> Probabilities:
    """The log-odds of probabilities, held within FLOOR and 1 - FLOOR."""
    bounded = np.clip(np.asarray(probabilities, dtype=np.float64), FLOOR, 1.0 - FLOOR)
    odds: Probabilities = np.log(bounded) - np.log1p(-bounded)
    return odds


def choose(probabilities: Probabilities, labels: Labels, folds: Folds) -> Calibration:
    """Choose a calibration for out-of-fold ``probabilities`` [rows] by cross-validated log loss.

    It is ``none`` unless another one gains more than one paired standard error. The returned
    probabilities [rows] are calibrated out of fold, the calibrator is fitted on all rows.
    """
    plain = Calibrator("none")(probabilities)
    losses = _losses(plain, labels)
    best: tuple[CalibrationKind, Probabilities, float] = ("none", plain, float(losses.mean()))
    found: dict[CalibrationKind, float | None] = {"none": best[2], "isotonic": None}
    kinds: list[CalibrationKind] = ["logistic"]
    if int(labels.sum()) >= ISOTONIC_EVENTS:
        kinds.append("isotonic")
    for kind in kinds:
        bent = out_of_fold(kind, probabilities, labels, folds)
        theirs = _losses(bent, labels)
        found[kind] = float(theirs.mean())
        gain = losses - theirs
        error = float(gain.std(ddof=1)) / np.sqrt(len(gain))
        if gain.mean() > error and theirs.mean() < best[2]:
            best = (kind, bent, float(theirs.mean()))
    return Calibration(fit(best[0], probabilities, labels), found, best[1])


def out_of_fold(
    kind: CalibrationKind, probabilities: Probabilities, labels: Labels, folds: Folds
) -> Probabilities:
    """Probabilities [rows], each calibrated by what the other folds say."""
    bent = np.empty_like(probabilities)
    for fold in np.unique(folds):
        here = folds == fold
        bent[here] = fit(kind, probabilities[~here], labels[~here])(probabilities[here])
    return bent


def fit(kind: CalibrationKind, probabilities: Probabilities, labels: Labels) -> Calibrator:
    """Fit a calibrator of one kind on probabilities that a model gave rows it had not seen."""
    if kind == "none":
        return Calibrator("none")
    odds = log_odds(probabilities)
    if kind == "logistic":
        model = LogisticRegression(C=np.inf, solver="lbfgs", tol=1e-8, max_iter=1000)
        model.fit(odds[:, None], labels)
        return Calibrator(
            "logistic", slope=float(model.coef_[0, 0]), intercept=float(model.intercept_[0])
        )
    rising = IsotonicRegression(out_of_bounds="clip").fit(odds, labels)
    knots = _knots(odds)
    shares = np.interp(knots, rising.X_thresholds_, rising.y_thresholds_)
    return Calibrator("isotonic", knots=tuple(knots.tolist()), shares=tuple(shares.tolist()))


def _knots(odds: Probabilities) -> npt.NDArray[np.float64]:
    """Quantiles of the log-odds as float32 knows them, none closer than KNOT_DISTANCE."""
    quantiles = np.quantile(odds, np.linspace(0, 1, KNOTS)).astype(np.float32).astype(np.float64)
    kept = [float(quantiles[0])]
    for value in quantiles[1:]:
        if value - kept[-1] >= KNOT_DISTANCE:
            kept.append(float(value))
    if len(kept) == 1:
        kept.append(kept[0] + 1.0)
    return np.array(kept)


def _losses(probabilities: Probabilities, labels: Labels) -> Probabilities:
    """The log loss of each row."""
    losses: Probabilities = -np.where(labels == 1, np.log(probabilities), np.log1p(-probabilities))
    return losses
