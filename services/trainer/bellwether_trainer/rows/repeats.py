"""How many rows of an upload stand in the initial rows already, word for word."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bellwether_contract.encoding.encode import Matrix
from bellwether_contract.storage.datasets import Repeated
from bellwether_trainer.records import Labels
from bellwether_trainer.rows.points import Keys, row_keys

# The initial rows and their outcomes; None: they cannot be read.
Initial = Callable[[], tuple[Matrix, Labels] | None]


class Repeats:
    """Counts block by block; eight bytes of each initial row are all that is kept.

    ``initial`` is asked for once the first sound block is there.
    """

    def __init__(self, initial: Initial) -> None:
        self._initial = initial
        self._known: Keys | None = None
        self._asked = False
        self._rows = 0
        self._found = np.empty(0, dtype=np.uint64)

    def add(self, matrix: Matrix, labels: Labels) -> None:
        """Look at rows [rows, fields] with their outcomes [rows]."""
        if not self._asked:
            self._asked = True
            known = self._initial()
            self._known = None if known is None else np.unique(_keys(*known))
        if self._known is None or not len(labels):
            return
        keys = _keys(matrix, labels)
        there = keys[np.isin(keys, self._known)]
        self._rows += len(there)
        self._found = np.union1d(self._found, there)

    def counted(self) -> Repeated | None:
        """How many rows repeat how many different initial ones; None: nobody could look."""
        return None if self._known is None else Repeated(self._rows, len(self._found))


def _keys(matrix: Matrix, labels: Labels) -> Keys:
    return row_keys(np.column_stack([matrix, labels.astype(np.float32)]))
