"""What a model said of rows that it was not fitted on: what all of evaluation starts from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bellwether_trainer.measures import clusters
from bellwether_trainer.measures.clusters import Whose
from bellwether_trainer.records import Folds, Labels, Probabilities, TrainingError

# What a certain but wrong probability is taken for, as scikit-learn does: its logarithm is finite.
CERTAIN = float(np.finfo(np.float64).eps)

# A graph that averages in float32 may pass 1 by a rounding error, not by more.
ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Predictions:
    """What a model said of ``n`` rows that it was not fitted on, ``r`` times.

    ``labels`` [n] are 0/1 with both values, ``probabilities`` [r, n] those of the positive
    label. Held-out rows: r = 1 and ``folds`` None. Cross-validation: ``folds`` [r, n] says which
    of the models fitted in a repeat spoke of a row. ``people`` [n] tells whose each row is, by
    whatever tells people apart; it is kept as numbers from 0, and as None where nobody has two
    rows: every error is then that of independent rows. Raises TrainingError where something is no
    probability, and ValueError where the shapes do not agree.
    """

    labels: Labels
    probabilities: Probabilities
    folds: Folds | None = None
    people: Whose | None = None

    def __post_init__(self) -> None:
        repeats, rows = self.probabilities.shape
        if self.people is not None:
            if self.people.shape != (rows,):
                raise ValueError(f"people {self.people.shape} are not {(rows,)}")
            object.__setattr__(self, "people", clusters.codes(self.people))
        if self.labels.shape != (rows,) or (self.folds is None and repeats != 1):
            raise ValueError(
                f"labels {self.labels.shape}, probabilities {self.probabilities.shape} and folds "
                "do not agree: [n], [r, n] and [r, n] are needed, or r = 1 without folds"
            )
        if self.folds is not None and self.folds.shape != (repeats, rows):
            raise ValueError(f"folds {self.folds.shape} are not {(repeats, rows)}")
        # Written so that NaN is caught.
        fit = (self.probabilities >= -ROUNDING) & (self.probabilities <= 1 + ROUNDING)
        if not fit.all():
            wrong = int((~fit).sum())
            raise TrainingError(
                f"the model gave {wrong:,} of {fit.size:,} predictions that are no probability; "
                "it cannot be measured"
            )

    @classmethod
    def held_out(
        cls, labels: Labels, probabilities: Probabilities, people: Whose | None = None
    ) -> Predictions:
        """Of held-out rows, from ``probabilities`` [n]."""
        one_repeat = np.asarray(probabilities, dtype=np.float64)[np.newaxis, :]
        return cls(labels, one_repeat, people=people)

    @property
    def n(self) -> int:
        """How many rows, each counted once."""
        return len(self.labels)

    @property
    def events(self) -> int:
        """How many people had it: of rows of one person any positive one counts once."""
        return clusters.events(self.labels, self.people)

    @property
    def persons(self) -> int:
        """How many people the rows are of."""
        return clusters.count(self.people, self.n)

    @property
    def positives(self) -> int:
        """How many of the rows are positive."""
        return int(self.labels.sum())

    @property
    def repeats(self) -> int:
        """How often each row was predicted."""
        return len(self.probabilities)

    def pooled(self) -> tuple[Labels, Probabilities]:
        """Labels and probabilities of all repeats, [r * n] each, repeat after repeat."""
        return np.tile(self.labels, self.repeats), self.probabilities.ravel()

    def pooled_people(self) -> Whose | None:
        """Whose each of the pooled rows is, [r * n]; None where nobody has two rows."""
        return None if self.people is None else np.tile(self.people, self.repeats)

    def parts(self) -> Iterator[tuple[Labels, Probabilities]]:
        """Labels and probabilities of what each fitted model spoke of: all rows, or a fold's."""
        for repeat, probabilities in enumerate(self.probabilities):
            if self.folds is None:
                yield self.labels, probabilities
                continue
            for fold in np.unique(self.folds[repeat]):
                chosen = self.folds[repeat] == fold
                yield self.labels[chosen], probabilities[chosen]

    def test_share(self) -> float:
        """Rows that a model spoke of, over rows that it was fitted on (a fifth to four: 0.25)."""
        if self.folds is None:
            return 0.0
        return 1 / (len(np.unique(self.folds[0])) - 1)


def log_losses(labels: Labels, probabilities: Probabilities) -> Probabilities:
    """What each row costs, in nats: [..., n] like ``probabilities``."""
    p = np.clip(probabilities, CERTAIN, 1 - CERTAIN)
    return -np.log(np.where(labels == 1, p, 1 - p))


def brier_losses(labels: Labels, probabilities: Probabilities) -> Probabilities:
    """The squared error of each row: [..., n] like ``probabilities``."""
    return (probabilities - labels) ** 2
