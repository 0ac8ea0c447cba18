"""What a job in the queue may ask for: five functions, each with what it is called with.

Whoever can write to Redis can write any job. What is run is built of this, and of nothing else that
stands there.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bellwether_contract.bundle.manifest import VERSION_PATTERN
from bellwether_contract.declaration.fields import Name, Sha256
from bellwether_contract.errors import BellwetherError
from bellwether_contract.jobs import (
    CHECK,
    CHECK_TIMEOUT_SECONDS,
    COLLECT,
    FUNCTIONS,
    IMPORT,
    RETRAIN,
    TIMEOUT_SECONDS,
    VALIDATE,
    check_id,
    collection_job,
    import_job,
    validation_job,
)
from bellwether_contract.vocabulary import INITIAL, Effort

# A call names a predictor and a few data sets.
CALL_BYTES = 64 << 10

Version = Annotated[str, Field(pattern=rf"^{VERSION_PATTERN.pattern}$")]
Id = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
DataSetName = Annotated[str, Field(pattern=rf"^({INITIAL}|[0-9a-f]{{64}})$")]


class UnreadableJob(BellwetherError):
    """What lies under a job's key is none that runs here; the message repeats nothing of it."""


class _Arguments(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    predictor: Name

    @property
    def id(self) -> str:
        """Under which id a job with these arguments waits."""
        raise NotImplementedError


class _Retrain(_Arguments):
    job: Id
    # The first release told neither.
    effort: Effort = "full"
    datasets: Annotated[list[DataSetName], Field(min_length=1)] = [INITIAL]
    promote: bool = True

    @property
    def id(self) -> str:
        return self.job


class _Check(_Arguments):
    sha256: Sha256

    @property
    def id(self) -> str:
        return check_id(self.predictor, self.sha256)


class _Validate(_Arguments):
    validation: Id

    @property
    def id(self) -> str:
        return validation_job(self.predictor, self.validation)


class _Collect(_Arguments):
    newest: Annotated[int, Field(ge=1)]
    by: Annotated[str, Field(max_length=200)]
    reason: Annotated[str, Field(max_length=500)]

    @property
    def id(self) -> str:
        return collection_job(self.predictor)


class _Import(_Arguments):
    version: Version

    @property
    def id(self) -> str:
        return import_job(self.predictor, self.version)


_KNOWN: Mapping[str, tuple[type[_Arguments], int]] = {
    RETRAIN: (_Retrain, TIMEOUT_SECONDS),
    CHECK: (_Check, CHECK_TIMEOUT_SECONDS),
    VALIDATE: (_Validate, CHECK_TIMEOUT_SECONDS),
    COLLECT: (_Collect, CHECK_TIMEOUT_SECONDS),
    IMPORT: (_Import, CHECK_TIMEOUT_SECONDS),
}


@dataclass(frozen=True, slots=True)
class Call:
    """A function by its name in the queue, its arguments in order, and how long it may take."""

    function: str
    arguments: tuple[Any, ...]
    seconds: int


def read(job: str, stored: bytes) -> Call:
    """The call that is stored under the id ``job``, packed or not; raises UnreadableJob."""
    try:
        function, instance, positional, named = json.loads(_unpacked(stored))
    except (ValueError, TypeError, RecursionError) as error:
        raise UnreadableJob("what it calls is not JSON") from error
    if instance is not None or not isinstance(function, str) or function not in _KNOWN:
        raise UnreadableJob(f"this worker runs {', '.join(sorted(FUNCTIONS))}, nothing else")
    model, seconds = _KNOWN[function]
    names = list(model.model_fields)
    try:
        if not isinstance(positional, list) or not isinstance(named, dict):
            raise UnreadableJob("its arguments are none")
        if len(positional) > len(names) or named.keys() & set(names[: len(positional)]):
            raise UnreadableJob("it has too many arguments")
        given = dict(zip(names, positional, strict=False)) | named
        found = model.model_validate(given)
    except ValidationError as error:
        # Where, but not what: the names of arguments are ours, what they say is not.
        wrong = {str(each["loc"][0]) if each["loc"] else "" for each in error.errors()}
        where = ", ".join(sorted(wrong & set(names))) or "others than it takes"
        raise UnreadableJob(f"its arguments are wrong: {where}") from error
    if found.id != job:
        raise UnreadableJob("its id is not that of what it calls")
    arguments = tuple(getattr(found, name) for name in names if name in found.model_fields_set)
    return Call(function, arguments, seconds)


def _unpacked(stored: bytes) -> bytes:
    try:
        unpacking = zlib.decompressobj()
        plain = unpacking.decompress(stored, CALL_BYTES + 1)
    except zlib.error:
        plain = stored
    if len(plain) > CALL_BYTES:
        raise UnreadableJob("what it calls is too long")
    return plain
