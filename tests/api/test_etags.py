"""What a client has seen is not sent again; what it has not seen it does not overwrite."""

from __future__ import annotations

import threading

import pytest
from flask.testing import FlaskClient

from tests import factories, made_up
from tests.api.conftest import OPERATOR, House

PREDICTOR = f"/api/v1/predictors/{made_up.NAME}"
CHAMPION = f"{PREDICTOR}/champion"


def seen(client: FlaskClient, path: str = CHAMPION) -> str:
    tag = client.get(path).headers["ETag"]
    assert tag.startswith('"')
    return tag


def promote(client: FlaskClient, version: str, tag: str | None) -> int:
    headers = OPERATOR | ({"If-Match": tag} if tag is not None else {})
    return client.put(CHAMPION, json={"version": version}, headers=headers).status_code


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/predictors",
        PREDICTOR,
        f"{PREDICTOR}/versions",
        CHAMPION,
        f"{PREDICTOR}/datasets",
        f"{PREDICTOR}/datasets/initial",
        "/api/v1/retrainings",
    ],
)
def test_what_has_not_changed_is_not_sent_again(house_with_redis: House, path: str) -> None:
    house = house_with_redis
    made_up.write(house.predictors)
    first, _second = (factories.publish(house.store, day) for day in (1, 2))
    client = house.start()
    tag = seen(client, path)
    # As nginx hands it on to a client that has taken a compressed answer.
    for known in (tag, f"W/{tag}", f'"another", {tag}'):
        again = client.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert promote(client, first, None) == 200
    assert client.post(f"{PREDICTOR}/retrainings", headers=OPERATOR).status_code == 202
    sent = OPERATOR | {"Content-Type": "text/csv"}
    rows = made_up.rows(60, seed=1)
    assert client.post(f"{PREDICTOR}/datasets", data=rows, headers=sent).status_code == 202
    if not path.endswith("initial"):
        changed = client.get(path, headers={"If-None-Match": tag})
        assert (changed.status_code, changed.headers["ETag"] != tag) == (200, True)


def test_a_promotion_goes_through_only_on_what_was_seen(house: House) -> None:
    first, second, third = (factories.publish(house.store, day) for day in (1, 2, 3))
    one, another = house.start(), house.start()
    tag = seen(one)
    assert seen(another) == tag
    assert promote(another, first, tag) == 200
    refused = one.put(CHAMPION, json={"version": second}, headers=OPERATOR | {"If-Match": tag})
    assert (refused.status_code, refused.content_type) == (412, "application/problem+json")
    assert refused.json is not None
    assert "Somebody else was faster" in refused.json["detail"]
    told = one.get(CHAMPION)
    assert told.json is not None
    assert told.json["champion"]["version"] == first
    # The weak form is that of a proxy that compresses; a header that names nothing matches nothing.
    assert promote(one, second, f"W/{told.headers['ETag']}") == 200
    for wrong in ("", "nonsense", '"0"'):
        assert promote(one, third, wrong) == 412
    assert promote(one, third, "*") == 200
    assert promote(one, first, None) == 200


def test_a_rejection_by_the_gate_is_news_too(house: House) -> None:
    first = factories.publish(house.store, 1)
    client = house.start()
    tag = seen(client)
    factories.publish(house.store, 2, accepted=False)
    assert promote(client, first, tag) == 412


def test_of_many_who_have_seen_the_same_exactly_one_promotes(house: House) -> None:
    versions = [factories.publish(house.store, day) for day in range(1, 9)]
    clients = [house.start() for _ in versions]
    tag = seen(clients[0])
    before = len(house.store.history(made_up.NAME))
    gate = threading.Barrier(len(clients))
    found: list[int] = []

    def race(client: FlaskClient, version: str) -> None:
        gate.wait()
        found.append(promote(client, version, tag))

    racers = [
        threading.Thread(target=race, args=pair) for pair in zip(clients, versions, strict=True)
    ]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert sorted(found) == [200] + [412] * 7
    assert len(house.store.history(made_up.NAME)) == before + 1
