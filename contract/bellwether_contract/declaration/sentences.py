"""What the services say of a predictor in words of their own, in the languages that they know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# The primary tag of BCP 47: de, zh.
LANGUAGE = "[a-z]{2,3}"

# That of a declaration that says nothing of it.
ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of one language, with what they name in braces, and how it writes numbers.

    ``below`` and ``above`` say that a field gets no number beyond a bound, ``fewer`` that hardly
    anybody was like this. ``people`` is how many of whom; the others are parts of sentences.
    """

    below: str
    above: str
    fewer: str
    people: str
    or_more: str
    or_less: str
    unknown: str
    quoted: str
    yes: str
    no: str
    dont_know: str
    between: str
    to_under: str
    and_over: str
    decimal: str
    thousands: str

    def number(self, value: float) -> str:
        """The shortest that is ``value``, without signs between thousands: 26.6 or 26,6."""
        plain = str(int(value)) if float(value).is_integer() else str(value)
        return plain.replace(".", self.decimal)

    def count(self, value: int) -> str:
        """A whole number for people: 1,015 or 1.015."""
        return f"{value:,}".replace(",", self.thousands)


SENTENCES: Mapping[str, Sentences] = {
    ENGLISH: Sentences(
        below="No number is given where {label} is below {bound}: the rows that this model "
        "learned from hold too few people there.",
        above="No number is given where {label} is above {bound}: the rows that this model "
        "learned from hold too few people there.",
        fewer="Fewer than {least} of {who} had {had} ({label}): this figure is a guess.",
        people="{count} {people}",
        or_more="{value} or more",
        or_less="{value} or less",
        unknown="no known value",
        quoted="“{label}”",
        yes="Yes",
        no="No",
        dont_know="Don't know",
        between="{low} to {high}",
        to_under="{low} to under {high}",
        and_over="{low} and over",
        decimal=".",
        thousands=",",
    ),
    "de": Sentences(
        below="Wo „{label}“ kleiner als {bound} ist, gibt es keine Zahl: Die Daten, aus denen "
        "dieses Modell gelernt hat, enthalten dort zu wenige Menschen.",
        above="Wo „{label}“ größer als {bound} ist, gibt es keine Zahl: Die Daten, aus denen "
        "dieses Modell gelernt hat, enthalten dort zu wenige Menschen.",
        fewer="Weniger als {least} von {who} hatten {had} ({label}): Diese Zahl ist nur geraten.",
        people="{count} {people}",
        or_more="{value} oder mehr",
        or_less="{value} oder weniger",
        unknown="keinen bekannten Wert",
        quoted="„{label}“",
        yes="Ja",
        no="Nein",
        dont_know="Weiß nicht",
        between="{low} bis {high}",
        to_under="{low} bis unter {high}",
        and_over="mindestens {low}",
        decimal=",",
        thousands=".",
    ),
    "zh": Sentences(
        below="“{label}”低于 {bound} 时不给出数字：该模型所依据的数据中，这样的人太少。",
        above="“{label}”高于 {bound} 时不给出数字：该模型所依据的数据中，这样的人太少。",
        fewer="{who}中，“{label}”为{had}的不到 {least} 人：这个数字只是猜测。",
        people="{count} 名{people}",
        or_more=" {value} 或以上",
        or_less=" {value} 或以下",
        unknown="未知",
        quoted="“{label}”",
        yes="是",
        no="否",
        dont_know="不知道",
        between="{low} 至 {high}",
        to_under="{low} 至不到 {high}",
        and_over="至少 {low}",
        decimal=".",
        thousands=",",
    ),
}  # fmt: skip


def of(language: str) -> Sentences:
    """The sentences of a language; the English ones of a language that nobody has written."""
    return SENTENCES.get(language, SENTENCES[ENGLISH])
