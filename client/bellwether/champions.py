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
WITHDRAWN = "withdrawn"


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

    ``event`` is promoted, kept as candidate, rejected, forced, rolled back or withdrawn.
    ``against`` is the champion that a training has measured the version against.
    """

    at: str
    event: str
    version: str
    by: str
    reason: str
    against: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """The champion and its history, newest first, and the ETag under which they were seen."""

    champion: Champion | None
    history: list[Event]
    etag: str | None

    def former(self, name: str) -> str:
        """The champion before the present one, which is another version; raises Conflict.

        One that was withdrawn is passed over.
        """
        present = self.champion.version if self.champion is not None else None
        gone = {event.version for event in self.history if event.event == WITHDRAWN}
        for event in self.history:
            if event.event in PROMOTIONS and event.version not in {present, *gone}:
                return event.version
        raise Conflict(f"{name} has had no other champion; there is nothing to roll back to")


def look(transport: Transport, name: str) -> Standing:
    """How things stand."""
    found = transport.tagged(path(name, "champion"))
    document = found.document
    history = [
        Event(
            each["at"],
            each["event"],
            each["version"],
            each["by"],
            each["reason"],
            each.get("against"),
        )
        for each in document["history"]
    ]
    champion = document["champion"]
    return Standing(_champion(champion) if champion is not None else None, history, found.etag)


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
