"""`make study`: tries each declared preparation alone, prints it and writes docs/study.md."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from bellwether_contract.declaration import spec
from bellwether_contract.declaration.policy import NetBenefitAt
from bellwether_contract.vocabulary import INITIAL
from bellwether_trainer.capacity import MACHINE
from bellwether_trainer.models import candidates
from bellwether_trainer.records import Split
from bellwether_trainer.rows import prepare, split
from bellwether_trainer.rows.pool import Pool
from research.study import document, trial
from research.study.measure import differences, figures
from research.study.trial import Trial
from research.study.variants import declare, variants

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs/study.md"

# The candidate that is fixed: what the selection chooses for these rows.
FIXED = {"heart": "xgboost", "diabetes": "logistic_regression"}


def main(_: list[str]) -> int:
    """Some minutes on two cores."""
    studies = [study(ROOT / "predictors" / name, candidate) for name, candidate in FIXED.items()]
    DOCUMENT.write_text(document.write(studies))
    print(f"written: {DOCUMENT.relative_to(ROOT)}")
    return 0


def study(folder: Path, candidate: str) -> document.Study:
    """Try every variant of the predictor in ``folder``."""
    predictor = spec.read(folder)
    policy = predictor.policy.threshold
    if not isinstance(policy, NetBenefitAt):
        raise SystemExit(
            f"{predictor.name} declares the threshold {policy}, which would be another one for "
            "each variant; the study compares at one threshold: declare {net_benefit_at: ...}"
        )
    threshold = policy.net_benefit_at
    sides = _sides(folder, predictor)
    # One after the other where a fit takes milliseconds.
    threads = MACHINE.cores() if sides.size == "large" else 1
    tried: list[document.Tried] = []
    default: Trial | None = None
    for variant in variants(predictor):
        declared = declare(predictor, variant)
        found = trial.predict(candidate, sides, declared, threads)
        raw = figures(found.raw, threshold)
        recalibrated = figures(found.recalibrated, threshold)
        tried.append(
            document.Tried(
                name=variant.name,
                rows=_rows(sides, declared),
                raw=raw,
                recalibrated=recalibrated,
                raw_difference=None if default is None else differences(found.raw, default.raw),
                recalibrated_difference=None
                if default is None
                else differences(found.recalibrated, default.recalibrated),
            )
        )
        default = default or found
        print(
            f"{predictor.name:9} {variant.name:18} log loss {raw.log_loss:.4f}  AUROC "
            f"{raw.auroc:.4f}  recalibrated {recalibrated.log_loss:.4f}",
            flush=True,
        )
    anchor = sides.anchor
    how = (
        "Scored on the held-out quarter."
        if anchor.folds is None
        else f"Scored in {len(anchor.folds)} x {anchor.folds.max() + 1} cross-validation, on the "
        "test rows of every fold: measures are means over the folds, calibration is pooled."
    )
    return document.Study(
        title=predictor.title,
        label=candidates.named(candidate).label,
        how=how,
        n=len(anchor.labels),
        events=int(anchor.labels.sum()),
        threshold=threshold,
        tried=tuple(tried),
    )


def _sides(folder: Path, predictor: spec.Predictor) -> Split:
    """What measures a variant, and what it learns from: those of a training on the first rows."""
    rows = Pool(folder, predictor, Path(os.devnull)).rows((INITIAL,))
    return split.split(predictor, rows, rows)


def _rows(sides: Split, predictor: spec.Predictor) -> int:
    """How many rows a model is fitted on after the preparation; in the first of several folds."""
    learned = (
        np.ones(len(sides.training_labels), dtype=bool)
        if sides.training_folds is None
        else sides.training_folds[0] != 0
    )
    labels = sides.training_labels[learned]
    return len(prepare.prepare(sides.training[learned], labels, predictor).labels)
