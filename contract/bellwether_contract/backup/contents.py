"""What a backup says of itself: first what it is, last everything that it holds."""

from __future__ import annotations

import json
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bellwether_contract.backup.faults import DamagedBackup
from bellwether_contract.declaration.fields import Sha256

# Rises when a reader of the former number would misread what is written now.
FORMAT = 1

# The first member, by which a program knows what it reads, and the last one.
BEGIN = "bellwether-backup.json"
CONTENTS = "contents.json"

BEGIN_BYTES = 4096
# A file is told in some 150 bytes: a million of them.
CONTENTS_BYTES = 200 << 20


class _Said(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


# All that a stack keeps, or one version for another site.
Kind = Literal["backup", "version"]


class Begin(_Said):
    """What this is, which release wrote it, and when (ISO 8601)."""

    format: int
    kind: Kind
    # They go into a history and an audit log of whoever takes it in.
    product: Annotated[str, Field(pattern="^[0-9A-Za-z.+-]{1,40}$")]
    created: Annotated[str, Field(pattern="^[0-9T:.Z+-]{10,40}$")]


class File(_Said):
    """A file: its path, the first part of which names the volume, and what it has to be."""

    path: str
    size: Annotated[int, Field(ge=0)]
    sha256: Sha256


class Chain(_Said):
    """A chain of lines: whose it is, the hash of its last line, and what was wrong with it.

    ``of`` is a predictor, whose history it is, or None for the audit log. ``head`` is None where
    there is no chained line; kept elsewhere it tells whether lines were taken from the end.
    """

    of: str | None
    head: str | None
    faults: list[str]


class Pointed(_Said):
    """A champion; ``fault`` says why it could not be proven where it was backed up."""

    predictor: str
    version: str
    fault: str | None = None


class Contents(_Said):
    """All that a backup holds.

    ``gone`` are versions (by predictor and name) that were removed while they were backed up: their
    files are here, and are not restored.
    """

    begin: Begin
    files: list[File]
    chains: list[Chain]
    champions: list[Pointed]
    gone: list[tuple[str, str]] = []

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)


def begin(content: bytes) -> Begin:
    """Read the first member; raises DamagedBackup, also for a format that is not read here."""
    try:
        document = json.loads(content)
        number, product = document["format"], document["product"]
    except (ValueError, RecursionError, KeyError, TypeError) as error:
        raise DamagedBackup(f"{BEGIN} cannot be read") from error
    if number != FORMAT:
        raise DamagedBackup(
            f"its format is {str(number)[:20]!r}, and this release reads {FORMAT}; restore it with "
            f"the release that wrote it ({str(product)[:20]!r})"
        )
    try:
        return Begin.model_validate_json(content)
    except ValidationError as error:
        raise _wrong(BEGIN, error) from error


def contents(content: bytes) -> Contents:
    """Read the last member; raises DamagedBackup."""
    try:
        return Contents.model_validate_json(content)
    except ValidationError as error:
        raise _wrong(CONTENTS, error) from error


def _wrong(name: str, error: ValidationError) -> DamagedBackup:
    first = error.errors(include_url=False, include_input=False)[0]
    where = "/".join(str(part) for part in first["loc"])
    return DamagedBackup(f"{name} is wrong at /{where}: {first['msg']}")
