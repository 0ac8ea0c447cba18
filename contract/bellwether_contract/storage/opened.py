"""Settings -> the store: on the shared volume, or in a bucket with copies on this host."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from bellwether_contract.bundle.signatures import Sign, Trust
from bellwether_contract.errors import BellwetherError
from bellwether_contract.settings import PREFIX, Settings
from bellwether_contract.storage.store import ModelStore

if TYPE_CHECKING:
    from bellwether_contract.storage.objects import Objects

S = TypeVar("S", bound=ModelStore)


class NoBucket(BellwetherError):
    """No setting names a bucket."""


def store(
    kind: type[S], settings: Settings, trust: Trust | None = None, sign: Sign | None = None
) -> S:
    """The store that the settings name; nothing is asked for yet.

    ``trust`` says whose versions are believed, as the settings do where it is not given.
    """
    trust = trust or Trust(settings.public_keys_dir, settings.require_signatures)
    if settings.store is None:
        return kind(settings.models_dir, settings.champions_dir, trust, sign)
    origin = _objects(settings, settings.store, trust)
    return kind(origin.models, origin.champions, trust, sign, origin)


def moved(settings: Settings) -> Iterator[tuple[str, int, int]]:
    """Copy what lies on the volumes into the bucket, while nothing runs.

    Yields each predictor with the numbers of its versions and of the lines of its history. Raises
    NoBucket, StoreConflict where the bucket holds something else, OSError.
    """
    if settings.store is None:
        raise NoBucket(f"{PREFIX}STORE names the bucket, s3://BUCKET/PREFIX; it is not set")
    from bellwether_contract.storage import moving

    volume = ModelStore(settings.models_dir, settings.champions_dir)
    return moving.move(volume, _objects(settings, settings.store, volume.trust))


def _objects(settings: Settings, url: str, trust: Trust) -> Objects:
    # Here, so that whoever has a shared volume does not load what he does not need: 25 MB.
    from bellwether_contract.storage.bucket import Bucket, Place
    from bellwether_contract.storage.objects import Objects

    # Copies of one bucket are never taken for those of another.
    known = f"{settings.store_endpoint or ''} {url.rstrip('/')}"
    here = settings.cache_dir / hashlib.sha256(known.encode()).hexdigest()[:16]
    secret = settings.store_secret
    place = replace(
        Place.of(url),
        endpoint=settings.store_endpoint,
        region=settings.store_region,
        key_id=settings.store_key_id,
        secret=secret.get_secret_value() if secret is not None else None,
    )
    return Objects(Bucket(place), here / "models", here / "champions", trust)
