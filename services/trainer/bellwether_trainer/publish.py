"""Step 8: everything that was learned, written as a version and, where accepted, promoted."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import UTC, datetime
from importlib.metadata import version as installed
from typing import Any

import numpy as np

from bellwether_contract import bundle, limits
from bellwether_contract.bundle import (
    Anchor,
    Candidate,
    DataSet,
    Effort,
    GoldenRow,
    Manifest,
    Threshold,
)
from bellwether_contract.spec import Predictor
from bellwether_contract.store import ModelStore
from bellwether_trainer.measures.findings import Chosen
from bellwether_trainer.measures.verdict import Decision
from bellwether_trainer.models.choice import Choice
from bellwether_trainer.records import Exported, Published, Rows, Split

LIBRARIES = (
    "numpy",
    "scikit-learn",
    "scipy",
    "imbalanced-learn",
    "xgboost-cpu",
    "onnx",
    "skl2onnx",
    "onnxmltools",
    "onnxruntime",
)


def publish(
    store: ModelStore,
    *,
    job: str,
    created: datetime,
    declaration: bytes,
    predictor: Predictor,
    effort: Effort,
    rows: Rows,
    split: Split,
    choice: Choice,
    chosen: Chosen,
    log_loss: float,
    exported: Exported,
    decision: Decision,
    document: dict[str, Any],
) -> Published:
    """Write the version and point to it where the gate has accepted it.

    ``log_loss`` is that of the recipe on the anchor.
    """
    background = io.BytesIO()
    np.save(background, exported.background, allow_pickle=False)
    files = {
        bundle.MODEL: exported.model,
        bundle.DECLARATION: declaration,
        bundle.BACKGROUND: background.getvalue(),
        bundle.REPORT: json.dumps(document, indent=1, allow_nan=False).encode(),
    }
    recipe = choice.recipe
    manifest = Manifest(
        format_version=bundle.FORMAT_VERSION,
        predictor=predictor.name,
        version=version_id(created, job),
        created=created,
        job=job,
        effort=effort,
        size=split.size,
        candidate=Candidate(name=recipe.candidate, label=choice.winner.candidate.label),
        recipe=bundle.Recipe(
            hyperparameters=dict(recipe.hyperparameters), calibration=recipe.calibration
        ),
        anchor=Anchor(id=split.anchor.id, log_loss=log_loss),
        threshold=Threshold(policy=chosen.policy, value=chosen.value),
        fields=bundle.field_codes(predictor),
        seen=limits.seen(split.training, predictor),
        golden=tuple(GoldenRow(row=row, probability=p) for row, p in exported.golden),
        datasets=tuple(
            DataSet(name=each.name, sha256=each.sha256, rows=each.rows) for each in rows.sets
        ),
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
    return Published(
        version=version,
        accepted=decision.accepted,
        reasons=decision.reasons,
        stability=stability(document),
    )


def stability(document: dict[str, Any]) -> dict[str, float | None]:
    """The population stability index of each field, as the report has it."""
    return {field["name"]: field["stability"] for field in document["data"]["fields"]}


def version_id(created: datetime, job: str) -> str:
    """The version's name: when it was made, and eight hexadecimal digits of the job's hash."""
    return f"{created:%Y%m%dT%H%M%SZ}-{hashlib.sha256(job.encode()).hexdigest()[:8]}"


def now() -> datetime:
    """The time as it names a version: UTC, whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)
