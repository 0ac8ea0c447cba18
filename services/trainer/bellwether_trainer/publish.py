"""Step 7: everything that was learned, written as a version and, where accepted, promoted."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version as installed
from typing import Any

import numpy as np

from bellwether_contract import bundle
from bellwether_contract.bundle import Candidate, GoldenRow, Manifest, Threshold
from bellwether_contract.spec import Predictor
from bellwether_contract.store import ModelStore
from bellwether_trainer.records import (
    Compared,
    Decision,
    Evaluation,
    Exported,
    Measures,
    Published,
    Rows,
    Split,
)

LIBRARIES = (
    "numpy",
    "scikit-learn",
    "xgboost-cpu",
    "onnx",
    "skl2onnx",
    "onnxmltools",
    "onnxruntime",
)

OUT_OF_FOLD = (
    "Out-of-fold: each row was predicted by a model fitted on the other folds. Each candidate "
    "stands at its own threshold of largest F1, chosen on these predictions."
)
HELD_OUT = "A row is held out when SHA-256(salt + its encoded inputs) lies in the lowest quarter."


def report(
    predictor: Predictor,
    rows: Rows,
    split: Split,
    compared: tuple[Compared, ...],
    baseline: Measures,
    winner: Compared,
    evaluation: Evaluation,
    decision: Decision,
    exported: Exported,
    durations: Mapping[str, float],
) -> dict[str, Any]:
    """What the page draws: every figure of this training. ``durations`` are seconds by step."""
    return {
        "predictor": predictor.name,
        "created": _now().isoformat(),
        "data": {
            "rows": len(rows.labels),
            "duplicates": rows.duplicates,
            "positives": int(rows.labels.sum()),
            "prevalence": float(rows.labels.mean()),
            "missing": rows.missing,
            "sha256": rows.sha256,
        },
        "split": {
            "training": len(split.training_labels),
            "holdout": len(split.holdout_labels),
            "rule": HELD_OUT,
        },
        "comparison": {
            "rows": int((split.folds >= 0).sum()),
            "folds": split.fold_count,
            "note": OUT_OF_FOLD,
        },
        "candidates": [
            {
                "name": candidate.candidate,
                "label": candidate.label,
                "hyperparameters": candidate.hyperparameters,
                "seconds": round(candidate.seconds, 3),
                "metrics": asdict(candidate.measures),
            }
            for candidate in compared
        ],
        "always_no": asdict(baseline),
        "winner": winner.candidate,
        "holdout": {
            "winner": asdict(evaluation.challenger),
            "always_no": asdict(evaluation.always_no),
            "champion": None if evaluation.champion is None else asdict(evaluation.champion),
        },
        "threshold": {
            "policy": predictor.policy.threshold,
            "value": winner.measures.threshold,
        },
        "calibration": [asdict(group) for group in evaluation.calibration],
        "parity": {
            "rows": exported.parity_rows,
            "largest_difference": exported.largest_difference,
        },
        "gate": {"accepted": decision.accepted, "reasons": list(decision.reasons)},
        "durations": {step: round(seconds, 3) for step, seconds in durations.items()},
    }


def publish(
    store: ModelStore,
    *,
    job: str,
    declaration: bytes,
    predictor: Predictor,
    rows: Rows,
    winner: Compared,
    exported: Exported,
    decision: Decision,
    document: dict[str, Any],
) -> Published:
    """Write the version and point to it where the gate has accepted it."""
    assert winner.measures.threshold is not None
    background = io.BytesIO()
    np.save(background, exported.background, allow_pickle=False)
    files = {
        bundle.MODEL: exported.model,
        bundle.DECLARATION: declaration,
        bundle.BACKGROUND: background.getvalue(),
        bundle.REPORT: json.dumps(document, indent=1, allow_nan=False).encode(),
    }
    created = _now()
    manifest = Manifest(
        format_version=bundle.FORMAT_VERSION,
        predictor=predictor.name,
        version=version_id(created, job),
        created=created,
        job=job,
        candidate=Candidate(name=winner.candidate, label=winner.label),
        threshold=Threshold(policy=predictor.policy.threshold, value=winner.measures.threshold),
        fields=bundle.field_codes(predictor),
        golden=tuple(GoldenRow(row=row, probability=p) for row, p in exported.golden),
        data_sha256=rows.sha256,
        rows=len(rows.labels),
        libraries={name: installed(name) for name in LIBRARIES},
        files=bundle.digests(files),
    )
    version = store.publish(
        manifest,
        files,
        accepted=decision.accepted,
        by=f"training {job}",
        reason="; ".join(decision.reasons),
    )
    return Published(version=version, accepted=decision.accepted, reasons=decision.reasons)


def version_id(created: datetime, job: str) -> str:
    """The version's name: when it was made, and eight hexadecimal digits of the job's hash."""
    return f"{created:%Y%m%dT%H%M%SZ}-{hashlib.sha256(job.encode()).hexdigest()[:8]}"


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
