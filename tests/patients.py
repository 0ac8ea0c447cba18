"""Made-up people who have several rows each, from several hospitals, over some years."""

from __future__ import annotations

import csv
import datetime
import io
from pathlib import Path
from typing import Any

import numpy as np

from tests import made_up

ROLES = {"group": "patient", "site": "hospital", "time": "admitted"}
COLUMNS = ("patient", "hospital", "admitted")
HOSPITALS = ("North", "South", "West")
FIRST_DAY = datetime.date(2015, 1, 1)


def name(person: int) -> str:
    """What the column says of a person: recognised wherever it turns up."""
    return f"PX{person:05d}Q"


def rows(
    people: int = 200, each: int = 3, *, first: int = 0, seed: int = 5, effect: float = 1.5
) -> bytes:
    """A CSV of so many people with ``each`` rows, numbered from ``first`` on.

    A person's answers hardly change from row to row, and neither does what makes them ill beside
    these answers: of that no input tells.
    """
    random = np.random.default_rng(seed)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["Acid", "Beers", "Drug", "Kidney", "Mood", "Gout", *COLUMNS])
    found = []
    for person in range(first, first + people):
        acid, beers = float(np.clip(random.normal(6, 1.5), 1, 15)), int(random.poisson(4))
        drug, kidney = random.choice(["none", "this", "that"]), bool(random.random() < 0.2)
        hidden = random.normal(0, effect)
        hospital = HOSPITALS[int(random.integers(len(HOSPITALS)))]
        begin = int(random.integers(0, 1800))
        for visit in range(each):
            score = 0.8 * (acid - 6.5) + 0.2 * (beers - 4) + kidney + hidden - 0.5
            found.append(
                [
                    round(acid + float(random.normal(0, 0.05)), 2),
                    beers,
                    drug,
                    "Yes" if kidney else "No",
                    random.choice(["low", "middling", "high"]),
                    "yes" if random.random() < 1 / (1 + np.exp(-score)) else "no",
                    name(person),
                    hospital,
                    (FIRST_DAY + datetime.timedelta(days=begin + 30 * visit)).isoformat(),
                ]
            )
    # In no order: the rows of one person lie apart.
    writer.writerows(found[place] for place in random.permutation(len(found)))
    return text.getvalue().encode()


def write(predictors: Path, content: bytes | None = None, **changes: Any) -> Path:
    """Put a predictor of such rows under ``predictors``, by default with the role of a person."""
    given = {"roles": {"group": "patient"}} | changes
    return made_up.write(predictors, content=rows() if content is None else content, **given)
