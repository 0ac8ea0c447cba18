"""Real Docker engines side by side on one machine, each in its own network, joined by a bridge.

The bridge lies in a network namespace as well, so that no rule of the machine's own engine meets a
packet between nodes; the machine itself has an address beside theirs and can ask each of them.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tools.soak.processes import children

# A network that neither an engine's bridges (172.16.0.0/12) nor overlays (10.0.0.0/8) take.
NETWORK = "192.168.213"
START_SECONDS = 120.0
NEEDED = ("docker", "dockerd", "ip", "iptables", "nsenter")


def why_no_engines() -> str | None:
    """What is missing for engines of one's own, or None."""
    if os.geteuid() != 0:
        return "engines of one's own want root"
    missing = [each for each in NEEDED if shutil.which(each) is None]
    return f"not installed: {', '.join(missing)}" if missing else None


def run(*command: str, environment: Mapping[str, str] | None = None, seconds: float = 300) -> str:
    """Run a command; returns what it wrote, raises AssertionError with what it said."""
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, timeout=seconds
    )
    assert done.returncode == 0, f"{' '.join(command)}:\n{done.stdout[-4000:]}{done.stderr[-4000:]}"
    return done.stdout.strip()


@dataclass
class Engine:
    """A machine of the Swarm, as far as a network and an engine make one."""

    namespace: str
    address: str
    home: Path
    # The other end of its cable: in which namespace, and what it is called.
    lan: str
    port: str

    @property
    def socket(self) -> str:
        return f"unix://{self.home}/docker.sock"

    def docker(self, *words: str, seconds: float = 300) -> str:
        """Run `docker` at this engine."""
        return run("docker", "--host", self.socket, *words, seconds=seconds)

    def start(self) -> None:
        """Start it and wait until it answers."""
        (self.home / "pid").unlink(missing_ok=True)
        with (self.home / "log").open("ab") as log:
            # `ip netns exec` would mount /sys anew, and the engine find no control groups.
            self._process = subprocess.Popen(
                [
                    *("nsenter", f"--net=/var/run/netns/{self.namespace}", "dockerd"),
                    *("--data-root", str(self.home / "data"), "--exec-root", str(self.home / "x")),
                    *("--pidfile", str(self.home / "pid"), "--host", self.socket),
                    *("--storage-driver", "overlay2", "--exec-opt", "native.cgroupdriver=cgroupfs"),
                    *("--cgroup-parent", f"/{self.namespace}"),
                ],
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        until = time.monotonic() + START_SECONDS
        while True:
            with suppress(AssertionError):
                self.docker("version")
                return
            said = (self.home / "log").read_text()[-3000:]
            assert self._process.poll() is None, f"an engine has ended: {said}"
            assert time.monotonic() < until, f"an engine does not answer: {said}"
            time.sleep(0.3)

    def unplug(self) -> None:
        """Pull the cable: whatever is sent to it is lost without a word."""
        self._cable("down")

    def plug_in(self) -> None:
        """Put the cable back."""
        self._cable("up")

    def _cable(self, state: str) -> None:
        run("ip", "-n", self.lan, "link", "set", self.port, state)

    def kill(self) -> None:
        """Kill the engine and all that it runs, at once, as the loss of power does."""
        for _ in range(50):
            if not (found := self._processes()):
                break
            for pid in found:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.1)
        self._process.wait(30)
        # What was mounted would go with the power, too, and networks with it.
        mounts = [line.split()[1] for line in Path("/proc/self/mounts").read_text().splitlines()]
        for mount in reversed(mounts):
            if mount.startswith(f"{self.home}/"):
                subprocess.run(["umount", "--lazy", mount], check=False, capture_output=True)

    def _processes(self) -> set[int]:
        # The engine; what holds containers, outlives it and names its directory; what is in them.
        found: set[int] = set()
        if self._process.poll() is None:
            found = {self._process.pid, *children(self._process.pid)}
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                said = (folder / "cmdline").read_bytes()
                program = said.partition(b"\0")[0].rpartition(b"/")[2]
                if program.startswith(b"containerd") and f"{self.home}/".encode() in said:
                    found.add(int(folder.name))
        for group in self._groups():
            for listed in group.rglob("cgroup.procs"):
                with suppress(OSError):
                    found.update(map(int, listed.read_text().split()))
        return {pid for pid in found if not _dead(pid)}

    def _groups(self) -> list[Path]:
        """Its control groups, whichever version of them the machine has."""
        root = Path("/sys/fs/cgroup")
        return [root / self.namespace, *root.glob(f"*/{self.namespace}")]

    def remove(self) -> None:
        """End it, and leave nothing of it behind."""
        if hasattr(self, "_process"):
            self.kill()
        for group in self._groups():
            for folder, _, _ in os.walk(group, topdown=False):
                with suppress(OSError):
                    os.rmdir(folder)
        shutil.rmtree(self.home, ignore_errors=True)


def _dead(pid: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    return True


@contextmanager
def engines(count: int) -> Iterator[list[Engine]]:
    """So many engines, which reach one another; nothing of them is left afterwards."""
    name = f"bw-{secrets.token_hex(2)}"
    # Short, since the path of a socket may have 107 characters.
    home = Path(tempfile.mkdtemp(prefix=f"{name}-", dir="/var/tmp"))
    bridge, names = f"{name}-lan", [f"{name}-{n}" for n in range(1, count + 1)]
    made: list[Engine] = []
    try:
        for each in (bridge, *names):
            run("ip", "netns", "add", each)
            run("ip", "-n", each, "link", "set", "lo", "up")
        run("ip", "-n", bridge, "link", "add", "lan", "type", "bridge")
        run("ip", "-n", bridge, "link", "set", "lan", "up")
        run("ip", "link", "add", name, "type", "veth", "peer", "here", "netns", bridge)
        run("ip", "address", "add", f"{NETWORK}.254/24", "dev", name)
        run("ip", "link", "set", name, "up")
        run("ip", "-n", bridge, "link", "set", "here", "master", "lan", "up")
        for n, each in enumerate(names, 1):
            ends = ("peer", "lan", "netns", each)
            run("ip", "-n", bridge, "link", "add", f"to-{n}", "type", "veth", *ends)
            run("ip", "-n", bridge, "link", "set", f"to-{n}", "master", "lan", "up")
            run("ip", "-n", each, "address", "add", f"{NETWORK}.{n}/24", "dev", "lan")
            run("ip", "-n", each, "link", "set", "lan", "up")
            run("ip", "-n", each, "route", "add", "default", "via", f"{NETWORK}.254")
            (home / str(n)).mkdir()
            made.append(Engine(each, f"{NETWORK}.{n}", home / str(n), bridge, f"to-{n}"))
            made[-1].start()
        yield made
    finally:
        for engine in made:
            engine.remove()
        subprocess.run(["ip", "link", "delete", name], check=False, capture_output=True)
        for each in (*names, bridge):
            subprocess.run(["ip", "netns", "delete", each], check=False, capture_output=True)
        shutil.rmtree(home, ignore_errors=True)
