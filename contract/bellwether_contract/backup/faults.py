"""What can be wrong with a backup, in words."""

from __future__ import annotations

from bellwether_contract.errors import BellwetherError


class DamagedBackup(BellwetherError):
    """A file is no whole backup, or was changed since it was written."""


class NotRestored(BellwetherError):
    """A backup cannot be restored here; what was here is as it was."""
