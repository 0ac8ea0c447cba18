"""What time it is, as it is written down everywhere."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> str:
    """The time as it stands in histories and job records: UTC, ISO 8601, milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
