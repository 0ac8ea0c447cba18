"""The first version of a house, trained for real."""

from __future__ import annotations

from bellwether_trainer.models import compare, nested
from bellwether_trainer.models.candidates import CANDIDATES
from bellwether_trainer.training import pipeline
from tools.soak.house import House


def train(house: House) -> str:
    """Publish a first version, trained in this process from the two quickest candidates."""
    before = {module: vars(module)["CANDIDATES"] for module in (compare, nested)}
    for module in before:
        vars(module)["CANDIDATES"] = CANDIDATES[:2]
    try:
        published = pipeline.run(
            house.predictors / house.predictor,
            house.store,
            job="first",
            threads=1,
            progress=lambda _stage, _share, _message: None,
            data_dir=house.places.state / "data",
            effort="quick",
        )
    finally:
        for module, candidates in before.items():
            vars(module)["CANDIDATES"] = candidates
    if not published.accepted:
        house.store.promote(
            house.predictor, published.version, by="soak", reason="the first", event="promoted"
        )
    return published.version
