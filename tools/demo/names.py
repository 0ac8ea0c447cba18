"""The names of .env.example, as the launchers without Docker hear them.

As `docker compose` does it, the environment counts before the file `.env`, and a name that is set
to nothing has its default. What is not heard ends the program: nobody shall believe in a setting
that does nothing.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from pathlib import Path

from tools.demo.places import ROOT

# What the services read, there with PREFIX before it.
SERVICES = (
    "AUDIT_KEEP_MONTHS",
    "BASE_PATH",
    "DASK",
    "FIRST_START",
    "FULL_TRAINING",
    "KEEP_DAYS",
    "KEEP_PROMOTIONS",
    "KEEP_VERSIONS",
    "LOG_LEVEL",
    "OPERATOR_KEY",
    "OPERATOR_KEY_FILE",
    "PREDICTORS_DIR",
    "PUBLIC_PREDICTIONS",
    "REQUIRE_SIGNATURES",
    "STORE",
    "STORE_ENDPOINT",
    "STORE_KEY_ID",
    "STORE_REGION",
    "STORE_SECRET",
    "STORE_SECRET_FILE",
    "TRAINING_THREADS",
)
PREFIX = "BELLWETHER_"

# What nginx, gunicorn and the launcher itself are told.
ADDRESS = ("HTTP_BIND", "HTTP_PORT")
NUMBERS = ("HTTP_PORT", "RATE_LIMIT", "WEB_CONCURRENCY")
PAGES = ("ALLOWED_ORIGINS",)
PROXIES = ("TRUSTED_PROXIES",)
TLS = ("TLS_DIR", "TLS_CERT_FILE", "TLS_KEY_FILE")
HEARD = frozenset({*SERVICES, *ADDRESS, *NUMBERS, *PAGES, *PROXIES, *TLS})

# What Docker alone can do.
DOCKERS = {
    "FITTERS": "only Docker starts them; a cluster of your own is named by DASK",
    "FITTER_MEMORY": "only Docker can limit memory",
    "TRAINER_MEMORY": "only Docker can limit memory, and a training takes what is to spare",
    "CHECKER_MEMORY": "only Docker can limit memory, and a check takes what is to spare",
}
KNOWN = HEARD | DOCKERS.keys()

# Compose and Docker read these in `.env` themselves.
OTHERS = ("COMPOSE_", "DOCKER_")

LINE = re.compile(
    r"""(?:export\s+)?(?P<name>[A-Za-z_]\w*)\s*=\s*
        (?:'(?P<literal>[^']*)' | "(?P<quoted>[^"$\\]*)" | (?P<plain>[^'"$\\]*?))
        (?:\s+\#.*)?""",
    re.VERBOSE,
)


def hear(environ: Mapping[str, str]) -> dict[str, str]:
    """What is set, by the names of .env.example; ends the program where a name is not heard."""
    files = environ.get("COMPOSE_ENV_FILES") or str(ROOT / ".env")
    written: dict[str, str] = {}
    for file in (Path(name) for name in files.split(",")):
        if file.exists():
            written |= read(file)
    return settle(written, environ)


def settle(written: Mapping[str, str], environ: Mapping[str, str]) -> dict[str, str]:
    """What the files say, and over it what the environment says."""
    variables = {**written, **{name: environ[name] for name in KNOWN if name in environ}}
    # As the services call it: said to this very program.
    variables |= {name: environ[PREFIX + name] for name in SERVICES if environ.get(PREFIX + name)}
    variables = {name: value for name, value in variables.items() if value}
    for name, why in DOCKERS.items():
        if name in variables:
            raise SystemExit(
                f"{name}={variables[name]} is not heard without Docker: {why}. Take it away, or "
                "set it to nothing for this start."
            )
    for name in NUMBERS:
        if name in variables and not re.fullmatch("[1-9][0-9]*", variables[name]):
            raise SystemExit(f"{name}={variables[name]}: this is not a whole number above zero.")
    if int(variables.get("HTTP_PORT", 1)) > 65535:
        raise SystemExit(f"HTTP_PORT={variables['HTTP_PORT']}: ports end at 65535.")
    return variables


def read(file: Path) -> dict[str, str]:
    """The lines NAME=value of a `.env`; ends the program where one is not understood."""
    written = {}
    for number, line in enumerate(file.read_text().splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = LINE.fullmatch(line.strip())
        if found is None:
            raise SystemExit(
                f"{file}, line {number} is not NAME=value. A value with a quote, a dollar sign or "
                "a backslash stands in 'single quotes'."
            )
        name = found["name"]
        if name not in KNOWN and not name.startswith(OTHERS):
            raise SystemExit(f"{file}, line {number}: {_unheard(name)}")
        written[name] = next(
            value for value in found.group("literal", "quoted", "plain") if value is not None
        )
    return written


def for_services(variables: Mapping[str, str]) -> dict[str, str]:
    """What the services are told of it, by the names that they read."""
    return {PREFIX + name: variables[name] for name in SERVICES if name in variables}


def _unheard(name: str) -> str:
    near = difflib.get_close_matches(name.removeprefix(PREFIX), sorted(KNOWN), n=1)
    meant = f"Did you mean {near[0]}?" if near else f"There are {', '.join(sorted(KNOWN))}."
    return f"{name} is not heard. {meant}"
