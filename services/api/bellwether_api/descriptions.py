"""Declarations, bundles and jobs as they cross the wire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from bellwether_api.archive import Published
from bellwether_api.catalog import BrokenFolder, Declaration
from bellwether_api.checks import Check
from bellwether_api.directory import Source
from bellwether_api.registry import State
from bellwether_contract.bundle import Manifest
from bellwether_contract.datasets import INITIAL, Dataset
from bellwether_contract.errors import Fault, RefusedBundle
from bellwether_contract.fields import BooleanField, CategoryField, Field, NumberField
from bellwether_contract.jobs import JobRecord, check_id
from bellwether_contract.spec import Predictor
from bellwether_contract.store import Champion

Document = dict[str, Any]

CHECK_LOST = "The check did not come to its end; the trainer's log says why. Send the file again."


def summary(
    name: str,
    predictor: Predictor,
    state: State | None,
    training: JobRecord | None,
    failed: JobRecord | None,
) -> Document:
    """A predictor in the list of all."""
    champion = state.champion if state is not None else None
    return {
        "name": name,
        "title": predictor.title,
        "summary": predictor.summary,
        "champion": champion and {"version": champion.version, "since": champion.since},
        "training": job(training),
        "failed": job(failed),
    }


def predictor(
    declared: Predictor,
    source: Source,
    state: State | None,
    champion_manifest: Manifest | None,
    training: JobRecord | None,
    failed: JobRecord | None,
) -> Document:
    """All that a page needs to ask, to answer, and to say who answers."""
    bundle = state.bundle if state is not None else None
    return {
        "name": declared.name,
        "title": declared.title,
        "summary": declared.summary,
        "target": {"label": declared.target.label, "meaning": declared.target.meaning},
        "population": {
            "who": declared.population.who,
            "source": declared.population.source,
            "rows": bundle.manifest.rows if bundle is not None else None,
            "limits": list(declared.population.limits),
        },
        "wording": declared.wording.model_dump(),
        "sections": [
            {"title": section.title, "fields": list(section.fields)}
            for section in declared.sections
        ],
        "fields": [field(item) for item in declared.fields],
        "declaration": source,
        "champion": champion(state.champion if state is not None else None, champion_manifest),
        "serving": bundle and {"version": bundle.version, **_measured(bundle.manifest)},
        "refusals": [asdict(refusal) for refusal in state.refusals] if state is not None else [],
        "training": job(training),
        "failed": job(failed),
    }


def field(declared: Field) -> Document:
    """One field of the form; members that its type does not have are null."""
    missing = declared.missing
    number = declared if isinstance(declared, NumberField) else None
    category = declared if isinstance(declared, CategoryField) else None
    return {
        "name": declared.name,
        "type": declared.type,
        "label": declared.label,
        "unit": number and number.unit,
        "help": declared.help,
        "minimum": number and plain(number.minimum),
        "maximum": number and plain(number.maximum),
        "step": number and plain(number.step),
        "refusals": [each.model_dump() for each in number.refusals] if number is not None else [],
        "choices": category
        and [{"value": choice.value, "label": choice.label} for choice in category.choices],
        "ordered": category is not None and category.ordered,
        "missing": {
            "allowed": missing is not None,
            "label": missing and missing.label,
            "values": [plain(value) for value in missing.values] if missing is not None else [],
        },
        "example": declared.example
        if isinstance(declared, BooleanField)
        else plain(declared.example),
    }


def champion(pointer: Champion | None, manifest: Manifest | None) -> Document | None:
    """The champion; what its manifest would tell is null where that cannot be read."""
    if pointer is None:
        return None
    unknown = {"candidate": None, "candidate_label": None, "threshold": None}
    return {**asdict(pointer), **(_measured(manifest) if manifest is not None else unknown)}


def version(name: str, found: Published | RefusedBundle, champion: str | None) -> Document:
    """A version in the list of all; a broken one says only what is wrong with it."""
    if isinstance(found, RefusedBundle):
        return {"version": name, "champion": name == champion, "broken": str(found)}
    manifest = found.manifest
    return {
        "version": name,
        "created": manifest.model_dump(mode="json", include={"created"})["created"],
        **_measured(manifest),
        "job": manifest.job,
        "rows": manifest.rows,
        "champion": name == champion,
        "accepted": found.accepted,
        "measures": found.measures,
    }


def job(record: JobRecord | None) -> Document | None:
    """A retraining, or null."""
    return None if record is None else asdict(record)


def initial_dataset(declared: Declaration, champion_manifest: Manifest | None) -> Document:
    """The rows in the predictor's folder; how many, where the champion has read the same ones."""
    sha256 = declared.predictor.data.sha256
    read = champion_manifest.datasets if champion_manifest is not None else ()
    try:
        size = declared.data.stat().st_size
    except OSError:
        size = None
    return {
        "name": INITIAL,
        "sha256": sha256,
        "size": size,
        "rows": next((one.rows for one in read if one.sha256 == sha256), None),
        "events": None,
        "by": None,
        "at": None,
        "status": "usable",
        "progress": None,
        "checked_at": None,
        "faults": {"count": 0, "first": []},
        "error": None,
        "job": None,
    }


def dataset(predictor: str, found: Dataset, check: Check | None) -> Document:
    """Uploaded rows and their verdict or, while there is none, how their check stands."""
    received, verdict = found.received, found.verdict
    lost = verdict is None and check is not None and check.ended
    return {
        "name": received.sha256,
        "sha256": received.sha256,
        "size": received.size,
        "rows": verdict and verdict.rows,
        "events": verdict and verdict.events,
        "by": received.by,
        "at": received.at,
        "status": verdict.status if verdict is not None else "failed" if lost else "checking",
        "progress": check and check.progress,
        "checked_at": verdict and verdict.at,
        "faults": {
            "count": verdict.count if verdict is not None else 0,
            "first": [asdict(fault) for fault in verdict.faults] if verdict is not None else [],
        },
        "error": CHECK_LOST if lost else None,
        "job": check_id(predictor, received.sha256),
    }


def broken(folder: BrokenFolder) -> Document:
    """A folder that cannot be used, and why."""
    return {"folder": folder.folder, "errors": faults(folder.faults)}


def faults(found: Sequence[Fault]) -> list[Document]:
    """Faults as RFC 9457 shows them by example."""
    return [asdict(fault) for fault in found]


def no_model(
    title: str, state: State | None, training: JobRecord | None, failed: JobRecord | None
) -> str:
    """Why there is no answer yet, and what is being done about it, in words."""
    told = f"There is no model of {title} yet."
    if state is not None and state.refusals:
        told = f"No version of {title} passes its checks: {state.refusals[0].reason}."
    if training is None and failed is not None:
        return f"{told} Its training failed; the operator sees why under /api/v1/retrainings."
    if training is None:
        return told
    if training.status == "queued":
        return f"{told} Its training waits in the queue."
    step = training.message or training.stage
    return f"{told} It is being trained: {step}, {training.progress:.0%} done."


def _measured(manifest: Manifest) -> Document:
    return {
        "candidate": manifest.candidate.name,
        "candidate_label": manifest.candidate.label,
        "threshold": manifest.threshold.value,
    }


def plain(value: float | str | None) -> float | str | None:
    """A whole number without its ``.0``, as a person would write it."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
