"""Named keys as they are told: never what is sent, but once."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field

from bellwether_api.http.auth import Caller
from bellwether_api.http.documents import Document
from bellwether_api.http.rights import calls_of
from bellwether_contract.storage import keys
from bellwether_contract.vocabulary import PREDICTOR_NAME, Role

# Letters of the Latin alphabets and digits, and between them what stands in names and addresses.
NAME = "^[A-Za-z0-9À-ɏ]([A-Za-z0-9À-ɏ ._@-]{0,62}[A-Za-z0-9À-ɏ])?$"
DAYS = 3650

Only = Annotated[
    list[Annotated[str, Field(pattern=f"^{PREDICTOR_NAME}$")]], Field(min_length=1, max_length=100)
]


class Key(Document):
    """A named key, without what is sent.

    ``predictors`` null: for all of them. ``expires`` null: in use until it is revoked.
    """

    id: str
    name: str
    role: Role
    predictors: list[str] | None
    status: Literal["in use", "expired", "revoked"]
    created: str
    created_by: str
    days: int | None
    expires: str | None
    rotated: str | None
    revoked: str | None
    revoked_by: str | None

    @classmethod
    def of(cls, key: keys.Key) -> Self:
        """What is told of a key."""
        return cls(
            id=key.id,
            name=key.name,
            role=key.role,
            predictors=None if key.predictors is None else list(key.predictors),
            status="revoked" if key.revoked else "expired" if key.expired() else "in use",
            created=key.created,
            created_by=key.created_by,
            days=key.days,
            expires=key.expires,
            rotated=key.rotated,
            revoked=key.revoked,
            revoked_by=key.revoked_by,
        )


class Keys(Document):
    """All keys, the newest first; what is over is told for 400 days."""

    keys: list[Key]


class MadeKey(Document):
    """A key that was made or rotated; ``secret`` is what to send, and is told this once."""

    key: Key
    secret: str


class NewKey(Document):
    """The body of a key: whose it is, what it may do, for which predictors and for how many days.

    ``predictors`` null: for all of them. ``days`` null: until it is revoked.
    """

    name: Annotated[str, Field(pattern=NAME)]
    role: Role
    predictors: Only | None = None
    days: Annotated[int | None, Field(ge=1, le=DAYS)] = None


class OwnKey(Document):
    """Whose key was sent; ``id`` null: it is the operator's key.

    ``calls`` are those that it gives beyond what everybody may make, as in ``PUT
    /api/v1/predictors/{name}/champion``.
    """

    id: str | None
    name: str
    role: Role
    predictors: list[str] | None
    expires: str | None
    calls: list[str]

    @classmethod
    def of(cls, caller: Caller) -> Self:
        """What a caller is told of themselves."""
        return cls(
            id=caller.key.id if caller.key is not None else None,
            name=caller.name,
            role=caller.role,
            predictors=None if caller.predictors is None else list(caller.predictors),
            expires=caller.key.expires if caller.key is not None else None,
            calls=calls_of(caller.role, everything=caller.predictors is None),
        )
