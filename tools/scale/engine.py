"""What is asked of the Docker engine: addresses, limits, and what a container has taken."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
from typing import Any

# Microseconds, Docker's own: `cpus: 0.4` is 40,000 of these.
PERIOD = 100_000
SOCKET = "unix:///var/run/docker.sock"


def docker(*words: str) -> str:
    """Run `docker`; returns what it wrote, raises subprocess.CalledProcessError."""
    done = subprocess.run(
        ["docker", *words], check=True, capture_output=True, text=True, timeout=120
    )
    return done.stdout


def limit(container: str, cpus: float | None) -> None:
    """Let a container take so much of the cores, as `cpus` of compose does; None: what it wants."""
    quota = -1 if cpus is None else round(cpus * PERIOD)
    docker("update", f"--cpu-period={PERIOD}", f"--cpu-quota={quota}", container)


def addresses(container: str) -> dict[str, str]:
    """Its address in each of its networks, by the network's name."""
    networks = json.loads(docker("inspect", "-f", "{{json .NetworkSettings.Networks}}", container))
    return {name: each["IPAddress"] for name, each in networks.items()}


def cpu_seconds(container: str) -> float:
    """What it has taken of the cores since it began; nothing runs in it for that."""
    connection = _Engine("localhost", timeout=30)
    try:
        # The clock alone: without this the engine waits a second for a second look.
        connection.request("GET", f"/containers/{container}/stats?stream=false&one-shot=true")
        document: dict[str, Any] = json.loads(connection.getresponse().read())
    finally:
        connection.close()
    nanoseconds: int = document["cpu_stats"]["cpu_usage"]["total_usage"]
    return nanoseconds / 1e9


class _Engine(http.client.HTTPConnection):
    """HTTP to the engine, over its socket."""

    def connect(self) -> None:
        """Connect to the socket that DOCKER_HOST names."""
        where = os.environ.get("DOCKER_HOST", SOCKET)
        if not where.startswith("unix://"):
            raise SystemExit(
                f"The limits are measured on this machine, and DOCKER_HOST is {where}."
            )
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(where.removeprefix("unix://"))
