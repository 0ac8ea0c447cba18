"""While the bucket that keeps the versions does not answer, a host serves what it has copies of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bellwether_api.app import create_app
from bellwether_api.config import ApiSettings
from bellwether_contract.storage import opened
from bellwether_contract.storage.store import ModelStore
from tests import factories, made_up

NAME = made_up.NAME
OPERATOR = {"Authorization": "Bearer the-operators-key"}


@pytest.fixture
def settings(tmp_path: Path) -> ApiSettings:
    made_up.write(tmp_path / "predictors", count=1)
    places = ("predictors", "models", "champions", "data", "records", "cache")
    for each in places:
        (tmp_path / each).mkdir(exist_ok=True)
    return ApiSettings.from_environment(
        {f"BELLWETHER_{each.upper()}_DIR": str(tmp_path / each) for each in places}
        | {
            "BELLWETHER_STORE": "s3://bucket/prefix",
            # Nobody listens there.
            "BELLWETHER_STORE_ENDPOINT": "http://127.0.0.1:1",
            "BELLWETHER_STORE_KEY_ID": "x",
            "BELLWETHER_STORE_SECRET": "x",
            "BELLWETHER_OPERATOR_KEY": "the-operators-key",
            "BELLWETHER_REDIS_URL": "redis://127.0.0.1:1/0",
        }
    )


@pytest.fixture
def copies(settings: ApiSettings) -> ModelStore:
    """What this host has copied of the bucket, to be written to by itself."""
    host = opened.store(ModelStore, settings)
    return ModelStore(host.models, host.folder)


@pytest.fixture
def client(settings: ApiSettings, request: pytest.FixtureRequest) -> Iterator[FlaskClient]:
    if "copies" in request.fixturenames:
        factories.publish(request.getfixturevalue("copies"), 1)
    app = create_app(settings)
    yield app.test_client()
    app.extensions["bellwether"].stop()


def test_a_host_without_copies_says_that_it_is_not_ready(client: FlaskClient) -> None:
    assert client.get("/v2/health/live").status_code == 200
    assert client.get("/v2/health/ready").status_code == 503


@pytest.mark.slow
def test_what_was_copied_answers_and_what_would_change_it_is_refused(
    copies: ModelStore, client: FlaskClient
) -> None:
    path = f"/api/v1/predictors/{NAME}"
    answer = client.post(f"{path}/predictions", json={"inputs": made_up.example()})
    assert (answer.status_code, answer.get_json()["version"]) == (200, factories.version_name(1))
    for call, body in (
        ("champion", {"version": factories.version_name(1)}),
        (f"versions/{factories.version_name(1)}/withdrawal", {"reason": "a leak"}),
    ):
        refused = client.put(f"{path}/{call}", json=body, headers=OPERATOR)
        assert refused.status_code == 503, refused.text
        assert "the object store does not answer" in refused.get_json()["detail"]
    listed = client.get(f"{path}/versions")
    assert (listed.status_code, listed.is_json) == (503, True), listed.text
