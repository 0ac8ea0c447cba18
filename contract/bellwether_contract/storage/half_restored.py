"""A restore that was killed while it moved things: no service starts before it is undone."""

from __future__ import annotations

from pathlib import Path

from bellwether_contract.errors import BellwetherError

# There while what was restored takes the place of what was there; on the champions' volume.
JOURNAL = ".restore.json"


class HalfRestored(BellwetherError):
    """What lies on the volumes is partly of a backup and partly from before."""


def refuse(champions: Path) -> None:
    """Raise HalfRestored where a restore was killed half-way."""
    if (champions / JOURNAL).exists():
        raise HalfRestored(
            "A restore was killed half-way. Restore again, or put back what was here before: "
            "make restore UNDO=yes"
        )
