"""Whoever breaks things on purpose must notice what does not hold."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tools.soak import mutations
from tools.soak.predicting import Answer
from tools.soak.redis_kills import Promised, found
from tools.soak.reigns import Change, followed, strangers
from tools.soak.table import PARTS, Part

CHANGES = [Change("a", 0, 0), Change("b", 10, 11), Change("a", 20, 21)]


@pytest.mark.parametrize(
    ("answer", "strange"),
    [
        (Answer(1, 2, "a"), False),
        # Between pointer and last process either may answer; a request may have begun before.
        (Answer(10.2, 10.4, "a"), False),
        (Answer(10.2, 10.4, "b"), False),
        (Answer(10.8, 11.5, "a"), False),
        (Answer(11.1, 11.2, "a"), True),
        (Answer(9.0, 9.9, "b"), True),
        (Answer(22, 23, "b"), True),
        (Answer(30, 31, "a"), False),
        (Answer(30, 31, "never published"), True),
    ],
)
def test_an_answer_by_what_was_not_champion_is_found(answer: Answer, strange: bool) -> None:
    assert strangers([answer], CHANGES) == [answer] * strange


def test_how_long_another_version_answers_is_measured_from_each_change() -> None:
    answers = [Answer(0, 10.3, "a"), Answer(0, 10.7, "a"), Answer(0, 15, "b"), Answer(0, 20.2, "b")]
    assert followed(answers, CHANGES) == pytest.approx([0.7, 0.2])


def test_a_lost_and_a_doubled_retraining_are_counted() -> None:
    promised = Promised(acknowledged={"1": "one", "2": "two", "3": "three"}, withdrawn={"three"})
    held = found(promised, 1, ["one", "two"], {"one", "two", "three"})
    assert (held["acknowledged and lost"], held["doubled"]) == (0, 0)
    # One is in no queue; one has two places there; of one nobody was told.
    lost = found(promised, 1, ["one", "one"], {"one", "two", "three", "four"})
    assert (lost["acknowledged and lost"], lost["doubled"]) == (1, 2)
    # Of one there is no record any more.
    assert found(promised, 1, ["one", "two"], {"one", "two"})["acknowledged and lost"] == 1


def test_a_mutation_is_never_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "version" / "file"
    target.parent.mkdir()
    content, chance = b'{"threshold": 0.25}\0\0\0\0', random.Random(1)
    ways = set()
    for _ in range(2_000):
        ways.add(mutations.spoil(target, content, [b"another", content], chance))
        if target.is_file() and not target.is_symlink():
            assert target.read_bytes() != content
    assert ways == {*mutations.CHANGES, *mutations.OTHER_KINDS, "another file's content"}


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_every_figure_that_is_missed_is_named(part: Part) -> None:
    names = {wanted.figure for wanted in (*part.wanted, *part.alone)} | {"files", "ms allowed"}
    for wanted in (*part.wanted, *part.alone):
        off = dict.fromkeys(names, 1.0) | {wanted.figure: -1 if wanted.least else 10.0**9}
        missed = part.missed(part.full, off, alone=True)
        assert any(each.startswith(wanted.figure) for each in missed)
