"""A trainer and two hosts of the API share nothing but a bucket and Redis."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from bellwether_contract.bundle.manifest import read_manifest
from bellwether_contract.storage.store import ModelStore
from tests import factories, made_up
from tests.integration.conftest import OPERATOR, Stack, start_worker
from tests.object_server import Objects
from tools.bench import servers

NAME = made_up.NAME
PATIENCE_SECONDS = 60
# What is promised, from the answer to a promotion until every host answers with the version.
SECONDS = 1.0


def own_directories(objects: Objects, root: Path, name: str, redis_url: str) -> dict[str, str]:
    """What a service on a host of its own is told: it shares the bucket and Redis, and no disk."""
    own = root / name
    for each in ("models", "champions", "data", "records"):
        (own / each).mkdir(parents=True)
    return objects.environ | {
        "BELLWETHER_CACHE_DIR": str(own / "cache"),
        "BELLWETHER_PREDICTORS_DIR": str(root / "predictors"),
        "BELLWETHER_MODELS_DIR": str(own / "models"),
        "BELLWETHER_CHAMPIONS_DIR": str(own / "champions"),
        "BELLWETHER_DATA_DIR": str(own / "data"),
        "BELLWETHER_RECORDS_DIR": str(own / "records"),
        "BELLWETHER_REDIS_URL": redis_url,
    }


@pytest.fixture
def host(objects: Objects, tmp_path: Path, redis_url: str) -> Iterator[Any]:
    """Starts hosts of the API, each with directories of its own; returns their addresses."""
    made_up.write(tmp_path / "predictors", count=made_up.ONE_DEAL)
    with ExitStack() as running:

        def start(name: str) -> str:
            environ = own_directories(objects, tmp_path, name, redis_url) | {
                "BELLWETHER_OPERATOR_KEY": "the-operators-key",
                "BELLWETHER_FIRST_START": "false",
                "BELLWETHER_FULL_TRAINING": "false",
            }
            server = running.enter_context(servers.gunicorn(servers.PRODUCT, environ))
            # A folder is read once it has lain still for a moment; each of the two workers waits.
            known = 0
            deadline = time.monotonic() + PATIENCE_SECONDS
            while known < 6:
                asked = requests.get(f"{server.address}/api/v1/predictors/{NAME}", timeout=10)
                known = known + 1 if asked.ok else 0
                assert time.monotonic() < deadline, asked.text
                time.sleep(0.02)
            return server.address

        yield start


def answering(address: str) -> str | None:
    """Which version answers there."""
    path = f"{address}/api/v1/predictors/{NAME}/predictions"
    answer = requests.post(path, json={"inputs": made_up.example()}, timeout=10)
    version: str | None = answer.json().get("version")
    return version


def until(address: str, version: str) -> float:
    """Wait until every worker of a host answers with a version; returns since when they do."""
    began = since = time.time()
    in_a_row = 0
    # A host has two workers; whoever of them accepts answers.
    while in_a_row < 6:
        if answering(address) != version:
            in_a_row, since = 0, time.time()
            assert since - began < PATIENCE_SECONDS, f"{version} does not answer at {address}"
        else:
            in_a_row += 1
        time.sleep(0.02)
    return since


def promote(address: str, version: str) -> float:
    """Promote at a host; returns when it was decided, in seconds of the clock."""
    path = f"{address}/api/v1/predictors/{NAME}/champion"
    answer = requests.put(path, json={"version": version}, headers=OPERATOR, timeout=30)
    assert answer.status_code == 200, answer.text
    return datetime.fromisoformat(answer.json()["champion"]["since"]).timestamp()


@pytest.mark.nightly
@pytest.mark.quiet
def test_a_promotion_is_seen_by_another_host_within_a_second(
    host: Any, objects: Objects, tmp_path: Path
) -> None:
    store: ModelStore = objects.host(tmp_path / "trainer")
    versions = [factories.publish(store, day) for day in (1, 2)]
    addresses = [host("one"), host("other")]
    for address in addresses:
        until(address, versions[1])
    took = []
    for turn in range(6):
        version = versions[turn % 2]
        decided = promote(addresses[turn % 2], version)
        with ThreadPoolExecutor() as pool:
            since = list(pool.map(until, addresses, [version] * 2))
        took.append(max(since) - decided)
    # The first two have to be tried and loaded by a host that has never seen them.
    assert sorted(took)[-2] < SECONDS, took


@pytest.mark.nightly
def test_what_a_trainer_publishes_is_served_and_governed_by_every_host(
    host: Any, objects: Objects, tmp_path: Path, redis_url: str
) -> None:
    one, other = host("one"), host("other")
    environ = own_directories(objects, tmp_path, "trainer", redis_url) | {
        "BELLWETHER_TRAINING_THREADS": "1",
    }
    stack = Stack(None, objects.host(tmp_path / "test"), tmp_path, environ)  # type: ignore[arg-type]
    worker = start_worker(stack, tmp_path / "worker.log")
    try:
        asked = requests.post(
            f"{one}/api/v1/predictors/{NAME}/retrainings",
            json={"effort": "quick"},
            headers=OPERATOR,
            timeout=30,
        )
        assert asked.status_code == 202, asked.text
        deadline = time.monotonic() + 2 * PATIENCE_SECONDS
        while (found := requests.get(one + asked.headers["Location"], timeout=10).json())[
            "status"
        ] not in ("published", "failed"):
            assert time.monotonic() < deadline, found
            time.sleep(0.2)
        assert found["status"] == "published", (found, (tmp_path / "worker.log").read_text())
    finally:
        worker.stop()
    trained = found["version"]
    for address in (one, other):
        until(address, trained)
        listed = requests.get(f"{address}/api/v1/predictors/{NAME}/versions", timeout=10).json()
        assert [each["version"] for each in listed["versions"]] == [trained]
        report = f"{address}/api/v1/predictors/{NAME}/versions/{trained}/report"
        assert requests.get(report, timeout=10).json()["predictor"] == NAME
    # Another one by hand: decided at one host, known to the other.
    stack.store.refresh()
    directory = stack.store.directory(NAME, trained)
    manifest = read_manifest(directory)
    files = {name: (directory / name).read_bytes() for name in manifest.files}
    other_name = {"version": factories.version_name(28), "job": "by hand"}
    manifest = manifest.model_copy(update=other_name)
    stack.store.publish(manifest, files, outcome="candidate", by="somebody", reason="by hand")
    promote(other, manifest.version)
    until(one, manifest.version)
    withdrawn = requests.put(
        f"{other}/api/v1/predictors/{NAME}/versions/{trained}/withdrawal",
        json={"reason": "a leak"},
        headers=OPERATOR,
        timeout=30,
    )
    assert withdrawn.status_code == 200, withdrawn.text
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        refused = requests.put(
            f"{one}/api/v1/predictors/{NAME}/champion",
            json={"version": trained},
            headers=OPERATOR,
            timeout=30,
        )
        if refused.status_code == 409:
            break
        assert time.monotonic() < deadline, refused.text
