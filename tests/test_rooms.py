"""The size of rooms: short modules, few at the top of the API, none that only hands names on."""

from __future__ import annotations

import ast
import statistics
from pathlib import Path

import pytest

from tests.sources import ROOT, SERVICES, modules


def lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def test_no_module_is_over_250_lines_and_half_of_them_are_under_110() -> None:
    sizes = {path.relative_to(ROOT).as_posix(): lines(path) for path in modules(*SERVICES)}
    assert {name: size for name, size in sizes.items() if size > 250} == {}
    assert statistics.median(sizes.values()) <= 110


def test_the_api_has_at_most_15_modules_and_folders_at_its_top() -> None:
    package = ROOT / "services/api/bellwether_api"
    top = {path.relative_to(package).parts[0] for path in modules("services/api/bellwether_api")}
    assert len(top - {"__init__.py"}) <= 15


def only_imports(path: Path) -> bool:
    body = ast.parse(path.read_text()).body
    said = [
        node
        for node in body
        if not isinstance(node, ast.Import | ast.ImportFrom)
        and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        and not (isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__")
    ]
    return not said


def test_no_module_only_hands_on_what_others_define() -> None:
    handed_on = [path for path in modules(*SERVICES) if only_imports(path)]
    # What a folder's own name stands for: nothing, or the client's public names.
    assert {path for path in handed_on if path.name != "__init__.py"} == set()


@pytest.mark.parametrize("name", ["README.md", "docs/architecture.md"])
def test_what_is_read_first_is_short(name: str) -> None:
    assert lines(ROOT / name) <= 120
