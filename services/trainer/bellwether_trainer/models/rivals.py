"""Whom a challenger meets: the champion, and the best version that was ever promoted.

Each is scored anew on the anchor, through its own file. Small predictors have no held-out rows,
so recipes meet there: each is made again in the same 10 x 5 folds.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from bellwether_contract import bundle
from bellwether_contract.bundle import Bundle, Manifest
from bellwether_contract.errors import RefusedBundle, UnknownVersion
from bellwether_contract.spec import Predictor
from bellwether_contract.store import ModelStore
from bellwether_trainer.measures.evaluate import Earlier
from bellwether_trainer.measures.predicted import Predicted
from bellwether_trainer.models import nested
from bellwether_trainer.records import Recipe, Split, Told, TrainingError

# Splits the rows of other data sets, named, as those of the challenger were split.
SplitOf = Callable[[tuple[str, ...]], Split]


@dataclass(frozen=True, slots=True)
class Rivals:
    """Champion and best version as the anchor sees them; ``no_champion`` says why there is none."""

    champion: Earlier | None
    best: Earlier | None
    no_champion: str | None


def meet(
    store: ModelStore,
    predictor: Predictor,
    split: Split,
    split_of: SplitOf,
    threads: int,
    told: Told,
) -> Rivals:
    """Score champion and best version on the rows that measure the challenger."""

    def scored(rival: Bundle, begin: float = 0.0) -> Earlier:
        def half(share: float, doing: str) -> None:
            told(begin + share / 2, f"{rival.version}, {doing}")

        return _scored(rival, predictor, split, split_of, threads, half)

    champion, no_champion = None, None
    try:
        pointer = store.champion(predictor.name)
        if pointer is None:
            no_champion = "there is none"
        else:
            directory = store.directory(predictor.name, pointer.version)
            champion = Bundle.load(directory, predictor.name)
    except (RefusedBundle, UnknownVersion) as error:
        no_champion = f"it does not pass its own checks ({error})"
    best = _best(store, predictor, split)
    if champion is None:
        return Rivals(None, scored(best) if best else None, no_champion)
    its = scored(champion)
    if best is None:
        return Rivals(its, None, None)
    return Rivals(its, its if best.version == champion.version else scored(best, 0.5), None)


def data_fields(store: ModelStore, name: str) -> list[dict[str, Any]] | None:
    """How the champion's rows were distributed, from its report; None where nobody knows."""
    try:
        pointer = store.champion(name)
        if pointer is None:
            return None
        path = store.directory(name, pointer.version) / bundle.REPORT
        fields: list[dict[str, Any]] = json.loads(path.read_bytes())["data"]["fields"]
    except (RefusedBundle, UnknownVersion, OSError, ValueError, KeyError, TypeError):
        return None
    return fields


def _best(store: ModelStore, predictor: Predictor, split: Split) -> Bundle | None:
    """Of all versions ever promoted the one with the smallest log loss on this anchor."""
    found: list[Manifest] = []
    for version in store.promoted(predictor.name):
        try:
            manifest = bundle.read_manifest(store.directory(predictor.name, version))
        except (RefusedBundle, UnknownVersion):
            # Removed or damaged since: it can be nobody's rival.
            continue
        if manifest.anchor.id == split.anchor.id:
            found.append(manifest)
    for manifest in sorted(found, key=lambda each: each.anchor.log_loss):
        try:
            return Bundle.load(store.directory(predictor.name, manifest.version), predictor.name)
        except (RefusedBundle, UnknownVersion):
            continue
    return None


def _scored(
    rival: Bundle,
    predictor: Predictor,
    split: Split,
    split_of: SplitOf,
    threads: int,
    told: Told,
) -> Earlier:
    why = _incomparable(rival, predictor, split)
    if why is not None:
        return Earlier(rival.version, None, rival.threshold, incomparable=why)
    if split.size == "small":
        recipe = Recipe(
            rival.manifest.candidate.name,
            rival.manifest.recipe.hyperparameters,
            rival.manifest.recipe.calibration,
        )
        try:
            its_rows = split_of(tuple(each.name for each in rival.manifest.datasets))
        except TrainingError as error:
            why = f"its recipe cannot be made again: {error}"
            return Earlier(rival.version, None, rival.threshold, incomparable=why)
        said = nested.of_recipe(recipe, its_rows, rival.predictor, threads, told)
        return Earlier(rival.version, said, rival.threshold)
    told(0.0, "scored anew")
    scores = rival.scorer.probabilities(split.anchor.matrix).astype(np.float64)
    fresh = None
    if len(split.new_labels):
        new = rival.scorer.probabilities(split.new).astype(np.float64)
        fresh = Predicted.held_out(split.new_labels, new)
    return Earlier(
        rival.version,
        Predicted.held_out(split.anchor.labels, scores),
        rival.threshold,
        fresh=fresh,
    )


def _incomparable(rival: Bundle, predictor: Predictor, split: Split) -> str | None:
    if rival.manifest.fields != bundle.field_codes(predictor):
        return "it was trained with other fields"
    if rival.predictor.salt != predictor.salt:
        return "another salt held out other rows, it has seen these"
    if rival.manifest.anchor.id != split.anchor.id:
        return "it was measured on another anchor: the first data set has changed since"
    return None
