"""`make reproduce`: repeats what was published, prints it and writes docs/published-results.md."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from research.reproduction import diabetes, document, heart, training

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs/published-results.md"


def main(_: list[str]) -> int:
    """Some ten minutes on two cores: ten fits, then two whole trainings."""
    heart_results = _heart(ROOT / "predictors/heart")
    print(document.heart_table(heart_results), "\n")
    print(document.own_table(heart_results.own), "\n")
    diabetes_results = _diabetes(ROOT / "predictors/diabetes")
    print(document.own_table(diabetes_results.own), "\n")
    DOCUMENT.write_text(document.write(heart_results, diabetes_results))
    print(f"written: {DOCUMENT.relative_to(ROOT)}")
    return 0


def _heart(folder: Path) -> document.HeartResults:
    prepared = heart.prepare(folder / "data.parquet")
    published, honest = heart.published(prepared), heart.honest(prepared)
    ill = published.test_labels == 1
    return document.HeartResults(
        prepared_rows=prepared.rows,
        distinct=prepared.distinct,
        rows=len(prepared.labels),
        test_rows=len(published.test_labels),
        synthetic=float(np.mean(published.synthetic)),
        synthetic_ill=float(np.mean(published.synthetic[ill])),
        honest_test_rows=len(honest.test_labels),
        repeated=_measured("published", published),
        honest=_measured("honest", honest),
        always_no=heart.always_no(honest),
        own=training.train(folder),
    )


def _measured(protocol: str, sides: heart.Sides) -> dict[str, heart.Figures]:
    figures = {}
    for name, estimator in heart.ESTIMATORS.items():
        figures[name] = one = heart.measure(estimator(), sides)
        print(
            f"heart, {protocol:9} {name:17} accuracy {one.accuracy:.4f}  F1 {one.f1:.4f}  "
            f"recall {one.recall:.3f}  AUROC {one.auroc:.3f}  fit {one.seconds:6.1f} s",
            flush=True,
        )
    return figures


def _diabetes(folder: Path) -> document.DiabetesResults:
    names, inputs, labels = diabetes.read(folder / "data.csv")
    # Products of eight columns: threads would only wait for each other.
    with threadpool_limits(1):
        repeated = diabetes.published(inputs, labels)
        spread = diabetes.spread(inputs, labels)
        honest = diabetes.honest(inputs, labels)
    return document.DiabetesResults(
        zeros=diabetes.zeros(names, inputs),
        repeated=repeated,
        spread=spread,
        honest=honest,
        own=training.train(folder),
    )
