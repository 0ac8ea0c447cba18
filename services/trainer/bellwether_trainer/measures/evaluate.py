"""Step 5: what probabilities are worth, on rows that the model has not seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sklearn import metrics

from bellwether_trainer.measures import (
    curves,
    delong,
    intervals,
    paired,
    score_band,
    subgroups,
    thresholds,
)
from bellwether_trainer.measures.findings import (
    Chosen,
    Confusion,
    Group,
    Interval,
    MeasureIntervals,
    Measures,
    Named,
    Pair,
)
from bellwether_trainer.measures.predicted import Predicted, brier_losses, log_losses
from bellwether_trainer.measures.verdict import Evaluation, Rival
from bellwether_trainer.records import Probabilities

# On fewer new rows a difference says nothing at all.
FRESH_ROWS_NEEDED = 30


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier version on the same rows, at its own ``threshold``.

    ``fresh`` are its predictions of the held-out rows of newly added data sets. Where the anchor
    cannot compare it, ``predicted`` is None and ``incomparable`` says why.
    """

    version: str
    predicted: Predicted | None
    threshold: float | None
    fresh: Predicted | None = None
    incomparable: str | None = None


def evaluate(
    challenger: Predicted,
    *,
    chosen: Chosen,
    prevalence: float,
    groups: tuple[Group, ...] = (),
    reference: tuple[str, Predicted] | None = None,
    plain_logistic: Predicted | None = None,
    champion: Earlier | None = None,
    no_champion: str | None = None,
    best: Earlier | None = None,
    recipe: Predicted | None = None,
    fresh: Predicted | None = None,
    anchor: Probabilities | None = None,
    refits: Probabilities | None = None,
) -> Evaluation:
    """Measure the challenger, the baselines and the earlier versions on the anchor's rows.

    ``prevalence`` is the share of positive training rows: what "always no" gives everybody.
    ``reference`` is the label and the predictions of the baseline of a few fields. ``recipe`` is
    what the chosen recipe says where the challenger is the whole procedure that chose it: earlier
    versions are compared recipe against recipe. ``fresh`` are the challenger's predictions of the
    held-out rows of newly added data sets. ``anchor`` [n] and ``refits`` [refits, n] are what the
    published model, and refits of it on bootstrap samples, say of the anchor's rows; both or
    neither. Baselines stand at the challenger's threshold.
    """
    return Evaluation(
        challenger=measure(challenger, chosen.value),
        always_no=always_no(challenger, prevalence),
        calibration=curves.calibration(challenger),
        champion=_rival(champion, recipe or challenger, fresh, groups),
        no_champion=no_champion,
        best=_rival(best, recipe or challenger, fresh, groups),
        reference=None
        if reference is None
        else Named(reference[0], measure(reference[1], chosen.value)),
        plain_logistic=None if plain_logistic is None else measure(plain_logistic, chosen.value),
        threshold=thresholds.at(chosen, challenger),
        decision_curve=curves.decision_curve(challenger),
        subgroups=subgroups.measure(challenger, groups),
        score_band=score_band.score_band(challenger),
        refits=None if anchor is None or refits is None else score_band.refit_band(anchor, refits),
    )


def measure(predicted: Predicted, threshold: float | None) -> Measures:
    """All measures; whoever has at least ``threshold`` is called positive, with None nobody.

    Of cross-validated predictions AUROC, AUPRC, log loss and Brier score are means over the
    folds; what depends on the threshold comes from all repeats together, each row counted once.
    """
    labels, probabilities = predicted.pooled()
    flagged = (
        np.zeros(len(labels), dtype=np.int8)
        if threshold is None
        else (probabilities >= threshold).astype(np.int8)
    )
    counts = metrics.confusion_matrix(labels, flagged, labels=[0, 1]) / predicted.repeats
    tn, fp, fn, tp = counts.ravel().tolist()
    accuracy = intervals.proportion(tp + tn, predicted.n)
    precision = intervals.proportion(tp, tp + fp)
    recall = intervals.proportion(tp, tp + fn)
    specificity = intervals.proportion(tn, tn + fp)
    auroc, auprc, log_loss, brier = _of_probabilities(predicted)
    return Measures(
        n=predicted.n,
        events=predicted.events,
        threshold=threshold,
        accuracy=accuracy.estimate,
        balanced_accuracy=(recall.estimate + specificity.estimate) / 2,
        precision=precision.estimate,
        recall=recall.estimate,
        specificity=specificity.estimate,
        f1=2 * tp / (2 * tp + fp + fn),
        mcc=float(metrics.matthews_corrcoef(labels, flagged)),
        auroc=auroc.estimate,
        auprc=auprc.estimate,
        log_loss=log_loss.estimate,
        brier=brier.estimate,
        confusion=Confusion(tn=round(tn), fp=round(fp), fn=round(fn), tp=round(tp)),
        intervals=MeasureIntervals(
            auroc=_bounds(auroc),
            auprc=_bounds(auprc),
            log_loss=_bounds(log_loss),
            brier=_bounds(brier),
            accuracy=_bounds(accuracy),
            precision=_bounds(precision),
            recall=_bounds(recall),
            specificity=_bounds(specificity),
        ),
    )


def always_no(predicted: Predicted, prevalence: float) -> Measures:
    """The baseline on the same rows: nobody is called positive, all get the same probability."""
    same = np.full_like(predicted.probabilities, prevalence)
    return measure(Predicted(predicted.labels, same, predicted.folds), None)


def _of_probabilities(predicted: Predicted) -> tuple[Interval, Interval, Interval, Interval]:
    """AUROC, AUPRC, log loss and Brier score: of all rows, or as means over the folds."""
    if predicted.folds is None:
        labels, probabilities = predicted.labels, predicted.probabilities[0]
        auroc = intervals.auroc(labels, predicted.probabilities)
        if auroc is None:
            raise ValueError("two rows of each label are needed to measure anything")
        return (
            auroc,
            intervals.auprc(
                float(metrics.average_precision_score(labels, probabilities)), predicted.events
            ),
            intervals.mean(log_losses(labels, probabilities)),
            intervals.mean(brier_losses(labels, probabilities)),
        )
    parts = list(predicted.parts())
    by_measure = (
        [delong.placements(labels, p).auroc for labels, p in parts],
        [metrics.average_precision_score(labels, p) for labels, p in parts],
        [log_losses(labels, p).mean() for labels, p in parts],
        [brier_losses(labels, p).mean() for labels, p in parts],
    )
    share = predicted.test_share()
    auroc, auprc, log_loss, brier = (intervals.over_folds(values, share) for values in by_measure)
    return _within_one(auroc), _within_one(auprc), log_loss, brier


def _rival(
    earlier: Earlier | None,
    challenger: Predicted,
    fresh: Predicted | None,
    groups: tuple[Group, ...],
) -> Rival | None:
    if earlier is None:
        return None
    if earlier.predicted is None:
        return Rival(earlier.version, None, None, incomparable=earlier.incomparable)
    enough = fresh is not None and fresh.n >= FRESH_ROWS_NEEDED
    return Rival(
        version=earlier.version,
        measures=measure(earlier.predicted, earlier.threshold),
        anchor=paired.compare(challenger, earlier.predicted, groups),
        fresh=paired.compare(fresh, earlier.fresh)
        if enough and fresh is not None and earlier.fresh is not None
        else None,
        incomparable=earlier.incomparable,
    )


def _within_one(interval: Interval) -> Interval:
    return Interval(interval.estimate, interval.low, min(1.0, interval.high))


def _bounds(interval: Interval) -> Pair:
    return interval.low, interval.high
