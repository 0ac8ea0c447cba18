"""A named key: whose it is, for which predictors and until when; as it is kept, and as it is sent.

No secret is kept. A key is 256 random bits, which nobody finds by trying, so that its SHA-256 needs
neither salt nor many rounds.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import get_args

from bellwether_contract.errors import BellwetherError
from bellwether_contract.vocabulary import Role

FORMAT = 1

# A key as it is sent: what it is, which one, and its 256 bits in base64.
PREFIX = "bwk"
_SENT = re.compile(PREFIX + r"_([0-9a-f]{12})_[A-Za-z0-9_-]{43}")
ID = re.compile(r"[0-9a-f]{12}")
ID_BYTES = 6
SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Key:
    """A named key; ``predictors`` are those that it is for, None: all of them.

    Times are ISO 8601. ``days`` is for how long it was made, None: until it is revoked, and
    ``sha256`` the digest of what is sent.
    """

    id: str
    name: str
    role: Role
    predictors: tuple[str, ...] | None
    created: str
    created_by: str
    days: int | None
    expires: str | None
    sha256: str
    rotated: str | None = None
    revoked: str | None = None
    revoked_by: str | None = None

    def over(self, at: datetime | None = None) -> bool:
        """Whether it was revoked, or has expired."""
        return self.revoked is not None or self.expired(at)

    def expired(self, at: datetime | None = None) -> bool:
        """Whether its days are over."""
        return self.expires is not None and datetime.fromisoformat(self.expires) <= (
            at or datetime.now(UTC)
        )


class UnknownKey(BellwetherError):
    """No key has this id."""


class KeyConflict(BellwetherError):
    """Another key in use has this name, the key is over already, or there are too many."""


class DamagedKeys(BellwetherError):
    """The file of keys is there and cannot be read."""

    permanent = False


def named(sent: str) -> str | None:
    """The id that stands in what was ``sent``; None where it is no named key."""
    found = _SENT.fullmatch(sent)
    return found[1] if found is not None else None


def new_id() -> str:
    """An id that no other key has."""
    return secrets.token_hex(ID_BYTES)


def new_secret(key: str) -> str:
    """What is to be sent as the key of this id."""
    return f"{PREFIX}_{key}_{secrets.token_urlsafe(SECRET_BYTES)}"


def digest(sent: str) -> str:
    """What is kept of it."""
    return hashlib.sha256(sent.encode()).hexdigest()


def end(begins: str, days: int | None) -> str | None:
    """When a key ends that begins at this time."""
    if days is None:
        return None
    ends = datetime.fromisoformat(begins) + timedelta(days=days)
    return ends.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parsed(content: bytes) -> dict[str, Key]:
    """The keys of a file by their ids; raises DamagedKeys."""
    try:
        document = json.loads(content)
        if document["format"] != FORMAT:
            raise ValueError
        return {each["id"]: _key(each) for each in document["keys"]}
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedKeys(
            f"keys.json on the champions' volume cannot be read ({type(error).__name__}): no named "
            "key is taken. Put back an older copy, or remove it and make the keys anew"
        ) from error


def _key(document: Mapping[str, object]) -> Key:
    """A key as it was written; a later writer may say more than is known here."""
    members = {name: value for name, value in document.items() if name in Key.__slots__}
    if members.get("role") not in get_args(Role):
        raise ValueError
    only = members["predictors"]
    if only is not None and not isinstance(only, list):
        raise TypeError
    members["predictors"] = None if only is None else tuple(map(str, only))
    return Key(**members)  # type: ignore[arg-type]  # written by asdict
