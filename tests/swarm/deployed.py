"""The stack of deploy/swarm on three nodes, and how it is asked and prepared."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.running_stack import ROOT, Stack
from tests.swarm.engines import Engine, run

STACK = ROOT / "deploy/swarm/stack.yml"
SERVICES = ("redis", "api", "trainer", "checker", "web")
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
            return len(told) == len(SERVICES) and all(
                now == wanted != "0" for now, wanted in counts
            )

        until(all_there, seconds, lambda: f"{self.replicas()}\n{self.tasks()}")

    def tasks(self) -> str:
        """All tasks, for whoever reads why something does not come."""
        told = ("{{.Name}} {{.Node}} {{.CurrentState}} {{.Error}}", "--no-trunc")
        return self.manager.docker("stack", "ps", "bellwether", "--format", *told)

    def nodes_of(self, service: str) -> list[Engine]:
        """On which nodes tasks of a service run that are wanted; one that is lost is not."""
        words = ("--filter", "desired-state=running", "--quiet")
        tasks = self.manager.docker("service", "ps", f"bellwether_{service}", *words).split()
        if not tasks:
            return []
        told = self.manager.docker("inspect", "--format", "{{.NodeID}} {{.Status.State}}", *tasks)
        found = (line.split(" ") for line in told.splitlines())
        return [self.ids[node] for node, state in found if state == "running"]

    def ready(self) -> int:
        """How many nodes the manager believes to be there."""
        return self.manager.docker("node", "ls", "--format", "{{.Status}}").split().count("Ready")


def until(condition: Callable[[], bool], seconds: float, said: Callable[[], object]) -> None:
    """Wait for a condition; what ``said`` tells stands in the failure."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, said()
        time.sleep(0.5)


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
