"""A stack that really runs, for tests that talk to it: Docker Compose's, or else the demo's.

`compose_stack` is the real compose stack in a project of its own and is skipped where no Docker
engine answers; `running_stack` takes the demo instead there. Both are up once for a whole run,
from empty volumes, and every predictor has its first model.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml
from pyarrow import parquet

from tools.demo.places import free_port
from tools.soak.containers import BUILD_SECONDS, DOWN, UP, compose, settings, why_no_docker

ROOT = Path(__file__).resolve().parent.parent
FIRST_TRAININGS_SECONDS = 600
# Of so many people who answered the survey one is learned from.
EACH_ROW = 32

JSON = dict[str, Any]


@dataclass
class Stack:
    """A running stack as its users see it."""

    url: str
    key: str
    predictors: Path

    @property
    def operator(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}

    def get(self, path: str) -> JSON:
        answer = requests.get(self.url + path, timeout=10)
        assert answer.status_code == 200, (path, answer.status_code, answer.text)
        found: JSON = answer.json()
        return found

    def predict(self, predictor: str, inputs: object) -> JSON:
        path = f"/api/v1/predictors/{predictor}/predictions"
        answer = requests.post(self.url + path, json={"inputs": inputs}, timeout=30)
        assert answer.status_code == 200, (answer.status_code, answer.text)
        found: JSON = answer.json()
        return found

    def example(self, predictor: str) -> JSON:
        """The inputs that the declaration itself gives as an example."""
        fields = self.get(f"/api/v1/predictors/{predictor}")["fields"]
        return {each["name"]: each["example"] for each in fields}

    def retrain(self, predictor: str) -> JSON:
        """Ask for a retraining; returns the job."""
        path = f"/api/v1/predictors/{predictor}/retrainings"
        document = {"effort": "quick"}
        answer = requests.post(self.url + path, json=document, headers=self.operator, timeout=10)
        assert answer.status_code == 202, (answer.status_code, answer.text)
        found: JSON = answer.json()
        return found

    def job(self, job: str) -> JSON:
        """The job's record; a queue that is slow for a moment is asked again."""
        answers = (
            requests.get(f"{self.url}/api/v1/retrainings/{job}", timeout=10) for _ in range(20)
        )
        for answer in answers:
            if answer.status_code == 200:
                found: JSON = answer.json()
                return found
            assert answer.status_code == 503, answer.text
            time.sleep(0.5)
        raise AssertionError(f"the record of {job} cannot be read")

    def job_over(self, job: str, seconds: float = 180) -> JSON:
        """Wait for the end of a job and return its record."""
        until = time.monotonic() + seconds
        while (record := self.job(job))["status"] in {"queued", "running"}:
            assert time.monotonic() < until, f"not over after {seconds} s: {record}"
            time.sleep(0.3)
        return record

    def promote(self, predictor: str, version: str, reason: str = "a test") -> JSON:
        answer = requests.put(
            f"{self.url}/api/v1/predictors/{predictor}/champion",
            json={"version": version, "reason": reason},
            headers=self.operator,
            timeout=10,
        )
        assert answer.status_code == 200, (answer.status_code, answer.text)
        found: JSON = answer.json()
        return found

    def versions(self, predictor: str) -> list[str]:
        """The versions of a predictor, newest first."""
        found = self.get(f"/api/v1/predictors/{predictor}/versions")["versions"]
        return [each["version"] for each in found]

    def usable_versions(self, predictor: str) -> list[str]:
        """Those of its versions that were not rejected and not withdrawn, newest first."""
        found = self.get(f"/api/v1/predictors/{predictor}/versions")["versions"]
        return [
            each["version"]
            for each in found
            if each["outcome"] != "rejected" and not each["withdrawn"]
        ]

    def wait_until_ready(self, names: set[str], seconds: float = FIRST_TRAININGS_SECONDS) -> None:
        """Wait until every one of ``names`` is answered for."""
        until = time.monotonic() + seconds
        for name in sorted(names):
            while not self._serves(name):
                assert time.monotonic() < until, f"no model of {name} after {seconds} s"
                time.sleep(0.25)

    def _serves(self, name: str) -> bool:
        with suppress(requests.RequestException, AssertionError):
            return bool(self.get(f"/api/v1/predictors/{name}")["serving"])
        return False


@dataclass
class ComposeStack(Stack):
    """The real compose stack, in a project of its own."""

    environment: Mapping[str, str] = field(default_factory=dict)

    def compose(self, *words: str, check: bool = True) -> str:
        """Run `docker compose` on this project; returns what it wrote."""
        return compose(self.environment, *words, check=check)

    def container(self, service: str) -> str:
        """The id of a service's container."""
        return self.compose("ps", "--all", "--quiet", service).strip()

    def run_in(self, service: str, *command: str) -> str:
        """Run a command in a service's container, as the service's own user."""
        return self.compose("exec", "--no-TTY", service, *command)


@pytest.fixture(scope="session")
def dockers_side() -> None:
    """Wait for what `.ci/run` makes meanwhile: engine, images, browser."""
    if not (named := os.environ.get("DOCKERS_SIDE")):
        return
    ended = Path(named)
    until = time.monotonic() + BUILD_SECONDS
    while not ended.exists():
        assert time.monotonic() < until, f"{named} does not come"
        time.sleep(0.5)
    log = ended.with_suffix(".log")
    assert ended.read_text().strip() == "0", log.read_text()[-4000:]


def base_image(name: str) -> str:
    """The base image of this name, with its tag."""
    listed = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["x-base-images"]
    return next(str(image) for image in listed if image.startswith(f"{name}:"))


@pytest.fixture(scope="session")
def compose_stack(
    dockers_side: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ComposeStack]:
    """The compose stack: built, healthy, every predictor answering; gone afterwards."""
    if missing := why_no_docker():
        pytest.skip(missing)
    predictors = _copy_of_predictors(tmp_path_factory)
    port = free_port()
    environment = settings("test", port, predictors)
    try:
        compose(environment, *UP)
        key = compose(environment, "exec", "--no-TTY", "api", "cat", "/keys/operator-key")
        stack = ComposeStack(
            f"http://127.0.0.1:{port}", key.strip(), predictors, environment=environment
        )
        stack.wait_until_ready({folder.name for folder in predictors.iterdir()})
        yield stack
    finally:
        if os.environ.get("KEEP_STACK_LOGS"):
            Path(os.environ["KEEP_STACK_LOGS"]).write_text(
                compose(environment, "logs", "--no-color", "--timestamps", check=False)
            )
        # What `make backup` has built, too.
        compose(environment, "--profile", "backup", *DOWN, check=False)


@pytest.fixture(scope="session")
def running_stack(
    request: pytest.FixtureRequest, dockers_side: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    """The compose stack where Docker is, else the demo; or the one that STACK_URL names.

    The latter, with STACK_KEY, is for whoever works on the page with a stack running beside;
    STACK_PREDICTORS names the folder of its predictors, where that is another one.
    """
    if url := os.environ.get("STACK_URL"):
        predictors = Path(os.environ.get("STACK_PREDICTORS", ROOT / "predictors"))
        yield Stack(url, os.environ["STACK_KEY"], predictors)
    elif why_no_docker() is None:
        yield request.getfixturevalue("compose_stack")
    else:
        yield from _demo(tmp_path_factory)


def _demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    state = tmp_path_factory.mktemp("demo")
    predictors = _copy_of_predictors(tmp_path_factory)
    port = free_port()
    launcher = subprocess.Popen(
        [sys.executable, "-m", "tools", "demo", "--state", str(state)],
        cwd=ROOT,
        env={
            **os.environ,
            # What a developer has set for the own stack is not for this one.
            "COMPOSE_ENV_FILES": os.devnull,
            "HTTP_PORT": str(port),
            "PREDICTORS_DIR": str(predictors),
            "FULL_TRAINING": "no",
        },
    )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for_demo(url, launcher)
        key = (state / "keys/operator-key").read_text().strip()
        stack = Stack(url, key, predictors)
        stack.wait_until_ready({folder.name for folder in predictors.iterdir()})
        yield stack
    finally:
        launcher.send_signal(signal.SIGINT)
        launcher.wait(timeout=30)


def _wait_for_demo(url: str, launcher: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert launcher.poll() is None, "the demo has stopped"
        with suppress(requests.RequestException):
            if requests.get(f"{url}/v2/health/live", timeout=5).status_code == 200:
                return
        time.sleep(0.2)
    raise AssertionError("the demo does not answer")


def _copy_of_predictors(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # A copy, since tests add predictors to it. All rows of heart are learned from in the night.
    copy = tmp_path_factory.mktemp("mounted") / "predictors"
    shutil.copytree(ROOT / "predictors", copy)
    _thin(copy / "heart")
    _make_required(copy / "diabetes", ("BloodPressure", "BMI"))
    return copy


def _make_required(folder: Path, fields: tuple[str, ...]) -> None:
    """Let these fields not be left unknown: each that may costs a training seconds of proof."""
    declaration = folder / "predictor.yaml"
    document = yaml.safe_load(declaration.read_text())
    for each in document["fields"]:
        if each["name"] in fields:
            del each["optional"]
    declaration.write_text(yaml.safe_dump(document, sort_keys=False, allow_unicode=True))


def _thin(folder: Path) -> None:
    """Keep one row of EACH_ROW, so that the first training does not take a minute."""
    rows, declaration = folder / "data.parquet", folder / "predictor.yaml"
    before = hashlib.sha256(rows.read_bytes()).hexdigest()
    table = parquet.read_table(rows)
    parquet.write_table(table.take(list(range(0, len(table), EACH_ROW))), rows)
    after = hashlib.sha256(rows.read_bytes()).hexdigest()
    text = declaration.read_text()
    assert before in text
    declaration.write_text(text.replace(before, after))
