"""A probability in a predictor's own words: of 100 people, never a bare 0 or 100."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bellwether.predictions import Band, Range

# What stands for a bare 0 and 100, and what gives way before it in a declared sentence: "about
# fewer than 1" is no English. By the language of the declaration's texts.
_ENDS = {
    "en": ("fewer than 1", "more than 99", r"\babout\s+"),
    "de": ("weniger als 1", "mehr als 99", r"\b(?:etwa|ungefähr|rund|circa|ca\.)\s+"),
    "zh": ("少于 1", "多于 99", r"(?:大约|大概|约)(?:[有为是](?=\s*\{))?\s*"),
}


def result(wording: Mapping[str, str], probability: float, language: str = "en") -> list[str]:
    """How many of 100 have it, and how many do not, as two sentences."""
    affected, others = _of_hundred(probability, language)
    sentences = [_filled(wording["result"], "{n}", affected, language)]
    if "complement" in wording:
        sentences.append(_filled(wording["complement"], "{m}", others, language))
    return sentences


def peers(sentence: str, share: float, n: int, language: str = "en") -> str:
    """How many of 100 people had it who are alike in a few fields, counted among ``n``."""
    filled = _filled(sentence, "{n}", _of_hundred(share, language)[0], language)
    return f"{filled} (counted among {n:,})" if language == "en" else f"{filled} (n = {n:,})"


def meaning(threshold: float, people: Mapping[str, int] | None, who: str) -> list[str]:
    """What the threshold does to 100 people of ``who``, and what it does not say."""
    line = f"From {100 * threshold:.1f} of 100 on, this model points somebody out."
    line = line.replace(".0 of", " of")
    if people is None:
        return [line, "It does not say that somebody is ill, and to be below is no promise."]
    found, missed, alarms = (people[each] for each in ("found", "missed", "alarms"))
    flagged, below = found + alarms, missed + people["left"]
    were = f"{flagged} {'was' if flagged == 1 else 'were'} pointed out: {found} who had it, "
    pointed_out = f"{were}{alarms} who had not" if flagged else "hardly anybody was pointed out"
    lost = f"{missed} more who had it {'was' if missed == 1 else 'were'} missed."
    return [
        f"{line} Of 100 {who}, {pointed_out}. {lost if missed else 'Hardly anybody was missed.'}",
        "It does not say that somebody is ill"
        + (f": of these {flagged} people {alarms} did not have it." if flagged else "."),
        "To be below the line is no promise"
        + (f": of the {below} people there {missed} had it all the same." if missed else "."),
    ]


def certainty(band: Band | None) -> str:
    """The band of a score, which is about the group and not about the person.

    Where it does not agree with the score, it says which of them to believe, and why.
    """
    if band is None:
        return "How many of the people with a score like this had it is not known."
    near = "" if band.n is None else f"; {int(band.n):,} people had a score within 2 points of it"
    observed = f"Of 100 people with a score like this, {_range(band)} had it (95 % interval{near})."
    if band.agrees:
        return observed
    return (
        f"{observed} That is not what the score says. Believe this rather than the score: it is "
        "what happened."
    )


def averaged(found: Range) -> str:
    """What is left open where something is not known, and what the average assumes."""
    what = ", ".join(found.unknown)
    low, high = (int(end * 100 + 0.5) for end in (found.low, found.high))
    between = f"about {low}" if low == high else f"between {low} and {high}"
    return (
        f"It is an average, {between} of 100, depending on {what}, which is not known. That "
        "assumes that not knowing it tells nothing by itself."
    )


def _of_hundred(share: float, language: str) -> tuple[str, str]:
    """So many of 100, and so many not; never a bare 0 or 100."""
    fewer, more, _ = _ENDS.get(language, _ENDS["en"])
    if share * 100 < 1:
        return fewer, more
    if share * 100 > 99:
        return more, fewer
    # Halves go up, as the page has it; Python's round would send them to the even figure.
    rounded = int(share * 100 + 0.5)
    return str(rounded), str(100 - rounded)


def _filled(template: str, mark: str, value: str, language: str) -> str:
    if value.isdigit():
        return template.replace(mark, value)
    about = _ENDS.get(language, _ENDS["en"])[2]
    there = re.search(about + re.escape(mark), template, re.IGNORECASE)
    if there is not None:
        if there[0][0].isupper():
            value = value[0].upper() + value[1:]
        template = template[: there.start()] + mark + template[there.end() :]
    return template.replace(mark, value)


def _range(band: Band) -> str:
    low, high = int(band.low * 100 + 0.5), int(band.high * 100 + 0.5)
    if band.high < 0.01:
        return "fewer than 1"
    if band.low > 0.99:
        return "more than 99"
    if band.low < 0.01:
        return f"at most {high}"
    if band.high > 0.99:
        return f"at least {low}"
    return f"about {low}" if low == high else f"{low} to {high}"
