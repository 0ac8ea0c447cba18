"""Which rows of a pool are each other's nearest, and how much nearer than anybody else.

A pool of many rows is cut into cells first, along the direction in which it is widest: the nearest
row of one at a border may then be missed, but no pair is made up, and time and memory stay small.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

# Within so many rows each is compared with each: half a second, whatever the number of fields.
CELL_ROWS = 8192

# Rows that are compared with all of their cell at a time: 32 MB of distances.
BLOCK_ROWS = 1024

# The widest direction is looked for in so many rows of a cell, by so many steps.
DIRECTION_ROWS = 4096
DIRECTION_STEPS = 12

SEED = 20240101


@dataclass(frozen=True, slots=True)
class Pairs:
    """Rows that are each other's nearest, each row in one pair at most: places [pairs] in the pool.

    ``distance`` [pairs] is how far the two are from each other; ``isolation`` [pairs] is that
    distance as a share of the one to the nearest third row of either: 0 to 1, where 1 says that a
    third row is as near. ``chance`` [pairs] is how likely the two would be of different sides, were
    sides dealt at random within the cell.
    """

    first: Places
    second: Places
    distance: Floats
    isolation: Floats
    chance: Floats


def pairs(points: Points, side: npt.NDArray[np.bool_]) -> Pairs:
    """The pairs of a pool, float32 [rows, dimensions], whose rows belong to one ``side`` or other.

    Of equally near rows one is taken at random, with a fixed seed. Without any NaN.
    """
    # Shuffled, since what is equally near is otherwise found in the order of the files.
    order = np.random.default_rng(SEED).permutation(len(points))
    found = [_of_cell(points[cell], side[cell], cell) for cell in cells(points, order)]
    return Pairs(
        *(
            np.concatenate([getattr(each, name) for each in found])
            for name in ("first", "second", "distance", "isolation", "chance")
        )
    )


def cells(points: Points, order: Places) -> Iterator[Places]:
    """Cut the rows ``order`` of a pool into halves until no cell has over CELL_ROWS of them."""
    if len(order) <= CELL_ROWS:
        yield order
        return
    along = points[order] @ _widest(points[order[:DIRECTION_ROWS]])
    split = np.argpartition(along, len(order) // 2)
    # Sorted, so that each half keeps the shuffled order.
    yield from cells(points, order[np.sort(split[: len(order) // 2])])
    yield from cells(points, order[np.sort(split[len(order) // 2 :])])


def _widest(points: Points) -> Points:
    """About the first principal axis [dimensions], by the power method."""
    centred = points - points.mean(axis=0)
    scatter = centred.T @ centred
    axis = scatter.sum(axis=1) + np.float32(1e-6)
    for _ in range(DIRECTION_STEPS):
        axis = scatter @ axis
        length = np.linalg.norm(axis)
        if not length:
            return np.ones(points.shape[1], dtype=np.float32)
        axis = axis / length
    return np.asarray(axis, dtype=np.float32)


def closest(points: Points, side: npt.NDArray[np.bool_]) -> tuple[Places, Floats]:
    """For each row of one ``side`` the nearest row of the other within its cell, and how far.

    Places and distances [rows of the pool]; -1 and infinity for rows of the other side, and where a
    cell has no row of it.
    """
    places = np.full(len(points), -1, dtype=np.int64)
    distance = np.full(len(points), np.inf)
    order = np.random.default_rng(SEED).permutation(len(points))
    for cell in cells(points, order):
        sought, among = cell[side[cell]], cell[~side[cell]]
        if len(sought) and len(among):
            places[sought] = at = among[nearest(points[sought], points[among], 1)[0]]
            distance[sought] = _apart(points[sought], points[at])
    return places, distance


def _of_cell(points: Points, side: npt.NDArray[np.bool_], places: Places) -> Pairs:
    count, ones = len(points), int(side.sum())
    if count < 3:
        return _none()
    other, third = nearest(points, None, 2)
    to_other, to_third = _apart(points, points[other]), _apart(points, points[third])
    own = np.arange(count)
    first = own[(other[other] == own) & (own < other)]
    second = other[first]
    beyond = np.minimum(to_third[first], to_third[second])
    # Where three rows are at one place nobody is isolated.
    isolation = np.divide(to_other[first], beyond, out=np.ones(len(first)), where=beyond > 0)
    chance = 2 * ones * (count - ones) / (count * (count - 1))
    return Pairs(
        places[first],
        places[second],
        to_other[first],
        np.minimum(isolation, 1.0),
        np.full(len(first), chance),
    )


def nearest(points: Points, among: Points | None, count: int) -> Places:
    """Of each row the ``count`` nearest rows ``among`` others, [count, rows], nearest first.

    Without others: among the rows themselves, each but itself.
    """
    others = points if among is None else among
    # Centred, so that little is lost in |x - y|^2 = |x|^2 + |y|^2 - 2 x.y, of which |x|^2 is left
    # out: it is the same for every other row.
    middle = others.mean(axis=0)
    centred = others - middle
    squares = np.einsum("ij,ij->i", centred, centred)
    target = np.hstack([-2 * centred, squares[:, None]]).T
    source = np.hstack([points - middle, np.ones((len(points), 1), dtype=np.float32)])
    found = np.empty((count, len(points)), dtype=np.int64)
    for start in range(0, len(points), BLOCK_ROWS):
        apart = source[start : start + BLOCK_ROWS] @ target
        rows = np.arange(len(apart))
        if among is None:
            apart[rows, start + rows] = np.inf
        for place in range(count):
            found[place, start : start + BLOCK_ROWS] = at = apart.argmin(axis=1)
            apart[rows, at] = np.inf
    return found


def _apart(points: Points, others: Points) -> Floats:
    """Distances [rows] of rows to those beside them."""
    distances: Floats = np.linalg.norm(points.astype(np.float64) - others, axis=1)
    return distances


def _none() -> Pairs:
    places, floats = np.empty(0, dtype=np.int64), np.empty(0)
    return Pairs(places, places, floats, floats, floats)
