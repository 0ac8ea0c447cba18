"""The steps of a training, in their order, with progress after each. Only this module knows it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bellwether_contract import bundle, spec
from bellwether_contract.bundle import Bundle
from bellwether_contract.errors import RefusedBundle, UnknownVersion
from bellwether_contract.jobs import Stage
from bellwether_contract.store import ModelStore
from bellwether_trainer import candidates, data, evaluate, export, gate, prepare, publish
from bellwether_trainer.records import Probabilities, Progress, Published, Split

# Where each stage begins on the bar, from the time that it takes with the heart data.
BEGINS: dict[Stage, float] = {
    "data": 0.0,
    "split": 0.05,
    "candidates": 0.08,
    "fit": 0.80,
    "evaluate": 0.90,
    "gate": 0.93,
    "export": 0.94,
    "publish": 0.98,
    "done": 1.0,
}


def run(
    folder: Path, store: ModelStore, *, job: str, threads: int, progress: Progress
) -> Published:
    """Train the predictor declared in ``folder`` and publish what comes out.

    A job that has published already is not trained again. Raises InvalidDeclaration and
    TrainingError, which no second try mends, and whatever ``progress`` raises.
    """
    durations: dict[str, float] = {}
    name = folder.name

    @contextmanager
    def step(stage: Stage, message: str | None = None) -> Iterator[None]:
        progress(stage, BEGINS[stage], message)
        started = time.perf_counter()
        yield
        durations[stage] = time.perf_counter() - started

    with step("data", "Reading and checking the rows"):
        declaration, predictor = spec.read_with_source(folder)
        if (earlier := _published(store, name, job)) is not None:
            return earlier
        rows = data.load(folder, predictor)
    with step("split", f"Splitting {len(rows.labels):,} rows"):
        split = prepare.split(rows, predictor)
    with step("candidates"):
        compared = evaluate.compare(
            candidates.compare(split, predictor, threads, _within("candidates", "fit", progress))
        )
        winner = evaluate.best(compared)
    threshold = winner.measures.threshold
    assert threshold is not None
    prevalence = float(split.training_labels.mean())
    with step("fit", f"{winner.label} on {len(split.training_labels):,} rows"):
        model = candidates.fit(winner.candidate, split, predictor, threads)
    with step("evaluate", f"Measuring on {len(split.holdout_labels):,} held-out rows"):
        champion = _champion_scores(store, predictor, split)
        evaluation = evaluate.held_out(
            split.holdout_labels,
            model.predict_proba(split.holdout)[:, 1],
            champion.probabilities,
            threshold=threshold,
            champion_threshold=champion.threshold,
            no_champion=champion.why_none,
            prevalence=prevalence,
        )
    with step("gate", "Comparing with the champion"):
        decision = gate.decide(evaluation, log_loss_margin=predictor.policy.log_loss_margin)
    with step("export", f"Proving the exported model on {len(split.holdout_labels):,} rows"):
        exported = export.export(model, split)
    with step("publish", "Writing the version"):
        document = publish.report(
            predictor,
            rows,
            split,
            compared,
            evaluate.always_no(split.training_labels[split.folds >= 0], prevalence),
            winner,
            evaluation,
            decision,
            exported,
            durations,
        )
        return publish.publish(
            store,
            job=job,
            declaration=declaration,
            predictor=predictor,
            rows=rows,
            winner=winner,
            exported=exported,
            decision=decision,
            document=document,
        )


def _published(store: ModelStore, name: str, job: str) -> Published | None:
    """What this job has published in an earlier run that was killed afterwards."""
    version = store.version_of_job(name, job)
    if version is None:
        return None
    directory = store.directory(name, version)
    manifest = bundle.read_manifest(directory)
    files = {file: (directory / file).read_bytes() for file in manifest.files}
    decision = json.loads(files[bundle.REPORT])["gate"]
    accepted, reasons = bool(decision["accepted"]), tuple(decision["reasons"])
    store.publish(
        manifest, files, accepted=accepted, by=f"training {job}", reason="; ".join(reasons)
    )
    return Published(version=version, accepted=accepted, reasons=reasons)


@dataclass(frozen=True, slots=True)
class _ChampionScores:
    """What the champion says of the held-out rows, or why that is not known."""

    probabilities: Probabilities | None = None
    threshold: float | None = None
    why_none: str | None = None


def _champion_scores(store: ModelStore, predictor: spec.Predictor, split: Split) -> _ChampionScores:
    """Score the held-out rows with the champion, through its own file."""
    try:
        pointer = store.champion(predictor.name)
        if pointer is None:
            return _ChampionScores(why_none="there is none")
        champion = Bundle.load(store.directory(predictor.name, pointer.version), predictor.name)
    except (RefusedBundle, UnknownVersion) as error:
        return _ChampionScores(why_none=f"it does not pass its own checks ({error})")
    if champion.manifest.fields != bundle.field_codes(predictor):
        return _ChampionScores(why_none="it was trained with other fields")
    if champion.predictor.salt != predictor.salt:
        return _ChampionScores(why_none="another salt held out other rows, it has seen these")
    return _ChampionScores(
        probabilities=champion.scorer.probabilities(split.holdout).astype(np.float64),
        threshold=champion.threshold,
    )


def _within(stage: Stage, following: Stage, progress: Progress) -> Progress:
    """Progress of a stage's own parts, as progress of the whole."""
    begin, end = BEGINS[stage], BEGINS[following]

    def report(part: Stage, share: float, message: str | None) -> None:
        progress(part, begin + (end - begin) * share, message)

    return report
