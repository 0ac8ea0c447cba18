"""The edge of this room: whoever answers asks here, and here alone is counted how."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from bellwether_api import telemetry
from bellwether_api.serving import csv_predict, documents, outcomes
from bellwether_api.serving import predict as scoring
from bellwether_api.serving.csv_predict import Answered, Sink
from bellwether_api.serving.csv_reader import FaultyTable
from bellwether_api.serving.kept_columns import Keep
from bellwether_api.serving.predict import RefusedRow, Scores
from bellwether_api.serving.wording import Wording
from bellwether_api.telemetry import Outcomes
from bellwether_contract.bundle.bundle import Bundle
from bellwether_contract.errors import InvalidInputs


def predict(bundle: Bundle, document: Any, wording: Wording) -> bytes:
    """The JSON that answers a prediction request; raises InvalidInputs."""
    try:
        response, answered = scoring.predict(bundle, document, wording)
    except InvalidInputs:
        telemetry.answered(bundle, Outcomes(invalid=documents.extent(document)))
        raise
    telemetry.answered(bundle, answered)
    return response


def infer(bundle: Bundle, columns: Mapping[str, Sequence[Any]]) -> Scores:
    """The scores of equally long columns; raises InvalidInputs and RefusedRow."""
    rows = len(next(iter(columns.values())))
    try:
        scores = scoring.infer(bundle, columns)
    except InvalidInputs:
        telemetry.answered(bundle, Outcomes(invalid=rows))
        raise
    except RefusedRow:
        telemetry.answered(bundle, Outcomes(refused=rows))
        raise
    telemetry.answered(
        bundle, outcomes.of(bundle.threshold, scores.probabilities, scores.out_of_range)
    )
    return scores


def table(
    bundle: Bundle,
    rows: io.BufferedReader[Any],
    out: Sink,
    wording: Wording,
    *,
    faults_in_place: bool,
    keep: Keep,
) -> Answered:
    """A CSV answered with a CSV in ``out``; raises FaultyTable."""
    try:
        answered = csv_predict.predict(
            bundle, rows, out, wording, faults_in_place=faults_in_place, keep=keep
        )
    except FaultyTable as error:
        telemetry.answered(bundle, Outcomes(invalid=error.rows))
        raise
    telemetry.answered(bundle, answered.outcomes)
    return answered
