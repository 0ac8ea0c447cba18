"""Columns of text -> fields of a declaration, with every doubt in words."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from bellwether_contract.declaration.fields import FLOAT32_MAX
from bellwether_contract.encoding import cells as contract_cells
from bellwether_contract.encoding.numerals import PLAIN
from bellwether_trainer.rows import alone, identifiers, leaks, names
from bellwether_trainer.rows.identifiers import Repeated
from tools.drafting import amounts, categories, dates, particulars, suspicions, writing
from tools.drafting.guessed import Guess, with_missing
from tools.drafting.outcome import Outcome
from tools.drafting.suspicions import UNKNOWN_WORDS, Floats
from tools.drafting.table import Table
from tools.drafting.writing import Numbers

# A column with more different words than this is text, not a category.
CHOICES = 30

# How yes and no are written beside each other; the contract reads all of them.
YES_NO = (
    {"yes", "no", "y", "n", "true", "false", "1", "0"}, {"t", "f"}, {"ja", "nein", "nej", "j", "n"},
    {"oui", "non", "o", "n"}, {"si", "sí", "sì", "no", "s", "n"}, {"sim", "não", "nao", "s", "n"},
)  # fmt: skip


@dataclass(slots=True)
class Guesses:
    """All fields; columns that became none, with the reason; what to know of the whole table.

    ``personal`` are the columns with particulars of people, which data.csv is better without,
    ``repeated`` the identifiers that come again, and ``group`` the one of them that says whose a
    row is, where that is clear.
    """

    fields: list[Guess] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    personal: list[str] = field(default_factory=list)
    repeated: list[Repeated] = field(default_factory=list)

    @property
    def group(self) -> Repeated | None:
        """The identifier that is declared as the group."""
        return identifiers.clear(self.repeated)


def fields(table: Table, outcome: Outcome) -> Guesses:
    """A field for each column that can be one."""
    guesses, picked = Guesses(), alone.sample(outcome.labels)
    for name, cells in table.columns.items():
        if name == outcome.column:
            continue
        unknown = {cell for cell in set(cells) if not cell or cell.lower() in UNKNOWN_WORDS}
        known = [cell for cell in cells if cell not in unknown]
        title = table.titles[name]
        if (what := particulars.held(title, known)) is not None:
            guesses.left_out[name] = f"it holds {what}, which is nobody's business here"
            guesses.personal.append(name)
            continue
        counted = Counter("" if cell in unknown else cell for cell in cells)
        if (again := identifiers.repeated(name, title, counted)) is not None:
            who = "people" if again.of_people else "what the rows are of"
            guesses.left_out[name] = f"it names {who}, and {again.in_words}"
            guesses.repeated.append(again)
            continue
        numbers = writing.numbers(known) if known and not dates.are_dates(known) else None
        reason = _no_field(table, name, known, numbers)
        if reason:
            guesses.left_out[name] = reason
            continue
        made = _field(name, title, known, unknown, numbers)
        auroc = 0.0
        if picked is not None:
            codes = _codes(cells, made.field, unknown, numbers)[picked].astype(np.float32)
            ordered = made.field["type"] != "category"
            auroc = alone.auroc(codes, outcome.labels[picked], ordered=ordered)
        if auroc >= leaks.NEARLY_THE_OUTCOME:
            guesses.left_out[name] = (
                f"it tells the outcome nearly by itself (AUROC {auroc:.3f}), so it was probably "
                "known after it, or is another name for it; put it back if not"
            )
        else:
            guesses.fields.append(made)
    guesses.warnings += _of_identifiers(guesses)
    return guesses


def _of_identifiers(guesses: Guesses) -> list[str]:
    """What to know of identifiers that come again; one that is declared answers for all."""
    if (group := guesses.group) is not None:
        return [
            f"{group.in_words} ({group.column}), so roles: {{group: {group.column}}} is declared, "
            "and everything is measured by person. If it does not say whose a row is, name the "
            "column that does; if nobody has several rows, say why instead: "
            'roles: {nobody_twice: "because ..."}'
        ]
    return [
        f"{each.in_words} ({each.column}). Rows of one person are alike: where some are learned "
        "from and others measure, every figure looks better than it is. If it says whose a row is, "
        f"write roles: {{group: {each.column}}} in predictor.yaml{_not_everywhere(each)}; if "
        'nobody has several rows, say why: roles: {nobody_twice: "because ..."}. Until then no '
        "version is published by itself"
        for each in guesses.repeated
    ]


def _not_everywhere(each: Repeated) -> str:
    return "" if each.everywhere else " (once the rows that do not name anybody are gone)"


def _no_field(table: Table, name: str, known: list[str], numbers: Numbers | None) -> str | None:
    """Why a column cannot be a field, or None."""
    distinct = set(known)
    if not known:
        return "no row knows it"
    if dates.are_dates(known):
        return (
            f"it holds dates (written like {re.sub('[0-9]', '#', known[0])}): make it an age, or "
            "days since something, in the CSV; where it says when a row was taken, write "
            f"{dates.role(name, known)} in predictor.yaml"
        )
    if numbers is not None and numbers.unread:
        return _unread(table, name, numbers.unread)
    values = None if numbers is None else np.array([numbers.values[cell] for cell in known])
    meant = distinct if values is None else set(values.astype(np.float32).tolist())
    if len({contract_cells.plain(str(each)) for each in meant}) == 1:
        return "it is the same in every row that knows it"
    if suspicions.looks_like_an_id(table.titles[name], known, values):
        return "it names the rows (nearly all values differ)"
    if values is None and len(distinct) > CHOICES:
        return f"it is text with {len(distinct):,} different values, more than {CHOICES}"
    return None


def _unread(table: Table, name: str, cells: tuple[str, ...]) -> str:
    """Which cells of a column of numbers are none, and what to do."""
    cell = min(cells, key=lambda each: table.row_of(each, name))
    shown = cell if len(cell) <= 40 else f"{cell[:40]}..."
    others = f", and so do others ({len(cells) - 1:,} different ones)" if len(cells) > 1 else ""
    why = "which is no number"
    if PLAIN.fullmatch(cell):
        why = f"which is no number that a model can hold (beyond {FLOAT32_MAX:g})"
    elif "," in cell:
        why = "which may mean two numbers, or none"
    elif cell[:1] in "<>≥≤":
        why = "which is no number but an end of some"
    return (
        f"row {table.row_of(cell, name):,} holds {shown}, {why}{others}; the rest are numbers. Put "
        "it right in the CSV (leave the cell empty where it is not known), and draft anew"
    )


def _field(
    name: str, title: str, known: list[str], unknown: set[str], numbers: Numbers | None
) -> Guess:
    distinct = {contract_cells.plain(cell) for cell in set(known)}
    base: dict[str, Any] = {"name": name, "label": _label(title) or name}
    missing: list[Any] = sorted(unknown - {""})
    doubts = []
    if names.is_a_place(title):
        doubts.append(
            "by its name it says in which hospital: a model that takes it holds nowhere else. Take "
            f"it out of fields and sections; roles: {{site: {name}}} then measures each site by "
            "the others"
        )
    if any(distinct <= pair for pair in YES_NO):
        truth = contract_cells.YES_NO
        common = Counter(truth[contract_cells.plain(cell)] for cell in known).most_common(1)[0][0]
        made = {**base, "type": "boolean", "example": common}
        spellings = categories.spellings(known)
        return Guess(with_missing(made, missing, bool(unknown)), tuple(doubts), spellings)
    if numbers is not None and (codes := _codes_beside_a_truth(known, numbers)):
        missing = sorted([*missing, *codes])
        truths = [cell for cell in known if cell not in codes]
        common = Counter(numbers.values[cell] == 1 for cell in truths).most_common(1)[0][0]
        made = {**base, "type": "boolean", "example": common}
        doubts.append(
            f"0, 1 and {', '.join(codes)}: taken as no, yes and unknown. If it is a kind of its "
            "own, make it a category"
        )
        return Guess(with_missing(made, missing, optional=True), tuple(doubts))
    if numbers is not None and len(set(numbers.values.values())) > 2:
        guess = amounts.number(base, known, missing, bool(unknown), numbers)
    else:
        guess = categories.category(base, known, missing, bool(unknown))
    return Guess(guess.field, (*doubts, *guess.doubts), guess.notation)


def _codes_beside_a_truth(known: list[str], numbers: Numbers) -> list[str]:
    """The cells that mean unknown in a column of 0, 1 and a code such as 9; else nothing."""
    values = np.array([numbers.values[cell] for cell in known])
    codes = suspicions.sentinels(values)
    if not codes or set(values.tolist()) - set(codes) != {0.0, 1.0}:
        return []
    return [cell for cell, value in numbers.values.items() if value in codes]


def _label(title: str) -> str:
    """A column's title as words: BloodPressure and blood_pressure become Blood pressure."""
    printable = "".join(each if each.isprintable() else " " for each in title)
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z][a-z])", " ", printable).replace("_", " ")
    words = " ".join(word if word.isupper() else word.lower() for word in words.split())
    return words[:1].upper() + words[1:]


def _codes(
    cells: list[str], made: dict[str, Any], unknown: set[str], numbers: Numbers | None
) -> Floats:
    """Cells as numbers, or as positions of their words; NaN where unknown."""
    if numbers is not None and made["type"] in ("number", "integer"):
        values = {float(v) for v in made.get("missing", {}).get("values", ()) if type(v) is not str}
        read = {cell: math.nan if v in values else v for cell, v in numbers.values.items()}
    else:
        words = sorted({contract_cells.plain(cell) for cell in set(cells) - unknown})
        places = {word: float(place) for place, word in enumerate(words)}
        read = {cell: places[contract_cells.plain(cell)] for cell in set(cells) - unknown}
    return np.array([read.get(cell, math.nan) for cell in cells])
