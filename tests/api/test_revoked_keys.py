"""A key that is revoked, made or given another role is that in every gunicorn worker at once."""

from __future__ import annotations

import http.client
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import made_up
from tests.api.conftest import OPERATOR, House
from tests.api.test_server import serving

pytestmark = pytest.mark.slow

WORKERS = 2
CONNECTIONS = 12
WITHIN_SECONDS = 1.0


@pytest.fixture
def asked(house: House) -> Iterator[list[http.client.HTTPConnection]]:
    """Connections that stay open, to both workers of one server."""
    made_up.write(house.predictors)
    with serving(
        house,
        WEB_CONCURRENCY=str(WORKERS),
        BELLWETHER_FIRST_START="no",
        PROMETHEUS_MULTIPROC_DIR="",
    ) as first:
        deadline = time.monotonic() + 60
        while True:
            made = [http.client.HTTPConnection(first.host, first.port) for _ in range(CONNECTIONS)]
            for each in made:
                status(each, "/v2/health/live", {})
            if min(held := connections_of_workers(first.port)) > 0 and len(held) == WORKERS:
                break
            assert time.monotonic() < deadline, held
            for each in made:
                each.close()
            time.sleep(0.2)
        yield made
        for each in made:
            each.close()


def status(
    connection: http.client.HTTPConnection,
    path: str,
    headers: dict[str, str],
    method: str = "GET",
    body: Any = None,
) -> tuple[int, Any]:
    sent = {"Content-Type": "application/json"} | headers
    connection.request(method, path, None if body is None else json.dumps(body), sent)
    response = connection.getresponse()
    text = response.read()
    return response.status, json.loads(text) if text else None


def connections_of_workers(port: int) -> list[int]:
    """How many open connections each process that serves this port has, as the system says."""
    served = {
        fields[9]
        for fields in map(str.split, Path("/proc/net/tcp").read_text().splitlines()[1:])
        if int(fields[1].partition(":")[2], 16) == port and fields[3] == "01"
    }
    held: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal() or int(entry.name) == os.getpid():
            continue
        try:
            links = [os.readlink(each) for each in (entry / "fd").iterdir()]
        except OSError:
            continue
        if count := sum(link in {f"socket:[{inode}]" for inode in served} for link in links):
            held[int(entry.name)] = count
    return list(held.values()) or [0]


def everywhere(
    connections: list[http.client.HTTPConnection], path: str, secret: str, since: float
) -> set[int]:
    """What each connection is answered, all of them within a second."""
    found = {status(each, path, {"Authorization": f"Bearer {secret}"})[0] for each in connections}
    assert time.monotonic() - since < WITHIN_SECONDS
    return found


def test_every_worker_knows_at_once_what_became_of_a_key(
    asked: list[http.client.HTTPConnection],
) -> None:
    first = asked[0]
    for turn in range(3):
        new = {"name": f"ward {turn}", "role": "viewer"}
        _, made = status(first, "/api/v1/keys", OPERATOR, "POST", new)
        began, secret = time.monotonic(), made["secret"]
        assert everywhere(asked, "/api/v1/key", secret, began) == {200}
        assert everywhere(asked, "/api/v1/audit", secret, began) == {403}
        # Another role is another key of that name.
        path = f"/api/v1/keys/{made['key']['id']}"
        assert status(asked[turn], path, OPERATOR, "DELETE")[0] == 200
        began = time.monotonic()
        assert everywhere(asked, "/api/v1/key", secret, began) == {401}
        new["role"] = "auditor"
        _, again = status(asked[-turn], "/api/v1/keys", OPERATOR, "POST", new)
        began = time.monotonic()
        assert everywhere(asked, "/api/v1/audit", again["secret"], began) == {200}
        path = f"/api/v1/keys/{again['key']['id']}/rotation"
        _, rotated = status(first, path, OPERATOR, "POST")
        began = time.monotonic()
        assert everywhere(asked, "/api/v1/audit", again["secret"], began) == {401}
        assert everywhere(asked, "/api/v1/audit", rotated["secret"], began) == {200}
