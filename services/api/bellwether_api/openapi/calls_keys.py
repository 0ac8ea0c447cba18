"""The calls of named keys and of the audit log."""

from __future__ import annotations

from collections.abc import Mapping

from bellwether_api.http.errors import StoreUnavailable
from bellwether_api.openapi.call import BODY, LOCATION, TEXT, WHOLE, Answer, Call, json, parameter
from bellwether_api.representations.audit import Audit
from bellwether_api.representations.keys import Key, Keys, MadeKey, NewKey, OwnKey
from bellwether_contract.errors import InvalidInputs, VolumeFull
from bellwether_contract.storage.keys import KeyConflict, UnknownKey
from bellwether_contract.storage.locks import LockHeld

KEYS = "Keys"
AUDIT = "Audit"

WHEN = {**TEXT, "pattern": r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?Z?)?$"}

# What the volume may refuse.
CHANGED = (LockHeld, VolumeFull, StoreUnavailable)

CALLS: Mapping[tuple[str, str], Call] = {
    ("GET", "/api/v1/key"): Call(
        "showOwnKey", KEYS, "Whose key is sent, and what it may do", (Answer("It", json(OwnKey)),)
    ),
    ("GET", "/api/v1/keys"): Call(
        "listKeys", KEYS, "The named keys, newest first", (Answer("The keys", json(Keys)),)
    ),
    ("POST", "/api/v1/keys"): Call(
        "createKey",
        KEYS,
        "Make a key",
        (Answer("The key, and once what to send", json(MadeKey), {"Location": LOCATION}, 201),),
        raises=(*BODY, KeyConflict, *CHANGED),
        description="Its secret is in this answer and nowhere else.",
        body=json(NewKey),
        examples={"viewer": {"name": "ward 3", "role": "viewer", "days": 90}},
    ),
    ("POST", "/api/v1/keys/{key}/rotation"): Call(
        "rotateKey",
        KEYS,
        "Give a key another secret",
        (Answer("The key, and once what to send from now on", json(MadeKey)),),
        raises=(UnknownKey, KeyConflict, *CHANGED),
        description="The former secret is refused from now on; the days of the key begin anew.",
    ),
    ("DELETE", "/api/v1/keys/{key}"): Call(
        "revokeKey",
        KEYS,
        "Revoke a key, for good",
        (Answer("It is revoked, now or before", json(Key)),),
        raises=(UnknownKey, *CHANGED),
        description="Every process refuses it from the next request on.",
    ),
    ("GET", "/api/v1/audit"): Call(
        "audit",
        AUDIT,
        "Who did what, newest first, and whether the chains are whole",
        (Answer("The entries", json(Audit)),),
        raises=(InvalidInputs,),
        parameters=(
            parameter("predictor", "query", "The entries of one predictor alone.", TEXT),
            parameter("who", "query", "What this one has done, as the entries name it.", TEXT),
            parameter("action", "query", "Entries of this action alone, such as promote.", TEXT),
            parameter(
                "subject",
                "query",
                "What was done to this: a version, a data set, a training or a key, or the "
                "beginning of its name.",
                TEXT,
            ),
            parameter("since", "query", "Entries from this day or time (UTC) on.", WHEN),
            parameter("until", "query", "Entries before this day or time (UTC).", WHEN),
            parameter(
                "before",
                "query",
                "The next of an answer: what is older than it.",
                {**TEXT, "pattern": "^[^~]+~[^~]*~[0-9]{1,12}$"},
            ),
            parameter(
                "limit",
                "query",
                "So many entries at most.",
                {**WHOLE, "minimum": 1, "maximum": 10_000, "default": 200},
            ),
            parameter(
                "head",
                "query",
                "The head of the audit log as it was kept elsewhere, or its first 16 digits; a "
                "fault where it is gone.",
                {**TEXT, "pattern": "^[0-9a-f]{16,64}$"},
            ),
        ),
        tagged=True,
    ),
}
