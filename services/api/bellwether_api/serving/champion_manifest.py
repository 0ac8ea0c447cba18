"""What the champion of a predictor was made of."""

from __future__ import annotations

from bellwether_api.serving.loading import State
from bellwether_api.versions.repository import VersionRepository
from bellwether_contract.bundle.manifest import Manifest
from bellwether_contract.errors import BellwetherError


def champion_manifest(
    name: str, state: State | None, repository: VersionRepository
) -> Manifest | None:
    """The champion's manifest, from memory where it serves; None where it cannot be read."""
    if state is None or state.champion is None:
        return None
    if state.bundle is not None and state.bundle.version == state.champion.version:
        return state.bundle.manifest
    try:
        return repository.manifest(name, state.champion.version)
    except BellwetherError:
        return None
