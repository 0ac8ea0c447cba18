"""Several APIs behind the stack's nginx, of which so many answer, each with so much of a core."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

from tools.demo.places import ROOT, free_port
from tools.scale import engine
from tools.soak.containers import DOWN, compose, settings

PORT = 8000
# nginx looks for new addresses every two seconds, and then reads its configuration.
FOLLOWS_SECONDS = 20
SETTLES_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Replicas:
    """A compose project that runs, by the ids of its containers."""

    environment: Mapping[str, str]
    apis: tuple[str, ...]
    web: str
    redis: str

    @property
    def url(self) -> str:
        """nginx' own address: the published port leads through another process."""
        return f"http://{engine.addresses(self.web)[self._network]}:8080"

    def url_of(self, api: str) -> str:
        """One API's own address."""
        return f"http://{engine.addresses(api)[self._network]}:{PORT}"

    def limit(self, cpus: float | None) -> None:
        """Let each API take so much of the cores; None: what it wants."""
        for api in self.apis:
            engine.limit(api, cpus)

    def answer_with(self, count: int) -> None:
        """Let the first ``count`` APIs answer, and wait until nginx knows.

        The others run on without a way from nginx to them: to start one takes long at a share of
        a core.
        """
        for at, api in enumerate(self.apis):
            reached = self._network in engine.addresses(api)
            if at < count and not reached:
                engine.docker("network", "connect", "--alias", "api", self._network, api)
            elif at >= count and reached:
                engine.docker("network", "disconnect", self._network, api)
        wanted = {engine.addresses(api)[self._network] for api in self.apis[:count]}
        until = time.monotonic() + FOLLOWS_SECONDS
        while self._followed() != wanted:
            if time.monotonic() > until:
                raise SystemExit(f"nginx knows {self._followed()} and not {wanted}")
            time.sleep(0.2)
        time.sleep(SETTLES_SECONDS)

    @property
    def _network(self) -> str:
        return f"{self.environment['COMPOSE_PROJECT_NAME']}_front"

    def _followed(self) -> set[str]:
        text = engine.docker("exec", self.web, "cat", "/tmp/nginx.conf")
        return set(re.findall(rf"server ([\d.]+):{PORT} ", text))


def of_project(environment: Mapping[str, str]) -> Replicas:
    """The containers of a project that runs already."""

    def ids(service: str) -> tuple[str, ...]:
        return tuple(compose(environment, "ps", "--quiet", service).split())

    return Replicas(environment, ids("api"), ids("web")[0], ids("redis")[0])


@contextmanager
def started(state: Path, replicas: int) -> Iterator[Replicas]:
    """API, nginx and Redis on the volumes in ``state``, and no trainer; gone afterwards."""
    override = state / "volumes.yml"
    override.write_text(
        yaml.safe_dump({"volumes": {name: _bound(state / name) for name in VOLUMES}})
    )
    environment = settings("scale", free_port(), state / "predictors") | {
        "COMPOSE_FILE": f"{ROOT / 'docker-compose.yml'}:{override}",
        # As shipped, whatever is set for a stack of somebody's own; what lies there is unsigned.
        "WEB_CONCURRENCY": "",
        "REQUIRE_SIGNATURES": "no",
        "RATE_LIMIT": "1000000",
    }
    try:
        compose(environment, "up", "--build", "--wait", "--scale", f"api={replicas}", "web")
        yield of_project(environment)
    finally:
        compose(environment, *DOWN, check=False)


VOLUMES = ("models", "champions")


def _bound(directory: Path) -> dict[str, object]:
    options = {"type": "none", "o": "bind", "device": str(directory)}
    return {"driver": "local", "driver_opts": options}


def ask_redis(replicas: Replicas, script: str) -> str:
    """Run Python in an API's container that has ``redis`` at hand, as the API's user."""
    return engine.docker("exec", replicas.apis[0], "python", "-c", f"{REDIS}{script}")


REDIS = """
from redis import Redis
password = open("/keys/redis-password").read().strip()
redis = Redis("redis", username="api", password=password)
"""


def why_not(*programs: str) -> str | None:
    """Which of these programs is not installed, or None."""
    for program in programs:
        if shutil.which(program) is None:
            return f"{program} is not installed: apt-get install {program}"
    return None
