"""Collections: which versions nothing keeps, and their removal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bellwether.transport import Transport, path

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """A version that stays, and why."""

    version: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Collection:
    """What a collection would do: ``going`` versions go, of which the first are named in ``goes``.

    ``newest`` is how many of the newest stay whatever else is, None: nothing says so, and nothing
    goes. ``bytes`` are those of the files that would go, None: nobody can say. ``reasons`` count
    what keeps the ``staying`` ones, of which the first are in ``stays``.
    ``under_way``: the trainer is at it, or is to be; None: nobody can say.
    """

    predictor: str
    newest: int | None
    automatic: bool
    going: int
    staying: int
    goes: tuple[str, ...]
    stays: tuple[Kept, ...]
    reasons: Mapping[str, int]
    under_way: bool | None
    bytes: int | None = None
    document: Document = field(default_factory=dict, repr=False, compare=False)


def look(transport: Transport, name: str, keep: int | None) -> Collection:
    """What would be done now."""
    wanted = {} if keep is None else {"keep": str(keep)}
    return _collection(transport.get(path(name, "collection"), wanted))


def start(transport: Transport, name: str, keep: int | None, reason: str | None) -> Collection:
    """Have it done."""
    document = {"keep": keep, "reason": reason}
    given = {member: value for member, value in document.items() if value is not None}
    return _collection(transport.send("POST", path(name, "collection"), given, repeatable=False))


def _collection(document: Document) -> Collection:
    policy = document["policy"]
    return Collection(
        predictor=document["predictor"],
        newest=policy["newest"] if policy is not None else None,
        automatic=document["automatic"],
        going=document["going"],
        staying=document["staying"],
        goes=tuple(document["goes"]),
        stays=tuple(Kept(each["version"], tuple(each["reasons"])) for each in document["stays"]),
        reasons={each["reason"]: each["versions"] for each in document["reasons"]},
        under_way=document["under_way"],
        # A server of before does not say.
        bytes=document.get("bytes"),
        document=document,
    )
