"""The few figures by which one part of the rows is compared with another: a site, a time."""

from __future__ import annotations

from bellwether_contract.disclosure import LEAST
from bellwether_trainer.measures import clusters, curves, intervals
from bellwether_trainer.measures.clusters import Whose
from bellwether_trainer.measures.metric_types import Figures, Mask
from bellwether_trainer.measures.predictions import Predictions, log_losses
from bellwether_trainer.records import Labels

# So many people with it and so many without are needed for a figure; fewer than LEAST are told
# of nobody.
NEEDED = max(30, LEAST)


def figures(predicted: Predictions) -> Figures | None:
    """Discrimination and calibration of predictions of rows that were not learned from.

    Of several predictions of a row, each repeat as a whole: folds are not looked at. None where
    fewer than NEEDED people have, or have not, the outcome.
    """
    if not enough(predicted.labels, predicted.people):
        return None
    calibration = curves.calibration(predicted)
    auroc = intervals.auroc(predicted.labels, predicted.probabilities, predicted.people)
    losses = log_losses(predicted.labels, predicted.probabilities).mean(axis=0)
    return Figures(
        auroc=auroc,
        log_loss=intervals.mean(losses, predicted.people),
        slope=calibration.slope,
        intercept=calibration.intercept,
        observed_expected=calibration.observed_expected,
    )


def enough(labels: Labels, people: Whose | None) -> bool:
    """Whether NEEDED people have, and have not, the outcome in some rows [n]."""
    rarer = min(clusters.events(labels, people), clusters.events(1 - labels, people))
    return rarer >= NEEDED


def some(predicted: Predictions, mask: Mask) -> Predictions:
    """The predictions of the rows in ``mask`` [n]."""
    return Predictions(
        predicted.labels[mask],
        predicted.probabilities[:, mask],
        None if predicted.folds is None else predicted.folds[:, mask],
        None if predicted.people is None else predicted.people[mask],
    )
