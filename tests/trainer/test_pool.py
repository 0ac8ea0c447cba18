"""What a training makes of data sets whose rows look like known people."""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path

import numpy as np
import pytest

from bellwether_contract.declaration import spec
from bellwether_contract.encoding.encode import Matrix
from bellwether_contract.storage.datasets import Again, Answer, CheckResult, DatasetStore
from bellwether_trainer.records import TrainingError
from bellwether_trainer.rows import data, pool
from bellwether_trainer.rows.check import check
from bellwether_trainer.rows.pool import Pool
from research.study.evaluated_again import FOLDER, NAMES, PREDICTOR, WOMEN, changed, made_like_them

NAME = PREDICTOR.name
LEAST, MOST = np.nanmin(WOMEN, axis=0), np.nanmax(WOMEN, axis=0)
DIGEST = hashlib.sha256(spec.read_with_source(FOLDER)[0]).hexdigest()


def as_csv(rows: Matrix) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*NAMES, "Outcome"])
    # Younger women are not taken, and from 200 mg/dL on no model is needed.
    within = np.clip(rows, LEAST, MOST)
    for place, row in enumerate(within):
        cells = ["" if np.isnan(cell) else f"{float(str(cell)):.10g}" for cell in row]
        writer.writerow([*cells, int(place % 3 == 0)])
    return text.getvalue().encode()


@pytest.fixture
def store(tmp_path: Path) -> DatasetStore:
    return DatasetStore(tmp_path)


def send(store: DatasetStore, tmp_path: Path, rows: Matrix) -> str:
    """Rows that were sent, checked as the trainer's job checks them."""
    with store.upload(NAME) as upload:
        upload.write(as_csv(rows))
        sha256 = upload.keep("operator").sha256
    verdict = check(
        store.rows(NAME, sha256),
        PREDICTOR,
        DIGEST,
        lambda _: None,
        known=lambda: pool.known(
            data.initial(FOLDER, PREDICTOR).matrix, PREDICTOR, tmp_path, sha256
        ),
    )
    assert verdict.faults == ()
    store.judge(NAME, sha256, verdict)
    return sha256


def answer(store: DatasetStore, sha256: str, *, same_people: bool) -> None:
    store.answer(NAME, sha256, Answer(same_people, "the second visit", "operator", "2026-01-01"))


def again(store: DatasetStore, sha256: str) -> Again:
    verdict = store.get(NAME, sha256).verdict
    assert verdict is not None
    assert verdict.again is not None
    return verdict.again


def test_a_check_tells_how_many_rows_come_again(store: DatasetStore, tmp_path: Path) -> None:
    sent = send(store, tmp_path, changed(WOMEN[:300], 0.1, 1))
    found = again(store, sent)
    assert (found.outcome, found.rows, found.known) == ("found", 300, 768)
    assert 280 <= found.told <= found.again <= 300
    assert store.get(NAME, sent).unanswered


def test_new_people_are_learned_from_without_a_question(
    store: DatasetStore, tmp_path: Path
) -> None:
    sent = send(store, tmp_path, made_like_them(1, 200))
    assert again(store, sent).outcome == "none"
    rows = Pool(FOLDER, PREDICTOR, tmp_path)
    rows.require_answers(["initial", sent])
    assert rows.rows(("initial", sent)).stands_for is None


def test_nothing_is_learned_from_rows_that_nobody_has_answered_for(
    store: DatasetStore, tmp_path: Path
) -> None:
    sent = send(store, tmp_path, changed(WOMEN[:300], 0.1, 1))
    with pytest.raises(TrainingError, match="say whether they are the same people"):
        Pool(FOLDER, PREDICTOR, tmp_path).require_answers(["initial", sent])


def test_the_same_people_stand_for_the_rows_that_they_repeat(
    store: DatasetStore, tmp_path: Path
) -> None:
    sent = send(store, tmp_path, changed(WOMEN[:300], 0.1, 1))
    answer(store, sent, same_people=True)
    pooled = Pool(FOLDER, PREDICTOR, tmp_path)
    pooled.require_answers(["initial", sent])
    rows = pooled.rows(("initial", sent))
    assert rows.stands_for is not None
    same = np.isclose(rows.stands_for[768:], WOMEN[:300], equal_nan=True).all(axis=1)
    assert same.mean() >= 0.97
    told = rows.sets[1].again
    assert told is not None
    assert told["answer"]["same_people"] is True
    assert told["answer"]["reason"] == "the second visit"
    assert rows.sets[0].again is None


def test_different_people_are_learned_from_as_they_are(store: DatasetStore, tmp_path: Path) -> None:
    sent = send(store, tmp_path, changed(WOMEN[:300], 0.1, 1))
    answer(store, sent, same_people=False)
    pooled = Pool(FOLDER, PREDICTOR, tmp_path)
    pooled.require_answers(["initial", sent])
    rows = pooled.rows(("initial", sent))
    assert rows.stands_for is None
    told = rows.sets[1].again
    assert told is not None
    assert (told["outcome"], told["answer"]["same_people"]) == ("found", False)


def test_rows_are_compared_with_those_that_came_before_them(
    store: DatasetStore, tmp_path: Path
) -> None:
    strangers = made_like_them(1, 200)
    first = send(store, tmp_path, strangers)
    second = send(store, tmp_path, changed(strangers, 0.05, 2))
    assert again(store, second).outcome == "found"
    answer(store, second, same_people=True)
    rows = Pool(FOLDER, PREDICTOR, tmp_path).rows(("initial", first, second))
    assert rows.stands_for is not None
    of_first, of_second = rows.stands_for[768:968], rows.stands_for[968:]
    assert np.isclose(of_second, of_first, equal_nan=True).all(axis=1).mean() >= 0.9


def test_a_verdict_from_before_the_look_is_completed(store: DatasetStore, tmp_path: Path) -> None:
    sent = send(store, tmp_path, changed(WOMEN[:300], 0.1, 1))
    store.judge(NAME, sent, CheckResult("usable", 300, 100, 0, (), DIGEST, "2026-01-01T00:00:00Z"))
    pooled = Pool(FOLDER, PREDICTOR, tmp_path)
    # A champion that rests on such rows meets others as if they were the same people.
    assert pooled.rows(("initial", sent)).stands_for is not None
    with pytest.raises(TrainingError, match="same people"):
        pooled.require_answers([sent])
    assert again(store, sent).outcome == "found"
