"""A history that somebody has changed is told, by the log and as a metric."""

from __future__ import annotations

import logging

import pytest
from flask.testing import FlaskClient

from bellwether_contract.storage.origin import HISTORY
from tests import factories, made_up
from tests.api.conftest import House, look


def faults(client: FlaskClient) -> float:
    for line in client.get("/metrics").text.splitlines():
        if line.startswith(f'bellwether_history_faults{{predictor="{made_up.NAME}"}}'):
            return float(line.split()[-1])
    raise AssertionError("the metric is missing")


def test_a_changed_line_is_told_once_and_stays_in_the_metric(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bellwether_api")
    made_up.write(house.predictors)
    for day in (1, 2):
        factories.publish(house.store, day)
    client = house.start()
    assert faults(client) == 0
    head = house.store.check_history(made_up.NAME).head
    assert head is not None
    assert head in caplog.text

    path = house.champions / made_up.NAME / HISTORY
    path.write_bytes(path.read_bytes().replace(b"better", b"bitter", 1))
    for _ in range(3):
        look(client)
    assert faults(client) == 2
    assert caplog.text.count("the history was tampered with or damaged: line 1 was changed") == 1
    # A change that is told is told of its writer's files alone: it answers as before.
    assert client.get("/v2/health/ready").status_code == 200
