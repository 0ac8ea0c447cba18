"""The operator's key stands before everything that changes something."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from bellwether_api.http.wrong_keys import ADDRESSES, TooManyWrongKeys, WrongKeys
from tests import factories, made_up
from tests.api.conftest import OPERATOR, OPERATOR_KEY, House

CALLS = [
    ("POST", f"/api/v1/predictors/{made_up.NAME}/retrainings"),
    ("DELETE", f"/api/v1/retrainings/{'0' * 32}"),
    ("PUT", f"/api/v1/predictors/{made_up.NAME}/champion"),
    ("GET", "/api/v1/operator"),
]

WRONG = [
    None,
    "",
    "Bearer",
    "Bearer ",
    "Bearer wrong",
    f"Bearer {OPERATOR_KEY}x",
    f"Basic {OPERATOR_KEY}",
    OPERATOR_KEY,
    "Bearer mein-schlüssel",
    "Bearer \x00\xff",
]


@pytest.mark.parametrize(("method", "path"), CALLS)
@pytest.mark.parametrize("header", WRONG)
def test_without_the_key_nothing_is_done(
    house: House, method: str, path: str, header: str | None
) -> None:
    factories.publish(house.store, 1)
    client = house.start()
    response = client.open(
        path,
        method=method,
        json={"version": factories.version_name(1)},
        environ_overrides={} if header is None else {"HTTP_AUTHORIZATION": header},
    )
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert response.content_type == "application/problem+json"
    assert len(house.store.history(made_up.NAME)) == 1


def test_with_the_key_the_page_learns_that_it_is_right(house: House) -> None:
    response = house.start().get("/api/v1/operator", headers=OPERATOR)
    assert (response.status_code, response.data) == (204, b"")


def test_the_scheme_is_read_in_any_case_and_a_key_may_hold_any_letter(house: House) -> None:
    client = house.start(operator_key="mein-schlüssel")
    sent = "bearer " + "mein-schlüssel".encode().decode("latin-1")
    response = client.get("/api/v1/operator", environ_overrides={"HTTP_AUTHORIZATION": sent})
    assert response.status_code == 204


def test_the_key_is_compared_in_constant_time(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return one == other

    monkeypatch.setattr("hmac.compare_digest", compare)
    house.start().get("/api/v1/operator", headers={"Authorization": "Bearer x"})
    assert compared == [(b"x", OPERATOR_KEY.encode())]


def tried(client: FlaskClient, key: str, address: str = "192.0.2.7", times: int = 1) -> list[int]:
    """What an address is told that sends a key so often."""
    headers = {"Authorization": f"Bearer {key}", "X-Forwarded-For": address}
    return [client.get("/api/v1/operator", headers=headers).status_code for _ in range(times)]


def test_wrong_keys_are_limited_by_address_and_the_right_one_is_not(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = house.start()
    now = 1000.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    assert tried(client, "wrong", times=52) == [401] * 50 + [429] * 2
    assert tried(client, OPERATOR_KEY, times=50) == [204] * 50
    assert tried(client, "wrong") == [429]
    assert tried(client, "wrong", "192.0.2.8") == [401]
    # Who says nothing of a key tries none.
    assert client.put(f"/api/v1/predictors/{made_up.NAME}/champion").status_code == 401
    now += 1
    assert tried(client, "wrong", times=11) == [401] * 10 + [429]


def test_a_key_that_could_be_guessed_waits_as_wrong_ones_do(house: House) -> None:
    client = house.start(operator_key="operator-2026")
    tried(client, "wrong", times=50)
    assert tried(client, "operator-2026") == [429]
    assert tried(client, "operator-2026", "192.0.2.8") == [204]


def test_the_tries_of_an_address_are_divided_among_all_processes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now, processes = 1000.0, 2
    monkeypatch.setattr("time.monotonic", lambda: now)
    wrong = WrongKeys(lambda: processes)
    for _ in range(25):
        wrong.count("192.0.2.7")
    with pytest.raises(TooManyWrongKeys):
        wrong.count("192.0.2.7")
    # Four more APIs have come.
    processes = 10
    now += 2
    for _ in range(2):
        wrong.count("192.0.2.7")
    with pytest.raises(TooManyWrongKeys):
        wrong.count("192.0.2.7")


def test_wrong_keys_of_many_addresses_take_little_memory() -> None:
    wrong = WrongKeys(lambda: 2)
    for address in range(ADDRESSES + 100):
        wrong.count(str(address))
    assert len(wrong._left) == ADDRESSES
