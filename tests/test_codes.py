"""Which sentences carry a code: each is told in the API's document, and worded by the page."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from bellwether_trainer.measures import gate
from tests.made_up_evaluations import comparison, evaluation, incumbent

ROOT = Path(__file__).parents[1]
SERVICES = ("contract", "services/api", "services/trainer")
# Not said alone, but behind what is wrong with a number, as its value `advice`.
ADVICE = "encoding/advice.py"


def _written() -> Iterator[str]:
    """The names that the services give to sentences, advice left out."""
    for path in (each for name in SERVICES for each in (ROOT / name).rglob("bellwether_*/**/*.py")):
        text = path.read_text()
        if "coded(" not in text or path.as_posix().endswith(ADVICE):
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "coded":
                name = node.args[1]
                if isinstance(name, ast.Constant) and name.value != "other_unit":
                    yield str(name.value)


def test_every_code_stands_in_the_documents_and_the_page_words_it() -> None:
    written = set(_written())
    told = (ROOT / "docs/api.md").read_text().partition("## Sentences and their codes")[2]
    told = told.partition("\n## ")[0]
    assert written - set(re.findall(r"`(\w+)`", told)) == set()
    page = (ROOT / "services/web/src/words/codes.ts").read_text()
    worded = set(re.findall(r'\| "(\w+)"', page))
    # What decides by a rule is given its name where the rule is chosen.
    assert worded - written == {"if_better", "quick_after_full"}
    assert written - worded == set()


def test_every_check_of_the_gate_carries_its_figures() -> None:
    met = evaluation(champion=incumbent(comparison(Asian=0.03)))
    decision = gate.decide(met, gate.USUAL, anchor="a", comparisons=3)
    names = []
    for check in decision.checks:
        code = getattr(check.words, "code", None)
        assert code is not None, check.words
        names.append(code.name)
        assert code.name == check.name
        assert code.values["value"] == check.value
        assert (code.values["low"], code.values["high"]) == (check.low, check.high)
        assert (code.values["found"], code.values["against"]) == (check.found, check.against)
        assert (code.values["interval_low"], code.values["interval_high"]) == check.interval
    assert "subgroup_recall" in names
    assert all(getattr(reason, "code", None) is not None for reason in decision.reasons)
