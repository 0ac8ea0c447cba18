"""A predictor's folder is read as a training would read it, and its faults are told in words."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.csv
import pytest
import yaml
from pyarrow import parquet

from bellwether_contract.storage.datasets import Again
from bellwether_trainer.rows import repeated
from tests import made_up
from tools.drafting import check, new
from tools.drafting.findings import Finding

PREDICTORS = Path(__file__).parents[2] / "predictors"


def told(findings: tuple[Finding, ...], *weights: str) -> str:
    """Findings of these weights as text."""
    return "\n".join(f"{each.where}: {each.what}" for each in findings if each.weight in weights)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = made_up.write(tmp_path)
    (made / "README.md").write_text("Made up.\n")

    def suit(document: dict[str, Any]) -> None:
        # Nobody of them drinks more, and nobody is the example.
        document["fields"][1].update(maximum=15)
        document["fields"][0].update(example=6.55)

    declare(made, suit)
    return made


def declare(folder: Path, change: Callable[[dict[str, Any]], None] | None = None) -> None:
    """Change the declaration, and declare the rows as they are."""
    path = folder / "predictor.yaml"
    document = yaml.safe_load(path.read_text())
    document["data"]["sha256"] = hashlib.sha256((folder / "data.csv").read_bytes()).hexdigest()
    if change is not None:
        change(document)
    path.write_text(yaml.safe_dump(document, sort_keys=False))


def rows(folder: Path, change: Callable[[list[list[str]]], None]) -> None:
    """Change the rows (the header is the first) and declare them."""
    path = folder / "data.csv"
    table = [line.split(",") for line in path.read_text().splitlines()]
    change(table)
    path.write_text("".join(",".join(row) + "\n" for row in table))
    declare(folder)


@pytest.mark.parametrize("name", ["diabetes", pytest.param("heart", marks=pytest.mark.nightly)])
def test_the_shipped_predictors_have_no_faults_and_no_warnings(name: str) -> None:
    findings = check.check(PREDICTORS / name)
    assert told(findings, "fault", "warning") == ""
    assert "positive" in told(findings, "note")


def test_it_tells_how_many_rows_the_criteria_ask_for() -> None:
    note = told(check.check(PREDICTORS / "diabetes"), "note")
    assert "for 10 numbers to learn, Riley's criteria ask for 776 rows (271 events)" in note
    assert "there are 768 (268)" in note


def test_a_sound_folder_passes(folder: Path) -> None:
    assert told(check.check(folder), "fault", "warning") == ""


def test_an_example_that_is_somebodys_row_is_warned_of(folder: Path) -> None:
    def somebody(document: dict[str, Any]) -> None:
        row = (folder / "data.csv").read_text().splitlines()[1].split(",")
        for field, cell in zip(document["fields"], row, strict=False):
            match field["type"]:
                case "number" | "integer":
                    field["example"] = float(cell) if cell != "-1" else None
                case "boolean":
                    field["example"] = cell == "Yes"
                case _:
                    field["example"] = cell or None

    declare(folder, somebody)
    assert "choose others" in told(check.check(folder), "warning")


def test_a_folder_that_is_not_there_names_those_that_are(folder: Path) -> None:
    findings = check.check(folder.parent / "gaut")
    assert "there are gout" in told(findings, "fault")


def test_faults_of_the_declaration_are_told_with_their_place(folder: Path) -> None:
    def break_it(document: dict[str, Any]) -> None:
        document["polciy"] = document.pop("policy")
        document["fields"][1]["minimum"] = 1000

    declare(folder, break_it)
    faults = told(check.check(folder), "fault")
    assert "predictor.yaml /polciy: is no word of a declaration; do you mean policy?" in faults
    assert "predictor.yaml /fields/1" in faults
    assert "minimum below its maximum" in faults


def test_a_subgroup_that_is_no_field_is_a_fault(folder: Path) -> None:
    declare(folder, lambda document: document.update(subgroups=["Sex"]))
    assert "subgroup by Sex, which is no field" in told(check.check(folder), "fault")


def test_rows_that_are_missing_name_those_that_are_there(folder: Path) -> None:
    (folder / "data.csv").rename(folder / "rows.csv")
    faults = told(check.check(folder), "fault")
    assert "cannot be read" in faults
    assert "the folder holds rows.csv" in faults


def test_other_rows_than_the_declared_ones_are_a_fault(folder: Path) -> None:
    with (folder / "data.csv").open("a") as file:
        file.write("6,1,none,No,low,no\n")
    assert "SHA-256" in told(check.check(folder), "fault")


def test_a_cell_that_does_not_fit_is_named_by_row_and_column(folder: Path) -> None:
    def spoil(table: list[list[str]]) -> None:
        table[41][0] = "600"
        table[99][2] = "beer"
        table[200][5] = "perhaps"

    rows(folder, spoil)
    faults = told(check.check(folder), "fault")
    assert "3 faults" in faults
    for place in (
        "row 42, Acid must be a number between 0.1 and 20",
        "row 100, Drug",
        "row 201, Gout",
    ):
        assert place in faults
    assert "beer" not in faults


def test_a_column_that_is_missing_is_named(folder: Path) -> None:
    rows(folder, lambda table: table[0].__setitem__(4, "Mud"))
    assert "Mood is a column that is missing" in told(check.check(folder), "fault")


def test_too_few_events_are_a_fault_and_few_are_a_warning(folder: Path) -> None:
    def positives(keep: int) -> Callable[[list[list[str]]], None]:
        def change(table: list[list[str]]) -> None:
            seen = 0
            for row in table[1:]:
                seen += row[5] == "yes"
                row[5] = "yes" if row[5] == "yes" and seen <= keep else "no"

        return change

    rows(folder, positives(60))
    assert "60 rows of the rarer label for 5 fields" in told(check.check(folder), "warning")
    rows(folder, positives(5))
    assert "5 positive" in told(check.check(folder), "fault")


def test_texts_that_nobody_has_written_are_faults(tmp_path: Path) -> None:
    source = tmp_path / "rows.csv"
    source.write_bytes(made_up.rows())
    new.draft(source, "Gout", "gout", tmp_path)
    findings = check.check(tmp_path / "gout")
    faults = told(findings, "fault")
    for place in ("/summary", "/data/source", "/target/meaning", "/population/limits/0"):
        assert f"predictor.yaml {place}: write this: " in faults
    assert "README.md" in told(findings, "warning")


def test_codes_for_unknown_are_suspected(folder: Path) -> None:
    def undeclared(document: dict[str, Any]) -> None:
        del document["fields"][0]["missing"]
        document["fields"][0]["minimum"] = -1
        document["fields"][2]["choices"].append("unknown")

    declare(folder, undeclared)
    rows(folder, lambda table: table[7].__setitem__(2, "unknown"))
    warnings = told(check.check(folder), "warning")
    assert "field Acid: is -1 in " in warnings
    assert "missing: {values: [-1]}" in warnings
    assert 'field Drug: takes "unknown" for a category' in warnings


def test_a_field_that_gives_the_outcome_away_is_told(folder: Path) -> None:
    def leak(table: list[list[str]]) -> None:
        for row in table[1:]:
            row[3] = "Yes" if row[5] == "yes" else "No"

    rows(folder, leak)
    warnings = told(check.check(folder), "warning")
    assert "field Kidney: the field Kidney may be known only after the outcome" in warnings
    assert "it tells the outcome nearly by itself (AUROC 1.000)" in warnings
    assert 'known_before: "at admission"' in warnings
    assert "Acid" not in warnings


def test_a_constant_and_a_field_that_nobody_knows_are_told(folder: Path) -> None:
    def empty(table: list[list[str]]) -> None:
        for row in table[1:]:
            row[2], row[3] = "", "No"

    rows(folder, empty)
    findings = check.check(folder)
    assert "field Drug: is known in no row" in told(findings, "fault")
    assert "field Kidney: is the same in every row" in told(findings, "warning")


def test_a_number_that_names_the_rows_is_suspected(folder: Path) -> None:
    declare(folder, lambda document: document["fields"][1].update(maximum=1000))

    def number(table: list[list[str]]) -> None:
        for place, row in enumerate(table[1:]):
            row[1] = str(place)

    rows(folder, number)
    assert "field Beers: looks like a number that names the rows" in told(
        check.check(folder), "warning"
    )


def test_people_who_look_as_if_they_came_twice_are_told(tmp_path: Path) -> None:
    folder = tmp_path / "diabetes"
    shutil.copytree(PREDICTORS / "diabetes", folder)
    assert "examined again" not in told(check.check(folder), "warning")

    def twice(table: list[list[str]]) -> None:
        header, *women = table
        age, pressure, bmi = (header.index(name) for name in ("Age", "BloodPressure", "BMI"))
        for woman in women:
            again = list(woman)
            again[age] = str(int(woman[age]) + 2)
            # Nought is unknown, and stays so.
            if woman[pressure] != "0":
                again[pressure] = str(int(woman[pressure]) + 1)
            if float(woman[bmi]):
                again[bmi] = f"{float(woman[bmi]) + 0.2:.1f}"
            table.append(again)

    rows(folder, twice)
    assert "look like a person of another row examined again" in told(
        check.check(folder), "warning"
    )

    def whose(table: list[list[str]]) -> None:
        for place, row in enumerate(table):
            row.append(f"woman {(place - 1) % 768}" if place else "Woman")

    rows(folder, whose)
    declare(folder, lambda document: document.update(roles={"group": "Woman"}))
    found = check.check(folder)
    assert told(found, "fault") == ""
    assert "examined again" not in told(found, "warning")


def test_what_the_rows_never_hold_is_told(folder: Path) -> None:
    def wide(document: dict[str, Any]) -> None:
        document["fields"][1]["maximum"] = 5000
        document["fields"][4]["choices"].append("ecstatic")

    declare(folder, wide)
    warnings = told(check.check(folder), "warning")
    assert "field Beers: is never above 1" in warnings
    assert "its maximum is 5000" in warnings
    assert 'field Mood: is "ecstatic" in no row' in warnings


def test_a_field_that_is_refused_beyond_the_rows_may_have_a_wide_range(folder: Path) -> None:
    declare(folder, lambda document: document["fields"][1].update(maximum=5000, outside="refuse"))
    assert told(check.check(folder), "fault", "warning") == ""


def test_the_ends_of_a_field_are_told_in_its_other_units(folder: Path) -> None:
    words = {"unit": "glasses", "other_units": [{"unit": "litres", "factor": 0.33}]}
    declare(folder, lambda document: document["fields"][1].update(maximum=100, **words))
    told_of = told(check.check(folder), "note")
    assert "field Beers: goes from 0 to 303 litres, which is 0 to 100 glasses" in told_of


def test_an_example_that_would_get_no_number_is_a_fault(folder: Path) -> None:
    def beyond(document: dict[str, Any]) -> None:
        document["fields"][1].update(maximum=5000, outside="refuse", example=4000)

    declare(folder, beyond)
    assert "field Beers: has the example 4000, which gets no number" in told(
        check.check(folder), "fault"
    )


def test_an_age_that_is_answered_beyond_the_rows_is_noted(folder: Path) -> None:
    declare(folder, lambda document: document["fields"][1].update(label="Age at first beer"))
    assert "field Beers: is an age" in told(check.check(folder), "note")
    declare(folder, lambda document: document["fields"][1].update(outside="refuse"))
    assert "is an age" not in told(check.check(folder), "note")


def test_folds_that_would_lack_events_are_a_fault(folder: Path) -> None:
    def outlying(table: list[list[str]]) -> None:
        # All who have it drink far more than everybody else, so that none is left.
        for row in table[1:]:
            row[1] = "14" if row[-1] == "yes" else "2"
        kept = [row for row in table[1:] if row[-1] == "no"][:200]
        having = [row for row in table[1:] if row[-1] == "yes"][:20]
        table[1:] = kept + having

    rows(folder, outlying)
    assert "keep duplicates and outliers" not in told(check.check(folder), "fault")
    declare(folder, lambda document: document.update(preparation={"outliers": "drop"}))
    assert "leaves 0 positive" in told(check.check(folder), "fault")


def test_rows_at_the_edge_of_a_range_are_noted(folder: Path) -> None:
    declare(folder, lambda document: document["fields"][1].update(maximum=12))

    def cut(table: list[list[str]]) -> None:
        for place, row in enumerate(table[1:]):
            row[1] = "12" if place % 3 == 0 else row[1]

    rows(folder, cut)
    assert "field Beers: is at its maximum, 12, in 3" in told(check.check(folder), "note")


def test_a_parquet_file_is_read_alike(folder: Path) -> None:
    content = folder / "data.parquet"
    parquet.write_table(pyarrow.csv.read_csv(folder / "data.csv"), content)
    digest = hashlib.sha256(content.read_bytes()).hexdigest()
    declare(folder, lambda d: d["data"].update(file="data.parquet", sha256=digest))
    assert told(check.check(folder), "fault", "warning") == ""


def test_the_command_ends_with_1_where_there_are_faults(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check, "PREDICTORS", folder.parent)
    assert check.main([made_up.NAME]) == 0
    out = capsys.readouterr().out
    assert "predictors/gout: no faults and no warnings." in out
    assert "A training can begin" in out
    assert "\033" not in out
    (folder / "data.csv").unlink()
    assert check.main([made_up.NAME]) == 1
    assert "predictors/gout: 1 fault and no warnings." in capsys.readouterr().out
    assert check.main([]) == 1


def test_a_leak_by_chance_in_a_wild_column_is_no_leak(folder: Path) -> None:
    random = np.random.default_rng(2)
    declare(folder, lambda document: document["fields"][0].update(minimum=-10, maximum=10))

    def noise(table: list[list[str]]) -> None:
        for row in table[1:]:
            row[0] = f"{random.normal():.6f}"

    rows(folder, noise)
    assert "nearly by itself" not in told(check.check(folder), "warning")


def test_people_who_come_again_are_told_until_they_are_declared(folder: Path) -> None:
    def visits(table: list[list[str]]) -> None:
        for place, row in enumerate(table):
            row.append("patient_id" if place == 0 else f"P{place // 3}")

    rows(folder, visits)
    assert "write roles: {group: patient_id}" in told(check.check(folder), "warning")
    declare(folder, lambda document: document.update(roles={"group": "patient_id"}))
    assert "group" not in told(check.check(folder), "fault", "warning")


def test_it_says_where_nobody_could_tell_whether_people_come_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unsure = Again("cannot tell", 600, 600, 0, 0)
    monkeypatch.setattr(repeated, "within", lambda *_: unsure)
    assert "does not tell whether somebody has several rows" in told(check.check(folder), "note")


def test_translations_are_looked_at(folder: Path) -> None:
    german = made_up.translation()
    path = folder / "predictor.de.yaml"
    path.write_text(yaml.safe_dump(german))
    assert "is translated: de" in told(check.check(folder), "note")
    del german["fields"]["Beers"]["label"]
    path.write_text(yaml.safe_dump(german | {"titel": "Gicht"}))
    found = told(check.check(folder), "fault")
    assert "predictor.de.yaml: fields.Beers.label is missing" in found
    assert "predictor.de.yaml: titel is no text of predictor.yaml; did you mean title?" in found
