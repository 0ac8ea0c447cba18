"""Environment -> settings of whoever makes keys."""

from __future__ import annotations

from pathlib import Path

from bellwether_contract.settings import Settings


class SigningSettings(Settings):
    """Where keys lie; beside it what every service is told."""

    signing_keys_dir: Path
    public_keys_dir: Path
