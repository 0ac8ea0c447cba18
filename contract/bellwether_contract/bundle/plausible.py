"""Plausible values of a field that somebody does not know, given what they do know.

A version that lets fields be unknown carries, for each of them, some levels (means of bins, or
codes) and a penalised multinomial logistic regression of the level on all other fields: sums of
many rows, nobody's values. One unknown field has all its levels enumerated, each with its
probability. Several are drawn by Gibbs' sampler, each from its levels given the others, with
evenly spread numbers that are always the same ones: equal questions get equal answers.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, Self

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic import Field as Declared

from bellwether_contract.encoding.encode import Matrix
from bellwether_contract.errors import RefusedBundle

# So many completions stand for a person who leaves several fields unknown. Where the answer varies
# by 35 points of 100 with them, their mean is 0.4 points off that of 8,192 (at most 0.5).
BITS = 6
DRAWS = 1 << BITS

# So often each field is drawn anew given the others: two sweeps are as good as ten.
SWEEPS = 4

# A number so many standard deviations away tells no more than one at this distance.
FAR = 3.0

# Even numbers between 0 and 1 of which any stretch is even as well (van der Corput 1935), and by
# how much they are turned from one step to the next. Draws that are sorted by what they hold so
# far get them in this order, which makes the mean many times as precise as chance would
# (array-RQMC: L'Ecuyer, Lecot and Tuffin 2008, Oper Res 56:958).
EVEN = np.array([int(f"{place:0{BITS}b}"[::-1], 2) + 0.5 for place in range(DRAWS)]) / DRAWS
GOLDEN = (5**0.5 - 1) / 2

Finite = Annotated[float, Declared(allow_inf_nan=False)]
Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Shape(_Document):
    """What the others see of one field: a number and its square, or one column a code.

    ``unknown`` is one more column, 1 where it is unknown. An unknown field is 0 in all others.
    """

    field: str
    middle: Finite = 0.0
    spread: Annotated[float, Declared(gt=0, allow_inf_nan=False)] = 1.0
    codes: tuple[int, ...] | None = None
    unknown: bool = False

    @property
    def width(self) -> int:
        """How many columns it has."""
        return (2 if self.codes is None else len(self.codes)) + self.unknown

    def columns(self, values: npt.NDArray[np.float32]) -> Floats:
        """The columns [rows, width] of ``values`` [rows], NaN where unknown."""
        absent = np.isnan(values)
        if self.codes is None:
            scaled = (values.astype(np.float64) - self.middle) / self.spread
            scaled = np.clip(np.where(absent, 0.0, scaled), -FAR, FAR)
            parts = [scaled, np.where(absent, 0.0, scaled**2 - 1.0)]
        else:
            parts = [(values == code).astype(np.float64) for code in self.codes]
        if self.unknown:
            parts.append(absent.astype(np.float64))
        return np.column_stack(parts) if parts else np.empty((len(values), 0))


class Conditional(_Document):
    """One field that may be unknown: its ``levels``, and how likely each is given the others.

    ``weights`` [columns, levels] are of the columns of all shapes, 0 for its own.
    """

    field: str
    levels: tuple[Finite, ...] = Declared(min_length=2)
    intercepts: tuple[Finite, ...]
    weights: tuple[tuple[Finite, ...], ...]


class Document(_Document):
    """The file of a version: the shapes of all fields, and those that may be unknown."""

    format: Literal[1] = 1
    shapes: tuple[Shape, ...]
    fields: tuple[Conditional, ...] = Declared(min_length=1)


@dataclass(frozen=True, slots=True)
class Completed:
    """Rows with the same unknown fields, completed: ``matrix`` [rows * states, fields].

    ``weights`` [rows, states] add up to 1 in each row; ``rows`` are the places of the rows.
    """

    rows: Places
    unknown: tuple[str, ...]
    matrix: Matrix
    weights: Floats


class Plausible:
    """The plausible values of a version's optional fields."""

    def __init__(self, document: Document) -> None:
        self.document = document
        names = [shape.field for shape in document.shapes]
        self.fields = tuple(each.field for each in document.fields)
        self._at = np.array([names.index(name) for name in self.fields])
        ends = np.cumsum([shape.width for shape in document.shapes])
        begins = ends - [shape.width for shape in document.shapes]
        self._own = [slice(begins[at], ends[at]) for at in self._at]
        self._levels = [np.array(each.levels, dtype=np.float32) for each in document.fields]
        self._intercepts = [np.array(each.intercepts) for each in document.fields]
        self._weights = [
            np.array(each.weights).reshape(int(ends[-1]), len(each.levels))
            for each in document.fields
        ]
        # What the level of one optional field says of the level of another: [its, theirs].
        self._given = [
            [
                document.shapes[self._at[of]].columns(self._levels[of])
                @ self._weights[about][self._own[of]]
                for of in range(len(self.fields))
            ]
            for about in range(len(self.fields))
        ]

    @classmethod
    def read(cls, content: bytes, fields: Sequence[str]) -> Self:
        """The sampler of a version with these ``fields``; raises RefusedBundle if it is none."""
        try:
            document = Document.model_validate(json.loads(content))
        except (ValueError, RecursionError) as error:
            detail = ""
            if isinstance(error, ValidationError):
                first = error.errors(include_url=False, include_input=False)[0]
                detail = f" at /{'/'.join(map(str, first['loc']))}"
            raise RefusedBundle(f"plausible.json cannot be used{detail}") from error
        width = sum(shape.width for shape in document.shapes)
        if tuple(shape.field for shape in document.shapes) != tuple(fields):
            raise RefusedBundle("plausible.json tells of other fields than its version")
        asked = [each.field for each in document.fields]
        if len(set(asked)) != len(asked) or not set(asked) <= set(fields):
            raise RefusedBundle("plausible.json names a field twice, or one that is none")
        for each in document.fields:
            shapes = {len(each.levels), len(each.intercepts), *map(len, each.weights)}
            if len(shapes) != 1 or len(each.weights) != width:
                raise RefusedBundle(f"plausible.json has no whole matrix for {each.field}")
        return cls(document)

    def lacks(self, row: Sequence[float]) -> bool:
        """Whether one encoded row leaves an optional field unknown."""
        return any(row[at] != row[at] for at in self._at)

    def lacking(self, matrix: Matrix) -> list[tuple[Places, tuple[int, ...]]]:
        """Rows that leave optional fields unknown, by which of them: the places of each kind."""
        absent = np.isnan(matrix[:, self._at])
        rows = np.flatnonzero(absent.any(axis=1))
        if not len(rows):
            return []
        kinds, kind = np.unique(absent[rows], axis=0, return_inverse=True)
        return [
            (rows[kind.ravel() == place], tuple(np.flatnonzero(which).tolist()))
            for place, which in enumerate(kinds)
        ]

    def complete(self, matrix: Matrix, rows: Places, unknown: Sequence[int]) -> Completed:
        """The ``rows`` of ``matrix`` [n, fields] with plausible values for the ``unknown`` fields.

        These are places among ``fields``, the same in all of the rows.
        """
        some = matrix[rows]
        columns = np.hstack(
            [shape.columns(some[:, at]) for at, shape in enumerate(self.document.shapes)]
        )
        for which in unknown:
            columns[:, self._own[which]] = 0.0
        base = [columns @ self._weights[which] + self._intercepts[which] for which in unknown]
        if len(unknown) == 1:
            weights = _shares(base[0])
            drawn = [np.broadcast_to(np.arange(weights.shape[1]), weights.shape)]
        else:
            drawn = self._drawn(base, unknown)
            weights = np.full((len(rows), DRAWS), 1.0 / DRAWS)
        completed = np.repeat(some, weights.shape[1], axis=0)
        for which, levels in zip(unknown, drawn, strict=True):
            completed[:, self._at[which]] = self._levels[which][levels].ravel()
        return Completed(rows, tuple(self.fields[each] for each in unknown), completed, weights)

    def _drawn(self, base: Sequence[Floats], unknown: Sequence[int]) -> list[Places]:
        """The level of each unknown field in each draw, [rows, DRAWS] of each."""
        drawn: dict[int, Places] = {}
        steps = itertools.product(range(SWEEPS + 1), range(len(unknown)))
        for step, (_, place) in enumerate(steps):
            odds = base[place][:, np.newaxis, :]
            alike = np.zeros((len(odds), DRAWS), dtype=np.intp)
            for other, levels in drawn.items():
                if other != place:
                    odds = odds + self._given[unknown[place]][unknown[other]][levels]
                    alike = alike * len(self._levels[unknown[other]]) + levels
            # Draws that are alike so far lie side by side and share the numbers evenly.
            uniforms = np.empty(alike.shape)
            order = np.argsort(alike, axis=1, kind="stable")
            np.put_along_axis(uniforms, order, (EVEN + step * GOLDEN)[np.newaxis] % 1.0, axis=1)
            risen = np.cumsum(_shares(odds), axis=-1)[..., :-1]
            drawn[place] = (risen < uniforms[..., np.newaxis]).sum(axis=-1)
        return [drawn[place] for place in range(len(unknown))]


def _shares(odds: Floats) -> Floats:
    """Probabilities of log-odds, over the last axis."""
    raised = np.exp(odds - odds.max(axis=-1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return shares
