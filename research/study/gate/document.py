"""`docs/gate.md`: each of two studies writes its own part of the page, and leaves the other's."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path

from research.study.gate.cells import Result

PAGE = Path(__file__).parents[3] / "docs/gate.md"

TITLE = """# How often the gate is right

`make gate-study` and `make gate-trainings` write this page. What the gate asks, and why, is told in
[decision 21](decisions/0021-a-gate-with-a-size-and-a-power.md)."""

# Columns of a page's text.
WIDTH = 120

SIMULATED, TRAINED = "## Simulated", "## Whole trainings"

OF_CELLS = """The gate judges versions whose worth is known, on made-up people. *Truth* gives
everybody their true probability, *fitted* is a logistic regression of the true form with eight
fields, *shrunken* the same drawn together afterwards; *extreme* has a slope of 0.8, and *noise* was
fitted to shuffled outcomes. Margins are told in standard errors of the difference. Bounds are
one-sided, of 95 %."""

OF_TRAININGS = """First trainings, from the draft to the outcome, on made-up people of whom a fifth
has the event, which eight fields tell with an AUROC of 0.75. *Rows that tell nothing* have their
outcomes shuffled. So few trainings cannot show a share; the bound, one-sided and of 95 %, says how
far off it may be."""


def write_simulated(results: Sequence[Result], how: str) -> None:
    """Replace the table of simulated cells; ``how`` says how often each was drawn."""
    rows = [f"{_row(result)} | {result.draws:,} |" for result in results]
    _write(SIMULATED, f"{OF_CELLS} {how}", "draws", rows)


def write_trainings(results: Sequence[Result], outcomes: Mapping[str, str], how: str) -> None:
    """Replace the table of whole trainings; ``outcomes`` tells each case's tally in words."""
    rows = [f"{_row(result)} | {outcomes[result.cell.name]} |" for result in results]
    _write(TRAINED, f"{OF_TRAININGS} {how}", "of them", rows)


def _row(result: Result) -> str:
    cell, sign = result.cell, "<=" if result.cell.at_most else ">="
    bound = result.upper if cell.at_most else result.lower
    wanted = "" if cell.wanted is None else f"{sign} {cell.wanted:g}"
    return f"| {cell.name} | {result.share:.3f} | {sign} {bound:.3f} | {wanted}"


def _write(heading: str, words: str, last: str, rows: Sequence[str]) -> None:
    """Put words and a table under ``heading``; what stands under the other one stays."""
    head = f"| counted | share | bound | wanted | {last} |\n| --- | --- | --- | --- | --- |"
    page = PAGE.read_text() if PAGE.exists() else ""
    parts = [TITLE]
    for each in (SIMULATED, TRAINED):
        found = re.search(rf"^{each}\n\n.*?(?=\n^## |\Z)", page, re.MULTILINE | re.DOTALL)
        if each == heading:
            paragraph = textwrap.fill(words, WIDTH, break_on_hyphens=False)
            parts.append("\n".join([f"{each}\n", f"{paragraph}\n", head, *rows]))
        elif found:
            parts.append(found.group().strip())
    PAGE.write_text("\n\n".join(parts) + "\n")
