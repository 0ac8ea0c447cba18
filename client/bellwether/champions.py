"""Champions: which version answers, which ones did, and how another one comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bellwether.errors import Conflict
from bellwether.transport import Transport, path
from bellwether.versions import Withdrawal

Document = Mapping[str, Any]

# After one of these the version was the champion.
PROMOTIONS = frozenset({"promoted", "rolled back", "forced"})

# So many lines of a history the server tells at once.
LINES = "1000"


@dataclass(frozen=True, slots=True)
class Champion:
    """The version that answers, since when, and why."""

    version: str
    since: str
    by: str
    reason: str
    label: str | None = None
    threshold: float | None = None
    document: Document = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history.

    ``event`` is promoted, kept as candidate, rejected, forced, rolled back, withdrawn, held,
    released or collected. ``against`` is the champion that a training has measured the version
    against, ``facts`` what stays known of one that was collected.
    """

    at: str
    event: str
    version: str
    by: str
    reason: str
    against: str | None = None
    facts: Mapping[str, Any] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Standing:
    """The champion, the newest lines of its history, and the ETag under which they were seen.

    ``previous`` is the champion before it that is in use, None: there is none.
    """

    champion: Champion | None
    history: list[Event]
    etag: str | None
    previous: str | None = None

    def former(self, name: str) -> str:
        """The champion before the present one, which is another version; raises Conflict.

        One that was withdrawn or collected is passed over.
        """
        if self.previous is None:
            raise Conflict(f"{name} has had no other champion; there is nothing to roll back to")
        return self.previous


def look(transport: Transport, name: str) -> Standing:
    """How things stand."""
    found = transport.tagged(path(name, "champion"))
    document = found.document
    champion = _champion(document["champion"]) if document["champion"] is not None else None
    events = _events(document)
    # A server of before tells all of the history, and leaves this to whoever reads it.
    former = document["former"] if "former" in document else _former(champion, events)
    return Standing(champion, events, found.etag, former)


def history(transport: Transport, name: str) -> list[Event]:
    """All that was decided of its versions, newest first, page by page."""
    found: list[Event] = []
    wanted = {"limit": LINES}
    while True:
        document = transport.get(path(name, "champion"), wanted)
        found += _events(document)
        if (cursor := document.get("next")) is None:
            return found
        wanted["cursor"] = cursor


def promote(
    transport: Transport, name: str, version: str, reason: str | None, seen: Standing
) -> Champion:
    """Make ``version`` the champion, which was decided on what was ``seen``.

    Where that has changed meanwhile, the server refuses: raises Overtaken.
    """
    document = {"version": version} | ({"reason": reason} if reason is not None else {})
    headers = {"If-Match": seen.etag} if seen.etag else None
    answer = transport.send(
        "PUT", path(name, "champion"), document, headers=headers, repeatable=False
    )
    return _champion(answer["champion"])


def withdraw(
    transport: Transport, name: str, version: str, reason: str, seen: Standing
) -> Withdrawal:
    """Take ``version`` out of use, which was decided on what was ``seen``.

    One that was withdrawn already stays as it is. Raises Conflict where it answers, Overtaken.
    """
    headers = {"If-Match": seen.etag} if seen.etag else None
    where = path(name, "versions", version, "withdrawal")
    answer = transport.send("PUT", where, {"reason": reason}, headers=headers)
    found = answer["withdrawn"]
    return Withdrawal(version, found["at"], found["by"], found["reason"])


def _former(champion: Champion | None, history: list[Event]) -> str | None:
    present = champion.version if champion is not None else None
    gone = {event.version for event in history if event.event in ("withdrawn", "collected")}
    for event in history:
        if event.event in PROMOTIONS and event.version not in {present, *gone}:
            return event.version
    return None


def _events(document: Document) -> list[Event]:
    return [
        Event(
            each["at"],
            each["event"],
            each["version"],
            each["by"],
            each["reason"],
            each.get("against"),
            each.get("facts"),
        )
        for each in document["history"]
    ]


def _champion(document: Document) -> Champion:
    return Champion(
        version=document["version"],
        since=document["since"],
        by=document["by"],
        reason=document["reason"],
        label=document.get("candidate_label"),
        threshold=document.get("threshold"),
        document=document,
    )
