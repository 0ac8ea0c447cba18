"""A history that was changed by anybody but its writers is found."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from bellwether_contract.storage import chain
from bellwether_contract.storage.origin import HISTORY, POINTER
from bellwether_contract.storage.store import ModelStore
from tests import factories, former_volumes, made_up

NAME = made_up.NAME


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models", tmp_path / "champions")


@pytest.fixture
def history(store: ModelStore, tmp_path: Path) -> Path:
    """The file after six decisions."""
    for day in range(1, 5):
        factories.publish(store, day, accepted=day != 3)
    store.promote(NAME, factories.version_name(1), by="operator", reason='a "quote", é\nand more')
    store.withdraw(NAME, factories.version_name(4), by="operator", reason="a leak")
    return tmp_path / "champions" / NAME / HISTORY


def test_an_untouched_one_has_no_faults(store: ModelStore, history: Path) -> None:
    found = store.check_history(NAME)
    assert (found.lines, found.unchained, found.faults) == (6, 0, ())
    assert found.head == json.loads(history.read_bytes().splitlines()[-1])["sha256"]
    assert store.check_history("never-trained") == chain.Checked(0, 0, None, ())


def test_every_flipped_bit_is_found(history: Path) -> None:
    content = history.read_bytes()
    drawn = random.Random(11)
    last = content.rindex(b"\n", 0, -1)
    places = drawn.sample(range(len(content)), 500) + list(range(last, len(content)))
    for place in places:
        spoilt = bytearray(content)
        spoilt[place] ^= 1 << drawn.randrange(8)
        assert chain.check(bytes(spoilt)).faults, place


def test_a_dropped_an_added_or_a_moved_line_is_found(history: Path) -> None:
    lines = history.read_bytes().splitlines(keepends=True)
    for place in range(len(lines) - 1):
        dropped = lines[:place] + lines[place + 1 :]
        moved = [*dropped[: place + 1], lines[place], *dropped[place + 1 :]]
        twice = lines[: place + 1] + lines[place:]
        for changed in (dropped, moved, twice):
            assert chain.check(b"".join(changed)).faults
    unchained = json.dumps({"event": "promoted", "version": "x"}).encode() + b"\n"
    for place in range(len(lines) + 1):
        assert chain.check(b"".join([*lines[:place], unchained, *lines[place:]])).faults


def test_a_cut_end_is_found_by_the_pointer_or_by_the_head(store: ModelStore, history: Path) -> None:
    head = store.check_history(NAME).head
    lines = history.read_bytes().splitlines(keepends=True)
    # The withdrawal alone: only who has kept the head can tell.
    history.write_bytes(b"".join(lines[:-1]))
    found = store.check_history(NAME)
    assert found.faults == ()
    assert found.head != head
    # With the promotion of the version that the pointer names.
    history.write_bytes(b"".join(lines[:-2]))
    (fault,) = store.check_history(NAME).faults
    assert f"no line tells that {factories.version_name(1)} became champion" in fault
    history.unlink()
    assert store.check_history(NAME).faults


def test_a_pointer_that_somebody_has_moved_is_found(store: ModelStore, history: Path) -> None:
    pointer = history.with_name(POINTER)
    document = json.loads(pointer.read_text())
    pointer.write_text(json.dumps({**document, "version": factories.version_name(3)}))
    (fault,) = store.check_history(NAME).faults
    assert factories.version_name(3) in fault


def test_a_writer_that_was_killed_leaves_no_fault(store: ModelStore, history: Path) -> None:
    whole = history.read_bytes()
    torn = chain.line({"at": "now", "event": "promoted"}, after=whole)
    for cut in (1, 40, len(torn) - 2, len(torn) - 1):
        history.write_bytes(whole + torn[:cut])
        assert chain.check(history.read_bytes()).faults == ()
        store.promote(NAME, factories.version_name(2), by="operator", reason="again")
        found = store.check_history(NAME)
        assert (found.lines, found.faults) == (8, ())
        # What was put into its place is not what the next line has seen.
        changed = history.read_bytes().replace(torn[:cut] + b"\n", b"garbage\n")
        assert chain.check(changed).faults


@pytest.mark.parametrize("written", former_volumes.FORMATS)
def test_lines_from_before_are_read_and_vouched_for_from_now_on(
    store: ModelStore, tmp_path: Path, written: str
) -> None:
    former_volumes.put(written, tmp_path / "models", tmp_path / "champions")
    found = store.check_history(NAME)
    assert (found.lines, found.unchained, found.head, found.faults) == (2, 2, None, ())
    older = store.promoted(NAME)[1]
    store.promote(NAME, older, by="operator", reason="back", event="rolled back")
    found = store.check_history(NAME)
    assert (found.lines, found.unchained, found.faults) == (3, 2, ())
    assert [line.event for line in store.history(NAME)] == ["rolled back", "promoted", "promoted"]
    path = tmp_path / "champions" / NAME / HISTORY
    path.write_bytes(path.read_bytes().replace(b"training first", b"training fifth"))
    (fault,) = store.check_history(NAME).faults
    assert fault.startswith("line 3 does not follow")
