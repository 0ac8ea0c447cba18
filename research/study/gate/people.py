"""Made-up people whose true probabilities are known, and models that learn from them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize, special, stats

from bellwether_trainer.measures.predictions import Predictions
from bellwether_trainer.records import Folds, Labels

Floats = npt.NDArray[np.float64]

REPEATS, FOLDS = 10, 5

_POINTS = np.linspace(-6, 6, 2001)
_WEIGHTS = stats.norm.pdf(_POINTS) / stats.norm.pdf(_POINTS).sum()


@dataclass(frozen=True, slots=True)
class Population:
    """Normal log-odds: their mean says how many have it, their spread how well that is told."""

    mean: float
    spread: float

    @classmethod
    def of(cls, prevalence: float, auroc: float) -> Population:
        """That in which ``prevalence`` have it and true probabilities have this AUROC."""

        def with_spread(spread: float) -> Population:
            mean = optimize.brentq(
                lambda mean: _WEIGHTS @ special.expit(mean + spread * _POINTS) - prevalence, -20, 20
            )
            return cls(float(mean), spread)

        spread = optimize.brentq(lambda spread: with_spread(spread)._auroc() - auroc, 0.01, 6)
        return with_spread(float(spread))

    def _auroc(self) -> float:
        p = special.expit(self.mean + self.spread * _POINTS)
        events, others = _WEIGHTS * p, _WEIGHTS * (1 - p)
        below = np.cumsum(others) - others / 2
        return float(events @ below / events.sum() / others.sum())

    def loss_of_noise(self, noise: float) -> float:
        """Log loss beyond the truth's of log-odds known up to so much normal noise, calibrated."""
        nodes, weights = np.polynomial.hermite_e.hermegauss(41)
        share = self.spread**2 / (self.spread**2 + noise**2) if noise else 1.0
        truth = self.spread * nodes[:, None]
        predicted = self.mean + share * (truth + noise * nodes[None, :])
        p = special.expit(self.mean + truth)
        best = np.logaddexp(0, self.mean + truth) - p * (self.mean + truth)
        worse = np.logaddexp(0, predicted) - p * predicted - best
        both = weights[:, None] * weights[None, :]
        return float((both * worse).sum() / both.sum())

    def noise_of_loss(self, loss: float) -> float:
        """The noise that costs so much log loss."""
        return float(optimize.brentq(lambda noise: self.loss_of_noise(noise) - loss, 0, 20))

    def draw(self, n: int, fields: int, random: np.random.Generator) -> tuple[Floats, Floats]:
        """``fields`` independent normal answers [n, fields] that all matter, and true log-odds."""
        answers = random.standard_normal((n, fields))
        return answers, self.mean + self.spread / np.sqrt(fields) * answers.sum(axis=1)

    def noisy(self, odds: Floats, noise: float, random: np.random.Generator) -> Floats:
        """What a calibrated model says who knows the true log-odds up to so much noise."""
        share = self.spread**2 / (self.spread**2 + noise**2)
        predicted: Floats = self.mean + share * (
            odds - self.mean + noise * random.standard_normal(odds.shape)
        )
        return predicted


def labels_of(odds: Floats, random: np.random.Generator) -> Labels:
    """Who has it, 0 or 1, by chance alone beyond their log-odds."""
    labels: Labels = (random.random(len(odds)) < special.expit(odds)).astype(np.int8)
    return labels


def held_out(labels: Labels, odds: Floats) -> Predictions:
    """What a model said of people who taught it nothing."""
    return Predictions.held_out(labels, special.expit(odds))


def dealt(labels: Labels, random: np.random.Generator) -> Folds:
    """Folds [REPEATS, n] with their share of either label."""
    folds = np.empty((REPEATS, len(labels)), dtype=np.int8)
    for row in folds:
        for label in (0, 1):
            rows = random.permutation(np.flatnonzero(labels == label))
            row[rows] = np.arange(len(rows)) % FOLDS
    return folds


def in_folds(labels: Labels, odds: Floats, folds: Folds) -> Predictions:
    """What models said [REPEATS, n] of people in folds that taught them nothing."""
    return Predictions(labels, special.expit(np.broadcast_to(odds, folds.shape)), folds)


def learn(answers: Floats, labels: Labels, taught: Floats, *, shrink: bool) -> Floats:
    """Coefficients [models, 1 + fields] of logistic regressions on ``taught`` [models, n] rows.

    ``shrink``: by the heuristic factor (chi squared - fields) / chi squared of Van Houwelingen and
    Le Cessie, Statistics in Medicine 9 (1990), with the mean prediction kept.
    """
    columns = np.column_stack([np.ones(len(labels)), answers])
    squares = (columns[:, :, None] * columns[:, None, :]).reshape(len(labels), -1)
    size = columns.shape[1]
    share = taught @ labels / taught.sum(axis=1)
    beta = np.zeros((len(taught), size))
    beta[:, 0] = special.logit(share)
    for _ in range(30):
        p = special.expit(beta @ columns.T)
        gradient = (taught * (labels - p)) @ columns
        information = ((taught * p * (1 - p)) @ squares).reshape(len(taught), size, size)
        step = np.linalg.solve(information, gradient[..., None])[..., 0]
        # A first step may overshoot where many have answers that tell them apart.
        step *= np.minimum(1.0, 3.0 / np.abs(step).max(axis=1, keepdims=True))
        beta += step
        if np.abs(step).max() < 1e-6:
            break
    if not shrink:
        return beta
    odds = beta @ columns.T
    own = (taught * (np.logaddexp(0, odds) - labels * odds)).sum(axis=1)
    events, rows = taught @ labels, taught.sum(axis=1)
    null = -(special.xlogy(events, share) + special.xlogy(rows - events, 1 - share))
    chi = 2 * (null - own)
    factor = np.clip((chi - (size - 1)) / chi, 0.05, 1.0)
    slopes = factor[:, None] * beta[:, 1:]
    odds, shift = slopes @ answers.T, beta[:, 0].copy()
    for _ in range(30):
        p = special.expit(odds + shift[:, None])
        moved = (taught * (labels - p)).sum(axis=1) / (taught * p * (1 - p)).sum(axis=1)
        shift += moved
        if np.abs(moved).max() < 1e-8:
            break
    return np.column_stack([shift, slopes])


def said(beta: Floats, answers: Floats) -> Floats:
    """Log-odds [models, n]."""
    odds: Floats = beta[:, :1] + beta[:, 1:] @ answers.T
    return odds


def through_folds(answers: Floats, labels: Labels, folds: Folds, *, shrink: bool) -> Floats:
    """Log-odds [REPEATS, n] of each row by the model that its fold has not taught."""
    taught = np.stack([repeat != fold for repeat in folds for fold in range(FOLDS)]).astype(float)
    odds = said(learn(answers, labels, taught, shrink=shrink), answers).reshape(
        len(folds), FOLDS, len(labels)
    )
    predicted: Floats = np.take_along_axis(odds, folds[:, None, :].astype(np.intp), axis=1)[:, 0]
    return predicted
