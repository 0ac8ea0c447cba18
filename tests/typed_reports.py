"""Whether a report is what its type says: the trainer writes it, the API tells its type."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from bellwether_api.representations.reports.validation import ValidationReport
from bellwether_api.representations.reports.version import Report


def version_report(document: dict[str, Any]) -> dict[str, Any]:
    """A version's report, as a training has written it or as the API tells it."""
    _require(Report, {"withdrawn": None, **document})
    return document


def validation_report(document: dict[str, Any]) -> dict[str, Any]:
    """A validation's report, as its worker has written it or as the API tells it."""
    _require(ValidationReport, document)
    return document


def _require(kind: type[BaseModel], document: dict[str, Any]) -> None:
    """Fail where a member is of another type, is not declared, or is missing.

    Members that the type does not know are not written again, and those that only older reports may
    lack come back as null.
    """
    text = json.dumps(document)
    found = kind.model_validate_json(text, strict=True)
    differing = [*_differing(json.loads(text), found.model_dump(mode="json", by_alias=True), "")]
    assert not differing, "\n".join(differing)


def _differing(written: Any, typed: Any, place: str) -> Iterator[str]:
    """The places at which the two are not the same."""
    if isinstance(written, dict) and isinstance(typed, dict):
        for name in written | typed:
            yield from _differing(written.get(name, ...), typed.get(name, ...), f"{place}/{name}")
    elif isinstance(written, list) and isinstance(typed, list) and len(written) == len(typed):
        for at, (one, other) in enumerate(zip(written, typed, strict=True)):
            yield from _differing(one, other, f"{place}/{at}")
    elif written != typed:
        yield f"{place}: {written} is written, and {typed} as typed"
