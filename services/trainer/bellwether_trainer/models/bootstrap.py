"""Models of bootstrap samples: how far another sample of the same people would lead away."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from bellwether_contract.declaration.spec import Predictor
from bellwether_trainer.models import candidates, fan_out, training_rows
from bellwether_trainer.models.nested import SEED, make_and_predict
from bellwether_trainer.models.training_rows import TrainingRows
from bellwether_trainer.records import (
    CandidateRecipe,
    OnProgress,
    Probabilities,
    Split,
    TrainingError,
)
from bellwether_trainer.rows import enough

# A bootstrap sample that cannot be dealt is drawn anew, so often for each that is wanted.
DRAWS = 20


def refits(
    recipe: CandidateRecipe,
    split: Split,
    predictor: Predictor,
    threads: int,
    count: int,
    on_progress: OnProgress,
) -> Probabilities:
    """What ``count`` models from bootstrap samples say of the evaluation set's rows, [count, rows].

    Raises TrainingError where the rows are too few to draw so many that can be fitted.
    """
    rows = training_rows.of_split(split)
    samples = _bootstrap(rows, predictor, count)
    results = fan_out.each(
        1 if candidates.named(recipe.candidate).light else threads,
        split.training,
        ((make_and_predict, recipe, sample, split.anchor.matrix, predictor) for sample in samples),
    )
    said = []
    for done, theirs in enumerate(results):
        said.append(theirs)
        on_progress((done + 1) / count, f"refit {done + 1} of {count}")
    return np.stack(said)


def _bootstrap(rows: TrainingRows, predictor: Predictor, count: int) -> list[TrainingRows]:
    """``count`` samples as large as ``rows``, drawn with replacement from each label apart.

    Where somebody may have several rows, people are drawn, each with all of theirs.

    So every sample has all the events that there are. Where they are few, it may still hold too
    few different ones to deal them into folds: such a sample says nothing and is drawn anew.
    """
    random = np.random.default_rng(SEED)
    drawn = _by_person(rows, random) if rows.by_person else _by_row(rows, random)
    samples: list[TrainingRows] = []
    for _ in range(DRAWS * count):
        sample = rows.some(next(drawn))
        try:
            enough.require_within(
                sample.matrix, sample.labels, sample.hashes, predictor, by_person=rows.by_person
            )
        except TrainingError:
            continue
        samples.append(sample)
        if len(samples) == count:
            return samples
    raise TrainingError(
        f"{predictor.name}: of {DRAWS * count:,} samples drawn from the {len(rows.labels):,} rows "
        f"only {len(samples)} could be fitted, and {count} are needed to tell how far models "
        "differ: bring more rows, or rows that differ more"
    )


def _by_row(rows: TrainingRows, random: np.random.Generator) -> Iterator[np.ndarray]:
    of_label = [np.flatnonzero(rows.labels == label) for label in (0, 1)]
    while True:
        yield np.concatenate([random.choice(each, len(each)) for each in of_label])


def _by_person(rows: TrainingRows, random: np.random.Generator) -> Iterator[np.ndarray]:
    """Places of the rows of drawn people; whoever ever had it is drawn among those who had it."""
    _, person = np.unique(rows.hashes, return_inverse=True)
    places = np.split(np.argsort(person, kind="stable"), np.cumsum(np.bincount(person))[:-1])
    had = np.bincount(person, weights=rows.labels) > 0
    of_label = [np.flatnonzero(had == label) for label in (False, True)]
    while True:
        people = np.concatenate([random.choice(each, len(each)) for each in of_label])
        yield np.concatenate([places[each] for each in people])
