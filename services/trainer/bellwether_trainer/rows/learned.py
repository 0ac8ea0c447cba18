"""Whether rows that are to judge a version are ones that it has learned from.

A model knows those: figures on them are too good. Three questions, each answered as far as the
stored data sets allow: is it the very file, are its rows among the learned ones, and are they of
people who were learned from, examined again?
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bellwether_contract.bundle.manifest import DataSet, Manifest
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.disclosure import LEAST, counted
from bellwether_contract.encoding.encode import Matrix
from bellwether_contract.storage.datasets import Again
from bellwether_contract.vocabulary import INITIAL
from bellwether_trainer.records import Labels, People, TrainingError
from bellwether_trainer.rows import same_people
from bellwether_trainer.rows.data import Loaded
from bellwether_trainer.rows.folds import Hashes, row_hashes
from bellwether_trainer.rows.points import ROWS_AT_MOST
from bellwether_trainer.rows.split import HELD_OUT_BELOW

# So many standard errors, and twice the rate of chance, lie between what other people's rows have
# in common with learned ones and what is said to be learned rows.
ERRORS = 4.0
TIMES_CHANCE = 2.0

Load = Callable[[str], Loaded]


@dataclass(frozen=True, slots=True)
class Learned:
    """What rows have in common with those that a version was made from.

    ``file``: the name of the data set that has the same SHA-256. Of ``rows`` distinct ones,
    ``same`` stand, with the same outcome, among those it learned from, where ``chance`` of them
    would if they were other people's; ``measured`` stand among those that measured it. ``people``:
    of how many of them it has learned (None: no column tells). ``again``: people who come again
    without an identifier. ``unread`` data sets are not there any more.
    """

    file: str | None
    rows: int
    same: int
    chance: float
    measured: int
    people: int | None
    again: Again | None
    unread: tuple[str, ...]

    @property
    def surely(self) -> bool:
        """Whether chance does not explain the rows in common."""
        expected = TIMES_CHANCE * self.chance
        return self.same > expected + ERRORS * float(np.sqrt(expected)) + LEAST - 1

    @property
    def warnings(self) -> tuple[str, ...]:
        """What speaks against believing the figures, in words."""
        return tuple(each for each in (self._rows(), self._people(), self._unread()) if each)

    def _rows(self) -> str | None:
        good = "The figures are too good; judge this version by other rows."
        if self.file is not None:
            which = "the initial rows" if self.file == INITIAL else f"data set {self.file[:12]}"
            return f"These rows were learned from: the file is {which} of this version. {good}"
        if self.surely:
            return (
                f"These rows were learned from: {self.same:,} of {self.rows:,} distinct "
                "ones stand among those that this version has learned from, where "
                f"{self._others()} of other people's would. {good}"
            )
        if self.measured > max(LEAST, 0.5 * self.rows):
            return (
                f"{self.measured:,} of {self.rows:,} distinct rows are among those on which the "
                "training has measured this version: they say nothing that its report does not."
            )
        return None

    def _others(self) -> str:
        return f"about {self.chance:,.0f}" if self.chance >= 1 else "hardly any"

    def _people(self) -> str | None:
        if self.people and self.file is None:
            return (
                f"This version has learned from other rows of {counted(self.people)} of these "
                "people: the figures may be too good. Judge it by people who are new to it."
            )
        if self.again is not None and self.again.outcome == "found" and not self.surely:
            return (
                f"About {self.again.again:,} of {self.again.rows:,} rows look like people "
                "whom this version has learned from, examined again: the figures may be too good."
            )
        return None

    def _unread(self) -> str | None:
        if not self.unread or self.file is not None:
            return None
        named = ", ".join("the initial rows" if e == INITIAL else e[:12] for e in self.unread)
        return (
            f"Of the rows that this version has learned from some are not here as they were "
            f"({named}): whether these are among them could not be looked at."
        )


def learned(
    manifest: Manifest,
    predictor: Predictor,
    load: Load,
    *,
    matrix: Matrix,
    labels: Labels,
    people: People | None,
    sha256: str,
) -> Learned:
    """Compare encoded rows [rows, fields] with what the version of ``manifest`` was made from.

    ``load`` reads one of its data sets and raises TrainingError where it is not there as it was;
    ``sha256`` is that of the file that the rows were sent in.
    """
    file = next((each.name for each in manifest.datasets if each.sha256 == sha256), None)
    known, unread = _known(manifest.datasets, load)
    hashes = row_hashes(matrix, predictor.salt)
    _, first = np.unique(_with(hashes, labels), return_index=True)
    same = measured = 0
    chance = 0.0
    common: int | None = None
    again = None
    if known:
        its = [row_hashes(each.matrix, predictor.salt) for each in known]
        rows = np.concatenate(its)
        outcomes = np.concatenate([each.labels for each in known])
        whose = _people(known)
        learns = _side(manifest, rows if whose is None else whose)
        # A combination that several learned rows share is nobody's own: it tells nothing.
        single, chance = _single(_with(rows, outcomes)[learns], len(first))
        ours = _with(hashes, labels)[first]
        same = int(np.isin(ours, single).sum())
        measured = int(np.isin(ours, _with(rows, outcomes)[~learns]).sum())
        if people is not None and whose is not None:
            common = len(np.intersect1d(people, whose[learns]))
        elif whose is None and file is None:
            before = np.concatenate([each.matrix for each in known])[:ROWS_AT_MOST]
            again = same_people.counts(same_people.find(before, matrix, predictor))
    return Learned(file, len(first), same, chance, measured, common, again, unread)


def _known(datasets: Sequence[DataSet], load: Load) -> tuple[list[Loaded], tuple[str, ...]]:
    """The data sets that are there, and the names of those that are not."""
    found, unread = [], []
    for each in datasets:
        try:
            loaded = load(each.name)
        except TrainingError:
            unread.append(each.name)
            continue
        if loaded.sha256 == each.sha256:
            found.append(loaded)
        else:
            unread.append(each.name)
    return found, tuple(unread)


def _people(known: Sequence[Loaded]) -> People | None:
    parts = [each.marks.people for each in known]
    present = [each for each in parts if each is not None]
    return np.concatenate(present) if len(present) == len(parts) else None


def _side(manifest: Manifest, hashes: Hashes) -> npt.NDArray[np.bool_]:
    """Which rows a version has learned from: all but the held-out ones."""
    if manifest.size == "small":
        return np.ones(len(hashes), dtype=bool)
    return hashes >= HELD_OUT_BELOW


def _with(hashes: Hashes, labels: Labels) -> Hashes:
    """Rows with their outcome, as one number each."""
    combined: Hashes = hashes ^ (labels.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15))
    return combined


def _single(learned: Hashes, rows: int) -> tuple[Hashes, float]:
    """What exactly one learned row holds, and how many of ``rows`` others would hold by chance.

    The next row of the same people holds something that was seen once with the probability
    2 * (what was seen twice) / rows (Good, Biometrika 40, 1953).
    """
    found, counts = np.unique(learned, return_counts=True)
    twice = int((counts == 2).sum())
    return found[counts == 1], 2 * twice / max(len(learned), 1) * rows
