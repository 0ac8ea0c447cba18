"""Reads a backup and holds every file in it against its SHA-256; nothing is written."""

from __future__ import annotations

from tools.operate import backups


def main(arguments: list[str]) -> int:
    """Exit status 0 where the backup is whole."""
    return backups.through("check-backup", "check", __doc__, arguments)
