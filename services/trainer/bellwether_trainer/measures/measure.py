"""What probabilities are worth, in the field's figures, each with its interval."""

from __future__ import annotations

import numpy as np
from sklearn import metrics

from bellwether_trainer.measures import (
    delong,
    intervals,
)
from bellwether_trainer.measures.metric_types import (
    Confusion,
    Interval,
    MeasureIntervals,
    Measures,
    Pair,
)
from bellwether_trainer.measures.predictions import Predictions, brier_losses, log_losses
from bellwether_trainer.records import Labels


def measure(predicted: Predictions, threshold: float | None) -> Measures:
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
    accuracy, precision, recall, specificity = _shares(
        predicted, flagged.reshape(predicted.probabilities.shape), (tn, fp, fn, tp)
    )
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
        confusion=_confusion(predicted, flagged, (tn, fp, fn, tp)),
        people=None if predicted.people is None else predicted.persons,
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


def _confusion(
    predicted: Predictions, flagged: Labels, counts: tuple[float, float, float, float]
) -> Confusion:
    """Those counts; where people have several rows, how many people have such a one."""
    if predicted.people is not None:
        labels, people = predicted.labels, predicted.people
        repeats = flagged.reshape(predicted.probabilities.shape)
        counts = tuple(  # type: ignore[assignment]  # there are four
            np.mean([len(np.unique(people[(labels == had) & (row == said)])) for row in repeats])
            for had in (0, 1)
            for said in (0, 1)
        )
    tn, fp, fn, tp = map(round, counts)
    return Confusion(tn=tn, fp=fp, fn=fn, tp=tp)


def _shares(
    predicted: Predictions, flagged: Labels, counts: tuple[float, float, float, float]
) -> tuple[Interval, Interval, Interval, Interval]:
    """Accuracy, precision, recall and specificity of ``flagged`` [r, n], each counted once.

    ``counts`` are true and false negatives, ... as a confusion matrix has them: tn, fp, fn, tp.
    """
    tn, fp, fn, tp = counts
    if predicted.people is None:
        return (
            intervals.proportion(tp + tn, predicted.n),
            intervals.proportion(tp, tp + fp),
            intervals.proportion(tp, tp + fn),
            intervals.proportion(tn, tn + fp),
        )
    often, events = flagged.mean(axis=0), predicted.labels.astype(np.float64)
    found, spared = often * events, (1 - often) * (1 - events)
    return (
        intervals.share(found + spared, np.ones(predicted.n), predicted.people),
        intervals.share(found, often, predicted.people),
        intervals.share(found, events, predicted.people),
        intervals.share(spared, 1 - events, predicted.people),
    )


def _of_probabilities(predicted: Predictions) -> tuple[Interval, Interval, Interval, Interval]:
    """AUROC, AUPRC, log loss and Brier score: of all rows, or as means over the folds."""
    if predicted.folds is None:
        labels, probabilities = predicted.labels, predicted.probabilities[0]
        auroc = intervals.auroc(labels, predicted.probabilities, predicted.people)
        if auroc is None:
            raise ValueError("two rows, or people, of each label are needed to measure anything")
        return (
            auroc,
            intervals.auprc(
                float(metrics.average_precision_score(labels, probabilities)), predicted.events
            ),
            intervals.mean(log_losses(labels, probabilities), predicted.people),
            intervals.mean(brier_losses(labels, probabilities), predicted.people),
        )
    parts = list(predicted.parts())
    share = predicted.test_share()
    auroc = intervals.over_folds([delong.placements(labels, p).auroc for labels, p in parts], share)
    auprc = intervals.over_folds(
        [metrics.average_precision_score(labels, p) for labels, p in parts], share
    )
    log_loss, brier = (
        intervals.over_folds(
            [float(losses(labels, p).mean()) for labels, p in parts],
            share,
            intervals.mean(
                losses(predicted.labels, predicted.probabilities).mean(axis=0), predicted.people
            ),
        )
        for losses in (log_losses, brier_losses)
    )
    return _within_one(auroc), _within_one(auprc), log_loss, brier


def _within_one(interval: Interval) -> Interval:
    return Interval(interval.estimate, interval.low, min(1.0, interval.high))


def _bounds(interval: Interval) -> Pair:
    return interval.low, interval.high
