"""Whose turn it is, and who gives way to whom."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bellwether_contract import turns
from bellwether_contract.jobs import FIRST_START, FULL_TRAINING, OPERATOR, JobRecord
from bellwether_contract.vocabulary import Effort


def record(by: str, minute: int = 0, effort: Effort = "full") -> JobRecord:
    made = JobRecord.queued(f"{by} {minute}", "gout", requested_by=by, reason=None, effort=effort)
    return replace(made, enqueued_at=f"2026-01-01T00:{minute:02}:00.000Z")


FIRST = record(FIRST_START, 9, "quick")
ASKED = record(OPERATOR, 5)
BY_ITSELF = record(FULL_TRAINING, 1)


def test_what_answers_nothing_comes_first_and_what_nobody_asked_for_last() -> None:
    later = record(OPERATOR, 6)
    asked = [BY_ITSELF, ASKED, later, FIRST]
    assert turns.behind(FIRST.id, asked) == [ASKED, later, BY_ITSELF]
    assert turns.behind(ASKED.id, asked) == [later, BY_ITSELF]
    assert turns.behind(later.id, asked) == [BY_ITSELF]
    assert turns.behind(BY_ITSELF.id, asked) == []


def test_who_asked_first_comes_first_whatever_the_clocks_said() -> None:
    # Asked for one after another, the first by a clock that was ahead.
    ahead, present = record(OPERATOR, 59), record(OPERATOR, 1)
    assert turns.behind(ahead.id, [ahead, present]) == [present]
    assert turns.gives_way_to(BY_ITSELF, [ahead, present]) == ahead


@pytest.mark.parametrize(
    ("running", "waiting", "to"),
    [
        (BY_ITSELF, [ASKED], ASKED),
        (BY_ITSELF, [ASKED, FIRST], FIRST),
        (BY_ITSELF, [record(OPERATOR, 5, "quick")], record(OPERATOR, 5, "quick")),
        (BY_ITSELF, [record(FULL_TRAINING, 0)], None),
        (BY_ITSELF, [replace(ASKED, status="cancelled")], None),
        (BY_ITSELF, [], None),
        (ASKED, [FIRST], FIRST),
        (ASKED, [record(OPERATOR, 0), BY_ITSELF], None),
        (replace(ASKED, effort="quick"), [FIRST], None),
        (FIRST, [record(FIRST_START, 0, "quick"), ASKED], None),
        (replace(BY_ITSELF, stage="publish"), [ASKED], None),
        (replace(BY_ITSELF, gave_way=2), [ASKED], ASKED),
        (replace(BY_ITSELF, gave_way=3), [ASKED], None),
    ],
)
def test_who_gives_way_to_whom(
    running: JobRecord, waiting: list[JobRecord], to: JobRecord | None
) -> None:
    found = turns.gives_way_to(running, waiting)
    assert (found and found.id) == (to and to.id)
