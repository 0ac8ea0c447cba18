"""What counts as slower than another commit."""

from __future__ import annotations

import pytest

from tools.bench.paired import PAIRS, Ratios, shown


@pytest.mark.parametrize(
    ("values", "slower"),
    [
        ([0.96] * PAIRS, True),
        ([0.98] * PAIRS, False),  # less than is allowed
        ([0.90] * (PAIRS - 1) + [1.01], False),  # chance alone does that
        ([1.2] * 3 + [0.99] + [0.5] * 3, False),
    ],
)
def test_slower_is_more_than_allowed_and_more_than_chance(
    values: list[float], slower: bool
) -> None:
    ratios = Ratios(values)
    assert ratios.slower is slower
    assert ("SLOWER" in shown("swaps/s", ratios)) is slower


def test_a_line_shows_the_median_and_both_ends() -> None:
    line = shown("swaps/s", Ratios([1.3, 0.9, 1.0, 1.1, 0.8, 1.2, 0.95]))
    assert line.split() == ["swaps/s", "1.000", "(0.800", "to", "1.300)"]
