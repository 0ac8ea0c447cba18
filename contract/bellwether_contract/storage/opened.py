"""Settings -> the store: on the shared volume, or in a bucket with copies on this host."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TypeVar

from bellwether_contract.bundle.signatures import Sign, Trust
from bellwether_contract.settings import Settings
from bellwether_contract.storage.origin import Origin
from bellwether_contract.storage.store import ModelStore
from bellwether_contract.storage.volume import Volume

S = TypeVar("S", bound=ModelStore)


def store(
    kind: type[S], settings: Settings, trust: Trust | None = None, sign: Sign | None = None
) -> S:
    """The store that the settings name; nothing is asked for yet.

    ``trust`` says whose versions are believed, as the settings do where it is not given.
    """
    trust = trust or Trust(settings.public_keys_dir, settings.require_signatures)
    models, champions = settings.models_dir, settings.champions_dir
    origin: Origin = Volume(models, champions)
    if settings.store is not None:
        # Here, so that whoever has a shared volume does not load what he does not need: 20 MB.
        from bellwether_contract.storage.bucket import Bucket, Place
        from bellwether_contract.storage.objects import Objects

        # Copies of one bucket are never taken for those of another.
        known = f"{settings.store_endpoint or ''} {settings.store.rstrip('/')}"
        here = settings.cache_dir / hashlib.sha256(known.encode()).hexdigest()[:16]
        models, champions = here / "models", here / "champions"
        secret = settings.store_secret
        place = replace(
            Place.of(settings.store),
            endpoint=settings.store_endpoint,
            region=settings.store_region,
            key_id=settings.store_key_id,
            secret=secret.get_secret_value() if secret is not None else None,
        )
        origin = Objects(Bucket(place), models, champions, trust)
    return kind(models, champions, trust, sign, origin)
