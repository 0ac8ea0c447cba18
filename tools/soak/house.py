"""A stack of its own in a directory: volumes, keys and a small predictor, and what runs on it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bellwether_contract.bundle.manifest import read_manifest
from bellwether_contract.bundle.signatures import Trust
from bellwether_contract.declaration import spec
from bellwether_contract.storage.store import ModelStore
from bellwether_trainer.signing import keys
from tools.demo import parts, places, start
from tools.soak.client import Client
from tools.soak.processes import Process, running, wait_until

READY_SECONDS = 60.0

TWINS = 0x50A70000

# More than anybody asks here: what is looked for is no limit of requests.
RATE_LIMIT = "1000000"


@dataclass(frozen=True)
class House:
    """A stack's volumes and keys in ``places``, and the ``predictor`` that is asked.

    ``containers`` says that Docker is there for who wants its containers instead of processes.
    """

    places: places.Places
    predictors: Path
    predictor: str
    containers: bool = False

    @property
    def store(self) -> ModelStore:
        """The volumes as the trainer has them: what it publishes is signed."""
        state = self.places.state
        trust = Trust(self.places.public_keys, required=True)
        sign = keys.signer(self.places.signing_keys)
        return ModelStore(state / "models", state / "champions", trust, sign)

    @property
    def inputs(self) -> dict[str, Any]:
        """A record that fits."""
        return spec.read(self.predictors / self.predictor).example()

    @property
    def key(self) -> str:
        """The operator's key."""
        return (self.places.keys / "operator-key").read_text().strip()

    @property
    def counts(self) -> Path:
        """Where the processes of the API tell each other what they serve."""
        return self.places.state / "counts"

    def client(self, port: int | None = None) -> Client:
        """An operator at nginx, or at another port."""
        return Client(f"http://127.0.0.1:{port or self.places.http_port}", self.key)

    def redis(self) -> Process:
        """Redis, with its users, and with every write on disk before it is acknowledged."""
        return Process(parts.redis(self.places), self._log("redis"), self.places.redis_port)

    def api(self, workers: int = 2) -> Process:
        """gunicorn."""
        given = {
            **self._settings,
            **parts.redis_user(self.places, "api", "redis-password"),
            "BELLWETHER_OPERATOR_KEY_FILE": str(self.places.keys / "operator-key"),
            "WEB_CONCURRENCY": str(workers),
            "PROMETHEUS_MULTIPROC_DIR": str(self.counts),
        }
        return Process(
            parts.api(given, self.places.api_port), self._log("api"), self.places.api_port
        )

    def nginx(self) -> Process:
        """nginx, before the API."""
        part = parts.nginx(
            self.places.state / "nginx",
            listen=f"127.0.0.1:{self.places.http_port}",
            api_port=self.places.api_port,
            rate_limit=RATE_LIMIT,
        )
        return Process(part, self._log("nginx"), self.places.http_port)

    def trainer(self) -> Process:
        """The worker that trains, from the two quickest candidates."""
        given = {
            **self._settings,
            **parts.redis_user(self.places, "trainer", "trainer-redis-password"),
            parts.SIGNING_KEYS_DIR: str(self.places.signing_keys),
            "BELLWETHER_TRAINING_THREADS": "1",
        }
        command = [sys.executable, "-m", "tools.soak.two_candidates"]
        return Process(replace(parts.trainer(given), command=command), self._log("trainer"))

    @contextmanager
    def serving(self) -> Iterator[Process]:
        """Two processes of the API behind nginx, which both answer; the API of them."""
        api = self.api()
        with running(api, self.nginx()):
            version = self.store.champion(self.predictor)
            assert version is not None
            self.served(version.version)
            yield api

    def served(self, version: str, processes: int = 2) -> float:
        """Wait until so many processes answer with a version; returns the seconds."""

        def serve() -> bool:
            said = [_text(path) for path in self.counts.glob("*.serving")]
            return sum(version in each for each in said) >= processes

        return wait_until(serve, READY_SECONDS, f"{version} is not served")

    @property
    def _settings(self) -> dict[str, str]:
        # No training begins that is not asked for.
        unasked = {"FIRST_START": "no", "FULL_TRAINING": "no"}
        return parts.settings(self.places, {"PREDICTORS_DIR": str(self.predictors), **unasked})

    def _log(self, name: str) -> Path:
        return self.places.state / f"{name}.log"


def make(state: Path, predictors: Path, predictor: str) -> House:
    """An empty stack in ``state`` that knows the folder ``predictors``, with its keys."""
    where = _places(state)
    start.make_keys(where, {})
    return House(where, predictors, predictor)


def twin(house: House, number: int) -> str:
    """Add the champion's model under another version, the ``number``-th, signed; returns it."""
    store = house.store
    champion = store.champion(house.predictor)
    assert champion is not None
    directory = store.directory(house.predictor, champion.version)
    manifest = read_manifest(directory, store.trust)
    # None of those that are there: trained ones end at random.
    version = f"{champion.version.split('-')[0]}-{TWINS + number:08x}"
    changed = {"version": version, "job": f"twin-{number}"}
    files = {name: (directory / name).read_bytes() for name in manifest.files}
    store.add(manifest.model_copy(update=changed), files)
    return version


def copied(house: House, state: Path) -> House:
    """The same predictor with its versions and all keys, in places of its own."""
    for name in ("predictors", "keys", "signing", "public-keys", "models", "champions"):
        shutil.copytree(house.places.state / name, state / name)
    return replace(house, places=_places(state), predictors=state / "predictors")


def _places(state: Path) -> places.Places:
    http, api, redis = (places.free_port() for _ in range(3))
    where = places.Places(state, "127.0.0.1", http, api, redis)
    where.make()
    return where


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except FileNotFoundError:
        return ""
