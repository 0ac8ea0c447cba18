"""Whom a challenger meets: the champion, and the best version ever promoted and not withdrawn.

Each is scored anew on the evaluation set, through its own file. Small predictors have no held-out
rows, so recipes meet there: each is made again in the same 10 x 5 folds.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from bellwether_contract.bundle import former
from bellwether_contract.bundle.bundle import Bundle
from bellwether_contract.bundle.manifest import REPORT, Manifest, field_codes, read_manifest
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.errors import RefusedBundle, UnknownVersion
from bellwether_contract.storage.champions import UNREADABLE, Standing
from bellwether_contract.storage.store import ModelStore
from bellwether_contract.vocabulary import Effort
from bellwether_trainer.measures.evaluate import Earlier
from bellwether_trainer.measures.predictions import Predictions
from bellwether_trainer.models import nested
from bellwether_trainer.records import CandidateRecipe, OnProgress, Split, TrainingError

# Splits the rows of other data sets, named, as those of the challenger were split.
SplitOf = Callable[[tuple[str, ...]], Split]


@dataclass(frozen=True, slots=True)
class Incumbents:
    """Champion and best version on the evaluation set; ``no_champion`` says why there is none.

    ``standing`` is how things stood: a publication holds only while they stand so.
    ``champion_effort`` is how the champion was trained.
    """

    champion: Earlier | None
    best: Earlier | None
    no_champion: str | None
    standing: Standing
    champion_effort: Effort | None = None


def meet(
    store: ModelStore,
    predictor: Predictor,
    split: Split,
    split_of: SplitOf,
    threads: int,
    on_progress: OnProgress,
    known: dict[str, Earlier],
) -> Incumbents:
    """Score champion and best version on the rows that measure the challenger.

    ``known`` keeps who was scored, by version, for a second meeting. Raises OSError where the
    volume is away.
    """
    # Before anything else: whatever changes while it is being measured is found out later on.
    standing = store.standing(predictor.name)

    def scored(incumbent: Bundle, begin: float = 0.0) -> Earlier:
        def half(share: float, doing: str) -> None:
            on_progress(begin + share / 2, f"{incumbent.version}, {doing}")

        if incumbent.version not in known:
            its = _scored(incumbent, predictor, split, split_of, threads, half)
            known[incumbent.version] = its
        return known[incumbent.version]

    champion, no_champion = _champion(store, predictor.name, standing)
    best = _best(store, predictor, split)
    its = scored(champion) if champion is not None else None
    return Incumbents(
        champion=its,
        best=scored(best, 0.5) if best is not None else None,
        no_champion=no_champion,
        standing=standing,
        champion_effort=champion.manifest.effort if champion is not None else None,
    )


def _champion(
    store: ModelStore, name: str, standing: Standing
) -> tuple[Bundle, None] | tuple[None, str]:
    """The champion, or why there is none to meet."""
    if standing.champion is None:
        return None, "there is none"
    try:
        if standing.champion == UNREADABLE:
            raise RefusedBundle("its pointer cannot be read")
        return Bundle.load(store.directory(name, standing.champion), name, store.trust), None
    except (RefusedBundle, UnknownVersion) as error:
        return None, f"it does not pass its own checks ({error})"


def data(store: ModelStore, name: str, standing: Standing) -> dict[str, Any] | None:
    """What the report of the champion that is met says of its rows; None where nobody knows."""
    try:
        if standing.champion is None:
            return None
        path = store.directory(name, standing.champion) / REPORT
        found: dict[str, Any] = json.loads(path.read_bytes())["data"]
    except (RefusedBundle, UnknownVersion, OSError, ValueError, KeyError, TypeError):
        return None
    return found


def _best(store: ModelStore, predictor: Predictor, split: Split) -> Bundle | None:
    """Of all versions ever promoted, but the withdrawn ones, the one of the smallest log loss."""
    found: list[Manifest] = []
    for version in store.promoted(predictor.name):
        try:
            manifest = read_manifest(store.directory(predictor.name, version), store.trust)
        except (RefusedBundle, UnknownVersion):
            # Removed or damaged since: it can be nobody's incumbent.
            continue
        if manifest.anchor.id == split.anchor.id:
            found.append(manifest)
    for manifest in sorted(found, key=lambda each: each.anchor.log_loss):
        try:
            directory = store.directory(predictor.name, manifest.version)
            return Bundle.load(directory, predictor.name, store.trust)
        except (RefusedBundle, UnknownVersion):
            continue
    return None


def _scored(
    incumbent: Bundle,
    predictor: Predictor,
    split: Split,
    split_of: SplitOf,
    threads: int,
    on_progress: OnProgress,
) -> Earlier:
    why = _incomparable(incumbent, predictor, split)
    if why is not None:
        return Earlier(incumbent.version, None, incumbent.threshold, incomparable=why)
    if split.size == "small":
        recipe = CandidateRecipe(
            incumbent.manifest.candidate.name,
            incumbent.manifest.recipe.hyperparameters,
            incumbent.manifest.recipe.calibration,
        )
        try:
            its_rows = split_of(tuple(each.name for each in incumbent.manifest.datasets))
        except TrainingError as error:
            why = f"its recipe cannot be made again: {error}"
            return Earlier(incumbent.version, None, incumbent.threshold, incomparable=why)
        said = nested.of_recipe(recipe, its_rows, incumbent.predictor, threads, on_progress)
        return Earlier(incumbent.version, said, incumbent.threshold)
    on_progress(0.0, "scored anew")
    scores = incumbent.scorer.probabilities(split.anchor.matrix).astype(np.float64)
    fresh = None
    if len(split.new_labels):
        new = incumbent.scorer.probabilities(split.new).astype(np.float64)
        fresh = Predictions.held_out(split.new_labels, new, split.new_marks.people)
    return Earlier(
        incumbent.version,
        Predictions.held_out(split.anchor.labels, scores, split.anchor.marks.people),
        incumbent.threshold,
        fresh=fresh,
    )


def _incomparable(incumbent: Bundle, predictor: Predictor, split: Split) -> str | None:
    if incumbent.manifest.fields != field_codes(predictor):
        return "it was trained with other fields"
    if incumbent.predictor.salt != predictor.salt:
        return "another salt held out other rows, it has seen these"
    if incumbent.predictor.roles.by_role != predictor.roles.by_role:
        return "its rows were told apart by other roles (group, site, time): another evaluation set"
    if incumbent.manifest.anchor.id == former.ANCHOR:
        return "it is of the first format, which knew no fixed rows to measure on"
    if incumbent.manifest.anchor.id != split.anchor.id:
        return "it was measured on another evaluation set: the first data set has changed since"
    return None
