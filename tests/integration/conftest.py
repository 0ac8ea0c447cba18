"""A real Redis, a real worker process, real files, and the API as the test client sees it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from redis import Redis

from bellwether_api.app import create_app
from bellwether_api.config import ApiSettings
from bellwether_api.declarations import watcher
from bellwether_contract.jobs import OVER
from bellwether_contract.storage.store import ModelStore
from tests import made_up

OPERATOR = {"Authorization": "Bearer the-operators-key"}
PATIENCE_SECONDS = 120
ROOT = Path(__file__).parents[2]

# The trainer's worker, and the same with the quickest candidates alone.
ALL_CANDIDATES = "tests.integration.all_candidates"
TWO_CANDIDATES = "tools.soak.two_candidates"


@dataclass(frozen=True)
class Stack:
    """What a test of the whole loop needs."""

    client: FlaskClient
    store: ModelStore
    predictors: Path
    environ: dict[str, str]

    def retrain(self, predictor: str = made_up.NAME, **document: Any) -> str:
        """Ask for a retraining, a quick one where nothing else is said; returns its id."""
        response = self.client.post(
            f"/api/v1/predictors/{predictor}/retrainings",
            json={"effort": "quick", **document},
            headers=OPERATOR,
        )
        assert response.status_code == 202, response.text
        job: str = response.get_json()["id"]
        return job

    def upload(self, content: bytes, predictor: str = made_up.NAME) -> str:
        """Send rows; returns the name of their data set."""
        response = self.client.post(
            f"/api/v1/predictors/{predictor}/datasets",
            data=content,
            headers=OPERATOR | {"Content-Type": "text/csv"},
        )
        assert response.status_code == 202, response.text
        name: str = response.get_json()["name"]
        return name

    def checked(self, dataset: str, predictor: str = made_up.NAME) -> dict[str, Any]:
        """Wait for the verdict on a data set; returns its document."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            path = f"/api/v1/predictors/{predictor}/datasets/{dataset}"
            found: dict[str, Any] = self.client.get(path).get_json()
            if found["status"] != "checking":
                return found
            time.sleep(0.1)
        raise AssertionError(f"no verdict: {found}")

    def validate(self, content: bytes, predictor: str = made_up.NAME, **query: str) -> str:
        """Send rows to judge a version by; returns the validation's id."""
        response = self.client.post(
            f"/api/v1/predictors/{predictor}/validations",
            data=content,
            query_string=query,
            headers=OPERATOR | {"Content-Type": "text/csv"},
        )
        assert response.status_code == 202, response.text
        made: str = response.get_json()["id"]
        return made

    def validated(self, validation: str, predictor: str = made_up.NAME) -> dict[str, Any]:
        """Wait for the end of a validation; returns its document."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        path = f"/api/v1/predictors/{predictor}/validations/{validation}"
        while time.monotonic() < deadline:
            found: dict[str, Any] = self.client.get(path).get_json()
            if found["status"] in ("done", "failed"):
                return found
            time.sleep(0.1)
        raise AssertionError(f"it did not end: {found}")

    def job(self, job: str) -> dict[str, Any]:
        """The job's record; a queue that is slow for a moment is asked again."""
        until = time.monotonic() + PATIENCE_SECONDS
        while (answer := self.client.get(f"/api/v1/retrainings/{job}")).status_code == 503:
            assert time.monotonic() < until, answer.text
            time.sleep(0.2)
        record: dict[str, Any] = answer.get_json()
        return record

    def wait(
        self,
        job: str,
        condition: Callable[[dict[str, Any]], bool],
        seconds: float = PATIENCE_SECONDS,
    ) -> dict[str, Any]:
        """Poll the job until the condition holds."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            record = self.job(job)
            if condition(record):
                return record
            time.sleep(0.1)
        raise AssertionError(f"it did not come to that in time: {record}")

    def wait_over(self, job: str) -> dict[str, Any]:
        return self.wait(job, lambda record: record["status"] in OVER)

    def serving(self, version: str, predictor: str = made_up.NAME) -> dict[str, Any]:
        """Predict until ``version`` answers; returns that answer."""
        example = made_up.example()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            answer = self.client.post(
                f"/api/v1/predictors/{predictor}/predictions", json={"inputs": example}
            )
            document: dict[str, Any] = answer.get_json()
            if answer.status_code == 200 and document["version"] == version:
                return document
            time.sleep(0.05)
        raise AssertionError(f"{version} does not serve: {document}")


@pytest.fixture
def redis_process(redis_url: str) -> int:
    """The process id of the Redis server."""
    with Redis.from_url(redis_url) as client:
        pid: int = client.info("server")["process_id"]
        return pid


@pytest.fixture
def stack(tmp_path: Path, redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stack]:
    # The predictor's folder is whole when the API starts; no need to let it settle.
    monkeypatch.setattr(watcher, "SETTLE_SECONDS", 0.0)
    predictors = tmp_path / "predictors"
    made_up.write(predictors, count=made_up.ONE_DEAL)
    environ = {
        "BELLWETHER_PREDICTORS_DIR": str(predictors),
        "BELLWETHER_MODELS_DIR": str(tmp_path / "models"),
        "BELLWETHER_CHAMPIONS_DIR": str(tmp_path / "champions"),
        "BELLWETHER_DATA_DIR": str(tmp_path / "data"),
        "BELLWETHER_RECORDS_DIR": str(tmp_path / "records"),
        "BELLWETHER_REDIS_URL": redis_url,
        "BELLWETHER_TRAINING_THREADS": "1",
    }
    for name in ("models", "champions", "data", "records"):
        (tmp_path / name).mkdir()
    app = create_app(
        ApiSettings.from_environment(
            environ
            | {
                "BELLWETHER_OPERATOR_KEY": "the-operators-key",
                "BELLWETHER_POLL_SECONDS": "0.1",
                "BELLWETHER_FIRST_START": "false",
                "BELLWETHER_FULL_TRAINING": "false",
            }
        )
    )
    store = ModelStore(tmp_path / "models", tmp_path / "champions")
    yield Stack(app.test_client(), store, predictors, environ)
    app.extensions["bellwether"].stop()


@dataclass(frozen=True)
class WorkerProcess:
    """A running worker; ``log`` is the file that it writes."""

    process: subprocess.Popen[bytes]
    log: Path

    def stop(self) -> float:
        """Tell it to stop; returns the seconds that it took."""
        began = time.monotonic()
        self.process.terminate()
        try:
            self.process.wait(timeout=30)
        finally:
            self.process.kill()
            self.process.wait()
        return time.monotonic() - began

    def horse(self) -> int:
        """The process id of the fork that trains."""
        pid = self.process.pid
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            if children:
                return int(children[0])
            time.sleep(0.05)
        raise AssertionError("the worker has forked nothing")


def start_worker(
    stack: Stack, log: Path, on: str = "trainings", *, program: str = TWO_CANDIDATES
) -> WorkerProcess:
    """Start a worker ``on`` one of the queues, with the stack's volumes and Redis."""
    environ = {k: v for k, v in os.environ.items() if not k.startswith("BELLWETHER_")}
    with log.open("ab") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", program],
            cwd=ROOT,
            env=environ | stack.environ | {"BELLWETHER_WORKER": on},
            stdout=file,
            stderr=file,
        )
    return WorkerProcess(process, log)


@pytest.fixture
def worker(stack: Stack, tmp_path: Path) -> Iterator[WorkerProcess]:
    started = start_worker(stack, tmp_path / "worker.log")
    yield started
    started.stop()


@pytest.fixture
def whole_worker(stack: Stack, tmp_path: Path) -> Iterator[WorkerProcess]:
    """A worker of all candidates, where a training is to take its time or to be whole."""
    started = start_worker(stack, tmp_path / "worker.log", program=ALL_CANDIDATES)
    yield started
    started.stop()


@pytest.fixture
def checker(stack: Stack, tmp_path: Path) -> Iterator[WorkerProcess]:
    started = start_worker(stack, tmp_path / "checker.log", on="checks")
    yield started
    started.stop()
