"""Whose rows they are reaches no volume: uploads of people with several rows."""

from __future__ import annotations

import gzip
import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask.testing import FlaskClient

from bellwether_contract.declaration import roles, spec
from bellwether_contract.storage.datasets import DatasetStore
from bellwether_trainer.rows import data
from bellwether_trainer.rows.check import check
from tests import made_up, patients
from tests.api.conftest import OPERATOR, House, look

PATH = f"/api/v1/predictors/{made_up.NAME}/datasets"
CONTENT = patients.rows(60)
SHA256 = hashlib.sha256(CONTENT).hexdigest()
SALT = f"made-up/{made_up.NAME}"


@pytest.fixture
def client(house_with_redis: House) -> FlaskClient:
    patients.write(house_with_redis.predictors, roles=patients.ROLES)
    return house_with_redis.start()


def send(client: FlaskClient, content: bytes = CONTENT, **headers: str) -> Any:
    return client.post(
        PATH, data=content, headers=OPERATOR | {"Content-Type": "text/csv"} | headers
    )


def whole_volume(folder: Path) -> bytes:
    files = [path for path in folder.rglob("*") if path.is_file()]
    found = [path.read_bytes() for path in files]
    return b"\n".join(gzip.decompress(each) if each[:2] == b"\x1f\x8b" else each for each in found)


@pytest.mark.parametrize("packed", [False, True])
def test_people_rest_on_the_volume_as_salted_hashes(
    client: FlaskClient, house: House, packed: bool
) -> None:
    content = gzip.compress(CONTENT) if packed else CONTENT
    response = send(client, content)
    assert response.status_code == 202
    # Named by what was sent, so that the same file is the same data set.
    sha256 = hashlib.sha256(content).hexdigest()
    assert response.json["sha256"] == sha256
    assert response.json["size"] == len(content)
    there = whole_volume(house.data)
    assert b"PX0" not in there
    assert f"{roles.person(SALT, patients.name(7)):016x}".encode() in there

    predictor = spec.read(house.predictors / made_up.NAME)
    store = DatasetStore(house.data)
    known = store.get(made_up.NAME, sha256)
    path = store.rows(made_up.NAME, sha256)
    found = check(path, predictor, "d" * 64, lambda _: None, received=known.received)
    assert (found.status, found.rows) == ("usable", 180)
    store.judge(made_up.NAME, sha256, found)
    rows = data.uploaded(house.data, predictor, sha256)
    assert rows.marks.people is not None
    assert set(rows.marks.people.tolist()) == {
        roles.person(SALT, patients.name(person)) for person in range(60)
    }
    # What is told of it names nobody either.
    assert "PX0" not in client.get(PATH).text


def test_a_file_without_the_column_is_refused_before_it_is_kept(
    client: FlaskClient, house: House
) -> None:
    response = send(client, made_up.rows(80))
    assert response.status_code == 422
    assert "patient is a column that is missing" in response.json["errors"][0]["detail"]
    assert whole_volume(house.data) == b""


@pytest.mark.parametrize("titles", ["Pat.-Nr.", "patient,Pat.-Nr."])
def test_the_column_is_hashed_by_whichever_name_the_table_has_for_it(
    client: FlaskClient, house: House, titles: str
) -> None:
    folder = house.predictors / made_up.NAME
    declared = yaml.safe_load((folder / spec.DECLARATION).read_text())
    declared["headings"] = {"patient": "Pat.-Nr."}
    (folder / spec.DECLARATION).write_text(yaml.safe_dump(declared))
    header, *lines = CONTENT.decode().splitlines()
    if "," in titles:
        lines = [re.sub(r"(PX\d+Q)", r"\1,\1", line) for line in lines]
    content = "\n".join([header.replace("patient", titles), *lines, ""]).encode()
    look(client)
    assert send(client, content).status_code == 202
    assert b"PX0" not in whole_volume(house.data)


@pytest.mark.parametrize(
    "content", [b"", CONTENT.replace(b"PX00003Q", b"PX\xff03Q"), CONTENT + b"\0"]
)
def test_what_is_no_csv_is_refused_before_it_is_kept(
    client: FlaskClient, house: House, content: bytes
) -> None:
    response = send(client, content)
    assert response.status_code == 422
    assert whole_volume(house.data) == b""


def test_faulty_rows_are_named_by_line_and_keep_no_person(
    client: FlaskClient, house: House
) -> None:
    lines = CONTENT.split(b"\n")
    lines[3] = b",".join(lines[3].split(b",")[:-1])
    lines[5] = lines[5].replace(lines[5].split(b",")[6], b"")
    lines[7] = lines[7].replace(b",PX", b',"PX')
    content = b"\n".join(lines)
    assert send(client, content).status_code == 202
    assert b"PX0" not in whole_volume(house.data)
    sha256 = hashlib.sha256(content).hexdigest()
    path = DatasetStore(house.data).rows(made_up.NAME, sha256)
    predictor = spec.read(house.predictors / made_up.NAME)
    found = check(path, predictor, "d" * 64, lambda _: None)
    assert [(each.row, each.column) for each in found.faults] == [
        (4, None), (6, "patient"), (8, None),
    ]  # fmt: skip


def test_rows_that_were_hashed_for_other_roles_are_taken_anew(
    client: FlaskClient, house: House
) -> None:
    send(client)
    before = DatasetStore(house.data).get(made_up.NAME, SHA256).received
    path = house.predictors / made_up.NAME / "predictor.yaml"
    document = yaml.safe_load(path.read_text())
    document["salt"] = "another"
    path.write_text(yaml.safe_dump(document))
    look(client)
    assert send(client).status_code == 202
    after = DatasetStore(house.data).get(made_up.NAME, SHA256).received
    assert before.hashed != after.hashed == roles.fingerprint("another", "patient")
    assert before.stored != after.stored


def test_the_template_has_the_columns_with_a_role(client: FlaskClient) -> None:
    header, example = client.get(f"{PATH}/template.csv").text.splitlines()
    assert header.endswith(",Gout,patient,hospital,admitted")
    assert example.count(",") == header.count(",")


def test_without_a_role_rows_are_kept_as_they_came(with_queue: FlaskClient, house: House) -> None:
    content = made_up.rows(80)
    assert send(with_queue, content).status_code == 202
    sha256 = hashlib.sha256(content).hexdigest()
    store = DatasetStore(house.data)
    assert store.rows(made_up.NAME, sha256).read_bytes() == content
    received = (house.data / made_up.NAME / sha256 / "received.json").read_text()
    assert "hashed" not in received
