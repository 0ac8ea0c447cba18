"""What may be told of people in the rows: ends and counts that at least five of them share."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from bellwether_contract import disclosure
from bellwether_contract.bundle.bundle import Bundle
from bellwether_contract.declaration import spec
from bellwether_contract.encoding import seen
from bellwether_contract.encoding.seen import Seen
from bellwether_contract.storage.store import ModelStore
from tests import factories, made_up

PREDICTOR = spec.parse(yaml.safe_dump(made_up.declaration()))


@pytest.mark.parametrize("seed", range(20))
def test_at_least_five_people_lie_at_or_beyond_an_end(seed: int) -> None:
    random = np.random.default_rng(seed)
    values = np.round(random.lognormal(3, 1, 200 + 31 * seed), seed % 4).astype(np.float32)
    found = disclosure.ends(values)
    assert found is not None
    low, high = (np.float32(end) for end in found)
    assert (values <= low).sum() >= 5
    assert (values >= high).sum() >= 5
    # Not by much more than a hundredth of the range.
    assert low <= np.partition(values, 4)[4] + 0.025 * (high - low) + (seed % 4 == 0)


@pytest.mark.parametrize("seed", range(20))
def test_fewer_than_five_people_lie_at_or_beyond_what_is_told_of_few(seed: int) -> None:
    random = np.random.default_rng(seed)
    values = np.round(random.lognormal(3, 1, 200 + 31 * seed), seed % 4).astype(np.float32)
    ends, few = disclosure.ends(values), disclosure.few_beyond(values)
    assert ends is not None
    assert few is not None
    low, high = (np.float32(end) for end in ends)
    below, above = (np.float32(end) for end in few)
    assert (values <= below).sum() < 5
    assert (values >= above).sum() < 5
    # As near to the ends as a round step allows.
    assert below < low <= high < above
    step = max(0.03 * float(high - low), 1.0 if seed % 4 == 0 else 0.0)
    assert max(low - below, above - high) <= 2 * step


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([21] * 9 + [66, 67, 68, 69, 69, 70, 72, 81], (20, 70)),
        ([3] * 5, (2, 4)),
        ([0.5] * 5, None),
        ([1, 2, 3, 4], None),
    ],
)
def test_few_beyond_whole_and_equal_values(values: list[float], told: object) -> None:
    assert disclosure.few_beyond(np.array(values, dtype=np.float32)) == told


def test_an_end_is_nobodys_own_value() -> None:
    values = (np.arange(200) * 0.73917 + 11.31977).astype(np.float32)
    low, high = disclosure.ends(values) or (0.0, 0.0)
    assert (low, high) == (16.0, 154.0)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([3, 3, 3, 3, 3], (3, 3)),
        ([1, 2, 3, 4], None),
        ([1, 2, 3, 4, 5, 6], None),
        ([0] * 7 + [20, 21, 22] + [30] * 5, (0, 30)),
    ],
)
def test_few_and_heaped_values(values: list[float], told: tuple[float, float] | None) -> None:
    assert disclosure.ends(np.array(values, dtype=np.float32)) == told


@pytest.mark.parametrize(
    ("people", "told"), [(0, 0), (1, "fewer than 5"), (4, "fewer than 5"), (5, 5)]
)
def test_small_counts_are_words(people: int, told: int | str) -> None:
    assert disclosure.counted(people) == told


def test_what_fewer_than_five_hold_counts_as_not_seen() -> None:
    column = np.array([0] * 20 + [1] * 4 + [2] * 5 + [np.nan] * 4, dtype=np.float32)
    assert Seen.of(column, number=False) == Seen(low=None, high=None, codes=(0, 2), unknown=False)


def report() -> dict[str, Any]:
    def bins(*edges: tuple[float | None, float | None, int]) -> list[dict[str, Any]]:
        return [{"low": a, "high": b, "positive": n, "negative": 0} for a, b, n in edges]

    fields = {
        "Acid": bins((None, 4, 3), (4, 5, 4), (5, 9, 50), (9, None, 5), (None, None, 9)),
        "Beers": bins((0, 0, 2), (1, 1, 3), (2, 2, 50), (3, 3, 5), (4, 4, 1)),
        "Drug": bins((None, None, 4), (None, None, 5), (None, None, 50), (None, None, 4)),
        "Kidney": bins((None, None, 60), (None, None, 3)),
        "Mood": bins((None, None, 5), (None, None, 5), (None, None, 53)),
    }
    missing = {"Acid": 9, "Drug": 4}
    entries = [
        {"name": name, "bins": counted, "missing": missing.get(name, 0)}
        for name, counted in fields.items()
    ]
    return {"data": {"fields": entries}}


def test_what_an_older_version_saw_is_what_its_report_counts() -> None:
    acid, beers, drug, kidney, mood = seen.seen_in_report(json.dumps(report()).encode(), PREDICTOR)
    assert acid == Seen(low=5, high=9, codes=None, unknown=True)
    assert beers == Seen(low=1, high=3, codes=None, unknown=False)
    assert drug == Seen(low=None, high=None, codes=(1, 2), unknown=False)
    assert kidney == Seen(low=None, high=None, codes=(0,), unknown=False)
    assert mood == Seen(low=None, high=None, codes=(0, 1, 2), unknown=False)


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b'{"data": {"fields": [{"name": "Acid"}]}}']
)
def test_an_older_report_without_counts_tells_nothing(content: bytes) -> None:
    assert set(seen.seen_in_report(content, PREDICTOR)) == {None}


def test_an_older_version_serves_and_nothing_lies_at_its_extremes(tmp_path: Path) -> None:
    exact = tuple(
        Seen(low=1.31977, high=19.7, codes=None, unknown=True)
        if field.type in ("number", "integer")
        else Seen(low=None, high=None, codes=(0, 1), unknown=True)
        for field in PREDICTOR.fields
    )
    store = ModelStore(tmp_path / "models", tmp_path / "champions")
    version = factories.publish(store, 1, seen=exact, least=None, measured=report())
    bundle = Bundle.load(store.directory(made_up.NAME, version), made_up.NAME)
    asked = np.array([[19.0, 2, 1, 0, 1], [6.0, 2, 1, 0, 1]], dtype=np.float32)
    assert bundle.limits.beyond(asked)[0].outside == ("Acid",)
    assert 1 not in bundle.limits.beyond(asked)
