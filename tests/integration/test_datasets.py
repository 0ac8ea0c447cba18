"""New rows: sent, checked by a real worker, learned from, or refused with what is wrong."""

from __future__ import annotations

import os
import shutil
import signal
import time
from pathlib import Path

import numpy as np
import pytest

from tests import made_up, patients, typed_reports
from tests.integration.conftest import OPERATOR, Stack, WorkerProcess, start_worker

PATH = f"/api/v1/predictors/{made_up.NAME}/datasets"


@pytest.mark.usefixtures("worker", "checker")
def test_a_retraining_learns_from_rows_that_were_sent(stack: Stack) -> None:
    content = made_up.rows(500, seed=11)
    dataset = stack.upload(content)
    found = stack.checked(dataset)
    assert (found["status"], found["rows"]) == ("usable", 500)
    assert found["events"] == content.count(b",yes\n")
    record = stack.wait_over(stack.retrain(datasets=["initial", dataset]))
    assert record["status"] == "published", record
    assert record["datasets"] == ["initial", dataset]
    assert record["stability"].keys() == made_up.example().keys()
    # There was no champion whose rows they could be compared with.
    assert record["shifted"] is None
    manifest = stack.client.get(
        f"/api/v1/predictors/{made_up.NAME}/versions/{record['version']}"
    ).get_json()
    assert [(one["name"], one["rows"]) for one in manifest["datasets"]] == [
        ("initial", made_up.ONE_DEAL),
        (dataset, 500),
    ]
    initial = stack.client.get(f"{PATH}/initial").get_json()
    assert initial["rows"] == made_up.ONE_DEAL


@pytest.mark.usefixtures("checker")
def test_faulty_rows_are_refused_with_every_fault_and_never_used(
    stack: Stack, tmp_path: Path
) -> None:
    bad = b"6,1,other,No,low,no\n6,1,none,No,low\n"
    dataset = stack.upload(made_up.rows(100, seed=11) + bad)
    found = stack.checked(dataset)
    assert found["status"] == "faulty"
    assert found["faults"]["count"] == 2
    assert [(fault["row"], fault["column"]) for fault in found["faults"]["first"]] == [
        (102, "Drug"),
        (103, None),
    ]
    refused = stack.client.post(
        f"/api/v1/predictors/{made_up.NAME}/retrainings",
        json={"datasets": [dataset]},
        headers=OPERATOR,
    )
    assert refused.status_code == 422
    # The verdict is there a moment before the rows are gone.
    rows = tmp_path / "data" / made_up.NAME / dataset / "rows"
    until = time.monotonic() + 10
    while rows.exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not rows.exists()


@pytest.mark.usefixtures("worker", "checker")
def test_people_who_come_again_are_learned_from_once_a_person_has_answered(stack: Stack) -> None:
    dataset = stack.upload(evaluated_again(made_up.rows(made_up.ONE_DEAL)))
    found = stack.checked(dataset)
    assert found["status"] == "asked"
    assert found["again"]["outcome"] == "found"
    path = f"/api/v1/predictors/{made_up.NAME}/retrainings"
    refused = stack.client.post(path, json={"datasets": ["initial", dataset]}, headers=OPERATOR)
    assert refused.status_code == 409
    said = {"same_people": True, "reason": "the second visit"}
    answered = stack.client.put(f"{PATH}/{dataset}/answers", json=said, headers=OPERATOR)
    assert answered.get_json()["status"] == "usable"
    record = stack.wait_over(stack.retrain(datasets=["initial", dataset]))
    assert record["version"], record
    report = typed_reports.version_report(
        stack.client.get(
            f"/api/v1/predictors/{made_up.NAME}/versions/{record['version']}/report"
        ).get_json()
    )
    told = report["data"]["datasets"][1]["again"]
    assert told["answer"]["reason"] == "the second visit"
    assert report["split"]["set_aside"]["in_its_fold"] > 100
    card = stack.client.get(
        f"/api/v1/predictors/{made_up.NAME}/versions/{record['version']}/card"
    ).get_data(as_text=True)
    assert "a person was asked and has said that they are (the second visit)" in card


def evaluated_again(rows: bytes) -> bytes:
    """The same made-up people with another uric acid."""
    header, *lines = rows.decode().splitlines()
    random = np.random.default_rng(1)
    moved = []
    for line in lines:
        acid, rest = line.split(",", 1)
        again = acid if acid == "-1" else f"{float(acid) + random.normal() * 0.15:.1f}"
        moved.append(f"{again},{rest}")
    return "\n".join([header, *moved, ""]).encode()


def test_a_check_that_is_killed_runs_again(stack: Stack, checker: WorkerProcess) -> None:
    header, _, rows = made_up.rows(2000, seed=11).partition(b"\n")
    dataset = stack.upload(header + b"\n" + rows * 100)
    os.kill(checker.horse(), signal.SIGKILL)
    found = stack.checked(dataset)
    assert (found["status"], found["rows"]) == ("usable", 200_000)


def test_rows_that_were_removed_before_their_check_are_nobodys_loss(
    stack: Stack, tmp_path: Path
) -> None:
    removed, kept = (stack.upload(made_up.rows(100, seed=seed)) for seed in (11, 12))
    assert stack.client.delete(f"{PATH}/{removed}", headers=OPERATOR).status_code == 200
    worker = start_worker(stack, tmp_path / "worker.log", on="checks")
    try:
        assert stack.checked(kept)["status"] == "usable"
        until = time.monotonic() + 10
        while "was removed before its check" not in worker.log.read_text():
            assert time.monotonic() < until
            time.sleep(0.1)
    finally:
        worker.stop()
    assert [one["name"] for one in stack.client.get(PATH).get_json()["datasets"]] == [
        "initial",
        kept,
    ]


def test_a_check_that_could_not_be_made_is_told(stack: Stack, tmp_path: Path) -> None:
    dataset = stack.upload(made_up.rows(100, seed=11))
    declaration = stack.predictors / made_up.NAME / "predictor.yaml"
    sound = declaration.read_bytes()
    declaration.write_text("name: gout\n")
    worker = start_worker(stack, tmp_path / "worker.log", on="checks")
    try:
        until = time.monotonic() + 60
        while "InvalidDeclaration" not in worker.log.read_text():
            assert time.monotonic() < until
            time.sleep(0.1)
    finally:
        worker.stop()
    declaration.write_bytes(sound)
    until = time.monotonic() + 10
    while stack.client.get(f"{PATH}/{dataset}").status_code != 200:
        assert time.monotonic() < until
        time.sleep(0.1)
    found = stack.checked(dataset)
    assert found["status"] == "failed"
    assert "again" in found["error"]


@pytest.mark.usefixtures("worker", "checker")
def test_people_with_several_rows_are_learned_from_and_named_nowhere(
    stack: Stack, tmp_path: Path
) -> None:
    folder = stack.predictors / made_up.NAME
    shutil.rmtree(folder)
    patients.write(stack.predictors, patients.rows(150), roles=patients.ROLES)
    until = time.monotonic() + 30
    while ",patient," not in stack.client.get(f"{PATH}/template.csv").text:
        assert time.monotonic() < until
        time.sleep(0.1)
    dataset = stack.upload(patients.rows(60, first=120, seed=9))
    found = stack.checked(dataset)
    assert (found["status"], found["rows"]) == ("usable", 180)
    record = stack.wait_over(stack.retrain(datasets=["initial", dataset]))
    assert record["status"] in ("published", "rejected", "candidate"), record
    path = f"/api/v1/predictors/{made_up.NAME}/versions/{record['version']}/report"
    report = typed_reports.version_report(stack.client.get(path).get_json())
    assert (report["data"]["rows"], report["data"]["people"]) == (630, 180)
    for volume in ("models", "champions", "data"):
        for file in (tmp_path / volume).rglob("*"):
            assert not file.is_file() or b"PX0" not in file.read_bytes(), file
    for told in (path, PATH, f"/api/v1/predictors/{made_up.NAME}"):
        assert "PX0" not in stack.client.get(told).text
