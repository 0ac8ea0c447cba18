"""A Swarm of three engines with the stack of deploy/swarm on it, up once for all tests here."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests import made_up
from tests.running_stack import ROOT, base_image
from tests.swarm.deployed import PORT, SERVICES, Swarm, load
from tests.swarm.engines import engines, run, why_no_engines
from tools.soak.containers import compose, settings, why_no_docker

PARTS = ("api", "trainer", "web")
PREDICTORS = ("gout", "podagra", "tophi")


@pytest.fixture(scope="session")
def images() -> Iterator[str]:
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
                told = [swarm.tasks()]
                for name in SERVICES:
                    with suppress(AssertionError, subprocess.TimeoutExpired):
                        logs = ("service", "logs", "--timestamps", f"bellwether_{name}")
                        told.append(first.docker(*logs, seconds=30))
                Path(named).write_text("\n".join(told))
            shutil.rmtree(shared, ignore_errors=True)
