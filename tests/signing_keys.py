"""Keys for tests, made by the words that an operator has."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bellwether_contract.bundle.signatures import Trust
from bellwether_contract.storage.store import ModelStore
from bellwether_trainer.signing import keys, words


@dataclass(frozen=True)
class Signing:
    """Where keys lie, and the volumes that they are for."""

    root: Path
    models: Path
    champions: Path

    @property
    def private(self) -> Path:
        return self.root / "signing"

    @property
    def public(self) -> Path:
        return self.root / "public-keys"

    def say(self, *arguments: str) -> int:
        """Say a word as an operator does; returns the exit status."""
        return words.main(
            arguments,
            {
                "BELLWETHER_SIGNING_KEYS_DIR": str(self.private),
                "BELLWETHER_PUBLIC_KEYS_DIR": str(self.public),
                "BELLWETHER_MODELS_DIR": str(self.models),
                "BELLWETHER_CHAMPIONS_DIR": str(self.champions),
            },
        )

    @property
    def trust(self) -> Trust:
        return Trust(self.public, required=True)

    @property
    def store(self) -> ModelStore:
        """The volumes as the trainer sees them: it signs what it publishes."""
        return ModelStore(self.models, self.champions, self.trust, keys.signer(self.private))
