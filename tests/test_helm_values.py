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
from tests.helm_chart import CHART, HELM, KEYS, ROOT, SETS, Rendered, render

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
    "an autoscaler that looks at nothing": (
        {"api": {"autoscaling": {"enabled": True, "cpu": ""}}}, ("api.autoscaling", "requests")
    ),
    "one key for those who train alone": (
        {"store": {"bucket": "s3://bucket", "trainerSecret": "one"}}, ("store.secret",)
    ),
}  # fmt: skip


RIGHT: dict[str, dict[str, Any]] = {
    "volumes": KEYS,
    "unsigned": {"settings": {"REQUIRE_SIGNATURES": False}},
    "bucket": {
        **KEYS,
        "store": {"bucket": "s3://bucket"},
        "serviceAccount": {"annotations": {"cloud.example/role": "reader"}},
    },
    "requests alone": {
        **KEYS,
        "api": {"autoscaling": {"enabled": True, "cpu": "", "requests": 300}},
    },
}


@pytest.fixture(scope="module")
def rendered() -> dict[str, Rendered]:
    cases = {case: {**KEYS, **values} for case, (values, _) in WRONG.items()} | RIGHT
    return dict(zip(cases, render(*cases.values()), strict=True))


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_value_is_refused_and_named(rendered: dict[str, Rendered], case: str) -> None:
    for word in WRONG[case][1]:
        assert word in rendered[case].refused


def test_without_signatures_no_public_key_is_asked_for(rendered: dict[str, Rendered]) -> None:
    made = rendered["unsigned"]
    assert not made.refused
    assert made.environment("api")["BELLWETHER_REQUIRE_SIGNATURES"] == "false"


def test_a_bucket_may_be_asked_by_the_role_of_the_pods(rendered: dict[str, Rendered]) -> None:
    made = rendered["bucket"]
    (account,) = made.of("ServiceAccount").values()
    assert account["metadata"]["annotations"] == {"cloud.example/role": "reader"}
    assert not {name for name in made.environment("api") if "STORE_KEY" in name}


def test_an_autoscaler_may_look_at_requests_alone(rendered: dict[str, Rendered]) -> None:
    (metric,) = rendered["requests alone"].of("HorizontalPodAutoscaler")["api"]["spec"]["metrics"]
    assert metric["type"] == "Pods"
    assert metric["pods"]["target"] == {"type": "AverageValue", "averageValue": "300"}


def test_the_chart_is_of_this_version() -> None:
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text())
    assert chart["appVersion"] == __version__
    # A default that the schema does not know would be refused as soon as somebody sets it.
    told = (ROOT / "docs/deploy-kubernetes.md").read_text()
    for name in SETS:
        assert f"values/{name}.yaml" in told


# --- what is made -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def prepared(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[subprocess.CompletedProcess[str], Path]:
    """What `deploy/helm/prepare` prints as a second set, and the values that it writes."""
    values = tmp_path_factory.mktemp("prepared") / "keys.yaml"
    return prepare(values, OPERATOR_KEY="a key that somebody has chosen", SECRETS="-2"), values


def prepare(values: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run it with the modules of this folder in place of those of the images."""
    return subprocess.run(
        [str(HELM / "prepare"), str(values)],
        env=os.environ | {"PYTHON": sys.executable} | environ,
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip


def test_prepare_makes_every_secret_that_the_chart_refers_to(
    prepared: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    made, path = prepared
    assert made.returncode == 0, made.stderr
    secrets = {
        each["metadata"]["name"]: {
            name: base64.b64decode(value).decode() for name, value in each["data"].items()
        }
        for each in yaml.safe_load_all(made.stdout)
    }
    values = yaml.safe_load(path.read_text())
    # Behind the values of a first set, as Helm merges them: what that has signed stays believed.
    (chart,) = render({**values, "publicKeys": KEYS["publicKeys"] | values["publicKeys"]})
    assert len(chart.of("ConfigMap")["public-keys"]["data"]) == 2
    referred = {
        volume["secret"]["secretName"]: volume["name"]
        for pod in chart.pods().values()
        for volume in pod["spec"]["volumes"]
        if "secret" in volume
    }
    assert referred.keys() == secrets.keys()
    assert all(name.endswith("-2") for name in referred)
    for part in chart.pods():
        for name, value in chart.environment(part).items():
            if name.endswith("_FILE") and "HEARTBEAT" not in name:
                folder, _, file = value[1:].partition("/")
                (secret,) = (each for each, volume in referred.items() if volume == folder)
                assert file in secrets[secret]
    assert "redis.acl" in secrets["bellwether-redis-2"]
    assert secrets["bellwether-api-2"]["operator-key"] == "a key that somebody has chosen"
    # The public key is that of the private one, which has to be a file `.key`.
    ((name, private),) = secrets["bellwether-signing-2"].items()
    ((public, pem),) = values["publicKeys"].items()
    assert (name, public) == (f"{Path(name).stem}.key", f"{Path(name).stem}.pub")
    key = serialization.load_pem_private_key(private.encode(), None).public_key()
    assert key == serialization.load_pem_public_key(pem.encode())
    # What is no secret holds none.
    kept = path.read_text() + made.stderr
    for each in secrets.values():
        for value in each.values():
            assert not any(line in kept for line in value.splitlines() if "-----" not in line)


def test_prepare_writes_over_no_public_key(
    prepared: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    _, path = prepared
    before = path.read_text()
    again = prepare(path)
    assert again.returncode != 0
    assert not again.stdout
    assert "keys.yaml is there" in again.stderr
    assert path.read_text() == before


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
    tmp_path: Path, health: dict[str, int], rendered: dict[str, Rendered]
) -> None:
    volume, bucket = rendered["volumes"], rendered["bucket"]
    environ = {
        "PATH": os.environ["PATH"],
        "PORT": str(health["port"]),
        "BELLWETHER_CHAMPIONS_DIR": str(tmp_path / "champions"),
        "BELLWETHER_CACHE_DIR": str(tmp_path / "cache"),
    }

    def ready(chart: Rendered) -> bool:
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
