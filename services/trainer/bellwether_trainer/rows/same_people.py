"""Whether new rows are people who are known already, examined again: rows without an identifier.

The file is decided first. In a pool of known and new rows each row is paired with its nearest one
where that is mutual. Were the new rows other people, from whatever population, the two of a pair
would come from different files no more often than where the files' rows were dealt at random
(Schilling 1986; Henze & Penrose 1999: a difference of populations makes it rarer). Rows that come
again find their former selves: the pairs across the files are too many. Only then is each row
decided: pairs within a file tell how many pairs across are due to chance, as decoys do (Elias &
Gygi 2007). Pairs, never chains. Outcomes are not looked at, and exact copies are not counted: what
measures a model knows those already.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import stats

from bellwether_contract.declaration.fields import NumberField
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding.encode import Matrix
from bellwether_contract.storage.datasets import Again
from bellwether_trainer.rows.pairs import SEED, Pairs, Places, closest, nearest, pairs
from bellwether_trainer.rows.points import deviation, distinct, occurring, pool

# A file of other people is asked about once in a thousand. The pairs are counted at several depths
# of isolation: few people among many new ones stand out where only the nearest pairs count.
CHANCE = 0.001
DEPTHS = (1.0, 0.75, 0.5, 0.35)

# Nor is it for fewer rows than a report may tell of, or a smaller share of the file.
ROWS_AT_LEAST = 5
SHARE_AT_LEAST = 0.01

# Of the rows that are taken for known people at most about this share is so by chance.
FALSE_SHARE = 0.05

# Where fewer than so many known people would be found again, changed by a tenth of a standard
# deviation, too many others are as near: nothing can be told.
FINDABLE_AT_LEAST = 0.75
PLANTED_SD = 0.1
PLANTED_ROWS = 1000

# Rows whose nearest known row is no farther than this share of the pairs go with it, once a person
# has said that they are the same people.
NEAR_SHARE = 0.95

Outcome = Literal["none", "found", "cannot tell"]


@dataclass(frozen=True, slots=True)
class Found:
    """What a comparison of new rows with known ones says.

    ``looked`` and ``known`` are the distinct rows that were compared, exact copies of known rows
    left out; ``again`` is how many of the new ones come again with other values. Of ``pairs`` pairs
    ``across`` are of both sides, where ``expected`` would be by chance; ``p`` is the chance of so
    many. ``findable`` is the share of known people who would be found, where none were.
    ``partner`` [new rows] is the known row that each repeats, -1: none, and ``reach`` is how far
    nearly all of them are.
    """

    outcome: Outcome
    looked: int
    known: int
    partner: Places
    again: int = 0
    pairs: int = 0
    across: int = 0
    expected: float = 0.0
    p: float = 1.0
    findable: float | None = None
    reach: float = 0.0


def must_be_guessed(predictor: Predictor) -> bool:
    """Whether nothing but their values tells rows of one person apart: no column is declared."""
    return predictor.roles.group is None


def counts(found: Found) -> Again:
    """What a verdict keeps of it: how many, of nobody who."""
    return Again(
        outcome=found.outcome,
        rows=found.looked,
        known=found.known,
        again=found.again,
        told=int((found.partner >= 0).sum()),
    )


def find(known: Matrix, new: Matrix, predictor: Predictor) -> Found:
    """Compare encoded rows, float32 [rows, fields] with NaN for unknown.

    Memory and time are bounded, since no more than points.ROWS_AT_MOST of either are looked at.
    """
    its, ours = distinct(known, new)
    nobody = Found("none", len(ours), len(its), np.full(len(new), -1, dtype=np.int64))
    if min(len(its), len(ours)) < ROWS_AT_LEAST:
        return nobody
    points, side = pool(known[its], new[ours], predictor)
    made = pairs(points, side)
    across = side[made.first] != side[made.second]
    counted, surplus, deep = _counted(made, across, nobody)
    if counted.p > CHANCE or surplus < max(ROWS_AT_LEAST, SHARE_AT_LEAST * len(ours)):
        share = findable(known[its], predictor)
        outcome: Outcome = "none" if share >= FINDABLE_AT_LEAST else "cannot tell"
        return replace(counted, outcome=outcome, findable=share)
    kept = _not_by_chance(made, across)
    # Where many come again and few can be told apart from chance, nearness is all that is left.
    near = kept if 2 * len(kept) >= surplus else np.flatnonzero(across & deep)
    one, other = made.first[kept], made.second[kept]
    partner = nobody.partner.copy()
    partner[ours[np.maximum(one, other) - len(its)]] = its[np.minimum(one, other)]
    return replace(
        counted,
        outcome="found",
        partner=partner,
        again=max(len(one), min(surplus, len(ours))),
        reach=float(np.quantile(made.distance[near], NEAR_SHARE)),
    )


def go_with(known: Matrix, new: Matrix, predictor: Predictor, found: Found) -> Places:
    """The known row that each new row goes with once they are the same people, [rows]; -1: none.

    That is its partner. A row without one goes with the nearest known row, where that is no farther
    than partners are: which of several it repeats does not matter where all are kept apart from it.
    """
    its, ours = distinct(known, new)
    points, side = pool(known[its], new[ours], predictor)
    closest_known, distance = closest(points, side)
    near = np.flatnonzero(side & (distance <= found.reach))
    partner = found.partner.copy()
    alone = near[partner[ours[near - len(its)]] < 0]
    partner[ours[alone - len(its)]] = its[closest_known[alone]]
    return partner


def findable(known: Matrix, predictor: Predictor) -> float:
    """The share of known people who would be found had each number changed by PLANTED_SD.

    ``known`` are distinct. A sample of them is planted anew with values that occur; a category
    stays as it is. Found is who makes a pair with the former self; who comes out as some known row
    is not.
    """
    chance = np.random.default_rng(SEED)
    chosen = chance.permutation(len(known))[:PLANTED_ROWS]
    planted = known[chosen]
    for column, field in enumerate(predictor.fields):
        if isinstance(field, NumberField):
            steps = chance.standard_normal(len(planted)).astype(np.float32)
            with np.errstate(over="ignore"):  # what is beyond all numbers is beyond the rows
                moved = planted[:, column] + PLANTED_SD * deviation(known[:, column]) * steps
            planted[:, column] = occurring(moved, known[:, column])
    fresh = distinct(known, planted)[1]
    points, side = pool(known, planted[fresh], predictor)
    former, again = points[chosen[fresh]], points[side]
    home = nearest(again, points[~side], 1)[0] == chosen[fresh]
    # The nearest known row of a known one is itself.
    other = points[nearest(former, points[~side], 2)[1]]
    nearer = np.linalg.norm(former - again, axis=1) < np.linalg.norm(former - other, axis=1)
    return float((home & nearer).sum()) / max(len(planted), 1)


def _counted(
    made: Pairs, across: npt.NDArray[np.bool_], nobody: Found
) -> tuple[Found, int, npt.NDArray[np.bool_]]:
    """The pairs at the depth of isolation that says most, about how many are known people, which.

    Those are always across, and of the others a share is by chance. The probability is that of the
    binomial distribution, and so a little too large: sides that are dealt are drawn without
    replacement. It is as many times larger as depths are tried (Bonferroni).
    """
    counted, surplus, which = nobody, 0, np.zeros(len(across), dtype=bool)
    for depth in DEPTHS:
        deep = made.isolation <= depth
        count, found = int(deep.sum()), int(across[deep].sum())
        if not count:
            break
        share = float(made.chance[deep].mean())
        p = min(1.0, len(DEPTHS) * float(stats.binom.sf(found - 1, count, share)))
        if p < counted.p:
            which = deep
            counted = replace(nobody, pairs=count, across=found, expected=count * share, p=p)
            surplus = round((found - count * share) / max(1 - share, 1e-9))
    return counted, surplus, which


def _not_by_chance(made: Pairs, across: npt.NDArray[np.bool_]) -> Places:
    """The pairs across, from the most isolated on, of which at most FALSE_SHARE are by chance."""
    order = np.argsort(made.isolation, kind="stable")
    odds = made.chance[order] / np.maximum(1 - made.chance[order], 1e-9)
    decoys = np.cumsum(np.where(across[order], 0.0, odds))
    false = decoys / np.maximum(np.cumsum(across[order]), 1)
    good = np.flatnonzero(false <= FALSE_SHARE)
    kept = order[: good[-1] + 1] if len(good) else order[:0]
    return kept[across[kept]]
