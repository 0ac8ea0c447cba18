"""The page on published results says what was measured, and stands as the code writes it."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from bellwether_contract.declaration import spec
from research.reproduction import diabetes, document, own, sources
from research.reproduction.document import DiabetesResults, HeartResults
from research.reproduction.heart import Figures
from tests import report_sample

ROOT = Path(__file__).parents[2]
FIGURES = Figures(
    accuracy=0.9024,
    f1=0.9037,
    recall=0.288,
    auroc=0.765,
    recall_real=0.592,
    recall_synthetic=0.952,
    seconds=1.0,
)
LINE = diabetes.Line(0.74, 0.87, 0.8, 142)


def own_version(name: str, size: str) -> own.Own:
    predictor = spec.read(ROOT / "predictors" / name)
    return own.read(report_sample.report(predictor, size=size))


def heart_results() -> HeartResults:
    return HeartResults(
        prepared_rows=287_959,
        distinct=272_417,
        rows=264_286,
        test_rows=120_313,
        synthetic=0.45,
        synthetic_ill=0.9,
        honest_test_rows=66_072,
        repeated=dict.fromkeys(sources.HEART, FIGURES),
        honest=dict.fromkeys(sources.HEART, FIGURES),
        always_no=Figures(0.9097, 0.0, 0.0, 0.5, 0.0, None, 0.0),
        own=own_version("heart", "large"),
    )


def diabetes_results() -> DiabetesResults:
    return DiabetesResults(
        zeros={"Glucose": 5},
        repeated=diabetes.Report((LINE, LINE), 0.73, 0.61, 0, converged=False),
        spread=diabetes.Spread(100, (0.72, 0.77, 0.82), (0.46, 0.57, 0.68)),
        honest=diabetes.Honest(0.77, 0.63, 0.56, 0.827, 0.49, 0.651),
        own=own_version("diabetes", "small"),
    )


def structure(text: str) -> list[str]:
    """Headings, and the tables' headers and first columns."""
    kept = []
    for line in text.splitlines():
        if line.startswith(("#", "| |", "| algorithm", "| label")):
            kept.append(line)
        elif line.startswith("|"):
            # Which candidate has won is a figure too.
            kept.append(re.sub(r"Bellwether: .*", "Bellwether", line.split("|")[1].strip()))
    return kept


def test_every_algorithm_stands_with_published_repeated_and_honest_figures() -> None:
    table = document.heart_table(heart_results())
    assert (
        "| Random Forest | 0.9026 | 0.9040 | 0.9024 | 0.9037 | 0.9024 | 0.9037 | 0.288 | 0.765 |"
        in table
    )
    assert '| always "No" |  |  |  |  | 0.9097 | 0.0000 | 0.000 | 0.500 |' in table
    assert all(f"| {name} |" in table for name in sources.HEART)


def test_the_paragraph_tells_invented_rows_from_people() -> None:
    text = document.write(heart_results(), diabetes_results())
    assert "45% of its 120,313 rows" in text
    assert "calls 95 of 100 invented rows ill, and 59 of 100 people who are" in text
    assert "finds 29 of 100" in text


def test_an_algorithm_whose_defaults_have_changed_is_named() -> None:
    assert "AdaBoost" in document.write(heart_results(), diabetes_results())
    as_published = {
        name: dataclasses.replace(FIGURES, accuracy=reported.accuracy)
        for name, reported in sources.HEART.items()
    }
    results = dataclasses.replace(heart_results(), repeated=as_published)
    text = document.write(results, diabetes_results())
    assert "the defaults of the libraries have changed" not in text


def test_bellwethers_own_figures_are_those_of_its_report() -> None:
    predictor = spec.read(ROOT / "predictors/heart")
    report = report_sample.report(predictor)
    winner = report["evaluation"]["winner"]
    table = document.own_table(own.read(report))
    line = next(line for line in table.splitlines() if line.startswith("| Bellwether"))
    assert report["winner_label"] in line
    assert [float(cell) for cell in line.split("|")[2:-1]] == pytest.approx(
        [winner[name] for name in ("accuracy", "f1", "recall", "auroc", "log_loss")], abs=6e-4
    )


def test_the_page_in_the_documents_is_what_the_code_writes() -> None:
    written = document.write(heart_results(), diabetes_results())
    standing = (ROOT / "docs/published-results.md").read_text()
    assert structure(standing) == structure(written)
    # Published figures are typed in once, and the page shows those.
    for reported in sources.HEART.values():
        assert f"| {reported.accuracy:.4f} | {reported.f1:.4f} |" in standing
