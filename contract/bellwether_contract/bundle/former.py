"""Versions of the former format, told in the present one: nobody has to train anew to upgrade.

Format 1 knew one data set and no hyper-parameters that were searched. What it did not write down is
told as what it was (a quick training, rows held out), or as what equals nothing of today, so that
no challenger is compared with a figure of other rows.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from bellwether_contract.declaration.strict_yaml import Loader
from bellwether_contract.errors import RefusedBundle

FORMAT = 1

# No evaluation set of today has this name.
ANCHOR = "format 1"

_LACKING = "is not as format 1 has it"


def manifest(document: Mapping[str, Any], report: Path) -> dict[str, Any]:
    """A manifest of format 1 as one of today; its log loss is in the ``report``'s file.

    Raises RefusedBundle.
    """
    upgraded = {**document, "effort": "quick", "size": "large"}
    try:
        measured = _proven(report, document["files"][report.name])
        upgraded["anchor"] = {"id": ANCHOR, "log_loss": measured["holdout"]["winner"]["log_loss"]}
        (made,) = (each for each in measured["candidates"] if each["name"] == measured["winner"])
        upgraded["recipe"] = {"hyperparameters": made["hyperparameters"], "calibration": "none"}
        upgraded["datasets"] = [
            {"name": "initial", "sha256": upgraded.pop("data_sha256"), "rows": document["rows"]}
        ]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise RefusedBundle(f"manifest.json {_LACKING} ({type(error).__name__})") from error
    return upgraded


def declaration(content: bytes) -> bytes:
    """The declaration of a version of format 1 as one of today; raises RefusedBundle.

    Its margin was another one, and belongs to the gate, which does not read it of a version.
    """
    try:
        document = yaml.load(content, Loader=Loader)  # noqa: S506  # it is a SafeLoader
        document["policy"].pop("log_loss_margin", None)
    except (yaml.YAMLError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise RefusedBundle(f"predictor.yaml {_LACKING} ({type(error).__name__})") from error
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True).encode()


def report(document: Any) -> Any:
    """The report of a version of format 1, and its figures by the name that they have today.

    What else it holds is not what a report holds today.
    """
    if not isinstance(document, dict) or "holdout" not in document:
        return document
    return {**document, "evaluation": document["holdout"]}


def _proven(path: Path, digest: Mapping[str, Any]) -> dict[str, Any]:
    """A file of a version, once it is the one of its manifest."""
    size = int(digest["size"])
    if path.is_symlink() or path.stat().st_size != size:
        raise ValueError("another size")
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != digest["sha256"]:
        raise ValueError("another SHA-256")
    document = json.loads(content)
    if not isinstance(document, dict):
        raise ValueError("no object")
    return document
