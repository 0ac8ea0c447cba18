"""The steps of a training, in their order, with progress after each. Only this module knows it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bellwether_contract import bundle, spec
from bellwether_contract.bundle import Effort
from bellwether_contract.datasets import INITIAL
from bellwether_contract.jobs import Stage
from bellwether_contract.store import ModelStore
from bellwether_trainer import publish, report
from bellwether_trainer.measures import evaluate, gate, subgroups, thresholds
from bellwether_trainer.measures.findings import Chosen
from bellwether_trainer.measures.predicted import Predicted
from bellwether_trainer.measures.verdict import Evaluation
from bellwether_trainer.models import baselines, choice, export, importance, nested, rivals
from bellwether_trainer.models.baselines import Baselines
from bellwether_trainer.models.choice import REFITS, Choice
from bellwether_trainer.models.fitting import Fitted
from bellwether_trainer.models.rivals import Rivals
from bellwether_trainer.records import Progress, Published, Split, Told
from bellwether_trainer.rows import describe
from bellwether_trainer.rows.pool import Pool
from bellwether_trainer.rows.split import split as split_rows

# Where each stage begins on the bar, from the time that it takes with the heart data.
BEGINS: dict[Stage, float] = {
    "data": 0.0,
    "split": 0.03,
    "candidates": 0.04,
    "fit": 0.86,
    "evaluate": 0.90,
    "gate": 0.94,
    "export": 0.95,
    "publish": 0.98,
    "done": 1.0,
}


def run(
    folder: Path,
    store: ModelStore,
    *,
    job: str,
    threads: int,
    progress: Progress,
    data_dir: Path,
    effort: Effort = "full",
    datasets: tuple[str, ...] = (INITIAL,),
) -> Published:
    """Train the predictor declared in ``folder`` on ``datasets`` and publish what comes out.

    A job that has published already is not trained again. Raises InvalidDeclaration and
    TrainingError, which no second try mends, and whatever ``progress`` raises.
    """
    durations: dict[str, float] = {}
    name = folder.name

    @contextmanager
    def step(stage: Stage, message: str | None = None) -> Iterator[Told]:
        progress(stage, BEGINS[stage], message)
        started = time.perf_counter()
        yield _within(stage, progress)
        durations[stage] = time.perf_counter() - started

    with step("data", "Reading and checking the rows"):
        declaration, predictor = spec.read_with_source(folder)
        if (earlier := _published(store, name, job)) is not None:
            return earlier
        pool = Pool(folder, predictor, data_dir)
        initial, rows = pool.rows((INITIAL,)), pool.rows(datasets)
        described = describe.describe(
            rows.matrix, rows.labels, predictor, champion=rivals.data_fields(store, name)
        )
    with step("split", f"Splitting {len(rows.labels):,} rows"):
        split = split_rows(predictor, initial, rows)
    with step("candidates") as told:
        plain = baselines.measured(predictor, split)
        chosen_recipe = choice.choose(split, predictor, effort, threads, plain, told)
        threshold = thresholds.choose(predictor.policy.threshold, chosen_recipe.out_of_fold)
    label = chosen_recipe.winner.candidate.label
    with step("fit", f"{label} on {len(split.training_labels):,} rows"):
        model = choice.fit(chosen_recipe, split, predictor, threads)
    with step("evaluate", f"Measuring on {len(split.anchor.labels):,} rows") as told:
        met = rivals.meet(
            store,
            predictor,
            split,
            lambda names: split_rows(predictor, initial, pool.rows(names)),
            threads,
            lambda share, doing: told(share / 2, doing),
        )
        challenger = _challenger(split, chosen_recipe, model)
        evaluation = _evaluate(
            split,
            predictor,
            chosen_recipe,
            model,
            plain,
            threshold,
            challenger,
            met,
            effort,
            threads,
            lambda share, doing: told(0.5 + share / 2, doing),
        )
    with step("gate", "Comparing with champion and best version"):
        margins = predictor.policy.margins
        decision = gate.decide(
            evaluation,
            gate.limits(
                split.size,
                log_loss=margins.log_loss if margins else None,
                auroc=margins.auroc if margins else None,
            ),
            anchor=split.anchor.id,
            comparisons=store.comparisons(name, split.anchor.id) + 1,
        )
    with step("export", f"Proving the exported model on {len(split.anchor.labels):,} rows"):
        exported = export.export(model, split)
        important = importance.importance(exported, split.anchor.matrix, predictor)
    with step("publish", "Writing the version"):
        created = publish.now()
        document = report.document(
            created=created,
            predictor=predictor,
            effort=effort,
            rows=rows,
            described=described,
            split=split,
            choice=chosen_recipe,
            chosen=threshold,
            evaluation=evaluation,
            decision=decision,
            exported=exported,
            important=important,
            durations=durations,
        )
        recipe = challenger if split.size == "large" else chosen_recipe.out_of_fold
        return publish.publish(
            store,
            job=job,
            created=created,
            declaration=declaration,
            predictor=predictor,
            effort=effort,
            rows=rows,
            split=split,
            choice=chosen_recipe,
            chosen=threshold,
            log_loss=evaluate.measure(recipe, None).log_loss,
            exported=exported,
            decision=decision,
            document=document,
        )


def _challenger(split: Split, chosen: Choice, model: Fitted) -> Predicted:
    """What measures the version: held-out rows, or cross-validation with everything nested."""
    if split.size == "small":
        return chosen.procedure or chosen.out_of_fold
    said = model.predict_proba(split.anchor.matrix)[:, 1]
    return Predicted.held_out(split.anchor.labels, said)


def _evaluate(
    split: Split,
    predictor: spec.Predictor,
    chosen: Choice,
    model: Fitted,
    plain: Baselines,
    threshold: Chosen,
    challenger: Predicted,
    met: Rivals,
    effort: Effort,
    threads: int,
    told: Told,
) -> Evaluation:
    refits = anchor = fresh = None
    if split.size == "small":
        count = REFITS[effort]
        refits = nested.refits(chosen.recipe, split, predictor, threads, count, told)
        anchor = model.predict_proba(split.anchor.matrix)[:, 1]
    if len(split.new_labels):
        said = model.predict_proba(split.new)[:, 1]
        fresh = Predicted.held_out(split.new_labels, said)
    return evaluate.evaluate(
        challenger,
        chosen=threshold,
        prevalence=float(split.training_labels.mean()),
        groups=subgroups.groups(predictor, split.anchor.matrix),
        reference=(baselines.reference_label(predictor), plain.reference)
        if plain.reference
        else None,
        plain_logistic=plain.plain_logistic,
        champion=met.champion,
        no_champion=met.no_champion,
        best=met.best,
        recipe=chosen.out_of_fold if split.size == "small" else None,
        fresh=fresh,
        anchor=anchor,
        refits=refits,
    )


def _published(store: ModelStore, name: str, job: str) -> Published | None:
    """What this job has published in an earlier run that was killed afterwards."""
    version = store.version_of_job(name, job)
    if version is None:
        return None
    directory = store.directory(name, version)
    manifest = bundle.read_manifest(directory)
    files = {file: (directory / file).read_bytes() for file in manifest.files}
    document = json.loads(files[bundle.REPORT])
    decision = document["gate"]
    accepted, reasons = bool(decision["accepted"]), tuple(decision["reasons"])
    store.publish(
        manifest, files, accepted=accepted, by=f"training {job}", reason="; ".join(reasons)
    )
    return Published(version, accepted, reasons, publish.stability(document))


def _within(stage: Stage, progress: Progress) -> Told:
    """Progress of a stage's own parts, as progress of the whole."""
    stages = list(BEGINS)
    begin, end = BEGINS[stage], BEGINS[stages[stages.index(stage) + 1]]

    def told(share: float, doing: str) -> None:
        progress(stage, begin + (end - begin) * share, doing)

    return told
