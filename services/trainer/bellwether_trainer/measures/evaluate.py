"""Step 5: what probabilities are worth, on rows that the model has not seen."""

from __future__ import annotations

import math
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
from bellwether_trainer.records import Labels, Probabilities

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
    learned_rows: int | None = None,
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
    ``learned_rows`` is how many those are; None: as if that share were known for certain.
    ``reference`` is the label and the predictions of the baseline of a few fields. ``recipe`` is
    what the chosen recipe says where the challenger is the whole procedure that chose it: earlier
    versions are compared recipe against recipe. ``fresh`` are the challenger's predictions of the
    held-out rows of newly added data sets. ``anchor`` [n] and ``refits`` [refits, n] are what the
    published model, and refits of it on bootstrap samples, say of the anchor's rows; both or
    neither. Baselines stand at the challenger's threshold.
    """
    by_folds = challenger.folds is not None
    return Evaluation(
        challenger=measure(challenger, chosen.value),
        always_no=always_no(challenger, prevalence),
        to_prevalence=paired.to_constant(challenger, _same_for_all(challenger, prevalence)),
        by_folds=by_folds,
        # In folds the rows that teach are those that measure: their error counts once.
        prevalence_error=prevalence_error(prevalence, None if by_folds else learned_rows),
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
        refits=None
        if anchor is None or refits is None
        else score_band.refit_band(anchor, refits, challenger.people),
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


def always_no(predicted: Predicted, prevalence: float) -> Measures:
    """The baseline on the same rows: nobody is called positive, all get the same probability."""
    return measure(_same_for_all(predicted, prevalence), None)


def prevalence_error(prevalence: float, learned_rows: int | None) -> float:
    """The standard error of a share's log-odds in so many rows; 0 where it is taken for certain."""
    if learned_rows is None:
        return 0.0
    return 1 / math.sqrt(learned_rows * prevalence * (1 - prevalence))


def _same_for_all(predicted: Predicted, probability: float) -> Predicted:
    same = np.full_like(predicted.probabilities, probability)
    return Predicted(predicted.labels, same, predicted.folds, predicted.people)


def _confusion(
    predicted: Predicted, flagged: Labels, counts: tuple[float, float, float, float]
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
    predicted: Predicted, flagged: Labels, counts: tuple[float, float, float, float]
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


def _of_probabilities(predicted: Predicted) -> tuple[Interval, Interval, Interval, Interval]:
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
    enough = fresh is not None and fresh.persons >= FRESH_ROWS_NEEDED
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
