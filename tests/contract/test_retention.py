"""Which versions stay, and why: a table of cases, and what holds whatever the inputs are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bellwether_contract.storage.history import Event, EventName
from bellwether_contract.storage.retention import (
    Reason,
    RetentionPolicy,
    Situation,
    decide,
    kept_for,
)
from bellwether_contract.storage.timeline import Timeline

NOW = datetime(2026, 11, 29, tzinfo=UTC)
STRICT = RetentionPolicy(newest=1, promotions=1, days=0)
EVENTS: tuple[EventName, ...] = (
    "promoted", "kept as candidate", "rejected", "rolled back", "forced", "withdrawn", "held",
    "released", "collected",
)  # fmt: skip


def name(letter: str) -> str:
    return f"20260101T120000Z-0000000{letter}"


def event(what: str, days_ago: float = 1000, loss: float | None = None) -> Event:
    """An event from ``"promoted a"``; publications have a log loss on one anchor."""
    kind, letter = what.rsplit(" ", 1)
    at = (NOW - timedelta(days=days_ago)).isoformat()
    return Event(at, kind, name(letter), "x", "y", log_loss=loss)  # type: ignore[arg-type]


def situation(*events: Event, **more: Any) -> Situation:
    timeline = Timeline().and_then(events)
    there = [name(each) for each in more.pop("there", "")] or list(timeline.versions)[::-1]
    champion = more.pop("champion", timeline.champion)
    return Situation(there, timeline, champion, more.pop("sound", True), NOW, **more)


def why(found: Situation, policy: RetentionPolicy = STRICT) -> dict[str, set[Reason]]:
    return {each.version[-1]: set(each.reasons) for each in decide(found, policy)}


PROMOTED = [event(f"promoted {each}") for each in "abcde"]


@pytest.mark.parametrize(
    ("found", "policy", "expected"),
    [
        # Champion e, d can be rolled back to; nothing keeps the rest.
        (situation(*PROMOTED), STRICT,
         {"e": {"champion", "newest"}, "d": {"rollback"}, "c": set(), "b": set(), "a": set()}),
        (situation(*PROMOTED), RetentionPolicy(3, 1, 0),
         {"e": {"champion", "newest"}, "d": {"rollback", "newest"}, "c": {"newest"}, "b": set(),
          "a": set()}),
        (situation(*PROMOTED), RetentionPolicy(1, 3, 0),
         {"e": {"champion", "newest"}, "d": {"rollback"}, "c": {"rollback"}, "b": {"rollback"},
          "a": set()}),
        # To go back and forth between two counts as two.
        (situation(*PROMOTED, *[event(f"rolled back {each}") for each in "aeaea"]),
         RetentionPolicy(1, 2, 0),
         {"e": {"newest", "rollback"}, "d": {"rollback"}, "c": set(), "b": set(),
          "a": {"champion"}}),
        # b was champion until fifty days ago, when c took its place.
        (situation(event("promoted a"), event("promoted b"), event("promoted c", 50),
                   event("promoted d", 10), event("promoted e", 10)), RetentionPolicy(1, 1, 90),
         {"e": {"champion", "newest"}, "d": {"rollback", "recent"}, "c": {"recent"},
          "b": {"recent"}, "a": set()}),
        # A clock that was ahead: what lies in the future is not long ago.
        (situation(event("promoted a", -400), event("promoted b", -400), event("promoted c", -400)),
         RetentionPolicy(1, 1, 90),
         {"c": {"champion", "newest"}, "b": {"rollback", "recent"}, "a": {"recent"}}),
        # The best of all that were promoted, on its anchor; withdrawn it is nobody's incumbent.
        (situation(*PROMOTED, losses={name("a"): ("x", 0.3), name("b"): ("x", 0.4),
                                      name("c"): ("y", 0.9)}), STRICT,
         {"e": {"champion", "newest"}, "d": {"rollback"}, "c": {"best"}, "b": set(),
          "a": {"best"}}),
        (situation(*PROMOTED, event("withdrawn a"), event("withdrawn d"),
                   losses={name("a"): ("x", 0.3), name("b"): ("x", 0.4)}), STRICT,
         {"e": {"champion", "newest"}, "d": set(), "c": {"rollback"}, "b": {"best"}, "a": set()}),
        # Candidates wait for a person, until one has promoted or withdrawn them.
        (situation(event("kept as candidate a"), event("kept as candidate b"), event("withdrawn b"),
                   event("rejected c"), event("promoted d"), event("rejected e")), STRICT,
         {"e": {"newest"}, "d": {"champion"}, "c": set(), "b": set(), "a": {"candidate"}}),
        (situation(*PROMOTED, event("held a"), event("held b"), event("released b")), STRICT,
         {"e": {"champion", "newest"}, "d": {"rollback"}, "c": set(), "b": set(), "a": {"held"}}),
        # Used, named, or told of by no history.
        (situation(*PROMOTED, there="edcbaf", in_use={name("a")}, named={name("b")}), STRICT,
         {"e": {"champion", "newest"}, "d": {"rollback"}, "c": set(), "b": {"named"},
          "a": {"in use"}, "f": {"unrecorded"}}),
        # Whoever answers in the place of a champion that cannot be read is not known here.
        (situation(*PROMOTED[:2], event("rejected c"), sound=False), STRICT,
         {"c": {"newest", "no champion"}, "b": {"champion", "no champion"},
          "a": {"rollback", "no champion"}}),
        # A line that was changed may have told of a hold.
        (situation(*PROMOTED[:2], altered=True), STRICT,
         {"b": {"champion", "newest", "altered history"}, "a": {"rollback", "altered history"}}),
        # Nothing was ever promoted.
        (situation(event("rejected a"), event("rejected b")), STRICT,
         {"b": {"newest"}, "a": set()}),
    ],
)  # fmt: skip
def test_what_stays_and_why(
    found: Situation, policy: RetentionPolicy, expected: dict[str, set[Reason]]
) -> None:
    assert why(found, policy) == expected


def test_the_newest_are_those_published_last_in_whatever_order_they_are_listed() -> None:
    events = [event(f"rejected {each}") for each in "cab"]
    assert why(situation(*events, there="abc"), RetentionPolicy(2)) == {
        "a": {"newest"}, "b": {"newest"}, "c": set(),
    }  # fmt: skip


def test_reasons_are_counted() -> None:
    assert kept_for(decide(situation(*PROMOTED), RetentionPolicy(2, 1, 0))) == {
        "champion": 1, "newest": 2, "rollback": 1,
    }  # fmt: skip


LETTERS = "abcdef"
HISTORIES = some.lists(
    some.tuples(
        some.sampled_from(EVENTS),
        some.sampled_from(LETTERS),
        some.floats(-1000, 1000),
        some.none() | some.floats(0.1, 0.9),
    ),
    max_size=30,
)


@settings(max_examples=300, deadline=None)
@given(
    lines=HISTORIES,
    there=some.permutations(LETTERS),
    pointed=some.none() | some.sampled_from(LETTERS),
    sound=some.booleans(),
    newest=some.integers(1, 8),
    promotions=some.integers(1, 8),
    days=some.integers(0, 2000),
)
def test_champion_held_and_roll_back_targets_stay_whatever_the_inputs(
    lines: list[tuple[EventName, str, float, float | None]],
    there: list[str],
    pointed: str | None,
    sound: bool,
    newest: int,
    promotions: int,
    days: int,
) -> None:
    timeline = Timeline().and_then(
        event(f"{kind} {letter}", ago, loss) for kind, letter, ago, loss in lines
    )
    champion = name(pointed) if pointed is not None else timeline.champion
    losses = {
        version: (past.anchor or "x", past.log_loss)
        for version, past in timeline.versions.items()
        if past.log_loss is not None
    }
    on_volume = [name(each) for each in there if name(each) not in timeline.collected]
    found = Situation(on_volume, timeline, champion, sound, NOW, losses)
    decided = decide(found, RetentionPolicy(newest, promotions, days))
    assert [each.version for each in decided] == on_volume
    going = {each.version for each in decided if each.goes}
    assert champion not in going
    assert not going & timeline.held.keys()
    if not sound:
        assert not going
    former = [each for each in timeline.promoted() if each != champion]
    assert not going & set(former[:promotions])
    # Nobody who waits for a decision, and nobody of whom no line tells.
    waiting = {
        version
        for version, past in timeline.versions.items()
        if past.ended == "kept as candidate" and not past.promoted
    }
    assert not going & (waiting - timeline.withdrawn.keys())
    assert going <= timeline.versions.keys()
    best = min(
        ((losses[each][1], each) for each in timeline.promoted() if each in losses), default=None
    )
    if best is not None:
        assert best[1] not in going
    # Whoever decides twice decides the same: of those that stay, all stay.
    staying = [each.version for each in decided if not each.goes]
    again = Situation(staying, timeline, champion, sound, NOW, losses)
    assert not any(each.goes for each in decide(again, RetentionPolicy(newest, promotions, days)))
