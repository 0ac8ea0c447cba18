"""``python -m bellwether_contract.backup.champion JSON``: loads a version, and says if it can.

A process of its own, given ``{"models", "keys", "required", "predictor", "version"}``; it prints
``null``, or why the version is refused, as JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from bellwether_contract.bundle.bundle import Bundle
from bellwether_contract.bundle.signatures import Trust
from bellwether_contract.errors import BellwetherError
from bellwether_contract.storage.store import ModelStore


def main(asked: str) -> None:
    """Load it and print what was found."""
    said = json.loads(asked)
    models, predictor = Path(said["models"]), str(said["predictor"])
    trust = Trust(Path(said["keys"]) if said["keys"] else None, bool(said["required"]))
    fault = None
    try:
        Bundle.load(
            ModelStore(models, models).directory(predictor, said["version"]), predictor, trust
        )
    except BellwetherError as error:
        fault = str(error)
    sys.stdout.write(json.dumps(fault))


if __name__ == "__main__":
    main(sys.argv[1])
