"""`make bundle` where there is a network, and the stack from it where there is none."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import requests

from tests import made_up
from tests.running_stack import ROOT, Stack
from tools.demo.places import free_port
from tools.soak.containers import DOWN, compose, settings, why_no_docker

# Neither what loads nor what starts it finds anybody: Docker is asked through a file.
ALONE = ("unshare", "--net") if os.geteuid() == 0 else ()


def run(
    *words: str | Path, folder: Path = ROOT, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        words, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=900
    )
    assert done.returncode == 0, f"{words}: {done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done


def images(project: str) -> list[str]:
    """The names of a project's images."""
    listed = ("docker", "image", "ls", "--format", "{{.Repository}}:{{.Tag}}")
    return run(*listed, "--filter", f"reference={project}-*").stdout.split()


@pytest.mark.nightly
def test_a_bundle_starts_a_stack_that_builds_and_pulls_nothing(
    dockers_side: None, tmp_path: Path
) -> None:
    if missing := why_no_docker():
        pytest.skip(missing)
    predictors = tmp_path / "predictors"
    made_up.write(predictors)
    port = free_port()
    environment = settings("offline", port, predictors) | {"FIRST_START": "no"}
    project = environment["COMPOSE_PROJECT_NAME"]
    bundle = tmp_path / "bundle.tar"
    folder = tmp_path / "there"
    try:
        written = run("make", "--silent", "bundle", f"BUNDLE={bundle}", environment=environment)
        assert re.search(r"^ +[\d,.]+ MB  images.tar.gz$", written.stderr, re.M)
        assert f"{bundle}  " in written.stdout
        digest = re.search(r"SHA-256 ([0-9a-f]{64})", written.stdout)
        assert digest is not None
        assert run("sha256sum", bundle).stdout.startswith(digest[1])

        # What was built here is gone; nothing but the script is taken along.
        compose(environment, "--profile", "*", *DOWN)
        assert images(project) == []
        script = tmp_path / "load"
        script.write_text(run("tar", "-xOf", bundle, "bellwether/load").stdout)
        run(*ALONE, sys.executable, "-I", script, bundle, folder, environment=environment)
        named = json.loads((folder / "bundle.json").read_text())["images"]
        assert sorted(images(project)) == sorted(named)
        bundle.unlink()

        here = {**environment, "PREDICTORS_DIR": ""}
        run(*ALONE, "docker", "compose", "up", "--wait", folder=folder, environment=here)
        key = run("make", "--silent", "operator-key", folder=folder, environment=here)
        stack = Stack(f"http://127.0.0.1:{port}", key.stdout.strip(), folder / "predictors")
        assert requests.get(stack.url, timeout=10).status_code == 200
        listed = stack.get("/api/v1/predictors")["predictors"]
        assert [each["name"] for each in listed] == [made_up.NAME]
        asked = requests.get(f"{stack.url}/api/v1/audit", headers=stack.operator, timeout=10)
        assert asked.status_code == 200
        backup = folder / "backup.tar.gz"
        run("make", "backup", f"ARCHIVE={backup}", folder=folder, environment=here)
        assert backup.stat().st_size > 0

        # The command, from the wheels alone.
        run(sys.executable, "-m", "venv", tmp_path / "venv")
        exactly = ("--no-index", "--find-links", folder / "wheels", "bellwether-client")
        run(tmp_path / "venv/bin/pip", "install", "--quiet", *exactly)
        shell = {"BELLWETHER_URL": stack.url, "PATH": os.environ["PATH"]}
        said = run(tmp_path / "venv/bin/bellwether", "predictors", environment=shell)
        assert made_up.NAME in said.stdout
    finally:
        for each in (folder, ROOT):
            if each.exists():
                subprocess.run(
                    ["docker", "compose", "--profile", "*", *DOWN],
                    cwd=each, env=environment, check=False, capture_output=True, timeout=120,
                )  # fmt: skip
        if left := images(project):
            run("docker", "image", "rm", *left)
