"""A small made-up predictor with every kind of field, and rows for it that hold a signal."""

from __future__ import annotations

import csv
import hashlib
import io
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

NAME = "gout"


def declaration(name: str = NAME, **changes: Any) -> dict[str, Any]:
    """The declaration as a document; ``changes`` replace members of it."""
    document: dict[str, Any] = {
        "name": name,
        "title": "Made-up gout",
        "summary": "A made-up predictor for tests.",
        "salt": f"made-up/{name}",
        "data": {"file": "data.csv", "sha256": "0" * 64, "source": "made up"},
        "target": {
            "column": "Gout",
            "positive": "yes",
            "negative": "no",
            "label": "made-up gout",
            "meaning": "Whether the made-up person has it.",
        },
        "population": {
            "who": "made-up people",
            "source": "a random generator",
            "limits": ["They do not exist."],
        },
        "wording": {
            "people": "made-up people",
            "result": "Of 100 made-up people like this, about {n} have it.",
            "complement": "About {m} do not.",
            "positive": "At or above the threshold",
            "negative": "Below the threshold",
            "disclaimer": "This is made up.",
        },
        "policy": {"threshold": "max_f1"},
        "sections": [{"title": "All", "fields": ["Acid", "Beers", "Drug", "Kidney", "Mood"]}],
        "fields": [
            {
                "name": "Acid",
                "type": "number",
                "label": "Uric acid",
                "unit": "mg/dL",
                "minimum": 0.1,
                "maximum": 20,
                "missing": {"values": [-1]},
                # It carries most of the model, and would be asked about.
                "known_before": "when the made-up blood is taken",
                "example": 6.5,
            },
            {
                "name": "Beers",
                "type": "integer",
                "label": "Beers a week",
                "minimum": 0,
                "maximum": 100,
                "example": 2,
            },
            {
                "name": "Drug",
                "type": "category",
                "label": "Drug",
                "choices": ["none", "this", "that"],
                "missing": {"label": "Not known"},
                "example": "none",
            },
            {"name": "Kidney", "type": "boolean", "label": "Kidney disease", "example": False},
            {
                "name": "Mood",
                "type": "category",
                "label": "Mood",
                "ordered": True,
                "choices": ["low", "middling", "high"],
                "example": "middling",
            },
        ],
    }
    return document | changes


def translation() -> dict[str, Any]:
    """The texts of the declaration in German, as a document."""
    return {
        "title": "Erfundene Gicht",
        "summary": "Ein erfundener Prädiktor für Tests.",
        "target": {"label": "erfundene Gicht", "meaning": "Ob der erfundene Mensch sie hat."},
        "population": {"who": "erfundene Menschen", "limits": ["Es gibt sie nicht."]},
        "wording": {
            "people": "erfundenen Menschen",
            "result": "Von 100 erfundenen Menschen haben es etwa {n}.",
            "complement": "Etwa {m} nicht.",
            "positive": "Auf oder über der Schwelle",
            "negative": "Unter der Schwelle",
            "disclaimer": "Das ist erfunden.",
        },
        "sections": {"All": "Alles"},
        "fields": {
            "Acid": {"label": "Harnsäure"},
            "Beers": {"label": "Biere in der Woche"},
            "Drug": {
                "label": "Mittel",
                "choices": {"none": "keines", "this": "dieses", "that": "jenes"},
                "missing": {"label": "Nicht bekannt"},
            },
            "Kidney": {"label": "Nierenkrankheit"},
            "Mood": {
                "label": "Laune",
                "choices": {"low": "schlecht", "middling": "mittel", "high": "gut"},
            },
        },
    }


# Fewer rows are compared in several deals of them, and a training takes thrice the time.
ONE_DEAL = 1_000


@cache
def rows(count: int = 600, seed: int = 7) -> bytes:
    """A CSV of made-up people; uric acid, beer and kidneys matter, mood does not."""
    random = np.random.default_rng(seed)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["Acid", "Beers", "Drug", "Kidney", "Mood", "Gout"])
    for _ in range(count):
        acid = round(float(np.clip(random.normal(6, 1.5), 1, 15)), 1)
        beers = int(random.poisson(4))
        drug = random.choice(["none", "this", "that"])
        kidney = bool(random.random() < 0.2)
        score = 1.2 * (acid - 6.5) + 0.2 * (beers - 4) + 1.5 * kidney - (drug == "this")
        gout = bool(random.random() < 1 / (1 + np.exp(-score)))
        writer.writerow(
            [
                -1 if random.random() < 0.1 else acid,
                beers,
                "" if random.random() < 0.1 else drug,
                "Yes" if kidney else "No",
                random.choice(["low", "middling", "high"]),
                "yes" if gout else "no",
            ]
        )
    return text.getvalue().encode()


def few_rows(count: int, events: int) -> bytes:
    """A CSV of so many made-up people, of whom so many have it."""
    header, *lines = rows(3 * count).splitlines(keepends=True)
    having = [line for line in lines if line.endswith(b"yes\n")][:events]
    others = [line for line in lines if line.endswith(b"no\n")][: count - events]
    return header + b"".join(having + others)


def write(
    predictors: Path,
    name: str = NAME,
    *,
    count: int = 600,
    content: bytes | None = None,
    **changes: Any,
) -> Path:
    """Put the predictor's folder under ``predictors`` and return it; ``content`` are its rows."""
    content = rows(count) if content is None else content
    document = declaration(name, **changes)
    document["data"] = {**document["data"], "sha256": hashlib.sha256(content).hexdigest()}
    folder = predictors / name
    folder.mkdir(parents=True)
    (folder / "data.csv").write_bytes(content)
    (folder / "predictor.yaml").write_text(yaml.safe_dump(document, sort_keys=False))
    return folder


def example() -> dict[str, Any]:
    """A record that fits."""
    return {field["name"]: field["example"] for field in declaration()["fields"]}
