"""The steps of a training, in their order, with progress after each. Only this module knows it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bellwether_contract.bundle.scorer import Scorer
from bellwether_contract.declaration import spec
from bellwether_contract.jobs import Stage
from bellwether_contract.storage.locks import OnWait
from bellwether_contract.storage.store import ChampionChanged, ModelStore
from bellwether_contract.vocabulary import INITIAL, Effort
from bellwether_trainer.measures import gate, promotion, thresholds
from bellwether_trainer.measures.evaluate import Earlier
from bellwether_trainer.measures.evaluation_types import Decision, Evaluation
from bellwether_trainer.measures.measure import measure
from bellwether_trainer.models import (
    baselines,
    blanking,
    bootstrap,
    choice,
    effects,
    elsewhere,
    export,
    importance,
    incumbents,
)
from bellwether_trainer.models.choice import REFITS
from bellwether_trainer.records import OnProgress, Progress, Published, Split
from bellwether_trainer.rows import describe, drift, enough, identifiers, leaks
from bellwether_trainer.rows.people import of_people
from bellwether_trainer.rows.pool import Pool
from bellwether_trainer.rows.split import split as split_rows
from bellwether_trainer.training import evaluation, needs, publish, report
from bellwether_trainer.training.stages import BEGINS, half, within

# So often is a version measured before it is given up because the champion changes each time. It
# takes an operator, or another trainer, who is faster than a measurement.
MEASUREMENTS = 3

# What a training says that cannot publish yet.
WAITS = (
    "Waits for another process, which holds the lock on the champions' volume; where that goes on, "
    "it hangs: restart the API"
)


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
    promote: bool = True,
) -> Published:
    """Train the predictor declared in ``folder`` on ``datasets`` and publish what comes out.

    Where it is not to ``promote`` it, the version is kept as a candidate at best.
    A job that has published already is not trained again. What is published was measured against
    the champion of that moment. Raises InvalidDeclaration and TrainingError, which no second try
    mends, ChampionChanged and LockHeld, which one may mend, and whatever ``progress`` raises.
    """
    durations: dict[str, float] = {}
    name = folder.name

    @contextmanager
    def step(stage: Stage, message: str | None = None) -> Iterator[OnProgress]:
        progress(stage, BEGINS[stage], message)
        started = time.perf_counter()
        yield within(stage, progress)
        durations[stage] = time.perf_counter() - started

    def waits(stage: Stage) -> OnWait:
        return lambda: progress(stage, BEGINS[stage], WAITS)

    with step("data", "Reading and checking the rows"):
        declaration, predictor = spec.read_with_source(folder)
        if (earlier := publish.earlier(store, name, job, waits("data"))) is not None:
            return earlier
        needs.require(folder, predictor, data_dir, datasets)
        pool = Pool(folder, predictor, data_dir)
        pool.require_answers(datasets)
        initial = pool.rows((INITIAL,))
        rows = initial if datasets == (INITIAL,) else pool.rows(datasets)
        described = describe.describe(rows.matrix, rows.labels, predictor, rows.people)
        raised = (
            *leaks.questions(predictor, rows.matrix, rows.labels),
            *leaks.of_identifiers(predictor, identifiers.undeclared(folder, predictor)),
        )
    with step("split", f"Splitting {len(rows.labels):,} rows"):
        split = split_rows(predictor, initial, rows)
        enough.require(split, predictor)
    with step("candidates") as on_progress:
        plain = baselines.measured(predictor, split)
        chosen_recipe = choice.choose(split, predictor, effort, threads, plain, on_progress)
        threshold = thresholds.choose(predictor.policy.threshold, chosen_recipe.out_of_fold)
    label = chosen_recipe.winner.candidate.label
    with step("fit", f"{label} on {len(split.training_labels):,} rows") as on_progress:
        model = choice.fit(chosen_recipe, split, predictor, threads)
        challenger = evaluation.predictions(split, chosen_recipe, model)
        placed = elsewhere.elsewhere(
            chosen_recipe.recipe, rows, split, challenger, predictor, threads, on_progress
        )
    refits, exported, scored = None, None, dict[str, Earlier]()
    for measurement in range(1, MEASUREMENTS + 1):
        again = " again: the champion has changed" if measurement > 1 else ""
        with step(
            "evaluate", f"Measuring on {len(split.anchor.labels):,} rows{again}"
        ) as on_progress:
            met = incumbents.meet(
                store,
                predictor,
                split,
                lambda names: split_rows(predictor, initial, pool.rows(names)),
                threads,
                half(on_progress, 0.0),
                scored,
            )
            incumbent = incumbents.data(store, name, met.standing)
            drifted = drift.of_new_rows(rows, predictor, incumbent)
            if split.size == "small" and refits is None:
                refits = bootstrap.refits(
                    chosen_recipe.recipe,
                    split,
                    predictor,
                    threads,
                    REFITS[effort],
                    half(on_progress, 0.5),
                )
            evaluated = evaluation.of(
                split, predictor, chosen_recipe, model, plain, threshold, challenger, met, refits
            )
        with step("gate", "Comparing with champion and best version"):
            decision = _decide(store, predictor, split, evaluated)
        if exported is None:
            proving = f"Proving the exported model on {len(split.anchor.labels):,} rows"
            with step("export", proving) as on_progress:
                exported = export.export(model, split, predictor)
                optional = blanking.optional(
                    chosen_recipe.recipe,
                    Scorer(exported.model, len(predictor.fields)),
                    split,
                    predictor,
                    threads,
                    on_progress,
                )
                some = of_people(split.anchor.matrix, split.anchor.marks.people)
                important = importance.importance(exported, some, predictor)
                effect = effects.effects(exported, described, predictor)
                questions = leaks.with_importance(
                    raised,
                    predictor,
                    {each.name: each.points for each in important.fields},
                    evaluated.challenger.auroc,
                )
        ending = promotion.ending(
            decision,
            policy=predictor.policy.promote,
            promote=promote,
            effort=effort,
            champion=evaluated.champion,
            champion_effort=met.champion_effort,
            questions=tuple(leaks.unanswered(questions)),
        )
        with step("publish", "Writing the version"):
            created = publish.now()
            document = report.document(
                created=created,
                predictor=predictor,
                effort=effort,
                rows=rows,
                described=described,
                drifted=drifted,
                split=split,
                choice=chosen_recipe,
                chosen=threshold,
                evaluation=evaluated,
                decision=decision,
                ending=ending,
                standing=met.standing,
                exported=exported,
                important=important,
                effect=effect,
                optional=optional,
                placed=placed,
                questions=questions,
                durations=durations,
            )
            recipe = challenger if split.size == "large" else chosen_recipe.out_of_fold
            try:
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
                    log_loss=measure(recipe, None).log_loss,
                    exported=exported,
                    plausible=optional.plausible,
                    ending=ending,
                    document=document,
                    met=met.standing,
                    on_wait=waits("publish"),
                )
            except ChampionChanged:
                continue
    raise ChampionChanged(
        f"the champion changed {MEASUREMENTS} times while this version was measured; retrain when "
        "nobody promotes and no other training of this predictor runs"
    )


def _decide(
    store: ModelStore, predictor: spec.Predictor, split: Split, evaluated: Evaluation
) -> Decision:
    margins = predictor.policy.margins
    return gate.decide(
        evaluated,
        gate.tolerances(
            log_loss=margins.log_loss if margins else None,
            auroc=margins.auroc if margins else None,
        ),
        anchor=split.anchor.id,
        comparisons=store.comparisons(predictor.name, split.anchor.id) + 1,
    )
