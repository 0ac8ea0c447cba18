"""Whether new rows come from other people than those that the champion learned from.

Each field, and the outcome, by the population stability index (PSI) of the new rows alone: among
all rows of a training a few new ones would hardly show.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats

from bellwether_contract.declaration.fields import CategoryField, Field, NumberField
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding.encode import Matrix
from bellwether_trainer.records import Labels, Rows
from bellwether_trainer.rows import bins
from bellwether_trainer.rows.people import one_of_each

# A false alarm in all fields and the outcome together, where nothing has changed.
FALSE_ALARMS = 0.05

# Bins are joined until each would hold so many of the smaller side's rows, and at least a tenth:
# of fewer rows the index is larger than its distribution says (up to seven times as many false
# alarms with five rows a bin, simulated).
ROWS_A_BIN = 15
MOST_BINS = 10

# A bin that is empty on one side counts as this share of the rows, so that the index is finite.
SHARE_FLOOR = 1e-4

Counts = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Shift:
    """How far the new rows lie from the champion's: ``index``, and the ``limit`` of chance."""

    index: float
    limit: float

    @property
    def shifted(self) -> bool:
        """Whether chance does not explain it."""
        return self.index > self.limit


@dataclass(frozen=True, slots=True)
class Drift:
    """``rows`` new ones against the ``against`` rows of the champion; None: cannot be told.

    Where people have several rows, both count people.
    """

    rows: int
    against: int
    outcome: Shift | None
    fields: Mapping[str, Shift | None]


def of_new_rows(
    rows: Rows, predictor: Predictor, champion: Mapping[str, Any] | None
) -> Drift | None:
    """The drift of those ``rows`` whose data set the champion has not learned from.

    ``champion`` is ``data`` of the champion's report. Where people have several rows, one of each
    is compared on either side. None without a champion, or without new rows, and where its report
    is of the first format, which does not name the data sets.
    """
    if champion is None or "datasets" not in champion:
        return None
    learned = {each["sha256"] for each in champion["datasets"]}
    places = [place for place, each in enumerate(rows.sets) if each.sha256 not in learned]
    new = np.flatnonzero(np.isin(rows.origins, places))
    if not len(new):
        return None
    if rows.people is not None:
        new = new[one_of_each(rows.people[new])]
    former = {str(entry["name"]): entry for entry in champion["fields"]}
    tests = len(predictor.fields) + 1
    return Drift(
        rows=len(new),
        against=int(champion.get("people", champion["rows"])),
        outcome=_outcome(rows.labels[new], champion, tests),
        fields={
            field.name: _field(field, rows.matrix[new, column], former.get(field.name), tests)
            for column, field in enumerate(predictor.fields)
        },
    )


def shift(now: Counts, then: Counts, tests: int, *, others: int = 0) -> Shift | None:
    """PSI of two rows of counts [bins] in the same bins, with its limit among ``tests`` tests.

    sum over bins of (now - then) * ln(now / then), with shares of all rows. Where both sides are
    drawn from the same people it is distributed as chi-square with bins - 1 degrees of freedom
    times (1/N + 1/M) (Yurdakul 2018); ``tests`` by Bonferroni. The last ``others`` bins have no
    neighbour, and are joined only where they are too small. None where one bin is left.
    """
    joined = _joined(now, then, others)
    if len(joined) < 2:
        return None
    n, m = joined.sum(axis=0)
    shares = np.maximum(joined / (n, m), SHARE_FLOOR)
    index = float(((shares[:, 0] - shares[:, 1]) * np.log(shares[:, 0] / shares[:, 1])).sum())
    quantile = float(stats.chi2.ppf(1 - FALSE_ALARMS / tests, len(joined) - 1))
    return Shift(index, quantile * (1 / n + 1 / m))


def _joined(now: Counts, then: Counts, others: int) -> Counts:
    """Counts [bins, 2] after neighbours are joined until each bin is large enough."""
    both = np.stack([now, then], axis=1).astype(np.float64)
    n, m = both.sum(axis=0)
    if not n or not m:
        return both[:0]
    smaller = min(n, m)
    # By both sides together: a bin that is new on one side is as large as it is on that side.
    expected = both.sum(axis=1) * smaller / (n + m)
    enough = max(ROWS_A_BIN, smaller / MOST_BINS)
    found: list[Counts] = []
    inner = len(both) - others
    current, size = np.zeros(2), 0.0
    for place in range(inner):
        current, size = current + both[place], size + expected[place]
        if size >= enough:
            found.append(current)
            current, size = np.zeros(2), 0.0
    for place in range(inner, len(both)):
        if expected[place] >= ROWS_A_BIN:
            found.append(both[place])
        else:
            current = current + both[place]
    if current.any():
        if found:
            found[-1] = found[-1] + current
        else:
            found.append(current)
    return np.array(found)


def _outcome(labels: Labels, champion: Mapping[str, Any], tests: int) -> Shift | None:
    positives, rows = int(champion["positives"]), int(champion["rows"])
    if "people" in champion:
        # Of people one row each was described, in the bins of any field.
        bins_of_people = champion["fields"][0]["bins"]
        positives = sum(each["positive"] for each in bins_of_people)
        rows = positives + sum(each["negative"] for each in bins_of_people)
    now = np.bincount(labels, minlength=2)[:2].astype(np.float64)
    # Two bins of their own, however rare the outcome is.
    return shift(now, np.array([rows - positives, positives], dtype=np.float64), tests, others=2)


def _field(
    field: Field, column: Matrix, former: Mapping[str, Any] | None, tests: int
) -> Shift | None:
    """None where the champion's field has another type or other choices."""
    if former is None or former.get("type") != field.type:
        return None
    unknown = np.isnan(column)
    known, then = column[~unknown], former["bins"]
    if isinstance(field, NumberField):
        inner = [entry for entry in then if bins.is_number_bin(entry, then)]
        places = bins.places(bins.as_typed(known), [entry["low"] for entry in inner])
        now, ordered = np.bincount(places, minlength=len(inner)), True
    else:
        labels, _, _ = bins.edges(field, known.astype(np.float64))
        inner = then[: len(labels)]
        if [entry["label"] for entry in inner] != labels:
            return None
        now = np.bincount(known.astype(np.intp), minlength=len(labels))
        ordered = isinstance(field, CategoryField) and field.ordered
    before = [entry["positive"] + entry["negative"] for entry in inner]
    absent = sum(entry["positive"] + entry["negative"] for entry in then) - sum(before)
    order = np.arange(len(before)) if ordered else np.argsort(before, kind="stable")
    return shift(
        np.append(now[order], unknown.sum()).astype(np.float64),
        np.append(np.array(before)[order], absent).astype(np.float64),
        tests,
        others=1,
    )
