"""Plausible values of what is unknown, against sums over everything that may be."""

from __future__ import annotations

import itertools
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bellwether_contract.bundle import averaging, manifest
from bellwether_contract.bundle.bundle import Bundle
from bellwether_contract.bundle.plausible import Document, Plausible
from bellwether_contract.bundle.scorer import Scorer
from bellwether_contract.encoding.encode import Matrix
from bellwether_contract.errors import RefusedBundle
from bellwether_contract.storage.store import ModelStore
from tests import factories, made_up

# Acid, Beers, Drug, Kidney, Mood.
KNOWN = [7.0, 3.0, 1.0, 1.0, 2.0]


def rows(*changes: dict[int, float]) -> Matrix:
    made = []
    for change in changes:
        row = list(KNOWN)
        for at, value in change.items():
            row[at] = value
        made.append(row)
    return np.array(made, dtype=np.float32)


@pytest.fixture
def scorer() -> Scorer:
    return Scorer(factories.model(), 5)


def shares(document: Document, field: str, row: list[float]) -> list[float]:
    """How likely each level of ``field`` is, written out by hand."""
    about = next(each for each in document.fields if each.field == field)
    columns: list[float] = []
    for shape, value in zip(document.shapes, row, strict=True):
        if shape.field == field:
            columns += [0.0] * shape.width
        elif shape.codes is not None:
            columns += [float(value == code) for code in shape.codes]
        else:
            unknown = math.isnan(value)
            z = 0.0 if unknown else (value - shape.middle) / shape.spread
            columns += [z, 0.0 if unknown else z * z - 1]
            columns += [float(unknown)] if shape.unknown else []
    odds = [
        intercept
        + sum(c * weights[level] for c, weights in zip(columns, about.weights, strict=True))
        for level, intercept in enumerate(about.intercepts)
    ]
    total = sum(math.exp(each) for each in odds)
    return [math.exp(each) / total for each in odds]


def test_the_mean_over_one_unknown_field_is_the_sum_over_its_levels(scorer: Scorer) -> None:
    document = factories.plausible("Beers")
    sampler = Plausible(document)
    row = rows({1: math.nan})
    expected = 0.0
    for level, share in zip((1.5, 4.0, 8.25), shares(document, "Beers", KNOWN), strict=True):
        expected += share * float(scorer.probabilities(rows({1: level}))[0])
    found = averaging.scored(scorer, sampler, row)
    assert found.probabilities[0] == pytest.approx(expected, abs=1e-6)
    spread = found.spreads[0]
    assert spread.unknown == ("Beers",)
    assert spread.low == pytest.approx(scorer.probabilities(rows({1: 1.5}))[0], abs=1e-6)
    assert spread.high == pytest.approx(scorer.probabilities(rows({1: 8.25}))[0], abs=1e-6)


def test_several_unknown_fields_are_drawn_from_their_joint_distribution(scorer: Scorer) -> None:
    document = factories.plausible("Beers", "Kidney", "Mood")
    levels = {each.field: each.levels for each in document.fields}
    # The stationary distribution of drawing each given the other, by going on for ever.
    joint = np.full((3, 2), 1 / 6)
    for _ in range(200):
        kidney = joint.sum(axis=0)
        joint = np.stack(
            [
                kidney[k] * np.array(shares(document, "Beers", [7, 0, 1, levels["Kidney"][k], 2]))
                for k in range(2)
            ],
            axis=1,
        )
        beers = joint.sum(axis=1)
        joint = np.stack(
            [
                beers[b] * np.array(shares(document, "Kidney", [7, levels["Beers"][b], 1, 0, 2]))
                for b in range(3)
            ]
        )
    expected = sum(
        joint[b, k]
        * float(scorer.probabilities(rows({1: levels["Beers"][b], 3: levels["Kidney"][k]}))[0])
        for b, k in itertools.product(range(3), range(2))
    )
    row = rows({1: math.nan, 3: math.nan})
    found = averaging.scored(scorer, Plausible(document), row)
    assert found.probabilities[0] == pytest.approx(expected, abs=0.01)
    # They go together: drawn apart, the mean would be another one.
    drawn = Plausible(document).complete(row, np.array([0]), (0, 1)).matrix
    assert np.corrcoef(drawn[:, 1], drawn[:, 3])[0, 1] > 0.2


def test_a_field_that_is_natively_unknown_is_told_to_the_others() -> None:
    document = factories.plausible("Mood")
    weights = np.zeros((13, 3))
    weights[2] = (5.0, 0.0, -5.0)  # acid unknown
    (mood,) = document.fields
    changed = mood.model_copy(update={"weights": tuple(map(tuple, weights.tolist()))})
    sampler = Plausible(document.model_copy(update={"fields": (changed,)}))
    known, unknown = (
        sampler.complete(rows({0: acid, 4: math.nan}), np.array([0]), (0,)).weights[0]
        for acid in (6.0, math.nan)
    )
    assert unknown[0] > 0.99
    assert known[0] < 0.6


def test_complete_rows_are_scored_as_they_are_and_any_batch_answers_alike(scorer: Scorer) -> None:
    sampler = Plausible(factories.plausible("Beers", "Kidney", "Mood"))
    changes: list[dict[int, float]] = [
        {},
        {1: math.nan},
        {3: math.nan, 4: math.nan},
        {0: math.nan},
        {1: math.nan, 3: math.nan, 4: math.nan},
    ]
    batch = rows(*changes * 3)
    found = averaging.scored(scorer, sampler, batch)
    np.testing.assert_array_equal(
        found.probabilities[[0, 3]], scorer.probabilities(batch[[0, 3]]).astype(np.float64)
    )
    assert sorted(found.spreads) == [1, 2, 4, 6, 7, 9, 11, 12, 14]
    for at in range(5):
        alone = averaging.scored(scorer, sampler, batch[at : at + 1])
        assert alone.probabilities[0] == pytest.approx(found.probabilities[at], abs=2e-7)
        assert found.probabilities[at] == pytest.approx(found.probabilities[at + 10], abs=2e-7)
        if at in found.spreads:
            spread = found.spreads[at]
            assert spread.low <= found.probabilities[at] <= spread.high


def test_the_range_holds_nine_tenths_in_the_middle() -> None:
    said = np.linspace(0.1, 0.9, 100)[None, ::-1]
    low, high = averaging.central(said, np.full((1, 100), 0.01))
    assert np.sum((said >= low) & (said <= high)) == 90
    low, high = averaging.central(np.array([[0.5, 0.1, 0.9]]), np.array([[0.94, 0.03, 0.03]]))
    assert (low[0], high[0]) == (0.5, 0.5)


def test_contributions_add_up_to_the_mean(scorer: Scorer, tmp_path: Path) -> None:
    loaded = load(tmp_path, factories.plausible("Beers", "Kidney", "Mood"))
    for unknown in ({1: math.nan}, {1: math.nan, 3: math.nan, 4: math.nan}):
        scored, found = loaded.explained(rows(unknown))
        total = found.baseline + found.contributions.sum()
        assert total == pytest.approx(scored.probabilities[0], abs=1e-6)


def load(path: Path, document: Document | None) -> Bundle:
    store = ModelStore(path / "models", path / "champions")
    version = factories.publish(store, 1, plausible=document)
    return Bundle.load(store.directory(made_up.NAME, version), made_up.NAME)


def test_a_version_without_the_file_requires_every_field(tmp_path: Path) -> None:
    assert load(tmp_path / "old", None).plausible is None
    with_file = load(tmp_path / "new", factories.plausible("Beers"))
    assert with_file.plausible is not None
    inputs = made_up.example()
    del inputs["Beers"]
    assert np.isnan(with_file.encoder.record(inputs)[0, 1])
    optional = {field.name for field in with_file.predictor.fields if field.missing is not None}
    assert optional == {"Acid", "Beers", "Drug"}


def test_to_be_unknown_is_no_value_beyond_the_rows(tmp_path: Path) -> None:
    loaded = load(tmp_path, factories.plausible("Beers"))
    assert loaded.limits.beyond(rows({1: math.nan})) == {}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d.update(format=2), "cannot be used at /format"),
        (lambda d: d["fields"][0].update(field="Wine"), "names a field twice, or one that is none"),
        (lambda d: d["fields"].append(d["fields"][0]), "names a field twice"),
        (lambda d: d["fields"][0]["weights"].pop(), "no whole matrix for Beers"),
        (lambda d: d["fields"][0]["intercepts"].pop(), "no whole matrix for Beers"),
        (lambda d: d["shapes"].pop(), "other fields than its version"),
        (lambda d: d["shapes"][0].update(spread=0), "cannot be used at /shapes/0/spread"),
    ],
)
def test_a_broken_sampler_is_refused(change: Any, said: str) -> None:
    document = json.loads(factories.plausible("Beers").model_dump_json())
    change(document)
    with pytest.raises(RefusedBundle, match=said):
        Plausible.read(json.dumps(document).encode(), ["Acid", "Beers", "Drug", "Kidney", "Mood"])
    with pytest.raises(RefusedBundle, match="cannot be used"):
        Plausible.read(b"{", [])


def test_a_flipped_byte_of_it_is_refused(tmp_path: Path) -> None:
    store = ModelStore(tmp_path / "models", tmp_path / "champions")
    version = factories.publish(store, 1, plausible=factories.plausible("Beers"))
    directory = store.directory(made_up.NAME, version)
    factories.flip_a_byte(directory / manifest.PLAUSIBLE)
    with pytest.raises(RefusedBundle, match=r"plausible\.json does not have the SHA-256"):
        Bundle.load(directory, made_up.NAME)
