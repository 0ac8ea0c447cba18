"""A small made-up predictor: three questions, and three hundred people who do not exist."""

from __future__ import annotations

import csv
import hashlib
import io
import math
from pathlib import Path
from random import Random

import yaml

NAME = "soak"
PEOPLE = 300


def rows(count: int, seed: int) -> bytes:
    """A CSV of so many made-up people; age and smoking matter, the height does not."""
    # Nothing here is a secret.
    chance = Random(seed)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["Age", "Height", "Smokes", "Ill"])
    for _ in range(count):
        age, height = chance.randrange(20, 90), round(chance.gauss(170, 9), 1)
        smokes = chance.random() < 0.3
        odds = (age - 60) / 12 + 1.2 * smokes
        ill = chance.random() < 1 / (1 + math.exp(-odds))
        writer.writerow([age, height, "Yes" if smokes else "No", "yes" if ill else "no"])
    return text.getvalue().encode()


def write(predictors: Path, name: str = NAME, *, count: int = PEOPLE, seed: int = 7) -> Path:
    """Put the predictor's folder under ``predictors``; returns it."""
    content = rows(count, seed)
    folder = predictors / name
    folder.mkdir(parents=True)
    (folder / "data.csv").write_bytes(content)
    document = _declaration(name, hashlib.sha256(content).hexdigest())
    (folder / "predictor.yaml").write_text(yaml.safe_dump(document, sort_keys=False))
    return folder


def _declaration(name: str, sha256: str) -> dict[str, object]:
    age = {"name": "Age", "type": "integer", "label": "Age", "minimum": 0, "maximum": 120}
    height = {"name": "Height", "type": "number", "label": "Height", "minimum": 50, "maximum": 250}
    smokes = {"name": "Smokes", "type": "boolean", "label": "Smokes", "example": False}
    return {
        "name": name,
        "title": "A made-up illness",
        "summary": "A made-up predictor to break things with.",
        "salt": f"soak/{name}",
        "data": {"file": "data.csv", "sha256": sha256, "source": "made up"},
        "target": {
            "column": "Ill",
            "positive": "yes",
            "negative": "no",
            "label": "a made-up illness",
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
        "sections": [{"title": "All", "fields": ["Age", "Height", "Smokes"]}],
        "fields": [
            # It carries most of the model, and would be asked about.
            {**age, "known_before": "when the made-up person comes in", "example": 50},
            {**height, "unit": "cm", "example": 170.0},
            smokes,
        ],
    }
