"""docs/reliability.md says what its table and its runs say; every test it names is there."""

from __future__ import annotations

import ast
import functools
from pathlib import Path
from typing import Any

import pytest

from tools.soak import document
from tools.soak.table import PARTS

TESTS = Path(__file__).parent
CASES = document.cases()
PART_NAMES = {part.name for part in PARTS}


@functools.cache
def functions(path: Path) -> set[str]:
    return {
        node.name for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)
    }


def test_every_case_has_its_row() -> None:
    assert [case["case"] for case in CASES] == list(range(1, 47))


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["case"]))
def test_every_test_that_is_named_exists(case: dict[str, Any]) -> None:
    for test in case.get("tests", []):
        path, _, name = test.partition("::")
        assert name in functions(TESTS / path), test


def test_every_figure_that_is_named_is_counted() -> None:
    runs = document.kept()
    assert set(runs) <= PART_NAMES
    for case in CASES:
        for counted in case.get("counted", []):
            part, _, figure = counted.partition(": ")
            assert part in PART_NAMES, counted
            assert part not in runs or figure in runs[part]["figures"], counted


def test_what_must_hold_was_counted() -> None:
    runs = document.kept()
    for part in PARTS:
        if part.name in runs:
            wanted = {each.figure for each in (*part.wanted, *part.alone)}
            assert wanted <= set(runs[part.name]["figures"])


def test_the_page_is_the_one_that_table_and_runs_make() -> None:
    assert document.PAGE.read_text() == document.text(), "python -m tools soak --page writes it"
