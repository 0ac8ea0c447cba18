"""What follows from a history: in the order of its lines, and read once."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from bellwether_contract.storage import histories, volume
from bellwether_contract.storage.histories import Histories
from bellwether_contract.storage.history import Event, EventName
from bellwether_contract.storage.origin import HISTORY
from bellwether_contract.storage.store import ModelStore
from bellwether_contract.storage.timeline import Timeline
from tests import factories, made_up, many_versions

NAME = made_up.NAME
A, B, C = (factories.version_name(day) for day in (1, 2, 3))


def told(*events: tuple[EventName, str]) -> Timeline:
    lines = [
        many_versions.line(version, event, place) for place, (event, version) in enumerate(events)
    ]
    return Timeline().and_then(lines)


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models", tmp_path / "champions")


def test_the_order_is_that_of_the_lines_whatever_the_clock_says(store: ModelStore) -> None:
    # The clock jumped ahead for the first, and back for the last.
    published = [factories.publish(store, day) for day in (28, 3, 5, 1)]
    assert store.versions(NAME) == published[::-1]
    assert store.promoted(NAME) == published[::-1]


def test_what_no_line_tells_of_stands_first(store: ModelStore) -> None:
    known = [factories.publish(store, day) for day in (8, 9)]
    unknown = [factories.publish(store, day, promote=False) for day in (1, 2)]
    assert store.versions(NAME) == [*unknown[::-1], *known[::-1]]


def test_a_former_champion_is_gone_back_to_by_the_order_of_lines() -> None:
    line = told(("promoted", B), ("promoted", A), ("rejected", C))
    assert line.goes_back(B, A)
    assert not line.goes_back(A, B)
    assert not line.goes_back(C, A)
    assert not line.goes_back(B, B)


def test_collected_versions_are_forgotten_but_for_their_names() -> None:
    line = told(("promoted", A), ("withdrawn", A), ("held", A), ("promoted", B), ("collected", A))
    assert list(line.versions) == [B]
    assert (line.withdrawn, line.held, line.collected) == ({}, {}, {A})
    # Who was ever champion is counted all the same: a training is not measured anew for this.
    assert (line.ever_promoted, line.ever_withdrawn) == (2, 1)


def test_a_version_that_comes_back_is_published_anew() -> None:
    line = told(("rejected", A), ("collected", A), ("rejected", B), ("promoted", A))
    assert list(line.versions) == [B, A]
    assert line.collected == set()


def test_a_hold_lasts_until_it_is_released() -> None:
    assert set(told(("promoted", A), ("held", A), ("held", B)).held) == {A, B}
    assert told(("promoted", A), ("held", A), ("released", A)).held == {}


def test_when_a_champion_was_left_is_known() -> None:
    line = told(("promoted", A), ("promoted", B), ("rolled back", A))
    assert line.versions[A].left is None
    assert line.versions[B].left == many_versions.line(A, "promoted", 2).at
    assert line.promoted() == [A, B]


def test_only_what_was_appended_is_read(store: ModelStore, monkeypatch: pytest.MonkeyPatch) -> None:
    factories.publish(store, 1)
    many_versions.append(store, [many_versions.line(B, "rejected", 5)])
    store.timeline(NAME)
    asked: list[bytes] = []
    genuine = histories._event

    def counted(line: bytes) -> Event | None:
        asked.append(line)
        return genuine(line)

    monkeypatch.setattr(histories, "_event", counted)
    assert list(store.timeline(NAME).versions) == [A, B]
    assert asked == []
    many_versions.append(store, [many_versions.line(C, "rejected", 6)])
    assert list(store.timeline(NAME).versions) == [A, B, C]
    assert len(asked) == 1


def test_a_history_that_was_written_anew_is_read_anew(store: ModelStore) -> None:
    factories.publish(store, 1)
    many_versions.append(store, [many_versions.line(B, "rejected", 5)])
    assert len(store.timeline(NAME).versions) == 2
    path = store.folder / NAME / HISTORY
    first, second = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(second + first + second.replace(b"rejected", b"promoted"))
    assert list(store.timeline(NAME).versions) == [B, A]
    restored = path.with_name("restored")
    restored.write_bytes(first)
    os.replace(restored, path)
    assert list(store.timeline(NAME).versions) == [A]


def test_half_a_line_is_read_once_it_is_whole(store: ModelStore) -> None:
    factories.publish(store, 1)
    path = store.folder / NAME / HISTORY
    whole = path.read_bytes().replace(A.encode(), B.encode())
    for end in range(1, len(whole) - 2, 40):
        with path.open("ab") as file:
            file.write(whole[:end])
        assert list(store.timeline(NAME).versions) == [A]
        with path.open("ab") as file:
            file.write(whole[end:])
        assert list(store.timeline(NAME).versions) == [A, B]
        os.truncate(path, path.stat().st_size - len(whole))
        assert list(store.timeline(NAME).versions) == [A]


def test_a_history_is_told_from_its_end_page_by_page(store: ModelStore) -> None:
    factories.publish(store, 1)
    lines = [
        replace(
            many_versions.line(f"20260301T120000Z-{place:08x}", "rejected", place),
            reason="é" * place,
        )
        for place in range(700)
    ]
    many_versions.append(store, lines)
    everything = store.history(NAME)
    assert [each.version for each in everything[:-1]] == [each.version for each in lines[::-1]]
    found: list[Event] = []
    before = None
    while True:
        page = [each for each, _ in zip(store.newest_first(NAME, before), range(97), strict=False)]
        found += [event for _, event in page]
        if len(page) < 97:
            break
        before = page[-1][0]
    assert found == everything
    # A line that is longer than what is read at once.
    many_versions.append(store, [replace(lines[0], reason="x" * 3 * histories.BLOCK_BYTES)])
    assert len(store.history(NAME)) == len(everything) + 1


def test_a_line_is_appended_without_reading_all_that_is_before(
    store: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(volume, "TAIL_BYTES", 4096)
    first, second = (factories.publish(store, day) for day in (1, 2))
    for place in range(40):
        store.promote(NAME, (first, second)[place % 2], by="operator", reason="again")
    assert store.check_history(NAME).faults == ()
    # Many lines from before there was a chain: the next one vouches for all of them.
    other = Histories(store.folder)
    many_versions.append(store, [many_versions.line(C, "rejected", each) for each in range(60)])
    store.promote(NAME, first, by="operator", reason="again")
    assert all("not chained" in fault for fault in store.check_history(NAME).faults)
    assert other.timeline(NAME).length == 103
