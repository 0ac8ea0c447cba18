"""Contributions are Shapley values: held against enumeration, and against the shap package."""

from __future__ import annotations

import io
import itertools
from math import factorial

import numpy as np
import numpy.typing as npt
import pytest
import shap  # type: ignore[import-untyped]

from bellwether_contract.bundle.scorer import Probabilities, Scorer
from bellwether_contract.bundle.shapley import BACKGROUND_ROWS, Background
from bellwether_contract.encoding.encode import Matrix
from bellwether_contract.errors import RefusedBundle
from tests import factories


class Bent(Scorer):
    """A model of any number of fields in which they go together; unknown counts as -1."""

    def __init__(self) -> None:
        pass

    def probabilities(self, matrix: Matrix) -> Probabilities:
        known = np.nan_to_num(matrix, nan=-1.0)
        odds = known.sum(axis=1) / 3 + known[:, 0] * known[:, 1] - known[:, -1] * known[:, 2] - 1
        shares: Probabilities = (1 / (1 + np.exp(-odds))).astype(np.float32)
        return shares


def rows(count: int, fields: int, seed: int) -> Matrix:
    """Rows of 0, 1 and 2, so that fields agree often, and some unknown values."""
    random = np.random.default_rng(seed)
    found = random.integers(0, 3, (count, fields)).astype(np.float32)
    found[random.random((count, fields)) < 0.1] = np.nan
    return found


def by_definition(background: Matrix, own: Matrix) -> npt.NDArray[np.float64]:
    """Shapley's formula as it stands in the books, over all sets of all fields."""
    fields = own.shape[1]

    def value(chosen: tuple[int, ...]) -> float:
        mixed = background.copy()
        mixed[:, list(chosen)] = own[0, list(chosen)]
        return float(Bent().probabilities(mixed).mean())

    found = np.zeros(fields)
    for field in range(fields):
        others = [other for other in range(fields) if other != field]
        for size in range(fields):
            weight = factorial(size) * factorial(fields - size - 1) / factorial(fields)
            for chosen in itertools.combinations(others, size):
                found[field] += weight * (value((*chosen, field)) - value(chosen))
    return found


@pytest.mark.parametrize("seed", range(3))
def test_few_fields_are_answered_exactly(seed: int) -> None:
    background, own = rows(12, 6, seed), rows(1, 6, seed + 100)
    probability = float(Bent().probabilities(own)[0])
    found = Background(background, Bent()).explain(own, probability)
    np.testing.assert_allclose(found.contributions, by_definition(background, own), atol=1e-6)


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_the_shap_package_finds_the_same() -> None:
    background, own = np.nan_to_num(rows(20, 7, 1)), np.nan_to_num(rows(1, 7, 2))
    explainer = shap.KernelExplainer(Bent().probabilities, background)
    # So many samples are all sets of seven fields.
    theirs = explainer.shap_values(own, nsamples=1 << 7, l1_reg=False, silent=True)
    found = Background(background, Bent()).explain(own, float(Bent().probabilities(own)[0]))
    np.testing.assert_allclose(found.contributions, theirs[0], atol=1e-5)
    assert found.baseline == pytest.approx(float(explainer.expected_value), abs=1e-6)


def test_many_fields_are_walked_and_still_add_up() -> None:
    background, own = rows(64, 17, 5), rows(1, 17, 6)
    probability = float(Bent().probabilities(own)[0])
    found = Background(background, Bent()).explain(own, probability)
    assert found.baseline + found.contributions.sum() == pytest.approx(probability, abs=1e-6)
    again = Background(background, Bent()).explain(own, probability)
    np.testing.assert_array_equal(found.contributions, again.contributions)


def test_more_walks_come_closer_to_the_exact_answer() -> None:
    background, own = rows(60, 9, 7), rows(1, 9, 8)
    probability = float(Bent().probabilities(own)[0])
    walked, exact = Background(background, Bent()), by_definition(background, own)
    errors = [
        np.abs(walked.explain(own, probability, walks).contributions - exact).max()
        for walks in (1, 30)
    ]
    assert errors[1] < errors[0] < 0.1


def test_a_field_that_never_differs_contributes_nothing() -> None:
    background, own = rows(64, 17, 9), rows(1, 17, 10)
    background[:, 4] = own[0, 4] = 1.0
    background[:, 5] = own[0, 5] = np.nan
    found = Background(background, Bent()).explain(own, float(Bent().probabilities(own)[0]))
    assert found.contributions[[4, 5]].tolist() == [0.0, 0.0]


@pytest.mark.parametrize("fields", [6, 17])
def test_a_person_like_everybody_differs_from_nobody(fields: int) -> None:
    own = rows(1, fields, 11)
    background = np.repeat(own, 5, axis=0)
    found = Background(background, Bent()).explain(own, float(Bent().probabilities(own)[0]))
    assert not found.contributions.any()


def _file(array: npt.NDArray[np.generic]) -> bytes:
    content = io.BytesIO()
    np.save(content, array)
    return content.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no array",
        _file(np.zeros((3, 4), dtype=np.float32)),
        _file(np.zeros((3, 5), dtype=np.float64)),
        _file(np.zeros((0, 5), dtype=np.float32)),
        _file(np.zeros((BACKGROUND_ROWS + 1, 5), dtype=np.float32)),
        _file(np.array([["a"] * 5], dtype=object)),
    ],
)
def test_a_background_that_cannot_be_used_refuses_the_version(content: bytes) -> None:
    scorer = Scorer(factories.model(), 5)
    with pytest.raises(RefusedBundle, match=r"background\.npy"):
        Background.read(content, scorer, 5)
