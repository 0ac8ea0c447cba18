"""Wrong values are refused in words, `prepare` makes what the chart refers to, and who is ready."""

from __future__ import annotations

import base64
import http.server
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography.hazmat.primitives import serialization

from bellwether_api import __version__
from bellwether_contract.storage.objects import LOOKED
from bellwether_contract.storage.origin import POINTER
from tests.helm_chart import CHART, HELM, KEYS, ROOT, SETS, render

OUTSIDE = {"store": {"bucket": "s3://bucket"}, "redis": {"external": {"host": "redis.example"}}}

# Values that are wrong, and words of the refusal: where it is, and what would be right.
WRONG: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "a name that nobody knows": ({"settings": {"KEEP_VERSION": "5"}}, ("settings", "KEEP_VERSION")),
    "a part that there is not": ({"apis": {"replicas": 3}}, ("apis",)),
    "a number in words": ({"settings": {"RATE_LIMIT": "many"}}, ("RATE_LIMIT", "[0-9]")),
    "no API": ({"api": {"replicas": 0}}, ("/api/replicas", "1")),
    "a path with a slash behind it": ({"settings": {"BASE_PATH": "/risk/"}}, ("BASE_PATH",)),
    "a password in an address": (
        {"redis": {"external": {"host": "user:word@redis.example"}}}, ("/redis/external/host",)
    ),
    "a private key among the public ones": (
        {"publicKeys": {"one.pub": "-----BEGIN PRIVATE KEY-----\nAA\n-----END PRIVATE KEY-----\n"}},
        ("/publicKeys/one.pub", "PUBLIC KEY"),
    ),
    "a public key under another name": (
        {"publicKeys": {"one.key": KEYS["publicKeys"]["20261129T160000000000Z.pub"]}}, ("one.key",)
    ),
    "volumes that one pod alone may write": (
        {"storage": {"accessMode": "ReadWriteOncePod"}}, ("accessMode", "ReadWriteMany")
    ),
    "an Ingress without a host": ({"ingress": {"enabled": True}}, ("/ingress/host",)),
    "no key by which versions are believed": (
        {"publicKeys": {}}, ("publicKeys", "deploy/helm/prepare")
    ),
    "a path that nobody takes away": (
        {"settings": {"BASE_PATH": "/risk"}, "ingress": {"enabled": True, "host": "one.example"}},
        ("ingress.stripBy", "traefik"),
    ),
    "volumes that nobody shares": (
        {"storage": {"champions": {"ephemeral": True}}}, ("storage.champions", "store.bucket")
    ),
    "two clusters": (
        {"settings": {"DASK": "tcp://one:8786"}, "dask": {"enabled": True}}, ("dask.enabled",)
    ),
    "fewer at most than at least": (
        {"api": {"autoscaling": {"enabled": True, "minReplicas": 9, "maxReplicas": 3}}},
        ("minReplicas",),
    ),
    "one key for those who train alone": (
        {"store": {"bucket": "s3://bucket", "trainerSecret": "one"}}, ("store.secret",)
    ),
}  # fmt: skip


def test_a_wrong_value_is_refused_and_named() -> None:
    made = render(*({**KEYS, **values} for values, _ in WRONG.values()))
    for (case, (_, words)), one in zip(WRONG.items(), made, strict=True):
        for word in words:
            assert word in one.refused, (case, one.refused)


def test_without_signatures_no_key_is_asked_for() -> None:
    made, without = render(
        {"settings": {"REQUIRE_SIGNATURES": False}},
        {**KEYS, "store": {"bucket": "s3://bucket"}, "serviceAccount": {"annotations": {"a": "b"}}},
    )
    assert not made.refused
    assert made.environment("api")["BELLWETHER_REQUIRE_SIGNATURES"] == "false"
    # Who asks the bucket by a role of the pods has no key either.
    assert not {name for name in without.environment("api") if "STORE_KEY" in name}


def test_the_chart_is_of_this_version() -> None:
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text())
    assert chart["appVersion"] == __version__
    # A default that the schema does not know would be refused as soon as somebody sets it.
    told = (ROOT / "docs/deploy-kubernetes.md").read_text()
    for name in SETS:
        assert f"values/{name}.yaml" in told


# --- what is made -------------------------------------------------------------------------------


def prepare(
    tmp_path: Path, *, name: str = "keys.yaml", **environ: str
) -> subprocess.CompletedProcess[str]:
    """`deploy/helm/prepare`, with the modules of this folder in place of those of the images."""
    return subprocess.run(
        [str(HELM / "prepare"), str(tmp_path / name)],
        env=os.environ | {"PYTHON": sys.executable} | environ,
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def secrets_of(printed: str) -> dict[str, dict[str, str]]:
    return {
        each["metadata"]["name"]: {
            name: base64.b64decode(value).decode() for name, value in each["data"].items()
        }
        for each in yaml.safe_load_all(printed)
    }


def test_prepare_makes_every_secret_that_the_chart_refers_to(tmp_path: Path) -> None:
    made = prepare(tmp_path, OPERATOR_KEY="a key that somebody has chosen")
    assert made.returncode == 0, made.stderr
    secrets = secrets_of(made.stdout)
    values = yaml.safe_load((tmp_path / "keys.yaml").read_text())
    (chart,) = render(values)
    assert not chart.refused
    referred = {
        volume["secret"]["secretName"]: volume["name"]
        for pod in chart.pods().values()
        for volume in pod["spec"]["volumes"]
        if "secret" in volume
    }
    assert referred.keys() == secrets.keys()
    for part in chart.pods():
        for name, value in chart.environment(part).items():
            if name.endswith("_FILE") and "HEARTBEAT" not in name:
                folder, _, file = value[1:].partition("/")
                (secret,) = (each for each, volume in referred.items() if volume == folder)
                assert file in secrets[secret]
    assert "redis.acl" in secrets["bellwether-redis"]
    assert secrets["bellwether-api"]["operator-key"] == "a key that somebody has chosen"
    # The public key is that of the private one, which has to be a file `.key`.
    ((name, private),) = secrets["bellwether-signing"].items()
    ((public, pem),) = values["publicKeys"].items()
    assert (name, public) == (f"{Path(name).stem}.key", f"{Path(name).stem}.pub")
    key = serialization.load_pem_private_key(private.encode(), None).public_key()
    assert key == serialization.load_pem_public_key(pem.encode())
    # What is no secret holds none.
    kept = (tmp_path / "keys.yaml").read_text() + made.stderr
    for each in secrets.values():
        for value in each.values():
            assert not any(line in kept for line in value.splitlines() if "-----" not in line)


def test_a_second_set_leaves_the_first_and_what_it_has_signed_is_believed(tmp_path: Path) -> None:
    first = prepare(tmp_path)
    again = prepare(tmp_path)
    assert again.returncode != 0
    assert not again.stdout
    assert "keys.yaml is there" in again.stderr
    second = prepare(tmp_path, name="keys-2.yaml", SECRETS="-2")
    assert secrets_of(second.stdout).keys() == {f"{name}-2" for name in secrets_of(first.stdout)}
    # As Helm merges files of values.
    one, two = (
        yaml.safe_load((tmp_path / each).read_text()) for each in ("keys.yaml", "keys-2.yaml")
    )
    (chart,) = render({**one, **two, "publicKeys": one["publicKeys"] | two["publicKeys"]})
    assert len(chart.of("ConfigMap")["public-keys"]["data"]) == 2
    names = [each["name"] for each in chart.pods()["api"]["spec"]["volumes"] if "secret" in each]
    assert names == ["keys"]


# --- when a pod is ready ------------------------------------------------------------------------


@pytest.fixture
def health() -> Iterator[dict[str, int]]:
    """A server that answers `/v2/health/ready` with the status in here, at the port in here."""
    said = {"status": 200}

    class Answers(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(said["status"] if self.path == "/v2/health/ready" else 404)
            self.end_headers()

        def log_message(self, *_: Any) -> None: ...

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    said["port"] = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield said
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_pod_that_answers_nothing_is_ready_only_where_nothing_was_ever_promoted(
    tmp_path: Path, health: dict[str, int]
) -> None:
    volume, bucket = render(KEYS, {**KEYS, **OUTSIDE})
    environ = {
        "PATH": os.environ["PATH"],
        "PORT": str(health["port"]),
        "BELLWETHER_CHAMPIONS_DIR": str(tmp_path / "champions"),
        "BELLWETHER_CACHE_DIR": str(tmp_path / "cache"),
    }

    def ready(chart: Any) -> bool:
        command = chart.container("api")["readinessProbe"]["exec"]["command"]
        # Of nothing else does it ask, and all of it is told to the container.
        assert set(re.findall(r"\$\{?([A-Z_]+)", command[-1])) <= chart.environment("api").keys()
        return subprocess.run(command, env=environ, check=False).returncode == 0

    kept, copied = tmp_path / "champions", tmp_path / "cache/0123456789abcdef/champions"
    assert ready(volume)
    assert ready(bucket)
    health["status"] = 503
    (kept / "heart").mkdir(parents=True)
    # A bucket that was not read yet may hold champions.
    assert not ready(bucket)
    copied.mkdir(parents=True)
    (copied / LOOKED).write_text("")
    assert not ready(bucket)
    (copied / LOOKED).write_text("1")
    assert ready(volume)
    assert ready(bucket)
    (copied / "heart").mkdir()
    for folder, chart in ((kept, volume), (copied, bucket)):
        (folder / "heart" / POINTER).write_text("{}")
        assert not ready(chart)
    health["status"] = 500
    (kept / "heart" / POINTER).unlink()
    assert not ready(volume)
    environ["PORT"] = "9"
    assert not ready(volume)
