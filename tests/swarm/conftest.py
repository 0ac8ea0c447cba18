"""A Swarm of three engines with the stack of deploy/swarm on it, up once for all tests here."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from tests import made_up
from tests.running_stack import ROOT, Stack, base_image
from tests.swarm.engines import Engine, engines, run, why_no_engines
from tools.soak.containers import compose, settings, why_no_docker

STACK = ROOT / "deploy/swarm/stack.yml"
PARTS = ("api", "trainer", "web")
PREDICTORS = ("gout", "podagra", "tophi")
PORT = 8080
UP_SECONDS = 400.0


@dataclass
class Swarm:
    """Three nodes: the first is the manager, and keeps what Redis and the volumes hold."""

    nodes: list[Engine]
    ids: dict[str, Engine]
    environment: Mapping[str, str]
    predictors: Path

    @property
    def manager(self) -> Engine:
        return self.nodes[0]

    def at(self, node: Engine) -> Stack:
        """The stack as whoever asks this node sees it."""
        key = self.environment["OPERATOR_KEY"]
        return Stack(f"http://{node.address}:{PORT}", key, self.predictors)

    def prepare(self) -> str:
        """What a manager does once; returns what it wrote."""
        return run(str(STACK.parent / "prepare"), environment=self.environment)

    def deploy(self) -> None:
        """Deploy the stack, as docs/deploy.md has it, but for a registry that there is not."""
        words = ("--resolve-image", "never", "--compose-file", str(STACK), "bellwether")
        run("docker", "stack", "deploy", *words, environment=self.environment)

    def replicas(self) -> dict[str, str]:
        """Of each service how many tasks are healthy, of how many."""
        told = self.manager.docker("service", "ls", "--format", "{{.Name}} {{.Replicas}}")
        found = (line.split()[:2] for line in told.splitlines())
        return {name.removeprefix("bellwether_"): replicas for name, replicas in found}

    def wait_until_healthy(self, seconds: float = UP_SECONDS) -> None:
        """Wait until each service has all its tasks, each of them healthy."""

        def all_there() -> bool:
            told = self.replicas()
            counts = [each.split("/") for each in told.values()]
            return len(told) == 5 and all(now == wanted != "0" for now, wanted in counts)

        until(all_there, seconds, lambda: f"{self.replicas()}\n{self.tasks()}")

    def tasks(self) -> str:
        """All tasks, for whoever reads why something does not come."""
        told = ("{{.Name}} {{.Node}} {{.CurrentState}} {{.Error}}", "--no-trunc")
        return self.manager.docker("stack", "ps", "bellwether", "--format", *told)

    def nodes_of(self, service: str) -> list[Engine]:
        """On which nodes the tasks of a service run."""
        words = ("--filter", "desired-state=running", "--quiet")
        tasks = self.manager.docker("service", "ps", f"bellwether_{service}", *words).split()
        node = ("--format", "{{.NodeID}}")
        return [self.ids[each] for each in self.manager.docker("inspect", *node, *tasks).split()]

    def ready(self) -> int:
        """How many nodes the manager believes to be there."""
        return self.manager.docker("node", "ls", "--format", "{{.Status}}").split().count("Ready")


def until(condition: Callable[[], bool], seconds: float, said: Callable[[], object]) -> None:
    """Wait for a condition; what ``said`` tells stands in the failure."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, said()
        time.sleep(0.5)


@pytest.fixture(scope="session")
def images(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The tag of images that the machine's own engine has built; gone afterwards."""
    if missing := why_no_docker() or why_no_engines():
        pytest.skip(missing)
    environment = settings("swarm", 0, ROOT / "predictors")
    tag = environment["COMPOSE_PROJECT_NAME"]
    try:
        compose(environment, "build", *PARTS)
        for part in PARTS:
            run("docker", "tag", f"{tag}-{part}", f"bellwether-{part}:{tag}")
        yield tag
    finally:
        names = [name for part in PARTS for name in (f"{tag}-{part}", f"bellwether-{part}:{tag}")]
        subprocess.run(["docker", "rmi", *names], check=False, capture_output=True)


def load(nodes: list[Engine], images: list[str]) -> None:
    """Hand images to all nodes, at once."""
    receiving = [
        subprocess.Popen(
            ["docker", "--host", node.socket, "load", "--quiet"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
        )
        for node in nodes
    ]
    with subprocess.Popen(["docker", "save", *images], stdout=subprocess.PIPE) as saving:
        assert saving.stdout is not None
        while block := saving.stdout.read(1 << 20):
            for each in receiving:
                assert each.stdin is not None
                each.stdin.write(block)
    for each in receiving:
        each.communicate()
        assert each.returncode == 0


@pytest.fixture(scope="session")
def swarm(images: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Swarm]:
    """Three nodes with the stack on them, healthy and answering; nothing of it is left."""
    shared = tmp_path_factory.mktemp("shared")
    for name in PREDICTORS:
        made_up.write(shared / "predictors", name)
    own = {k: v for k, v in os.environ.items() if not k.startswith(("DOCKER_", "BELLWETHER_"))}
    with engines(3) as nodes:
        first = nodes[0]
        load(nodes, [*(f"bellwether-{part}:{images}" for part in PARTS), base_image("redis")])
        first.docker("swarm", "init", "--advertise-addr", first.address)
        token = first.docker("swarm", "join-token", "--quiet", "worker")
        for node in nodes[1:]:
            node.docker("swarm", "join", "--token", token, f"{first.address}:2377")
        environment = {
            **own,
            "DOCKER_HOST": first.socket,
            "SHARED": str(shared),
            "TAG": images,
            "OPERATOR_KEY": secrets.token_urlsafe(24),
            "HTTP_PORT": str(PORT),
            "FULL_TRAINING": "no",
            "TRAINING_THREADS": "1",
            "TRAINER_MEMORY": "1500M",
        }
        ids = {node.docker("info", "--format", "{{.Swarm.NodeID}}"): node for node in nodes}
        swarm = Swarm(nodes, ids, environment, shared / "predictors")
        assert "secret bellwether-operator-key: made" in swarm.prepare()
        swarm.deploy()
        try:
            swarm.wait_until_healthy()
            for node in nodes:
                swarm.at(node).wait_until_ready(set(PREDICTORS))
            yield swarm
        finally:
            if named := os.environ.get("KEEP_STACK_LOGS"):
                with suppress(AssertionError), open(named, "w") as file:
                    file.write(swarm.tasks())
                    for part in ("redis", "checker", *PARTS):
                        logs = ("service", "logs", "--timestamps", f"bellwether_{part}")
                        file.write(first.docker(*logs))
            shutil.rmtree(shared, ignore_errors=True)


@pytest.fixture
def page() -> Iterator[requests.Session]:
    """Who asks for pages."""
    with requests.Session() as session:
        yield session
