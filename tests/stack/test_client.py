"""An operator's day with the installed command: a venv of its own, a key in a file, a shell."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.running_stack import ROOT, Stack
from tools.venv import installer

Run = Callable[..., subprocess.CompletedProcess[str]]

NAME = "diabetes"
ROWS = 120


@pytest.fixture(scope="module")
def executable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command, installed from this checkout as the README says."""
    venv = tmp_path_factory.mktemp("operator") / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    install = installer(venv / "bin/python")
    pinned = str(ROOT / "requirements/client.txt")
    subprocess.run([*install, "--require-hashes", "-r", pinned], check=True)
    subprocess.run([*install, "--no-deps", str(ROOT / "client")], check=True)
    return venv / "bin/bellwether"


@pytest.fixture(scope="module")
def bellwether(
    executable: Path, running_stack: Stack, tmp_path_factory: pytest.TempPathFactory
) -> Run:
    """Runs the command as the operator does; ``environ`` replaces variables."""
    key = tmp_path_factory.mktemp("key") / "operator-key"
    key.write_text(running_stack.key + "\n")
    key.chmod(0o600)
    shell = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("BELLWETHER_", "PYTHON"))
    }
    given = shell | {"BELLWETHER_URL": running_stack.url, "BELLWETHER_KEY_FILE": str(key)}

    def run(*words: str, **environ: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [str(executable), *words],
            env=given | environ,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert "Traceback" not in done.stdout + done.stderr
        return done

    return run


@pytest.fixture
def champion(running_stack: Stack) -> Iterator[str]:
    """The champion, which is champion again afterwards."""
    path = f"/api/v1/predictors/{NAME}/champion"
    before: str = running_stack.get(path)["champion"]["version"]
    yield before
    if running_stack.get(path)["champion"]["version"] != before:
        running_stack.promote(NAME, before)


def typed(record: dict[str, object]) -> list[str]:
    return [word for name, value in record.items() for word in ("--set", f"{name}={value}")]


def test_one_person_is_answered(bellwether: Run, running_stack: Stack) -> None:
    listed = bellwether("predictors").stdout
    assert {"heart", NAME} <= {line.split()[0] for line in listed.splitlines()}
    for name in ("heart", NAME):
        record = running_stack.example(name)
        expected = running_stack.predict(name, record)
        answer = bellwether("predict", name, *typed(record), "--as-json")
        assert json.loads(answer.stdout)["probability"] == expected["probability"]
        assert "Of 100 " in bellwether("predict", name, *typed(record)).stdout


def test_an_answer_is_explained(bellwether: Run, running_stack: Stack) -> None:
    words = typed(running_stack.example(NAME))
    found = json.loads(bellwether("explain", NAME, *words, "--as-json").stdout)
    told = found["explanation"]
    total = told["baseline"] + sum(told["contributions"].values())
    assert total == pytest.approx(100 * found["probability"], abs=0.01)
    drawn = bellwether("explain", NAME, *words).stdout
    assert all(name in drawn for name in told["contributions"])


def test_a_table_is_answered(bellwether: Run, running_stack: Stack, tmp_path: Path) -> None:
    rows = (running_stack.predictors / "diabetes/data.csv").read_text().splitlines()
    source, target = tmp_path / "rows.csv", tmp_path / "answers.csv"
    # The last column is the outcome, which nobody knows beforehand.
    source.write_text("".join(line.rpartition(",")[0] + "\n" for line in rows))
    done = bellwether("predict", NAME, "--csv", str(source), "--out", str(target))
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert f"{len(rows) - 1} rows answered" in done.stderr
    assert len(target.read_text().splitlines()) == len(rows)


def test_new_rows_a_retraining_a_promotion_and_back(
    bellwether: Run, running_stack: Stack, champion: str, tmp_path: Path
) -> None:
    template = bellwether("datasets", "template", NAME).stdout.splitlines()
    header, *rows = (running_stack.predictors / "diabetes/data.csv").read_text().splitlines()
    assert template[0] == header
    file = tmp_path / "new.csv"
    file.write_text("\n".join([header, *rows[:ROWS]]) + "\n")
    added = bellwether("datasets", "add", NAME, str(file))
    assert added.returncode == 0, added.stderr
    assert f"{ROWS} rows" in added.stderr
    dataset = added.stdout.strip()
    assert dataset[:12] in bellwether("datasets", "list", NAME).stdout

    words = ("--effort", "quick", "--reason", "new rows", "--dataset", "initial")
    trained = bellwether("retrain", NAME, *words, "--dataset", dataset, "--watch")
    assert trained.returncode in (0, 7, 9), trained.stdout + trained.stderr
    assert "100%" in trained.stderr
    (job, *_) = json.loads(bellwether("jobs", NAME, "--json").stdout)
    assert job["status"] == {0: "published", 7: "rejected", 9: "candidate"}[trained.returncode]
    assert (job["datasets"], job["reason"]) == (["initial", dataset], "new rows")
    version = job["version"]
    assert version in trained.stdout

    table = bellwether("versions", NAME).stdout.splitlines()
    assert table[1].strip(" *").startswith(version)
    if trained.returncode == 7:
        assert bellwether("promote", NAME, version, "--reason", "a test").returncode == 0
    assert (
        running_stack.get(f"/api/v1/predictors/{NAME}/champion")["champion"]["version"] == version
    )
    back = bellwether("rollback", NAME, "--reason", "a test")
    assert back.stdout == f"{champion} is the champion of {NAME} again\n"

    report = bellwether("report", NAME, "--version", version).stdout
    assert f"version {version}" in report
    assert "AUROC" in report
    assert bellwether("card", NAME).stdout.startswith("# Model card")
    # Not the one just learned from: nothing could be compared with that version any more.
    file.write_text("\n".join([header, *rows[: ROWS // 2]]) + "\n")
    other = bellwether("datasets", "add", NAME, str(file)).stdout.strip()
    assert bellwether("datasets", "remove", NAME, other[:12]).returncode == 0
    assert other[:12] not in bellwether("datasets", "list", NAME).stdout


def test_a_retraining_is_cancelled(bellwether: Run) -> None:
    asked = bellwether("retrain", NAME, "--json")
    job = json.loads(asked.stdout)["id"]
    cancelled = bellwether("cancel", job[:12])
    assert cancelled.returncode == 0, cancelled.stderr
    assert bellwether("watch", job).returncode == 8


def test_the_exit_code_tells_what_went_wrong(
    bellwether: Run, running_stack: Stack, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("wrong")
    refused = bellwether("--key-file", str(wrong), "retrain", NAME)
    assert (refused.returncode, "key" in refused.stderr) == (4, True)
    away = bellwether("predictors", BELLWETHER_URL="http://127.0.0.1:1")
    assert (away.returncode, "is Bellwether up" in away.stderr) == (3, True)
    no_api = bellwether("--url", f"{running_stack.url}/elsewhere", "predictors")
    assert (no_api.returncode, "nothing at this address" in no_api.stderr) == (5, True)
    record = running_stack.example(NAME)
    field = bellwether("predict", NAME, *typed(record | {"Wine": 1}))
    assert (field.returncode, field.stdout) == (1, "")
    assert field.stderr == "bellwether: Wine is not a field of this predictor\n"
    assert bellwether("versions", "none").returncode == 5
    assert bellwether("datasets", "remove", "heart", "initial").returncode == 6
    assert bellwether("predict", NAME).returncode == 2
