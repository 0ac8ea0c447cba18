"""gunicorn with the settings of the product, around the product or around the yardstick."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONFIGURATION = ROOT / "services/api/gunicorn.conf.py"
START_SECONDS = 60

# A commit that is compared with this one may keep the application in the package itself.
PRODUCT = (
    "bellwether_api.app:create_app()"
    if find_spec("bellwether_api.app")
    else "bellwether_api:create_app()"
)


class NotServing(Exception):
    """gunicorn does not answer."""


@dataclass(frozen=True, slots=True)
class Server:
    """A gunicorn that answers at ``address``; ``pid`` is that of its master."""

    address: str
    pid: int


@contextmanager
def gunicorn(application: str, settings: Mapping[str, str]) -> Iterator[Server]:
    """Run ``application`` under the product's gunicorn settings until the context ends."""
    port = free_port()
    environ = {
        **{k: v for k, v in os.environ.items() if not k.startswith("BELLWETHER_")},
        **settings,
        "HOST": "127.0.0.1",
        "PORT": str(port),
    }
    command = [sys.executable, "-m", "gunicorn", "--config", str(CONFIGURATION), application]
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(command, env=environ, cwd=ROOT, stderr=log)
        try:
            _wait(process, address)
            yield Server(address, process.pid)
        except NotServing as error:
            log.seek(0)
            raise NotServing(f"{error}; it said: {log.read()}") from error
        finally:
            process.terminate()
            process.wait(timeout=30)


def resident_mebibytes(server: Server) -> list[float]:
    """Resident memory of each worker, in MiB."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    statuses = (Path(f"/proc/{child}/status").read_text().splitlines() for child in children)
    lines = (next(line for line in status if line.startswith("VmRSS:")) for status in statuses)
    return [int(line.split()[1]) / 1024 for line in lines]


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise NotServing("gunicorn ended at once")
        try:
            urllib.request.urlopen(address, timeout=1).close()
        except urllib.error.HTTPError:
            return  # it answers, if only that there is nothing at /
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise NotServing(f"gunicorn did not answer within {START_SECONDS} s")


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
