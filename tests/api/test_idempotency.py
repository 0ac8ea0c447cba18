"""A request that is sent again with its Idempotency-Key is done once, and answered alike."""

from __future__ import annotations

import hashlib
import io
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import redis
from flask.testing import FlaskClient
from redis.client import Pipeline
from rq import Queue
from werkzeug.test import TestResponse

from bellwether_contract.storage.datasets import DatasetStore
from tests import made_up
from tests.api.conftest import OPERATOR, House

PREDICTOR = f"/api/v1/predictors/{made_up.NAME}"
RETRAININGS, DATASETS = f"{PREDICTOR}/retrainings", f"{PREDICTOR}/datasets"
KEY = "8e03978e-40d5-43dd-bc93-6894a57f9324"
ROWS, OTHER_ROWS = made_up.rows(60, seed=1), made_up.rows(60, seed=2)
SHA256 = hashlib.sha256(ROWS).hexdigest()


@pytest.fixture
def client(with_queue: FlaskClient) -> FlaskClient:
    return with_queue


def ask(client: FlaskClient, key: str = KEY, **document: Any) -> TestResponse:
    headers = OPERATOR | {"Idempotency-Key": key}
    return client.post(RETRAININGS, json=document, headers=headers)


def send(client: FlaskClient, rows: bytes = ROWS, stream: Any = None) -> TestResponse:
    headers = OPERATOR | {"Idempotency-Key": KEY, "Content-Type": "text/csv"}
    body = stream or io.BytesIO(rows)
    return client.post(DATASETS, input_stream=body, content_length=len(rows), headers=headers)


def told(response: TestResponse) -> tuple[int, str, bytes]:
    return response.status_code, response.headers["Location"], response.data


def kept(line: redis.Redis) -> list[str]:
    found: Any = line.keys("bellwether:idempotency:*")
    return [key.decode() for key in found]


def emptied(rq: Queue) -> None:
    """What the queue is once a worker has done everything."""
    rq.empty()  # type: ignore[no-untyped-call]  # RQ


def test_a_repeated_retraining_is_the_first_one(
    client: FlaskClient, line: redis.Redis, rq: Queue
) -> None:
    first = ask(client, reason="new rows")
    assert first.status_code == 202
    # The draft's form is a quoted string; members may come in another order.
    for key in (KEY, f'"{KEY}"'):
        assert told(ask(client, key, reason="new rows")) == told(first)
    assert len(rq.get_job_ids()) == 1
    # Long after the job is over, too: it is the answer of then.
    emptied(rq)
    line.delete(*line.keys("bellwether:waiting:*"))
    assert told(ask(client, reason="new rows")) == told(first)
    assert rq.get_job_ids() == []
    (place,) = kept(line)
    assert KEY not in place
    assert 86_000 < line.ttl(place) <= 86_400


def test_another_body_with_the_same_key_is_refused(client: FlaskClient, rq: Queue) -> None:
    assert ask(client, reason="one").status_code == 202
    refused = ask(client, reason="another")
    assert (refused.status_code, refused.content_type) == (422, "application/problem+json")
    assert KEY not in refused.text
    assert len(rq.get_job_ids()) == 1


def test_a_key_counts_for_its_call_alone(house_with_redis: House, rq: Queue) -> None:
    for name in ("one", "two"):
        made_up.write(house_with_redis.predictors, name)
    client = house_with_redis.start()
    headers = OPERATOR | {"Idempotency-Key": KEY}
    for name in ("one", "two"):
        path = f"/api/v1/predictors/{name}/retrainings"
        assert client.post(path, headers=headers).status_code == 202
    assert len(rq.get_job_ids()) == 2


@pytest.mark.parametrize("key", ["", '""', "two words", "ü", "x" * 256, "a\tb"])
@pytest.mark.parametrize("path", [RETRAININGS, DATASETS])
def test_what_is_no_key_is_refused(
    client: FlaskClient, rq: Queue, line: redis.Redis, path: str, key: str
) -> None:
    headers = OPERATOR | {"Content-Type": "text/csv"} if path == DATASETS else OPERATOR
    data = ROWS if path == DATASETS else b""
    response = client.post(path, data=data, headers=headers | {"Idempotency-Key": key})
    assert (response.status_code, response.content_type) == (400, "application/problem+json")
    assert (rq.get_job_ids(), kept(line)) == ([], [])


def test_a_refused_request_does_not_burn_its_key(
    client: FlaskClient, line: redis.Redis, rq: Queue
) -> None:
    assert ask(client, effort="much").status_code == 422
    assert client.post(RETRAININGS, headers=OPERATOR).status_code == 202
    assert ask(client).status_code == 409
    assert kept(line) == []
    emptied(rq)
    line.delete(*line.keys("bellwether:waiting:*"))
    assert ask(client).status_code == 202


def test_a_retraining_whose_answer_was_lost_is_answered_when_it_is_asked_for_again(
    client: FlaskClient, house: House, rq: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine = Pipeline.execute

    def lost(self: Any, *arguments: Any, **options: Any) -> Any:
        changes = self.explicit_transaction
        answer = genuine(self, *arguments, **options)
        if changes:
            raise redis.exceptions.TimeoutError
        return answer

    with monkeypatch.context() as patched:
        patched.setattr(Pipeline, "execute", lost)
        assert ask(client).status_code == 503
    (job,) = rq.get_job_ids()
    # Through another process: this one does not ask Redis again at once.
    again = ask(house.start())
    assert again.status_code == 202
    assert again.json is not None
    assert (again.json["id"], rq.get_job_ids()) == (job, [job])


def test_who_is_slower_by_a_moment_is_no_conflict(
    house_with_redis: House, rq: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_up.write(house_with_redis.predictors)
    slow, fast = house_with_redis.start(), house_with_redis.start()
    genuine = Pipeline.exists
    others: list[TestResponse] = []

    def overtaken(self: Any, *names: str) -> Any:
        found = genuine(self, *names)
        if not others:
            monkeypatch.setattr(Pipeline, "exists", genuine)
            others.append(ask(fast))
        return found

    monkeypatch.setattr(Pipeline, "exists", overtaken)
    response = ask(slow)
    assert response.status_code == 202
    assert told(response) == told(others[0])
    assert len(rq.get_job_ids()) == 1


def test_of_many_at_once_one_makes_a_job_and_all_are_told_of_it(
    house_with_redis: House, rq: Queue
) -> None:
    made_up.write(house_with_redis.predictors)
    clients = [house_with_redis.start() for _ in range(6)]
    gate = threading.Barrier(len(clients))
    found: list[tuple[int, str, bytes]] = []

    def race(client: FlaskClient) -> None:
        gate.wait()
        found.append(told(ask(client, reason="all at once")))

    racers = [threading.Thread(target=race, args=(client,)) for client in clients]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert len(rq.get_job_ids()) == 1
    assert (len(found), len(set(found)), found[0][0]) == (6, 1, 202)


def test_repeated_rows_are_answered_alike_and_kept_once(
    client: FlaskClient, house: House, rq: Queue
) -> None:
    first = send(client)
    assert first.status_code == 202
    assert first.headers["Retry-After"]
    # Nothing is done a second time: not even for rows that were removed since.
    emptied(rq)
    DatasetStore(house.data).remove(made_up.NAME, SHA256)
    again = send(client)
    assert told(again) == told(first)
    assert again.headers["Retry-After"] == first.headers["Retry-After"]
    assert rq.get_job_ids() == []
    assert DatasetStore(house.data).all(made_up.NAME) == []


def test_other_rows_with_the_same_key_are_refused_and_not_kept(
    client: FlaskClient, house: House
) -> None:
    assert send(client).status_code == 202
    refused = send(client, OTHER_ROWS)
    assert (refused.status_code, refused.content_type) == (422, "application/problem+json")
    assert [one.received.sha256 for one in DatasetStore(house.data).all(made_up.NAME)] == [SHA256]


class Slow(io.BytesIO):
    """A body that is on its way until it is told to arrive."""

    def __init__(self) -> None:
        super().__init__(ROWS)
        self.begun, self.arrive = threading.Event(), threading.Event()

    def readinto(self, buffer: Any) -> int:
        self.begun.set()
        assert self.arrive.wait(10)
        return super().readinto(buffer)


@pytest.fixture
def on_their_way(house_with_redis: House) -> Iterator[Callable[[], TestResponse]]:
    """Rows that have begun to arrive; whoever calls it gets the answer, once they are there."""
    made_up.write(house_with_redis.predictors)
    client, slow = house_with_redis.start(), Slow()
    found: list[TestResponse] = []
    sender = threading.Thread(target=lambda: found.append(send(client, stream=slow)))

    def arrive() -> TestResponse:
        slow.arrive.set()
        sender.join()
        return found[0]

    sender.start()
    assert slow.begun.wait(10)
    yield arrive
    arrive()


def test_rows_that_are_sent_twice_at_once_are_one_data_set_and_answered_alike(
    house_with_redis: House, on_their_way: Callable[[], TestResponse], line: redis.Redis
) -> None:
    house = house_with_redis
    another = send(house.start())
    assert another.status_code == 202
    assert told(on_their_way()) == told(another)
    assert [one.received.sha256 for one in DatasetStore(house.data).all(made_up.NAME)] == [SHA256]
    (place,) = kept(line)
    assert line.ttl(place) > 86_000


def test_of_two_bodies_with_one_key_at_once_the_later_is_refused(
    house_with_redis: House, on_their_way: Callable[[], TestResponse]
) -> None:
    assert send(house_with_redis.start(), OTHER_ROWS).status_code == 202
    assert on_their_way().status_code == 422
    assert send(house_with_redis.start()).status_code == 422


def test_rows_that_are_refused_do_not_burn_their_key(
    client: FlaskClient, line: redis.Redis
) -> None:
    assert send(client, b"").status_code == 422
    assert kept(line) == []
    assert send(client).status_code == 202


def test_without_redis_a_key_is_answered_with_come_back(house: House) -> None:
    made_up.write(house.predictors)
    client = house.start()
    for response in (ask(client), send(client)):
        assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
