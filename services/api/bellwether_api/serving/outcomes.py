"""In which ways records were answered, in numbers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from bellwether_api.telemetry import Outcomes
from bellwether_contract.encoding.applicability import OutOfRange

_ONE = {False: Outcomes(negative=1), True: Outcomes(positive=1)}


def of(
    threshold: float,
    scores: Sequence[float],
    out_of_range: Mapping[int, OutOfRange],
    faulty: Collection[int] = (),
) -> Outcomes:
    """How many ``scores`` were answered in which way; what was scored in ``faulty`` rows is void.

    ``out_of_range`` and ``faulty`` are by position.
    """
    if len(scores) == 1 and not out_of_range and not faulty:
        return _ONE[scores[0] >= threshold]
    refused = {row for row, beyond in out_of_range.items() if beyond.refusals} - set(faulty)
    void = refused.union(faulty)
    positive = sum([score >= threshold for score in scores])
    positive -= sum([scores[row] >= threshold for row in void])
    return Outcomes(
        negative=len(scores) - len(void) - positive,
        positive=positive,
        invalid=len(faulty),
        refused=len(refused),
    )
