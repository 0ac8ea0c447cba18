"""Objects of a bucket of S3, or of what speaks its protocol: read, and written on a condition.

An object is made only where there is none (``If-None-Match: *``), or changed only where it is what
was read (``If-Match``): that is all that several hosts need to agree by.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast

import obstore
from obstore import exceptions
from obstore.store import S3Store

from bellwether_contract.storage.origin import OriginAway

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig, S3Config

log = logging.getLogger(__name__)

# Who waits for an answer is a poller, a person or a training: all of them try again.
CLIENT: ClientConfig = {
    "timeout": timedelta(seconds=10),
    "connect_timeout": timedelta(seconds=3),
}
RETRY: RetryConfig = {"max_retries": 3, "retry_timeout": timedelta(seconds=15)}

# A message of an error is shown to people: not the whole answer of a server.
SHOWN = 300


@dataclass(frozen=True, slots=True)
class Place:
    """Which bucket, below which ``prefix``, and how it is reached.

    Without an ``endpoint`` it is Amazon's; without a key the environment, or the machine's role,
    tells who asks (``AWS_ACCESS_KEY_ID`` and so on).
    """

    bucket: str
    prefix: str = ""
    endpoint: str | None = None
    region: str | None = None
    key_id: str | None = None
    secret: str | None = None

    @classmethod
    def of(cls, url: str) -> Place:
        """The place of an address ``s3://BUCKET/PREFIX``; raises ValueError."""
        scheme, _, rest = url.partition("://")
        bucket, _, prefix = rest.partition("/")
        if scheme != "s3" or not bucket:
            raise ValueError("it is no s3://BUCKET/PREFIX")
        return cls(bucket, prefix.strip("/"))


@dataclass(frozen=True, slots=True)
class Found:
    """What an object holds, and the tag by which it is known that it is still so."""

    content: bytes
    etag: str


@dataclass(frozen=True, slots=True)
class Listed:
    """An object of a list."""

    key: str
    size: int
    modified: datetime


class Exists(Exception):
    """An object that was to be made is there."""


class Changed(Exception):
    """An object that was to be changed is not what was read any more."""


class Bucket:
    """The objects of a place. All of it raises OriginAway where the store does not answer."""

    def __init__(self, place: Place) -> None:
        options = {
            "endpoint": place.endpoint,
            "region": place.region or ("us-east-1" if place.endpoint else None),
            "access_key_id": place.key_id,
            "secret_access_key": place.secret,
            # What speaks the protocol under a name of its own has no name for each bucket.
            "virtual_hosted_style_request": "false" if place.endpoint else None,
        }
        plain = (place.endpoint or "").startswith("http://")
        self._store = S3Store(
            place.bucket,
            prefix=place.prefix or None,
            client_options={**CLIENT, "allow_http": plain},
            retry_config=RETRY,
            config=cast("S3Config", {name: given for name, given in options.items() if given}),
        )

    def get(self, key: str, known: Found | None = None) -> Found | None:
        """What an object holds, ``known`` itself where that has not changed; None: no object."""
        with _answering():
            try:
                got = obstore.get(
                    self._store,
                    key,
                    options={"if_none_match": known.etag} if known is not None else None,
                )
                return Found(bytes(got.bytes()), str(got.meta["e_tag"]))
            except FileNotFoundError:
                return None
            except exceptions.NotModifiedError:
                return known

    def has(self, key: str) -> bool:
        """Whether there is an object."""
        with _answering():
            try:
                obstore.head(self._store, key)
            except FileNotFoundError:
                return False
            return True

    def create(self, key: str, content: bytes) -> Found:
        """Make an object that is not there yet, once; raises Exists where others have made it."""
        with _answering():
            try:
                made = obstore.put(self._store, key, content, mode="create", use_multipart=False)
                return Found(content, str(made["e_tag"]))
            except exceptions.BaseError as error:
                # Where an answer was lost, or what was sent came twice, it may be there by us.
                there = self.get(key)
                if there is None:
                    raise
                if there.content != content:
                    raise Exists(key) from error
                return there

    def swap(self, key: str, content: bytes, known: Found) -> Found:
        """Change an object that is still what is ``known``; raises Changed where it is not."""
        with _answering():
            try:
                made = obstore.put(
                    self._store,
                    key,
                    content,
                    mode={"e_tag": known.etag},
                    use_multipart=False,
                )
                return Found(content, str(made["e_tag"]))
            except (exceptions.PreconditionError, FileNotFoundError) as error:
                raise Changed(key) from error

    def require_conditions(self, key: str) -> None:
        """Raise OriginAway where the store writes whatever the conditions; ``key`` is for that."""
        refused = 0
        with suppress(Exists):
            self.create(key, uuid.uuid4().bytes)
        try:
            self.create(key, uuid.uuid4().bytes)
        except Exists:
            refused += 1
        try:
            self.swap(key, uuid.uuid4().bytes, Found(b"", f'"{uuid.uuid4().hex}"'))
        except Changed:
            refused += 1
        if refused < 2:
            raise OriginAway(
                "the object store ignores If-None-Match or If-Match, so hosts cannot agree by it"
            )

    def put(self, key: str, content: bytes) -> None:
        """Write an object, whatever is there."""
        with _answering():
            obstore.put(self._store, key, content, use_multipart=False)

    def listed(self, begins: str, after: str | None = None) -> Iterator[Listed]:
        """The objects of a folder in the order of their keys, those ``after`` a key alone."""
        with _answering():
            for some in obstore.list(self._store, begins, offset=after):
                for each in some:
                    yield Listed(each["path"], each["size"], each["last_modified"])

    def folders(self, begins: str) -> list[str]:
        """The names of the folders in a folder."""
        with _answering():
            found = obstore.list_with_delimiter(self._store, begins)
            return [path.rstrip("/").rpartition("/")[2] for path in found["common_prefixes"]]

    def delete(self, keys: Iterable[str]) -> None:
        """Delete objects, in this order; one that is gone already is no fault."""
        with _answering():
            for key in keys:
                with _gone_already():
                    obstore.delete(self._store, key)


@contextmanager
def _gone_already() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        return


@contextmanager
def _answering() -> Iterator[None]:
    """Tell what the library raises as what the store's other origins raise."""
    try:
        yield
    except OriginAway:
        raise
    except (exceptions.PermissionDeniedError, exceptions.UnauthenticatedError) as error:
        _tell(error)
        raise OriginAway("the object store refuses these credentials") from error
    except (exceptions.BaseError, OSError) as error:
        _tell(error)
        raise OriginAway("the object store does not answer as it should") from error


def _tell(error: Exception) -> None:
    log.warning("the object store: %s", str(error).partition("\n")[0][:SHOWN])
