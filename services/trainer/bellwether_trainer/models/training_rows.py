"""The rows that a model learns from, with what deals them into folds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bellwether_contract.encoding.encode import Matrix
from bellwether_trainer.records import Folds, Labels, Split
from bellwether_trainer.rows.folds import Hashes, deal, deal_repeatedly


@dataclass(frozen=True, slots=True)
class TrainingRows:
    """Rows to learn from: float32 [rows, fields], 0/1 [rows], and hashes that tell equal rows.

    ``by_person`` the hashes tell the rows of one person.
    """

    matrix: Matrix
    labels: Labels
    hashes: Hashes
    by_person: bool = False

    @property
    def people(self) -> Hashes | None:
        """Who the rows are of, [rows], where somebody may have several."""
        return self.hashes if self.by_person else None

    def some(self, chosen: np.ndarray) -> TrainingRows:
        """Those of the rows that are ``chosen``: a mask [rows], or places, which may repeat."""
        return TrainingRows(
            self.matrix[chosen], self.labels[chosen], self.hashes[chosen], self.by_person
        )

    def deal(self, count: int, rows: int | None = None) -> Folds:
        """Deal them into ``count`` folds, as ``rows.folds.deal`` does."""
        return deal(self.hashes, self.labels, count, rows, by_person=self.by_person)

    def deal_repeatedly(self, count: int, repeats: int) -> Folds:
        """Deal them up to ``repeats`` times, as ``rows.folds.deal_repeatedly`` does."""
        return deal_repeatedly(self.hashes, self.labels, count, repeats, by_person=self.by_person)

    def deals(self, count: int, repeats: int, below: int, most: int | None = None) -> Folds:
        """Deal few rows several times over, and many once, [deals, rows].

        Fewer than ``below`` are dealt ``repeats`` times, so that no single deal decides. Of more,
        ``most`` take part where that is given, and the others are in fold -1.
        """
        if len(self.labels) < below:
            return self.deal_repeatedly(count, repeats)
        return self.deal(count, most)[np.newaxis, :]


def of_split(split: Split) -> TrainingRows:
    """What a training learns from."""
    return TrainingRows(
        split.training, split.training_labels, split.training_hashes, split.by_person
    )
