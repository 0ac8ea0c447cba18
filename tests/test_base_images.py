"""Each base image's tag stands in docker-compose.yml and nowhere else."""

from __future__ import annotations

import re
import subprocess

import yaml

from tests.running_stack import ROOT

COMPOSE = "docker-compose.yml"
LISTED: list[str] = yaml.safe_load((ROOT / COMPOSE).read_text())["x-base-images"]


def test_a_tag_stands_in_one_place() -> None:
    names = "|".join(re.escape(image.partition(":")[0]) for image in LISTED)
    found = subprocess.run(
        # Swarm and Kubernetes cannot refer to it; tests of their own compare.
        ["git", "grep", "-nIE", rf"\b({names}):[0-9][0-9.]{{0,4}}($|[^0-9/.])",
         "--", ":!deploy/swarm/stack.yml", ":!deploy/helm/bellwether/values.yaml"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    assert len(found) == len(LISTED), found
    assert all(line.startswith(f"{COMPOSE}:") for line in found), found


def test_every_image_that_is_built_or_run_is_one_of_them() -> None:
    services = yaml.safe_load((ROOT / COMPOSE).read_text())["services"].values()
    built = [service["build"] for service in services if "build" in service]
    assert {arg for each in built for arg in each["args"].values()} | {
        service["image"] for service in services if "image" in service
    } == set(LISTED)
    for each in built:
        dockerfile = (ROOT / each["dockerfile"]).read_text()
        bases = set(re.findall(r"^FROM (\S+)", dockerfile, re.M))
        assert bases == {f"${{{name}}}" for name in each["args"]}


def test_ci_reads_them_from_there() -> None:
    line = next(
        line for line in (ROOT / ".ci/run").read_text().splitlines() if "mapfile -t images" in line
    )
    printed = subprocess.run(
        ["bash", "-c", f'{line}; printf "%s\\n" "${{images[@]}}"'],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    assert printed == LISTED
