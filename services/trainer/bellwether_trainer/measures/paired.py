"""Two models on the same rows: only the difference between them counts, not how each does alone.

Rows and folds that are hard are hard for both; a paired difference is many times more precise
than two figures side by side.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from scipy import stats

from bellwether_trainer.measures import clusters, delong, intervals, subgroups
from bellwether_trainer.measures.clusters import Whose
from bellwether_trainer.measures.group_types import Group
from bellwether_trainer.measures.predictions import Predictions, log_losses
from bellwether_trainer.measures.verdict import Comparison, Difference, PairedLoss, RecallLost
from bellwether_trainer.records import Folds, Probabilities


def compare(
    challenger: Predictions, reference: Predictions, groups: tuple[Group, ...] = ()
) -> Comparison:
    """How much worse the challenger is: log loss, AUROC, recall in groups with enough events.

    Held-out rows: the rows' paired losses by normal theory, the areas by DeLong, both by sums over
    people where somebody has several rows. Cross-validated
    rows: differences fold by fold with Nadeau and Bengio's error and Student's quantile. Raises
    ValueError where the two did not predict the same rows in the same folds.
    """
    _same_rows(challenger, reference)
    return Comparison(
        n=challenger.n,
        events=challenger.events,
        log_loss=_log_loss(challenger, reference),
        auroc=_auroc(challenger, reference),
        recall_lost=_recall_lost(challenger, reference, groups),
    )


def to_constant(challenger: Predictions, constant: Predictions) -> Comparison:
    """How much worse than giving everybody the same: log loss, and how far below 0.5 AUROC is.

    As ``compare``, but the mean AUROC of folds has the error that it has where nothing is known
    (Mann and Whitney, Annals of Mathematical Statistics 18, 1947). That of how folds differ is
    itself known from a few small parts, and would tell a model from nothing less often.
    """
    found = compare(challenger, constant)
    if challenger.folds is None or found.auroc is None:
        return found
    events, others = (
        clusters.events(side, challenger.people)
        for side in (challenger.labels, 1 - challenger.labels)
    )
    variance = (events + others + 1) / (12 * events * others)
    return replace(found, auroc=_normal(found.auroc.mean, variance))


def paired_loss(candidate: Predictions, other: Predictions) -> PairedLoss:
    """Mean log loss of ``candidate`` minus that of ``other``, with its paired standard error."""
    _same_rows(candidate, other)
    difference = _log_loss(candidate, other)
    return PairedLoss(difference.mean, difference.standard_error)


def _same_rows(challenger: Predictions, reference: Predictions) -> None:
    if not np.array_equal(challenger.labels, reference.labels) or not _same_people(
        challenger.people, reference.people
    ):
        raise ValueError("challenger and reference did not predict the same rows")
    if (challenger.folds is None) != (reference.folds is None) or (
        challenger.folds is not None
        and reference.folds is not None
        and not np.array_equal(challenger.folds, reference.folds)
    ):
        raise ValueError("challenger and reference were not fitted on the same folds")


def _same_people(ours: Whose | None, theirs: Whose | None) -> bool:
    if ours is None or theirs is None:
        return ours is theirs
    return np.array_equal(ours, theirs)


def _log_loss(challenger: Predictions, reference: Predictions) -> Difference:
    labels = challenger.labels
    worse = log_losses(labels, challenger.probabilities) - log_losses(
        labels, reference.probabilities
    )
    if challenger.folds is not None:
        by_fold = [
            float(mean)
            for fold, lost in zip(challenger.folds, worse, strict=True)
            for mean in _means(fold, lost)
        ]
        return _over_folds(by_fold, challenger.test_share())
    lost = worse[0]
    return _normal(float(lost.mean()), clusters.mean_error(lost, challenger.people) ** 2)


def _means(fold: Folds, values: Probabilities) -> Probabilities:
    """The mean of ``values`` [n] in each fold, [folds]."""
    counts = np.bincount(fold)
    return np.bincount(fold, values)[counts > 0] / counts[counts > 0]


def _auroc(challenger: Predictions, reference: Predictions) -> Difference | None:
    people = challenger.people
    if (
        min(clusters.events(side, people) for side in (challenger.labels, 1 - challenger.labels))
        < 2
    ):
        return None
    if challenger.folds is not None:
        return _over_folds(
            [
                delong.placements(labels, theirs).auroc - delong.placements(labels, ours).auroc
                for (labels, ours), (_, theirs) in zip(
                    challenger.parts(), reference.parts(), strict=True
                )
            ],
            challenger.test_share(),
        )
    return _normal(
        *delong.difference(
            delong.placements(reference.labels, reference.probabilities[0], people),
            delong.placements(challenger.labels, challenger.probabilities[0], people),
        )
    )


def _recall_lost(
    challenger: Predictions, reference: Predictions, groups: tuple[Group, ...]
) -> tuple[RecallLost, ...]:
    counted = [
        (group, events)
        for group in groups
        if (events := _events(challenger, group)) >= subgroups.EVENTS_NEEDED
    ]
    if not counted:
        return ()
    ours = subgroups.flagged_at_common_recall(challenger)
    theirs = subgroups.flagged_at_common_recall(reference)
    # By each row, mean over the repeats: how much of it the reference finds beyond the challenger.
    lost = (theirs - ours).mean(axis=0)
    found = []
    for group, events in counted:
        its = lost[group.mask & (challenger.labels == 1)]
        error = float(its.std(ddof=1)) / math.sqrt(events)
        found.append(RecallLost(group.label, group.group, events, float(its.mean()), error))
    return tuple(found)


def _events(predicted: Predictions, group: Group) -> int:
    people = None if predicted.people is None else predicted.people[group.mask]
    return clusters.events(predicted.labels[group.mask], people)


def _normal(mean: float, variance: float) -> Difference:
    error = math.sqrt(variance)
    return Difference(mean, error, mean + intervals.Z_ONE_SIDED * error)


def _over_folds(worse: list[float], test_share: float) -> Difference:
    values = np.array(worse)
    mean, error = float(values.mean()), intervals.fold_error(values, test_share)
    return Difference(mean, error, mean + float(stats.t.ppf(0.95, len(values) - 1)) * error)
