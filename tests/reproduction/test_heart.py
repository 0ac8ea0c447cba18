"""The published heart protocol gives its figures on our rows, and other ones on people."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier

from research.reproduction import heart
from research.reproduction.heart import Prepared

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    return heart.prepare(ROOT / "predictors/heart/data.parquet")


def some(prepared: Prepared, rows: int) -> Prepared:
    """Every so-manieth row, about ``rows`` of them."""
    step = len(prepared.labels) // rows
    return Prepared(prepared.names, prepared.inputs[::step], prepared.labels[::step], rows, rows)


def test_the_rows_are_prepared_as_the_notebook_does(prepared: Prepared) -> None:
    assert (prepared.rows, prepared.distinct) == (287_959, 272_417)
    assert prepared.inputs.shape == (264_286, 17)
    ages = prepared.inputs[:, prepared.names.index("AgeCategory")]
    assert sorted(set(ages)) == [21, 27, *range(32, 80, 5), 80]
    # Words in the order of the alphabet: Excellent, Fair, Good, Poor, Very good.
    assert set(prepared.inputs[:, prepared.names.index("GenHealth")]) == {0, 1, 2, 3, 4}


def test_the_published_test_part_is_half_made_up(prepared: Prepared) -> None:
    sides = heart.published(some(prepared, 20_000))
    assert 0.4 < sides.synthetic.mean() < 0.5
    # What is made up is always labelled ill, and most of the ill are made up.
    assert sides.test_labels[sides.synthetic].all()
    assert sides.synthetic[sides.test_labels == 1].mean() > 0.85


def test_every_row_of_the_honest_test_part_is_a_person(prepared: Prepared) -> None:
    rows = some(prepared, 20_000)
    sides = heart.honest(rows)
    assert not sides.synthetic.any()
    people = {row.tobytes() for row in rows.inputs}
    assert all(row.tobytes() in people for row in sides.test)
    assert 0.08 < sides.test_labels.mean() < 0.10
    assert sides.training_labels.mean() == 0.5


def test_made_up_answers_are_whole_codes(prepared: Prepared) -> None:
    rows = some(prepared, 5_000)
    more, labels = heart.smote(rows, rows.inputs, rows.labels)
    assert len(labels) == 2 * (rows.labels == 0).sum()
    for column, name in enumerate(rows.names):
        whole = np.array_equal(more[:, column], np.trunc(more[:, column]))
        assert whole == (name not in heart.MEASURED), name


@pytest.mark.nightly
def test_random_forest_reaches_the_published_accuracy_on_made_up_rows_and_misses_people(
    prepared: Prepared,
) -> None:
    # Two threads, and half of the default's trees: within 0.003 of the whole, in half the time.
    forest = RandomForestClassifier(n_estimators=50, random_state=heart.SEED, n_jobs=2)
    published = heart.measure(forest, heart.published(prepared))
    assert published.accuracy == pytest.approx(0.902, abs=0.005)
    assert published.recall_synthetic is not None
    assert published.recall_real is not None
    assert published.recall_synthetic > published.recall_real + 0.3

    fewer = RandomForestClassifier(n_estimators=11, random_state=heart.SEED, n_jobs=2)
    sides = heart.honest(prepared)
    honest = heart.measure(fewer, sides)
    assert honest.recall < 0.35 < published.recall - 0.5
    assert honest.accuracy < heart.always_no(sides).accuracy

    document = (ROOT / "docs/published-results.md").read_text()
    row = re.search(r"^\| Random Forest \|(.*)\|$", document, re.MULTILINE)
    assert row is not None
    figures = [float(cell) for cell in row[1].split("|")]
    assert figures[2] == pytest.approx(0.902, abs=0.005)
    assert figures[2:4] == pytest.approx([published.accuracy, published.f1], abs=0.003)
    assert figures[6] == pytest.approx(honest.recall, abs=0.05)
