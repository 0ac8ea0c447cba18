"""What looks wrong about the columns of a predictor's rows, read as a training reads them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from bellwether_contract.declaration.fields import CategoryField, Field, NumberField
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.disclosure import LEAST
from bellwether_contract.encoding.encode import Encoder, Matrix
from bellwether_contract.encoding.seen import Seen
from bellwether_trainer.models import made_rows
from bellwether_trainer.rows import names
from bellwether_trainer.rows.bins import as_typed
from tools.drafting import suspicions
from tools.drafting.findings import Finding, fault, note, warning
from tools.drafting.suspicions import UNKNOWN_WORDS, Floats

# A field that so large a share of the rows does not know tells mostly who was asked.
MOSTLY_UNKNOWN = 0.5

# A category in fewer rows than this teaches a model nothing.
RARE = 10

# Where the rows leave this share of a declared range empty at an end, answers there are guesses.
EMPTY_END = 0.5


def columns(predictor: Predictor, matrix: Matrix) -> Iterator[Finding]:
    """What is found in encoded rows, float32 [rows, fields] (NaN: unknown)."""
    for place, field in enumerate(predictor.fields):
        # As typed: 0.1 is another number as a float32.
        column = as_typed(matrix[:, place])
        yield from _any(field, column)
        known = column[~np.isnan(column)]
        if not len(known):
            continue
        if isinstance(field, NumberField):
            yield from _number(field, known)
        elif isinstance(field, CategoryField):
            yield from _category(field, known)


def example(predictor: Predictor, matrix: Matrix) -> Iterator[Finding]:
    """Whether the declared examples together, which everybody is shown, are somebody's row."""
    shown = Encoder(predictor).record(predictor.example())[0]
    same = made_rows.nearly_equal(shown, matrix, np.zeros(len(shown)))
    if 0 < same < LEAST:
        yield warning(
            "fields",
            "give together, as their examples, a row that one of the rows holds; everybody is "
            "shown them: choose others",
        )


def _any(field: Field, column: Floats) -> Iterator[Finding]:
    where = f"field {field.name}"
    unknown = np.isnan(column)
    if unknown.all():
        yield fault(where, "is known in no row; take it out")
        return
    if suspicions.is_constant(column[~unknown]) and not unknown.any():
        yield warning(where, "is the same in every row, and teaches nothing; take it out")
    if unknown.mean() > MOSTLY_UNKNOWN:
        yield warning(
            where,
            f"is unknown in {100 * unknown.mean():.0f} % of the rows; who knows it may differ from "
            "who does not. Take it out where people will not know it either",
        )
    if field.optional:
        yield note(
            where,
            "is optional: an answer without it averages over its plausible values. The training "
            "proves on rows that measure whether that holds; the report says so, and why not",
        )
    elif field.missing is not None and not unknown.any():
        yield note(where, "may be unknown, but every row knows it: what unknown means is a guess")


def _number(field: NumberField, known: Floats) -> Iterator[Finding]:
    where = f"field {field.name}"
    codes = suspicions.sentinels(known)
    for code in codes:
        yield warning(
            where,
            f"is {code:g} in {int((known == code).sum()):,} rows, far from all others. If that "
            f"means unknown, declare it: missing: {{values: [{code:g}]}}",
        )
    if suspicions.looks_like_an_id(field.name, known[:10_000].tolist(), known[:10_000]):
        yield warning(where, "looks like a number that names the rows; then take it out")
    rest = known[~np.isin(known, codes)]
    if field.outside == "refuse":
        yield from _example(field, rest)
    else:
        yield from _answered_beyond(field, rest)
    yield from _heaped(field, rest)
    yield from _in_other_units(field)


def _in_other_units(field: NumberField) -> Iterator[Finding]:
    """What the ends of a field are in its other units: a wrong factor is seen there."""
    for each in field.other_units:
        low, high = ((end - each.offset) / each.factor for end in (field.minimum, field.maximum))
        yield note(
            f"field {field.name}",
            f"goes from {low:.3g} to {high:.3g} {each.unit}, which is {field.minimum:g} to "
            f"{field.maximum:g} {field.unit}. Are these plausible in both units?",
        )


def _example(field: NumberField, known: Floats) -> Iterator[Finding]:
    """An example that gets no number, because it lies beyond the rows."""
    seen = Seen.of(known.astype(np.float32), number=True)
    if seen.low is None or seen.high is None:  # too few people know it for ends to be told
        return
    if field.example is not None and not seen.holds(float(np.float32(field.example))):
        yield fault(
            f"field {field.name}",
            f"has the example {field.example:g}, which gets no number: the rows hold {seen.low:g} "
            f"to {seen.high:g}. Take one between",
        )


def _answered_beyond(field: NumberField, known: Floats) -> Iterator[Finding]:
    """Values that get a number although no row is like them."""
    where = f"field {field.name}"
    unit = f" {field.unit}" if field.unit else ""
    low, high = float(known.min()), float(known.max())
    if names.is_an_age(field.name) or names.is_an_age(field.label):
        yield note(
            where,
            f"is an age, and people beyond the {low:g} to {high:g}{unit} of the rows get a number "
            "with a warning. If they should get none, declare it: outside: refuse",
        )
    # Where a model is asked: what is refused needs no rows.
    first = max((r.at_most for r in field.refusals if r.at_most is not None), default=field.minimum)
    last = min(
        (r.at_least for r in field.refusals if r.at_least is not None), default=field.maximum
    )
    span = last - first
    for empty, end, seen, beyond in (
        (low - first, "minimum", low, "below"),
        (last - high, "maximum", high, "above"),
    ):
        if empty > EMPTY_END * span:
            yield warning(
                where,
                f"is never {beyond} {seen:g}{unit} in the rows, and its {end} is "
                f"{getattr(field, end):g}: answers between are guesses. Bring the {end} nearer",
            )


def _heaped(field: NumberField, known: Floats) -> Iterator[Finding]:
    """Rows at a declared end, where the values next to it are rare: cut off, or put there."""
    ends = (("minimum", field.minimum), ("maximum", field.maximum))
    for (end, declared), heaped in zip(ends, suspicions.heaped(known), strict=True):
        share = float((known == declared).mean())
        if heaped and share:
            yield note(
                f"field {field.name}",
                f"is at its {end}, {declared:g}, in {100 * share:.1f} % of the rows: right where "
                "the scale ends there, wrong where values were cut off",
            )


def _category(field: CategoryField, known: Floats) -> Iterator[Finding]:
    where = f"field {field.name}"
    counts = np.bincount(known.astype(np.intp), minlength=len(field.choices))
    for choice, count in zip(field.choices, counts.tolist(), strict=True):
        if choice.value.strip().lower() in UNKNOWN_WORDS:
            yield warning(
                where,
                f'takes "{choice.value}" for a category. If it means unknown, take it out of '
                f'choices and declare it: missing: {{values: ["{choice.value}"]}}',
            )
        if count == 0:
            yield warning(
                where,
                f'is "{choice.value}" in no row: the answer would be a guess. Take that choice out',
            )
        elif count < RARE:
            times = "1 row" if count == 1 else f"{count} rows"
            yield note(where, f'is "{choice.value}" in {times} only: too few to learn from')
