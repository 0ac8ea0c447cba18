"""Beside whom an answer is told: what is declared, counted and put into words."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from bellwether_contract.bundle import peers, pointed_out
from bellwether_contract.bundle.pointed_out import PointedOut
from bellwether_contract.declaration import spec
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.errors import InvalidDeclaration, RefusedBundle
from tests import made_up

PEERS: dict[str, Any] = {
    "by": ["Kidney", "Mood", {"field": "Beers", "bands": [3, 8]}],
    "result": "Of 100 {Kidney} in {Mood} mood with {Beers} beers, about {n} have it.",
    "words": {"Kidney": {"Yes": "with kidney disease"}, "Mood": {"low": "a low"}},
}


def declared(**changes: Any) -> Predictor:
    document = made_up.declaration(peers={**PEERS, **changes})
    return spec.parse(yaml.safe_dump(document))


def report(*groups: tuple[list[dict[str, Any]], int, int]) -> bytes:
    counted = [{"levels": levels, "n": n, "events": events} for levels, n, events in groups]
    return json.dumps({"peers": counted}).encode()


def levels(kidney: bool, mood: str, low: float, high: float | None) -> list[dict[str, Any]]:
    none = {"value": None, "low": None, "high": None}
    return [
        {"field": "Kidney", **none, "value": kidney},
        {"field": "Mood", **none, "value": mood},
        {"field": "Beers", **none, "low": low, "high": high},
    ]


def test_a_group_is_told_in_the_declared_words() -> None:
    found = peers.read(
        report((levels(True, "low", 3, 8), 400, 60), (levels(False, "high", 8, None), 300, 20)),
        declared(),
    )
    assert [(each.n, each.events, each.sentence) for each in found] == [
        (400, 60, "Of 100 with kidney disease in a low mood with 3 to 7 beers, about {n} have it."),
        (300, 20, "Of 100 No in high mood with 8 and over beers, about {n} have it."),
    ]


@pytest.mark.parametrize(("n", "events"), [(99, 30), (400, 4), (400, 0), (400, 397)])
def test_few_people_are_not_told_even_where_a_report_has_them(n: int, events: int) -> None:
    assert peers.read(report((levels(True, "low", 3, 8), n, events)), declared()) == ()


def test_a_report_from_before_has_none_and_a_spoiled_one_is_refused() -> None:
    assert peers.read(b"{}", declared()) == ()
    with pytest.raises(RefusedBundle, match="no usable peers"):
        peers.read(b'{"peers": [{"n": 400}]}', declared())
    assert (
        peers.read(b'{"peers": [{"n": 400}]}', spec.parse(yaml.safe_dump(made_up.declaration())))
        == ()
    )


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"by": ["Sex"]}, "needs {Sex} in result"),
        ({"result": "Of 100 {Kidney} in {Mood} mood with {Beers}"}, "needs {n} in result"),
        ({"by": ["Sax"], "result": "{n} {Sax}", "words": {}}, "Sax, which is no field"),
        ({"by": ["Beers"], "result": "{n} {Beers}", "words": {}}, "a number needs bands"),
        ({"by": ["Mood", "Mood"], "words": {}}, "has a field in peers twice"),
        ({"words": {"Drug": {"this": "it"}}}, "words in peers for Drug"),
        ({"words": {"Mood": {"lo": "a low"}}}, "lo, which is no choice"),
    ],
)
def test_a_fault_of_a_declaration_is_named(changes: dict[str, Any], part: str) -> None:
    with pytest.raises(InvalidDeclaration) as caught:
        declared(**changes)
    assert part in str(caught.value)


def confusion(tp: object, fn: object, fp: object, tn: object) -> bytes:
    counts = {"tp": tp, "fn": fn, "fp": fp, "tn": tn}
    return json.dumps({"evaluation": {"winner": {"confusion": counts}}}).encode()


def test_the_threshold_is_told_of_100_people() -> None:
    assert pointed_out.read(confusion(5016, 1152, 15336, 50486)) == PointedOut(7, 2, 21, 70)
    # Means over repeats are no whole numbers, and what is left over goes where most was cut off.
    assert pointed_out.read(confusion(0.5, 0.5, 1, 1)) == PointedOut(17, 17, 33, 33)
    for spoiled in (b"{}", b"[]", b"", confusion(None, 1, 1, 1), confusion(0, 0, 0, 0)):
        assert pointed_out.read(spoiled) is None
