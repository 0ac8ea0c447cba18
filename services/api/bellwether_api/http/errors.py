"""Errors of the API: each carries the status of its answer, and when to ask again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import ClassVar

from bellwether_contract.backup.faults import DamagedBackup, NotRestored
from bellwether_contract.errors import (
    BellwetherError,
    FaultyDocument,
    RefusedBundle,
    StoreConflict,
    UnknownPredictor,
    UnknownVersion,
    VolumeFull,
)
from bellwether_contract.storage.champions import WithdrawnVersion
from bellwether_contract.storage.datasets import Unanswered, UnknownDataset
from bellwether_contract.storage.imports import UnknownImport
from bellwether_contract.storage.keys import DamagedKeys, KeyConflict, UnknownKey
from bellwether_contract.storage.locks import LockHeld
from bellwether_contract.storage.origin import OriginAway, Overtaken
from bellwether_contract.storage.store import StillServing
from bellwether_contract.storage.validations import UnknownValidation
from bellwether_contract.storage.versions import CollectedVersion

# What the contract raises knows no HTTP.
OF_THE_CONTRACT: Mapping[type[BellwetherError], HTTPStatus] = {
    UnknownPredictor: HTTPStatus.NOT_FOUND,
    # Before what it is one of.
    CollectedVersion: HTTPStatus.GONE,
    UnknownVersion: HTTPStatus.NOT_FOUND,
    UnknownDataset: HTTPStatus.NOT_FOUND,
    UnknownValidation: HTTPStatus.NOT_FOUND,
    UnknownImport: HTTPStatus.NOT_FOUND,
    UnknownKey: HTTPStatus.NOT_FOUND,
    Unanswered: HTTPStatus.CONFLICT,
    RefusedBundle: HTTPStatus.CONFLICT,
    NotRestored: HTTPStatus.CONFLICT,
    StoreConflict: HTTPStatus.CONFLICT,
    WithdrawnVersion: HTTPStatus.CONFLICT,
    StillServing: HTTPStatus.CONFLICT,
    KeyConflict: HTTPStatus.CONFLICT,
    DamagedKeys: HTTPStatus.SERVICE_UNAVAILABLE,
    LockHeld: HTTPStatus.SERVICE_UNAVAILABLE,
    OriginAway: HTTPStatus.SERVICE_UNAVAILABLE,
    Overtaken: HTTPStatus.SERVICE_UNAVAILABLE,
    VolumeFull: HTTPStatus.INSUFFICIENT_STORAGE,
    FaultyDocument: HTTPStatus.UNPROCESSABLE_ENTITY,
    DamagedBackup: HTTPStatus.UNPROCESSABLE_ENTITY,
}


class ApiError(BellwetherError):
    """An error whose answer has a ``status``; ``retry_after`` are seconds until it may be over."""

    status: ClassVar[HTTPStatus]
    retry_after: ClassVar[int | None] = None

    def headers(self) -> Mapping[str, str]:
        """What the answer's head tells beside."""
        return {}


class AddressTooLong(ApiError):
    """Path and query are longer than gunicorn reads, which refuses them by itself."""

    status = HTTPStatus.REQUEST_URI_TOO_LONG


class StoreUnavailable(ApiError):
    """A volume cannot be read or written at the moment."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    retry_after = 5
    permanent = False


@contextmanager
def changing(volume: str) -> Iterator[None]:
    """Raises StoreUnavailable with the system's reason where the volume does not take a change."""
    try:
        yield
    except OSError as error:
        raise StoreUnavailable(
            f"The {volume} volume does not take the change ({error.strerror})"
        ) from error


def status(kind: type[BellwetherError]) -> HTTPStatus | None:
    """The status that answers an error; None for one that is a fault of ours."""
    if issubclass(kind, ApiError):
        return kind.status
    return next((OF_THE_CONTRACT[each] for each in OF_THE_CONTRACT if issubclass(kind, each)), None)
