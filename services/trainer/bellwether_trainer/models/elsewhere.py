"""The chosen recipe elsewhere and later: each site left out, and what came last kept for measuring.

A random split measures people like those that a model learned from. A hospital that it has not
seen, and a time that had not come, are harder, and nearer to what it will be used for. The recipe
is made again, not chosen again: a few quick fits, of no more than LEARNED rows together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.disclosure import LEAST
from bellwether_trainer.measures import clusters
from bellwether_trainer.measures.figures import enough, figures, some
from bellwether_trainer.measures.group_types import Later, Site, Sites
from bellwether_trainer.measures.metric_types import Figures, Mask
from bellwether_trainer.measures.predictions import Predictions
from bellwether_trainer.models import fitting
from bellwether_trainer.models.training_rows import TrainingRows
from bellwether_trainer.records import (
    CandidateRecipe,
    Marks,
    OnProgress,
    Probabilities,
    Rows,
    Split,
    TrainingError,
)
from bellwether_trainer.rows import periods
from bellwether_trainer.rows.folds import INNER_FOLDS
from bellwether_trainer.rows.split import learned_from

# Each of so many sites is left out once: those with the most people.
SITES = 20

# So many rows are learned from for all sites together, and for what comes later: as much as two
# or three fits of a large predictor. Where that is less than all, they are drawn with a fixed
# seed; fewer rows are learned less well from, which is not what is asked here.
LEARNED = 500_000

# So much of the rows came last: they measure.
LAST = 0.25

# Where people come again, the rows after a time are measured in so many folds of people.
FOLDS = 5

SEED = 20200101


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Both, None where no column has the role."""

    sites: Sites | None
    later: Later | None


def elsewhere(
    recipe: CandidateRecipe,
    rows: Rows,
    split: Split,
    challenger: Predictions,
    predictor: Predictor,
    threads: int,
    on_progress: OnProgress,
) -> Elsewhere:
    """Make ``recipe`` again without each site, and from what came before the last quarter.

    ``rows`` are all of the training; the held-out ones are not learned from here either, all are
    measured by models that have not seen them or anybody who is in them. ``challenger`` is what
    the version says of the evaluation set's rows.
    """
    site, time = predictor.roles.site, predictor.roles.time
    if site is None and time is None:
        return Elsewhere(None, None)
    hashes, side = learned_from(predictor, rows, split.size)
    training = TrainingRows(rows.matrix, rows.labels, hashes, rows.people is not None)
    again = _Again(recipe, training, side, predictor, threads)
    sites = later = None
    if site is not None and rows.marks.sites is not None and split.anchor.marks.sites is not None:
        within = split.anchor.marks.sites
        sites = _by_site(site, again, rows.marks.sites, within, challenger, _half(on_progress, 0.0))
    if time is not None and rows.marks.times is not None:
        later = _later(time, again, rows.marks, challenger, _half(on_progress, 0.5))
    return Elsewhere(sites, later)


@dataclass(frozen=True, slots=True)
class _Again:
    """A recipe that is made again from some of all rows; ``side`` [rows]: it may learn from."""

    recipe: CandidateRecipe
    rows: TrainingRows
    side: Mask
    predictor: Predictor
    threads: int

    def of_others(
        self, learn: Mask, measure: Mask, limit: int
    ) -> tuple[Mask, Probabilities] | None:
        """Learn from the rows ``learn``, but for whoever is in ``measure``, and predict those.

        Of more than ``limit`` rows so many are drawn. Returns what was learned from [rows] and the
        predictions of ``measure``; None where too little is left to learn from.
        """
        mine = self.side & learn
        if self.rows.by_person:
            mine = mine & ~np.isin(self.rows.hashes, self.rows.hashes[measure])
        chosen = np.flatnonzero(mine)
        if len(chosen) > limit:
            drawn = np.random.default_rng(SEED).permutation(len(chosen))[:limit]
            chosen = np.sort(chosen[drawn])
        some_rows = self.rows.some(chosen)
        try:
            folds = some_rows.deal(INNER_FOLDS)
            fitted = fitting.fit_recipe(
                self.recipe,
                some_rows.matrix,
                some_rows.labels,
                folds if self.recipe.calibration != "none" else None,
                self.predictor,
                self.threads,
                some_rows.people,
            )
        except TrainingError:
            return None
        learned = np.zeros(len(mine), dtype=bool)
        learned[chosen] = True
        return learned, fitted.predict_proba(self.rows.matrix[measure])[:, 1]

    def people(self, mask: Mask) -> int:
        """How many people the rows in ``mask`` are of."""
        whose = self.rows.people
        return clusters.count(None if whose is None else whose[mask], int(mask.sum()))

    def events(self, mask: Mask) -> int:
        """How many of them have the outcome there."""
        whose = self.rows.people
        return clusters.events(self.rows.labels[mask], None if whose is None else whose[mask])

    def enough(self, mask: Mask) -> bool:
        """Whether the rows in ``mask`` are enough for figures."""
        whose = self.rows.people
        return enough(self.rows.labels[mask], None if whose is None else whose[mask])

    def measured(self, mask: Mask, said: Probabilities) -> Figures | None:
        """The figures of what was said of the rows in ``mask``."""
        labels, whose = self.rows.labels[mask], self.rows.people
        return figures(Predictions.held_out(labels, said, None if whose is None else whose[mask]))


def _by_site(
    column: str,
    again: _Again,
    sites: npt.NDArray[np.object_],
    within: npt.NDArray[np.object_],
    challenger: Predictions,
    on_progress: OnProgress,
) -> Sites:
    """Each of the largest sites; of those with fewer than LEAST people not even the name."""
    masks = {str(site): np.asarray(sites == site) for site in np.unique(sites)}
    counted = {site: again.people(mask) for site, mask in masks.items()}
    largest = sorted(
        (site for site, people in counted.items() if people >= LEAST),
        key=lambda site: (-counted[site], site),
    )[:SITES]
    found = []
    for done, site in enumerate(largest):
        on_progress(done / len(largest), f"without site {done + 1} of {len(largest)}")
        mask = masks[site]
        here = some(challenger, np.asarray(within == site))
        # Without enough of either label there will be no figure: nothing is fitted for it.
        others = (
            again.of_others(~mask, mask, LEARNED // len(largest)) if again.enough(mask) else None
        )
        found.append(
            Site(
                site=site,
                n=counted[site],
                events=again.events(mask),
                within=figures(here),
                left_out=None if others is None else again.measured(mask, others[1]),
            )
        )
    return Sites(column, tuple(found), len(masks) - len(found))


def _later(
    column: str, again: _Again, marks: Marks, challenger: Predictions, on_progress: OnProgress
) -> Later:
    """The last quarter of the rows, measured by what was learned from those before.

    Who comes again after the border is measured there by models that have not learned from them:
    in FOLDS of people, or all at once where nobody comes again.
    """
    assert marks.times is not None
    border = periods.border(marks.times, 1 - LAST, dated=marks.dated)
    before, after = marks.times < border, marks.times >= border
    hashes = again.rows.hashes
    learned, said = np.zeros(len(before), dtype=bool), np.full(len(before), np.nan)
    parts = [after]
    if again.rows.by_person and np.isin(hashes[after], hashes[before]).any():
        _, person = np.unique(hashes, return_inverse=True)
        fold = np.random.default_rng(SEED).permutation(person.max() + 1)[person] % FOLDS
        parts = [after & (fold == each) for each in range(FOLDS)]
    why = None
    for done, part in enumerate(parts):
        on_progress(done / len(parts), f"from before {periods.written(border, dated=marks.dated)}")
        if not part.any():
            continue
        made = again.of_others(before, part, LEARNED // len(parts))
        if made is None:
            why = "too few rows, or people, of either label came before"
            break
        learned |= made[0]
        said[part] = made[1]
    found = None
    if why is None:
        found = again.measured(after, said[after])
        why = None if found is not None else "too few people of either label came after"
    return Later(
        column=column,
        begins=periods.written(border, dated=marks.dated),
        learned=int(learned.sum()),
        n=again.people(after),
        events=again.events(after),
        later=found,
        random=figures(challenger),
        why=why,
    )


def _half(on_progress: OnProgress, begin: float) -> OnProgress:
    return lambda share, doing: on_progress(begin + share / 2, doing)
