"""A CSV of rows in, a CSV of answers out."""

from __future__ import annotations

import csv
import gzip
import io
import os
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bellwether_api.serving import csv_predict, csv_reader
from bellwether_api.telemetry import Outcomes
from bellwether_contract.errors import RowFault
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
    asked = people(csv_reader.BLOCK_ROWS * 2 + 3)
    found = answers(ask(client, table(asked)))
    assert len(found) == len(asked)
    by_acid: dict[float, set[str]] = {}
    for person, row in zip(asked, found, strict=True):
        by_acid.setdefault(person["Acid"], set()).add(row["probability"])
    assert {len(same) for same in by_acid.values()} == {1}
    assert len({next(iter(same)) for same in by_acid.values()}) > 10


def test_a_file_with_faults_is_refused_with_all_of_them(client: FlaskClient) -> None:
    asked = people(csv_reader.BLOCK_ROWS + 10)
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
    assert found[5]["error"] == "this row has 2 cells, and the header has 5"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"Acid,Beers,Drug,Kidney,Mood\n", "the file holds no rows"),
        (table(people(1)).replace(b"Mood", b"Food", 1), "row 1, Food is a column that this"),
        (
            table(people(1)).replace(b"Mood", b"Drug", 1),
            "row 1, Drug is a column that stands",
        ),
        (table(people(1)) + b'"', "row 3 cannot be read as CSV"),
        (table(people(1)) + b"\xff,1,2,3,4\n", "row 3 is not UTF-8; save the file as CSV in UTF-8"),
        (table(people(5)) + b"6,1,n\0ne,No,low\n", "row 7 holds a NUL byte"),
        (b"\n\n", "row 1, Beers is a column that is missing"),
        (gzip.compress(table(people(1)))[:-9], "the file is damaged"),
        (table(people(1)) + b"x" * (5 << 20), "row 3 is longer than 4 MiB"),
        (b"x" * (5 << 20), "row 1 is longer than 4 MiB"),
        (b",".join(b"%d" % each for each in range(10_001)), "row 1 has more than 10,000 columns"),
    ],
)
def test_what_is_no_table_is_refused(client: FlaskClient, content: bytes, said: str) -> None:
    for query in ("", "?on_error=row"):
        response = ask(client, content, query)
        assert response.status_code == 422
        told = [str(RowFault(**fault)) for fault in response.get_json()["errors"]]
        assert any(line.startswith(said) for line in told), told


def test_cells_are_separated_as_spreadsheets_do_it_and_decimal_commas_are_read(
    client: FlaskClient,
) -> None:
    asked = people(30)
    known = ask(client, table(asked)).data
    assert ask(client, table(asked).replace(b",", b"\t")).data == known
    european = table(asked).replace(b",", b";").replace(b".", b",")
    assert ask(client, european).data == known
    assert ask(client, european.replace(b"\n", b"\r\n")).data == known


@pytest.mark.parametrize("query", ["", "?on_error=row"])
def test_a_number_that_may_be_two_is_asked_about(client: FlaskClient, query: str) -> None:
    # Acid goes up to 20. Also where 1234 is no value of a field, page, client and table ask.
    asked = people(1)
    one = ask(client, table([asked[0] | {"Acid": 1.23}])).data
    assert ask(client, table([asked[0] | {"Acid": "1,23"}])).data == one
    for cell in ("1,234", "1.234,5", "1,234,567", "1,2,3"):
        response = ask(client, table([asked[0] | {"Acid": cell}]), query)
        assert "as 1.2 or 1200" in response.text
        assert cell not in response.text


@pytest.mark.parametrize(
    ("content_type", "encoding"),
    [
        ("text/csv", None),
        ("text/csv; charset=utf-8", None),
        ("Text/CSV; charset=UTF-8", "identity"),
        ("application/csv", None),
        ("text/csv", "gzip"),
        ("application/gzip", None),
        ("application/x-gzip", None),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_a_table_comes_by_any_of_its_names_packed_or_not(
    client: FlaskClient, content_type: str, encoding: str | None, packed: bool
) -> None:
    content = table(people(3))
    headers = {"Content-Encoding": encoding} if encoding else {}
    sent = gzip.compress(content) if packed else content
    found = client.post(PATH, data=sent, content_type=content_type, headers=headers, buffered=True)
    assert (found.status_code, found.data) == (200, ask(client, content).data)


@pytest.mark.parametrize(
    ("content_type", "encoding", "said"),
    [
        ("text/csv; charset=latin-1", None, "UTF-8"),
        ("text/csv", "br", "Content-Encoding"),
        ("text/csv", "gzip, gzip", "Content-Encoding"),
    ],
)
def test_a_table_in_another_form_is_refused_with_a_word(
    client: FlaskClient, content_type: str, encoding: str | None, said: str
) -> None:
    headers = {"Content-Encoding": encoding} if encoding else {}
    found = client.post(PATH, data=table(people(1)), content_type=content_type, headers=headers)
    assert found.status_code == 415
    assert said in found.get_json()["detail"]


def with_names(asked: list[dict[str, Any]], **more: str) -> bytes:
    rows = [{"id": f"p{row}", **person, **more} for row, person in enumerate(asked)]
    return table(rows, ["id", *more, *PERSON])


def test_an_identifier_joins_people_and_answers(client: FlaskClient) -> None:
    asked = people(csv_reader.BLOCK_ROWS + 5)
    plain = ask(client, table(asked)).text.splitlines()
    found = ask(client, with_names(asked), "?keep=id")
    ids = ["id", *(f"p{row}" for row in range(len(asked)))]
    assert found.text.splitlines() == [
        f"{each},{line}" for each, line in zip(ids, plain, strict=True)
    ]
    assert int(found.headers["Content-Length"]) == len(found.data)


def test_columns_are_kept_in_the_order_of_the_query_and_quoted_where_they_must_be(
    client: FlaskClient,
) -> None:
    hard = {"Name, first": 'Ann "A", =1+1', "note": " \u00e9;\r|"}
    # Python's writer leaves half of a line break without quotes.
    sent = with_names(people(2), **hard).replace(hard["note"].encode(), b'" \xc3\xa9;\r|"')
    found = ask(client, sent, "?keep=note,Acid,%22Name, first%22,id")
    assert found.status_code == 200, found.text
    rows = list(csv.reader(io.StringIO(found.text, newline=""), strict=True))
    assert rows[0][:5] == ["note", "Acid", "Name, first", "id", "probability"]
    assert rows[1][:3] == [hard["note"], str(people(1)[0]["Acid"]), hard["Name, first"]]
    # What is kept and is a field is read as well.
    known = ask(client, table(people(2)))
    assert [row[4] for row in rows[1:]] == [row["probability"] for row in answers(known)]


def test_all_columns_are_kept_with_a_star_nameless_ones_too(client: FlaskClient) -> None:
    lines = table(people(2)).decode().splitlines()
    indexed = "\n".join([f",{lines[0]}", f"0,{lines[1]}", f"1,{lines[2]}", ""])
    found = ask(client, indexed.encode(), "?keep=*").text.splitlines()
    answered = ask(client, table(people(2))).text.splitlines()
    assert found == [
        f"{line},{more}" for line, more in zip(indexed.splitlines(), answered, strict=True)
    ]


def test_kept_cells_stand_beside_faults_in_their_rows(client: FlaskClient) -> None:
    asked = people(3)
    asked[1]["Acid"] = "lots"
    response = ask(client, with_names(asked) + b"p3,1\n", "?keep=id&on_error=row")
    found = answers(response)
    assert [(row["id"], bool(row["error"])) for row in found] == [
        ("p0", False), ("p1", True), ("p2", False), ("p3", True),
    ]  # fmt: skip
    assert response.headers["Bellwether-Refused"] == "2"


@pytest.mark.parametrize(
    ("query", "name", "said"),
    [
        ("", "id", "does not know"),
        ("?keep=ids", "ids", "is to be kept, and is a column that is missing"),
        ("?keep=probability", "probability", "is a column of the answer too"),
        ("?keep=*", "probability", "is a column of the answer too"),
        ("?keep=error", "error", "is a column of the answer too"),
        ("?keep=note", "note", "stands twice"),
    ],
)
def test_columns_that_cannot_be_kept_are_named(
    client: FlaskClient, query: str, name: str, said: str
) -> None:
    head, rest = table(people(1)).decode().split("\n", 1)
    sent = f"id,probability,note,note,error,{head}\n1,2,3,4,5,{rest}"
    response = ask(client, sent.encode(), query)
    assert response.status_code == 422
    assert any(
        fault["column"] == name and fault["row"] == 1 and said in fault["detail"]
        for fault in response.get_json()["errors"]
    ), response.text


@pytest.mark.parametrize("keep", ["id,id", "id,,Acid", "%22id", "*,id"])
def test_a_query_that_keeps_nothing_sensible_is_refused(client: FlaskClient, keep: str) -> None:
    response = ask(client, with_names(people(1)), f"?keep={keep}")
    assert response.status_code == 422


def test_a_nameless_index_is_called_that(client: FlaskClient) -> None:
    lines = table(people(1)).decode().splitlines()
    response = ask(client, f",{lines[0]}\n0,{lines[1]}\n".encode())
    (fault,) = response.get_json()["errors"]
    assert (fault["row"], fault["column"]) == (1, None)
    assert fault["detail"].startswith("has no name for column 1; leave the column out (in pandas")
    # One at the end without cells is a spreadsheet's; with a cell it is no mistake of a program.
    assert ask(client, f"{lines[0]},\n{lines[1]},\n".encode()).status_code == 200
    response = ask(client, f"{lines[0]},\n{lines[1]},7\n".encode())
    (fault,) = response.get_json()["errors"]
    assert fault["detail"].startswith("has 6 cells, and the header has 5")


def test_a_decimal_comma_that_makes_a_cell_of_its_own_is_called_that(client: FlaskClient) -> None:
    wide = table(people(2)) + b"6,5,2,none,Yes,low\n"
    (fault,) = ask(client, wide).get_json()["errors"]
    assert fault["row"] == 4
    assert "a comma within a number" in fault["detail"]


def test_a_wrong_query_is_refused(client: FlaskClient) -> None:
    assert ask(client, table(people(1)), "?on_error=never").status_code == 422
    assert ask(client, table(people(1)), "?onerror=row").status_code == 422


def test_one_table_at_a_time_leaves_threads_for_others(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*_: object, **__: object) -> csv_predict.Answered:
        busy = ask(client, table(people(1)))
        assert busy.status_code == 429
        assert busy.headers["Retry-After"]
        assert client.post(PATH, json={"inputs": PERSON}).status_code == 200
        return csv_predict.Answered(0, Outcomes())

    monkeypatch.setattr(csv_predict, "predict", slow)
    assert ask(client, table(people(1))).status_code == 200
    monkeypatch.undo()
    assert ask(client, table(people(1))).status_code == 200


def test_nothing_of_it_stays_on_the_volume(client: FlaskClient, house: House) -> None:
    for content in (table(people(20)), b"no table"):
        ask(client, content)
    assert files(house.data) == []


def files(folder: Path) -> list[str]:
    return [name for _, _, names in os.walk(folder) for name in names]
