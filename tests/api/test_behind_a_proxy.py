"""Whose request it is where a proxy stands in front: what nginx and the API's limits make of it."""

from __future__ import annotations

import http.client
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.api.test_through_nginx import Front, front, nginx
from tools.demo import edge

pytestmark = pytest.mark.slow

__all__ = ["front"]

# Of this machine; both are addresses of the loopback interface.
PROXY, STRANGER = "127.0.0.1", "127.0.0.2"
# More than both processes of the API look at, also while they are slow.
MANY = 250


def tries(port: int, since: str, told: Callable[[int], str], count: int = MANY) -> list[int]:
    """Wrong keys from the address ``since``, until one is refused unseen; what each was answered.

    ``told`` makes what X-Forwarded-For says of each.
    """
    found = []
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30, source_address=(since, 0))
    for number in range(count):
        sent = {"Authorization": "Bearer wrong", "X-Forwarded-For": told(number)}
        line.request("GET", "/api/v1/operator", headers=sent)
        response = line.getresponse()
        response.read()
        found.append(response.status)
        if response.status == 429:
            break
    line.close()
    return found


def test_who_tries_keys_behind_a_proxy_slows_down_nobody_else_there(
    front: Front, tmp_path: Path
) -> None:
    with nginx(tmp_path, front.api_port, trusted_proxies=f"{PROXY} 192.0.2.0/24") as port:
        assert 429 in tries(port, PROXY, lambda _: "203.0.113.1")
        # Another client of the same proxy.
        assert tries(port, PROXY, lambda _: "203.0.113.2", 10) == [401] * 10
        # What a client claims stands before what its proxy has seen, another proxy's word after it.
        claimed = tries(port, PROXY, lambda n: f"198.51.100.{n}, 203.0.113.3, 192.0.2.7")
        assert 429 in claimed
    log = (tmp_path / "log").read_text()
    for address in ("203.0.113.1", "203.0.113.2", "203.0.113.3"):
        assert f"\n{address} [" in f"\n{log}"
    assert "\n198.51.100." not in f"\n{log}"


def test_what_others_say_of_themselves_counts_for_nothing(front: Front, tmp_path: Path) -> None:
    with nginx(tmp_path, front.api_port, trusted_proxies=PROXY) as port:
        assert 429 in tries(port, STRANGER, lambda n: f"203.0.113.{n}")
    assert "203.0.113." not in (tmp_path / "log").read_text()


def test_nobody_is_believed_where_no_proxy_is_named(front: Front) -> None:
    assert 429 in tries(front.port, "127.0.0.3", lambda n: f"203.0.113.{n}")
    assert "\n127.0.0.3 [" in front.log.read_text()


@pytest.mark.parametrize(
    ("given", "told"),
    [("proxy.example", "no addresses"), ("10.0.0.0/8; evil", "no addresses"), ("0.0.0.0/0", "/0")],
)
def test_what_is_no_proxy_is_named(given: str, told: str) -> None:
    with pytest.raises(SystemExit, match=told):
        edge.trusted(given)
