"""What the product makes of a data set: its draft, its questions, its version."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from bellwether_contract.bundle.bundle import Bundle
from bellwether_contract.bundle.manifest import REPORT
from bellwether_contract.declaration import spec
from bellwether_contract.declaration.spec import DECLARATION
from bellwether_contract.errors import BellwetherError
from bellwether_contract.storage.store import ModelStore
from bellwether_contract.vocabulary import Effort
from bellwether_trainer.measures import delong
from bellwether_trainer.records import Marks
from bellwether_trainer.rows.cells import Cells, Faults
from bellwether_trainer.rows.csvfile import CsvFile
from bellwether_trainer.training import pipeline
from research.study.anybody.sets import OUTCOME, YES, DataSet
from research.study.anybody.sources import Row
from tools.drafting import new, table

Declaration = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Trained:
    """How a training ended: ``outcome`` and its reasons; the AUROC that its report tells."""

    outcome: str
    reasons: tuple[str, ...]
    auroc: float
    low: float
    high: float
    version: str


@dataclass(frozen=True, slots=True)
class Failed:
    """A training or a draft that ended with a message."""

    message: str


@dataclass(frozen=True, slots=True)
class Unseen:
    """AUROC on people never seen, by person; rows with an impossible value are ``refused``."""

    rows: int
    refused: int
    auroc: float
    standard_error: float


class Product:
    """One predictor per data set, in ``directory``."""

    def __init__(self, directory: Path, threads: int, effort: Effort) -> None:
        self._predictors = directory / "predictors"
        self._store = ModelStore(directory / "models", directory / "champions")
        self._threads = threads
        self._effort: Effort = effort

    def draft(self, data_set: DataSet, rows: Sequence[Row]) -> frozenset[str]:
        """Draft the predictor from ``rows``, as a person would; returns the columns asked about.

        Raises CannotDraft.
        """
        source = self._rows(data_set)
        _write(source, rows)
        lines = new.draft(source, OUTCOME, data_set.name, self._predictors, YES)
        return frozenset(self._titles(data_set)[name] for name in _asked(lines))

    def asked(self, data_set: DataSet, version: str) -> frozenset[str]:
        """The columns that the training of a version has asked about."""
        report = json.loads((self._store.directory(data_set.name, version) / REPORT).read_bytes())
        return frozenset(
            self._titles(data_set)[each["field"]] for each in report.get("questions", ())
        )

    def answer(self, data_set: DataSet) -> None:
        """Write into the declaration what a person who knows the rows would."""
        path = self._predictors / data_set.name / DECLARATION
        document = yaml.safe_load(path.read_text())
        names = {title: name for name, title in self._titles(data_set).items()}
        path.write_text(yaml.safe_dump(answered(data_set, document, names), sort_keys=False))

    def _titles(self, data_set: DataSet) -> Mapping[str, str]:
        """The columns of the data set by the names that the draft has given to them."""
        return table.read(self._rows(data_set).read_bytes()).titles

    def _rows(self, data_set: DataSet) -> Path:
        return self._predictors.parent / f"{data_set.name}.csv"

    def forget(self, data_set: DataSet) -> None:
        """Put away what was learned from the draft as it came: nobody is compared with it."""
        for volume in ("models", "champions"):
            shutil.rmtree(self._predictors.parent / volume / data_set.name, ignore_errors=True)

    def train(self, data_set: DataSet, call: str) -> Trained | Failed:
        """Train what is declared now; ``call`` names the run."""
        try:
            published = pipeline.run(
                self._predictors / data_set.name,
                self._store,
                job=f"{data_set.name}-{call}",
                threads=self._threads,
                progress=lambda *_: None,
                data_dir=Path(os.devnull),
                effort=self._effort,
            )
        except BellwetherError as error:
            return Failed(str(error))
        directory = self._store.directory(data_set.name, published.version)
        winner = json.loads((directory / REPORT).read_bytes())["evaluation"]["winner"]
        low, high = winner["intervals"]["auroc"]
        return Trained(
            outcome=published.outcome,
            reasons=published.reasons,
            auroc=winner["auroc"],
            low=low,
            high=high,
            version=published.version,
        )

    def on_unseen(self, data_set: DataSet, version: str, rows: Sequence[Row]) -> Unseen:
        """What a version is worth on ``rows`` of people whom it has never seen."""
        bundle = Bundle.load(self._store.directory(data_set.name, version), data_set.name)
        # By the draft's own reading, so that its columns have the declared names.
        path = self._predictors.parent / f"{data_set.name}-unseen.csv"
        content = table.read(_write(path, rows)).content
        file, cells, faults = (
            CsvFile(io.BytesIO(content), len(content)),
            Cells(bundle.predictor),
            Faults(),
        )
        blocks = list(file.blocks(cells.names))
        matrices, labels, marks = zip(
            *(cells.read(each.table, each.lines, faults, each.faults) for each in blocks),
            strict=True,
        )
        lines = np.concatenate([each.lines for each in blocks])
        taken = ~np.isin(lines, [fault.row or 0 for fault in faults.first])
        said = bundle.scorer.probabilities(np.concatenate(matrices)[taken]).astype(np.float64)
        placed = delong.placements(
            np.concatenate(labels)[taken], said, Marks.together(marks).some(taken).people
        )
        return Unseen(
            rows=int(taken.sum()),
            refused=int((~taken).sum()),
            auroc=placed.auroc,
            standard_error=placed.variance**0.5,
        )


def _asked(lines: Sequence[str]) -> Iterator[str]:
    """The names of the columns that a draft leaves out, or doubts for when they are known."""
    name = ""
    for line in lines:
        if not line.startswith(" "):
            name = line.partition(":")[0]
        if ": no field, for " in line or ("    look: " in line and "known_before" in line):
            yield name


def answered(data_set: DataSet, document: Declaration, names: Mapping[str, str]) -> Declaration:
    """The declaration without what may be no input, and with the answers of ``data_set``.

    ``names`` are those that the draft has given to the columns.
    """
    roles = {"group": data_set.person, "site": data_set.site}
    declared = {role: names[column] for role, column in roles.items() if column}
    gone = (*data_set.leaks, *data_set.names, *data_set.later, *filter(None, roles.values()))
    away = {names[each] for each in gone}
    answers = {names[column]: said for column, said in data_set.answers.items()}
    fields = [field for field in document["fields"] if field["name"] not in away]
    for field in fields:
        if field["name"] in answers:
            field["known_before"] = answers[field["name"]]
    kept = {field["name"] for field in fields}
    sections = [
        {**section, "fields": [name for name in section["fields"] if name in kept]}
        for section in document["sections"]
    ]
    declaration: Declaration = {
        **document,
        "fields": fields,
        "sections": [s for s in sections if s["fields"]],
    }
    if declared:
        declaration["roles"] = declared
    for word in ("subgroups", "reference"):
        declaration[word] = [
            each
            for each in document.get(word, [])
            if (each["field"] if isinstance(each, dict) else each) in kept
        ]
    spec.parse(yaml.safe_dump(declaration))
    return declaration


def _write(path: Path, rows: Sequence[Row]) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path.read_bytes()
