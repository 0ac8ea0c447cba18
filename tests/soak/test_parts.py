"""What `make soak` does at its full counts, done to the same real things at a few of them.

How often each part breaks something, and what must hold, stands in tools/soak/table.py.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests import factories
from tools.soak import house, people
from tools.soak.house import House
from tools.soak.table import PARTS, Part

pytestmark = pytest.mark.slow

TENTH = 0.1


@pytest.fixture
def prepared(tmp_path: Path) -> House:
    """A stack with a small predictor, and a version of it that was made of nothing."""
    folder = people.write(tmp_path / "predictors")
    made = house.make(tmp_path, folder.parent, people.NAME)
    factories.publish_declared(made.store, folder / "predictor.yaml")
    return made


def holds(part: Part, prepared: House, counts: Mapping[str, int]) -> None:
    seed = random.SystemRandom().randrange(10**8)
    figures = part.run(prepared, counts, random.Random(seed), lambda _line: None)
    assert part.missed(counts, figures, alone=False) == [], (seed, figures)


@pytest.mark.parametrize(
    "part",
    [pytest.param(part, id=part.name) for part in PARTS if part.each_change is not None],
)
def test_it_holds(part: Part, prepared: House) -> None:
    assert part.each_change is not None
    holds(part, prepared, part.each_change)


@pytest.mark.nightly
@pytest.mark.parametrize("part", [pytest.param(part, id=part.name) for part in PARTS])
def test_a_tenth_holds(part: Part, prepared: House) -> None:
    holds(part, prepared, part.scaled(TENTH))
