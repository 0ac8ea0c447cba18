"""A document in, the text of an answer out: the way of one prediction, kept short."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from http import HTTPStatus
from typing import Any

import numpy as np

from bellwether_api import telemetry
from bellwether_api.http import json_body
from bellwether_api.http.errors import ApiError
from bellwether_api.serving import score_format
from bellwether_api.serving.score_format import checked
from bellwether_contract import spelling
from bellwether_contract.bundle.bundle import Bundle
from bellwether_contract.encoding.applicability import NOTHING, Beyond
from bellwether_contract.encoding.encode import Matrix
from bellwether_contract.errors import FAULTS_LISTED, Fault, InvalidInputs
from bellwether_contract.jobs import JobRecord

# A batch is held in memory, its answer too; 1,000 heart records are 345 kB.
RECORDS_LIMIT = 10_000

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


def predict(bundle: Bundle, document: Any) -> str:
    """Answer a prediction request with JSON.

    ``document`` is ``{"inputs": {...}}``, ``{"inputs": [{...}, ...]}`` or a list of the
    former. Raises InvalidInputs with every fault of the document.
    """
    told = score_format.of(bundle)
    if type(document) is dict and len(document) == 1:
        inputs = document.get("inputs")
        if type(inputs) is dict:
            matrix = bundle.encoder.record(inputs, "/inputs")
            scored = bundle.scored(matrix)
            (score,) = checked(scored.probabilities)
            beyond = bundle.limits.beyond(matrix).get(0, NOTHING)
            if beyond.refusals:
                telemetry.answered(bundle, refused=1)
            else:
                telemetry.predicted(bundle, score >= bundle.threshold)
            return f"{told.head}{told.json(score, beyond, scored.spreads.get(0))}}}\n"
    matrix, alone = _matrix(bundle, document)
    scored = bundle.scored(matrix)
    scores, spreads = checked(scored.probabilities), scored.spreads
    beyonds = bundle.limits.beyond(matrix)
    telemetry.answered(bundle, **outcomes(bundle, scores, beyonds))
    if alone:
        return f"{told.head}{told.json(scores[0], beyonds.get(0, NOTHING), spreads.get(0))}}}\n"
    if beyonds or spreads:
        listed = [
            told.json(score, beyonds.get(row, NOTHING), spreads.get(row))
            for row, score in enumerate(scores)
        ]
    else:
        listed = list(map(told.json, scores))
    return f'{told.head}"predictions":[{{{"},{".join(listed)}}}]}}\n'


def complete_record(bundle: Bundle, content: bytes) -> bytes | None:
    """The answer to one record that fits, as ``predict`` gives it; None where it is not that."""
    document = json_body.parse_plain(content)
    if type(document) is not dict or len(document) != 1:
        return None
    row = bundle.encoder.plainly(document.get("inputs"))
    if row is None:
        return None
    # What holds an unknown value never lies within for certain: complete records are not asked.
    holds = bundle.limits.holds(row)
    if not holds and bundle.lacks(row):
        return None
    matrix = np.array((row,), dtype=np.float32)
    score = float(bundle.scorer.probabilities(matrix)[0])
    if not 0.0 <= score <= 1.0:
        return None
    beyond = NOTHING if holds else bundle.limits.beyond(matrix).get(0, NOTHING)
    if beyond.refusals:
        return None
    told = score_format.of(bundle)
    answer = f"{told.head}{told.json(score, beyond)}}}\n".encode()
    telemetry.predicted(bundle, score >= bundle.threshold)
    return answer


def explain(bundle: Bundle, document: Any) -> str:
    """Answer a request for an explanation, ``{"inputs": {...}}``, with JSON.

    It is the prediction and, in points of 100, what each field contributes to it. A record that
    is refused has none. Raises InvalidInputs with every fault of the document.
    """
    matrix, alone = _matrix(bundle, document)
    if not alone:
        raise InvalidInputs.of([Fault("", "must hold one record: ask for each explanation alone")])
    told = score_format.of(bundle)
    beyond = bundle.limits.beyond(matrix).get(0, NOTHING)
    explanation = None
    if beyond.refusals:
        scored = bundle.scored(matrix)
    else:
        scored, found = bundle.explained(matrix)
        points = (100 * found.contributions).round(POINT_DIGITS).tolist()
        explanation = {
            "unit": "points of 100",
            "baseline": round(100 * found.baseline, POINT_DIGITS),
            "contributions": dict(zip(bundle.encoder.names, points, strict=True)),
        }
    (score,) = checked(scored.probabilities)
    answer = told.json(score, beyond, scored.spreads.get(0))
    members = json.dumps(explanation, separators=(",", ":"))
    return f'{told.head}{answer},"explanation":{members}}}\n'


def outcomes(
    bundle: Bundle,
    scores: Sequence[float],
    beyonds: Mapping[int, Beyond],
    faulty: Collection[int] = (),
) -> dict[str, int]:
    """How many records were answered in which way; what was scored in ``faulty`` rows is void."""
    refused = {row for row, beyond in beyonds.items() if beyond.refusals} - set(faulty)
    void = refused.union(faulty)
    threshold = bundle.threshold
    positive = sum([score >= threshold for score in scores])
    positive -= sum([scores[row] >= threshold for row in void])
    return {
        "negative": len(scores) - len(void) - positive,
        "positive": positive,
        "invalid": len(faulty),
        "refused": len(refused),
    }


def extent(document: Any) -> int:
    """How many records a request holds, right or wrong; 0 where it has another shape."""
    inputs = document.get("inputs") if isinstance(document, dict) else document
    if isinstance(inputs, list):
        return len(inputs)
    return int(isinstance(inputs, dict) and inputs is not document)


def _matrix(bundle: Bundle, document: Any) -> tuple[Matrix, bool]:
    """The encoded records of a document, [records, fields], and whether it is one alone."""
    records, pointers, around, alone = _records(document)
    try:
        matrix = bundle.encoder.records(records, pointers)
    except InvalidInputs as error:
        faults = [*around.first, *error.faults]
        raise InvalidInputs.of(faults, around.count + error.count) from error
    if around.first:
        raise InvalidInputs.of(around.first, around.count)
    return matrix, alone


class _Faults:
    """What is wrong with a document: all of it counted, the first faults kept."""

    def __init__(self) -> None:
        self.count = 0
        self.first: list[Fault] = []

    def add(self, faults: Sequence[Fault], count: int | None = None) -> None:
        """Add the first of ``count`` faults, or all of them."""
        self.count += len(faults) if count is None else count
        self.first.extend(faults[: FAULTS_LISTED - len(self.first)])


def _records(document: Any) -> tuple[list[Any], list[str], _Faults, bool]:
    """Records, where each stands, what is wrong around them, and whether it is one alone."""
    faults = _Faults()
    if isinstance(document, list):
        _check_count(document, "")
        records, pointers = [], []
        for index, item in enumerate(document):
            pointer = f"/{index}"
            if not isinstance(item, dict):
                faults.add([Fault(pointer, 'must be an object with the member "inputs"')])
                continue
            hints = len(faults.first) < spelling.COMPARED
            faults.add(*json_body.unknown_members(item, ("inputs",), pointer, hints=hints))
            if "inputs" not in item:
                faults.add([Fault(f"{pointer}/inputs", "is required")])
                continue
            records.append(item["inputs"])
            pointers.append(f"{pointer}/inputs")
        return records, pointers, faults, False
    if not isinstance(document, dict):
        raise InvalidInputs.of(
            [Fault("", 'must be an object with the member "inputs", or a list of them')]
        )
    faults.add(*json_body.unknown_members(document, ("inputs",)))
    if "inputs" not in document:
        raise InvalidInputs.of([*faults.first, Fault("/inputs", "is required")], faults.count + 1)
    inputs = document["inputs"]
    if isinstance(inputs, list):
        _check_count(inputs, "/inputs")
        return inputs, [f"/inputs/{index}" for index in range(len(inputs))], faults, False
    if not isinstance(inputs, dict):
        detail = "must be an object of field names and values, or a list of them"
        raise InvalidInputs.of([*faults.first, Fault("/inputs", detail)], faults.count + 1)
    return [inputs], ["/inputs"], faults, True


def _check_count(records: Sequence[Any], pointer: str) -> None:
    if not records:
        raise InvalidInputs.of([Fault(pointer, "must hold at least one record")])
    if len(records) > RECORDS_LIMIT:
        raise InvalidInputs.of([Fault(pointer, f"must hold at most {RECORDS_LIMIT:,} records")])
