"""The calls that list versions, hold them and have them removed."""

from __future__ import annotations

from collections.abc import Mapping

from bellwether_api.http.errors import StoreUnavailable
from bellwether_api.jobs.collections import CollectionUnderWay
from bellwether_api.jobs.connection import QueueUnavailable
from bellwether_api.openapi.call import (
    BODY,
    LOCATION,
    ONE,
    TEXT,
    WHOLE,
    Answer,
    Call,
    json,
    parameter,
)
from bellwether_api.openapi.calls import VERSIONS
from bellwether_api.representations.collections import Collection, CollectionRequest
from bellwether_api.representations.versions import Held, ReasonedHold, Versions
from bellwether_contract.bundle.manifest import VERSION_PATTERN
from bellwether_contract.errors import (
    InvalidInputs,
    UnknownPredictor,
    UnknownVersion,
    VolumeFull,
)
from bellwether_contract.storage.locks import LockHeld
from bellwether_contract.storage.versions import CollectedVersion

# What a hold may meet.
HOLD = (UnknownPredictor, UnknownVersion, CollectedVersion, LockHeld, VolumeFull, StoreUnavailable)

CALLS: Mapping[tuple[str, str], Call] = {
    ("GET", f"{ONE}/versions"): Call(
        "listVersions",
        VERSIONS,
        "What was published, newest first",
        (Answer("A page of the versions", json(Versions)),),
        raises=(UnknownPredictor, StoreUnavailable, InvalidInputs),
        description="In the order in which they were published, whatever a clock has said. `next` "
        "is the `cursor` of the page after this one, and stays good whatever is published or "
        "removed.",
        parameters=(
            parameter(
                "limit",
                "query",
                "So many versions at most.",
                {**WHOLE, "minimum": 1, "maximum": 200, "default": 50},
            ),
            parameter(
                "cursor",
                "query",
                "The `next` of the page before; left out: the first page.",
                {**TEXT, "pattern": f"^([0-9]{{1,12}}|{VERSION_PATTERN.pattern})$"},
            ),
            parameter(
                "begins",
                "query",
                "Only versions whose names begin so.",
                {**TEXT, "pattern": "^[0-9a-fTZ-]{1,25}$"},
            ),
        ),
        tagged=True,
    ),
    ("PUT", f"{ONE}/versions/{{version}}/hold"): Call(
        "holdVersion",
        VERSIONS,
        "Have nobody remove a version",
        (Answer("It is held", json(Held)),),
        raises=(*HOLD, *BODY),
        description="No collection removes it until it is released. Held again it gets the new "
        "reason.",
        body=json(ReasonedHold),
    ),
    ("DELETE", f"{ONE}/versions/{{version}}/hold"): Call(
        "releaseVersion",
        VERSIONS,
        "Let a version be removed again",
        (Answer("Nobody holds it, now or before", json(Held)),),
        raises=(*HOLD, InvalidInputs),
        parameters=(
            parameter(
                "reason",
                "query",
                "Why it is held no more; it has to be said.",
                {**TEXT, "minLength": 1, "maxLength": 500, "pattern": "[^ ]"},
                required=True,
            ),
        ),
    ),
    ("GET", f"{ONE}/collection"): Call(
        "showCollection",
        VERSIONS,
        "Which versions would be removed, and why the others stay",
        (Answer("What a collection would do now", json(Collection)),),
        raises=(UnknownPredictor, StoreUnavailable, InvalidInputs),
        description="A dry run: nothing is changed.",
        parameters=(
            parameter(
                "keep",
                "query",
                "So many of the newest stay; the setting says it otherwise.",
                {**WHOLE, "minimum": 1, "maximum": 1_000_000},
            ),
        ),
    ),
    ("POST", f"{ONE}/collection"): Call(
        "collectVersions",
        VERSIONS,
        "Have versions removed that nothing keeps",
        (Answer("It is in the trainer's queue", json(Collection), {"Location": LOCATION}, 202),),
        raises=(UnknownPredictor, CollectionUnderWay, StoreUnavailable, QueueUnavailable, *BODY),
        description="It is decided anew when the trainer comes to it. Each version that is removed "
        "gets a line in the history, with a few facts that stay known of it.",
        body=json(CollectionRequest),
        body_required=False,
        examples={"keep": {"keep": 100, "reason": "the volume is full"}},
    ),
}
