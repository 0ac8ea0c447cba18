"""How well one column tells the labels apart, quickly, and on rows that it was not learned from."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import stats

from bellwether_contract.encoding.encode import Matrix
from bellwether_trainer.records import Labels

# Of each label: their standard error is then below 0.005. AUROC does not mind how many there are
# of either.
MOST_ROWS = 10_000

# With fewer rows of a label chance alone tells them apart.
LEAST_ROWS = 20

BINS = 20
SEED = 20200101

Picked = npt.NDArray[np.intp]


def sample(labels: Labels) -> Picked | None:
    """Places of at most MOST_ROWS rows of each label, ascending; None where there are too few."""
    random = np.random.default_rng(SEED)
    places = [np.flatnonzero(labels == label) for label in (0, 1)]
    if min(map(len, places)) < LEAST_ROWS:
        return None
    drawn = [
        random.choice(each, MOST_ROWS, replace=False) if len(each) > MOST_ROWS else each
        for each in places
    ]
    picked: Picked = np.sort(np.concatenate(drawn))
    return picked


def auroc(column: Matrix, labels: Labels, *, ordered: bool) -> float:
    """AUROC of one ``column`` [rows] (NaN: unknown) against 0/1 ``labels`` [rows], 0.5 to 1.

    Of an ``ordered`` one by rank, in either direction (Mann and Whitney 1947), where more than
    half is known. Of any column by bins, the unknown in one of their own: the share of events of
    a bin is learned from the other half of the rows, so that many values do not win by chance.
    The larger of the two.
    """
    found = [0.5, _by_bins(_bins(column, ordered=ordered), labels)]
    known = ~np.isnan(column)
    if ordered and 2 * known.sum() > len(column) and 0 < labels[known].sum() < known.sum():
        ranked = _auroc(column[known].astype(np.float64), labels[known])
        found.append(max(ranked, 1 - ranked))
    return max(found)


def _by_bins(bins: Picked, labels: Labels) -> float:
    """The mean of both halves, each judged by what the other one has taught."""
    half = np.zeros(len(labels), dtype=bool)
    random = np.random.default_rng(SEED)
    for label in (0, 1):
        half[random.permutation(np.flatnonzero(labels == label))[::2]] = True
    size = int(bins.max()) + 1
    found = []
    for learned in (half, ~half):
        rows = np.bincount(bins[learned], minlength=size)
        events = np.bincount(bins[learned], weights=labels[learned], minlength=size)
        # A bin that nobody has taught says what all rows say.
        share = (events + labels.mean()) / (rows + 1)
        found.append(_auroc(share[bins[~learned]], labels[~learned]))
    return float(np.mean(found))


def _bins(column: Matrix, *, ordered: bool) -> Picked:
    unknown = np.isnan(column)
    distinct = np.unique(column[~unknown])
    if ordered and len(distinct) > BINS:
        edges = np.unique(np.quantile(column[~unknown], np.linspace(0, 1, BINS + 1)[1:-1]))
    else:
        edges = distinct[1:]
    places = np.searchsorted(edges, column, side="right")
    bins: Picked = np.where(unknown, len(edges) + 1, places)
    return bins


def _auroc(scores: npt.NDArray[np.float64], labels: Labels) -> float:
    ranks = stats.rankdata(scores)
    events = int(labels.sum())
    above = ranks[labels == 1].sum() - events * (events + 1) / 2
    return float(above / (events * (len(labels) - events)))
