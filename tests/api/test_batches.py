"""A CSV of rows in, a CSV of answers out."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bellwether_api import batches, csvtable
from bellwether_contract.datasets import RowFault
from tests import factories, made_up
from tests.api.conftest import House
from tests.api.test_predictions import PERSON

PATH = f"/api/v1/predictors/{made_up.NAME}/predictions"


@pytest.fixture
def client(house: House) -> FlaskClient:
    factories.publish(house.store, day=1)
    return house.start()


def table(people: list[dict[str, Any]], names: list[str] | None = None) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, names or list(PERSON), lineterminator="\n")
    writer.writeheader()
    writer.writerows(people)
    return text.getvalue().encode()


def ask(client: FlaskClient, content: bytes, query: str = "") -> TestResponse:
    # Buffered: read to its end and closed, as a server does.
    return client.post(PATH + query, data=content, content_type="text/csv", buffered=True)


def answers(response: TestResponse) -> list[dict[str, str]]:
    assert response.status_code == 200, response.text
    return list(csv.DictReader(io.StringIO(response.text)))


def people(count: int) -> list[dict[str, Any]]:
    return [PERSON | {"Acid": round(1 + row % 18 + row % 7 / 10, 1)} for row in range(count)]


def test_each_row_gets_the_answer_of_its_record(client: FlaskClient) -> None:
    asked = people(50)
    response = ask(client, table(asked))
    listed = client.post(PATH, json={"inputs": asked}).get_json()
    found = answers(response)
    assert [float(row["probability"]) for row in found] == [
        each["probability"] for each in listed["predictions"]
    ]
    assert [row["positive"] for row in found] == [
        str(each["positive"]).lower() for each in listed["predictions"]
    ]
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Bellwether-Version"] == listed["version"]
    assert response.headers["Bellwether-Rows"] == "50"
    assert int(response.headers["Content-Length"]) == len(response.data)


def test_columns_come_in_any_order_and_some_not_at_all(client: FlaskClient) -> None:
    names = [name for name in reversed(PERSON) if name != "Acid"]
    person = {name: PERSON[name] for name in names}
    # As spreadsheets write it: with a byte-order mark, and lines that end in two characters.
    content = "\ufeff".encode() + table([person], names).replace(b"\n", b"\r\n")
    known = client.post(PATH, json={"inputs": person}).get_json()
    assert float(answers(ask(client, content))[0]["probability"]) == known["probability"]


def test_more_rows_than_a_block_come_back_in_order(client: FlaskClient) -> None:
    asked = people(csvtable.BLOCK_ROWS * 2 + 3)
    found = answers(ask(client, table(asked)))
    assert len(found) == len(asked)
    by_acid: dict[float, set[str]] = {}
    for person, row in zip(asked, found, strict=True):
        by_acid.setdefault(person["Acid"], set()).add(row["probability"])
    assert {len(same) for same in by_acid.values()} == {1}
    assert len({next(iter(same)) for same in by_acid.values()}) > 10


def test_a_file_with_faults_is_refused_with_all_of_them(client: FlaskClient) -> None:
    asked = people(csvtable.BLOCK_ROWS + 10)
    asked[3]["Acid"] = "lots"
    asked[-1] |= {"Beers": 1.5, "Drug": "water"}
    response = ask(client, table(asked))
    assert response.status_code == 422
    document = response.get_json()
    assert document["detail"] == "3 faults"
    places = [(fault["row"], fault["column"]) for fault in document["errors"]]
    last = len(asked) + 1
    assert places == [(5, "Acid"), (last, "Beers"), (last, "Drug")]
    assert "lots" not in response.text


def test_faulty_rows_are_answered_in_place_where_that_is_asked_for(client: FlaskClient) -> None:
    asked = people(5)
    asked[1]["Acid"] = "lots"
    content = table(asked) + b"1,2\n"
    found = answers(ask(client, content, "?on_error=row"))
    assert [bool(row["probability"]) for row in found] == [True, False, True, True, True, False]
    assert found[0]["error"] == ""
    assert found[1]["error"].startswith("Acid must be a number")
    assert found[5]["error"] == "this row has 2 cells, the header 5"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "row 1, Beers is a column that is missing"),
        (b"Acid,Beers,Drug,Kidney,Mood\n", "the file holds no rows"),
        (table(people(1)).replace(b"Mood", b"Food", 1), "row 1, Food is a column that this"),
        (
            table(people(1)).replace(b"Mood", b"Drug", 1),
            "row 1, Drug is a column that stands",
        ),
        (table(people(1)) + b'"', "row 3 is no line of a CSV file"),
        (table(people(1)) + b"\xff,1,2,3,4\n", "the file is not UTF-8"),
    ],
)
def test_what_is_no_table_is_refused(client: FlaskClient, content: bytes, said: str) -> None:
    for query in ("", "?on_error=row"):
        response = ask(client, content, query)
        assert response.status_code == 422
        told = [str(RowFault(**fault)) for fault in response.get_json()["errors"]]
        assert any(line.startswith(said) for line in told), told


def test_a_wrong_query_is_refused(client: FlaskClient) -> None:
    assert ask(client, table(people(1)), "?on_error=never").status_code == 422
    assert ask(client, table(people(1)), "?onerror=row").status_code == 422


def test_one_table_at_a_time_leaves_threads_for_others(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*_: object, **__: object) -> int:
        busy = ask(client, table(people(1)))
        assert busy.status_code == 429
        assert busy.headers["Retry-After"]
        assert client.post(PATH, json={"inputs": PERSON}).status_code == 200
        return 0

    monkeypatch.setattr(batches, "predict", slow)
    assert ask(client, table(people(1))).status_code == 200
    monkeypatch.undo()
    assert ask(client, table(people(1))).status_code == 200


def test_nothing_of_it_stays_on_the_volume(client: FlaskClient, house: House) -> None:
    for content in (table(people(20)), b"no table"):
        ask(client, content)
    assert files(house.data) == []


def files(folder: Path) -> list[str]:
    return [name for _, _, names in os.walk(folder) for name in names]
