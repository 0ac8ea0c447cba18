"""Thousands of versions: pages of them, in the order of their publication, and little in memory."""

from __future__ import annotations

import itertools
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from bellwether_api.versions import repository
from bellwether_api.versions.repository import VersionRepository
from bellwether_contract.bundle import manifest
from bellwether_contract.storage.store import ModelStore
from tests import factories, made_up, many_versions
from tests.api.conftest import House

NAME = made_up.NAME
ONE = f"/api/v1/predictors/{NAME}"
VERSIONS = f"{ONE}/versions"
MANY = 3000


@pytest.fixture(scope="module")
def volumes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """Models and champions with so many versions, made by a clock that jumps."""
    root = tmp_path_factory.mktemp("many")
    for each in ("models", "champions"):
        (root / each).mkdir()
    store = ModelStore(root / "models", root / "champions")
    return root, many_versions.make(store, root / "models", MANY)


@pytest.fixture
def many(house: House, volumes: tuple[Path, list[str]]) -> list[str]:
    """A house on those volumes, which no test may change; the names in the order of publication."""
    root, made = volumes
    house.models, house.champions = root / "models", root / "champions"
    return made


def page(client: FlaskClient, **query: Any) -> dict[str, Any]:
    answer = client.get(VERSIONS, query_string=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def names(document: dict[str, Any]) -> list[str]:
    return [each["version"] for each in document["versions"]]


def pages(client: FlaskClient, **query: Any) -> Iterator[dict[str, Any]]:
    cursor: dict[str, Any] = {}
    while True:
        found = page(client, **query, **cursor)
        yield found
        if found["next"] is None:
            return
        cursor = {"cursor": found["next"]}


@pytest.mark.slow
def test_pages_hold_every_version_once_in_the_order_of_publication(
    house: House, many: list[str]
) -> None:
    client = house.start()
    first = page(client)
    assert names(first) == many[: -50 - 1 : -1]
    assert (first["total"], len(first["versions"])) == (MANY, 50)
    assert names(first) != sorted(names(first), reverse=True)
    everything = list(pages(client, limit=200))
    assert len(everything) == MANY // 200
    assert [each for found in everything for each in names(found)] == many[::-1]
    # Whoever knows of no pages reads the first one as it was.
    assert first["champion"] == many[0]


@pytest.mark.slow
def test_a_page_reads_its_own_versions_alone_and_a_process_keeps_few(
    house: House, many: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    genuine = manifest.read_manifest

    def counted(directory: Path, trust: Any) -> manifest.Manifest:
        read.append(directory.name)
        return genuine(directory, trust)

    monkeypatch.setattr(repository, "read_manifest", counted)
    found = VersionRepository(house.store)
    assert [version for version, _ in found.page(NAME, 50).versions] == many[:-51:-1]
    assert read == many[:-51:-1]
    found.page(NAME, 50)
    assert len(read) == 50
    cursor = None
    while True:
        some = found.page(NAME, 200, cursor=cursor)
        cursor = some.next
        if cursor is None:
            break
    assert len(found._kept) == repository.KEPT
    assert len(read) == MANY


def test_what_a_process_knows_of_a_version_takes_less_than_a_kilobyte(
    house: House, many: list[str]
) -> None:
    tracemalloc.start()
    try:
        found = VersionRepository(house.store)
        before, _ = tracemalloc.get_traced_memory()
        found.page(NAME, 50)
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (after - before) / MANY < 1000


@pytest.mark.parametrize(
    "query",
    [{"limit": "0"}, {"limit": "201"}, {"limit": "x"}, {"cursor": "x"}, {"cursor": ""},
     {"begins": "heart"}, {"begins": ""}, {"page": "2"}],
)  # fmt: skip
def test_a_query_that_is_none_is_refused(house: House, query: dict[str, str]) -> None:
    factories.publish(house.store, 1)
    assert house.start().get(VERSIONS, query_string=query).status_code == 422


def test_a_cursor_stays_good_whatever_is_published_and_removed(house: House) -> None:
    published = [factories.publish(house.store, day) for day in (9, 2, 7, 4, 1)]
    unknown = factories.publish(house.store, 3, promote=False)
    client = house.start()
    first = page(client, limit=1)
    assert (names(first), first["next"]) == ([unknown], unknown)
    second = page(client, limit=2, cursor=first["next"])
    assert names(second) == [published[4], published[3]]
    # The version that the page ended with goes, another one comes.
    house.store.collect(NAME, published[3], by="x", reason="y")
    factories.publish(house.store, 8)
    third = page(client, limit=2, cursor=second["next"])
    assert names(third) == [published[2], published[1]]
    assert names(page(client, limit=2, cursor=third["next"])) == [published[0]]


def test_versions_are_found_by_the_beginning_of_their_names(house: House) -> None:
    first, second = (factories.publish(house.store, day) for day in (1, 2))
    client = house.start()
    assert names(page(client, begins=second[:8])) == [second]
    assert page(client, begins=first)["total"] == 1
    assert names(page(client, begins="2027")) == []


def test_a_model_tells_the_newest_versions_and_the_one_that_serves(
    house: House, many: list[str]
) -> None:
    told = house.start().get(f"/v2/models/{NAME}").get_json()["versions"]
    # The first one serves, as the pointer has it.
    assert told == [*many[:-100:-1], many[0]]


def test_the_history_is_told_by_pages_and_the_former_champion_beside_it(
    house: House, many: list[str]
) -> None:
    client = house.start()
    first = client.get(f"{ONE}/champion").get_json()
    assert len(first["history"]) == 200
    assert first["comparisons"] == MANY
    promoted = [version for place, version in enumerate(many) if place % 3 == 0]
    assert (first["champion"]["version"], first["former"]) == (many[0], promoted[-1])
    found, cursor = [], None
    for _ in itertools.count():
        query = {"limit": 1000, **({"cursor": cursor} if cursor else {})}
        document = client.get(f"{ONE}/champion", query_string=query).get_json()
        found += [each["version"] for each in document["history"]]
        cursor = document["next"]
        if cursor is None:
            break
    assert found == many[::-1]
    for query in ({"limit": "1001"}, {"cursor": "x"}):
        assert client.get(f"{ONE}/champion", query_string=query).status_code == 422


def test_the_tag_of_the_champion_follows_every_line(house: House) -> None:
    first, second = (factories.publish(house.store, day) for day in (1, 2))
    client = house.start()
    tags = set()
    for place in range(4):
        tags.add(client.get(f"{ONE}/champion").headers["ETag"])
        house.store.promote(NAME, (first, second)[place % 2], by="x", reason="y")
    tags.add(client.get(f"{ONE}/champion").headers["ETag"])
    assert len(tags) == 5


def test_who_has_learned_from_rows_is_found_without_keeping_everybody(
    house: House, many: list[str]
) -> None:
    found = VersionRepository(house.store)
    assert list(found.learned(NAME, "f" * 64)) == []
    assert len(found._kept) == 0
    one = next(found.learned(NAME, "initial"))
    assert one[0] == many[-1]
