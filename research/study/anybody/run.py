"""`make honest`: public data sets, brought as a person would; writes docs/anybodys-data.md."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import get_args

from bellwether_contract.vocabulary import Effort
from bellwether_trainer.capacity import MACHINE
from research.study.anybody import document, judge
from research.study.anybody.judge import Outcome
from research.study.anybody.product import Product, Trained
from research.study.anybody.sets import OUTCOME, SETS, YES, DataSet, halves
from research.study.anybody.sources import ROOT, Sources

DOCUMENT = ROOT / "docs/anybodys-data.md"


def main(arguments: list[str]) -> int:
    """Some minutes; exit code 1 where something is not as it is wanted."""
    effort: Effort = next((each for each in get_args(Effort) if each in arguments), "quick")
    with tempfile.TemporaryDirectory(prefix="bellwether-anybody-") as name:
        directory = Path(name)
        sources = Sources(directory)
        outcomes = [
            outcome(each, sources, Product(directory / each.name, MACHINE.cores(), effort))
            for each in SETS
        ]
    DOCUMENT.write_text(document.write(outcomes))
    wrong = judge.faults(outcomes)
    print("\n".join(wrong) or "everything is as wanted")
    print(f"written: {DOCUMENT.relative_to(ROOT)}")
    return 1 if wrong else 0


def outcome(data_set: DataSet, sources: Sources, product: Product) -> Outcome:
    """Bring one data set, as a person would."""
    print(f"{data_set.name}: ", end="", flush=True)
    sides = halves(data_set, sources.rows(data_set.source))
    asked = product.draft(data_set, sides.known)
    unanswered = product.train(data_set, "as-drafted")
    if isinstance(unanswered, Trained):
        asked |= product.asked(data_set, unanswered.version)
    product.answer(data_set)
    product.forget(data_set)
    answered = product.train(data_set, "answered")
    unseen = None
    if isinstance(answered, Trained):
        unseen = product.on_unseen(data_set, answered.version, sides.unseen)
    found = Outcome(
        data_set=data_set,
        rows=len(sides.known),
        events=sum(row[OUTCOME] == YES for row in sides.known),
        asked=asked,
        unanswered=unanswered,
        answered=answered,
        unseen=unseen,
    )
    print(f"asked about {', '.join(sorted(asked)) or 'nothing'}; gap {found.gap}", flush=True)
    return found
