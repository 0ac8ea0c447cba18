"""Whether people come again within one file, with other values and without an identifier.

There is no second file to tell what is due to chance, so a model of it does: where people lie at
random, the share of pairs that are so isolated is the ratio of two volumes (see ``expected``). It
is less sure than a comparison of two files, and asks for far more before it says anything.

Of three rows of one person two are a pair, to which the third one is near, so that it is not
isolated. Therefore one row of each pair, whoever it is of, is put away, and the rest is looked at
again: then two are left of three, and after some more rounds of nine. What is put away by chance
leaves other people farther apart, and makes no alarm.
"""

from __future__ import annotations

import numpy as np
from scipy import special, stats

from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding.encode import Matrix
from bellwether_contract.storage.datasets import Again
from bellwether_trainer.rows.pairs import SEED, Places, Points, nearest, pairs
from bellwether_trainer.rows.points import distinct, pool
from bellwether_trainer.rows.same_people import FINDABLE_AT_LEAST, ROWS_AT_LEAST, findable

# A pair is looked at where its distance is at most this share of that to a third row.
DEPTH = 0.35

# And where so many fields differ: of people who are alike in every category many differ in one
# number alone, and all others in a category, which is far.
DIFFER_AT_LEAST = 3

# The dimension of the rows follows from how fast neighbours come, from this one to that one: the
# first ones may be the same people.
NEAR, FAR = 3, 10
DIMENSION_ROWS = 4096

# The rounds leave two rows of a person with two to nine of them. They end before so few rows are
# left that a tenth neighbour is far away.
ROUNDS = 6
ROWS_LEFT = 5 * FAR

# So improbable, and so many times what chance would make: the model of chance is no exact one. The
# rounds are as many tries (Bonferroni).
CHANCE = 1e-6 / ROUNDS
TIMES = 4


def within(matrix: Matrix, predictor: Predictor) -> Again:
    """Look for rows that repeat others of the same ``matrix``, float32 [rows, fields].

    ``again`` counts the rows that repeat another one, at least.
    """
    rows, _ = distinct(matrix, matrix[:0])
    if len(rows) <= FAR:
        return Again("none", len(rows), len(rows), 0, 0)
    points, _ = pool(matrix[rows], matrix[:0], predictor)
    left, found = _rounds(points)
    # Where people lie at random is told by rows of which hardly two are of one person.
    share = expected(DEPTH, dimension(points[left]))
    surplus = [_surplus(len(second), count, share) for second, count in found]
    # Who is found in a later round has three rows or more.
    again = sum(each if place == 0 else 2 * each for place, each in enumerate(surplus))
    # Once those who repeat another are away: who is there twice would not be found a third time.
    last = max((place for place, each in enumerate(surplus) if each), default=0)
    once = np.delete(
        rows, np.concatenate([_put_away(found, last), found[last][0][: found[last][1]]])
    )
    if findable(matrix[once], predictor) < FINDABLE_AT_LEAST:
        return Again("cannot tell", len(rows), len(rows), 0, 0)
    again = min(again, len(rows) - 1)
    return Again("found" if again else "none", len(rows), len(rows), again, again)


def _put_away(found: list[tuple[Places, int]], rounds: int) -> Places:
    """The rows that were put away in the first ``rounds``."""
    return np.concatenate([np.empty(0, dtype=np.int64), *(each for each, _ in found[:rounds])])


def _rounds(points: Points) -> tuple[Places, list[tuple[Places, int]]]:
    """Put one row of each pair away, round by round.

    Returns which rows are left, and of each round the rows that were put away, those of isolated
    pairs first, with how many these are.
    """
    left: Places = np.arange(len(points))
    found = []
    for _ in range(ROUNDS):
        here = points[left]
        made = pairs(here, np.zeros(len(left), dtype=bool))
        differ = (here[made.first] != here[made.second]).sum(axis=1)
        deep = (made.isolation <= DEPTH) & (differ >= DIFFER_AT_LEAST)
        second = np.concatenate([made.second[deep], made.second[~deep]])
        found.append((left[second], int(deep.sum())))
        rest = np.delete(left, second)
        if len(rest) < ROWS_LEFT:
            break
        left = rest
    return left, found


def _surplus(made: int, isolated: int, share: float) -> int:
    """How many of the ``made`` pairs are ``isolated`` beyond chance, 0 where that is not clear."""
    p = float(stats.binom.sf(isolated - 1, made, share))
    surplus = round((isolated - share * made) / max(1 - share, 1e-9))
    clear = p < CHANCE and isolated >= TIMES * share * made and surplus >= ROWS_AT_LEAST
    return surplus if clear else 0


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
    # Rows that are equal but for rounding may come in any order.
    apart = (near > 0) & (far >= near)
    logs = np.log(far[apart] / near[apart])
    mean = float(logs.mean()) if len(logs) else 0.0
    if not mean:
        return 0.0
    between: float = special.digamma(FAR) - special.digamma(NEAR)
    return between / mean
