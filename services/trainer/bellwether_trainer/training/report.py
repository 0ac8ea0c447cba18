"""Everything that a training measured, as the one document that page and model card draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from bellwether_contract import coded
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.storage.champions import Standing
from bellwether_contract.vocabulary import Effort
from bellwether_trainer.measures import clusters, evaluate, thresholds
from bellwether_trainer.measures.evaluation_types import Decision, Evaluation
from bellwether_trainer.measures.measure import measure
from bellwether_trainer.measures.metric_types import Chosen
from bellwether_trainer.measures.promotion import Ending
from bellwether_trainer.models import baselines
from bellwether_trainer.models.blanking import Optional
from bellwether_trainer.models.choice import Choice
from bellwether_trainer.models.effects import Effects
from bellwether_trainer.models.elsewhere import Elsewhere
from bellwether_trainer.models.importance import Importance
from bellwether_trainer.records import Exported, Marks, Rows, Split
from bellwether_trainer.rows import describe, peers, prepare
from bellwether_trainer.rows.describe import DataReport
from bellwether_trainer.rows.drift import Drift
from bellwether_trainer.rows.leaks import Question
from bellwether_trainer.training import report_few

# Rises with the meaning of what is written here; a reader shows older reports in part.
FORMAT = 2

RULES = {
    "large": "A row is held out when SHA-256(salt + its encoded inputs) lies in the lowest "
    "quarter. The held-out rows of the first data set are the evaluation set: every version is "
    "measured on them.",
    "small": "Too few people had it to hold rows out. Every version is measured on the rows of "
    "the first data set in 10 x 5 folds that never change, by models that have not seen the fold.",
}
RULES_BY_PERSON = {
    "large": "A row is held out when SHA-256(salt + whose row it is) lies in the lowest quarter: "
    "nobody has rows on both sides. The held-out rows of the first data set are the evaluation "
    "set: every version is measured on them. Intervals and events count people, not rows.",
    "small": "Too few people had it to hold any out. Every version is measured on the rows of "
    "the first data set in 10 x 5 folds that never change, by models that have seen nobody who is "
    "in the fold. Intervals and events count people, not rows.",
}
HOW = {
    ("large", "quick"): "On held-out rows that no training has seen.",
    ("large", "full"): "On held-out rows that no training has seen.",
    ("small", "quick"): "Mean of 10 x 5 cross-validation of the chosen recipe. The choice itself "
    "was not nested in this quick training.",
    ("small", "full"): "Mean of 10 x 5 cross-validation with everything nested: search, "
    "calibration and the choice of the candidate are made anew in each fold.",
}
OUT_OF_FOLD = (
    "Out-of-fold: each row was predicted by a model fitted on the other folds, and calibrated. "
    "Every candidate stands at the threshold that the policy gives it."
)


def document(
    *,
    created: datetime,
    predictor: Predictor,
    effort: Effort,
    rows: Rows,
    described: DataReport,
    drifted: Drift | None,
    split: Split,
    choice: Choice,
    chosen: Chosen,
    evaluation: Evaluation,
    decision: Decision,
    ending: Ending,
    standing: Standing,
    exported: Exported,
    important: Importance,
    effect: Effects,
    optional: Optional,
    placed: Elsewhere,
    questions: Sequence[Question],
    durations: Mapping[str, float],
) -> dict[str, Any]:
    """The report of a version; ``durations`` are seconds by step. All numbers are finite.

    ``standing`` is whom the gate has measured it against.
    """
    calibration = evaluation.calibration
    return {
        "format": FORMAT,
        "predictor": predictor.name,
        "title": predictor.title,
        "created": created.isoformat(),
        "effort": effort,
        "size": split.size,
        "data": _data(rows, described, drifted),
        "preparation": _preparation(split, predictor),
        "split": {
            "rule": (RULES_BY_PERSON if split.by_person else RULES)[split.size],
            "training": len(split.training_labels),
            "holdout": len(split.anchor.labels) if split.size == "large" else 0,
            "new": len(split.new_labels),
            "set_aside": asdict(split.set_aside),
            "anchor": {
                "id": split.anchor.id,
                "rows": len(split.anchor.labels),
                "events": clusters.events(split.anchor.labels, split.anchor.marks.people),
                **_people(split.anchor.marks),
            },
            **_people(split.training_marks),
        },
        **_comparison(choice, predictor),
        "winner": choice.selection.winner,
        "winner_label": choice.winner.candidate.label,
        "why": choice.selection.why,
        "recipe": {
            **asdict(choice.recipe),
            "datasets": [each.name for each in rows.sets],
        },
        "out_of_fold": asdict(measure(choice.out_of_fold, chosen.value)),
        "evaluation": {
            "on": "holdout" if split.size == "large" else "cross-validation",
            "how": HOW[split.size, effort],
            "winner": asdict(evaluation.challenger),
            "always_no": asdict(evaluation.always_no),
            "reference": evaluation.reference and asdict(evaluation.reference),
            "plain_logistic": evaluation.plain_logistic and asdict(evaluation.plain_logistic),
            "champion": evaluation.champion
            and evaluation.champion.measures
            and asdict(evaluation.champion.measures),
            "no_champion": evaluation.no_champion
            or (evaluation.champion and evaluation.champion.incomparable),
        },
        "threshold": evaluation.threshold and asdict(evaluation.threshold),
        "calibration": report_few.calibration(calibration, split),
        "decision_curve": evaluation.decision_curve and asdict(evaluation.decision_curve),
        "operating": evaluation.operating and asdict(evaluation.operating),
        "subgroups": evaluation.subgroups and asdict(evaluation.subgroups),
        "score_band": [asdict(point) for point in evaluation.score_band],
        "refits": evaluation.refits and asdict(evaluation.refits),
        "sample_size": report_few.size(evaluation, split, predictor),
        "forms": report_few.forms(choice, predictor),
        "gate": {**_gate(decision), "against": asdict(standing)},
        "ending": {**asdict(ending), "reason_codes": coded.written(ending.reasons)},
        "parity": {
            "rows": exported.parity_rows,
            "largest_difference": exported.largest_difference,
        },
        "importance": asdict(important),
        "effects": asdict(effect),
        "optional": [asdict(each) for each in optional.fields],
        "peers": peers.as_document(peers.count(predictor, rows.matrix, rows.labels, rows.people)),
        "sites": placed.sites and asdict(placed.sites),
        "later": placed.later and asdict(placed.later),
        "questions": [asdict(question) for question in questions],
        "durations": {step: round(seconds, 3) for step, seconds in durations.items()},
    }


def _gate(decision: Decision) -> dict[str, Any]:
    """``accepted`` and ``passed`` stand for readers who know two ends alone."""
    checks = [{**asdict(check), "passed": check.passed} for check in decision.checks]
    return {**asdict(decision), "accepted": decision.accepted, "checks": checks}


def _data(rows: Rows, described: DataReport, drifted: Drift | None) -> dict[str, Any]:
    distinct = len(prepare.first_of_equals(rows.matrix, rows.labels))
    found = describe.as_document(described)
    for each in found["fields"]:
        moved = drifted and drifted.fields[each["name"]]
        each["stability"] = moved.index if moved else None
        each["stability_limit"] = moved.limit if moved else None
    return {
        "rows": len(rows.labels),
        **_people(rows.marks),
        "positives": int(rows.labels.sum()),
        "prevalence": float(rows.labels.mean()),
        "duplicates": len(rows.labels) - distinct,
        "sha256": rows.sets[0].sha256,
        "missing": {each["name"]: each["missing"] for each in found["fields"] if each["missing"]},
        "datasets": [asdict(each) for each in rows.sets],
        "drift": drifted
        and {
            "rows": drifted.rows,
            "against": drifted.against,
            "outcome": drifted.outcome and asdict(drifted.outcome),
        },
        **found,
    }


def _people(marks: Marks) -> dict[str, int]:
    """How many people rows are of, where a column tells; the fields describe one row of each."""
    return {} if marks.people is None else {"people": clusters.count(marks.people, 0)}


def _preparation(split: Split, predictor: Predictor) -> dict[str, Any]:
    kept = prepare.keep(split.training, split.training_labels, predictor)
    return {
        **predictor.preparation.model_dump(),
        "removed": {"duplicates": kept.duplicates, "outliers": kept.outliers},
    }


def _comparison(choice: Choice, predictor: Predictor) -> dict[str, Any]:
    """The candidates and the baselines, out of fold on the same rows."""
    some = next(iter(choice.predicted.values()))
    assert some.folds is not None

    def measured(predicted: Any) -> dict[str, Any]:
        threshold = thresholds.choose(predictor.policy.threshold, predicted).value
        return asdict(measure(predicted, threshold))

    return {
        "comparison": {
            "rows": some.n,
            "folds": int(some.folds.max()) + 1,
            "repeats": some.repeats,
            "note": OUT_OF_FOLD,
        },
        "candidates": [
            {
                "name": each.candidate.name,
                "label": each.candidate.label,
                "hyperparameters": each.found.hyperparameters,
                "configurations": each.found.configurations,
                "seconds": round(each.seconds, 3),
                "calibration": each.calibration.calibrator.kind,
                "calibration_log_loss": each.calibration.log_losses,
                "difference": asdict(choice.selection.differences[each.candidate.name]),
                "metrics": measured(choice.predicted[each.candidate.name]),
            }
            for each in choice.evaluated
        ],
        "baselines": {
            "always_no": asdict(evaluate.always_no(some, float(some.labels.mean()))),
            "reference": choice.baselines.reference
            and {
                "label": baselines.reference_label(predictor),
                "metrics": measured(choice.baselines.reference),
            },
            "plain_logistic": measured(choice.baselines.plain_logistic),
        },
    }
