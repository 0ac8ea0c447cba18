"""A version is judged by a real worker of checks, and only the report is kept."""

from __future__ import annotations

import os
import shutil
import signal
import time
from pathlib import Path

import pytest

from bellwether_api.app import create_app
from bellwether_api.config import ApiSettings
from tests import made_up, patients, typed_reports
from tests.integration.conftest import OPERATOR, Stack, start_worker
from tests.trained_once import TrainedOnce

PATH = f"/api/v1/predictors/{made_up.NAME}/validations"


def rows_left(data: Path) -> list[Path]:
    """The files of rows that stay: the end is on record a moment before the rows are gone."""
    until = time.monotonic() + 10
    while (left := list(data.rglob("rows"))) and time.monotonic() < until:
        time.sleep(0.05)
    return left


@pytest.fixture
def trained(stack: Stack, trained_once: TrainedOnce, tmp_path: Path) -> str:
    """A version that was trained; no trainer is there any more."""
    trained_once.copy(tmp_path)
    version = trained_once.published.version
    stack.serving(version)
    return version


@pytest.mark.usefixtures("checker")
def test_a_champion_is_judged_by_rows_of_which_only_the_report_is_kept(
    stack: Stack, trained: str, tmp_path: Path
) -> None:
    # A training waits for a trainer that is not there: nothing stands behind it.
    waiting = stack.retrain()
    asked = stack.validate(made_up.rows(900, seed=11), note="the other town")
    found = stack.validated(asked)
    assert (found["status"], found["version"], found["champion"]) == ("done", trained, True), found
    assert stack.job(waiting)["status"] == "queued"
    assert (found["rows"], found["note"], found["rows_kept"]) == (900, "the other town", False)
    assert rows_left(tmp_path / "data") == []
    assert [each["name"] for each in found["figures"]][:2] == ["prevalence", "auroc"]
    told = {each["name"]: each for each in found["figures"]}
    # New people of the same kind.
    assert told["auroc"]["found"] == told["log_loss"]["found"] == "alike"
    assert told["auroc"]["training"]["estimate"] > 0.8
    assert not any("learned from" in each for each in found["warnings"])
    report = typed_reports.validation_report(stack.client.get(f"{PATH}/{asked}/report").get_json())
    own = stack.client.get(
        f"/api/v1/predictors/{made_up.NAME}/versions/{trained}/report"
    ).get_json()
    assert report["training"]["evaluation"]["winner"] == own["evaluation"]["winner"]
    assert report["calibration"].keys() == own["calibration"].keys()
    assert report["data"]["drift"]["rows"] == 900

    # What it says is there after a restart, and when the version is gone.
    shutil.rmtree(stack.store.directory(made_up.NAME, trained))
    again = create_app(
        ApiSettings.from_environment(
            stack.environ
            | {"BELLWETHER_OPERATOR_KEY": "the-operators-key", "BELLWETHER_FIRST_START": "false",
               "BELLWETHER_FULL_TRAINING": "false"}
        )
    )  # fmt: skip
    again.extensions["bellwether"].stop()
    assert again.test_client().get(f"{PATH}/{asked}/report").get_json() == report
    assert again.test_client().get(f"{PATH}/{asked}").get_json() == found


@pytest.mark.usefixtures("checker", "trained")
def test_the_rows_of_the_training_are_told_to_be_learned_from(stack: Stack) -> None:
    whole = stack.validated(stack.validate(made_up.rows(made_up.ONE_DEAL)))
    assert any("the file is the initial rows" in each for each in whole["warnings"]), whole
    header, *lines = made_up.rows(made_up.ONE_DEAL).splitlines(keepends=True)
    part = stack.validated(stack.validate(b"".join([header, *reversed(lines[:300])])))
    assert any("distinct ones stand among those" in each for each in part["warnings"]), part


@pytest.mark.usefixtures("checker", "trained")
def test_rows_that_do_not_fit_are_refused_in_words(stack: Stack, tmp_path: Path) -> None:
    header, *lines = made_up.rows(300).splitlines(keepends=True)
    cases = {
        b"".join([header, *lines, b"6,1,other,No,low,no\n"]): (302, "Drug"),
        b"".join([header, *(line for line in lines if line.endswith(b"no\n"))]): (None, "Gout"),
    }
    for content, place in cases.items():
        found = stack.validated(stack.validate(content))
        assert (found["status"], found["faults"]["count"]) == ("failed", 1), found
        fault = found["faults"]["first"][0]
        assert (fault["row"], fault["column"]) == place
        report = stack.client.get(f"{PATH}/{found['id']}/report")
        assert report.status_code == 409
    assert rows_left(tmp_path / "data") == []


@pytest.mark.nightly
@pytest.mark.usefixtures("trained")
def test_one_that_is_killed_runs_again_and_in_the_end_has_failed_without_its_rows(
    stack: Stack, tmp_path: Path
) -> None:
    header, _, rows = made_up.rows(2000, seed=11).partition(b"\n")
    large = header + b"\n" + rows * 150
    checker = start_worker(stack, tmp_path / "checker.log", on="checks")
    try:
        asked = stack.validate(large)
        os.kill(checker.horse(), signal.SIGKILL)
        found = stack.validated(asked)
        assert (found["status"], found["rows"]) == ("done", 300_000), found
        asked, killed = stack.validate(large), 0
        until = time.monotonic() + 60
        while stack.client.get(f"{PATH}/{asked}").get_json()["status"] not in ("done", "failed"):
            assert time.monotonic() < until
            children = Path(f"/proc/{checker.process.pid}/task/{checker.process.pid}/children")
            for child in children.read_text().split():
                os.kill(int(child), signal.SIGKILL)
                killed += 1
            time.sleep(0.05)
        found = stack.client.get(f"{PATH}/{asked}").get_json()
        assert (found["status"], "ended by signal 9" in found["error"]) == ("failed", True), found
        assert killed >= 4
    finally:
        checker.stop()
    assert rows_left(tmp_path / "data") == []


@pytest.mark.usefixtures("worker", "checker")
def test_people_and_sites_are_told_and_named_nowhere(stack: Stack, tmp_path: Path) -> None:
    shutil.rmtree(stack.predictors / made_up.NAME)
    patients.write(stack.predictors, patients.rows(150), roles=patients.ROLES)
    template = f"/api/v1/predictors/{made_up.NAME}/datasets/template.csv"
    until = time.monotonic() + 30
    while ",patient," not in stack.client.get(template).text:
        assert time.monotonic() < until
        time.sleep(0.1)
    record = stack.wait_over(stack.retrain())
    assert record["version"], record
    content = patients.rows(400, first=120, seed=9)
    asked = stack.validate(content, version=record["version"])
    found = stack.validated(asked)
    assert (found["status"], found["rows"], found["people"]) == ("done", 1200, 400), found
    # Thirty of them were learned from, in other rows.
    assert any("other rows of 30 of these people" in each for each in found["warnings"]), found
    report = stack.client.get(f"{PATH}/{asked}/report")
    sites = [each["site"] for each in report.get_json()["sites"]["groups"]]
    assert sorted(sites) == sorted(patients.HOSPITALS)
    assert report.get_json()["periods"]["groups"]
    for path in (PATH, f"{PATH}/{asked}", f"{PATH}/{asked}/report"):
        assert "PX0" not in stack.client.get(path, headers=OPERATOR).text
    assert rows_left(tmp_path / "data") == []
    for file in (tmp_path / "data").rglob("*"):
        assert not file.is_file() or b"PX0" not in file.read_bytes(), file
