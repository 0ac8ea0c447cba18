"""Questions that a column raises: was it known before the outcome, and is it about anything?

A value that is known only afterwards makes every figure look better than anybody will ever see.
No program can know when a value is known, so it asks: by the name, by values that name people or
rows, by values that hardly anybody has without the outcome, and by one field that carries most of
the model. ``known_before`` of the field answers, in so many words. A column that is no field is
asked about where it numbers something again and again: there ``roles`` answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from bellwether_contract.declaration.fields import BooleanField, CategoryField, Field, NumberField
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding.encode import Matrix
from bellwether_trainer.records import Labels
from bellwether_trainer.rows import alone, names
from bellwether_trainer.rows.identifiers import Repeated

Kind = Literal["name", "identifier", "afterwards", "dominates", "repeats"]

# One field alone that tells the labels apart this well is asked about ...
DOMINATES = 0.8
# ... as is one with more than this share of all points by which a model moves its answers, where
# the model itself tells people apart so well: of honest models that tell little one field mostly
# carries most. Of two fields one always has half.
MOST_OF_IMPORTANCE = 0.5
TELLS_MUCH = 0.75
FIELDS_TO_SHARE = 3

# So well tells hardly anything that is known before.
NEARLY_THE_OUTCOME = 0.97

# A treatment by its name is asked about only where it goes with the outcome.
TREATED = 0.6

# A value that so large a share of those who have it shares with the outcome, of so many people,
# where the outcome is no more frequent than that among all.
ONLY_WITH_OUTCOME = 0.98
PEOPLE = 20
USUAL = 0.7

# Fewer different values name nobody.
NAMES = 30
# Whole numbers that leave out no more than a tenth between their ends count something.
WITHOUT_GAPS = 0.9
# Nearly as many values as rows; beyond it at most so many rows share one, on average.
EACH_ITS_OWN = 0.98
ROWS_A_NAME = 20


@dataclass(frozen=True, slots=True)
class Question:
    """What a field must answer: ``evidence`` in words and figures, ``kinds`` of it in order.

    ``answer`` is the declared ``known_before``, or ``nobody_twice`` for a column that "repeats" and
    is no field; None: nobody has answered. ``auroc`` is that of the field alone, ``share`` its part
    of the model's importance, where they were measured.
    """

    field: str
    label: str
    kinds: tuple[Kind, ...]
    evidence: tuple[str, ...]
    answer: str | None
    auroc: float | None = None
    share: float | None = None

    @property
    def doubt(self) -> str:
        """What may be wrong with a field; completes "this field ..."."""
        late, names_somebody = (
            "be known only after the outcome",
            "name people or rows instead of measuring anything",
        )
        if "identifier" not in self.kinds:
            return f"may {late}"
        if {"name", "afterwards"} & set(self.kinds):
            return f"may {late}, or {names_somebody}"
        return f"may {names_somebody}"

    @property
    def words(self) -> str:
        """The question, and which line answers it."""
        if "repeats" in self.kinds:
            return (
                f"the column {self.field} may say whose a row is: {'; '.join(self.evidence)}. Rows "
                "of one person are alike: where some are learned from and others measure, every "
                f"figure is too good. If it does, write roles: {{group: {self.field}}} in "
                "predictor.yaml (another column, if that one says it); if nobody has several rows, "
                'say why: roles: {nobody_twice: "visit_id numbers visits, of which everybody had '
                'one"} (in your own words), and train again'
            )
        return (
            f"the field {self.field} {self.doubt}: {'; '.join(self.evidence)}. If its value is "
            'known when the risk is asked for, say when: write known_before: "at admission" (in '
            f'your own words) under "name: {self.field}" in predictor.yaml; if not, take the field '
            "out, and train again"
        )


def questions(predictor: Predictor, matrix: Matrix, labels: Labels) -> tuple[Question, ...]:
    """What the columns of encoded rows raise before any model, in declared order.

    ``matrix`` is float32 [rows, fields] in the order of the file, NaN for unknown, ``labels`` 0/1
    [rows].
    """
    picked = alone.sample(labels)
    found: list[Question] = []
    for place, field in enumerate(predictor.fields):
        column = matrix[:, place]
        auroc = None
        if picked is not None:
            auroc = alone.auroc(column[picked], labels[picked], ordered=_ordered(field))
        raised = tuple(_raised(field, column, labels, auroc))
        if raised:
            kinds, evidence = zip(*raised, strict=True)
            found.append(
                Question(field.name, field.label, kinds, evidence, field.known_before, auroc)
            )
    return tuple(found)


def of_identifiers(predictor: Predictor, found: Sequence[Repeated]) -> tuple[Question, ...]:
    """A question for each column that numbers something again and again and has no role."""
    return tuple(
        Question(
            each.column, each.column, ("repeats",), (each.in_words,), predictor.roles.nobody_twice
        )
        for each in found
    )


def with_importance(
    asked: tuple[Question, ...],
    predictor: Predictor,
    points: Mapping[str, float],
    auroc: float,
) -> tuple[Question, ...]:
    """The questions with what the model itself says.

    ``points`` of each field are all positive, ``auroc`` is that of the model.
    """
    total = sum(points.values())
    if len(points) < FIELDS_TO_SHARE or not total > 0 or auroc < TELLS_MUCH:
        return asked
    by_field = {question.field: question for question in asked}
    for field in predictor.fields:
        share = points[field.name] / total
        if share <= MOST_OF_IMPORTANCE or names.known_at_any_time(field.name, field.label):
            continue
        sentence = f"it carries {100 * share:.0f} % of what moves the model's answers"
        former = by_field.get(field.name) or Question(
            field.name, field.label, (), (), field.known_before
        )
        by_field[field.name] = replace(
            former,
            kinds=tuple(dict.fromkeys([*former.kinds, "dominates"])),
            evidence=(*former.evidence, sentence),
            share=share,
        )
    fields = [field.name for field in predictor.fields if field.name in by_field]
    others = [name for name in by_field if name not in fields]
    return tuple(by_field[name] for name in (*fields, *others))


def unanswered(asked: tuple[Question, ...]) -> tuple[str, ...]:
    """The words of every question that the declaration has not answered."""
    return tuple(question.words for question in asked if question.answer is None)


def _raised(
    field: Field, column: Matrix, labels: Labels, auroc: float | None
) -> Iterator[tuple[Kind, str]]:
    named = names.says(field.name, field.label)
    if named is not None:
        kind, what = named
        if kind == "identifier":
            yield "identifier", f"its name speaks of {what}"
        elif kind == "afterwards" or (auroc is not None and auroc > TREATED):
            yield "name", f"its name speaks of {what}"
    if (identifier := _names_somebody(field, column)) is not None:
        yield "identifier", identifier
    yield from (("afterwards", sentence) for sentence in _only_with_outcome(field, column, labels))
    if auroc is None or auroc <= DOMINATES:
        return
    if auroc >= NEARLY_THE_OUTCOME:
        yield "afterwards", f"it tells the outcome nearly by itself (AUROC {auroc:.3f})"
    elif not names.known_at_any_time(field.name, field.label):
        yield "dominates", f"alone it tells the outcome with an AUROC of {auroc:.3f}"


def _ordered(field: Field) -> bool:
    return not isinstance(field, CategoryField) or field.ordered


def _names_somebody(field: Field, column: Matrix) -> str | None:
    """How values of a field look like names of people or of rows; None where they do not."""
    # In float64: differences of the largest numbers have no float32.
    known = column[~np.isnan(column)].astype(np.float64)
    if isinstance(field, BooleanField) or len(known) < 2 * NAMES:
        return None
    if isinstance(field, NumberField) and not bool((known == np.rint(known)).all()):
        return None
    distinct, counts = np.unique(known, return_counts=True)
    if len(distinct) < NAMES or len(known) > ROWS_A_NAME * len(distinct):
        return None
    how_many = f"{len(distinct):,} different values in {len(known):,} rows"
    if isinstance(field, CategoryField):
        return f"it has {how_many}, as names of people have"
    # Rows of one person mostly stand together, and people in the order of their numbers.
    if 1 + int((known[1:] != known[:-1]).sum()) == len(distinct):
        return f"equal values stand together in the file, as numbers of people do ({how_many})"
    if len(distinct) < WITHOUT_GAPS * (distinct[-1] - distinct[0] + 1):
        return None
    if len(distinct) >= EACH_ITS_OWN * len(known) or _evenly(counts):
        return f"it counts without gaps, as numbers of people or rows do ({how_many})"
    return None


def _evenly(counts: npt.NDArray[np.intp]) -> bool:
    """Whether values stand in about the same number of rows each: chance varies far more."""
    return bool(counts.mean() >= 2 and counts.var() < counts.mean() / 4)


def _only_with_outcome(field: Field, column: Matrix, labels: Labels) -> Iterator[str]:
    """Choices, and being unknown, that hardly anybody has without the outcome."""
    if labels.mean() > USUAL:
        return
    unknown = np.isnan(column)
    groups: list[tuple[str, npt.NDArray[np.bool_]]] = [("unknown", unknown)]
    if isinstance(field, BooleanField):
        groups += [("no", column == 0), ("yes", column == 1)]
    elif isinstance(field, CategoryField):
        groups += [(choice.label, column == code) for code, choice in enumerate(field.choices)]
    for value, rows in groups:
        count = int(rows.sum())
        if count >= PEOPLE and labels[rows].mean() >= ONLY_WITH_OUTCOME:
            yield (
                f'"{value}" stands in {count:,} rows, of which '
                f"{100 * labels[rows].mean():.0f} % have the outcome"
            )
