"""Rows are the declared ones, encoded and checked, or the training says what is wrong."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
import yaml
from pyarrow import csv, parquet

from bellwether_contract.declaration import spec
from bellwether_contract.storage.datasets import CheckResult, DatasetStore
from bellwether_trainer.records import TrainingError
from bellwether_trainer.rows import data
from tests import made_up

PREDICTORS = Path(__file__).parents[2] / "predictors"


def declare(folder: Path, content: bytes) -> None:
    """Put other rows into the folder and declare them."""
    path = folder / "predictor.yaml"
    document = yaml.safe_load(path.read_text())
    document["data"]["sha256"] = hashlib.sha256(content).hexdigest()
    path.write_text(yaml.safe_dump(document))
    (folder / "data.csv").write_bytes(content)


def load(folder: Path) -> data.Loaded:
    return data.initial(folder, spec.read(folder))


def missing(rows: data.Loaded, predictor: spec.Predictor) -> dict[str, int]:
    """How many cells are unknown, where any are."""
    names = [field.name for field in predictor.fields]
    counts = np.isnan(rows.matrix).sum(axis=0).tolist()
    return {name: count for name, count in zip(names, counts, strict=True) if count}


def test_the_shipped_diabetes_rows_have_their_zeros_counted_as_missing() -> None:
    rows = load(PREDICTORS / "diabetes")
    assert rows.matrix.shape == (768, 8)
    assert rows.labels.sum() == 268
    assert [str(rows.matrix.dtype), str(rows.labels.dtype)] == ["float32", "int8"]
    assert missing(rows, spec.read(PREDICTORS / "diabetes")) == {
        "Glucose": 5,
        "BloodPressure": 35,
        "SkinThickness": 227,
        "Insulin": 374,
        "BMI": 11,
    }


@pytest.mark.slow
def test_the_shipped_heart_rows_are_all_there() -> None:
    rows = load(PREDICTORS / "heart")
    assert rows.matrix.shape == (287_959, 17)
    assert rows.labels.sum() == 24_670
    assert missing(rows, spec.read(PREDICTORS / "heart")) == {}
    # Rows that agree in label too: the README of the data counts 272,417 distinct ones.
    whole = np.column_stack([rows.matrix, rows.labels])
    assert len(np.unique(whole, axis=0)) == 272_417


def test_a_csv_with_empty_cells_sentinels_and_words_is_read(tmp_path: Path) -> None:
    rows = load(made_up.write(tmp_path))
    assert rows.matrix.shape == (600, 5)
    assert set(missing(rows, spec.read(tmp_path / made_up.NAME))) == {"Acid", "Drug"}


def test_other_rows_than_the_declared_ones_are_refused(tmp_path: Path) -> None:
    folder = made_up.write(tmp_path)
    with (folder / "data.csv").open("ab") as file:
        file.write(b"6,1,none,No,low,no\n")
    with pytest.raises(TrainingError, match="SHA-256"):
        load(folder)
    (folder / "data.csv").unlink()
    with pytest.raises(TrainingError, match="cannot be read"):
        load(folder)


@pytest.mark.parametrize(
    ("line", "named"),
    [
        (b"600,1,none,No,low,no", "row 602, Acid must be a number between 0.1 and 20"),
        (b"6,1.5,none,No,low,no", "row 602, Beers must be a whole number"),
        (b"6,1,other,No,low,no", 'row 602, Drug must be one of "none", "this", "that"'),
        (b"6,1,none,,low,no", "row 602, Kidney is required"),
        (b"6,1,none,No,low,perhaps", 'row 602, Gout must be "yes" or "no"'),
        (b"6,1,none,No,low", "row 602 has 5 cells, and the header has 6"),
    ],
)
def test_a_faulty_row_is_named(tmp_path: Path, line: bytes, named: str) -> None:
    folder = made_up.write(tmp_path)
    declare(folder, (folder / "data.csv").read_bytes() + line + b"\n")
    with pytest.raises(TrainingError, match=named):
        load(folder)


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    folder = made_up.write(tmp_path)
    content = (folder / "data.csv").read_bytes()
    declare(folder, content.replace(b"Mood", b"Moods", 1))
    with pytest.raises(TrainingError, match="Mood is a column that is missing"):
        load(folder)
    declare(folder, content.replace(b"Gout", b"Goat", 1))
    with pytest.raises(TrainingError, match="Gout is a column that is missing"):
        load(folder)


@pytest.mark.parametrize(
    ("yes", "no"), [("Yes", "No"), ("TRUE", "FALSE"), ("1", "0"), ("1.0", "0.0")]
)
def test_yes_and_no_are_read_as_tables_say_them(tmp_path: Path, yes: str, no: str) -> None:
    folder = made_up.write(tmp_path)
    expected = load(folder).matrix
    text = (folder / "data.csv").read_text()
    declare(folder, text.replace(",Yes,", f",{yes},").replace(",No,", f",{no},").encode())
    np.testing.assert_array_equal(load(folder).matrix, expected)


@pytest.mark.parametrize("point", ["", ".0"])
def test_categories_and_targets_may_look_like_numbers(tmp_path: Path, point: str) -> None:
    folder = made_up.write(tmp_path)
    expected = load(folder)
    path = folder / "predictor.yaml"
    document = yaml.safe_load(path.read_text())
    document["fields"][4] |= {"choices": ["1", "2", "3"], "example": "2"}
    document["target"] |= {"positive": 1, "negative": 0}
    path.write_text(yaml.safe_dump(document))
    text = (folder / "data.csv").read_text()
    for word, number in (("low", "1"), ("middling", "2"), ("high", "3")):
        text = text.replace(f",{word},", f",{number}{point},")
    text = text.replace(",yes\n", f",1{point}\n").replace(",no\n", f",0{point}\n")
    declare(folder, text.encode())
    rows = load(folder)
    np.testing.assert_array_equal(rows.matrix, expected.matrix)
    np.testing.assert_array_equal(rows.labels, expected.labels)


def test_a_parquet_file_is_read_as_its_csv(tmp_path: Path) -> None:
    folder = made_up.write(tmp_path)
    expected = load(folder)
    parquet.write_table(csv.read_csv(folder / "data.csv"), folder / "data.parquet")
    path = folder / "predictor.yaml"
    document = yaml.safe_load(path.read_text())
    content = (folder / "data.parquet").read_bytes()
    document["data"] |= {"file": "data.parquet", "sha256": hashlib.sha256(content).hexdigest()}
    path.write_text(yaml.safe_dump(document))
    rows = load(folder)
    np.testing.assert_array_equal(rows.labels, expected.labels)
    np.testing.assert_array_equal(rows.matrix, expected.matrix)


def test_a_target_that_yaml_has_read_as_truths_is_understood(tmp_path: Path) -> None:
    folder = made_up.write(tmp_path)
    expected = load(folder).labels
    path = folder / "predictor.yaml"
    document = yaml.safe_load(path.read_text())
    document["target"] |= {"positive": True, "negative": False}
    path.write_text(yaml.safe_dump(document))
    np.testing.assert_array_equal(load(folder).labels, expected)


@pytest.mark.parametrize("cell", ["nan", "inf", "1_0", "0x10", "six"])
def test_a_word_is_no_number(tmp_path: Path, cell: str) -> None:
    folder = made_up.write(tmp_path)
    declare(folder, (folder / "data.csv").read_bytes() + f"{cell},1,none,No,low,no\n".encode())
    with pytest.raises(TrainingError, match=r"row 602, Acid .* not text"):
        load(folder)


def test_no_message_repeats_a_row(tmp_path: Path) -> None:
    folder = made_up.write(tmp_path)
    declare(folder, (folder / "data.csv").read_bytes() + b"6,1,none,No,low,no,Jane Doe\n")
    with pytest.raises(TrainingError, match="row 602 has 7 cells, and the header has 6") as caught:
        load(folder)
    assert "Jane" not in str(caught.value)


def test_a_column_that_stands_twice_is_named(tmp_path: Path) -> None:
    folder = made_up.write(tmp_path)
    declare(folder, (folder / "data.csv").read_bytes().replace(b"Mood", b"Beers", 1))
    with pytest.raises(TrainingError, match="Beers is a column that stands twice"):
        load(folder)


def test_columns_that_nobody_asks_for_are_passed_over(tmp_path: Path) -> None:
    folder = made_up.write(tmp_path)
    expected = load(folder)
    lines = (folder / "data.csv").read_text().splitlines()
    header, *others = (f"{line},{line[0]} a,b\n" for line in lines)
    declare(folder, (header.replace(",A a,b", ',note,"note"') + "".join(others)).encode())
    np.testing.assert_array_equal(load(folder).matrix, expected.matrix)


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1 and no more PAR1"])
def test_a_parquet_file_that_is_none_is_refused(tmp_path: Path, content: bytes) -> None:
    folder = made_up.write(tmp_path)
    path = folder / "predictor.yaml"
    document = yaml.safe_load(path.read_text())
    document["data"] |= {"file": "data.parquet", "sha256": hashlib.sha256(content).hexdigest()}
    path.write_text(yaml.safe_dump(document))
    (folder / "data.parquet").write_bytes(content)
    with pytest.raises(TrainingError, match="cannot be read as Parquet"):
        load(folder)


def upload(data_dir: Path, content: bytes, status: Literal["usable", "faulty"] = "usable") -> str:
    store = DatasetStore(data_dir)
    with store.upload(made_up.NAME) as taken:
        taken.write(content)
        sha256 = taken.keep("operator").sha256
    store.judge(made_up.NAME, sha256, CheckResult(status, 80, 9, 0, (), "d" * 64, "now"))
    return sha256


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_uploaded_rows_are_read_as_the_initial_ones(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    folder = made_up.write(tmp_path)
    expected = load(folder)
    content = pack((folder / "data.csv").read_bytes())
    sha256 = upload(tmp_path / "data", content)
    rows = data.uploaded(tmp_path / "data", spec.read(folder), sha256)
    assert rows.sha256 == sha256
    np.testing.assert_array_equal(rows.matrix, expected.matrix)
    np.testing.assert_array_equal(rows.labels, expected.labels)


def test_uploaded_rows_that_may_not_be_used_are_refused(tmp_path: Path) -> None:
    predictor = spec.read(made_up.write(tmp_path))
    volume = tmp_path / "data"
    with pytest.raises(TrainingError, match="was removed"):
        data.uploaded(volume, predictor, "0" * 64)
    faulty = upload(volume, made_up.rows(60), "faulty")
    with pytest.raises(TrainingError, match="not found usable"):
        data.uploaded(volume, predictor, faulty)
    damaged = upload(volume, made_up.rows(70))
    path = DatasetStore(volume).rows(made_up.NAME, damaged)
    path.write_bytes(path.read_bytes().replace(b"none", b"this", 1))
    with pytest.raises(TrainingError, match="has changed on the volume"):
        data.uploaded(volume, predictor, damaged)
    # The declaration has changed since the check.
    unfit = upload(volume, made_up.rows(80).replace(b"middling", b"medium"))
    with pytest.raises(TrainingError, match="Mood must be one of"):
        data.uploaded(volume, predictor, unfit)
