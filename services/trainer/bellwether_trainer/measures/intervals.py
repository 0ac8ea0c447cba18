"""95 % intervals, by formulas: a thousand bootstraps say the same a thousand times more slowly."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special, stats

from bellwether_trainer.measures import clusters, delong
from bellwether_trainer.measures.clusters import Whose
from bellwether_trainer.measures.logistic import logit
from bellwether_trainer.measures.metric_types import Interval
from bellwether_trainer.records import Labels, Probabilities

Z = float(stats.norm.ppf(0.975))
Z_ONE_SIDED = float(stats.norm.ppf(0.95))


@dataclass(frozen=True, slots=True)
class Area:
    """An AUROC with its standard error."""

    auroc: float
    error: float


def proportion(count: float, n: float) -> Interval:
    """Wilson's interval of a share (1927); ``count`` and ``n`` may be means over repeats.

    Of no rows at all nothing is known: 0, between 0 and 1.
    """
    if n <= 0:
        return Interval(0.0, 0.0, 1.0)
    share = count / n
    middle = (share + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * math.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    # Rounding must not put the bound on the wrong side of 0, of 1 or of the estimate.
    return Interval(share, min(share, max(0.0, middle - half)), max(share, min(1.0, middle + half)))


def share(values: Probabilities, counted: Probabilities, people: Whose | None) -> Interval:
    """Wilson's interval of sum(values) / sum(counted), [n] each: which share of those counted.

    Rows of the same ``people`` count as so many independent ones as say as much (Dean and Pagano,
    Journal of Survey Statistics and Methodology 3, 2015).
    """
    if people is None:
        return proportion(float(values.sum()), float(counted.sum()))
    found, n = clusters.effective(values, counted, people)
    return proportion(found * n, n)


def mean(losses: Probabilities, people: Whose | None = None) -> Interval:
    """The normal interval of a mean over rows [n], of independent ``people``."""
    half = Z * clusters.mean_error(losses, people)
    estimate = float(losses.mean())
    return Interval(estimate, max(0.0, estimate - half), estimate + half)


def fold_error(values: npt.NDArray[np.float64], test_share: float) -> float:
    """The standard error of a mean over folds [k], whose models share most of their rows.

    Nadeau and Bengio, Machine Learning 52 (2003): variance (1/k + n_test/n_train) s^2.
    """
    return math.sqrt((1 / len(values) + test_share) * float(values.var(ddof=1)))


def over_folds(
    values: Sequence[float], test_share: float, of_people: Interval | None = None
) -> Interval:
    """The mean of a measure between 0 and infinity over folds, with Student's interval.

    ``of_people`` is the interval that the people alone leave, where it is known: each fold has
    events in the same share, so that folds do not tell what another share of events would do. Of
    a model that gives everybody the same risk they tell nothing. The wider one counts.
    """
    array = np.asarray(values, dtype=np.float64)
    estimate = float(array.mean())
    half = of_people.high - of_people.estimate if of_people is not None else 0.0
    if len(array) > 1:
        student = float(stats.t.ppf(0.975, len(array) - 1))
        half = max(half, student * fold_error(array, test_share))
    return Interval(estimate, max(0.0, estimate - half), estimate + half)


def auroc(labels: Labels, repeats: Probabilities, people: Whose | None = None) -> Interval | None:
    """The interval of ``area`` on the logit scale; None where there is none.

    A perfect ranking has no variance: its bound is that of as many successes as the rarer label
    has rows, or people.
    """
    found = area(labels, repeats, people)
    if found is None:
        return None
    if found.auroc in (0.0, 1.0):
        rarer = min(clusters.events(labels, people), clusters.events(1 - labels, people))
        return proportion(found.auroc * rarer, rarer)
    return _on_logit_scale(found.auroc, found.error / (found.auroc * (1 - found.auroc)))


def area(labels: Labels, repeats: Probabilities, people: Whose | None = None) -> Area | None:
    """The area under the ROC curve with DeLong's error; of several ``repeats`` [r, n] the mean.

    Repeats rank the same rows, so that the variance is the mean one, not a smaller one. None
    where fewer than two rows, or ``people``, have either label.
    """
    if min(clusters.events(side, people) for side in (labels, 1 - labels)) < 2:
        return None
    found = [delong.placements(labels, probabilities, people) for probabilities in repeats]
    return Area(
        float(np.mean([each.auroc for each in found])),
        math.sqrt(np.mean([each.variance for each in found])),
    )


def auprc(average_precision: float, events: int) -> Interval:
    """The logit interval of Boyd, Eng and Page, ECML PKDD 2013."""
    if not 0 < average_precision < 1:
        return proportion(average_precision * events, events)
    error = 1 / math.sqrt(events * average_precision * (1 - average_precision))
    return _on_logit_scale(average_precision, error)


def observed_expected(events: int, expected: float, together: float = 1.0) -> Interval | None:
    """Observed over expected events, with the exact Poisson interval of the observed (Garwood).

    Events that come ``together`` so many at a time, for one person has several, are a compound
    Poisson number: it is told as so many single ones as say as much. None where nothing was
    expected.
    """
    if expected <= 0:
        return None
    alone = events / together
    low = float(stats.chi2.ppf(0.025, 2 * alone)) / 2 if events else 0.0
    high = float(stats.chi2.ppf(0.975, 2 * (alone + 1))) / 2
    return Interval(events / expected, together * low / expected, together * high / expected)


def _on_logit_scale(share: float, error: float) -> Interval:
    """``error`` is that of the share's logit."""
    middle = logit(share)
    return Interval(
        share, float(special.expit(middle - Z * error)), float(special.expit(middle + Z * error))
    )
