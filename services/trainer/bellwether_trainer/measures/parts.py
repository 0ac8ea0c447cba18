"""The same predictions in parts of the rows: by site, and by when they were taken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bellwether_contract.disclosure import LEAST
from bellwether_trainer.measures.figures import figures, some
from bellwether_trainer.measures.group_types import Site, Sites
from bellwether_trainer.measures.metric_types import Figures, Mask
from bellwether_trainer.measures.predictions import Predictions

# Sites that are shown: those with the most people.
SITES = 20


@dataclass(frozen=True, slots=True)
class Period:
    """Rows of a time: ``n`` people with rows then, of whom ``events`` had the outcome.

    ``within`` None: too few of either outcome.
    """

    period: str
    n: int
    events: int
    within: Figures | None


@dataclass(frozen=True, slots=True)
class Periods:
    """Rows by when they were taken, first to last."""

    column: str
    groups: tuple[Period, ...]


def by_site(column: str, sites: npt.NDArray[np.object_], predicted: Predictions) -> Sites:
    """The largest sites; of those with fewer than LEAST people not even the name."""
    found = []
    for site in np.unique(sites):
        here = some(predicted, np.asarray(sites == site))
        if here.persons >= LEAST:
            found.append(Site(str(site), here.persons, here.events, figures(here), None))
    largest = sorted(found, key=lambda each: (-each.n, each.site))[:SITES]
    return Sites(column, tuple(largest), len(np.unique(sites)) - len(largest))


def by_period(column: str, periods: Iterable[tuple[str, Mask]], predicted: Predictions) -> Periods:
    """Each of some periods, in words and by its rows, in which LEAST people have rows."""
    parts = [(words, some(predicted, mask)) for words, mask in periods]
    return Periods(
        column,
        tuple(
            Period(words, here.persons, here.events, figures(here))
            for words, here in parts
            if here.persons >= LEAST
        ),
    )
