"""An empty stack that a backup was restored into answers as the first one did, byte for byte."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from bellwether_api.app import create_app
from bellwether_api.config import ApiSettings
from bellwether_api.declarations import watcher
from bellwether_contract.storage import half_restored
from bellwether_contract.storage.half_restored import HalfRestored
from tests import factories, made_up
from tests.backups import Volumes, without_restores

ROOT = Path(__file__).parents[2]
KEY = "the-operators-key"
OPERATOR = {"Authorization": f"Bearer {KEY}"}
ONE = f"/api/v1/predictors/{made_up.NAME}"


@contextmanager
def api(volumes: Volumes, predictors: Path, redis_url: str) -> Iterator[FlaskClient]:
    """An API on these volumes, with an operator's key of its own."""
    app = create_app(
        ApiSettings(
            predictors_dir=predictors,
            models_dir=volumes.root / "models",
            champions_dir=volumes.root / "champions",
            data_dir=volumes.root / "data",
            public_keys_dir=volumes.root / "public-keys",
            require_signatures=True,
            redis_url=redis_url,
            operator_key=KEY,  # type: ignore[arg-type]  # pydantic wraps it
            first_start=False,
            full_training=False,
        )
    )
    try:
        yield app.test_client()
    finally:
        app.extensions["bellwether"].stop()


def answers(client: FlaskClient) -> dict[str, bytes]:
    """What it says of everything that is restored."""
    inputs: dict[str, Any] = {"inputs": made_up.example()}
    row = [str(value) for value in made_up.example().values()]
    columns = [{"name": "rows", "datatype": "BYTES", "shape": [1, len(row)], "data": row}]
    asked = {
        "prediction": client.post(f"{ONE}/predictions", json=inputs),
        "explanation": client.post(f"{ONE}/explanations", json=inputs),
        "inference": client.post(f"/v2/models/{made_up.NAME}/infer", json={"inputs": columns}),
    }
    version = factories.version_name(1)
    for path in ("versions", f"versions/{version}", f"versions/{version}/report", "champion",
                 "datasets", "validations"):  # fmt: skip
        asked[path] = client.get(f"{ONE}/{path}", headers=OPERATOR)
    asked["keys"] = client.get("/api/v1/keys", headers=OPERATOR)
    assert {name: answer.status_code for name, answer in asked.items()} == dict.fromkeys(asked, 200)
    return {name: answer.data for name, answer in asked.items()}


def tools(*words: object) -> subprocess.CompletedProcess[str]:
    """What `make` runs."""
    return subprocess.run(
        [sys.executable, "-m", "tools", *map(str, words)],
        cwd=ROOT,
        env={**os.environ, "COMPOSE_ENV_FILES": os.devnull},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.slow
def test_a_restored_stack_answers_byte_for_byte(
    tmp_path: Path, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watcher, "SETTLE_SECONDS", 0.0)
    predictors = tmp_path / "predictors"
    made_up.write(predictors)
    first = Volumes(tmp_path / "first").fill()
    archive = tmp_path / "there/backup.tar.gz"
    with api(first, predictors, redis_url) as client:
        expected = answers(client)
        # While it runs.
        made = tools("backup", "--state", first.root, archive)
        assert made.returncode == 0, made.stderr
    assert archive.stat().st_mode & 0o077 == 0
    assert "champion of gout: 20260102T120000Z-00000002" in made.stderr
    assert [path.name for path in archive.parent.iterdir()] == ["backup.tar.gz"]
    digest = made.stderr.rpartition("sha256:")[2].split()[0]

    second = Volumes(tmp_path / "second")
    restored = tools("restore", archive, "--state", second.root, "--sha256", digest)
    assert restored.returncode == 0, restored.stderr
    assert "every file, chain and champion is proven" in restored.stderr
    assert without_restores(second.files()) == first.files()
    # The restored stack has no private key of the first one, nor its operator's key.
    assert second.signing.say("init") == 0
    with api(second, predictors, redis_url) as client:
        assert answers(client) == expected
        audit = client.get("/api/v1/audit", headers=OPERATOR).get_json()
        assert audit["entries"][0]["action"] == "restore"

    again = tools("restore", archive, "--state", second.root)
    assert again.returncode == 1
    assert "REPLACE=yes" in again.stderr


@pytest.mark.slow
def test_a_version_travels_in_a_file(tmp_path: Path) -> None:
    there, here = Volumes(tmp_path / "there").fill(), Volumes(tmp_path / "here").fill(versions=1)
    version, archive = factories.version_name(2), tmp_path / "version.tar.gz"
    made = tools("export", made_up.NAME, version, archive, "--state", there.root)
    assert made.returncode == 0, made.stderr
    assert tools("check-backup", archive, "--state", here.root).returncode == 0
    refused = tools("import", archive, "--state", here.root)
    assert refused.returncode == 1
    assert "put its public key into the volume public-keys first" in refused.stderr
    (key,) = there.signing.public.glob("*.pub")
    shutil.copy(key, here.signing.public / "the-other-site.pub")
    brought = tools("import", archive, "--state", here.root)
    assert brought.returncode == 0, brought.stderr
    assert f"{made_up.NAME} {version} is a candidate now" in brought.stderr
    assert here.store.versions(made_up.NAME)[0] == version


@pytest.mark.slow
def test_nothing_is_restored_while_a_demo_runs(tmp_path: Path) -> None:
    archive = tmp_path / "backup.tar.gz"
    archive.write_bytes(b"x")
    with (tmp_path / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        refused = tools("restore", archive, "--state", tmp_path)
    assert refused.returncode == 1
    assert "A demo runs" in refused.stderr
    damaged = tools("restore", archive, "--state", tmp_path)
    assert damaged.returncode == 1
    assert "The backup is damaged, at its beginning" in damaged.stderr


def test_no_api_starts_on_what_is_half_restored(
    tmp_path: Path, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    volumes = Volumes(tmp_path / "volumes").fill()
    (volumes.root / "champions" / half_restored.JOURNAL).write_text("{}")
    with pytest.raises(HalfRestored), api(volumes, tmp_path / "predictors", redis_url):
        pass
