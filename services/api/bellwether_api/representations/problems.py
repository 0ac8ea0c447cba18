"""Problems that tell more than others, and the words of one of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bellwether_api.http.json_text import UnreadableBody
from bellwether_api.http.problem_documents import FaultyBody, Problem
from bellwether_api.jobs.trainings import JobConflict
from bellwether_api.representations.retrainings import ended
from bellwether_api.serving import csv_reader, predict
from bellwether_api.serving.loading import State
from bellwether_contract.errors import BellwetherError, FaultyDocument, RowFault
from bellwether_contract.jobs import JobRecord


class FaultyTable(Problem):
    """Rows that are wrong, by line and column; the header is line 1."""

    errors: list[RowFault]

    @classmethod
    def members(cls, error: csv_reader.FaultyTable) -> dict[str, Any]:
        """The faults that are listed."""
        return {"errors": list(error.faults)}


class NoModelYet(Problem):
    """No version yet: the training on its way, or the last one, which did not lead to a model."""

    training: JobRecord | None
    failed: JobRecord | None
    rejected: JobRecord | None
    candidate: JobRecord | None

    @classmethod
    def members(cls, error: predict.NoModelYet) -> dict[str, Any]:
        """The trainings, by how they ended."""
        return {"training": error.training, **ended(error.ended)}


class Conflict(Problem):
    """The job that stands in the way."""

    training: JobRecord

    @classmethod
    def members(cls, error: JobConflict) -> dict[str, Any]:
        """Its record."""
        return {"training": error.record}


# The documents of errors that tell more than others.
KINDS: Mapping[type[BellwetherError], type[Problem]] = {
    UnreadableBody: FaultyBody,
    FaultyDocument: FaultyBody,
    csv_reader.FaultyTable: FaultyTable,
    JobConflict: Conflict,
    predict.NoModelYet: NoModelYet,
}


def no_model(
    title: str, state: State | None, training: JobRecord | None, last: JobRecord | None
) -> str:
    """Why there is no answer yet, and what is being done about it, in words."""
    first = f"There is no model of {title} yet."
    if state is not None and state.refusals:
        first = f"No version of {title} passes its checks: {state.refusals[0].reason}."
    if training is None and last is not None and last.status == "rejected":
        return (
            f"{first} Its training ended, but the gate has rejected the model: {last.message}. "
            "The operator can retrain with other rows or another declaration, or promote this "
            "version by force, with a reason."
        )
    if training is None and last is not None and last.status == "candidate":
        return (
            f"{first} Its training ended, and the version is kept as a candidate: {last.message}. "
            "The operator can promote it."
        )
    if training is None and last is not None:
        return f"{first} Its training failed; the operator sees why under /api/v1/retrainings."
    if training is None:
        return first
    if training.status == "queued":
        return f"{first} Its training waits in the queue."
    step = training.message or training.stage
    return f"{first} It is being trained: {step}, {training.progress:.0%} done."
