"""A whole training where people have several rows, and what it leaves behind."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from pyarrow import csv as arrow
from pyarrow import parquet

from bellwether_contract.bundle.bundle import Bundle
from bellwether_contract.bundle.manifest import BACKGROUND
from bellwether_contract.declaration import roles, spec
from bellwether_contract.storage.datasets import CheckResult, DatasetStore
from bellwether_contract.storage.store import ModelStore
from bellwether_contract.storage.uploads import Sent
from bellwether_trainer.models import compare
from bellwether_trainer.models.candidates import CANDIDATES
from bellwether_trainer.records import Published, TrainingError
from bellwether_trainer.rows import drift
from bellwether_trainer.rows.check import check
from bellwether_trainer.rows.pool import Pool
from bellwether_trainer.training import pipeline
from tests import made_up, patients, typed_reports

pytestmark = pytest.mark.slow

SALT = f"made-up/{made_up.NAME}"


PEOPLE = 140
# One more, whose uric acid is beyond everybody's, has nine rows.
HERS = "".join(
    f"14.9,{beers},none,Yes,low,yes,PX99999Q,North,2016-01-01\n" for beers in range(9)
).encode()


@pytest.fixture(scope="module")
def fast() -> Iterator[None]:
    """The two fastest candidates and few refits: this is about rows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compare, "CANDIDATES", CANDIDATES[:2])
        patch.setattr(pipeline, "REFITS", {"quick": 3, "full": 3})
        yield


@dataclass
class Trained:
    """A predictor's folder, the volumes, and what a training has left there."""

    folder: Path
    root: Path
    store: ModelStore
    published: Published

    @property
    def report(self) -> dict[str, Any]:
        return report(self.store, self.published.version)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, fast: None) -> Trained:
    root = tmp_path_factory.mktemp("patients")
    content = patients.rows(PEOPLE) + HERS
    folder = patients.write(root / "predictors", content, roles=patients.ROLES)
    store = ModelStore(root / "models", root / "champions")
    return Trained(folder, root, store, train(folder, store))


def train(folder: Path, store: ModelStore, job: str = "a-job", *datasets: str) -> Published:
    return pipeline.run(
        folder,
        store,
        job=job,
        threads=1,
        progress=lambda *_: None,
        data_dir=folder.parent.parent / "data",
        effort="quick",
        datasets=("initial", *datasets),
    )


def report(store: ModelStore, version: str) -> dict[str, Any]:
    path = store.directory(made_up.NAME, version) / "report.json"
    return typed_reports.version_report(json.loads(path.read_text()))


def test_the_report_counts_people(trained: Trained) -> None:
    found = trained.report
    rows, people = 3 * PEOPLE + 9, PEOPLE + 1
    assert (found["data"]["rows"], found["data"]["people"]) == (rows, people)
    winner = found["evaluation"]["winner"]
    assert (winner["n"], winner["people"]) == (rows, people)
    content = (trained.folder / "data.csv").read_text().splitlines()
    having = {line.split(",")[6] for line in content if line.split(",")[5] == "yes"}
    assert winner["events"] == found["split"]["anchor"]["events"] == len(having)
    assert "people" in found["split"]["rule"]
    # One row of each is described.
    kidney = next(field for field in found["data"]["fields"] if field["name"] == "Kidney")
    assert sum(each["positive"] + each["negative"] for each in kidney["bins"]) == people


def test_no_version_holds_who_anybody_is(trained: Trained) -> None:
    hashed = {roles.person(SALT, patients.name(person)) for person in range(PEOPLE)}
    told = {f"{each:016x}" for each in hashed} | set(map(str, hashed))
    files = [path for name in ("models", "champions") for path in (trained.root / name).rglob("*")]
    assert any(path.is_file() for path in files)
    for path in files:
        if path.is_file():
            text = path.read_bytes().decode(errors="replace")
            assert "PX" not in text, path
            assert not any(each in text for each in told), path


def test_nine_rows_of_one_person_are_not_five_people(trained: Trained) -> None:
    """Her uric acid is beyond everybody's: no end, no bin and no made row tells it."""
    folder = trained.store.directory(made_up.NAME, trained.published.version)
    manifest = Bundle.load(folder, made_up.NAME).manifest
    seen = manifest.seen
    assert seen is not None
    assert seen[0].high is not None
    assert seen[0].high < 13
    assert manifest.learned is not None
    assert manifest.learned <= PEOPLE + 1
    assert np.nanmax(np.load(folder / BACKGROUND, allow_pickle=False)[:, 0]) < 13
    acid = trained.report["data"]["fields"][0]
    last = [each for each in acid["bins"] if each["low"] is not None][-1]
    assert last["positive"] + last["negative"] < 9
    assert acid["summary"]["high"] < 13


def test_sites_and_times_stand_in_the_report_and_are_no_inputs(trained: Trained) -> None:
    found = trained.report
    assert {each["site"] for each in found["sites"]["groups"]} == set(patients.HOSPITALS)
    assert sum(each["n"] for each in found["sites"]["groups"]) == PEOPLE + 1
    assert max(each["events"] for each in found["sites"]["groups"]) < PEOPLE
    assert found["later"]["begins"].endswith("-01")
    assert found["later"]["random"]["auroc"] is not None
    folder = trained.store.directory(made_up.NAME, trained.published.version)
    manifest = json.loads((folder / "manifest.json").read_text())
    assert [each["name"] for each in manifest["fields"]] == list(made_up.example())
    assert "North" not in json.dumps(manifest)


@pytest.mark.usefixtures("fast")
def test_new_roles_cannot_be_compared_and_say_so(tmp_path: Path) -> None:
    folder = patients.write(tmp_path / "predictors", patients.rows(70), roles={})
    store = ModelStore(tmp_path / "models", tmp_path / "champions")
    first = train(folder, store)
    # Whatever the gate has made of so few, an operator has it serve.
    store.promote(made_up.NAME, first.version, by="tests", reason="a champion is needed")
    path = folder / "predictor.yaml"
    document = yaml.safe_load(path.read_text())
    document["roles"] = {"group": "patient"}
    path.write_text(yaml.safe_dump(document))
    second = train(folder, store, "another-job")
    assert not second.accepted
    assert "other roles" in " ".join(second.reasons)
    ids = {report(store, each.version)["split"]["anchor"]["id"] for each in (first, second)}
    assert len(ids) == 2


def uploaded(data_dir: Path, content: bytes, *, salt: str = SALT, column: str = "patient") -> str:
    """Put rows on the volume as the API does: their people hashed."""
    predictor = spec.parse(yaml.safe_dump(made_up.declaration(salt=salt)))
    sent = content
    for person in range(2_000):
        name = patients.name(person)
        sent = sent.replace(name.encode(), f"{roles.person(predictor.salt, name):016x}".encode())
    with DatasetStore(data_dir).upload(made_up.NAME) as upload:
        upload.write(sent)
        printed = roles.fingerprint(salt, column)
        return upload.keep("tests", Sent("a" * 64, len(content), printed)).sha256


def checked(data_dir: Path, predictor: spec.Predictor, sha256: str) -> CheckResult:
    store = DatasetStore(data_dir)
    known = store.get(predictor.name, sha256)
    found = check(
        store.rows(predictor.name, sha256),
        predictor,
        "d" * 64,
        lambda _: None,
        received=known.received,
    )
    store.judge(predictor.name, sha256, found)
    return found


def test_the_same_person_is_known_again_in_an_upload(tmp_path: Path) -> None:
    folder = patients.write(tmp_path / "predictors", patients.rows(150), roles=patients.ROLES)
    predictor = spec.read(folder)
    content = patients.rows(60, first=120, seed=9)
    sha256 = uploaded(tmp_path / "data", content)
    found = checked(tmp_path / "data", predictor, sha256)
    assert (found.status, found.rows) == ("usable", 180)
    lines = content.decode().splitlines()
    # Events are people with one.
    assert found.events == len({line.split(",")[6] for line in lines if ",yes," in line})
    rows = Pool(folder, predictor, tmp_path / "data").rows(("initial", sha256))
    assert rows.people is not None
    assert len(set(rows.people.tolist())) == 150 + 30
    assert rows.sets[1].sha256 == sha256


def test_drift_is_one_of_people(trained: Trained) -> None:
    """Sixty who come three times are sixty, and each of the champion's counts once."""
    data_dir, predictor = trained.root / "data", spec.read(trained.folder)
    sha256 = uploaded(data_dir, patients.rows(60, first=500, seed=9))
    assert checked(data_dir, predictor, sha256).status == "usable"
    rows = Pool(trained.folder, predictor, data_dir).rows(("initial", sha256))
    found = drift.of_new_rows(rows, predictor, trained.report["data"])
    assert found is not None
    assert (found.rows, found.against) == (60, PEOPLE + 1)
    assert found.outcome is not None
    assert not found.outcome.shifted


@pytest.mark.parametrize("by", [{"salt": "another"}, {"column": "person"}])
def test_people_hashed_by_another_salt_or_column_are_not_taken_for_these(
    tmp_path: Path, by: dict[str, str]
) -> None:
    folder = patients.write(tmp_path / "predictors", patients.rows(150))
    sha256 = uploaded(tmp_path / "data", patients.rows(60), **by)
    found = checked(tmp_path / "data", spec.read(folder), sha256)
    assert found.status == "faulty"
    assert [(each.column, "send it again" in each.detail) for each in found.faults] == [
        ("patient", True)
    ]


@pytest.mark.parametrize("cell", ["", "NA", " "])
def test_a_row_of_nobody_is_a_fault_where_it_stands(tmp_path: Path, cell: str) -> None:
    content = patients.rows(150)
    lines = content.decode().splitlines()
    lines[4] = lines[4].replace(lines[4].split(",")[6], cell)
    folder = patients.write(tmp_path / "predictors", "\n".join([*lines, ""]).encode())
    with pytest.raises(TrainingError, match="row 5, patient is required"):
        Pool(folder, spec.read(folder), tmp_path).rows(("initial",))


def test_rows_without_the_column_are_refused(tmp_path: Path) -> None:
    folder = patients.write(tmp_path / "predictors", made_up.rows(100))
    with pytest.raises(TrainingError, match="patient is a column that is missing"):
        Pool(folder, spec.read(folder), tmp_path).rows(("initial",))


def test_sites_and_times_are_read_and_what_is_none_is_named(tmp_path: Path) -> None:
    folder = patients.write(tmp_path / "predictors", patients.rows(150), roles=patients.ROLES)
    marks = Pool(folder, spec.read(folder), tmp_path).rows(("initial",)).marks
    assert marks.sites is not None
    assert marks.times is not None
    assert set(marks.sites) == set(patients.HOSPITALS)
    assert marks.dated
    # Days since 1970: 2015 to 2020.
    assert 16436 <= marks.times.min() < marks.times.max() < 18500
    lines = patients.rows(150).decode().splitlines()
    for place, cell in ((3, "2016-02-30"), (4, "yesterday"), (5, "2016"), (6, "")):
        row = lines[place].split(",")
        lines[place] = ",".join([*row[:-1], cell])
    others = "\n".join([*lines, ""]).encode()
    folder = patients.write(tmp_path / "others", others, roles=patients.ROLES)
    with pytest.raises(TrainingError) as on_progress:
        Pool(folder, spec.read(folder), tmp_path).rows(("initial",))
    for place, detail in (
        (4, "a number or a date"),
        (5, "a number or a date"),
        (6, "one kind"),
        (7, "required"),
    ):
        assert f"row {place}, admitted" in str(on_progress.value)
        assert detail in str(on_progress.value)


def test_a_person_is_the_same_in_parquet_and_in_a_csv(tmp_path: Path) -> None:
    """Numbers, as other programs write them, are the same people as their digits."""
    numbers = patients.rows(150).replace(b"PX", b"1").replace(b"Q,", b",")
    folder = patients.write(tmp_path / "csv", numbers, roles=patients.ROLES)
    as_csv = Pool(folder, spec.read(folder), tmp_path).rows(("initial",))
    table = arrow.read_csv(folder / "data.csv")
    assert str(table.schema.field("patient").type) == "int64"
    assert str(table.schema.field("admitted").type) == "date32[day]"
    other = patients.write(tmp_path / "parquet", numbers, roles=patients.ROLES)
    parquet.write_table(table, other / "data.parquet")
    document = yaml.safe_load((other / "predictor.yaml").read_text())
    content = (other / "data.parquet").read_bytes()
    document["data"] |= {"file": "data.parquet", "sha256": hashlib.sha256(content).hexdigest()}
    (other / "predictor.yaml").write_text(yaml.safe_dump(document))
    as_parquet = Pool(other, spec.read(other), tmp_path).rows(("initial",))
    one, another = as_csv.marks, as_parquet.marks
    assert one.times is not None
    assert another.times is not None
    assert one.times.tolist() == another.times.tolist()
    assert (one.dated, another.dated) == (True, True)
    assert as_csv.people is not None
    assert as_parquet.people is not None
    assert as_csv.people.tolist() == as_parquet.people.tolist()
