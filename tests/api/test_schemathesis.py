"""What the document says is so: Schemathesis asks a real server thousands of questions about it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from bellwether_contract.declaration import spec
from bellwether_contract.storage.key_store import KeyStore
from tests import factories, made_up, report_sample
from tests.api.conftest import OPERATOR, OPERATOR_KEY, House
from tests.api.test_server import serving

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
CONFIG = Path(__file__).with_name("schemathesis.toml")
# Of each call, and of all together at least.
EXAMPLES, CASES = 6, 300
NIGHTLY_EXAMPLES, NIGHTLY_CASES = 45, 2_000

# All but one: the template lies among the data sets, so Flask's answer to OPTIONS counts the DELETE
# of a data set among its methods. What other methods get is asked of every path all the same.
CHECKS = ("--checks", "all", "--exclude-checks", "allow_header_conformance")


@pytest.mark.parametrize(
    ("examples", "cases"),
    [
        (EXAMPLES, CASES),
        pytest.param(NIGHTLY_EXAMPLES, NIGHTLY_CASES, marks=pytest.mark.nightly),
    ],
)
def test_every_answer_is_one_that_the_document_tells(
    house_with_redis: House, tmp_path: Path, examples: int, cases: int
) -> None:
    house = house_with_redis
    made_up.write(house.predictors)
    predictor = spec.read(house.predictors / made_up.NAME)
    measured = report_sample.report(predictor)
    version = factories.publish(house.store, 1, measured=measured)
    factories.publish(house.store, 2, measured=measured)
    rejected = report_sample.report(predictor, accepted=False)
    factories.publish(house.store, 3, accepted=False, measured=rejected)
    rows = made_up.rows(60)
    key, _ = KeyStore(house.champions).create(
        "anna", "viewer", predictors=None, days=None, by="operator"
    )
    with serving(house, BELLWETHER_FIRST_START="no", BELLWETHER_FULL_TRAINING="no") as connection:
        job = _sent(connection, "retrainings", b"{}", "application/json")
        dataset = _sent(connection, "datasets", rows, "text/csv")
        validation = _sent(connection, "validations", rows, "text/csv")
        ids = {
            "OPERATOR_KEY": OPERATOR_KEY,
            "JOB": job["id"],
            "DATASET": dataset["sha256"],
            "VALIDATION": validation["id"],
            "KEY_ID": key.id,
            "VERSION": version,
        }
        said = _schemathesis(connection.port, tmp_path, ids, examples)
    generated = re.search(r"([\d,]+) generated", said)
    assert generated, said
    assert int(generated[1].replace(",", "")) >= cases, said
    assert "No issues found" in said, said


def _sent(connection: HTTPConnection, call: str, body: bytes, kind: str) -> dict[str, Any]:
    """The job or the data set; a folder that has just been written is left alone for 2 s."""
    for _ in range(100):
        place = f"/api/v1/predictors/{made_up.NAME}/{call}"
        connection.request("POST", place, body, {**OPERATOR, "Content-Type": kind})
        answer = connection.getresponse()
        found: dict[str, Any] = json.loads(answer.read())
        if answer.status == 202:
            return found
        assert answer.status == 409
        time.sleep(0.1)
    raise AssertionError("the folder is never declared")


def _schemathesis(port: int, place: Path, environ: dict[str, str], examples: int) -> str:
    """Run it, in one thread for the sake of the seed, and return what it says."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG)),
            *("run", f"http://127.0.0.1:{port}/openapi.json"),
            *(*CHECKS, "--phases", "examples,coverage,fuzzing", "--max-examples", str(examples)),
        ],
        cwd=place,
        env={**os.environ, **environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
