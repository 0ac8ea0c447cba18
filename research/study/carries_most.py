"""How often an honest field is asked about because it carries most of a model, and a leak is not.

``python -m research carries-most``; the figures stand in ``docs/decisions/0025-known-before.md``.
Honest data sets are made up, with some strong effects and many weak ones, as medicine has them.
Into each a column is put that is known only afterwards, noised until it tells as little as is asked
for.
Importance is that of a logistic regression on the log-odds, the model's AUROC that of five folds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special, stats
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

from bellwether_trainer.rows import alone, leaks

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int8]

SETS = 50
ROWS = (300, 1000, 3000)
FIELDS = (3, 4, 6, 8, 12)
# What honest models are worth, and what a leak tells alone.
HONEST = (0.58, 0.85)
LEAKED = (0.70, 0.75, 0.80, 0.85, 0.90, 0.95)


@dataclass(frozen=True, slots=True)
class Measured:
    """A model of some columns: its AUROC; of the strongest column its share and AUROC alone."""

    auroc: float
    share: float
    alone: float
    is_leak: bool = False

    def asked(self, tells_much: float = leaks.TELLS_MUCH) -> bool:
        """Whether the column is asked about, by itself or by what it carries."""
        carries = self.share > leaks.MOST_OF_IMPORTANCE and self.auroc >= tells_much
        return self.alone > leaks.DOMINATES or carries


def honest(seed: int) -> tuple[Floats, Labels]:
    """Made-up people: columns [rows, fields] that were known before, and what came of them."""
    chance = np.random.default_rng(seed)
    rows, fields = int(chance.choice(ROWS)), int(chance.choice(FIELDS))
    columns = chance.normal(size=(rows, fields))
    yes_or_no = chance.random(fields) < 0.4
    columns[:, yes_or_no] = columns[:, yes_or_no] > chance.uniform(-0.5, 1.5, int(yes_or_no.sum()))
    effects = chance.lognormal(0, 1, fields) * chance.choice([-1, 1], fields)
    score = columns @ effects
    # Of normal scores with standard deviation s the AUROC is about that of s * sqrt(1/2) apart.
    worth = stats.norm.ppf(chance.uniform(*HONEST)) * np.sqrt(2)
    score = worth * 1.2 * (score - score.mean()) / score.std()
    labels = (chance.random(rows) < special.expit(score - chance.uniform(0, 1.5))).astype(np.int8)
    return columns, labels


def leaked(labels: Labels, tells: float, seed: int) -> Floats:
    """Days of follow-up [rows] as in R's colon, noised until they tell no more than ``tells``."""
    chance = np.random.default_rng(seed)
    until_death = chance.exponential(700, len(labels))
    until_now = chance.normal(2300, 450, len(labels))
    days = np.where(labels == 1, until_death, until_now)
    noise = chance.normal(0, days.std(), len(labels))
    low, high = 0.0, 50.0
    for _ in range(30):
        middle = (low + high) / 2
        column = days + middle * noise
        low, high = (middle, high) if _alone(column, labels) > tells else (low, middle)
    return days + high * noise


def measured(columns: Floats, labels: Labels, of: int | None = None) -> Measured:
    """The column that carries most, or the one at place ``of``."""
    spread = columns.std(axis=0)
    standard = (columns - columns.mean(axis=0)) / np.where(spread > 0, spread, 1)
    model = LogisticRegression(C=1.0)
    said = cross_val_predict(model, standard, labels, cv=5, method="predict_proba")[:, 1]
    effects = np.abs(model.fit(standard, labels).coef_[0]) * np.abs(standard).mean(axis=0)
    place = int(effects.argmax()) if of is None else of
    return Measured(
        auroc=_auroc(said, labels),
        share=float(effects[place] / effects.sum()),
        alone=_alone(columns[:, place], labels),
        is_leak=of is not None,
    )


def of_made_ones(count: int = SETS) -> Iterator[Measured]:
    """Each honest data set by its strongest column, and with each leak by that."""
    for seed in range(count):
        columns, labels = honest(seed)
        yield measured(columns, labels)
        for tells in LEAKED:
            both = np.column_stack([columns, leaked(labels, tells, seed)])
            yield measured(both, labels, of=columns.shape[1])


def _alone(column: Floats, labels: Labels) -> float:
    return alone.auroc(column.astype(np.float32), labels, ordered=True)


def _auroc(said: Floats, labels: Labels) -> float:
    ranks, events = stats.rankdata(said), int(labels.sum())
    above = ranks[labels == 1].sum() - events * (events + 1) / 2
    return float(above / (events * (len(labels) - events)))


def main(_: list[str]) -> int:
    """Print how many are asked about by each rule."""
    found = list(of_made_ones())
    ours = [each for each in found if not each.is_leak]
    for tells_much in (0.0, 0.70, 0.75, 0.80):
        rows = [f"over half, model from {tells_much:.2f}: honest "]
        rows.append(f"{sum(each.asked(tells_much) for each in ours)} of {len(ours)}; leaks")
        for low, high in zip(LEAKED, (*LEAKED[1:], 1.0), strict=True):
            some = [
                each for each in found if each.is_leak and low - 0.025 < each.alone <= high - 0.025
            ]
            if some:
                asked = sum(each.asked(tells_much) for each in some)
                rows.append(f" {low:.2f}: {asked} of {len(some)}")
        print("".join(rows))
    carried = [each for each in ours if each.share > leaks.MOST_OF_IMPORTANCE]
    print(
        f"over half of the importance: {len(carried)} honest ones, of models with AUROC "
        + ", ".join(f"{each.auroc:.2f}" for each in sorted(carried, key=lambda e: e.auroc))
    )
    return 0
