"""Each figure of a validation beside the training's own, and whether chance explains the distance.

The rows of both are of different people, so the errors of both count: z is the distance over the
square root of the sum of their squares. Shares and areas are compared on the logit scale and
observed/expected on that of its logarithm, where their errors are symmetric.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any, Literal

from bellwether_trainer.measures import intervals
from bellwether_trainer.measures.logistic import logit
from bellwether_trainer.measures.metric_types import Calibration, Interval, Measures
from bellwether_trainer.measures.predictions import Predictions

OnProgress = Literal["alike", "perhaps", "differs", "cannot tell"]

# One figure alone lies so far from another of the same people in one of twenty cases.
ALONE_Z = NormalDist().inv_cdf(0.975)

HOW = (
    "z is how far the two figures lie apart, in standard errors of both together. Within -{alone} "
    "to {alone} chance explains it: two sets of rows of the same people differ so. Beyond "
    "{together} it does not: where nothing has changed, any of the {count} figures would lie so "
    "far apart in one validation of twenty. In between it may be either. AUPRC, log loss and Brier "
    "score depend on how common the outcome is, too."
)

Transform = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Beside:
    """A figure here and in training; ``z`` and a word about their distance, with the reason.

    ``training`` may have no interval (None for its ends): cross-validation makes it true by itself.
    """

    name: str
    label: str
    here: Interval | None
    training: Mapping[str, float | None] | None
    z: float | None
    found: OnProgress
    words: str


@dataclass(frozen=True, slots=True)
class _Figure:
    """What it means to lie ``below`` or ``above`` the training's, or what is ``perfect``."""

    name: str
    label: str
    scale: Transform
    below: str
    above: str
    perfect: float | None = None


def _log(ratio: float) -> float:
    return math.log(ratio) if ratio > 0 else -math.inf


def _plain(value: float) -> float:
    return value


_WORSE, _BETTER = "worse here than in training", "better here than in training"
FIGURES = (
    _Figure("prevalence", "Share with the outcome", logit, "rarer here", "more common here"),
    _Figure("auroc", "AUROC", logit, f"people are ranked {_WORSE}", f"ranked {_BETTER}"),
    _Figure("auprc", "AUPRC", logit, _WORSE, _BETTER),
    _Figure("log_loss", "Log loss", _plain, _BETTER, _WORSE),
    _Figure("brier", "Brier score", _plain, _BETTER, _WORSE),
    _Figure(
        "slope", "Calibration slope", _plain,
        "risks are more extreme than is true here: high ones too high, low ones too low",
        "risks are too near to each other here: high ones too low, low ones too high", 1.0,
    ),
    _Figure(
        "intercept", "Calibration intercept", _plain,
        "risks are too high here", "risks are too low here", 0.0,
    ),
    _Figure(
        "observed_expected", "Observed/expected", _log,
        "fewer people have it here than is told", "more people have it here than is told", 1.0,
    ),
)  # fmt: skip

# Any of so many figures lies so far apart by chance in one of twenty cases (Bonferroni).
TOGETHER_Z = NormalDist().inv_cdf(1 - 0.025 / len(FIGURES))


def how() -> str:
    """What z, and the words about it, mean."""
    return HOW.format(alone=f"{ALONE_Z:.2f}", together=f"{TOGETHER_Z:.2f}", count=len(FIGURES))


def compare(
    predicted: Predictions,
    measures: Measures,
    calibration: Calibration,
    report: Mapping[str, Any],
) -> tuple[Beside, ...]:
    """Each figure here beside that in the ``report`` of the version's training.

    A report from before a figure was told has none.
    """
    here = _here(predicted, measures, calibration)
    return tuple(
        _beside(figure, here[figure.name], training(report, figure.name)) for figure in FIGURES
    )


def training(report: Mapping[str, Any], name: str) -> Mapping[str, float | None] | None:
    """A figure of a version's report with its interval, as far as it tells them."""
    if name == "prevalence":
        data = report.get("data") or {}
        if not data.get("rows"):
            return None
        share, people = data["positives"] / data["rows"], data.get("people", data["rows"])
        found = intervals.proportion(share * people, people)
        return {"estimate": found.estimate, "low": found.low, "high": found.high}
    if name in ("slope", "intercept", "observed_expected"):
        figure = (report.get("calibration") or {}).get(name)
        return dict(figure) if figure is not None else None
    winner = (report.get("evaluation") or {}).get("winner") or {}
    if winner.get(name) is None:
        return None
    low, high = (winner.get("intervals") or {}).get(name) or (None, None)
    return {"estimate": winner[name], "low": low, "high": high}


def _here(
    predicted: Predictions, measures: Measures, calibration: Calibration
) -> dict[str, Interval | None]:
    labels = predicted.labels.astype("float64")
    found: dict[str, Interval | None] = {
        "prevalence": intervals.share(labels, labels * 0 + 1, predicted.people),
        "slope": calibration.slope,
        "intercept": calibration.intercept,
        "observed_expected": calibration.observed_expected,
    }
    for name in ("auroc", "auprc", "log_loss", "brier"):
        found[name] = Interval(getattr(measures, name), *getattr(measures.intervals, name))
    return found


def _beside(
    figure: _Figure, here: Interval | None, its: Mapping[str, float | None] | None
) -> Beside:
    if here is None:
        words = "these rows do not tell it: their predictions, or outcomes, are too much alike"
        return Beside(figure.name, figure.label, None, its, None, "cannot tell", words)
    if its is None:
        words = "the training did not tell it"
        return Beside(figure.name, figure.label, here, None, None, "cannot tell", words)
    z = _z(figure.scale, here, (its["estimate"], its["low"], its["high"]))
    if z is None:
        found, words = _unmatched(figure, here)
        return Beside(figure.name, figure.label, here, its, None, found, words)
    if abs(z) <= ALONE_Z:
        words = "no further apart than chance explains"
        return Beside(figure.name, figure.label, here, its, z, "alike", words)
    side = figure.below if z < 0 else figure.above
    if figure.perfect is not None:
        side = _to_perfect(figure, here)[1]
    if abs(z) <= TOGETHER_Z:
        words = f"perhaps chance, perhaps not: {side}"
        return Beside(figure.name, figure.label, here, its, z, "perhaps", words)
    words = f"further apart than chance explains: {side}"
    return Beside(figure.name, figure.label, here, its, z, "differs", words)


def _z(scale: Transform, here: Interval, its: Sequence[float | None]) -> float | None:
    """The distance in standard errors of both; None where one has none."""
    if any(each is None for each in its):
        return None
    ours = [scale(each) for each in (here.estimate, here.low, here.high)]
    theirs = [scale(each) for each in its if each is not None]
    errors = [(high - low) / 2 / ALONE_Z for _, low, high in (ours, theirs)]
    error = math.hypot(*errors)
    if not (math.isfinite(error) and error > 0):
        return None
    z = (ours[0] - theirs[0]) / error
    return z if math.isfinite(z) else None


def _unmatched(figure: _Figure, here: Interval) -> tuple[OnProgress, str]:
    """Where one of the two has no error: whether ours can be perfect, where anything is."""
    if figure.perfect is None:
        return "cannot tell", "one of the two has no error that could be told"
    perfect, words = _to_perfect(figure, here)
    sentence = f"in training cross-validation makes it true by itself; {words}"
    return "alike" if perfect else "differs", sentence


def _to_perfect(figure: _Figure, here: Interval) -> tuple[bool, str]:
    """Whether the interval holds what is perfect, and what it means where it does not."""
    assert figure.perfect is not None
    if here.low <= figure.perfect <= here.high:
        return True, f"{figure.perfect:g}, which is perfect, is within the interval here"
    return False, figure.below if here.estimate < figure.perfect else figure.above
