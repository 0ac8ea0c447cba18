"""A real engine takes the stack with the file for a bucket beside it, and keeps its secret."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import yaml

from tests.swarm.deployed import STACK
from tests.swarm.engines import engines, run, why_no_engines

OBJECTS = STACK.with_name("stack.objects.yml")
SECRET = "what-only-they-know"


@pytest.mark.nightly
def test_a_bucket_is_said_to_those_who_ask_it_and_its_secret_to_nobody(tmp_path: Path) -> None:
    if missing := why_no_engines():
        pytest.skip(missing)
    own = {k: v for k, v in os.environ.items() if not k.startswith(("DOCKER_", "BELLWETHER_"))}
    bucket = {
        "STORE": "s3://bucket/prefix",
        "STORE_ENDPOINT": "http://minio.example:9000",
        "STORE_KEY_ID": "somebody",
    }
    with engines(1) as (node,):
        node.docker("swarm", "init", "--advertise-addr", node.address)
        (tmp_path / "secret").write_text(SECRET)
        for file in (STACK, OBJECTS):
            for secret in yaml.safe_load(file.read_text())["secrets"]:
                node.docker("secret", "create", f"bellwether-{secret}", str(tmp_path / "secret"))
        files = [word for file in (STACK, OBJECTS) for word in ("--compose-file", str(file))]
        run(
            *("docker", "stack", "deploy", "--resolve-image", "never", *files, "bellwether"),
            environment={**own, **bucket, "DOCKER_HOST": node.socket},
        )
        for service, networks in (("api", 2), ("trainer", 2), ("checker", 2), ("web", 1)):
            told = node.docker("service", "inspect", f"bellwether_{service}")
            assert SECRET not in told
            task = json.loads(told)[0]["Spec"]["TaskTemplate"]
            container = task["ContainerSpec"]
            secrets = {each["SecretName"] for each in container.get("Secrets", ())}
            targets = {mount["Target"] for mount in container["Mounts"]}
            asks = service != "web"
            assert ("bellwether-store-secret" in secrets) == asks
            assert ("/cache" in targets) == asks
            # What is there without a bucket is there with one.
            assert "/tmp" in targets
            assert len(task["Networks"]) == networks
            said = dict(each.split("=", 1) for each in container["Env"])
            for name, value in bucket.items():
                assert said.get(f"BELLWETHER_{name}") == (value if asks else None)
