"""Something that goes on at the server, followed to its end."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, Generic, Protocol, Self, TypeVar

from bellwether.errors import ServerError, TimedOut, Unreachable
from bellwether.transport import Transport

POLL_SECONDS = 0.5

# So long a server may be away (it starts again, or its queue does) before we stop following.
PATIENCE_SECONDS = 60.0


class Record(Protocol):
    """How something stood when it was last looked at."""

    @property
    def status(self) -> str:
        """The server's word for how it stands."""

    @property
    def over(self) -> bool:
        """Whether nothing more will happen by itself."""


Of = TypeVar("Of", bound=Record)


class Followed(ABC, Generic[Of]):
    """Something that goes on at the server. ``record`` is how it stood when last looked at."""

    def __init__(self, transport: Transport, document: Mapping[str, Any]) -> None:
        self._transport = transport
        self.record = self._read(document)

    @staticmethod
    @abstractmethod
    def _read(document: Mapping[str, Any]) -> Of:
        """The record that the server's document is."""

    @abstractmethod
    def _path(self, *parts: str) -> str:
        """Where it is, or what lies below it."""

    @property
    def status(self) -> str:
        """How it stands; the record names the words."""
        return self.record.status

    @property
    def over(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self.record.over

    def refresh(self) -> Self:
        """Look at it again."""
        self.record = self._read(self._transport.get(self._path()))
        return self

    def wait(
        self, progress: Callable[[Of], None] | None = None, timeout: float | None = None
    ) -> Self:
        """Wait until it is over, however it ends; ``progress`` is called with each change.

        Raises TimedOut after ``timeout`` seconds; it goes on then.
        """

        def take(document: Mapping[str, Any]) -> bool:
            self.record = self._read(document)
            if progress is not None:
                progress(self.record)
            return self.over

        follow(self._transport, self._path(), take, timeout)
        return self


def follow(
    transport: Transport,
    path: str,
    take: Callable[[Any], bool],
    timeout: float | None,
) -> None:
    """Hand each new state of the document at ``path`` to ``take`` until that returns True.

    What has not changed is not sent again (ETag). Raises TimedOut after ``timeout`` seconds, and
    whatever the server says for longer than PATIENCE_SECONDS.
    """
    began = answered = time.monotonic()
    etag: str | None = None
    while True:
        try:
            found = transport.changed(path, etag)
        except (Unreachable, TimedOut, ServerError):
            if time.monotonic() - answered > PATIENCE_SECONDS:
                raise
        else:
            answered = time.monotonic()
            if found is not None:
                etag = found.etag
                if take(found.document):
                    return
        if timeout is not None and time.monotonic() - began > timeout:
            message = f"It is not over after {timeout:g} seconds and goes on; wait for it again"
            raise TimedOut(message, where=f"GET {transport.url}{path}")
        time.sleep(POLL_SECONDS)
