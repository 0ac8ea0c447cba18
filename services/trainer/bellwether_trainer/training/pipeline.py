"""The steps of a training, in their order, with progress after each. Only this module knows it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bellwether_contract.bundle.scorer import Scorer
from bellwether_contract.declaration import spec
from bellwether_contract.jobs import Stage
from bellwether_contract.storage.store import ChampionChanged, ModelStore
from bellwether_contract.vocabulary import INITIAL, Effort
from bellwether_trainer.measures import clusters, evaluate, gate, promotion, subgroups, thresholds
from bellwether_trainer.measures.evaluate import Earlier
from bellwether_trainer.measures.measure import measure
from bellwether_trainer.measures.metric_types import Chosen
from bellwether_trainer.measures.predictions import Predictions
from bellwether_trainer.measures.verdict import Decision, Evaluation
from bellwether_trainer.models import (
    baselines,
    blanking,
    choice,
    elsewhere,
    export,
    importance,
    incumbents,
    nested,
)
from bellwether_trainer.models.baselines import Baselines
from bellwether_trainer.models.choice import REFITS, Choice
from bellwether_trainer.models.fitting import Fitted
from bellwether_trainer.models.incumbents import Incumbents
from bellwether_trainer.records import OnProgress, Probabilities, Progress, Published, Split
from bellwether_trainer.rows import describe, drift, enough, identifiers, leaks
from bellwether_trainer.rows.people import of_people
from bellwether_trainer.rows.pool import Pool
from bellwether_trainer.rows.split import split as split_rows
from bellwether_trainer.training import publish, report

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

# So often is a version measured before it is given up because the champion changes each time. It
# takes an operator, or another trainer, who is faster than a measurement.
MEASUREMENTS = 3


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
    mends, ChampionChanged, which one may mend, and whatever ``progress`` raises.
    """
    durations: dict[str, float] = {}
    name = folder.name

    @contextmanager
    def step(stage: Stage, message: str | None = None) -> Iterator[OnProgress]:
        progress(stage, BEGINS[stage], message)
        started = time.perf_counter()
        yield _within(stage, progress)
        durations[stage] = time.perf_counter() - started

    with step("data", "Reading and checking the rows"):
        declaration, predictor = spec.read_with_source(folder)
        if (earlier := publish.earlier(store, name, job)) is not None:
            return earlier
        pool = Pool(folder, predictor, data_dir)
        pool.require_answers(datasets)
        initial, rows = pool.rows((INITIAL,)), pool.rows(datasets)
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
        challenger = _challenger(split, chosen_recipe, model)
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
                _half(on_progress, 0.0),
                scored,
            )
            incumbent = incumbents.data(store, name, met.standing)
            drifted = drift.of_new_rows(rows, predictor, incumbent)
            if split.size == "small" and refits is None:
                refits = nested.refits(
                    chosen_recipe.recipe,
                    split,
                    predictor,
                    threads,
                    REFITS[effort],
                    _half(on_progress, 0.5),
                )
            evaluation = _evaluate(
                split, predictor, chosen_recipe, model, plain, threshold, challenger, met, refits
            )
        with step("gate", "Comparing with champion and best version"):
            decision = _decide(store, predictor, split, evaluation)
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
                questions = leaks.with_importance(
                    raised,
                    predictor,
                    {each.name: each.points for each in important.fields},
                    evaluation.challenger.auroc,
                )
        ending = promotion.ending(
            decision,
            policy=predictor.policy.promote,
            promote=promote,
            effort=effort,
            champion=evaluation.champion,
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
                evaluation=evaluation,
                decision=decision,
                ending=ending,
                standing=met.standing,
                exported=exported,
                important=important,
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
                )
            except ChampionChanged:
                continue
    raise ChampionChanged(
        f"the champion changed {MEASUREMENTS} times while this version was measured; retrain when "
        "nobody promotes and no other training of this predictor runs"
    )


def _decide(
    store: ModelStore, predictor: spec.Predictor, split: Split, evaluation: Evaluation
) -> Decision:
    margins = predictor.policy.margins
    return gate.decide(
        evaluation,
        gate.limits(
            log_loss=margins.log_loss if margins else None,
            auroc=margins.auroc if margins else None,
        ),
        anchor=split.anchor.id,
        comparisons=store.comparisons(predictor.name, split.anchor.id) + 1,
    )


def _challenger(split: Split, chosen: Choice, model: Fitted) -> Predictions:
    """What measures the version: held-out rows, or cross-validation with everything nested."""
    if split.size == "small":
        return chosen.procedure or chosen.out_of_fold
    said = model.predict_proba(split.anchor.matrix)[:, 1]
    return Predictions.held_out(split.anchor.labels, said, split.anchor.marks.people)


def _evaluate(
    split: Split,
    predictor: spec.Predictor,
    chosen: Choice,
    model: Fitted,
    plain: Baselines,
    threshold: Chosen,
    challenger: Predictions,
    met: Incumbents,
    refits: Probabilities | None,
) -> Evaluation:
    anchor = fresh = None
    if split.size == "small":
        anchor = model.predict_proba(split.anchor.matrix)[:, 1]
    if len(split.new_labels):
        said = model.predict_proba(split.new)[:, 1]
        fresh = Predictions.held_out(split.new_labels, said, split.new_marks.people)
    return evaluate.evaluate(
        challenger,
        chosen=threshold,
        prevalence=float(split.training_labels.mean()),
        learned_rows=clusters.count(split.training_people, len(split.training_labels)),
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


def _within(stage: Stage, progress: Progress) -> OnProgress:
    """Progress of a stage's own parts, as progress of the whole."""
    stages = list(BEGINS)
    begin, end = BEGINS[stage], BEGINS[stages[stages.index(stage) + 1]]

    def told(share: float, doing: str) -> None:
        progress(stage, begin + (end - begin) * share, doing)

    return told


def _half(on_progress: OnProgress, begin: float) -> OnProgress:
    """Progress of one half of a stage as progress of the stage."""
    return lambda share, doing: on_progress(begin + share / 2, doing)
