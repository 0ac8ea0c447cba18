"""What a cluster would take is calculated from fits that were seen, and told in its section."""

from __future__ import annotations

import pytest

from tools.bench import clustered_section, dealing
from tools.bench.cluster import Task
from tools.bench.dealing import Run, Size


def run(seconds: float, *fits: tuple[float, float]) -> Run:
    return Run(seconds, [Task(*each) for each in fits], 300.0, 200.0)


# Three fits of 10, 4 and 6 s, then, after a pause, two of 5: 30 of 36 s.
ONE = run(36.0, (2, 12), (12, 16), (16.1, 22.1), (25, 30), (30, 35))


def test_fits_are_dealt_to_whoever_is_free_between_the_pauses() -> None:
    assert dealing.phases(ONE.tasks) == [pytest.approx([10, 4, 6]), pytest.approx([5, 5])]
    assert dealing.dealt([10, 4, 6], 1) == 20
    assert dealing.dealt([10, 4, 6], 2) == 10
    assert dealing.dealt([10, 4, 6], 8) == 10
    assert dealing.dealt([4, 6, 10], 2) == 14
    size = Size(1000, run(30.0), {1: ONE}, 1.0, send_seconds=0.5)
    assert size.alone == pytest.approx(6)
    assert size.calculated(1) == pytest.approx(36)
    assert size.calculated(2) == pytest.approx(6 + 10 + 5 + 0.5)
    assert size.calculated(4) == pytest.approx(6 + 10 + 5 + 1.5)


def test_the_section_says_what_is_measured_what_calculated_and_from_where_it_pays() -> None:
    few = Size(1000, run(20.0), {1: ONE, 2: run(25.0)}, 1.0, 0.5)
    many = Size(2000, run(60.0), {1: ONE, 2: run(20.0)}, 2.0, 0.5)
    told = clustered_section.text([few, many], "full", 2, (1, 2, 4))
    assert "| 1,000 | 20 | 36 | 25 (~22) | ~22 |\n" in told
    assert "at most 14% off" in told.replace("\n", " ")
    assert "2 workers beside 2 cores: 25% or more is saved from 2,000 rows on" in told
    assert "-25% at 1,000 rows, 67% at 2,000 rows" in told
