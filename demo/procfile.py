"""The processes of the Procfile, for platforms of the Heroku kind.

usage: python -m demo.procfile web|worker

Such a platform gives a port (`PORT`) and a Redis (`REDIS_URL`). What it has to give besides: one
file system that both processes share, for models, champions and uploaded rows
(`BELLWETHER_MODELS_DIR`, `BELLWETHER_CHAMPIONS_DIR`, `BELLWETHER_DATA_DIR`; a disk of one process
alone shows the API no model), and the operator's key (`BELLWETHER_OPERATOR_KEY`).
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from honcho.manager import Manager

from demo import page, parts
from demo.places import ROOT, STATE, free_port


def web() -> int:
    """gunicorn behind nginx, which listens on ``PORT`` and serves the page."""
    page.build()
    api_port = free_port()
    with tempfile.TemporaryDirectory(prefix="bellwether-") as directory:
        manager = Manager()
        for part in (
            parts.api(_settings(), api_port),
            parts.nginx(
                Path(directory), listen=os.environ.get("PORT") or "8080", api_port=api_port
            ),
        ):
            manager.add_process(
                part.name,
                part.shell(Path(directory) / part.name),
                env={**os.environ, **part.environment},
                cwd=str(ROOT),
            )
        manager.loop()
    return int(manager.returncode)


def worker() -> None:
    """The trainer, in place of this process."""
    part = parts.trainer(_settings())
    os.execve(part.command[0], part.command, {**os.environ, **part.environment})  # noqa: S606


def _settings() -> dict[str, str]:
    """What the platform calls otherwise, and the places of a single machine; what is set stays."""
    offered = {
        "BELLWETHER_PREDICTORS_DIR": str(ROOT / "predictors"),
        "BELLWETHER_MODELS_DIR": str(STATE / "models"),
        "BELLWETHER_CHAMPIONS_DIR": str(STATE / "champions"),
        "BELLWETHER_DATA_DIR": str(STATE / "data"),
        "BELLWETHER_REDIS_URL": os.environ.get("REDIS_URL", ""),
    }
    return {name: os.environ.get(name) or value for name, value in offered.items()}


if __name__ == "__main__":
    if sys.argv[1:] == ["web"]:
        sys.exit(web())
    elif sys.argv[1:] == ["worker"]:
        worker()
    else:
        raise SystemExit(__doc__)
