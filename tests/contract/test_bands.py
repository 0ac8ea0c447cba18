"""How sure a score is comes from the report of the version that gave it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bellwether_contract import bands
from bellwether_contract.bands import Band
from bellwether_contract.errors import RefusedBundle


def report(**members: Any) -> bytes:
    points = [
        {"score": s, "observed": s / 100, "low": s / 200, "high": s / 100 + 0.01, "n": 50}
        if s <= 60
        else {"score": s, "observed": None, "low": None, "high": None, "n": None}
        for s in range(101)
    ]
    return json.dumps({"score_band": points} | members).encode()


def test_a_score_has_the_band_of_the_next_whole_point() -> None:
    found = bands.read(report())
    assert found[bands.point(0.304)] == Band(low=0.15, high=0.31, n=50, refits=None)
    assert found[bands.point(0.306)] == found[31]
    assert found[bands.point(0.9)] is None
    assert [bands.point(score) for score in (0.0, 0.004, 1.0)] == [0, 0, 100]


def test_refits_stand_beside_the_band_where_they_are_known() -> None:
    refits = [{"score": s, "low": 0.2, "high": 0.3} for s in range(101)]
    found = bands.read(report(refits={"count": 30, "band": refits}))
    assert found[30] is not None
    assert found[30].refits == (0.2, 0.3)


@pytest.mark.parametrize("document", [{}, {"score_band": None, "refits": None}])
def test_an_older_report_has_no_bands(document: dict[str, Any]) -> None:
    assert set(bands.read(json.dumps(document).encode())) == {None}


@pytest.mark.parametrize(
    "content", [b"", b"[]", b'{"score_band": [1]}', report(score_band=[{"low": 1}] * 101)]
)
def test_bands_that_cannot_be_used_refuse_the_version(content: bytes) -> None:
    with pytest.raises(RefusedBundle, match="bands"):
        bands.read(content)
