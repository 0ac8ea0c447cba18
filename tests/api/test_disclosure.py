"""Reports, cards and lists: no count below five is told, and no one person's value."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bellwether_api.model_card.card import model_card
from bellwether_api.versions import disclosure
from bellwether_contract.bundle.manifest import REPORT, read_manifest
from bellwether_contract.declaration import spec
from tests import factories, made_up, report_sample
from tests.api.conftest import House

FEW = "fewer than 5"
DIABETES = spec.read(Path(__file__).parents[2] / "predictors" / "diabetes")
VERSIONS = f"/api/v1/predictors/{made_up.NAME}/versions"


def sample() -> dict[str, Any]:
    """A report in which hardly anybody stands wherever a few can."""
    report = report_sample.report(DIABETES, rows=768, prevalence=268 / 768, size="small")
    report["evaluation"]["winner"]["confusion"] = {"tn": 496, "fp": 4, "fn": 1, "tp": 267}
    report["subgroups"]["groups"][0] |= {"n": 3, "events": 0, "too_few": True}
    report["operating"]["bins"][3] |= {"positive": 4, "negative": 0}
    report["data"]["duplicates"] = 2
    report["data"]["missing"]["BMI"] = field(report, "BMI")["missing"] = 4
    report["preparation"]["removed"] = {"duplicates": 2, "outliers": 0}
    report["split"]["set_aside"] = {"from_learning": 3, "from_measuring": 0, "in_its_fold": 5}
    age = field(report, "Age")
    age["outliers"]["count"] = 1
    # As reports were written before.
    age["summary"] |= {"minimum": 21, "maximum": 81.37}
    age["summary"] |= {"q1": 24.0173, "median": 29.0391, "q3": 41.0117}
    return report


def test_of_a_site_with_hardly_anybody_nothing_is_told() -> None:
    found = disclosure.report(sample() | report_sample.elsewhere())
    assert [(each["site"], each["events"]) for each in found["sites"]["groups"]] == [
        ("North", 120),
        ("Hill", FEW),
    ]


def field(report: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(e for e in report["data"]["fields"] if e["name"] == name)
    return found


def test_small_counts_are_words_wherever_they_stand() -> None:
    told = disclosure.report(sample())
    confusion = told["evaluation"]["winner"]["confusion"]
    assert confusion == {"tn": 496, "fp": FEW, "fn": FEW, "tp": 267}
    part = told["operating"]["bins"][3]
    assert (part["positive"], part["negative"]) == (FEW, 0)
    group = told["subgroups"]["groups"][0]
    assert (group["n"], group["events"]) == (FEW, 0)
    assert told["data"]["duplicates"] == told["preparation"]["removed"]["duplicates"] == FEW
    assert told["data"]["missing"]["BMI"] == field(told, "BMI")["missing"] == FEW
    assert field(told, "Age")["outliers"]["count"] == FEW
    aside = told["split"]["set_aside"]
    assert aside == {"from_learning": FEW, "from_measuring": 0, "in_its_fold": 5}


def test_extremes_are_left_out_and_quartiles_rounded() -> None:
    age = field(disclosure.report(sample()), "Age")
    assert not age["summary"].keys() & {"minimum", "maximum"}
    assert [age["summary"][name] for name in ("q1", "median", "q3")] == [24, 29, 41]
    # The fences follow from what is told, not from two people's ages.
    assert (age["outliers"]["low"], age["outliers"]["high"]) == (-1.5, 66.5)
    assert "81.37" not in json.dumps(disclosure.report(sample()))


def counted(*bins: tuple[str, float | None, float | None, int, int]) -> list[dict[str, Any]]:
    keys = ("label", "low", "high", "positive", "negative")
    return [dict(zip(keys, each, strict=True)) for each in bins]


def joined(bins: list[dict[str, Any]], kind: str = "integer") -> list[dict[str, Any]]:
    entry = {"name": "A", "type": kind, "missing": 0, "bins": bins}
    found: list[dict[str, Any]] = disclosure.report({"data": {"fields": [entry]}})["data"][
        "fields"
    ][0]["bins"]
    return found


def test_outer_bins_are_joined_until_five_people_are_in_them() -> None:
    bins = counted(
        ("0", 0, 0, 1, 3),
        ("1", 1, 1, 0, 9),
        ("2", 2, 2, 2, 20),
        ("3", 3, 3, 6, 0),
        ("4", 4, 4, 2, 0),
        ("5", 5, 5, 0, 1),
        ("Not known", None, None, 1, 7),
    )
    assert joined(bins) == counted(
        ("1 and less", None, 1, FEW, 12),  # type: ignore[arg-type]
        ("2", 2, 2, FEW, 20),  # type: ignore[arg-type]
        ("3 and more", 3, None, 8, FEW),  # type: ignore[arg-type]
        ("Not known", None, None, FEW, 7),  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("people", [(0, 0), (1, 1), (4, 0), (90, 90)])
def test_no_outer_bin_ever_holds_one_to_four_people(people: tuple[int, int]) -> None:
    first, last = people
    bins = counted(
        ("below 1", None, 1, first, 0), ("1 to 2", 1, 2, 3, 0), ("2 and more", 2, None, last, 0)
    )
    found = joined(bins, "number")
    for each in (found[0], found[-1]):
        assert each["positive"] in (FEW, 0) or each["positive"] >= 5
    assert len(found) == 1 or found[0]["positive"] != FEW


def test_reports_cards_and_lists_are_told_so(house: House) -> None:
    members = {name: value for name, value in sample().items() if name not in ("predictor", "gate")}
    gate = {**sample()["gate"], "accepted": True}
    version = factories.publish(house.store, 1, measured={**members, "gate": gate})
    client = house.start()
    report = client.get(f"{VERSIONS}/{version}/report").get_json()
    assert report["evaluation"]["winner"]["confusion"]["fn"] == FEW
    assert client.get(VERSIONS).get_json()["versions"][0]["measures"]["confusion"]["fn"] == FEW
    # What the next training compares with stays as it was.
    written = json.loads((house.store.directory(made_up.NAME, version) / REPORT).read_text())
    assert written["evaluation"]["winner"]["confusion"]["fn"] == 1


def test_a_card_reads_fewer_than_five(house: House) -> None:
    version = factories.publish(house.store, 1)
    manifest = read_manifest(house.store.directory(made_up.NAME, version))
    told = model_card(disclosure.report(sample()), DIABETES, manifest)
    assert "| Left alone | fewer than 5 | 496 |" in told
    assert "| `BMI` | fewer than 5 | – |" in told
    assert "fewer than 5 rows repeat another one exactly." in told


@pytest.mark.parametrize("report", [{}, [], {"data": 3}, {"data": {"fields": [1, {}]}}, None])
def test_a_report_of_another_form_is_told_as_far_as_it_goes(report: Any) -> None:
    disclosure.report(report)


def test_a_version_tells_nothing_of_rows(house: House) -> None:
    version = factories.publish(house.store, 1)
    told = house.start().get(f"{VERSIONS}/{version}").get_json()
    assert not told.keys() & {"golden", "seen", "least"}
    assert told["rows"] == 600
