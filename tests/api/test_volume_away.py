"""A volume that cannot be read: said so, with when to come again, and predictions go on."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import NoReturn

import pytest
from flask.testing import FlaskClient

from tests import factories, made_up
from tests.api.conftest import House, look
from tests.api.test_predictions import PATH, PERSON

VERSION = factories.version_name(3)
PREDICTOR = f"/api/v1/predictors/{made_up.NAME}"


@pytest.fixture
def client(house: House) -> FlaskClient:
    made_up.write(house.predictors)
    factories.publish(house.store, 3)
    client = house.start()
    look(client)
    return client


@pytest.fixture
def away(house: House, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every look into a volume fails, as one into a file server that is gone does."""
    volumes = (str(house.models), str(house.champions), str(house.data))

    def guarded(module: object, name: str) -> None:
        real = getattr(module, name)

        def call(path: object, *given: object, **named: object) -> object:
            if str(path).startswith(volumes):
                _gone()
            return real(path, *given, **named)

        monkeypatch.setattr(module, name, call)

    for name in ("stat", "open", "scandir", "listdir", "mkdir"):
        guarded(os, name)
    for name in ("stat", "read_bytes", "read_text", "is_dir", "iterdir", "exists", "open"):
        guarded(Path, name)


def _gone() -> NoReturn:
    raise OSError(errno.ESTALE, os.strerror(errno.ESTALE))


@pytest.mark.usefixtures("away")
@pytest.mark.parametrize(
    "path",
    [
        f"{PREDICTOR}/champion",
        f"{PREDICTOR}/versions",
        f"{PREDICTOR}/versions/{VERSION}",
        f"{PREDICTOR}/versions/{VERSION}/report",
        f"{PREDICTOR}/versions/{VERSION}/card",
        f"{PREDICTOR}/datasets",
        f"{PREDICTOR}/datasets/{'a' * 64}",
        f"/v2/models/{made_up.NAME}",
        f"/v2/models/{made_up.NAME}/versions/20200101T000000Z-00000000",
    ],
)
def test_what_lies_on_it_is_told_to_come_again(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 503, answer.text
    assert int(answer.headers["Retry-After"]) > 0
    document = answer.json
    assert document is not None
    assert "Stale file handle" in document["error" if path.startswith("/v2") else "detail"]


@pytest.mark.usefixtures("away")
def test_predictions_and_what_is_in_memory_go_on(client: FlaskClient) -> None:
    look(client)
    assert client.post(PATH, json={"inputs": PERSON}).status_code == 200
    assert client.get(PREDICTOR).status_code == 200
    assert client.get("/v2/health/ready").status_code == 200
