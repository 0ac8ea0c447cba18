"""Groups of people who are alike in the declared fields, and how many of them had it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from bellwether_contract.bundle.peers import Level, disclosable
from bellwether_contract.declaration.fields import BooleanField, CategoryField, NumberField
from bellwether_contract.declaration.policy import Subgroup
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding.encode import Matrix
from bellwether_trainer.records import Labels, People
from bellwether_trainer.rows.people import one_of_each


@dataclass(frozen=True, slots=True)
class Counted:
    """One group; nobody is told of fewer people than ``bundle.peers.disclosable`` allows."""

    levels: tuple[Level, ...]
    n: int
    events: int


def count(
    predictor: Predictor, matrix: Matrix, labels: Labels, people: People | None
) -> tuple[Counted, ...]:
    """The declared groups of encoded rows, float32 [rows, fields], with their 0/1 labels [rows].

    Where ``people`` [rows] have several rows, one of each is counted. Groups that may not be told
    are left out, and so is whoever is unknown in a field of theirs.
    """
    if predictor.peers is None:
        return ()
    if people is not None:
        some = one_of_each(people)
        matrix, labels = matrix[some], labels[some]
    sides = [list(_levels(predictor, each, matrix)) for each in predictor.peers.by]
    found = []
    for cell in itertools.product(*sides):
        mask = np.logical_and.reduce([mask for _, mask in cell])
        n, events = int(mask.sum()), int((labels[mask] == 1).sum())
        if disclosable(n, events):
            found.append(Counted(tuple(level for level, _ in cell), n, events))
    return tuple(found)


def as_document(groups: tuple[Counted, ...]) -> list[dict[str, Any]]:
    """``peers`` of a version's report."""
    return [asdict(each) for each in groups]


def _levels(
    predictor: Predictor, by: Subgroup, matrix: Matrix
) -> Iterator[tuple[Level, npt.NDArray[np.bool_]]]:
    column = predictor.column(by.field)
    field, values = predictor.fields[column], matrix[:, column]
    if isinstance(field, NumberField):
        starts = [field.minimum, *(band for band in by.bands if band > field.minimum)]
        for low, high in zip(starts, [*starts[1:], None], strict=True):
            above = values >= low
            yield (
                Level(field.name, None, low, high),
                above if high is None else above & (values < high),
            )
    elif isinstance(field, CategoryField):
        for code, choice in enumerate(field.choices):
            yield Level(field.name, choice.value, None, None), values == code
    else:
        assert isinstance(field, BooleanField)
        for answer in (True, False):
            yield Level(field.name, answer, None, None), values == float(answer)
