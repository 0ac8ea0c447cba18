"""Whether people come twice within one file, with other values and without an identifier.

There is no second file to tell what is due to chance, so a model of it does: where people lie at
random, the share of pairs that are so isolated is the ratio of two volumes (see ``expected``). It
is less sure than a comparison of two files, and asks for far more before it says anything.
"""

from __future__ import annotations

import numpy as np
from scipy import special, stats

from bellwether_contract.datasets import Again
from bellwether_contract.encode import Matrix
from bellwether_contract.spec import Predictor
from bellwether_trainer.rows.pairs import SEED, Places, Points, nearest, pairs
from bellwether_trainer.rows.points import distinct, pool
from bellwether_trainer.rows.same_people import FINDABLE_AT_LEAST, ROWS_AT_LEAST, findable

# A pair is looked at where its distance is at most this share of that to a third row.
DEPTH = 0.35

# And where so many fields differ: of people who are alike in every category many differ in one
# number alone, and all others in a category, which is far.
DIFFER_AT_LEAST = 3

# So improbable, and so many times what chance would make: the model of chance is no exact one.
CHANCE = 1e-6
TIMES = 4

# The dimension of the rows follows from how fast neighbours come, from this one to that one: the
# first ones may be the same people.
NEAR, FAR = 3, 10
DIMENSION_ROWS = 4096


def within(matrix: Matrix, predictor: Predictor) -> Again:
    """Look for rows that repeat others of the same ``matrix``, float32 [rows, fields].

    ``again`` counts the rows that repeat another; who comes three times is not found.
    """
    rows, _ = distinct(matrix, matrix[:0])
    if len(rows) <= FAR:
        return Again("none", len(rows), len(rows), 0, 0)
    points, side = pool(matrix[rows], matrix[:0], predictor)
    made = pairs(points, side)
    differ = (points[made.first] != points[made.second]).sum(axis=1)
    deep = (made.isolation <= DEPTH) & (differ >= DIFFER_AT_LEAST)
    share, count = expected(DEPTH, dimension(points)), int(deep.sum())
    p = float(stats.binom.sf(count - 1, len(deep), share))
    surplus = round((count - share * len(deep)) / max(1 - share, 1e-9))
    clear = p < CHANCE and count >= TIMES * share * len(deep) and surplus >= ROWS_AT_LEAST
    # Without one of each pair: a person who is there twice would not be found a third time.
    once = np.delete(rows, made.second[deep])
    if findable(matrix[once], predictor) < FINDABLE_AT_LEAST:
        return Again("cannot tell", len(rows), len(rows), 0, 0)
    again = surplus if clear else 0
    return Again("found" if clear else "none", len(rows), len(rows), again, again)


def expected(depth: float, dimensions: float) -> float:
    """The largest share of pairs that chance makes so isolated: 2 ``depth`` ^ ``dimensions``.

    About a pair at distance d no third row lies within d of either, and the next within s of
    either. For people at random in a space of m dimensions P(d / s <= depth) is the ratio of the
    volume of two balls of radius d, whose middles are d apart, to that of two of radius d / depth:
    at most 2 depth^m.
    """
    volumes: float = 2 * depth**dimensions
    return min(1.0, volumes)


def dimension(points: Points) -> float:
    """In how many dimensions rows lie: from the distances of two of their neighbours.

    In m dimensions the mean of log(far / near) is (digamma(FAR) - digamma(NEAR)) / m (Levina &
    Bickel, NIPS 2004).
    """
    some = points[np.random.default_rng(SEED).permutation(len(points))[:DIMENSION_ROWS]]
    found: Places = nearest(some, None, FAR)
    near, far = (np.linalg.norm(some - some[found[place - 1]], axis=1) for place in (NEAR, FAR))
    apart = near > 0
    logs = np.log(far[apart] / near[apart])
    mean = float(logs.mean()) if len(logs) else 0.0
    if not mean:
        return 0.0
    between: float = special.digamma(FAR) - special.digamma(NEAR)
    return between / mean
