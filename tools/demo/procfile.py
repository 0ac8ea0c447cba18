"""The processes of the Procfile, for platforms of the Heroku kind: see docs/deploy-paas.md.

usage: python -m tools procfile web|worker

Such a platform gives a port (`PORT`) and a Redis (`REDIS_URL`). Settings have the names of
.env.example, or those that the services read.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from honcho.printer import Printer

from tools.demo import names, page, parts, together
from tools.demo.places import ROOT, STATE, free_port

YES = frozenset({"yes", "true", "on", "1"})
NO = frozenset({"no", "false", "off", "0"})


def web(environ: Mapping[str, str]) -> int:
    """gunicorn behind nginx, which has ``PORT`` and the page, and the trainer if asked."""
    variables = _settled(environ)
    mine = settings(variables, environ)
    if "OPERATOR_KEY" not in variables and "OPERATOR_KEY_FILE" not in variables:
        raise SystemExit("BELLWETHER_OPERATOR_KEY is not set: choose the operator's key.")
    if not page.BUILT.exists():
        page.build()
    api_port = free_port()
    with tempfile.TemporaryDirectory(prefix="bellwether-") as directory:
        started = [
            parts.api(
                {
                    **mine,
                    "WEB_CONCURRENCY": variables.get("WEB_CONCURRENCY", parts.WEB_CONCURRENCY),
                },
                api_port,
            ),
            parts.nginx(
                Path(directory),
                listen=environ.get("PORT") or "8080",
                api_port=api_port,
                rate_limit=variables.get("RATE_LIMIT", parts.RATE_LIMIT),
                allowed_origins=variables.get("ALLOWED_ORIGINS", ""),
                trusted_proxies=variables.get("TRUSTED_PROXIES", ""),
            ),
        ]
        if trains(environ):
            started += workers(mine, environ)
        return _run(started, Path(directory), environ)


def worker(environ: Mapping[str, str]) -> int:
    """The trainer, and beside it the small worker that checks rows."""
    if trains(environ):
        raise SystemExit(
            "The trainer runs within web here: what it learns lies on a disk that a process of its "
            "own would not share. Scale worker to 0; with a shared disk set TRAINER_IN_WEB=no."
        )
    started = workers(settings(_settled(environ), environ), environ)
    with tempfile.TemporaryDirectory(prefix="bellwether-") as directory:
        return _run(started, Path(directory), environ)


def workers(mine: Mapping[str, str], environ: Mapping[str, str]) -> list[parts.Part]:
    """Both workers: they need the same disk, and a platform has few processes to give.

    Where it is said where keys lie, the first key is made.
    """
    if environ.get(parts.SIGNING_KEYS_DIR):
        parts.make_signing_keys({**environ, **mine})
    return [parts.trainer(mine), parts.checker(mine)]


def trains(environ: Mapping[str, str]) -> bool:
    """Whether web starts the trainer, too: as TRAINER_IN_WEB says, or else where there is a DYNO.

    That is Heroku's name for its processes, which share no disk; with a bucket they need none.
    """
    said = environ.get("TRAINER_IN_WEB", "").lower()
    if said and said not in YES | NO:
        raise SystemExit(f"TRAINER_IN_WEB={said}: this is neither yes nor no.")
    bucket = environ.get("STORE") or environ.get("BELLWETHER_STORE")
    return said in YES if said else bool(environ.get("DYNO")) and not bucket


def settings(variables: Mapping[str, str], environ: Mapping[str, str]) -> dict[str, str]:
    """What the services are told; makes the directories, which on a new machine nobody has made."""
    offered = {
        "BELLWETHER_PREDICTORS_DIR": str(ROOT / "predictors"),
        "BELLWETHER_MODELS_DIR": str(STATE / "models"),
        "BELLWETHER_CHAMPIONS_DIR": str(STATE / "champions"),
        "BELLWETHER_DATA_DIR": str(STATE / "data"),
        "BELLWETHER_RECORDS_DIR": str(STATE / "records"),
        "BELLWETHER_CACHE_DIR": str(STATE / "cache"),
        "BELLWETHER_REDIS_URL": environ.get("REDIS_URL", ""),
    }
    mine = {name: environ.get(name) or value for name, value in offered.items()}
    mine |= names.for_services(variables)
    if not mine["BELLWETHER_REDIS_URL"]:
        raise SystemExit("REDIS_URL is not set: the platform has to give a Redis.")
    for volume in ("MODELS", "CHAMPIONS", "DATA", "RECORDS"):
        directory = Path(mine[f"BELLWETHER_{volume}_DIR"])
        try:
            directory.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SystemExit(
                f"BELLWETHER_{volume}_DIR: {directory} cannot be made ({error.strerror})."
            ) from None
    return mine


def _run(started: list[parts.Part], directory: Path, environ: Mapping[str, str]) -> int:
    notes = directory / "processes"
    notes.mkdir()
    return together.run(started, notes, environ, Printer())


def _settled(environ: Mapping[str, str]) -> dict[str, str]:
    for name in names.ADDRESS:
        if environ.get(name):
            raise SystemExit(f"{name} is not heard here: the platform says PORT. Unset {name}.")
    for name in names.TLS:
        if environ.get(name):
            raise SystemExit(f"{name} is not heard here: the platform has TLS. Unset {name}.")
    return names.settle({}, environ)


def main(arguments: list[str]) -> int:
    """Run one side until it ends; returns the exit status."""
    if arguments == ["web"]:
        return web(os.environ)
    if arguments == ["worker"]:
        return worker(os.environ)
    raise SystemExit(__doc__)
