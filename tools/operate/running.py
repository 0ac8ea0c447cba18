"""Finds the stack that runs: `make demo` where it is up, or else the one of Docker Compose.

Who names a project of Compose (COMPOSE_PROJECT_NAME) means that one.
"""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / ".demo"

# Written by the demo's launcher while it runs: {"pid": ..., "url": ..., "certificate": FILE or ""}.
DEMO_RUNS = DEMO / "running.json"
DEMO_KEY = DEMO / "keys/operator-key"

# Nothing where there is none.
CERTIFICATE = '[ -z "$TLS_CERT_FILE" ] || { cd /run/tls && cat "$TLS_CERT_FILE"; }'


@dataclass(frozen=True, slots=True)
class Running:
    """Where a stack answers, the key of its operator, and the certificate that it serves (PEM)."""

    url: str
    key: str
    certificate: str = ""


def find() -> Running:
    """The stack that runs; leaves the program with a message where there is none."""
    return _demo() or _compose()


def demo_runs() -> bool:
    """Whether `make demo` runs here, and nobody has named a project of Compose."""
    return _demo() is not None


def _demo() -> Running | None:
    if os.environ.get("COMPOSE_PROJECT_NAME"):
        return None
    try:
        noted = json.loads(DEMO_RUNS.read_text())
        os.kill(noted["pid"], 0)
        file = noted.get("certificate")
        certificate = Path(file).read_text() if file else ""
        return Running(noted["url"], DEMO_KEY.read_text().strip(), certificate)
    except (OSError, ValueError, KeyError):
        return None


def _compose() -> Running:
    address = _ask("port", "web", "8080")
    key = _ask("exec", "--no-TTY", "api", "cat", "/keys/operator-key")
    certificate = _ask("exec", "--no-TTY", "web", "sh", "-c", CERTIFICATE)
    return Running(f"{'https' if certificate else 'http'}://{address}", key, certificate)


def _ask(*words: str) -> str:
    try:
        asked = subprocess.run(
            ["docker", "compose", *words],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
    except FileNotFoundError:
        raise SystemExit(
            "Nothing runs here. Start it: make demo (or make up, with Docker)"
        ) from None
    except subprocess.CalledProcessError as error:
        raise SystemExit(
            f"Nothing runs here. Start it: make up, or make demo.\n{error.stderr.strip()}"
        ) from None
    return asked.stdout.strip()
