"""Takes in a version of another site, whose public key is trusted here, as a candidate."""

from __future__ import annotations

from tools.operate import backups


def main(arguments: list[str]) -> int:
    """Exit status 0 where it is a candidate now."""
    return backups.through("import", "import", __doc__, arguments)
