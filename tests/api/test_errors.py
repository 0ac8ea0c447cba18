"""Every error is a problem with a status, a title and a detail."""

from __future__ import annotations

import pytest

from tests.api.conftest import House


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/api/v1/predictors/", 404),
        ("POST", "/api/v1/predictors", 405),
        ("GET", "/api/v1/predictors/x/predictions", 405),
        ("BREW", "/api/v1/predictors", 405),
    ],
)
def test_an_error_is_a_problem_document(house: House, method: str, path: str, status: int) -> None:
    response = house.start().open(path, method=method)
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    assert response.json is not None
    assert response.json.keys() == {"type", "title", "status", "detail", "instance"}
    assert (response.json["status"], response.json["instance"]) == (status, path)
    if status == 405:
        assert response.headers["Allow"]


@pytest.mark.parametrize(("method", "status"), [("GET", 404), ("POST", 405)])
def test_under_v2_an_error_is_what_its_clients_expect(
    house: House, method: str, status: int
) -> None:
    response = house.start().open("/v2/models/x", method=method)
    assert response.status_code == status
    assert response.content_type == "application/json"
    assert response.json is not None
    assert response.json.keys() == {"error"}


def test_a_surprise_tells_nothing_but_that_it_happened(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = house.start()

    def surprise(*_: object) -> None:
        raise ValueError("/secret/path")

    monkeypatch.setattr("bellwether_api.representations.predictors.BrokenFolder.of", surprise)
    monkeypatch.setattr("bellwether_api.declarations.index.PredictorIndex.names", surprise)
    response = client.get("/api/v1/predictors")
    assert response.status_code == 500
    assert "secret" not in response.text
    assert response.content_type == "application/problem+json"
