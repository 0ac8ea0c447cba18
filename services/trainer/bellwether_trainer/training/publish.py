"""Publish: everything that was learned, written as a version and, where accepted, promoted."""

from __future__ import annotations

import hashlib
import io
import json
import sys
from datetime import UTC, datetime
from importlib.metadata import version as installed
from typing import Any

import numpy as np

from bellwether_contract import disclosure
from bellwether_contract.bundle.manifest import (
    BACKGROUND,
    DECLARATION,
    FORMAT_VERSION,
    MODEL,
    PLAUSIBLE,
    REPORT,
    Candidate,
    DataSet,
    EvaluationSetRecord,
    Manifest,
    Recipe,
    SelfTestVector,
    Threshold,
    digests,
    field_codes,
    read_manifest,
)
from bellwether_contract.bundle.plausible import Plausible
from bellwether_contract.coded import codes, with_codes
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding import seen
from bellwether_contract.jobs import OUTCOME
from bellwether_contract.storage.champions import Standing
from bellwether_contract.storage.locks import OnWait
from bellwether_contract.storage.store import ChampionChanged, ModelStore
from bellwether_contract.vocabulary import Effort
from bellwether_trainer.measures.metric_types import Chosen
from bellwether_trainer.measures.promotion import Ending
from bellwether_trainer.models.choice import Choice
from bellwether_trainer.records import Exported, Published, Rows, Split
from bellwether_trainer.rows.people import of_people

LIBRARIES = (
    "numpy",
    "scikit-learn",
    "scipy",
    "imbalanced-learn",
    "xgboost" if sys.platform == "darwin" else "xgboost-cpu",
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
    plausible: Plausible | None,
    ending: Ending,
    document: dict[str, Any],
    met: Standing,
    on_wait: OnWait,
) -> Published:
    """Write the version and point to it where that is how it ended.

    ``log_loss`` is that of the recipe on the evaluation set; ``met`` is whom the gate has measured
    it against. Raises ChampionChanged where that is not so any more: nothing is published then.
    ``on_wait`` is told again and again while another process holds the lock; raises LockHeld.
    """
    background = io.BytesIO()
    np.save(background, exported.background, allow_pickle=False)
    files = {
        MODEL: exported.model,
        DECLARATION: declaration,
        BACKGROUND: background.getvalue(),
        REPORT: json.dumps(document, indent=1, allow_nan=False).encode(),
    }
    if plausible is not None:
        files[PLAUSIBLE] = plausible.document.model_dump_json().encode()
    recipe = choice.recipe
    learned = of_people(split.training, split.training_people)
    manifest = Manifest(
        format_version=FORMAT_VERSION,
        predictor=predictor.name,
        version=version_id(created, job),
        created=created,
        job=job,
        effort=effort,
        size=split.size,
        candidate=Candidate(name=recipe.candidate, label=choice.winner.candidate.label),
        recipe=Recipe(hyperparameters=dict(recipe.hyperparameters), calibration=recipe.calibration),
        anchor=EvaluationSetRecord(id=split.anchor.id, log_loss=log_loss),
        threshold=Threshold(policy=chosen.policy, value=chosen.value),
        fields=field_codes(predictor),
        seen=seen.seen(learned, predictor),
        least=disclosure.LEAST,
        learned=len(learned),
        golden=tuple(SelfTestVector(row=row, probability=p) for row, p in exported.golden),
        datasets=tuple(
            DataSet(name=each.name, sha256=each.sha256, rows=each.rows) for each in rows.sets
        ),
        rows=len(rows.labels),
        libraries={name: installed(name) for name in LIBRARIES},
        files=digests(files),
    )
    version = store.publish(
        manifest,
        files,
        outcome=ending.outcome,
        by=f"training {job}",
        reason="; ".join(ending.reasons),
        reasons=ending.reasons,
        met=met,
        on_wait=on_wait,
    )
    return Published(
        version=version,
        outcome=ending.outcome,
        reasons=ending.reasons,
        stability=stability(document),
        shifted=shifted(document),
    )


def earlier(store: ModelStore, name: str, job: str, on_wait: OnWait) -> Published | None:
    """What this job has published in an earlier run that was killed afterwards.

    What that run left undone is finished, unless the champion has changed in between. ``on_wait``
    is told while another process holds the lock; raises LockHeld.
    """
    version = store.version_of_job(name, job)
    if version is None:
        return None
    directory = store.directory(name, version)
    manifest = read_manifest(directory, store.trust)
    files = {file: (directory / file).read_bytes() for file in manifest.files}
    document = json.loads(files[REPORT])
    ending = _ending(document)
    try:
        store.publish(
            manifest,
            files,
            outcome=ending.outcome,
            by=f"training {job}",
            reason="; ".join(ending.reasons),
            reasons=ending.reasons,
            met=_met(document),
            on_wait=on_wait,
        )
    except ChampionChanged:
        # Nobody has been told of this version, and it is gone now: it is trained anew.
        return None
    return Published(
        version, ending.outcome, ending.reasons, stability(document), shifted(document)
    )


def _ending(document: dict[str, Any]) -> Ending:
    """How a report's version has ended; before there were candidates the gate alone decided."""
    recorded = document.get("ending")
    if recorded is not None:
        reasons = with_codes(recorded["reasons"], codes(recorded.get("reason_codes")))
        return Ending(recorded["outcome"], reasons)
    decision = document["gate"]
    return Ending("promoted" if decision["accepted"] else "rejected", tuple(decision["reasons"]))


def _met(document: dict[str, Any]) -> Standing:
    """Whom the version of a report was measured against; nobody where it does not say so."""
    against = document["gate"].get("against") or {"champion": None, "promoted": -1}
    # A report from before versions could be withdrawn was measured while none was.
    return Standing(against["champion"], against["promoted"], against.get("withdrawn", 0))


def stability(document: dict[str, Any]) -> dict[str, float | None]:
    """The population stability index of each field, as the report has it."""
    return {field["name"]: field["stability"] for field in document["data"]["fields"]}


def shifted(document: dict[str, Any]) -> tuple[str, ...] | None:
    """What of the new rows chance does not explain: names of fields, and OUTCOME.

    None where there were no new rows to compare, or an older trainer has written the report.
    """
    data = document["data"]
    if (drift := data.get("drift")) is None:
        return None
    outcome = drift["outcome"]
    moved = outcome is not None and outcome["index"] > outcome["limit"]
    fields = (
        field["name"]
        for field in data["fields"]
        if field["stability"] is not None and field["stability"] > field["stability_limit"]
    )
    return (*fields, *([OUTCOME] if moved else []))


def version_id(created: datetime, job: str) -> str:
    """The version's name: when it was made, and eight hexadecimal digits of the job's hash."""
    return f"{created:%Y%m%dT%H%M%SZ}-{hashlib.sha256(job.encode()).hexdigest()[:8]}"


def now() -> datetime:
    """The time as it names a version: UTC, whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)
