"""Calibration: a model's probabilities, bent so that they are shares of people.

``logistic`` is Platt's recalibration on the log-odds (not on probabilities, where it harms
forests and boosting); ``isotonic`` is a rising, piecewise linear curve on the log-odds.
``shrinkage`` draws the log-odds of a linear model together as far as it says too much of rows
that it has not seen (Steyerberg, Clinical Prediction Models, 2019, chapter 13; by cross-validation
as van Houwelingen and Cox), and never apart. All go into the ONNX graph, so no knot lies closer to
the next than a float32 can tell apart.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import optimize, special
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from bellwether_contract.vocabulary import CalibrationKind
from bellwether_trainer.measures import clusters, logistic
from bellwether_trainer.records import Folds, Labels, People, Probabilities

# No probability is 0 or 1: the rows cannot say that something never happens. Raw ones are held
# within these bounds before their log-odds are taken. A power of two: exact in a float32, so
# that the exported graph, which calculates in these, finds the same log-odds.
FLOOR = 2.0**-13

# With fewer events isotonic regression follows noise and gives people 0 or 1.
ISOTONIC_EVENTS = 1000

# Log-odds that should be drawn together by less than this share are left alone.
NOTHING_TO_SHRINK = 0.01

# However little a model knows, it keeps the order in which it puts people.
LEAST_SLOPE = 0.1

# More knots than this say nothing about people; closer ones turn rounding into jumps.
KNOTS = 60
KNOT_DISTANCE = 0.02


@dataclass(frozen=True, slots=True)
class Calibrator:
    """A map from probabilities to probabilities.

    ``logistic`` and ``shrinkage``: sigmoid(slope * log-odds + intercept). ``isotonic``: ``shares``
    [knots] at ``knots`` [knots] on the log-odds, linear between them, flat outside. All end within
    ``floor`` and 1 - ``floor``.
    """

    kind: CalibrationKind
    floor: float = FLOOR
    slope: float = 1.0
    intercept: float = 0.0
    knots: tuple[float, ...] = ()
    shares: tuple[float, ...] = ()

    def __call__(self, probabilities: Probabilities) -> Probabilities:
        """Calibrated probabilities, of the same shape."""
        if self.kind == "none":
            calibrated = probabilities
        elif self.kind in ("logistic", "shrinkage"):
            odds = self.slope * logistic.log_odds(probabilities, FLOOR) + self.intercept
            calibrated = 1.0 / (1.0 + np.exp(-odds))
        else:
            calibrated = np.interp(logistic.log_odds(probabilities, FLOOR), self.knots, self.shares)
        bounded: Probabilities = np.clip(calibrated, self.floor, 1.0 - self.floor)
        return bounded


@dataclass(frozen=True, slots=True)
class Calibration:
    """The calibrator that was chosen, and the cross-validated log loss of each kind tried."""

    calibrator: Calibrator
    log_losses: dict[CalibrationKind, float | None]
    probabilities: Probabilities


def choose(
    probabilities: Probabilities,
    labels: Labels,
    folds: Folds,
    people: People | None = None,
    *,
    shrink: bool = False,
) -> Calibration:
    """Choose a calibration for out-of-fold ``probabilities`` [rows] by cross-validated log loss.

    It is ``none`` unless another one gains more than one paired standard error, by ``people``
    [rows] where somebody may have several rows. With ``shrink`` it is at least ``shrinkage`` where
    these probabilities say too much: a fitted linear model is known to, so that nothing has to be
    shown. The returned probabilities [rows] are calibrated out of fold, the calibrator is fitted
    on all rows.
    """
    plain = out_of_fold("none", probabilities, labels, folds, people)
    found: dict[CalibrationKind, float | None] = {
        "none": float(_losses(plain, labels).mean()),
        "isotonic": None,
    }
    kind: CalibrationKind = "none"
    base = plain
    if shrink:
        drawn = out_of_fold("shrinkage", probabilities, labels, folds, people)
        found["shrinkage"] = float(_losses(drawn, labels).mean())
        if fit("shrinkage", probabilities, labels).slope < 1.0 - NOTHING_TO_SHRINK:
            kind, base = "shrinkage", drawn
    losses = _losses(base, labels)
    best: tuple[CalibrationKind, Probabilities, float] = (kind, base, float(losses.mean()))
    kinds: list[CalibrationKind] = ["logistic"]
    if clusters.events(labels, people) >= ISOTONIC_EVENTS:
        kinds.append("isotonic")
    for kind in kinds:
        bent = out_of_fold(kind, probabilities, labels, folds, people)
        theirs = _losses(bent, labels)
        found[kind] = float(theirs.mean())
        gain = losses - theirs
        error = clusters.mean_error(gain, people)
        if gain.mean() > error and theirs.mean() < best[2]:
            best = (kind, bent, float(theirs.mean()))
    return Calibration(fit(best[0], probabilities, labels, people), found, best[1])


def out_of_fold(
    kind: CalibrationKind,
    probabilities: Probabilities,
    labels: Labels,
    folds: Folds,
    people: People | None = None,
) -> Probabilities:
    """Probabilities [rows], each calibrated by what the other folds say."""
    bent = np.empty_like(probabilities)
    for fold in np.unique(folds):
        here = folds == fold
        others = None if people is None else people[~here]
        calibrator = fit(kind, probabilities[~here], labels[~here], others)
        bent[here] = calibrator(probabilities[here])
    return bent


def fit(
    kind: CalibrationKind,
    probabilities: Probabilities,
    labels: Labels,
    people: People | None = None,
) -> Calibrator:
    """Fit a calibrator of one kind on probabilities that a model gave rows it had not seen.

    ``people`` [rows] tells whose each row is, where somebody may have several.
    """
    return replace(_fit(kind, probabilities, labels), floor=least(labels, people))


def least(labels: Labels, people: People | None = None) -> float:
    """The least risk that rows with these ``labels`` can tell of, and how far below 1 they end.

    Had nobody of them had it, the next one would have it with a probability of one in as many as
    they are, and two (Laplace's rule of succession). A leaf of a tree without an event says 0.
    """
    return max(FLOOR, 1.0 / (clusters.count(people, len(labels)) + 2))


def _fit(kind: CalibrationKind, probabilities: Probabilities, labels: Labels) -> Calibrator:
    if kind == "none":
        return Calibrator("none")
    odds = logistic.log_odds(probabilities, FLOOR)
    if kind == "logistic":
        model = LogisticRegression(C=np.inf, solver="lbfgs", tol=1e-8, max_iter=1000)
        model.fit(odds[:, None], labels)
        return Calibrator(
            "logistic", slope=float(model.coef_[0, 0]), intercept=float(model.intercept_[0])
        )
    if kind == "shrinkage":
        return _shrinkage(odds, labels)
    rising = IsotonicRegression(out_of_bounds="clip").fit(odds, labels)
    knots = _knots(odds)
    shares = np.interp(knots, rising.X_thresholds_, rising.y_thresholds_)
    return Calibrator("isotonic", knots=tuple(knots.tolist()), shares=tuple(shares.tolist()))


def _shrinkage(odds: Probabilities, labels: Labels) -> Calibrator:
    """The slope of the recalibration, at most 1, and the intercept that goes with it."""
    recalibrated = _fit("logistic", special.expit(odds), labels)
    slope = float(np.clip(recalibrated.slope, LEAST_SLOPE, 1.0))
    if slope == recalibrated.slope:
        return Calibrator("shrinkage", slope=slope, intercept=recalibrated.intercept)
    share = float(labels.mean())
    # With which as many events are expected as there were: the log-odds lie within 10 of 0.
    intercept = optimize.brentq(
        lambda guess: float(special.expit(guess + slope * odds).mean()) - share, -30.0, 30.0
    )
    return Calibrator("shrinkage", slope=slope, intercept=float(intercept))


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
