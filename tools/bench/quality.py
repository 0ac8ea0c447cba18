"""What the versions just trained are worth, from their reports, beside what is wanted of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bellwether_contract.bundle.manifest import REPORT
from tools.bench.figures import Figures

Document = dict[str, Any]

# name, found, and between what it is wanted; None: no such end.
Figure = tuple[str, float, float | None, float | None]


def of_heart(report: Document) -> Iterator[Figure]:
    """Held-out people, against plain logistic regression on the same; and the training rows."""
    own, plain = report["evaluation"]["winner"], report["evaluation"]["plain_logistic"]
    calibration = report["calibration"]
    yield "AUROC above plain logistic regression", own["auroc"] - plain["auroc"], 0.003, None
    yield (
        "log loss below plain logistic regression",
        plain["log_loss"] - own["log_loss"],
        0.002,
        None,
    )
    yield "mean AUROC of 5 folds of the other rows", report["out_of_fold"]["auroc"], 0.842, None
    yield "calibration slope", calibration["slope"]["estimate"], 0.95, 1.05
    yield "expected calibration error", calibration["expected_calibration_error"], None, 0.01


def of_diabetes(report: Document) -> Iterator[Figure]:
    """10 x 5 folds with everything nested."""
    own, plain = report["evaluation"]["winner"], report["evaluation"]["plain_logistic"]
    yield "mean AUROC of 10 x 5 folds", own["auroc"], 0.842, None
    yield "mean log loss of 10 x 5 folds", own["log_loss"], None, 0.468
    yield "AUROC of plain logistic regression", plain["auroc"], None, None
    yield "log loss of plain logistic regression", plain["log_loss"], None, None


WANTED = {"heart": of_heart, "diabetes": of_diabetes}


def show(predictor: str, directory: Path, figures: Figures) -> None:
    """Say the figures of the version in ``directory``."""
    report: Document = json.loads((directory / REPORT).read_bytes())
    for name, found, low, high in WANTED[predictor](report):
        if low is None and high is None:
            figures.say(f"  {f'{predictor}: {name}':68} {found:10.4g}")
        else:
            figures.figure(f"{predictor}: {name}", found, least=low, most=high)
