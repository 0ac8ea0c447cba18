"""What is asked -> what is answered: validated, encoded, scored, and written. It counts nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, NamedTuple

import numpy as np

from bellwether_api.http.errors import ApiError
from bellwether_api.serving import documents, outcomes, score_format
from bellwether_api.serving.score_format import checked
from bellwether_api.serving.wording import Wording
from bellwether_api.telemetry import Outcomes
from bellwether_contract.bundle.averaging import Spread
from bellwether_contract.bundle.bundle import Bundle
from bellwether_contract.encoding.applicability import OutOfRange, Refused
from bellwether_contract.encoding.encode import Matrix
from bellwether_contract.errors import BellwetherError, Fault, InvalidInputs
from bellwether_contract.jobs import JobRecord

NONE: Mapping[int, Any] = {}

# Of rows that are refused so many are told by number.
ROWS_LISTED = 100

# Contributions are told in points of 100, with so many digits.
POINT_DIGITS = 5


class NoModelYet(ApiError):
    """Nothing can be predicted before a first version is there.

    ``training`` is on its way; where none is, ``ended`` is the last one that was, which failed or
    was rejected.
    """

    status = HTTPStatus.SERVICE_UNAVAILABLE
    retry_after = 2

    permanent = False

    def __init__(self, message: str, training: JobRecord | None, ended: JobRecord | None) -> None:
        super().__init__(message)
        self.training = training
        self.ended = ended


class RefusedRow(BellwetherError):
    """Rows hold values that no model is asked about, where there is no place to say so."""

    @classmethod
    def of(cls, rows: Mapping[int, Refused]) -> RefusedRow:
        """Why the first of ``rows`` is refused, by position, and which the others are."""
        first, *others = sorted(rows)
        message = f"/{first}/{rows[first].field} is refused: {rows[first].reason}"
        if others:
            more = len(others) - ROWS_LISTED
            listed = ", ".join(map(str, others[:ROWS_LISTED]))
            message += (
                f" So are the rows {listed}{f' and {more} more' if more > 0 else ''}, counted from "
                "0. Ask again without them."
            )
        return cls(message)


class Scores(NamedTuple):
    """Probabilities, and by position what lies beyond the limits and what is averaged."""

    probabilities: Sequence[float]
    out_of_range: Mapping[int, OutOfRange]
    spreads: Mapping[int, Spread]


def predict(
    bundle: Bundle, document: Any, wording: Wording | None = None
) -> tuple[bytes, Outcomes]:
    """Answer a prediction request with JSON, and tell how its records were answered.

    ``document`` is ``{"inputs": {...}}``, ``{"inputs": [{...}, ...]}`` or a list of the
    former. Without ``wording`` the version's own words are spoken. Raises InvalidInputs with every
    fault of the document.
    """
    record = documents.lone_record(document)
    if record is not None:
        scores, alone = _of_record(bundle, record, wording), True
    else:
        matrix, alone = documents.encoded(document, bundle.encoder)
        scores = _of_matrix(bundle, matrix, wording)
    form = score_format.of(bundle)
    return form.document(*scores, alone=alone), outcomes.of(form.threshold, *scores[:2])


def explain(bundle: Bundle, document: Any, wording: Wording) -> bytes:
    """Answer a request for an explanation, ``{"inputs": {...}}``, with JSON.

    It is the prediction and, in points of 100, what each field contributes to it. A record that
    is refused has none. Raises InvalidInputs with every fault of the document.
    """
    matrix, alone = documents.encoded(document, bundle.encoder)
    if not alone:
        raise InvalidInputs.of([Fault("", "must hold one record: ask for each explanation alone")])
    out_of_range = _beyond(bundle, matrix, wording)
    if any(beyond.refusals for beyond in out_of_range.values()):
        scored = bundle.scored(matrix)
        explanation = None
    else:
        scored, found = bundle.explained(matrix)
        points = (100 * found.contributions).round(POINT_DIGITS).tolist()
        explanation = {
            "unit": "points of 100",
            "baseline": round(100 * found.baseline, POINT_DIGITS),
            "contributions": dict(zip(bundle.encoder.names, points, strict=True)),
        }
    return score_format.of(bundle).document(
        checked(scored.probabilities.tolist()), out_of_range, scored.spreads,
        alone=True, explained=True, explanation=explanation,
    )  # fmt: skip


def infer(bundle: Bundle, columns: Mapping[str, Sequence[Any]]) -> Scores:
    """Score equally long columns of values by field name.

    Raises InvalidInputs with every fault, and RefusedRow where a row gets no probability.
    """
    matrix = bundle.encoder.columns(columns)
    out_of_range = bundle.limits.beyond(matrix)
    refused = {row: each.refusals[0] for row, each in out_of_range.items() if each.refusals}
    if refused:
        raise RefusedRow.of(refused)
    scored = bundle.scored(matrix)
    return Scores(checked(scored.probabilities.tolist()), out_of_range, scored.spreads)


def _of_record(bundle: Bundle, record: dict[str, Any], wording: Wording | None) -> Scores:
    row = bundle.encoder.row(record, "/inputs")
    # What holds an unknown value never lies within for certain: complete records are not asked.
    within = bundle.limits.holds(row)
    if not within and bundle.lacks(row):
        return _of_matrix(bundle, np.array((row,), dtype=np.float32), wording)
    probabilities = checked([bundle.scorer.probability(row)])
    if within:
        return Scores(probabilities, NONE, NONE)
    out_of_range = _beyond(bundle, np.array((row,), dtype=np.float32), wording)
    return Scores(probabilities, out_of_range, NONE)


def _of_matrix(bundle: Bundle, matrix: Matrix, wording: Wording | None) -> Scores:
    scored = bundle.scored(matrix)
    out_of_range = _beyond(bundle, matrix, wording)
    return Scores(checked(scored.probabilities.tolist()), out_of_range, scored.spreads)


def _beyond(bundle: Bundle, matrix: Matrix, wording: Wording | None) -> Mapping[int, OutOfRange]:
    """What lies beyond the limits, in the language that was asked for: nothing else has words."""
    found = bundle.limits.beyond(matrix)
    if wording is None or not any(each.refusals or each.thin for each in found.values()):
        return found
    worded = wording.of(bundle)
    return found if worded is bundle else worded.limits.beyond(matrix)
