"""A probability in a predictor's own words: of 100 people, never a bare 0 or 100."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bellwether.predictions import Band, Range


def result(wording: Mapping[str, str], probability: float) -> list[str]:
    """How many of 100 have it, and how many do not, as two sentences."""
    points = probability * 100
    if points < 1:
        affected, others = "fewer than 1", "more than 99"
    elif points > 99:
        affected, others = "more than 99", "fewer than 1"
    else:
        # Halves go up, as the page has it; Python's round would send them to the even figure.
        rounded = int(points + 0.5)
        affected, others = str(rounded), str(100 - rounded)
    sentences = [_filled(wording["result"], "{n}", affected)]
    if "complement" in wording:
        sentences.append(_filled(wording["complement"], "{m}", others))
    return sentences


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


def _filled(template: str, mark: str, value: str) -> str:
    if not value[0].isdigit():
        # "about fewer than 1" is no English.
        template = re.sub(rf"\babout\s+{re.escape(mark)}", mark, template)
        start = re.sub(rf"\bAbout\s+{re.escape(mark)}", mark, template)
        if start != template:
            template, value = start, value.capitalize()
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
