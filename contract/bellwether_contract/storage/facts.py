"""What stays known of a version that is removed: a few facts from its files, as they lie there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from bellwether_contract.bundle.manifest import REPORT, manifest_bytes
from bellwether_contract.errors import RefusedBundle
from bellwether_contract.storage.history import Facts

# A report of which more than this would have to be read says nothing of a version that goes.
REPORT_BYTES = 16 << 20


def facts_of(directory: Path) -> Facts:
    """What the files of a version say of it that stays known; nothing of it is proven."""
    manifest: Mapping[str, Any] = {}
    measured: Mapping[str, Any] = {}
    with suppress(OSError, ValueError, TypeError, AttributeError, RefusedBundle):
        manifest = dict(json.loads(manifest_bytes(directory)))
    with suppress(OSError, ValueError, TypeError, AttributeError, KeyError):
        if (directory / REPORT).stat().st_size <= REPORT_BYTES:
            report = json.loads((directory / REPORT).read_bytes())
            # As it is called today, and as the first format called it.
            measured = dict((report.get("evaluation") or report["holdout"])["winner"])
    candidate = manifest.get("candidate")
    candidate = candidate if isinstance(candidate, dict) else {}
    return Facts(
        _text(candidate.get("name")),
        _text(candidate.get("label")),
        _text(manifest.get("created")),
        rows if isinstance(rows := manifest.get("rows"), int) else None,
        _number(measured.get("auroc")),
        _number(measured.get("log_loss")),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None
