"""New rows: sent, checked by a real worker, learned from, or refused with what is wrong."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from tests import made_up
from tests.integration.conftest import OPERATOR, Stack, WorkerProcess, start_worker

PATH = f"/api/v1/predictors/{made_up.NAME}/datasets"


@pytest.mark.usefixtures("worker")
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
    manifest = stack.client.get(
        f"/api/v1/predictors/{made_up.NAME}/versions/{record['version']}"
    ).get_json()
    assert [(one["name"], one["rows"]) for one in manifest["datasets"]] == [
        ("initial", 600),
        (dataset, 500),
    ]
    initial = stack.client.get(f"{PATH}/initial").get_json()
    assert initial["rows"] == 600


@pytest.mark.usefixtures("worker")
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
    assert not (tmp_path / "data" / made_up.NAME / dataset / "rows").exists()


def test_a_check_that_is_killed_runs_again(
    stack: Stack, worker: WorkerProcess, tmp_path: Path
) -> None:
    header, _, rows = made_up.rows(2000, seed=11).partition(b"\n")
    dataset = stack.upload(header + b"\n" + rows * 100)
    os.kill(worker.horse(), signal.SIGKILL)
    found = stack.checked(dataset)
    assert (found["status"], found["rows"]) == ("usable", 200_000)


def test_rows_that_were_removed_before_their_check_are_nobodys_loss(
    stack: Stack, tmp_path: Path
) -> None:
    removed, kept = (stack.upload(made_up.rows(100, seed=seed)) for seed in (11, 12))
    assert stack.client.delete(f"{PATH}/{removed}", headers=OPERATOR).status_code == 204
    worker = start_worker(stack, tmp_path / "worker.log")
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
    worker = start_worker(stack, tmp_path / "worker.log")
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
