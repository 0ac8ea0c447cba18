"""A retraining tells how it stands, and predictions do not notice who listens."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
import redis
from flask.testing import FlaskClient
from werkzeug.test import TestResponse
from werkzeug.wrappers import Response

from bellwether_api import events
from bellwether_contract.jobs import JobLedger
from tests import factories, made_up
from tests.api.conftest import House
from tests.api.test_retrainings import show, start
from tests.api.test_server import predict, serving

pytestmark = pytest.mark.slow

Event = dict[str, str]


@pytest.fixture
def client(with_queue: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    monkeypatch.setattr(events, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(events, "NAP_SECONDS", 0.01)
    return with_queue


def listen(client: FlaskClient, job: str, seen: str | None = None) -> TestResponse:
    headers = {"Last-Event-ID": seen} if seen is not None else {}
    return client.get(f"/api/v1/retrainings/{job}/events", headers=headers)


def parsed(block: bytes) -> Event:
    """One block of the stream; a comment has the empty name."""
    return dict(line.split(": ", 1) for line in block.decode().strip("\n").split("\n"))


def heard(response: Response) -> Iterator[Event]:
    """What comes, block by block."""
    for piece in response.response:
        assert isinstance(piece, bytes)
        assert piece.endswith(b"\n\n")
        yield from map(parsed, piece.removesuffix(b"\n\n").split(b"\n\n"))


def test_a_retraining_is_followed_to_its_end(client: FlaskClient, line: redis.Redis) -> None:
    job = start(client)["id"]
    response = listen(client, job)
    assert response.status_code == 200
    assert response.content_type == "text/event-stream"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Accel-Buffering"] == "no"
    stream = heard(response)
    assert next(stream).keys() == {"retry"}
    first = next(stream)
    assert (first["event"], json.loads(first["data"])) == ("progress", show(client, job))
    assert f'"{first["id"]}"' == client.get(f"/api/v1/retrainings/{job}").headers["ETag"]
    JobLedger(line).update(job, status="running", stage="fit", progress=0.4, message="Förest\n")
    second = next(stream)
    assert (second["event"], json.loads(second["data"])) == ("progress", show(client, job))
    JobLedger(line).update(job, status="published", stage="done", progress=1.0, version="v")
    *progress, last = stream
    assert [one["event"] for one in progress] == ["progress"]
    assert (last["event"], json.loads(last["data"])["status"]) == ("end", "published")
    # A browser connects anew after every end; 204 tells it to leave off.
    over = listen(client, job, last["id"])
    assert (over.status_code, over.data) == (204, b"")
    assert [one["event"] for one in heard(listen(client, job))] == ["progress", "end"]
    assert [one["event"] for one in heard(listen(client, job, second["id"]))] == ["progress", "end"]


def test_what_was_seen_is_not_told_again(client: FlaskClient, line: redis.Redis) -> None:
    job = start(client)["id"]
    with listen(client, job) as response:
        stream = heard(response)
        next(stream)
        seen = next(stream)["id"]
    with listen(client, job, seen) as response:
        stream = heard(response)
        next(stream)
        JobLedger(line).update(job, status="running", progress=0.5)
        assert json.loads(next(stream)["data"])["progress"] == 0.5


def test_a_stream_shows_that_it_lives_and_ends_in_time(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "HEARTBEAT_SECONDS", 0.02)
    job = start(client)["id"]
    with listen(client, job) as response:
        stream = heard(response)
        assert [next(stream).keys() for _ in range(4)][2:] == [{""}, {""}]
        monkeypatch.setattr(events, "SECONDS_AT_MOST", 0.0)
    with listen(client, job) as response:
        *_, last = heard(response)
        assert "connect anew" in last[""]


def test_one_stream_at_a_time_and_its_place_is_free_afterwards(client: FlaskClient) -> None:
    job = start(client)["id"]
    for _ in range(2):
        with listen(client, job) as response:
            assert response.status_code == 200
            refused = listen(client, job)
            assert (refused.status_code, refused.headers["Retry-After"]) == (503, "10")
            assert refused.content_type == "application/problem+json"
    with client.head(f"/api/v1/retrainings/{job}/events") as response:
        assert response.status_code == 200
    with listen(client, job) as response:
        assert response.status_code == 200


def test_when_redis_goes_the_stream_ends_and_says_so(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = start(client)["id"]
    with listen(client, job) as response:
        stream = heard(response)
        assert [next(stream) for _ in range(2)]

        def away(*_: object) -> None:
            raise redis.exceptions.ConnectionError

        monkeypatch.setattr(redis.Redis, "hgetall", away)
        assert ["cannot be read" in one[""] for one in stream] == [True]
    assert listen(client, job).status_code == 503


@pytest.mark.parametrize("job", ["0" * 32, "x"])
def test_of_a_job_that_is_not_there_nothing_is_told(client: FlaskClient, job: str) -> None:
    assert listen(client, job).status_code == 404


class Listener:
    """A client that listens on a line of its own."""

    def __init__(self, port: int, job: str) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.line.request("GET", f"/api/v1/retrainings/{job}/events")
        self.response = self.line.getresponse()

    def event(self) -> Event:
        block = b""
        while not block.endswith(b"\n\n"):
            block += self.response.readline()
        return parsed(block.removesuffix(b"\n\n"))

    def hang_up(self) -> None:
        self.response.close()
        self.line.close()


def opened(port: int, job: str) -> Listener:
    """A stream, tried for until a worker has a place free."""
    until = time.monotonic() + 10
    while True:
        listener = Listener(port, job)
        if listener.response.status == 200:
            return listener
        assert listener.response.status == 503
        listener.hang_up()
        assert time.monotonic() < until, "no place became free"
        time.sleep(0.02)


def test_listeners_hold_up_neither_predictions_nor_a_stop(
    house_with_redis: House, line: redis.Redis
) -> None:
    house = house_with_redis
    made_up.write(house.predictors)
    factories.publish(house.store, 1)
    job = start(house.start())["id"]
    settings = {"BELLWETHER_FIRST_START": "no", "BELLWETHER_FULL_TRAINING": "no"}
    with ExitStack() as stack:
        server = stack.enter_context(serving(house, WEB_CONCURRENCY="2", **settings))
        port = server.port
        listeners = [opened(port, job), opened(port, job)]
        for listener in listeners:
            assert [listener.event().get("event") for _ in range(2)] == [None, "progress"]
        for _ in range(10):
            third = Listener(port, job)
            assert (third.response.status, third.response.headers["Retry-After"]) == (503, "10")
            third.hang_up()
        slowest = max(_seconds(server) for _ in range(100))
        # A busy machine takes its time; whoever waits for a stream waits for half an hour.
        assert slowest < 2
        # Both are told of what happens, and who hangs up makes place at once.
        JobLedger(line).update(job, status="running", progress=0.5)
        for listener in listeners:
            assert json.loads(listener.event()["data"])["progress"] == 0.5
        listeners[0].hang_up()
        began = time.monotonic()
        listeners[0] = opened(port, job)
        assert time.monotonic() - began < 8
        server.close()
        began = time.monotonic()
    stopped = time.monotonic() - began
    # gunicorn itself leaves lines that are kept alive open for two seconds.
    assert stopped < 6
    assert "connect anew" in listeners[1].event()[""]
    for listener in listeners:
        listener.hang_up()


def _seconds(server: http.client.HTTPConnection) -> float:
    began = time.monotonic()
    assert predict(server)[0] == 200
    return time.monotonic() - began
