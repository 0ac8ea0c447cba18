"""A whole API on volumes of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis
from rq import Queue

from bellwether_api.app import create_app
from bellwether_api.background import Poller
from bellwether_api.config import ApiSettings
from bellwether_api.declarations import watcher
from bellwether_api.jobs import lost
from bellwether_contract import jobs
from bellwether_contract.storage.store import ModelStore
from tests import made_up

OPERATOR_KEY = "a key for tests, that nobody guesses"
OPERATOR = {"Authorization": f"Bearer {OPERATOR_KEY}"}

# Nobody listens there.
NO_REDIS = "redis://127.0.0.1:1/0"


@dataclass
class House:
    """The volumes, and the applications that were started on them."""

    predictors: Path
    models: Path
    champions: Path
    data: Path
    redis_url: str
    apps: list[Flask] = field(default_factory=list)

    @property
    def store(self) -> ModelStore:
        return ModelStore(self.models, self.champions)

    @property
    def records(self) -> Path:
        return self.data.with_name("records")

    def start(self, **changes: Any) -> FlaskClient:
        """Start an API as a gunicorn worker does; it looks anew only when ``look`` is called."""
        given: dict[str, Any] = {
            "predictors_dir": self.predictors,
            "models_dir": self.models,
            "champions_dir": self.champions,
            "data_dir": self.data,
            "records_dir": self.records,
            "redis_url": self.redis_url,
            "operator_key": OPERATOR_KEY,
            "poll_seconds": 60.0,
            "first_start": False,
            "full_training": False,
        }
        app = create_app(ApiSettings(**(given | changes)))
        self.apps.append(app)
        return app.test_client()


def look(client: FlaskClient) -> None:
    """What the poller does again and again."""
    poller: Poller = client.application.extensions["bellwether"]
    poller.round()


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """Empty volumes, and no Redis."""
    # Tests write folders and do not wait for them to settle; one test does.
    monkeypatch.setattr(watcher, "SETTLE_SECONDS", 0.0)
    monkeypatch.setattr(lost, "LOOKS_SECONDS", 0.0)
    made = House(
        tmp_path / "predictors",
        tmp_path / "models",
        tmp_path / "champions",
        tmp_path / "data",
        NO_REDIS,
    )
    for path in (made.predictors, made.models, made.champions, made.data, made.records):
        path.mkdir()
    yield made
    for app in made.apps:
        app.extensions["bellwether"].stop()


@pytest.fixture
def house_with_redis(house: House, redis_url: str) -> House:
    """Empty volumes and an empty Redis."""
    house.redis_url = redis_url
    return house


@pytest.fixture
def with_queue(house_with_redis: House) -> FlaskClient:
    """An API that knows the made-up predictor, with an empty Redis."""
    made_up.write(house_with_redis.predictors)
    return house_with_redis.start()


@pytest.fixture
def line(redis_url: str) -> Iterator[Redis]:
    """A connection to that Redis."""
    with Redis.from_url(redis_url) as made:
        yield made


@pytest.fixture
def rq(line: Redis) -> Queue:
    """The queue of trainings as RQ sees it."""
    return Queue(jobs.QUEUE, connection=line, serializer="json")


@pytest.fixture
def checks_rq(line: Redis) -> Queue:
    """The queue of checks as RQ sees it."""
    return Queue(jobs.CHECK_QUEUE, connection=line, serializer="json")
