"""Named keys: who may do what, of which predictors, and until when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import quote

from bellwether.errors import Conflict, NotFound
from bellwether.transport import Transport

Document = Mapping[str, Any]
Role = Literal["viewer", "data_scientist", "operator", "auditor"]

KEYS = "/api/v1/keys"
IN_USE = "in use"

# How the key is called that the server was started with.
OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Key:
    """A named key; ``predictors`` None: for all. ``status`` is in use, expired or revoked."""

    id: str
    name: str
    role: str
    predictors: tuple[str, ...] | None
    status: str
    created: str
    created_by: str
    expires: str | None
    document: Document = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A key and its ``secret``, which is what to send: the server tells it this once."""

    key: Key
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class OwnKey:
    """Whose key is sent; ``id`` None: it is the one that the server was started with."""

    id: str | None
    name: str
    role: str
    predictors: tuple[str, ...] | None
    expires: str | None
    document: Document = field(default_factory=dict, repr=False, compare=False)


class Keys:
    """The named keys of a server; all but ``own`` needs an operator's key for all predictors."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def own(self) -> OwnKey:
        """Whose key this client sends."""
        found = self._transport.get("/api/v1/key")
        only = found["predictors"]
        return OwnKey(
            found["id"],
            found["name"],
            found["role"],
            None if only is None else tuple(only),
            found["expires"],
            found,
        )

    def all(self) -> list[Key]:
        """All of them, newest first; those that are over for 400 days."""
        return [_key(each) for each in self._transport.get(KEYS)["keys"]]

    def create(
        self,
        name: str,
        role: Role,
        *,
        predictors: Sequence[str] | None = None,
        days: int | None = None,
    ) -> MadeKey:
        """Make a key, for all ``predictors`` or some, for ``days`` or until it is revoked.

        Raises Conflict where one in use has this name.
        """
        document: dict[str, Any] = {"name": name, "role": role, "days": days}
        document["predictors"] = None if predictors is None else list(predictors)
        return _made(self._transport.send("POST", KEYS, document, repeatable=False))

    def rotate(self, key: str) -> MadeKey:
        """Give a key, named by its name or id, another secret; its days begin anew."""
        where = f"{KEYS}/{quote(self._named(key).id, safe='')}/rotation"
        return _made(self._transport.send("POST", where, repeatable=False))

    def revoke(self, key: str) -> Key:
        """Have a key, named by its name or id, refused from the next request on."""
        where = f"{KEYS}/{quote(self._named(key).id, safe='')}"
        return _key(self._transport.send("DELETE", where))

    def _named(self, key: str) -> Key:
        """The key of this id, or the one in use of this name; raises NotFound, Conflict."""
        known = self.all()
        for each in known:
            if each.id == key:
                return each
        called = [each for each in known if each.name.casefold() == key.casefold()]
        found = [each for each in called if each.status == IN_USE] or called
        if not found:
            raise NotFound(f"There is no key of the name or id {key}")
        if len(found) > 1:
            listed = ", ".join(each.id for each in found)
            raise Conflict(f"{len(found)} keys were called {key}; name one by its id: {listed}")
        return found[0]


def in_words(by: str) -> str:
    """Who has done something, in a sentence."""
    return "the operator" if by == OPERATOR else by


def _made(document: Document) -> MadeKey:
    return MadeKey(_key(document["key"]), document["secret"])


def _key(document: Document) -> Key:
    only = document["predictors"]
    return Key(
        id=document["id"],
        name=document["name"],
        role=document["role"],
        predictors=None if only is None else tuple(only),
        status=document["status"],
        created=document["created"],
        created_by=document["created_by"],
        expires=document["expires"],
        document=document,
    )
