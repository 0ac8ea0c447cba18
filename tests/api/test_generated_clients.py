"""Clients that others make of /openapi.json: each predicts by both shipped predictors.

Each reads a report of theirs, too, the largest of all documents.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from bellwether_contract.declaration import spec
from tests import factories, report_sample
from tests.api.conftest import House
from tests.api.test_server import serving

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "predictors"
NAMES = ("diabetes", "heart")
CLIENTS = Path(__file__).with_name("clients")
TYPESCRIPT = ROOT / "services/web/node_modules/.bin/tsc"

pytestmark = [
    pytest.mark.nightly,
    pytest.mark.skipif(shutil.which("java") is None, reason="needs Java: default-jre-headless"),
    pytest.mark.skipif(not TYPESCRIPT.exists(), reason="needs TypeScript: npm ci in services/web"),
]


@dataclass(frozen=True)
class Generators:
    """An environment that has them, and the address of an API with its document."""

    python: Path
    url: str
    document: Path

    def run(self, *command: str | Path, cwd: Path, **environ: str) -> str:
        """Run one of the environment's programs, or another; returns what it says."""
        path = os.pathsep.join([str(self.python.parent), os.environ["PATH"]])
        done = subprocess.run(
            [*map(str, command)],
            cwd=cwd,
            env={**os.environ, "PATH": path, **environ},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with the generators, and with what their clients need."""
    place = tmp_path_factory.mktemp("generators")
    subprocess.run([sys.executable, "-m", "venv", place], check=True)
    python = place / "bin/python"
    subprocess.run(
        [
            *(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
            *("--require-hashes", "-r", ROOT / "requirements/clients.txt"),
        ],
        check=True,
    )
    return python


@pytest.fixture
def api(house: House) -> Iterator[HTTPConnection]:
    """Both shipped predictors, by models that are made of nothing."""
    house.predictors = SHIPPED
    for name in NAMES:
        measured = report_sample.report(spec.read(SHIPPED / name)) | report_sample.elsewhere()
        factories.publish_declared(house.store, SHIPPED / name / spec.DECLARATION, measured)
    with serving(house, BELLWETHER_FIRST_START="no", BELLWETHER_FULL_TRAINING="no") as connection:
        yield connection


@pytest.fixture
def generators(environment: Path, api: HTTPConnection, tmp_path: Path) -> Generators:
    api.request("GET", "/openapi.json")
    document = tmp_path / "openapi.json"
    document.write_bytes(api.getresponse().read())
    return Generators(environment, f"http://{api.host}:{api.port}", document)


def openapi_python_client(generators: Generators, place: Path) -> Callable[..., str]:
    made = place / "made_by_openapi_python_client"
    generators.run(
        *("openapi-python-client", "generate", "--meta", "none"),
        *("--path", generators.document, "--output-path", made),
        cwd=place,
    )
    script = CLIENTS / "openapi_python_client.py"
    return lambda *asked: generators.run(
        generators.python, script, *asked, cwd=place, PYTHONPATH=str(place)
    )


def openapi_generator_python(generators: Generators, place: Path) -> Callable[..., str]:
    _openapi_generator(generators, "python", place)
    script = CLIENTS / "openapi_generator.py"
    return lambda *asked: generators.run(
        generators.python, script, *asked, cwd=place, PYTHONPATH=str(place)
    )


def openapi_generator_typescript(generators: Generators, place: Path) -> Callable[..., str]:
    _openapi_generator(generators, "typescript-fetch", place)
    shutil.copy(CLIENTS / "typescript_fetch.ts", place / "main.ts")
    generators.run(
        *(TYPESCRIPT, "--ignoreConfig", "--strict", "--skipLibCheck", "--target", "es2022"),
        *("--lib", "es2022,dom", "--module", "commonjs", "--moduleResolution", "bundler"),
        *("--outDir", place / "js", place / "main.ts"),
        cwd=place,
        PATH=_with_node(),
    )
    return lambda *asked: generators.run(
        "node", place / "js/main.js", *asked, cwd=place, PATH=_with_node()
    )


@pytest.mark.parametrize(
    "made_by", [openapi_python_client, openapi_generator_python, openapi_generator_typescript]
)
def test_a_generated_client_predicts_and_reads_a_report(
    generators: Generators,
    api: HTTPConnection,
    tmp_path: Path,
    made_by: Callable[[Generators, Path], Callable[..., str]],
) -> None:
    place = tmp_path / "client"
    place.mkdir()
    client = made_by(generators, place)
    for name in NAMES:
        record = _example(api, name)
        version = factories.version_name(1)
        told = json.loads(client(generators.url, name, version, json.dumps(record)))
        assert told["prediction"] == _predicted(api, name, record)
        api.request("GET", f"/api/v1/predictors/{name}/versions/{version}/report")
        assert told["report"] == json.loads(api.getresponse().read())


def _openapi_generator(generators: Generators, language: str, place: Path) -> None:
    generators.run(
        *("openapi-generator-cli", "generate", "-g", language),
        *("-i", generators.document, "-o", place),
        cwd=place,
    )


def _with_node() -> str:
    """Node.js comes from PyPI, beside the interpreter that runs the tests."""
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])


def _example(api: HTTPConnection, name: str) -> dict[str, Any]:
    api.request("GET", f"/api/v1/predictors/{name}")
    fields = json.loads(api.getresponse().read())["fields"]
    return {each["name"]: each["example"] for each in fields}


def _predicted(api: HTTPConnection, name: str, record: dict[str, Any]) -> Any:
    body = json.dumps({"inputs": record})
    place = f"/api/v1/predictors/{name}/predictions"
    api.request("POST", place, body, {"Content-Type": "application/json"})
    answer = api.getresponse()
    told = json.loads(answer.read())
    assert answer.status == 200, told
    assert 0 < told["probability"] < 1
    return told
