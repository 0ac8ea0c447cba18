"""The stack for Docker Swarm is that of Docker Compose, in what either can say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SWARM = yaml.safe_load((ROOT / "deploy/swarm/stack.yml").read_text())
COMPOSE_OBJECTS = yaml.safe_load((ROOT / "docker-compose.objects.yml").read_text())
SWARM_OBJECTS = yaml.safe_load((ROOT / "deploy/swarm/stack.objects.yml").read_text())
SERVICES = ("redis", "api", "trainer", "checker", "web")

# A balancer in front has the certificate, and secrets lie where a Swarm puts them.
COMPOSE_ALONE = {"TLS_CERT_FILE", "TLS_KEY_FILE"}


def settings(stack: dict[str, Any], service: str) -> dict[str, str]:
    """The environment of a service, where it names no place of a secret."""
    said = stack["services"][service].get("environment", {})
    return {
        name: value
        for name, value in said.items()
        if name not in COMPOSE_ALONE
        and not str(value).startswith(("/keys/", "/trainer-keys/", "/run/"))
    }


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_has_the_settings_and_the_health_check_that_it_has_with_compose(
    service: str,
) -> None:
    one, several = COMPOSE["services"][service], SWARM["services"][service]
    assert settings(SWARM, service) == settings(COMPOSE, service)
    assert several["healthcheck"] == one["healthcheck"]
    assert several["deploy"]["resources"]["limits"]["memory"].lower() == one["mem_limit"].lower()
    assert several["deploy"]["resources"]["limits"]["pids"] == one["pids_limit"]
    for word in ("user", "read_only", "cap_drop", "init"):
        assert several[word] == one[word]


def test_every_service_is_found_by_the_addresses_of_its_tasks() -> None:
    for name in ("redis", "api", "web"):
        assert SWARM["services"][name]["deploy"]["endpoint_mode"] == "dnsrr"


def test_every_service_has_room_for_what_it_writes() -> None:
    # `tmpfs:` of a service says nothing to a Swarm, and all else is read-only.
    for service in SWARM["services"].values():
        assert "tmpfs" not in service
        assert "/tmp" in [each["target"] for each in service["volumes"] if isinstance(each, dict)]


def test_redis_is_the_same_in_both() -> None:
    image = COMPOSE["services"]["redis"]["image"]
    assert SWARM["services"]["redis"]["image"] == f"${{REDIS_IMAGE:-{image}}}"


def test_a_bucket_is_set_as_with_compose_but_for_its_secret() -> None:
    assert SWARM_OBJECTS["services"].keys() == COMPOSE_OBJECTS["services"].keys()
    # A stack asks by a key that it is given, and no role of a machine.
    key = {f"BELLWETHER_STORE_{name}" for name in ("KEY_ID", "SECRET", "SECRET_FILE")}
    for name, several in SWARM_OBJECTS["services"].items():
        one = COMPOSE_OBJECTS["services"][name]
        said, there = several["environment"], one["environment"]
        assert said.keys() == there.keys() - {"BELLWETHER_STORE_SECRET"}
        assert {k: said[k] for k in said.keys() - key} == {k: there[k] for k in there.keys() - key}
        assert said["BELLWETHER_STORE_SECRET_FILE"] == "/run/secrets/store-secret"
        assert said["BELLWETHER_STORE_KEY_ID"].startswith("${STORE_KEY_ID:?")
        assert [each["uid"] for each in several["secrets"]] == ["10001"]
        assert several.get("networks") == one.get("networks")
        assert set(several["volumes"]) <= set(one["volumes"])
        assert [volume.partition(":")[2] for volume in several["volumes"]] == ["/cache"]


def test_whoever_has_no_way_out_of_the_stack_has_one_to_the_bucket() -> None:
    assert not SWARM_OBJECTS["networks"]["objects"].get("internal")
    for name, several in SWARM_OBJECTS["services"].items():
        networks = {*SWARM["services"][name]["networks"], *several.get("networks", ())}
        described = SWARM["networks"] | SWARM_OBJECTS["networks"]
        assert not all(described[network].get("internal") for network in networks)


def test_every_secret_is_made_beforehand() -> None:
    prepare = (ROOT / "deploy/swarm/prepare").read_text()
    made = set(re.findall(r"(?:^ *|\| )keep ([a-z-]+) ", prepare, re.MULTILINE))
    secrets = SWARM["secrets"] | SWARM_OBJECTS["secrets"]
    assert made == secrets.keys()
    for name, secret in secrets.items():
        assert secret == {"external": True, "name": f"bellwether-{name}${{SECRETS:-}}"}


def test_nothing_is_said_that_a_swarm_does_not_understand() -> None:
    for file in sorted((ROOT / "deploy/swarm").glob("*.yml")):
        # `docker stack` knows no `${NAME:+...}`.
        assert not re.search(r"\$\{\w+:?\+", file.read_text())
