"""Where the demo keeps what, and on which ports its parts talk to each other."""

from __future__ import annotations

import errno
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STATE = ROOT / ".demo"
DEFAULT_BIND = "127.0.0.1"
DEFAULT_HTTP_PORT = 8080
# Whoever listens on one of these answers to "localhost".
HERE = frozenset({DEFAULT_BIND, "0.0.0.0", "localhost", "[::1]", "[::]"})  # noqa: S104


@dataclass(frozen=True, slots=True)
class Places:
    """Directories and ports of one run."""

    state: Path
    bind: str
    http_port: int
    api_port: int
    redis_port: int

    @property
    def keys(self) -> Path:
        """The operator's key, the password of Redis and its access list."""
        return self.state / "keys"

    @property
    def signing_keys(self) -> Path:
        """The key by which versions are signed: the trainer's alone."""
        return self.state / "signing"

    @property
    def public_keys(self) -> Path:
        """By which everybody can check that."""
        return self.state / "public-keys"

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
    def lock(self) -> Path:
        """Held while the demo runs, by the system: it is free whichever way the demo ended."""
        return self.state / "lock"

    @property
    def url(self) -> str:
        """Where the page is."""
        return f"http://{'localhost' if self.bind in HERE else self.bind}:{self.http_port}"

    def make(self) -> None:
        """Create the directories; what is there from an earlier run stays."""
        for name in ("keys", "models", "champions", "data", "redis", "nginx", "processes"):
            (self.state / name).mkdir(parents=True, exist_ok=True)


def choose(state: Path, variables: Mapping[str, str]) -> Places:
    """The places of a new run on ``state``, where ``variables`` may say HTTP_BIND and HTTP_PORT."""
    bind = variables.get("HTTP_BIND", DEFAULT_BIND)
    bind = f"[{bind}]" if ":" in bind and not bind.startswith("[") else bind
    http_port = int(variables.get("HTTP_PORT", DEFAULT_HTTP_PORT))
    return Places(state, bind, http_port, free_port(), free_port())


def demand(places: Places) -> None:
    """End the program where the address that is to be published cannot be had."""
    host = places.bind.strip("[]")
    try:
        family = socket.getaddrinfo(host, places.http_port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family) as probe:
            # As nginx does it: a connection of an earlier run that lingers is no obstacle.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, places.http_port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise SystemExit(
                f"Port {places.http_port} is in use. Choose another one: "
                f"HTTP_PORT={places.http_port + 1} make demo"
            ) from None
        raise SystemExit(
            f"{places.bind}:{places.http_port} cannot be listened on ({error.strerror}). HTTP_BIND "
            "and HTTP_PORT choose another address."
        ) from None


def free_port() -> int:
    """A port of this machine that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
