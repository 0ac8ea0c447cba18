"""A real S3 server on this machine, and stores in its bucket: each as another host would see it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from bellwether_contract.bundle.signatures import Sign
from bellwether_contract.settings import Settings
from bellwether_contract.storage import opened
from bellwether_contract.storage.bucket import Bucket, Place
from bellwether_contract.storage.store import ModelStore
from tools.demo.places import free_port

PATIENCE_SECONDS = 90
BUCKET = "bellwether"
KEY_ID, SECRET = "somebody", "what-only-they-know"
WEED = Path(sys.executable).with_name("weed")
# With whatever ports and folder: the bucket is there, and nothing that no test needs.
SERVES = (
    "-admin.ui=false",
    "-webdav=false",
    "-s3.iam=false",
    "-s3.autoCreateBucket=false",
    "-s3.port.iceberg=0",
    "-s3.port.lance=0",
    f"-bucket={BUCKET}",
    # It tells nobody that it runs.
    "-master.telemetry=false",
)


@dataclass(frozen=True)
class Objects:
    """A place of its own in the server's bucket."""

    endpoint: str
    prefix: str

    @property
    def environ(self) -> dict[str, str]:
        """What a service is told."""
        return {
            "BELLWETHER_STORE": f"s3://{BUCKET}/{self.prefix}",
            "BELLWETHER_STORE_ENDPOINT": self.endpoint,
            "BELLWETHER_STORE_KEY_ID": KEY_ID,
            "BELLWETHER_STORE_SECRET": SECRET,
        }

    def host(self, cache: Path, sign: Sign | None = None) -> ModelStore:
        """The store as a host of this ``cache`` sees it."""
        return self.opened(self.environ | {"BELLWETHER_CACHE_DIR": str(cache)}, sign)

    @staticmethod
    def opened(environ: dict[str, str], sign: Sign | None = None) -> ModelStore:
        """The store that an environment names."""
        return opened.store(ModelStore, Settings.from_environment(environ), sign=sign)

    @property
    def bucket(self) -> Bucket:
        """The objects themselves."""
        return Bucket(Place(BUCKET, self.prefix, self.endpoint, None, KEY_ID, SECRET))


@pytest.fixture(scope="session")
def object_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """SeaweedFS, which keeps to conditions of writing; yields its address."""
    folder = tmp_path_factory.mktemp("objects")
    (folder / "s3.json").write_text(identities())
    (folder / "data").mkdir()
    parts = ("master", "volume", "filer", "s3")
    ports = [f"-{part}.port{kind}={free_port()}" for part in parts for kind in ("", ".grpc")]
    endpoint = f"http://127.0.0.1:{ports[-2].partition('=')[2]}"
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [
                WEED,
                "mini",
                f"-dir={folder / 'data'}",
                "-ip=127.0.0.1",
                "-ip.bind=127.0.0.1",
                *ports,
                f"-admin.port={free_port()}",
                f"-admin.port.grpc={free_port()}",
                *SERVES,
                f"-s3.config={folder / 's3.json'}",
            ],
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=folder,
        )
    try:
        _wait(endpoint, server, folder / "log")
        yield endpoint
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def identities() -> str:
    """Who may do what: the server's configuration."""
    identity = {
        "name": KEY_ID,
        "credentials": [{"accessKey": KEY_ID, "secretKey": SECRET}],
        "actions": ["Admin", "Read", "Write", "List", "Tagging"],
    }
    return json.dumps({"identities": [identity]})


@pytest.fixture
def objects(object_server: str) -> Objects:
    """A place in the bucket where nothing is yet."""
    return Objects(object_server, uuid.uuid4().hex)


def _wait(endpoint: str, server: subprocess.Popen[bytes], log: Path) -> None:
    probe = Objects(endpoint, "probe").bucket
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        assert server.poll() is None, log.read_text()
        try:
            requests.get(endpoint, timeout=5)
            probe.put("ready", b"")
        except OSError:
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.1)
        else:
            return
