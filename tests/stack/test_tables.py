"""A large CSV through the whole stack, there and back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import requests

from tests.running_stack import Stack

ROWS = 200_000
EACH = 1_000


def content(header: list[str], row: list[str]) -> Iterator[bytes]:
    """Without a length: the rows are sent as they come."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    yield text.getvalue().encode()
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(row)
    for _ in range(ROWS // EACH):
        yield text.getvalue().encode() * EACH


def test_more_rows_than_a_request_may_hold_otherwise(running_stack: Stack) -> None:
    record = running_stack.example("heart")
    names = list(record)
    cells = [str(record[name]) for name in names]
    size = sum(map(len, content(names, cells)))
    assert size > 8 << 20
    answer = requests.post(
        f"{running_stack.url}/api/v1/predictors/heart/predictions",
        data=content(names, cells),
        headers={"Content-Type": "text/csv"},
        timeout=300,
        stream=True,
    )
    assert answer.status_code == 200, answer.text
    lines = answer.iter_lines(decode_unicode=True)
    assert next(lines).split(",")[:2] == ["probability", "positive"]
    expected = str(running_stack.predict("heart", record)["probability"])
    count = 0
    for line in lines:
        assert line.split(",")[0] == expected
        count += 1
    assert count == ROWS == int(answer.headers["Bellwether-Rows"])


def test_a_fault_in_the_last_row_refuses_the_whole_file(running_stack: Stack) -> None:
    record = running_stack.example("diabetes")
    good = ",".join(str(value) for value in record.values())
    body = "\n".join([",".join(record), *[good] * 5_000, good.replace(",", ",x", 1)])
    answer = requests.post(
        f"{running_stack.url}/api/v1/predictors/diabetes/predictions",
        data=body.encode(),
        headers={"Content-Type": "text/csv; charset=utf-8"},
        timeout=60,
    )
    assert answer.status_code == 422
    (fault,) = answer.json()["errors"]
    assert fault["row"] == 5_002
