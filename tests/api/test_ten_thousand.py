"""Ten thousand versions of one predictor, in a real worker: what a page takes, and what is kept."""

from __future__ import annotations

import http.client
import json
import re
import statistics
import time
from pathlib import Path
from typing import Any

import pytest

from bellwether_contract.storage import collection
from bellwether_contract.storage.retention import RetentionPolicy
from tests import made_up, many_versions
from tests.api.conftest import House
from tests.api.test_server import serving

NAME = made_up.NAME
VERSIONS = f"/api/v1/predictors/{NAME}/versions"
MANY = 10_000

# A page of 200 that nobody has asked for before takes 200 manifests and reports.
PAGE_SECONDS = 1.0
WORKER_MIB = 40


def worker_mib(house: House) -> float:
    """What the processes on this house's volumes hold, the largest of them, in MiB."""
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            environ = (status.parent / "environ").read_bytes()
            text = status.read_text()
        except OSError:
            continue
        if f"BELLWETHER_MODELS_DIR={house.models}".encode() in environ:
            found += [int(kb) for kb in re.findall(r"VmRSS:\s+(\d+) kB", text)]
    return max(found) / 1024


def ask(connection: http.client.HTTPConnection, path: str) -> tuple[Any, float]:
    began = time.perf_counter()
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    took = time.perf_counter() - began
    assert answer.status == 200, body
    return json.loads(body), took


@pytest.mark.nightly
@pytest.mark.quiet
def test_ten_thousand_versions_cost_a_page_and_little_memory(house: House) -> None:
    made = many_versions.make(house.store, house.models, MANY)
    with serving(house, WEB_CONCURRENCY="1", BELLWETHER_FIRST_START="no") as connection:
        ask(connection, "/v2/health/live")
        before = worker_mib(house)
        _, first = ask(connection, VERSIONS)
        again = statistics.median(ask(connection, VERSIONS)[1] for _ in range(20))
        found: list[str] = []
        took: list[float] = []
        path = f"{VERSIONS}?limit=200"
        while len(found) < MANY:
            document, seconds = ask(connection, path)
            found += [each["version"] for each in document["versions"]]
            took.append(seconds)
            path = f"{VERSIONS}?limit=200&cursor={document['next']}"
        champion = statistics.median(
            ask(connection, f"/api/v1/predictors/{NAME}/champion")[1] for _ in range(5)
        )
        after = worker_mib(house)
    assert found == made[::-1]
    began = time.perf_counter()
    rules = RetentionPolicy(100, 10, 90)
    decided = collection.preview(house.store, NAME, rules, lambda _: ())
    planned = time.perf_counter() - began
    print(  # noqa: T201
        f"\n{MANY:,} versions: first page {first * 1000:.0f} ms, again {again * 1000:.1f} ms, "
        f"a page of 200 {statistics.median(took) * 1000:.0f} ms, all pages {sum(took):.1f} s, "
        f"champion and history {champion * 1000:.1f} ms; a worker {before:.0f} MiB before, "
        f"{after:.0f} MiB after all pages; a plan {planned * 1000:.0f} ms, "
        f"{sum(each.goes for each in decided):,} would go"
    )
    assert max(took) < PAGE_SECONDS
    assert after - before < WORKER_MIB
