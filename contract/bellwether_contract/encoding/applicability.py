"""How far a model's answers go: what it is not asked about, and what it has never seen."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from operator import ge, le

import numpy as np

from bellwether_contract.declaration import sentences
from bellwether_contract.declaration.fields import CategoryField, Field, NumberField
from bellwether_contract.declaration.sentences import Sentences
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding.encode import Matrix
from bellwether_contract.encoding.seen import Seen
from bellwether_contract.encoding.thin import Neighbours, Thin, as_typed, with_unit


@dataclass(frozen=True, slots=True)
class Refused:
    """A value that no model is asked about: the field, and why.

    ``studied`` is between which ends there is a number, where the rows have set them.
    """

    field: str
    reason: str
    studied: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class OutOfRange:
    """What lies beyond a version's limits in one row: values refused, and fields never so seen.

    ``thin`` says of the latter how few people there were, where that is known.
    """

    refusals: tuple[Refused, ...]
    outside: tuple[str, ...]
    thin: tuple[Thin, ...] = ()


NOTHING = OutOfRange((), ())


@dataclass(frozen=True, slots=True)
class Ends:
    """Where the rows end of a number that gets no answer beyond them: ``low`` and ``high``.

    ``below`` and ``above`` say why there is none; None where nothing beyond is possible at all.
    """

    low: float
    high: float
    below: str | None
    above: str | None

    @property
    def studied(self) -> tuple[float, float]:
        """Both ends as a person would type them."""
        return as_typed(self.low), as_typed(self.high)

    def refused(self, value: float) -> str | None:
        """Why there is no number for ``value``; None between the ends, and for NaN."""
        if value < self.low:
            return self.below
        return self.above if value > self.high else None


class Applicability:
    """The limits of one version.

    ``ends`` are those of the fields that are declared to get no number beyond the rows, by name;
    ``form`` is the declaration in which these fields end there.
    """

    def __init__(
        self,
        predictor: Predictor,
        found: Sequence[Seen | None] | None,
        optional: Collection[str] = (),
        learned: int | None = None,
    ) -> None:
        """``found`` is what the training saw, field by field; None where nobody wrote it down.

        To be unknown lies within the limits of ``optional`` fields, whatever was seen. ``learned``
        is from how many people; None where that is not known.
        """
        self._learned = learned
        self._neighbours = Neighbours(predictor, learned)
        self._fields = predictor.fields
        self._seen: Sequence[Seen | None] = [
            seen.model_copy(update={"unknown": True}) if seen and field.name in optional else seen
            for seen, field in zip(
                found or (None,) * len(predictor.fields), predictor.fields, strict=True
            )
        ]
        self.ends: Mapping[str, Ends] = {
            field.name: own
            for field, seen in zip(self._fields, self._seen, strict=True)
            if (own := _refusing(field, seen, sentences.of(predictor.language))) is not None
        }
        self.form = _narrowed(predictor, self.ends)
        ends = [_ends(*pair) for pair in zip(self._fields, self._seen, strict=True)]
        self._low = np.array([low for low, _ in ends], dtype=np.float32)
        self._high = np.array([high for _, high in ends], dtype=np.float32)
        self._lows, self._highs = self._low.tolist(), self._high.tolist()

    def worded(self, predictor: Predictor) -> Applicability:
        """The same limits, in the words of a declaration that differs in its words alone."""
        return Applicability(predictor, self._seen, learned=self._learned)

    def holds(self, row: Sequence[float]) -> bool:
        """Whether one encoded row lies within all limits for certain; unknown values never do."""
        return all(map(le, self._lows, row)) and all(map(ge, self._highs, row))

    def beyond(self, matrix: Matrix) -> dict[int, OutOfRange]:
        """The rows of ``matrix``, float32 [rows, fields], that lie beyond, by their position."""
        # Most rows are well inside: only the others, and those that hold an unknown value, are
        # looked at one by one.
        inside = (matrix >= self._low) & (matrix <= self._high)
        if inside.all():
            return {}
        rows = np.flatnonzero(~inside.all(axis=1)).tolist()
        looked = ((row, self._look(matrix[row].tolist())) for row in rows)
        return {row: found for row, found in looked if found != NOTHING}

    def _look(self, row: Sequence[float]) -> OutOfRange:
        refusals: list[Refused] = []
        outside: list[str] = []
        thin: list[Thin] = []
        for field, seen, value in zip(self._fields, self._seen, row, strict=True):
            reason = field.refused(value) if isinstance(field, NumberField) else None
            if reason is not None:
                refusals.append(Refused(field.name, reason))
                continue
            if seen is None or seen.holds(value):
                continue
            ends = self.ends.get(field.name)
            if ends is not None and (reason := ends.refused(value)) is not None:
                refusals.append(Refused(field.name, reason, ends.studied))
                continue
            outside.append(field.name)
            if (few := self._neighbours.few(field, seen, value)) is not None:
                thin.append(few)
        return OutOfRange(tuple(refusals), tuple(outside), tuple(thin))


def _refusing(field: Field, seen: Seen | None, words: Sentences) -> Ends | None:
    """The ends of a field that is declared to get no number beyond them, where there are any."""
    if not isinstance(field, NumberField) or field.outside == "warn":
        return None
    if seen is None or seen.low is None or seen.high is None:
        return None
    below = above = None
    if (low := as_typed(seen.low)) > field.minimum:
        below = words.below.format(label=field.label, bound=with_unit(low, field, words))
    if (high := as_typed(seen.high)) < field.maximum:
        above = words.above.format(label=field.label, bound=with_unit(high, field, words))
    return Ends(seen.low, seen.high, below, above)


def _narrowed(predictor: Predictor, ends: Mapping[str, Ends]) -> Predictor:
    """The declaration, in which the fields with ``ends`` go no further."""
    if not ends:
        return predictor
    fields = tuple(
        field.model_copy(
            update={
                "minimum": max(field.minimum, as_typed(found.low)),
                "maximum": min(field.maximum, as_typed(found.high)),
            }
        )
        if isinstance(field, NumberField) and (found := ends.get(field.name))
        else field
        for field in predictor.fields
    )
    return predictor.model_copy(update={"fields": fields})


def _ends(field: Field, seen: Seen | None) -> tuple[float, float]:
    """Between which a value lies within every limit for certain; none does where low > high."""
    low, high = -math.inf, math.inf
    if isinstance(field, NumberField):
        if seen is not None:
            if seen.low is None or seen.high is None:
                return math.inf, -math.inf
            low, high = seen.low, seen.high
        for refusal in field.refusals:
            if refusal.at_least is not None:
                high = min(high, float(np.nextafter(np.float32(refusal.at_least), -np.inf)))
            if refusal.at_most is not None:
                low = max(low, float(np.nextafter(np.float32(refusal.at_most), np.inf)))
    elif seen is not None:
        choices = len(field.choices) if isinstance(field, CategoryField) else 2
        if len(seen.codes or ()) < choices:
            return math.inf, -math.inf
    return low, high
