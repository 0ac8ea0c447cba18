"""Many records at a time, in one worker: lists of JSON, and tables of any length."""

from __future__ import annotations

import csv
import http.client
import json
import statistics
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

from tools.bench import servers, serving
from tools.bench.checking import write
from tools.bench.figures import Figures
from tools.bench.servers import ROOT, Server

RECORDS = 10_000
LISTS = 15
LIST_WANTED = 40_000
TABLES = (100_000, 10_000_000)
TABLE_WANTED = 60_000
MEBIBYTES_WANTED = 20
PATH = "/api/v1/predictors/heart/predictions"


def measure(state: Path, figures: Figures) -> None:
    """Ask one worker for lists, and for a table and one a hundred times as long."""
    table = state / "rows.csv"
    write(table, ROOT / "predictors/heart/data.parquet", 20 << 20)
    alone = serving.settings(state) | {"WEB_CONCURRENCY": "1"}
    with servers.gunicorn(servers.PRODUCT, alone) as api:
        figures.say(f"\nmany heart records, one worker; lists of {RECORDS:,}, median of {LISTS}")
        rate = ask_list(api, list(people(table, RECORDS)))
        figures.figure("records/s of a list in JSON", rate, least=LIST_WANTED)
        peaks = []
        for rows in TABLES:
            seconds, peak = ask_table(api, table, rows)
            peaks.append(peak)
            figures.figure(f"rows/s of a CSV of {rows:,} rows", rows / seconds, least=TABLE_WANTED)
        grown = peaks[1] - peaks[0]
        figures.figure("MiB that the longer one takes more", grown, most=MEBIBYTES_WANTED)
    table.unlink()


def people(table: Path, count: int) -> Iterator[dict[str, object]]:
    """The first ``count`` records of a table with its outcome, as JSON would ask them."""
    with table.open() as file:
        for cells in islice(csv.DictReader(file), count):
            del cells["HeartDisease"]
            yield {name: _value(cell) for name, cell in cells.items()}


def _value(cell: str) -> object:
    try:
        return float(cell)
    except ValueError:
        return cell


def ask_list(api: Server, people: list[dict[str, object]], times: int = LISTS) -> float:
    """Ask for the same list some ``times``; records/s of the median."""
    text = json.dumps({"inputs": people}).encode()
    connection = http.client.HTTPConnection(urlsplit(api.address).netloc, timeout=60)
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        connection.request("POST", PATH, text, {"Content-Type": "application/json"})
        response = connection.getresponse()
        answer = response.read()
        taken.append(time.perf_counter() - began)
        assert response.status == 200, answer[:500]
    assert len(json.loads(answer)["predictions"]) == len(people)
    connection.close()
    return len(people) / statistics.median(taken)


def ask_table(api: Server, table: Path, rows: int) -> tuple[float, float]:
    """Seconds from the first row sent to the last one answered, and the worker's peak in MiB."""
    lines = _without_outcome(table)
    header, block = lines[0], b"".join(lines[1:])
    per_block = len(lines) - 1

    def content() -> Iterator[bytes]:
        yield header
        whole, rest = divmod(rows, per_block)
        for _ in range(whole):
            yield from (block[at : at + (1 << 16)] for at in range(0, len(block), 1 << 16))
        yield b"".join(lines[1 : rest + 1])

    peak = 0.0
    connection = http.client.HTTPConnection(urlsplit(api.address).netloc, timeout=1800)
    began = time.perf_counter()

    def watched() -> Iterator[bytes]:
        nonlocal peak
        for count, piece in enumerate(content()):
            if count % 200 == 0:
                peak = max(peak, *servers.resident_mebibytes(api))
            yield piece

    headers = {"Content-Type": "text/csv"}
    connection.request("POST", PATH, watched(), headers, encode_chunked=True)
    response = connection.getresponse()
    assert response.status == 200, response.read(500)
    answered = 0
    while piece := response.read(1 << 20):
        answered += piece.count(b"\n")
    seconds = time.perf_counter() - began
    peak = max(peak, *servers.resident_mebibytes(api))
    connection.close()
    assert answered == rows + 1
    return seconds, peak


def _without_outcome(table: Path) -> list[bytes]:
    """The lines of a table without its first column, which is what is to be predicted."""
    with table.open("rb") as file:
        return [line.partition(b",")[2] for line in file]
