"""People who are alike in the declared fields are counted, one row of each; few are left out."""

from __future__ import annotations

from typing import Any

import numpy as np
import yaml

from bellwether_contract.declaration import spec
from bellwether_contract.declaration.spec import Predictor
from bellwether_trainer.rows import peers
from tests import made_up


def declared(**changes: Any) -> Predictor:
    return spec.parse(yaml.safe_dump(made_up.declaration(**changes)))


PEERS = {
    "by": ["Kidney", {"field": "Beers", "bands": [10]}],
    "result": "Of 100 {Kidney} with {Beers}, about {n}.",
}


def rows(*groups: tuple[float, float, int, int]) -> tuple[Any, Any]:
    """Rows of (kidney, beers, people, events)."""
    matrix, labels = [], []
    for kidney, beers, n, events in groups:
        matrix += [[7.0, beers, 0.0, kidney, 0.0]] * n
        labels += [1] * events + [0] * (n - events)
    return np.array(matrix, np.float32), np.array(labels, np.int8)


def told(found: tuple[peers.Counted, ...]) -> list[tuple[Any, ...]]:
    return [
        (each.levels[0].value, each.levels[1].low, each.levels[1].high, each.n, each.events)
        for each in found
    ]


def test_groups_are_counted_and_few_people_are_left_out() -> None:
    matrix, labels = rows(
        (1, 9, 120, 30), (1, 10, 150, 4), (0, 2, 99, 40), (0, 10, 200, 20), (0, np.nan, 500, 90)
    )
    found = peers.count(declared(peers=PEERS), matrix, labels, None)
    assert told(found) == [(True, 0, 10, 120, 30), (False, 10, None, 200, 20)]
    assert peers.as_document(found)[0]["levels"][0] == {
        "field": "Kidney", "value": True, "low": None, "high": None
    }  # fmt: skip


def test_nobody_is_counted_twice() -> None:
    matrix, labels = rows((1, 9, 240, 60))
    people = np.repeat(np.arange(120, dtype=np.uint64), 2)
    ((_, _, _, n, _),) = told(peers.count(declared(peers=PEERS), matrix, labels, people))
    assert n == 120


def test_without_peers_nobody_is_counted() -> None:
    matrix, labels = rows((1, 9, 240, 60))
    assert peers.count(declared(), matrix, labels, None) == ()
