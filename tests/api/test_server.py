"""The API as it runs: under gunicorn, with the settings that are shipped."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
import redis

from bellwether_api.config import ApiSettings
from bellwether_contract import jobs
from bellwether_contract.ledger import JobLedger
from bellwether_contract.settings import InvalidSettings
from tests import factories, made_up
from tests.api.conftest import OPERATOR_KEY, House
from tests.api.test_predictions import PERSON

pytestmark = pytest.mark.slow

API = Path(__file__).parents[2] / "services" / "api"


def serving(house: House, **environ: str) -> AbstractContextManager[http.client.HTTPConnection]:
    return serving_by(API / "gunicorn.conf.py", house, environ)


@contextmanager
def serving_by(
    config: Path, house: House, environ: dict[str, str]
) -> Iterator[http.client.HTTPConnection]:
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        port = reserved.getsockname()[1]
    given = {
        "PORT": str(port),
        "BELLWETHER_PREDICTORS_DIR": str(house.predictors),
        "BELLWETHER_MODELS_DIR": str(house.models),
        "BELLWETHER_CHAMPIONS_DIR": str(house.champions),
        "BELLWETHER_DATA_DIR": str(house.data),
        "BELLWETHER_RECORDS_DIR": str(house.records),
        "BELLWETHER_REDIS_URL": house.redis_url,
        "BELLWETHER_OPERATOR_KEY": OPERATOR_KEY,
        **environ,
    }
    command = [sys.executable, "-m", "gunicorn", "-c", str(config)]
    process = subprocess.Popen(command, env=os.environ | given)
    try:
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
            except OSError:
                time.sleep(0.1)
            else:
                break
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        yield connection
        connection.close()
    finally:
        process.terminate()
        assert process.wait(30) == 0


def predict(connection: http.client.HTTPConnection, **headers: str) -> tuple[int, bytes]:
    body = json.dumps({"inputs": PERSON}).encode()
    sent = {"Content-Type": "application/json"} | headers
    chunked = "Transfer-Encoding" in headers
    connection.request(
        "POST",
        f"/api/v1/predictors/{made_up.NAME}/predictions",
        body=iter([body[:10], body[10:]]) if chunked else body,
        headers=sent,
        encode_chunked=chunked,
    )
    response = connection.getresponse()
    return response.status, response.read()


def test_a_server_answers_on_one_connection_and_follows_the_champion(house: House) -> None:
    factories.publish(house.store, 1)
    with serving(house, WEB_CONCURRENCY="1") as connection:
        status, first = predict(connection)
        assert (status, json.loads(first)["version"]) == (200, factories.version_name(1))
        assert predict(connection, **{"Transfer-Encoding": "chunked"}) == (200, first)
        # A header that could pass for another one is refused before the API sees it.
        assert predict(connection, X_Forwarded_For="1.2.3.4")[0] == 400
        connection.close()
        second = factories.publish(house.store, 2)
        for _ in range(100):
            status, answer = predict(connection)
            assert status == 200
            if json.loads(answer)["version"] == second:
                break
            time.sleep(0.1)
        else:
            pytest.fail("the new champion never served")


def test_no_answer_after_that_of_a_promotion_comes_from_the_former_version(house: House) -> None:
    versions = [factories.publish(house.store, day) for day in (1, 2)]
    address = f"/api/v1/predictors/{made_up.NAME}/champion"
    headers = {"Authorization": f"Bearer {OPERATOR_KEY}", "Content-Type": "application/json"}
    # Without the promotion's waiting the other process would go on for up to a second.
    with serving(house, WEB_CONCURRENCY="2", BELLWETHER_POLL_SECONDS="1") as connection:
        asked = [http.client.HTTPConnection(connection.host, connection.port) for _ in range(8)]

        def promote(version: str) -> Any:
            connection.request("PUT", address, json.dumps({"version": version}), headers)
            response = connection.getresponse()
            told = json.loads(response.read())
            assert (response.status, told["champion"]["version"]) == (200, version)
            return told["processes"]

        # The second process begins a moment later than the first one.
        until = time.monotonic() + 30
        while promote(versions[1])["of"] < 2:
            assert time.monotonic() < until
        for turn in range(4):
            version = versions[turn % 2]
            assert promote(version) == {"serving": 2, "of": 2}
            answers = [json.loads(predict(each)[1]) for each in asked for _ in range(3)]
            assert {answer["version"] for answer in answers} == {version}
            for each in asked:
                each.close()  # so that the next turn meets the processes in another order


def test_two_workers_and_a_restart_make_one_first_training(house_with_redis: House) -> None:
    house = house_with_redis
    made_up.write(house.predictors)
    line = redis.Redis.from_url(house.redis_url)
    for _ in range(2):
        with serving(house):
            for _ in range(100):
                if line.llen(f"rq:queue:{jobs.QUEUE}"):
                    break
                time.sleep(0.1)
            time.sleep(1)
    assert [record.predictor for record in JobLedger(line).recent(10)] == [made_up.NAME]


def test_a_server_without_a_key_or_with_a_misspelt_setting_does_not_start() -> None:
    with pytest.raises(InvalidSettings, match="BELLWETHER_OPERATOR_KEY"):
        ApiSettings.from_environment({})
    given = {"BELLWETHER_OPERATOR_KEY": OPERATOR_KEY}
    for name, value in {"POLL_SECOND": "1", "POLL_SECONDS": "0", "FIRST_START": "maybe"}.items():
        with pytest.raises(InvalidSettings, match=f"BELLWETHER_{name}"):
            ApiSettings.from_environment(given | {f"BELLWETHER_{name}": value})
    settings = ApiSettings.from_environment(given | {"BELLWETHER_FIRST_START": "no"})
    assert (settings.first_start, settings.poll_seconds) == (False, 0.25)
    assert OPERATOR_KEY not in repr(settings.operator_key)


def test_a_key_that_is_found_by_trying_is_refused() -> None:
    with pytest.raises(InvalidSettings, match=r"BELLWETHER_OPERATOR_KEY: .* 11 of at least 12"):
        ApiSettings.from_environment({"BELLWETHER_OPERATOR_KEY": "elevenchars"})


def test_the_runtime_of_the_models_reports_to_nobody(tmp_path: Path) -> None:
    environ = {k: v for k, v in os.environ.items() if k != "CI" and not k.startswith("ORT_")}
    found = subprocess.run(
        [
            sys.executable,
            "-c",
            "import os, bellwether_contract.bundle.scorer as s;"
            "assert os.environ['ORT_DISABLE_TELEMETRY'] == '1'",
        ],
        env=environ | {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)},
        check=False,
        capture_output=True,
        text=True,
    )
    assert (found.returncode, found.stderr) == (0, "")
    # Its reporter begins with an identifier that it keeps there.
    assert list(tmp_path.iterdir()) == []
