"""Declarations, bundles and jobs as they cross the wire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from bellwether_api.declarations.index import Source
from bellwether_api.declarations.watcher import BrokenFolder, Declaration
from bellwether_api.http.errors import faults
from bellwether_api.http.problems import Members
from bellwether_api.jobs.dataset_checks import Check
from bellwether_api.jobs.last_trainings import WITHOUT_MODEL
from bellwether_api.jobs.trainings import JobConflict
from bellwether_api.serving.loading import State
from bellwether_api.serving.predict import NoModelYet
from bellwether_api.versions.repository import Published
from bellwether_contract.bundle.manifest import Manifest
from bellwether_contract.declaration.fields import BooleanField, CategoryField, Field, NumberField
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.disclosure import counted
from bellwether_contract.encoding.applicability import Ends
from bellwether_contract.errors import RefusedBundle, RowFault
from bellwether_contract.jobs import JobRecord, check_id
from bellwether_contract.storage.champions import Champion
from bellwether_contract.storage.datasets import Again, Dataset
from bellwether_contract.storage.history import Withdrawal
from bellwether_contract.vocabulary import INITIAL

Document = dict[str, Any]

CHECK_LOST = "The check did not come to its end; the trainer's log says why. Send the file again."
CHECK_UNATTENDED = (
    "The worker that checks rows is not running; the check waits until it is. Whoever runs the "
    "server starts it: the service checker of docker-compose.yml."
)


def summary(
    name: str,
    predictor: Predictor,
    state: State | None,
    training: JobRecord | None,
    last: JobRecord | None,
) -> Document:
    """A predictor in the list of all."""
    champion = state.champion if state is not None else None
    return {
        "name": name,
        "title": predictor.title,
        "summary": predictor.summary,
        "draft": predictor.draft,
        "champion": champion and {"version": champion.version, "since": champion.since},
        "training": job(training),
        **ended(last),
    }


def predictor(
    declared: Predictor,
    source: Source,
    ends: Mapping[str, Ends],
    state: State | None,
    champion_manifest: Manifest | None,
    training: JobRecord | None,
    last: JobRecord | None,
) -> Document:
    """All that a page needs to ask, to answer, and to say who answers.

    ``ends`` are those of ``declared`` that the rows have set, by field.
    """
    bundle = state.bundle if state is not None else None
    return {
        "name": declared.name,
        "title": declared.title,
        "summary": declared.summary,
        "draft": declared.draft,
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
        "fields": [
            field(item, ends.get(item.name), proven=bundle is not None) for item in declared.fields
        ],
        "declaration": source,
        "champion": champion(state.champion if state is not None else None, champion_manifest),
        "serving": bundle and {"version": bundle.version, **_measured(bundle.manifest)},
        "refusals": [asdict(refusal) for refusal in state.refusals] if state is not None else [],
        "training": job(training),
        **ended(last),
    }


def field(declared: Field, ends: Ends | None = None, *, proven: bool = False) -> Document:
    """One field of the form, which the rows may end; what its type does not have is null.

    Where it is ``proven`` by a version to be optional, an answer without it is averaged.
    """
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
        "below": ends and ends.below,
        "above": ends and ends.above,
        "step": number and plain(number.step),
        "refusals": [each.model_dump() for each in number.refusals] if number is not None else [],
        "choices": category
        and [{"value": choice.value, "label": choice.label} for choice in category.choices],
        "ordered": category is not None and category.ordered,
        "missing": {
            "allowed": missing is not None,
            "averaged": proven and declared.optional,
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


def version(
    name: str,
    found: Published | RefusedBundle,
    champion: str | None,
    withdrawal: Withdrawal | None = None,
) -> Document:
    """A version in the list of all; a broken one says only what is wrong with it."""
    withdrawn = withdrawal and asdict(withdrawal)
    if isinstance(found, RefusedBundle):
        return {
            "version": name,
            "champion": name == champion,
            "broken": str(found),
            "withdrawn": withdrawn,
        }
    manifest = found.manifest
    return {
        "version": name,
        "created": manifest.model_dump(mode="json", include={"created"})["created"],
        **_measured(manifest),
        "job": manifest.job,
        "rows": manifest.rows,
        "champion": name == champion,
        "accepted": found.accepted,
        "outcome": found.outcome,
        "reasons": list(found.reasons),
        "withdrawn": withdrawn,
        "measures": found.measures,
    }


def learner(
    name: str, found: Published, champion: str | None, withdrawal: Withdrawal | None
) -> Document:
    """A version that has learned from rows which are removed."""
    return {
        "version": name,
        "created": found.manifest.model_dump(mode="json", include={"created"})["created"],
        "champion": name == champion,
        "outcome": found.outcome,
        "withdrawn": withdrawal and asdict(withdrawal),
    }


def job(record: JobRecord | None) -> Document | None:
    """A retraining, or null."""
    return None if record is None else asdict(record)


def ended(record: JobRecord | None) -> Document:
    """The training that left a predictor without a model, by how it ended."""
    return {
        status: job(record) if record is not None and record.status == status else None
        for status in WITHOUT_MODEL
    }


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
        "message": None,
        "checked_at": None,
        "faults": {"count": 0, "first": []},
        "error": None,
        "job": None,
        "again": None,
        "question": None,
        "answer": None,
    }


def dataset(
    predictor: str, found: Dataset, check: Check | None, columns: frozenset[str] | None
) -> Document:
    """Uploaded rows and their verdict or, while there is none, how their check stands.

    Of a fault's column only a name in ``columns`` is told, with None every one: in a file without
    a header the names are the cells of somebody's row.
    """
    received, verdict = found.received, found.verdict
    lost = verdict is None and check is not None and check.ended
    return {
        "name": received.sha256,
        "sha256": received.sha256,
        "size": received.size,
        "rows": verdict and verdict.rows,
        "events": counted(verdict.events)
        if verdict is not None and verdict.events is not None
        else None,
        "by": received.by,
        "at": received.at,
        "status": "asked"
        if found.unanswered
        else verdict.status
        if verdict is not None
        else "failed"
        if lost
        else "checking",
        "progress": check and check.progress,
        "message": CHECK_UNATTENDED
        if verdict is None and check is not None and not check.ended and not check.attended
        else None,
        "checked_at": verdict and verdict.at,
        "faults": {
            "count": verdict.count if verdict is not None else 0,
            "first": [fault(each, columns) for each in verdict.faults]
            if verdict is not None
            else [],
        },
        "error": CHECK_LOST if lost else None,
        "job": check_id(predictor, received.sha256),
        "again": _again(verdict.again) if verdict is not None and verdict.again else None,
        "question": question(found),
        "answer": asdict(found.answer) if found.answer is not None else None,
    }


def question(found: Dataset) -> str | None:
    """What a data set asks in words; None where it asks nothing."""
    again = found.verdict.again if found.verdict is not None else None
    if again is None or not found.asks:
        return None
    which = "" if 2 * again.told >= again.again else "; which ones cannot be told of most"
    return (
        f"About {again.again:,} of {again.rows:,} rows look like people who are known already, "
        f"examined again: far more often than chance they and a known row are each other's nearest"
        f"{which}. Are they the same people?"
    )


def _again(found: Again) -> Document:
    """How many rows come again; a number of a few people reads "fewer than 5"."""
    return {**asdict(found), "again": counted(found.again), "told": counted(found.told)}


def fault(found: RowFault, columns: frozenset[str] | None) -> Document:
    """What is wrong with a table; its column where that is one of ``columns`` (None: any)."""
    told = columns is None or found.column in columns
    return {**asdict(found), "column": found.column if told else None}


def broken(folder: BrokenFolder) -> Document:
    """A folder that cannot be used, and why."""
    return {"folder": folder.folder, "errors": faults(folder.faults)}


def no_model(
    title: str, state: State | None, training: JobRecord | None, last: JobRecord | None
) -> str:
    """Why there is no answer yet, and what is being done about it, in words."""
    told = f"There is no model of {title} yet."
    if state is not None and state.refusals:
        told = f"No version of {title} passes its checks: {state.refusals[0].reason}."
    if training is None and last is not None and last.status == "rejected":
        return (
            f"{told} Its training ended, but the gate has rejected the model: {last.message}. "
            "The operator can retrain with other rows or another declaration, or promote this "
            "version by force, with a reason."
        )
    if training is None and last is not None and last.status == "candidate":
        return (
            f"{told} Its training ended, and the version is kept as a candidate: {last.message}. "
            "The operator can promote it."
        )
    if training is None and last is not None:
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


# What the problem documents of these errors tell beside.
PROBLEM_MEMBERS: Members = {
    JobConflict: lambda error: {"training": job(error.record)},
    NoModelYet: lambda error: {"training": job(error.training), **ended(error.ended)},
}
