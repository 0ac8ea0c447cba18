"""Where the demo keeps what, and on which ports its parts talk to each other."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATE = ROOT / ".demo"
DEFAULT_HTTP_PORT = 8080


@dataclass(frozen=True, slots=True)
class Places:
    """Directories and ports of one run."""

    state: Path
    http_port: int
    api_port: int
    redis_port: int

    @property
    def keys(self) -> Path:
        """The operator's key, the password of Redis and its access list."""
        return self.state / "keys"

    @property
    def log(self) -> Path:
        """What all parts have said since the start."""
        return self.state / "demo.log"

    @property
    def processes(self) -> Path:
        """A file for each part, with the process id that leads its session."""
        return self.state / "processes"

    @property
    def running(self) -> Path:
        """There while the demo runs: tells `make retrain` whom to ask."""
        return self.state / "running.json"

    @property
    def url(self) -> str:
        """Where the page is."""
        return f"http://localhost:{self.http_port}"

    def make(self) -> None:
        """Create the directories; what is there from an earlier run stays."""
        for name in ("keys", "models", "champions", "data", "redis", "nginx", "processes"):
            (self.state / name).mkdir(parents=True, exist_ok=True)


def choose(state: Path) -> Places:
    """The places of a new run on ``state``; ends the program where the published port is taken."""
    http_port = int(os.environ.get("HTTP_PORT") or DEFAULT_HTTP_PORT)
    if not _is_free(http_port):
        raise SystemExit(
            f"Port {http_port} is in use. Choose another one: HTTP_PORT={http_port + 1} make demo"
        )
    return Places(state, http_port, free_port(), free_port())


def free_port() -> int:
    """A port of this machine that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As nginx does it: a connection of an earlier run that lingers is no obstacle.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
