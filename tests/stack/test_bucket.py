"""The stack with docker-compose.objects.yml beside: its versions lie in a bucket alone."""

from __future__ import annotations

import subprocess
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
import yaml

from tests import made_up
from tests.object_server import BUCKET, KEY_ID, SECRET, SERVES, WEED, identities
from tests.running_stack import ROOT, ComposeStack, base_image
from tools.demo.places import free_port
from tools.offline import versions
from tools.soak.containers import DOWN, UP, compose, settings, why_no_docker

NAME = made_up.NAME
SERVER = "http://objects:8333"


def server(folder: Path) -> Path:
    """A third file for Compose: a server of S3, in the networks from which a bucket is reached."""
    (folder / "s3.json").write_text(identities())
    (folder / "s3.json").chmod(0o644)
    described = {
        "image": base_image("python"),
        "pull_policy": "never",
        "entrypoint": ["/weed", "mini", "-dir=/data", "-ip=127.0.0.1", "-ip.bind=0.0.0.0"],
        "command": [*SERVES, "-s3.port=8333", "-s3.config=/s3.json"],
        "volumes": [f"{WEED}:/weed:ro", f"{folder / 's3.json'}:/s3.json:ro"],
        "tmpfs": ["/data"],
        "networks": ["front", "objects"],
    }
    file = folder / "server.yml"
    file.write_text(yaml.safe_dump({"services": {"objects": described}}))
    return file


@pytest.fixture
def stack(dockers_side: None, tmp_path: Path) -> Iterator[ComposeStack]:
    """The stack, healthy and answering for one predictor; gone afterwards."""
    if missing := why_no_docker():
        pytest.skip(missing)
    predictors = tmp_path / "predictors"
    made_up.write(predictors, count=made_up.ONE_DEAL)
    secret = tmp_path / "secret"
    secret.write_text(f"{SECRET}\n")
    secret.chmod(0o644)
    port = free_port()
    files = (ROOT / "docker-compose.yml", ROOT / "docker-compose.objects.yml", server(tmp_path))
    environment = settings("bucket", port, predictors) | {
        "COMPOSE_FILE": ":".join(map(str, files)),
        "STORE": f"s3://{BUCKET}/stack",
        "STORE_ENDPOINT": SERVER,
        "STORE_KEY_ID": KEY_ID,
        "STORE_SECRET_FILE": str(secret),
        "TRAINING_THREADS": "1",
    }
    try:
        compose(environment, *UP)
        key = compose(environment, "exec", "--no-TTY", "api", "cat", "/keys/operator-key")
        found = ComposeStack(
            f"http://127.0.0.1:{port}", key.strip(), predictors, environment=environment
        )
        found.wait_until_ready({NAME})
        yield found
    finally:
        compose(environment, *DOWN, check=False)


def validated(stack: ComposeStack, rows: bytes) -> str:
    """Judge the champion by these rows; returns its version once that is done."""
    path = f"/api/v1/predictors/{NAME}/validations"
    headers = stack.operator | {"Content-Type": "text/csv"}
    asked = requests.post(stack.url + path, data=rows, headers=headers, timeout=30)
    assert asked.status_code == 202, asked.text
    until = time.monotonic() + 120
    while (found := stack.get(f"{path}/{asked.json()['id']}"))["status"] in {"queued", "running"}:
        assert time.monotonic() < until, found
        time.sleep(0.3)
    assert found["status"] == "done", found
    return str(found["version"])


@pytest.mark.nightly
def test_versions_lie_in_the_bucket_and_outlive_what_the_hosts_have(
    stack: ComposeStack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = stack.versions(NAME)[0]
    assert stack.predict(NAME, made_up.example())["version"] == first
    assert stack.job_over(stack.retrain(NAME)["id"])["status"] in {"published", "candidate"}
    second = next(each for each in stack.versions(NAME) if each != first)

    for version in (first, second, first):
        promoted = stack.promote(NAME, version)
        assert promoted["processes"] == {"serving": 2, "of": 2}
        assert stack.predict(NAME, made_up.example())["version"] == version

    # The checker, too, reads a version from there.
    assert validated(stack, made_up.rows(400, seed=8)) == first

    # Neither version nor pointer is on a volume, and the secret is in no environment.
    assert "manifest.json" not in stack.run_in("trainer", "find", "/models")
    assert "champion.json" not in stack.run_in("api", "find", "/champions")
    assert SECRET not in stack.run_in("api", "env")

    # For a bundle they are fetched from wherever they lie.
    for name, value in stack.environment.items():
        monkeypatch.setenv(name, value)
    versions.fetch([versions.CHAMPIONS, f"{NAME}/{second}"], tmp_path / "versions")
    for version in (first, second):
        with tarfile.open(tmp_path / f"versions/{NAME}-{version}.tar.gz") as exported:
            assert any(version in name for name in exported.getnames())
    with pytest.raises(SystemExit, match="404"):
        versions.fetch([f"{NAME}/none"], tmp_path / "none")

    # A host without any copy fetches what it needs.
    volume = f"{stack.environment['COMPOSE_PROJECT_NAME']}_api-cache"
    stack.compose("rm", "--stop", "--force", "api")
    subprocess.run(["docker", "volume", "rm", volume], check=True, capture_output=True)
    stack.compose("up", "--no-build", "--wait", "api")
    stack.wait_until_ready({NAME})
    assert stack.predict(NAME, made_up.example())["version"] == first
    assert stack.get(f"/api/v1/predictors/{NAME}")["champion"]["version"] == first
