"""The part of a model card that tells which fields may be left unknown, and what proves it."""

from __future__ import annotations

from typing import Any

from bellwether_api.model_card.markdown import code, count, fixed, listed, plain, ranged, table

Report = dict[str, Any]

ASSUMES = (
    "Where one of these is unknown, the probability is the mean over its plausible values given "
    "all others, and the answer tells the range that they leave: 90 % of them lie within. It "
    "assumes that being unknown tells nothing by itself."
)
HEADS = ("Field", "Log loss without an answer", "Of a model without the field",
         "Observed to expected")  # fmt: skip


def told(report: Report) -> str | None:
    """Each field that was declared to be optional; None where none was."""
    found = report.get("optional") or []
    if not found:
        return None
    rows = [
        (
            code(each["field"]),
            _loss(each["log_loss"]),
            _loss(each["without"]),
            ranged(each["observed_expected"], 3),
            "may be unknown" if each["offered"] else "stays required",
        )
        for each in found
    ]
    measured = max(each["rows"] for each in found)
    parts = [ASSUMES]
    if measured:
        parts.append(
            f"Shown by leaving each unknown in {count(measured)} rows that measure: the log loss "
            "may lie at most 0.002 above that of the same recipe made without the field, and "
            "observed to expected must not leave out 1."
        )
    parts.append(table((*HEADS, ""), rows, numbers=range(1, 4)))
    refused = [each for each in found if not each["offered"]]
    if refused:
        reasons = [f"{code(each['field'])}: {plain(each['why'])}." for each in refused]
        parts.append("Stays required:\n\n" + listed(reasons))
    return "\n\n".join(parts)


def _loss(found: float | None) -> str:
    return "–" if found is None else fixed(found, 4)
