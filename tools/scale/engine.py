"""What is asked of the Docker engine: addresses, limits, and what a container has taken."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

# Microseconds, Docker's own: `cpus: 0.4` is 40,000 of these.
PERIOD = 100_000
GROUPS = Path("/sys/fs/cgroup")


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
    """What it has taken of the cores since it began; nothing runs in it for that.

    As the kernel counts at this moment: the engine itself tells what it saw up to a second ago.
    Raises LookupError where the container's count cannot be found on this machine.
    """
    process = docker("inspect", "-f", "{{.State.Pid}}", container).strip()
    return counted(Path("/proc", process, "cgroup").read_text())


def counted(memberships: str, groups: Path = GROUPS) -> float:
    """The seconds that the group has taken which a process' /proc/PID/cgroup names.

    Control groups count nanoseconds in their first version, and microseconds in their second.
    """
    for line in memberships.splitlines():
        _, controllers, path = line.split(":", 2)
        if "cpuacct" in controllers.split(","):
            return int((groups / "cpuacct" / path.lstrip("/") / "cpuacct.usage").read_text()) / 1e9
    for line in memberships.splitlines():
        if line.startswith("0::"):
            text = (groups / line[3:].lstrip("/") / "cpu.stat").read_text()
            counts = dict(each.split() for each in text.splitlines())
            return int(counts["usage_usec"]) / 1e6
    raise LookupError(f"no group that counts the time of the cores: {memberships}")
