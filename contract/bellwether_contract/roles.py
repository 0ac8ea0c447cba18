"""Columns that are no inputs: whose row it is, and where and when it was taken.

They decide which rows measure a model, and how its report tells the rows apart. No request has
them, no answer tells them, and no version holds them.
"""

from __future__ import annotations

import hashlib
import re
from typing import Self

from pydantic import model_validator

from bellwether_contract.fields import Declaration, FieldName

# What programs write where they do not know whose row it is: of all those it would make one person.
NOBODY = frozenset({"", "na", "n/a", "nan", "nat", "none", "null", "unknown", "missing", "?", "-"})

# A person as uploads hold one: the first 64 bits of a SHA-256.
HASHED = re.compile(r"[0-9a-f]{16}")


class Roles(Declaration):
    """The columns by their role; none of them is a field.

    ``group`` tells the rows of one person from those of others: all of them lie on the same side
    of every split. ``site`` is where, ``time`` when a row was taken.
    """

    group: FieldName | None = None
    site: FieldName | None = None
    time: FieldName | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The declared columns: group, site, time."""
        return tuple(name for name in (self.group, self.site, self.time) if name is not None)

    @model_validator(mode="after")
    def _one_role_a_column(self) -> Self:
        if len(set(self.columns)) != len(self.columns):
            raise ValueError("gives one column two roles")
        return self


def named(cell: str) -> str | None:
    """Whom a cell names, however a program has written it; None where it names nobody.

    7, " 7 " and 7.0 are one person; 007 is another, and so is a7 beside A7.
    """
    text = re.sub(r"^([+-]?\d+)\.0+$", r"\1", cell.strip())
    return None if text.lower() in NOBODY else text


def person(salt: str, name: str) -> int:
    """The first 64 bits of SHA-256(salt + name): the same person in every data set."""
    digest = hashlib.sha256(f"{salt}\0group\0{name}".encode()).digest()
    return int.from_bytes(digest[:8], "big")


def fingerprint(salt: str, column: str) -> str:
    """By what a column was hashed; tells nothing of the salt itself."""
    return hashlib.sha256(f"{salt}\0column\0{column}".encode()).hexdigest()[:16]
