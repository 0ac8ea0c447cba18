"""The whole stack without Docker, told to log all that it can; what it keeps is in one place."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from redis import Redis

from bellwether_api import init_secrets
from bellwether_contract.storage.store import ModelStore
from tests import factories, made_up
from tests.privacy.plants import Plants
from tests.running_stack import ROOT
from tools.demo import parts, places
from tools.demo.places import free_port

KEY = "the-operators-key-that-nobody-guesses"
PATIENCE_SECONDS = 180


@dataclass(frozen=True)
class House:
    """Where the stack answers, and where all that it keeps lies."""

    url: str
    api: str
    state: Path
    predictors: Path
    redis: Redis
    plants: Plants

    def ask(self, method: str, path: str, *, key: bool = True, **options: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {KEY}"} if key else {}
        headers |= options.pop("headers", {})
        return requests.request(method, self.url + path, headers=headers, timeout=60, **options)

    def over(self, path: str, going: set[str]) -> dict[str, Any]:
        """Ask again until the status is none of those of what goes on; returns the document."""
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            found: dict[str, Any] = self.ask("GET", path).json()
            if found["status"] not in going:
                return found
            assert time.monotonic() < until, found
            time.sleep(0.1)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    root = tmp_path_factory.mktemp("house")
    plants = Plants()
    made_up.write(root / "predictors", count=made_up.ONE_DEAL)
    told = {
        "PREDICTORS_DIR": str(root / "predictors"),
        "HTTP_PORT": str(free_port()),
        "FIRST_START": "no",
        "FULL_TRAINING": "no",
        "LOG_LEVEL": "debug",
        "REQUIRE_SIGNATURES": "no",
        "TRAINING_THREADS": "1",
    }
    here = places.choose(root / "state", told)
    here.make()
    for folder in ("temporary", "counts", "logs"):
        (here.state / folder).mkdir()
    init_secrets.write(here.keys, here.keys, here.keys, KEY)
    signing = {parts.SIGNING_KEYS_DIR: str(here.signing_keys)}
    parts.make_signing_keys({**parts.settings(here, told), **signing})
    factories.publish(ModelStore(here.state / "models", here.state / "champions"), 1)
    environment = {
        **os.environ,
        "TMPDIR": str(here.state / "temporary"),
        "PROMETHEUS_MULTIPROC_DIR": str(here.state / "counts"),
        "PYTHONUNBUFFERED": "1",
        "PLANTED_CELL": plants.word("a cell that a library repeats"),
    }
    password = (here.keys / "trainer-redis-password").read_text().strip()
    with ExitStack() as running:
        for part in parts.all_of(here, told, leave=False):
            if part.name != "watch":
                running.enter_context(process(part, environment, here.state / "logs"))
        redis = running.enter_context(
            Redis(port=here.redis_port, username="trainer", password=password)
        )
        api = f"http://127.0.0.1:{here.api_port}"
        found = House(here.url, api, here.state, root / "predictors", redis, plants)
        up(found)
        yield found


class process:  # noqa: N801  # a context manager
    """A part of the stack; what it says goes into a file of its name."""

    def __init__(self, part: parts.Part, environment: dict[str, str], logs: Path) -> None:
        command = list(part.command)
        if part.name == "trainer":
            command = [sys.executable, "-m", "tests.privacy.breaking_trainer"]
        with (logs / part.name).open("wb") as log:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=environment | part.environment, stdout=log, stderr=log
            )

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(30)
        finally:
            self._process.kill()
            self._process.wait()


def up(house: House) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            if house.ask("GET", f"/api/v1/predictors/{made_up.NAME}").json().get("serving"):
                return
        except (requests.RequestException, ValueError):
            pass
        assert time.monotonic() < until, (house.state / "logs/api").read_text()
        time.sleep(0.1)
