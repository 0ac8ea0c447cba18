"""What is one thing has one name and one place."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CONTRACT = ROOT / "contract/bellwether_contract"
TRAINER = ROOT / "services/trainer/bellwether_trainer"


def classes(package: Path) -> set[str]:
    trees = (ast.parse(path.read_text()) for path in package.rglob("*.py"))
    return {
        node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)
    }


@pytest.mark.parametrize("name", ["EvaluationSetRecord", "DataSet", "Recipe"])
def test_what_a_manifest_says_is_no_second_type_of_the_trainer(name: str) -> None:
    assert name in classes(CONTRACT)
    assert name not in classes(TRAINER)


@pytest.mark.parametrize(
    ("said", "place"),
    [("special.logit(", "measures/logistic.py"), ("(last - before)", "measures/splines.py")],
)
def test_log_odds_and_splines_are_reckoned_in_one_place(said: str, place: str) -> None:
    found = [path for path in TRAINER.rglob("*.py") if said in path.read_text()]
    assert found == [TRAINER / place]
