"""Garbage collection of versions: what would go, and why the rest stays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from bellwether_api.http.documents import Count, Document
from bellwether_contract.storage.retention import WORDS, Decided, RetentionPolicy, kept_for

# So many versions that would go, and that stay, are named.
SHOWN = 200

Keep = Annotated[int, Field(ge=1, le=1_000_000)]


class KeptVersion(Document):
    """A version that stays, and every reason why."""

    version: str
    reasons: list[str]


class KeptFor(Document):
    """A reason, and for how many versions it holds."""

    reason: str
    versions: Count


class Collection(Document):
    """What a collection would do now; ``policy`` null: nothing says how many are to stay.

    ``automatic``: it is done after each publication. ``going`` versions would be removed and
    ``staying`` would not, of which the first are named, the newest first. ``bytes`` are those of
    the files that would go. ``under_way``: the trainer is at it, or is to be; null while the queue
    cannot be asked.
    """

    predictor: str
    policy: RetentionPolicy | None
    automatic: bool
    going: Count
    staying: Count
    bytes: Count
    goes: list[str]
    stays: list[KeptVersion]
    reasons: list[KeptFor]
    under_way: bool | None

    @classmethod
    def of(
        cls,
        predictor: str,
        policy: RetentionPolicy | None,
        decided: Sequence[Decided],
        *,
        size: int,
        automatic: bool,
        under_way: bool | None,
    ) -> Collection:
        """What was decided."""
        goes = [each.version for each in decided if each.goes]
        stays = [each for each in decided if not each.goes]
        return cls(
            predictor=predictor,
            policy=policy,
            automatic=automatic,
            going=len(goes),
            staying=len(stays),
            bytes=size,
            goes=goes[:SHOWN],
            stays=[
                KeptVersion(version=each.version, reasons=[WORDS[why] for why in each.reasons])
                for each in stays[:SHOWN]
            ],
            reasons=[
                KeptFor(reason=WORDS[why], versions=count)
                for why, count in kept_for(decided).items()
            ],
            under_way=under_way,
        )


class CollectionRequest(Document):
    """The body of a collection: so many of the newest stay; the setting says it otherwise."""

    keep: Keep | None = None
    reason: Annotated[str | None, Field(max_length=500)] = None
