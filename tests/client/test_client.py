"""Bellwether from Python, against an API that runs."""

from __future__ import annotations

import gzip
import hashlib
import io
import itertools
import tracemalloc
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bellwether import (
    Bellwether,
    Conflict,
    InvalidInputs,
    NotFound,
    Prediction,
    RetrainingRecord,
    TimedOut,
    Unauthorized,
)
from bellwether_contract.storage.validations import Outcome, ValidationStore
from tests import factories, job_records, made_up
from tests.api.test_predictions import PERSON
from tests.client.conftest import FIRST, REJECTED, SECOND, Served

NAME = made_up.NAME
HEADER = b"Mood,Beers,Acid,Kidney,Drug\n"
ROW = b"low,3,7.5,Yes,this\n"
BAD_ROW = b"low,3,75,Yes,this\n"


def test_what_can_be_predicted(client: Bellwether) -> None:
    (found,) = client.predictors()
    assert (found.name, found.title, found.version) == (NAME, "Made-up gout", SECOND)
    assert (found.language, found.document["language"]) == ("en", "en")
    assert client.broken() == []
    predictor = client.predictor(NAME)
    assert predictor.example() == made_up.example()
    acid, *_, mood = predictor.fields
    assert (acid.unit, acid.maximum, acid.optional) == ("mg/dL", 20, True)
    assert mood.choices == ("low", "middling", "high")


def test_one_record_gets_one_prediction(client: Bellwether) -> None:
    found = client.predict(NAME, PERSON)
    assert isinstance(found, Prediction)
    assert found.version == SECOND
    assert found.probability is not None
    assert found.positive is (found.probability >= found.threshold)


def test_records_frames_and_numpy_are_answered_alike(client: Bellwether) -> None:
    unknown = PERSON | {"Acid": None}
    one, two = client.predict(NAME, PERSON), client.predict(NAME, unknown)
    assert client.predict(NAME, [PERSON, unknown]) == [one, two]
    assert client.predict(NAME, (each for each in (PERSON, unknown))) == [one, two]
    frame = pd.DataFrame([PERSON, PERSON])
    frame.loc[1, "Acid"] = np.nan
    assert client.predict(NAME, frame) == [one, two]
    assert client.predict(NAME, PERSON | {"Beers": np.int64(3)}) == one
    assert client.predict(NAME, []) == []


def test_what_is_unknown_may_be_written_as_pandas_writes_it(client: Bellwether) -> None:
    known, unknown = client.predict(NAME, PERSON), client.predict(NAME, PERSON | {"Acid": None})
    nothing = [float("nan"), np.nan, np.float32("nan"), pd.NA, pd.NaT, Decimal("nan"), None]
    for value in nothing:
        assert client.predict(NAME, PERSON | {"Acid": value}) == unknown
        assert client.predict(NAME, [PERSON, PERSON | {"Acid": value}]) == [known, unknown]
    person = pd.Series(PERSON | {"Acid": np.nan})
    assert client.predict(NAME, person) == unknown
    assert client.predict(NAME, [pd.Series(PERSON), person]) == [known, unknown]
    frame = pd.DataFrame([PERSON, PERSON | {"Acid": None}])
    assert client.predict(NAME, frame.iloc[1]) == unknown
    assert client.predict(NAME, frame.to_dict("records")) == [known, unknown]
    assert client.explain(NAME, person) == client.explain(NAME, PERSON | {"Acid": None})
    scalars = {
        "Acid": np.float32(PERSON["Acid"]),
        "Beers": np.int16(PERSON["Beers"]),
        "Kidney": np.bool_(PERSON["Kidney"]),
        "Mood": np.str_(PERSON["Mood"]),
    }
    assert client.predict(NAME, PERSON | scalars) == known
    with pytest.raises(InvalidInputs, match="Acid must be a number"):
        client.predict(NAME, PERSON | {"Acid": float("inf")})


def test_more_records_than_the_server_takes_are_sent_some_at_a_time(client: Bellwether) -> None:
    found = client.predict(NAME, itertools.repeat(PERSON, 10_001))
    assert found == [client.predict(NAME, PERSON)] * 10_001
    with pytest.raises(InvalidInputs) as told:
        client.predict(NAME, [*itertools.repeat(PERSON, 10_001), PERSON | {"Acid": 75}])
    (fault,) = told.value.faults
    assert fault.pointer == "/inputs/10001/Acid"
    assert str(fault).startswith("record 10001, Acid must be")


def test_every_fault_of_a_record_is_told(client: Bellwether) -> None:
    with pytest.raises(InvalidInputs) as told:
        client.predict(NAME, {**PERSON, "Acid": 75, "Wine": 1})
    assert {fault.pointer for fault in told.value.faults} == {"/inputs/Acid", "/inputs/Wine"}
    assert "Wine is not a field" in str(told.value)


def test_what_is_typed_is_read_as_its_field_says(client: Bellwether) -> None:
    texts = {"Acid": "7.5", "Beers": "3", "Drug": "this", "Kidney": "yes", "Mood": "low"}
    predictor = client.predictor(NAME)
    assert predictor.read(texts) == PERSON
    assert predictor.read({"Acid": "", "Beers": "many"}) == {"Acid": None, "Beers": "many"}


def test_a_csv_is_answered_row_by_row(client: Bellwether, tmp_path: Path) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes(HEADER + ROW * 3 + BAD_ROW)
    seen: list[tuple[int, int | None]] = []
    answer = client.predict_csv(
        NAME, source, target, "row", lambda sent, size: seen.append((sent, size))
    )
    assert (answer.rows, answer.refused, answer.version) == (4, 1, SECOND)
    lines = target.read_text().splitlines()
    assert lines[0] == "probability,positive,band_low,band_high,outside,refusal,error"
    assert lines[1].startswith(f"{client.predict(NAME, PERSON).probability},")
    assert lines[4].startswith(",,,,,,Acid must be")
    size = source.stat().st_size
    assert seen[-1] == (size, size)
    assert set(tmp_path.iterdir()) == {source, target}


@pytest.mark.parametrize(
    ("keep", "header", "cells"),
    [
        (["id", "a, b"], 'id,"a, b"', "p1,x"),
        (["a, b", "id"], '"a, b",id', "x,p1"),
        ("*", None, None),
    ],
)
def test_named_columns_go_through_to_the_answer(
    client: Bellwether, tmp_path: Path, keep: list[str] | str, header: str | None, cells: str | None
) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    head, row = b'id,"a, b",' + HEADER, b"p1,x," + ROW
    source.write_bytes(head + row)
    assert client.predict_csv(NAME, source, target, keep=keep).rows == 1
    found = target.read_text().splitlines()
    assert found[0].startswith(f"{header or head.decode().strip()},probability,")
    assert found[1].startswith(
        f"{cells or row.decode().strip()},{client.predict(NAME, PERSON).probability}"
    )


def test_a_csv_with_a_fault_is_refused_and_what_was_there_stays(
    client: Bellwether, tmp_path: Path
) -> None:
    target = tmp_path / "out.csv"
    target.write_text("before")
    with pytest.raises(InvalidInputs) as told:
        client.predict_csv(NAME, io.BytesIO(HEADER + ROW + BAD_ROW), target)
    (fault,) = told.value.faults
    assert (fault.row, fault.column) == (3, "Acid")
    assert target.read_text() == "before"


def test_a_long_csv_passes_in_constant_memory(client: Bellwether, tmp_path: Path) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    rows = 200_000
    source.write_bytes(HEADER + ROW * rows)
    client.predict(NAME, PERSON)
    tracemalloc.start()
    try:
        answer = client.predict_csv(NAME, source, target)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (answer.rows, answer.refused) == (rows, 0)
    assert target.stat().st_size > 3_000_000
    assert peak < 1_000_000


def test_a_retraining_is_asked_for_watched_and_over(client: Bellwether, served: Served) -> None:
    job = client.retrain(NAME, effort="quick", reason="new year", datasets=["initial"])
    assert (job.status, job.record.effort, job.record.reason) == ("queued", "quick", "new year")
    with pytest.raises(Conflict) as told:
        client.retrain(NAME)
    assert told.value.problem["training"]["id"] == job.id
    with pytest.raises(TimedOut, match="goes on"):
        job.wait(timeout=0)
    seen: list[float] = []

    def trainer(now: RetrainingRecord) -> None:
        """What the trainer does, once each state has been seen."""
        seen.append(now.progress)
        if now.status == "queued":
            job_records.rewrite(served.redis, job.id, status="running", progress=0.5)
        else:
            job_records.rewrite(
                served.redis, job.id, status="rejected", progress=1.0, version=REJECTED
            )

    assert job.wait(trainer).status == "rejected"
    assert (seen, job.version, job.over) == ([0.0, 0.5, 1.0], REJECTED, True)
    assert client.retraining(job.id[:8]).status == "rejected"
    assert [each.id for each in client.retrainings(NAME)] == [job.id]
    with pytest.raises(NotFound, match="begins with none"):
        client.retraining("none")


def test_a_retraining_is_cancelled(client: Bellwether) -> None:
    job = client.retrain(NAME)
    assert job.cancel().status == "cancelled"
    assert job.refresh().over
    with pytest.raises(Conflict):
        job.cancel()


def test_only_the_operator_changes_things(served: Served, client: Bellwether) -> None:
    with Bellwether(served.url, "another key") as stranger:
        assert stranger.predict(NAME, PERSON) == client.predict(NAME, PERSON)
        with pytest.raises(Unauthorized, match="BELLWETHER_KEY"):
            stranger.retrain(NAME)


def test_versions_are_promoted_and_rolled_back(client: Bellwether) -> None:
    third, second, first = client.versions(NAME)
    assert (third.version, third.accepted, second.champion) == (REJECTED, False, True)
    assert (first.auroc, first.log_loss, first.label) == (0.81, 0.4, "Logistic Regression")
    assert (first.effort, first.datasets) == ("full", ("initial",))
    assert (first.checks_passed, first.checks) == (0, 0)
    with pytest.raises(InvalidInputs, match="gate has rejected"):
        client.promote(NAME, REJECTED)
    champion = client.promote(NAME, REJECTED, "we know better")
    assert (champion.version, champion.reason) == (REJECTED, "we know better")
    assert client.history(NAME)[0].event == "forced"
    assert client.rollback(NAME, "we did not").version == SECOND
    present = client.champion(NAME)
    assert present is not None
    assert present.version == SECOND
    with pytest.raises(NotFound):
        client.promote(NAME, "20260109T120000Z-00000009")


def test_a_rollback_passes_over_candidates_and_withdrawn_versions(
    client: Bellwether, served: Served, added: Callable[..., str]
) -> None:
    served.house.store.promote(NAME, FIRST, by="operator", reason="a try", event="rolled back")
    gone = added(5)
    added(6, outcome="candidate")
    client.promote(NAME, SECOND)
    found = client.withdraw(NAME, gone, "a leak")
    assert (found.version, found.by, found.reason) == (gone, "operator", "a leak")
    candidate, withdrawn, *_ = client.versions(NAME)
    assert (candidate.outcome, withdrawn.withdrawn) == ("candidate", found)
    with pytest.raises(Conflict, match="not even by force"):
        client.promote(NAME, gone)
    assert client.rollback(NAME).version == FIRST


def test_reports_and_cards_are_of_the_champion_or_of_a_version(client: Bellwether) -> None:
    report = client.report(NAME)
    assert (report.version, report.accepted, report.rows) == (SECOND, True, 100)
    assert {each.name: each.value for each in report.figures}["AUROC"] == 0.81
    assert client.report(NAME, REJECTED).accepted is False
    assert client.report_address(NAME, FIRST).endswith(f"/#/report/{NAME}/{FIRST}")
    with pytest.raises(NotFound):
        client.card(NAME, "none")


def test_an_answer_that_would_take_the_place_of_the_rows_is_refused(
    client: Bellwether, tmp_path: Path
) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(HEADER + ROW)
    with file.open("rb+") as opened:
        for source, target in ((file, str(file)), (opened, file), (file, opened)):
            with pytest.raises(InvalidInputs, match="another file"):
                client.predict_csv(NAME, source, target)
    assert file.read_bytes() == HEADER + ROW


def test_rows_are_sent_packed_or_not_and_removed(client: Bellwether, tmp_path: Path) -> None:
    assert client.dataset_template(NAME).startswith("Acid,Beers,Drug,Kidney,Mood,Gout")
    plain, packed = tmp_path / "rows.csv", tmp_path / "rows.data"
    plain.write_bytes(made_up.rows(100))
    # What it is stands in the file, not in its name.
    packed.write_bytes(gzip.compress(made_up.rows(100)))
    for path in (plain, packed):
        sent = client.add_dataset(NAME, path)
        assert sent.name == hashlib.sha256(path.read_bytes()).hexdigest()
        assert (sent.status, sent.usable) == ("checking", False)
        with pytest.raises(TimedOut):
            sent.wait(timeout=0)
        with pytest.raises(InvalidInputs, match="not checked yet"):
            client.retrain(NAME, datasets=["initial", sent.name])
    assert client.datasets(NAME)[0].name == "initial"
    assert len(client.datasets(NAME)) == 3
    for each in client.datasets(NAME)[1:]:
        client.remove_dataset(NAME, each.name)
    assert [each.name for each in client.datasets(NAME)] == ["initial"]


def test_a_version_is_judged_followed_and_forgotten(
    client: Bellwether, served: Served, tmp_path: Path
) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(made_up.rows(100))
    champion = client.validate(NAME, path)
    assert (champion.record.version, champion.record.champion) == (SECOND, True)
    with path.open("rb") as rows:
        other = client.validate(NAME, rows, FIRST, note="ward 3")
    assert (other.record.version, other.record.note, other.status) == (FIRST, "ward 3", "queued")
    with pytest.raises(TimedOut):
        other.wait(timeout=0)
    with pytest.raises(Conflict, match="not done yet"):
        other.report()
    outcome = Outcome("done", "2026-01-01T00:00:00Z", rows=100, events=40)
    report = factories.validation_report()
    ValidationStore(served.house.data).finish(NAME, other.id, outcome, report)
    seen: list[str] = []
    assert other.wait(lambda now: seen.append(now.status)).record.rows == 100
    assert (seen, other.report()) == (["done"], report)
    assert client.validation(NAME, other.id[:10]).record == other.record
    assert len(client.validations(NAME)) == 2
    for each in (champion, other):
        each.remove()
    assert client.validations(NAME) == []
    with pytest.raises(NotFound):
        other.refresh()
