"""People who have several rows: one row of each, where something is told of people alone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from bellwether_contract.encoding.encode import Matrix
from bellwether_trainer.records import People

SEED = 20200101


def one_of_each(people: People) -> npt.NDArray[np.intp]:
    """The places of one row of each person, drawn by lot and rising.

    A count of these rows is one of people: where something must rest on five people, five rows of
    one person do not do.
    """
    shuffled = np.random.default_rng(SEED).permutation(len(people))
    _, first = np.unique(people[shuffled], return_index=True)
    places: npt.NDArray[np.intp] = np.sort(shuffled[first])
    return places


def of_people(matrix: Matrix, people: People | None) -> Matrix:
    """One row of each person, out of [rows, fields]; all of them where nothing tells whose."""
    return matrix if people is None else matrix[one_of_each(people)]
