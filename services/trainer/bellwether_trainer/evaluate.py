"""Step 4: what probabilities are worth, in scikit-learn's measures."""

from __future__ import annotations

import numpy as np
from sklearn import metrics

from bellwether_trainer.records import (
    CalibrationGroup,
    Compared,
    Confusion,
    Evaluation,
    Labels,
    Measures,
    OutOfFold,
    Probabilities,
)

CALIBRATION_GROUPS = 10


def compare(results: tuple[OutOfFold, ...]) -> tuple[Compared, ...]:
    """Measure out-of-fold predictions, each candidate's at its own threshold of largest F1."""
    return tuple(
        Compared(
            candidate=result.candidate,
            label=result.label,
            hyperparameters=result.hyperparameters,
            seconds=result.seconds,
            measures=measure(
                result.labels,
                result.probabilities,
                largest_f1(result.labels, result.probabilities),
            ),
        )
        for result in results
    )


def best(compared: tuple[Compared, ...]) -> Compared:
    """The candidate with the smallest out-of-fold log loss; of equals the first."""
    return min(compared, key=lambda candidate: candidate.measures.log_loss)


def held_out(
    labels: Labels,
    challenger: Probabilities,
    champion: Probabilities | None,
    *,
    threshold: float,
    champion_threshold: float | None,
    no_champion: str | None,
    prevalence: float,
) -> Evaluation:
    """Measure the challenger, "always no" and the champion, if any, on the same held-out rows.

    ``prevalence`` is the share of positive training rows: what "always no" gives everybody.
    """
    return Evaluation(
        challenger=measure(labels, challenger, threshold),
        always_no=always_no(labels, prevalence),
        champion=None if champion is None else measure(labels, champion, champion_threshold),
        no_champion=no_champion,
        calibration=calibration(labels, challenger),
    )


def measure(labels: Labels, probabilities: Probabilities, threshold: float | None) -> Measures:
    """All measures of ``probabilities`` [rows] against 0/1 ``labels`` [rows] with both values."""
    flagged = (
        np.zeros(len(labels), dtype=np.int8)
        if threshold is None
        else (probabilities >= threshold).astype(np.int8)
    )
    tn, fp, fn, tp = metrics.confusion_matrix(labels, flagged, labels=[0, 1]).ravel()
    precision, recall, f1, _ = metrics.precision_recall_fscore_support(
        labels, flagged, average="binary", zero_division=0.0
    )
    return Measures(
        n=len(labels),
        events=int(labels.sum()),
        threshold=threshold,
        accuracy=float(metrics.accuracy_score(labels, flagged)),
        precision=float(precision),
        recall=float(recall),
        f1=float(f1),
        auroc=float(metrics.roc_auc_score(labels, probabilities)),
        auprc=float(metrics.average_precision_score(labels, probabilities)),
        log_loss=float(metrics.log_loss(labels, probabilities, labels=[0, 1])),
        brier=float(metrics.brier_score_loss(labels, probabilities)),
        confusion=Confusion(tn=int(tn), fp=int(fp), fn=int(fn), tp=int(tp)),
    )


def always_no(labels: Labels, prevalence: float) -> Measures:
    """The baseline: nobody is called positive, everybody gets the same probability."""
    return measure(labels, np.full(len(labels), prevalence), None)


def largest_f1(labels: Labels, probabilities: Probabilities) -> float:
    """The threshold with the largest F1: flag whoever has at least this probability."""
    precision, recall, thresholds = metrics.precision_recall_curve(labels, probabilities)
    # The curve's last point has no threshold; 2pr/(p+r) is 0/0 where nothing is found.
    scores = 2 * precision[:-1] * recall[:-1] / np.maximum(precision[:-1] + recall[:-1], 1e-12)
    return float(thresholds[int(np.argmax(scores))])


def calibration(labels: Labels, probabilities: Probabilities) -> tuple[CalibrationGroup, ...]:
    """Predicted against observed in up to ten groups of equal count, by rising prediction."""
    order = np.argsort(probabilities, kind="stable")
    return tuple(
        CalibrationGroup(
            predicted=float(probabilities[group].mean()),
            observed=float(labels[group].mean()),
            n=len(group),
        )
        for group in np.array_split(order, min(CALIBRATION_GROUPS, len(order)))
    )
