"""The audit log: who did what, and whether its chain is whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bellwether.transport import Transport

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One action: when, by whom in which role, to what, and why; ``key`` is a named key's id."""

    at: str
    who: str
    role: str
    key: str | None
    action: str
    predictor: str | None
    subject: str | None
    before: str | None
    after: str | None
    reason: str | None
    request: str | None


@dataclass(frozen=True, slots=True)
class Chain:
    """A chained file: ``of`` the audit log, or of a predictor's history.

    ``faults`` are sentences; without any nothing was changed, dropped, moved or put in. ``head`` is
    what to keep elsewhere.
    """

    of: str
    entries: int
    unchained: int
    head: str | None
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Audit:
    """The newest ``entries`` of ``total``, and the chains."""

    total: int
    entries: list[Entry]
    chains: list[Chain]
    document: Document = field(default_factory=dict, repr=False, compare=False)


def read(transport: Transport, predictor: str | None, limit: int, head: str | None) -> Audit:
    """What the server tells."""
    wanted = {"limit": str(limit)}
    wanted |= {} if predictor is None else {"predictor": predictor}
    wanted |= {} if head is None else {"head": head}
    found = transport.get("/api/v1/audit", wanted)
    return Audit(
        total=found["total"],
        entries=[Entry(**{name: each.get(name) for name in ENTRY}) for each in found["entries"]],
        chains=[
            Chain(
                each["of"], each["entries"], each["unchained"], each["head"], tuple(each["faults"])
            )
            for each in found["chains"]
        ],
        document=found,
    )


ENTRY: tuple[str, ...] = tuple(Entry.__slots__)
