"""What the containers may, what they hold, and what they say to a browser."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest
import requests

from tests.running_stack import ComposeStack, base_image

SERVICES = ["keys", "signing", "redis", "api", "trainer", "checker", "web"]
API_IMAGE_BYTES = 220 * 1_000_000
API_WORKER_KILOBYTES = 150 * 1000

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def _inspect(*words: str) -> Any:
    found = subprocess.run(["docker", *words], check=True, capture_output=True, text=True)
    return json.loads(found.stdout)[0]


@pytest.mark.parametrize("service", SERVICES)
def test_a_container_may_do_only_what_it_must(compose_stack: ComposeStack, service: str) -> None:
    found = _inspect("inspect", compose_stack.container(service))
    host = found["HostConfig"]
    user = found["Config"]["User"].split(":")[0]
    assert int(user) > 0
    assert host["ReadonlyRootfs"] is True
    assert host["CapDrop"] == ["ALL"]
    assert not host["CapAdd"]
    assert host["SecurityOpt"] == ["no-new-privileges:true"]
    assert host["Init"] is True
    assert host["Privileged"] is False
    assert 0 < host["PidsLimit"] <= 512
    assert 0 < host["Memory"] <= 4 << 30
    assert compose_stack.key not in json.dumps(found)


def test_only_nginx_is_published_and_only_on_this_machine(compose_stack: ComposeStack) -> None:
    published = {
        service: [
            binding["HostIp"]
            for bindings in _inspect("inspect", compose_stack.container(service))[
                "NetworkSettings"
            ]["Ports"].values()
            for binding in bindings or []
        ]
        for service in SERVICES
    }
    assert published == {service: [] for service in SERVICES} | {"web": ["127.0.0.1"]}


def test_the_api_cannot_write_models_nor_predictors(compose_stack: ComposeStack) -> None:
    mounts = {
        mount["Destination"]: mount["RW"]
        for mount in _inspect("inspect", compose_stack.container("api"))["Mounts"]
    }
    assert mounts == {
        "/predictors": False,
        "/models": False,
        "/champions": True,
        "/data": True,
        "/records": False,
        "/keys": False,
        "/public-keys": False,
    }


def test_the_worker_of_checks_writes_beside_the_rows_alone(compose_stack: ComposeStack) -> None:
    mounts = {
        mount["Destination"]: mount["RW"]
        for mount in _inspect("inspect", compose_stack.container("checker"))["Mounts"]
    }
    assert mounts == {
        "/predictors": False,
        "/models": False,
        "/data": True,
        "/trainer-keys": False,
        "/public-keys": False,
    }


def test_records_of_trainings_are_written_by_the_trainer_alone(compose_stack: ComposeStack) -> None:
    mounts = {
        service: mount["RW"]
        for service in SERVICES
        for mount in _inspect("inspect", compose_stack.container(service))["Mounts"]
        if mount["Destination"] == "/records"
    }
    assert mounts == {"api": False, "trainer": True}


def test_each_part_sees_its_own_secrets_alone(compose_stack: ComposeStack) -> None:
    mounts = {
        (service, mount["Destination"]): mount["RW"]
        for service in SERVICES
        for mount in _inspect("inspect", compose_stack.container(service))["Mounts"]
        if mount["Destination"].endswith("keys") and service != "keys"
        if mount["Destination"] != "/public-keys"
    }
    assert mounts == {
        ("api", "/keys"): False,
        ("checker", "/trainer-keys"): False,
        ("redis", "/redis-keys"): False,
        ("trainer", "/trainer-keys"): False,
    }


def test_redis_refuses_whoever_has_no_password(compose_stack: ComposeStack) -> None:
    asked = ("redis-cli", "--no-auth-warning")
    assert "NOAUTH" in compose_stack.run_in("redis", *asked, "get", "x")
    health = (*asked, "--user", "health", "--pass", "any")
    assert compose_stack.run_in("redis", *health, "ping").strip() == "PONG"
    assert "NOPERM" in compose_stack.run_in("redis", *health, "get", "rq:x")


def test_the_trainer_alone_sees_the_key_that_signs(compose_stack: ComposeStack) -> None:
    mounts = {
        (service, mount["Destination"]): mount["RW"]
        for service in SERVICES
        for mount in _inspect("inspect", compose_stack.container(service))["Mounts"]
        if mount["Destination"] in {"/signing", "/public-keys"} and service != "signing"
    }
    assert mounts == {
        ("api", "/public-keys"): False,
        ("checker", "/public-keys"): False,
        ("trainer", "/public-keys"): False,
        ("trainer", "/signing"): False,
    }


def test_the_api_image_is_small_and_cannot_train(compose_stack: ComposeStack) -> None:
    image = _inspect("inspect", compose_stack.container("api"))["Image"]
    size, base = (
        _inspect("image", "inspect", each)["Size"] for each in (image, base_image("python"))
    )
    assert size - base <= API_IMAGE_BYTES
    held = compose_stack.run_in(
        "api",
        "python",
        "-c",
        "from importlib.util import find_spec\n"
        "print([n for n in ('sklearn', 'xgboost', 'pandas', 'scipy', 'pip') if find_spec(n)])",
    )
    assert held.strip() == "[]"


def test_a_worker_of_the_api_is_small(compose_stack: ComposeStack) -> None:
    listed = compose_stack.run_in(
        "api",
        "python",
        "-c",
        "from pathlib import Path\n"
        "for path in Path('/proc').glob('[0-9]*'):\n"
        # What has just ended has no command line any more.
        "    if b'gunicorn' in b''.join((path / 'cmdline').read_bytes().split(b'\\0')[1:2]):\n"
        "        status = (path / 'status').read_text()\n"
        "        print(status.split('VmRSS:')[1].split()[0])\n",
    )
    # gunicorn's own process and two workers.
    sizes = sorted(int(line) for line in listed.split())
    assert len(sizes) == 3
    assert sizes[-1] < API_WORKER_KILOBYTES, sizes


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/nothing", 404),
        ("/api/v1/predictors", 200),
        ("/api/v1/predictors/none", 404),
        ("/v2/health/live", 200),
    ],
)
def test_every_answer_carries_the_security_headers(
    compose_stack: ComposeStack, path: str, status: int
) -> None:
    answer = requests.get(compose_stack.url + path, timeout=10)
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert answer.headers["Server"] == "nginx"


def test_the_page_is_asked_for_again_and_its_parts_are_kept(compose_stack: ComposeStack) -> None:
    page = requests.get(compose_stack.url, timeout=10)
    assert page.headers["Cache-Control"] == "no-cache"
    script = page.text.split('src="')[1].split('"')[0]
    part = requests.get(f"{compose_stack.url}/{script}", timeout=10)
    assert part.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert part.headers["Content-Encoding"] == "gzip"
    assert part.headers["Content-Type"].startswith("text/javascript")


def test_no_log_holds_a_query_or_the_key(compose_stack: ComposeStack) -> None:
    requests.get(
        f"{compose_stack.url}/api/v1/predictors?name=typed-by-a-person",
        headers=compose_stack.operator,
        timeout=10,
    )
    logs = compose_stack.compose("logs", "--no-color")
    assert "GET /api/v1/predictors 200" in logs
    assert "typed-by-a-person" not in logs
    assert compose_stack.key not in logs
