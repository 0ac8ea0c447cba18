"""What somebody types stays nowhere, but where docs/privacy.md says: proven on the whole stack.

Every door gets values of its own, right ones and wrong ones; then whatever persists or is shown to
others is searched for each of them. What is kept on purpose is planted too: a search that would not
find it would find nothing.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import socket
import struct
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import yaml

from tests import made_up
from tests.privacy.conftest import House
from tests.privacy.plants import in_files, in_redis

pytestmark = pytest.mark.slow

ONE = f"/api/v1/predictors/{made_up.NAME}"
V2 = f"/v2/models/{made_up.NAME}"
CSV = {"Content-Type": "text/csv"}
GOING = {"queued", "running", "checking"}

# Where docs/privacy.md says that it is kept, and in which places; below `state`.
REASON, NOTE, KEY_NAME = (
    "the reason of a promotion",
    "the note of a validation",
    "the name of a key",
)
UPLOADED, UPLOADED_WORD = "a number of an uploaded row", "a word of an uploaded row"
KEPT = {
    REASON: r"champions/(gout/history\.jsonl|gout/champion\.json|audit-[\d-]+\.jsonl)",
    NOTE: r"data/gout/validations/[0-9a-f]+/(asked|report)\.json",
    KEY_NAME: r"champions/(keys\.json|audit-[\d-]+\.jsonl)",
    UPLOADED: r"data/gout/[0-9a-f]{64}(/rows.*)?",
}


def table(*, header: str = "", rows: int = 0, **cells: str) -> bytes:
    """Made-up people; ``cells`` of the first one, ``rows`` of them with their outcome."""
    text = made_up.rows(rows or 60, seed=29).decode()
    names, *lines = list(csv.reader(io.StringIO(text)))
    width = len(names) if rows else len(names) - 1
    records = [dict(zip(names, line, strict=True)) for line in lines]
    records[0] |= cells
    asked = [header or name if name == "Mood" else name for name in names[:width]]
    made = io.StringIO()
    csv.writer(made, lineterminator="\n").writerows(
        [asked, *([record[name] for name in names[:width]] for record in records)]
    )
    return made.getvalue().encode()


def test_what_is_typed_is_kept_nowhere_but_where_it_is_said(house: House) -> None:
    predict(house)
    ask_for_tables(house)
    infer(house)
    knock(house)
    send_rows(house)
    decide(house)
    fail_trainings(house)
    # What is counted is written down twenty times a second.
    time.sleep(0.5)

    files = in_files(house.plants, house.state)
    kept: dict[str, list[str]] = {where: [] for where in KEPT}
    leaked: dict[str, list[str]] = {}
    for path, found in files.items():
        relative = path.removeprefix(f"{house.state}/")
        for where in found:
            if where in KEPT and re.fullmatch(KEPT[where], relative):
                kept[where].append(relative)
            else:
                leaked.setdefault(relative, []).append(where)
    assert leaked == {}
    assert all(kept.values()), kept
    assert in_redis(house.plants, house.redis) == {}
    # There was something to look at.
    assert house.redis.dbsize() > 5
    for part in ("redis", "api", "trainer", "checker", "nginx"):
        assert (house.state / "logs" / part).stat().st_size > 100, part
    shown = {path: found for path, found in asked_by_others(house) if found}
    assert shown == {}


def predict(house: House) -> None:
    plants, person = house.plants, made_up.example()
    for kind in ("predictions", "explanations"):
        path = f"{ONE}/{kind}"
        inputs = person | {"Acid": float(plants.number(f"a number of {kind}"))}
        assert house.ask("POST", path, key=False, json={"inputs": inputs}).status_code == 200
        wrong: list[Any] = [
            person | {"Acid": plants.word(f"a word for a number of {kind}")},
            person | {"Drug": plants.word(f"a choice that there is not of {kind}")},
            person | {plants.word(f"a field that there is not of {kind}"): 1},
            person | {"Acid": float(plants.number(f"a number out of range of {kind}", low=70))},
            person | {"Kidney": [{"deep": plants.word(f"an object for a yes of {kind}")}]},
        ]
        for inputs in wrong:
            assert house.ask("POST", path, key=False, json={"inputs": inputs}).status_code == 422
        broken = f'{{"inputs": {{"Acid": {plants.word(f"a body that is not JSON of {kind}")}'
        sent = {"Content-Type": "application/json"}
        assert house.ask("POST", path, key=False, data=broken, headers=sent).status_code == 400
    many = [person | {"Acid": float(plants.number(f"a number of a list, {n}"))} for n in range(3)]
    assert house.ask("POST", f"{ONE}/predictions", json={"inputs": many}).status_code == 200
    # More than stays in memory: nginx writes it down while it arrives.
    large = [*many, *[person] * 2000]
    large.append(person | {"Drug": plants.word("a choice in a body of 200 kB")})
    assert house.ask("POST", f"{ONE}/predictions", json={"inputs": large}).status_code == 422


def ask_for_tables(house: House) -> None:
    plants = house.plants
    path = f"{ONE}/predictions"
    name = plants.word("a column that is kept")
    right = table(header="Mood", Acid=plants.number("a number of a table"), Beers="7").replace(
        b"Acid,", f"{name},Acid,".encode(), 1
    )
    right = b"\n".join(
        line if not at else plants.word(f"an identifier of a table, {at}").encode() + b"," + line
        for at, line in enumerate(right.splitlines()[:20])
    )
    answer = house.ask("POST", f"{path}?keep={name}", data=right, headers=CSV)
    assert answer.status_code == 200, answer.text
    for query in ("", "?on_error=row"):
        wrong = table(Acid=plants.word(f"a word of a table{query}"))
        assert house.ask("POST", path + query, data=wrong, headers=CSV).status_code in {200, 422}
        unknown = table(header=plants.word(f"a heading of a table{query}"))
        assert house.ask("POST", path + query, data=unknown, headers=CSV).status_code == 422


def infer(house: House) -> None:
    plants, person = house.plants, made_up.example()
    kinds = {"Acid": "FP64", "Beers": "INT64", "Drug": "BYTES", "Kidney": "BOOL", "Mood": "BYTES"}

    def tensors(**changes: Any) -> dict[str, Any]:
        values = person | changes
        return {
            "id": "1",
            "inputs": [
                {"name": name, "shape": [1], "datatype": kinds[name], "data": [values[name]]}
                for name in kinds
            ],
        }

    right = tensors(Acid=float(plants.number("a number of a tensor")))
    assert house.ask("POST", f"{V2}/infer", key=False, json=right).status_code == 200
    one = {"name": "input", "shape": [1, 5], "datatype": "BYTES"}
    for wrong in (
        tensors(Drug=plants.word("a choice of a tensor")),
        tensors(Acid=plants.word("a word for a number of a tensor")),
        {"inputs": [one | {"data": [plants.word("one tensor of words")] * 5}]},
        tensors() | {"outputs": [{"name": plants.word("an output")}]},
        tensors() | {"parameters": {plants.word("a parameter"): plants.word("its value")}},
    ):
        assert house.ask("POST", f"{V2}/infer", key=False, json=wrong).status_code in {200, 400}
    # Numbers as bytes, behind the header that tells their length.
    head = tensors()
    head["inputs"][0].pop("data")
    head["inputs"][0]["parameters"] = {"binary_data_size": 8}
    told = json.dumps(head).encode()
    number = struct.pack("<d", float(plants.number("a number in bytes")))
    sent = {
        "Content-Type": "application/octet-stream",
        "Inference-Header-Content-Length": str(len(told)),
    }
    answer = house.ask("POST", f"{V2}/infer", key=False, data=told + number, headers=sent)
    assert answer.status_code == 200, answer.text


def knock(house: House) -> None:
    """Addresses, queries and headers of every kind, most of which nobody takes."""
    plants = house.plants
    document = house.ask("GET", "/openapi.json").json()
    for path, calls in document["paths"].items():
        if "get" in calls:
            filled = re.sub(r"{[^}]+}", lambda _: made_up.NAME, path)
            house.ask("GET", f"{filled}?{plants.word(f'a query of {path}')}=1", key=False)
            if filled != path:
                typed = plants.word(f"an address of {path}")
                house.ask("GET", re.sub(r"{[^}]+}", typed, path), key=False)
    headers = {
        name: plants.word(f"the header {name}")
        for name in ("Cookie", "Origin", "Referer", "User-Agent", "X-Forwarded-For", "X-Anything",
                     "If-None-Match", "Accept-Language", "Traceparent")
    }  # fmt: skip
    headers["X-Request-ID"] = f"two {plants.word('a name of a request that is none')}"
    for path in ("/", "/nothing", ONE, f"{ONE}/champion", V2):
        house.ask("GET", path, key=False, headers=headers)
    for scheme in ("Bearer", "Basic", "bwk_"):
        wrong = {"Authorization": f"{scheme} {plants.word(f'a wrong key, {scheme}')}"}
        for method, path in (("GET", "/api/v1/operator"), ("PUT", f"{ONE}/champion")):
            answer = house.ask(method, path, headers=wrong)
            assert answer.status_code == 401
    known = {"Authorization": f"Bearer bwk_00000000_{plants.word('a named key that is none')}"}
    assert house.ask("GET", "/api/v1/key", headers=known).status_code == 401
    once = {"Idempotency-Key": f"{plants.word('a key of a request')} unreadable"}
    house.ask("POST", f"{ONE}/retrainings", json={"effort": "none"}, headers=once)
    for method in ("PUT", "POST", "DELETE"):
        house.ask(method, f"/{plants.word(f'an address of {method}')}", key=False, data=b"x")
    body = plants.word("a body that is too large").encode() * 6000
    assert house.ask("POST", "/api/v1/keys", data=body).status_code == 413
    # No request at all, to nginx and to gunicorn.
    for url in (house.url, house.api):
        host, port = url.removeprefix("http://").split(":")
        for line in (
            f"GET /{plants.word(f'{port} a version that is none')} HTTP/9.9",
            f"{plants.word(f'{port} a method')} / HTTP/1.1",
            f"GET / HTTP/1.1\r\n{plants.word(f'{port} a header that is none')}",
            f"GET / HTTP/1.1\r\nHost: {plants.word(f'{port} a host')} x",
            f"GET /{plants.word(f'{port} an address that is too long') * 2000} HTTP/1.1\r\nHost: x",
            f"GET / HTTP/1.1\r\nHost: x\r\nX: {plants.word(f'{port} a header too large') * 2000}",
        ):
            with socket.create_connection((host, int(port)), timeout=30) as connection:
                try:
                    connection.sendall(f"{line}\r\n\r\n".encode())
                    assert connection.recv(100) != b""
                except ConnectionError:
                    pass


def send_rows(house: House) -> None:
    """Data sets and validations: what is sound lies on the data volume, and nothing else does."""
    plants = house.plants
    word = house.plants.word("a word of a faulty row")
    sound = table(rows=120, Acid=plants.number(UPLOADED))
    faulty = table(rows=120, Acid=word, Mood=plants.number("a number of a faulty row"))
    heading = table(rows=120, header=plants.word("a heading of a data set"))
    headless = b"\n".join(
        table(rows=120, Acid=plants.number("a cell where a heading should be")).splitlines()[1:]
    )
    packed = b"\x1f\x8b" + plants.word("what is no gzip").encode()
    sent = [
        house.ask("POST", f"{ONE}/datasets", data=content, headers=CSV)
        for content in (sound, faulty, heading, headless)
    ]
    assert [answer.status_code for answer in sent] == [202] * 4
    ended = [
        house.over(f"{ONE}/datasets/{answer.json()['name']}", GOING)["status"] for answer in sent
    ]
    assert ended == ["usable", "faulty", "faulty", "faulty"]
    house.ask("POST", f"{ONE}/datasets", data=packed, headers={"Content-Type": "application/gzip"})
    odd = {"Content-Type": f"text/{plants.word('a type of content')}"}
    assert house.ask("POST", f"{ONE}/datasets", data=sound, headers=odd).status_code == 415
    judging = (
        table(rows=200, Acid=plants.number("a number of a row that judges")),
        table(rows=200, Acid=plants.word("a word of a row that judges")),
        table(rows=200, header=plants.word("a heading of rows that judge")),
    )
    for content in judging:
        query = f"?note={plants.word(NOTE)}" if content is judging[0] else ""
        answer = house.ask("POST", f"{ONE}/validations{query}", data=content, headers=CSV)
        assert answer.status_code == 202, answer.text
        house.over(f"{ONE}/validations/{answer.json()['id']}", GOING)


def decide(house: House) -> None:
    """What operators say on purpose, and what they get wrong."""
    plants = house.plants
    version = house.ask("GET", f"{ONE}/champion").json()["champion"]["version"]
    document = {"version": version, "reason": plants.word(REASON)}
    assert house.ask("PUT", f"{ONE}/champion", json=document).status_code == 200
    for wrong in (
        {"version": plants.word("a version that there is not")},
        {"version": version, "reason": [plants.word("a reason that is none")]},
        {plants.word("a member that there is not"): 1},
    ):
        assert house.ask("PUT", f"{ONE}/champion", json=wrong).status_code >= 400
    named = {"name": plants.word(KEY_NAME), "role": "viewer"}
    made = house.ask("POST", "/api/v1/keys", json=named)
    assert made.status_code == 201
    # A key that is right is kept as its digest.
    house.plants.add("the secret of a key", made.json()["secret"])
    mine = {"Authorization": f"Bearer {made.json()['secret']}"}
    assert house.ask("GET", "/api/v1/key", headers=mine).status_code == 200
    assert house.ask("PUT", f"{ONE}/champion", json=document, headers=mine).status_code == 403
    wrong = {"name": plants.word("a key of a role that there is not"), "role": "king"}
    assert house.ask("POST", "/api/v1/keys", json=wrong).status_code == 422


def fail_trainings(house: House) -> None:
    """One that a library ends, one on rows with faults, one for an idempotent key."""
    plants = house.plants
    once = {"Idempotency-Key": plants.word("an idempotent key")}
    job = house.ask("POST", f"{ONE}/retrainings", json={"effort": "quick"}, headers=once).json()
    ended = house.over(f"/api/v1/retrainings/{job['id']}", GOING)
    assert (ended["status"], ended["error"]) == (
        "failed",
        "MemoryError; the trainer's log says where",
    )
    # The record is told first.
    log = house.state / "logs/trainer"
    until = time.monotonic() + 30
    while "MemoryError at" not in log.read_text() and time.monotonic() < until:
        time.sleep(0.1)
    assert "breaking_trainer.py:" in log.read_text()
    folder = house.predictors / made_up.NAME
    content = table(
        rows=200, Acid=plants.word("a word of a row that trains"), Mood=plants.word("a mood")
    )
    (folder / "data.csv").write_bytes(content)
    document = yaml.safe_load((folder / "predictor.yaml").read_text())
    document["data"]["sha256"] = hashlib.sha256(content).hexdigest()
    (folder / "predictor.yaml").write_text(yaml.safe_dump(document, sort_keys=False))
    job = house.ask("POST", f"{ONE}/retrainings", json={"effort": "quick"}).json()
    ended = house.over(f"/api/v1/retrainings/{job['id']}", GOING)
    assert ended["status"] == "failed", ended
    assert "MemoryError" not in ended["error"]


def asked_by_others(house: House) -> Iterator[tuple[str, list[str]]]:
    """What somebody else without a key, and Prometheus within the network, are told afterwards."""
    listed = {
        "name": [made_up.NAME],
        "version": [v["version"] for v in house.ask("GET", f"{ONE}/versions").json()["versions"]],
        "dataset": [d["name"] for d in house.ask("GET", f"{ONE}/datasets").json()["datasets"]],
        "validation": [
            v["id"] for v in house.ask("GET", f"{ONE}/validations").json()["validations"]
        ],
        "job": [j["id"] for j in house.ask("GET", "/api/v1/retrainings").json()["retrainings"]],
    }
    listed |= {"model_name": listed["name"], "model_version": listed["version"]}
    assert all(listed.values()), listed
    for path, calls in house.ask("GET", "/openapi.json").json()["paths"].items():
        filled = [path] if "get" in calls else []
        for name, values in listed.items():
            filled = [each.replace(f"{{{name}}}", value) for each in filled for value in values]
        for each in dict.fromkeys(filled):
            yield each, told(house, house.ask("GET", each, key=False))
    wrong = made_up.example() | {"Acid": "unlike any number", "Drug": "unlike any choice"}
    for path in (f"{ONE}/predictions", f"{V2}/infer", f"{ONE}/nothing"):
        yield path, told(house, house.ask("POST", path, key=False, json={"inputs": wrong}))
    yield "/metrics", told(house, requests.get(f"{house.api}/metrics", timeout=30))


def told(house: House, answer: requests.Response) -> list[str]:
    """What is in an answer that was typed by others; a reason and a note are told to everybody."""
    found = house.plants.found(f"{answer.headers}\n".encode() + answer.content)
    return [where for where in found if where not in {REASON, NOTE}]
