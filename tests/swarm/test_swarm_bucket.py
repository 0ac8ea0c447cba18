"""The stack that runs gets a bucket: by a second file, and a secret of the Swarm's."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import made_up
from tests.object_server import BUCKET, KEY_ID, SECRET, Objects, serving
from tests.swarm.deployed import STACK, UP_SECONDS, Swarm, until
from tests.swarm.engines import NETWORK

pytestmark = pytest.mark.nightly


def test_a_stack_that_runs_moves_to_a_bucket(swarm: Swarm, tmp_path: Path) -> None:
    """It is the last one here: the stack stays with the bucket, which is gone then."""
    # Where all nodes reach this machine.
    with serving(tmp_path, f"{NETWORK}.254") as endpoint:
        secret = tmp_path / "secret"
        secret.write_text(f"{SECRET}\n")
        swarm.environment = {
            **swarm.environment,
            "STORE": f"s3://{BUCKET}/swarm",
            "STORE_ENDPOINT": endpoint,
            "STORE_KEY_ID": KEY_ID,
            "STORE_SECRET_FILE": str(secret),
        }
        prepared = swarm.prepare()
        assert "secret bellwether-store-secret: made" in prepared
        assert "operator-key" not in prepared
        swarm.deploy(STACK.with_name("stack.objects.yml"))

        # Nothing is in the bucket, so the first versions are trained into it.
        stack, bucket = swarm.at(swarm.manager), Objects(endpoint, "swarm").bucket
        pointer = "champions/gout/champion.json"
        until(lambda: bucket.get(pointer) is not None, UP_SECONDS, swarm.tasks)
        swarm.wait_until_healthy()
        (version,) = stack.versions("gout")
        until(
            lambda: stack.predict("gout", made_up.example())["version"] == version, 60, swarm.tasks
        )
        promoted = stack.promote("gout", version)
        assert promoted["processes"] == {"serving": 6, "of": 6}
        found = bucket.get(pointer)
        assert found is not None
        assert version.encode() in found.content
        for service in ("api", "trainer", "checker"):
            assert SECRET not in swarm.manager.docker("service", "inspect", f"bellwether_{service}")
