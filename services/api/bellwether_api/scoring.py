"""A document in, the text of an answer out: the way of one prediction, kept short."""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from typing import Any

from bellwether_api import metrics
from bellwether_api.body import unknown_members
from bellwether_contract.bands import Band, point
from bellwether_contract.bundle import Bundle
from bellwether_contract.errors import BellwetherError, Fault, InvalidInputs
from bellwether_contract.jobs import JobRecord
from bellwether_contract.scorer import Probabilities

# A batch is held in memory, its answer too; 1,000 heart records are 345 kB.
RECORDS_LIMIT = 10_000

# One row and the same row in a batch differ by up to 1.2e-7: more digits would be noise.
DIGITS = 7


class NoModelYet(BellwetherError):
    """Nothing can be predicted before a first version is there.

    ``training`` is on its way; where none is, ``failed`` is the last one that was.
    """

    permanent = False

    def __init__(self, message: str, training: JobRecord | None, failed: JobRecord | None) -> None:
        super().__init__(message)
        self.training = training
        self.failed = failed


class NoProbability(BellwetherError):
    """The model answered with something that is no probability."""


def predict(bundle: Bundle, document: Any) -> str:
    """Answer a prediction request with JSON.

    ``document`` is ``{"inputs": {...}}``, ``{"inputs": [{...}, ...]}`` or a list of the
    former. Raises InvalidInputs with every fault of the document.
    """
    if type(document) is dict and len(document) == 1:
        inputs = document.get("inputs")
        if type(inputs) is dict:
            matrix = bundle.encoder.record(inputs, "/inputs")
            (score,) = checked(bundle.scorer.probabilities(matrix))
            metrics.predicted(bundle, score >= bundle.threshold)
            return _head(bundle) + _verdict(score, bundle) + "}\n"
    records, pointers, faults, alone = _records(document)
    try:
        matrix = bundle.encoder.records(records, pointers)
    except InvalidInputs as error:
        found = len(faults) + error.count
        raise InvalidInputs.of([*faults, *error.faults], found) from error
    if faults:
        raise InvalidInputs.of(faults)
    scores = checked(bundle.scorer.probabilities(matrix))
    metrics.answered(bundle, records=len(scores), positive=positives(scores, bundle))
    if alone:
        return _head(bundle) + _verdict(scores[0], bundle) + "}\n"
    verdicts = ",".join("{" + _verdict(score, bundle) + "}" for score in scores)
    return f'{_head(bundle)}"predictions":[{verdicts}]}}\n'


def checked(scores: Probabilities) -> list[float]:
    """``scores`` [rows] as a list; raises NoProbability where one is none."""
    listed: list[float] = scores.tolist()
    # Written so that NaN, which compares false with everything, does not pass.
    if not all(0.0 <= score <= 1.0 for score in listed):
        raise NoProbability("The model's answer is no probability; roll back to another version")
    return listed


def positives(scores: Sequence[float], bundle: Bundle) -> int:
    """How many of ``scores`` count as positive."""
    threshold = bundle.threshold
    return sum(score >= threshold for score in scores)


def extent(document: Any) -> int:
    """How many records a request holds, right or wrong; 0 where it has another shape."""
    inputs = document.get("inputs") if isinstance(document, dict) else document
    if isinstance(inputs, list):
        return len(inputs)
    return int(isinstance(inputs, dict) and inputs is not document)


def _head(bundle: Bundle) -> str:
    manifest = bundle.manifest
    return _constant_part(manifest.predictor, manifest.version, manifest.threshold.value)


@functools.lru_cache(maxsize=128)
def _constant_part(predictor: str, version: str, threshold: float) -> str:
    members = {"predictor": predictor, "version": version, "threshold": threshold}
    return json.dumps(members, separators=(",", ":"))[:-1] + ","


def _verdict(score: float, bundle: Bundle) -> str:
    # The unrounded score decides, as it did when the threshold was chosen.
    positive = "true" if score >= bundle.threshold else "false"
    sure = _certainty(bundle.bands[point(score)])
    return f'"probability":{round(score, DIGITS)!r},"positive":{positive}{sure}'


@functools.lru_cache(maxsize=1024)
def _certainty(band: Band | None) -> str:
    """How sure the score is, as further members of the answer; nothing where nobody knows."""
    if band is None:
        return ""
    members: dict[str, Any] = {
        "band": {"low": round(band.low, 4), "high": round(band.high, 4), "n": band.n}
    }
    if band.refits is not None:
        low, high = band.refits
        members["refits"] = {"low": round(low, 4), "high": round(high, 4)}
    return "," + json.dumps(members, separators=(",", ":"))[1:-1]


def _records(document: Any) -> tuple[list[Any], list[str], list[Fault], bool]:
    """Records, where each stands, what is wrong around them, and whether it is one alone."""
    if isinstance(document, list):
        _check_count(document, "")
        records, pointers = [], []
        faults: list[Fault] = []
        for index, item in enumerate(document):
            pointer = f"/{index}"
            if not isinstance(item, dict):
                faults.append(Fault(pointer, 'must be an object with the member "inputs"'))
                continue
            faults.extend(unknown_members(item, ("inputs",), pointer))
            if "inputs" not in item:
                faults.append(Fault(f"{pointer}/inputs", "is required"))
                continue
            records.append(item["inputs"])
            pointers.append(f"{pointer}/inputs")
        return records, pointers, faults, False
    if not isinstance(document, dict):
        raise InvalidInputs.of(
            [Fault("", 'must be an object with the member "inputs", or a list of them')]
        )
    faults = unknown_members(document, ("inputs",))
    if "inputs" not in document:
        raise InvalidInputs.of([*faults, Fault("/inputs", "is required")])
    inputs = document["inputs"]
    if isinstance(inputs, list):
        _check_count(inputs, "/inputs")
        return inputs, [f"/inputs/{index}" for index in range(len(inputs))], faults, False
    if not isinstance(inputs, dict):
        detail = "must be an object of field names and values, or a list of them"
        raise InvalidInputs.of([*faults, Fault("/inputs", detail)])
    return [inputs], ["/inputs"], faults, True


def _check_count(records: Sequence[Any], pointer: str) -> None:
    if not records:
        raise InvalidInputs.of([Fault(pointer, "must hold at least one record")])
    if len(records) > RECORDS_LIMIT:
        raise InvalidInputs.of([Fault(pointer, f"must hold at most {RECORDS_LIMIT:,} records")])
