"""The audit log: who did what, and whether its chain is whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    """The newest ``entries`` of ``total``, and the chains.

    ``next`` is what to ask ``before`` for older ones; None: there are none. ``people`` and
    ``actions`` are all whom and what can be asked for.
    """

    total: int
    entries: list[Entry]
    next: str | None
    chains: list[Chain]
    people: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    document: Document = field(default_factory=dict, repr=False, compare=False)


# So many entries are asked for at once where all are wanted.
PAGE = 2000


def read(transport: Transport, wanted: Mapping[str, str | None], limit: int) -> Audit:
    """What the server tells of what is ``wanted``, by the names of its query."""
    query = {name: value for name, value in wanted.items() if value is not None}
    found = transport.get("/api/v1/audit", query | {"limit": str(limit)})
    return Audit(
        total=found["total"],
        entries=[Entry(**{name: each.get(name) for name in ENTRY}) for each in found["entries"]],
        # A server from before there were pages says none.
        next=found.get("next"),
        chains=[
            Chain(
                each["of"], each["entries"], each["unchained"], each["head"], tuple(each["faults"])
            )
            for each in found["chains"]
        ],
        people=tuple(found.get("people", ())),
        actions=tuple(found.get("actions", ())),
        document=found,
    )


def entries(
    transport: Transport, wanted: Mapping[str, str | None], limit: int | None
) -> Iterator[Entry]:
    """One entry after another, newest first; a page at a time is in memory."""
    left, before = limit, None
    while left is None or left > 0:
        page = PAGE if left is None else min(PAGE, left)
        found = read(transport, {**wanted, "before": before}, page)
        yield from found.entries
        left = left if left is None else left - len(found.entries)
        if (before := found.next) is None:
            return


ENTRY: tuple[str, ...] = tuple(Entry.__slots__)
