"""Columns that are no inputs: whose row it is, and where and when it was taken.

They decide which rows measure a model, and how its report tells the rows apart. No request has
them, no answer tells them, and no version holds them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from typing import Self

from pydantic import model_validator

from bellwether_contract.declaration.fields import Declaration, FieldName, Text

# What programs write where they do not know whose row it is: of all those it would make one person.
NOBODY = frozenset({"", "na", "n/a", "nan", "nat", "none", "null", "unknown", "missing", "?", "-"})

# A person as uploads hold one: the first 64 bits of a SHA-256.
HASHED = re.compile(r"[0-9a-f]{16}")


class Roles(Declaration):
    """The columns by their role; none of them is a field.

    ``group`` tells the rows of one person from those of others: all of them lie on the same side
    of every split. ``site`` is where, ``time`` when a row was taken; ``day_first`` says whether
    3/4/2021 is in April. ``nobody_twice`` says why there is no group although some column numbers
    something again and again.
    """

    group: FieldName | None = None
    site: FieldName | None = None
    time: FieldName | None = None
    day_first: bool | None = None
    nobody_twice: Text | None = None

    @property
    def by_role(self) -> dict[str, str | None]:
        """The column of each role: group, site, time."""
        return {"group": self.group, "site": self.site, "time": self.time}

    @property
    def columns(self) -> tuple[str, ...]:
        """The declared columns: group, site, time."""
        return tuple(name for name in self.by_role.values() if name is not None)

    def require_no_inputs(self, fields: Collection[str], target: str) -> None:
        """Raise ValueError where a column with a role is one of ``fields``, or the target."""
        for role, column in self.by_role.items():
            if column in fields:
                raise ValueError(
                    f"has {column} as {role} and as a field: a column with a role is no input; "
                    "take it out of fields and sections"
                )
            if column == target:
                raise ValueError(f"has the target as {role}")

    @model_validator(mode="after")
    def _words_about_a_role(self) -> Self:
        if self.day_first is not None and self.time is None:
            raise ValueError("says how dates are written, but declares no time")
        if self.nobody_twice is not None and self.group is not None:
            raise ValueError("declares a group, and says that there is none: take one of them out")
        return self

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
