"""How sure a score is comes from the report of the version that gave it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bellwether_contract.bundle import observed_risk
from bellwether_contract.bundle.observed_risk import Band
from bellwether_contract.errors import RefusedBundle


def report(**members: Any) -> bytes:
    points = [
        {"score": s, "observed": s / 100, "low": s / 200, "high": s / 100 + 0.01, "near": 50}
        if s <= 60
        else {"score": s, "observed": None, "low": None, "high": None, "near": None}
        for s in range(101)
    ]
    return json.dumps({"score_band": points} | members).encode()


def test_a_band_between_two_points_is_interpolated() -> None:
    found = observed_risk.read(report())
    assert found.at(0.5) == Band(low=0.25, high=0.51, n=50, refits=None)
    half = found.at(0.305)
    assert half is not None
    assert half.low == pytest.approx(0.1525)
    assert half.high == pytest.approx(0.315)


def test_beside_a_score_that_nobody_had_the_nearest_point_tells() -> None:
    found = observed_risk.read(report())
    assert found.at(0.604) == found.at(0.60)
    assert found.at(0.606) is None
    assert found.at(0.9) is None
    assert found.at(0.0) is not None
    assert found.at(1.0) is None


def test_refits_stand_beside_the_band_where_they_are_known() -> None:
    refits = [{"score": s, "low": s / 200, "high": 0.9} for s in range(101)]
    band = observed_risk.read(report(refits={"count": 30, "band": refits})).at(0.305)
    assert band is not None
    assert band.refits == pytest.approx((0.1525, 0.9))


def test_an_older_report_has_bands_but_has_not_counted_the_people() -> None:
    points = [{"score": s, "observed": 0.1, "low": 0.05, "high": 0.2, "n": 50} for s in range(101)]
    assert observed_risk.read(report(score_band=points)).at(0.3) == Band(0.05, 0.2, None, None)


@pytest.mark.parametrize("document", [{}, {"score_band": None, "refits": None}])
def test_an_older_report_has_no_bands(document: dict[str, Any]) -> None:
    found = observed_risk.read(json.dumps(document).encode())
    assert {found.at(score / 1000) for score in range(1001)} == {None}


@pytest.mark.parametrize(
    "content", [b"", b"[]", b'{"score_band": [1]}', report(score_band=[{"low": 1}] * 101)]
)
def test_bands_that_cannot_be_used_refuse_the_version(content: bytes) -> None:
    with pytest.raises(RefusedBundle, match="bands"):
        observed_risk.read(content)
