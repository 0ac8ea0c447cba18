"""What all uploads of rows have in common: how large they may be, and their faults."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bellwether_api.http.documents import Count, Document
from bellwether_contract.errors import RowFault


class UploadLimits(Document):
    bytes: Count


class RowFaults(Document):
    count: Count
    first: list[RowFault]


def faults(count: int, first: Iterable[RowFault], columns: frozenset[str] | None) -> RowFaults:
    """What is wrong with a table; a column where it is one of ``columns`` (None: any)."""
    return RowFaults(
        count=count,
        first=[
            each if columns is None or each.column in columns else replace(each, column=None)
            for each in first
        ],
    )
