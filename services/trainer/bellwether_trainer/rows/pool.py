"""The data sets of a training, put together; the first one is always read, for its anchor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding.encode import Matrix
from bellwether_contract.storage.datasets import Dataset, DatasetStore, UnknownDataset
from bellwether_contract.vocabulary import INITIAL
from bellwether_trainer.records import Marks, Rows, RowSet, TrainingError
from bellwether_trainer.rows import data, same_people
from bellwether_trainer.rows.data import Loaded
from bellwether_trainer.rows.points import ROWS_AT_MOST


class Pool:
    """Reads data sets of one predictor, each once."""

    def __init__(self, folder: Path, predictor: Predictor, data_dir: Path) -> None:
        self._folder = folder
        self._predictor = predictor
        self._data_dir = data_dir
        self._loaded: dict[str, Loaded] = {}
        self._repeats: dict[tuple[str, ...], Matrix | None] = {}

    def rows(self, names: tuple[str, ...]) -> Rows:
        """The rows of the data sets called ``names``, one after another; raises TrainingError.

        Rows that come again with other values stand for the rows that they repeat, unless a person
        has answered that they are different people.
        """
        loaded = [self._load(name) for name in names]
        _require_one_kind_of_time(names, loaded)
        repeats = [self._repeated(name, names[:place]) for place, name in enumerate(names)]
        stands_for = None
        if any(each is not None for each in repeats):
            stands_for = np.concatenate(
                [
                    own.matrix if its is None else its
                    for own, its in zip(loaded, repeats, strict=True)
                ]
            )
        # One data set is not copied: it may take most of the memory that there is.
        alone = loaded[0] if len(loaded) == 1 else None
        return Rows(
            matrix=alone.matrix if alone else np.concatenate([each.matrix for each in loaded]),
            labels=alone.labels if alone else np.concatenate([each.labels for each in loaded]),
            origins=np.repeat(
                np.arange(len(names), dtype=np.int16), [len(each.labels) for each in loaded]
            ),
            sets=tuple(
                RowSet(
                    name,
                    each.sha256,
                    len(each.labels),
                    int(each.labels.sum()),
                    None if name == INITIAL else _answered(self._record(name)),
                )
                for name, each in zip(names, loaded, strict=True)
            ),
            marks=Marks.together([each.marks for each in loaded]),
            stands_for=stands_for,
        )

    def require_answers(self, names: Sequence[str]) -> None:
        """Look for known people in what nobody has looked through; raise TrainingError for a doubt.

        A data set that was checked before anybody looked for them gets its verdict completed.
        """
        if not same_people.must_be_guessed(self._predictor):
            return
        store, initial = DatasetStore(self._data_dir), self._load(INITIAL).matrix
        for name in names:
            if name == INITIAL:
                continue
            rows = self._load(name).matrix
            record = self._record(name)
            if record.verdict is not None and record.verdict.again is None:
                again = same_people.counts(same_people.find(initial, rows, self._predictor))
                store.judge(self._predictor.name, name, replace(record.verdict, again=again))
                record = self._record(name)
            if record.unanswered:
                assert record.verdict is not None
                assert record.verdict.again is not None
                raise TrainingError(
                    f"{record.verdict.again.again:,} rows of the data set {name[:12]} look like "
                    "people who are known already, examined again; say whether they are the same "
                    "people, on the page or by `bellwether datasets answer`, and retrain"
                )

    def _load(self, name: str) -> Loaded:
        if name not in self._loaded:
            self._loaded[name] = (
                data.initial(self._folder, self._predictor)
                if name == INITIAL
                else data.uploaded(self._data_dir, self._predictor, name)
            )
        return self._loaded[name]

    def _record(self, name: str) -> Dataset:
        try:
            return DatasetStore(self._data_dir).get(self._predictor.name, name)
        except UnknownDataset as error:
            raise TrainingError(f"the data set {name[:12]} was removed") from error

    def _repeated(self, name: str, before: tuple[str, ...]) -> Matrix | None:
        """The inputs that each row of a data set stands for; None: none repeats another.

        Looked for among the initial rows, and then among the data sets ``before`` it, save those of
        their rows that repeat others themselves: pairs, never chains.
        """
        if name == INITIAL or not same_people.must_be_guessed(self._predictor):
            return None
        record = self._record(name)
        # One that nobody has looked through may repeat people, too: a champion may rest on it.
        looked = record.verdict is not None and record.verdict.again is not None
        if looked and _new_people(record):
            return None
        among = [INITIAL, *(each for each in before if each != INITIAL)]
        key = (name, *among)
        if key not in self._repeats:
            self._repeats[key] = self._looked_for(self._load(name).matrix, among)
        return self._repeats[key]

    def _looked_for(self, own: Matrix, among: Sequence[str]) -> Matrix | None:
        stands_for, left = own.copy(), np.arange(len(own))
        for place, other in enumerate(among):
            known = self._load(other).matrix
            if (its := self._repeated(other, tuple(among[:place]))) is not None:
                known = known[((its == known) | (np.isnan(its) & np.isnan(known))).all(axis=1)]
            found = same_people.find(known, own[left], self._predictor)
            if found.outcome != "found":
                continue
            goes_with = same_people.go_with(known, own[left], self._predictor, found)
            paired = goes_with >= 0
            stands_for[left[paired]] = known[goes_with[paired]]
            left = left[~paired]
        return stands_for if len(left) < len(own) else None


def known(initial: Matrix, predictor: Predictor, data_dir: Path, sha256: str) -> Matrix:
    """The rows among which known people are looked for, float32 [rows, fields].

    They are the ``initial`` ones and those of usable data sets that came before ``sha256``, as far
    as these hold new people, and up to ROWS_AT_MOST of them.
    """
    store = DatasetStore(data_dir)
    parts = [initial]
    received = store.get(predictor.name, sha256).received
    for each in store.all(predictor.name):
        came_before = (each.received.at, each.received.sha256) < (received.at, received.sha256)
        if not came_before or not each.usable or not _new_people(each):
            continue
        if sum(map(len, parts)) + _size(each) > ROWS_AT_MOST:
            continue
        try:
            parts.append(data.uploaded(data_dir, predictor, each.received.sha256).matrix)
        except TrainingError:
            # Checked against another declaration, or just removed: nobody learns from it either.
            continue
    return np.concatenate(parts)


def _new_people(found: Dataset) -> bool:
    return not found.asks or (found.answer is not None and not found.answer.same_people)


def _size(found: Dataset) -> int:
    return (found.verdict.rows or 0) if found.verdict is not None else 0


def _answered(found: Dataset) -> dict[str, Any] | None:
    """What the report tells of a data set that has asked."""
    if not found.asks or found.verdict is None or found.verdict.again is None:
        return None
    return {
        **asdict(found.verdict.again),
        "answer": asdict(found.answer) if found.answer is not None else None,
    }


def _require_one_kind_of_time(names: tuple[str, ...], loaded: list[Loaded]) -> None:
    """Raise TrainingError where times are dates in one data set and numbers in another."""
    for name, each in zip(names, loaded, strict=True):
        if each.marks.dated != loaded[0].marks.dated:
            kinds = {True: "dates", False: "numbers"}
            raise TrainingError(
                f"the times of the data set {name[:12]} are {kinds[each.marks.dated]} and those of "
                f"{names[0][:12]} {kinds[loaded[0].marks.dated]}; send it again in one kind"
            )
