"""Whatever an anonymous visitor can GET, nobody's row and nobody's cell is in it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import yaml
from flask.testing import FlaskClient

from bellwether_contract.bundle.manifest import (
    BACKGROUND,
    FILES,
    MANIFEST,
    MODEL,
    REPORT,
    Manifest,
    digests,
)
from bellwether_contract.bundle.scorer import Scorer
from bellwether_contract.vocabulary import INITIAL
from tests import factories, made_up
from tests.integration.conftest import OPERATOR, Stack, WorkerProcess

# What is declared of the fields is public; what the cells hold is not.
PEOPLE = 160

# A number that stands by itself, in JSON, in words, in a table or in quotes.
NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?!\w)")


@pytest.fixture
def planted(stack: Stack) -> list[list[str]]:
    """The rows of the made-up predictor, replaced by ones that are recognised by any cell."""
    random = np.random.default_rng(5)
    # Seven digits, none of which comes twice, and no round ones among them.
    acids = [f"{value:.5f}" for value in random.uniform(3, 14, PEOPLE)]
    acids = [value if value[-1] != "0" else f"{value[:-1]}7" for value in acids]
    beers = random.choice(np.arange(20_013, 98_971, 7), PEOPLE, replace=False)
    rows = [
        [
            acid,
            str(beer),
            str(random.choice(["none", "this", "that"])),
            str(random.choice(["Yes", "No"])),
            str(random.choice(["low", "middling", "high"])),
            "yes" if float(acid) + random.normal(0, 3) > 9 else "no",
        ]
        for acid, beer in zip(acids, beers.tolist(), strict=True)
    ]
    declare(stack, table(rows))
    return rows


def declare(stack: Stack, content: bytes) -> None:
    """Put rows into the predictor's folder, and groups of which one holds hardly anybody."""
    folder = stack.predictors / made_up.NAME
    (folder / "data.csv").write_bytes(content)
    document = yaml.safe_load((folder / "predictor.yaml").read_text())
    document["data"]["sha256"] = hashlib.sha256(content).hexdigest()
    document["fields"][1]["maximum"] = 100_000
    # Nearly every value is another one, so that it could be a number of somebody.
    document["fields"][1]["known_before"] = "before the visit"
    document["subgroups"] = [{"field": "Acid", "bands": [13.5]}, "Drug"]
    (folder / "predictor.yaml").write_text(yaml.safe_dump(document, sort_keys=False))


def table(rows: list[list[str]], *, header: bool = True) -> bytes:
    text = io.StringIO()
    names = ["Acid", "Beers", "Drug", "Kidney", "Mood", "Gout"]
    csv.writer(text, lineterminator="\n").writerows([names, *rows] if header else rows)
    return text.getvalue().encode()


@pytest.mark.usefixtures("checker")
def test_nothing_that_a_visitor_can_get_holds_anybodys_cell(
    stack: Stack, worker: WorkerProcess, planted: list[list[str]]
) -> None:
    job = stack.retrain()
    new = stack.wait_over(job)
    assert new["status"] == "published", new
    # Without a header the first person's cells are the names of the columns.
    headless = stack.upload(table(planted, header=False))
    assert stack.checked(headless)["status"] == "faulty"
    broken = stack.upload(table([*planted[:80], ["-8.31977", *planted[80][1:]]]))
    assert stack.checked(broken)["status"] == "faulty"
    usable = stack.upload(table(planted[:120]))
    assert stack.checked(usable)["status"] == "usable"
    judged = [
        stack.validated(stack.validate(content))
        for content in (table(planted[:120]), table(planted, header=False))
    ]
    assert [each["status"] for each in judged] == ["done", "failed"], judged
    old = from_before(stack, new["version"], planted)
    declare(stack, table(planted, header=False))
    failed = stack.wait_over(stack.retrain())
    assert "column that is missing" in failed["error"]

    secrets = {form for row in planted for cell in row[:2] for form in forms(cell)}
    names = {
        "name": [made_up.NAME],
        "version": [new["version"], old],
        "dataset": [INITIAL, headless, broken, usable],
        "job": [job, failed["id"]],
        "validation": [each["id"] for each in judged],
        "model_name": [made_up.NAME],
        "model_version": [new["version"], old],
    }
    asked = 0
    for path in paths(stack.client, names):
        text = stack.client.get(path).get_data(as_text=True)
        asked += 1
        told = sorted(secrets & set(NUMBER.findall(text)))
        assert not told, f"{path} tells {told[:3]}"
    assert asked > 20
    # Rows that have judged a version lie nowhere any more.
    kept = stack.predictors.parent / "data" / made_up.NAME / "validations" / judged[0]["id"]
    assert sorted(file.name for file in kept.iterdir()) == [
        "asked.json", "outcome.json", "report.json",
    ]  # fmt: skip
    # The report, of which the paths above tell what may be told, is exact as a version's is.
    for file in (kept / "asked.json", kept / "outcome.json"):
        told = sorted(secrets & set(NUMBER.findall(file.read_text())))
        assert not told, f"{file.name} holds {told[:3]}"
    # The operator is told which columns nobody knows, by their places: names are not kept.
    response = stack.client.get(
        f"/api/v1/predictors/{made_up.NAME}/datasets/{headless}", headers=OPERATOR
    )
    assert "column 1" in response.text
    assert planted[0][0] not in response.text


def forms(cell: str) -> set[str]:
    """How a cell may stand in an answer: as it was typed, and as the nearest float32."""
    value = float(cell)
    return {cell, repr(value) if "." in cell else cell, repr(float(np.float32(value)))}


def from_before(stack: Stack, version: str, planted: list[list[str]]) -> str:
    """A version as they were published before: with people's rows and extremes; it serves."""
    source = stack.store.directory(made_up.NAME, version)
    people = np.array([[float(acid), float(beers), 0, 0, 0] for acid, beers, *_ in planted[:40]],
                      dtype=np.float32)  # fmt: skip
    files = {name: (source / name).read_bytes() for name in FILES}
    content = io.BytesIO()
    np.save(content, people, allow_pickle=False)
    files[BACKGROUND] = content.getvalue()
    report = json.loads(files[REPORT])
    for place, entry in enumerate(report["data"]["fields"][:2]):
        values = sorted(float(row[place]) for row in planted)
        del entry["summary"]["low"], entry["summary"]["high"]
        entry["summary"] |= {"minimum": values[0], "maximum": values[-1]}
    files[REPORT] = json.dumps(report).encode()
    document = json.loads((source / MANIFEST).read_bytes())
    name = factories.version_name(1)
    scores = Scorer(files[MODEL], 5).probabilities(people)
    document |= {
        "version": name,
        "job": "0" * 32,
        "files": {each: digest.model_dump() for each, digest in digests(files).items()},
        "golden": [
            {"row": row, "probability": float(score)}
            for row, score in zip(people.tolist(), scores, strict=True)
        ],
    }
    del document["least"]
    for place, seen in enumerate(document["seen"][:2]):
        seen |= {"low": float(people[:, place].min()), "high": float(people[:, place].max())}
    manifest = Manifest.model_validate(document)
    stack.store.add(manifest, files)
    stack.store.promote(made_up.NAME, name, by="operator", reason="")
    stack.serving(name)
    return name


def paths(client: FlaskClient, names: dict[str, list[str]]) -> Iterator[str]:
    """Every path that can be got, with every name of what is there in its places."""
    yield from ("/openapi.json", "/docs", "/metrics")
    document: dict[str, Any] = client.get("/openapi.json").get_json()
    for path, calls in document["paths"].items():
        if "get" not in calls:
            continue
        filled = [path]
        for name, values in names.items():
            filled = [each.replace(f"{{{name}}}", value) for each in filled for value in values]
        for each in dict.fromkeys(filled):
            assert "{" not in each, f"what stands in {each}?"
            yield each
