"""The compose stack in a project of its own, whose trainer is a container that can be killed."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bellwether_contract import jobs
from tools.demo.places import ROOT, free_port
from tools.soak.client import Client

BUILD_SECONDS = 900

# The words of the README.
UP = ("up", "--build", "--wait")
DOWN = ("down", "--volumes", "--rmi", "local", "--remove-orphans", "--timeout", "3")

# What RQ's own workers hold while they tidy up, and leave behind for so long where they are killed.
LOCK = f"rq:clean_registries:{jobs.QUEUE}"
LOCK_SECONDS = 899

# In the trainer's container, as the trainer's user of Redis.
LEAVE_LOCK = f"""
from redis import Redis
password = open("/trainer-keys/trainer-redis-password").read().strip()
Redis("redis", username="trainer", password=password).set("{LOCK}", 1, ex={LOCK_SECONDS})
"""


class ComposeFailed(AssertionError):
    """`docker compose` ended with an error."""


def why_no_docker() -> str | None:
    """What is missing for the compose stack, or None."""
    if shutil.which("docker") is None:
        return "docker is not installed"
    for words, missing in (
        (("version", "--format", "{{.Server.Version}}"), "no Docker engine answers"),
        (("compose", "version"), "docker has no compose plugin"),
    ):
        asked = subprocess.run(["docker", *words], capture_output=True, check=False, timeout=30)
        if asked.returncode:
            return missing
    return None


def compose(environment: Mapping[str, str], *words: str, check: bool = True) -> str:
    """Run `docker compose`; returns what it wrote, raises ComposeFailed."""
    done = subprocess.run(
        ["docker", "compose", *words],
        cwd=ROOT,
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
        timeout=BUILD_SECONDS,
    )
    if check and done.returncode:
        said = f"{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
        raise ComposeFailed(f"docker compose {' '.join(words)} failed:\n{said}")
    return done.stdout


@dataclass(frozen=True, slots=True)
class Container:
    """The trainer's container."""

    id: str

    def kill(self) -> None:
        """Kill it with all its processes."""
        self._docker("kill", "--signal", "KILL", self.id)

    def start(self) -> None:
        """Start it again."""
        self._docker("start", self.id)

    def leave_lock(self) -> None:
        """Leave RQ's lock on tidying up, as one leaves it that is killed meanwhile."""
        self._docker("exec", self.id, "python", "-c", LEAVE_LOCK)

    def _docker(self, *words: str) -> None:
        subprocess.run(["docker", *words], check=True, capture_output=True, timeout=60)


def settings(kind: str, port: int, predictors: Path) -> dict[str, str]:
    """The environment of a project of its own, in which no training is under way by itself."""
    return {
        **os.environ,
        "COMPOSE_PROJECT_NAME": f"bellwether-{kind}-{secrets.token_hex(4)}",
        # What somebody has set for a stack of their own is not for this one.
        "COMPOSE_ENV_FILES": os.devnull,
        "HTTP_PORT": str(port),
        "HTTP_BIND": "127.0.0.1",
        "PREDICTORS_DIR": str(predictors),
        "FULL_TRAINING": "no",
        "OPERATOR_KEY": "",
        "OPERATOR_KEY_FILE": "",
    }


@contextmanager
def trainer(predictors: Path) -> Iterator[tuple[Container, Client]]:
    """The compose stack with these predictors: its trainer, and an operator at its nginx."""
    port = free_port()
    environment = settings("soak", port, predictors)
    environment |= {"FIRST_START": "no", "TRAINING_THREADS": "1"}
    try:
        compose(environment, *UP)
        key = compose(environment, "exec", "--no-TTY", "api", "cat", "/keys/operator-key").strip()
        container = compose(environment, "ps", "--quiet", "trainer").strip()
        yield Container(container), Client(f"http://127.0.0.1:{port}", key)
    finally:
        compose(environment, *DOWN, check=False)
