"""The chart for Kubernetes has what Compose has, and nothing that a strict cluster refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from bellwether_api.http.rights import RIGHTS
from bellwether_contract.settings import PREFIX, SECRETS
from tests.helm_chart import FOREIGN, KEYS, RELEASE, ROOT, SETS, Document, Rendered, render

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
OBJECTS = yaml.safe_load((ROOT / "docker-compose.objects.yml").read_text())
SERVICES = ("redis", "api", "trainer", "checker", "web")
CLUSTER = ("scheduler", "fitter")

# An Ingress has the certificate.
COMPOSE_ALONE = {"TLS_CERT_FILE", "TLS_KEY_FILE"}

# A value for each name that can be set, none of them the default.
SAID = {
    "REQUIRE_SIGNATURES": "no",
    "KEEP_VERSIONS": "7",
    "KEEP_PROMOTIONS": "8",
    "KEEP_DAYS": "9",
    "LOG_LEVEL": "debug",
    "PUBLIC_PREDICTIONS": "no",
    "AUDIT_KEEP_MONTHS": "24",
    "BASE_PATH": "/risk",
    "FIRST_START": "no",
    "FULL_TRAINING": "no",
    "WEB_CONCURRENCY": "3",
    "TRAINING_THREADS": "5",
    "DASK": "tcp://one:8786",
    "RATE_LIMIT": "1000000",
    "ALLOWED_ORIGINS": "https://one.example",
    "TRUSTED_PROXIES": "192.0.2.7",
}
# As somebody writes them who does not think of quotation marks.
UNQUOTED = {name: int(value) if value.isdigit() else value for name, value in SAID.items()}
STORE = {
    "STORE": "s3://clinic-bellwether/production",
    "STORE_ENDPOINT": "https://objects.example:9000",
    "STORE_REGION": "eu-central-1",
}


@pytest.fixture(scope="module")
def rendered() -> dict[str, Rendered]:
    """Each set of values that is shipped, the chart's own, and one with every setting."""
    cases: dict[str, dict[str, Any]] = {
        **SETS,
        "default": {},
        "said": {"settings": UNQUOTED},
        # What none of them uses.
        "rest": {
            "fullnameOverride": RELEASE,
            "images": {"pullSecrets": ["registry"], "tag": "2"},
            "predictors": {"existingClaim": "predictors"},
            "storage": {"models": {"existingClaim": "shared-models"}},
            "web": {"service": {"type": "LoadBalancer", "annotations": {"one.example/is": "it"}}},
        },
    }
    made = render(*({**KEYS, **values} for values in cases.values()), examine=True)
    return dict(zip(cases, made, strict=True))


@pytest.fixture(params=sorted(SETS))
def chart(request: pytest.FixtureRequest, rendered: dict[str, Rendered]) -> Rendered:
    return rendered[request.param]


def test_helm_and_kubernetes_find_nothing_wrong(rendered: dict[str, Rendered]) -> None:
    assert sorted(SETS) == ["laptop", "large", "objects", "subpath", "volumes"]
    for made in rendered.values():
        assert not made.refused
        assert not made.lint
        assert not made.faults
        assert len(made.documents) > 10
        assert "port-forward" in made.notes or "https://" in made.notes


def interpolated(value: Any, said: dict[str, str]) -> str:
    """A value of docker-compose.yml where these names are set."""
    return re.sub(
        r"\$\{(\w+):[-?]([^}]*)\}", lambda found: said.get(found[1]) or found[2], str(value)
    )


def environment(service: str, said: dict[str, str]) -> dict[str, str]:
    """What compose tells a service; names of other services as they are in the chart."""
    listed = {
        name: interpolated(value, said)
        for name, value in COMPOSE["services"][service].get("environment", {}).items()
        if name not in COMPOSE_ALONE
    }
    return {
        name: re.sub(r"@redis:|^api$", lambda found: in_chart(found[0]), value)
        for name, value in listed.items()
    }


def in_chart(name: str) -> str:
    return f"@{RELEASE}-redis:" if name.startswith("@") else f"{RELEASE}-{name}"


@pytest.mark.parametrize("service", ["api", "trainer", "checker", "web"])
def test_a_service_has_the_settings_that_it_has_with_compose(
    rendered: dict[str, Rendered], service: str
) -> None:
    assert rendered["default"].environment(service) == environment(service, {})
    assert rendered["said"].environment(service) == environment(service, SAID)


def test_whatever_can_be_set_with_compose_can_be_set_here() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    elsewhere = {
        # Where it is published: an Ingress or a Service says so.
        "HTTP_BIND", "HTTP_PORT", "TLS_DIR", *COMPOSE_ALONE,
        # Secrets and predictors are there already.
        "OPERATOR_KEY", "OPERATOR_KEY_FILE", "PREDICTORS_DIR",
        # `resources` and `dask`.
        "TRAINER_MEMORY", "CHECKER_MEMORY", "FITTERS", "FITTER_MEMORY",
    }  # fmt: skip
    assert set(re.findall(r"\$\{(\w+)", text)) - elsewhere == set(SAID)


@pytest.mark.parametrize("service", ["api", "trainer", "checker"])
def test_a_bucket_is_named_as_compose_names_it(rendered: dict[str, Rendered], service: str) -> None:
    made = rendered["objects"].environment(service)
    declared = OBJECTS["services"][service]["environment"]
    # The secret itself stands in no variable.
    assert {name for name in made if "STORE" in name or "CACHE" in name} == (
        declared.keys() - {f"{PREFIX}STORE_SECRET"}
    )
    for name, value in STORE.items():
        assert made[f"{PREFIX}{name}"] == interpolated(declared[f"{PREFIX}{name}"], STORE) == value
    wanted = "bellwether-store" if service == "api" else "bellwether-store-trainer"
    reference = {"secretKeyRef": {"name": wanted, "key": "key-id"}}
    assert made[f"{PREFIX}STORE_KEY_ID"] == reference
    assert made[f"{PREFIX}CACHE_DIR"] == declared[f"{PREFIX}CACHE_DIR"]


def test_a_redis_outside_is_reached_by_tls_and_by_each_with_a_name_of_its_own(
    rendered: dict[str, Rendered],
) -> None:
    made = rendered["objects"]
    assert "redis" not in made.pods()
    for service, user in (("api", "api"), ("trainer", "trainer"), ("checker", "trainer")):
        said = made.environment(service)
        assert said[f"{PREFIX}REDIS_URL"] == f"rediss://{user}@redis.example:6380/0"
        assert said[f"{PREFIX}REDIS_CA_FILE"] == "/run/redis-ca/ca.crt"
        assert "/run/redis-ca" in mounts(made, service)


def mounts(made: Rendered, part: str) -> dict[str, bool]:
    """Where something is mounted in a part, and whether it may only be read."""
    return {
        re.sub(r"^/public-keys/.*", "/public-keys", each["mountPath"]): each.get("readOnly", False)
        for each in made.container(part).get("volumeMounts", [])
    }


@pytest.mark.parametrize("service", ["redis", "api", "trainer", "checker"])
def test_a_service_may_write_what_it_may_with_compose_and_no_more(
    rendered: dict[str, Rendered], service: str
) -> None:
    # A path of the host, which may hold a colon in its default, a place and perhaps `ro`.
    declared = [
        re.sub(r"\$\{.*?\}", "host", each) for each in COMPOSE["services"][service]["volumes"]
    ]
    allowed = {each.split(":")[1]: each.endswith(":ro") for each in declared}
    kept = {"/tmp": False, "/dev/shm": False, "/cache": False, "/run/store": True,
            "/run/redis-ca": True}  # fmt: skip
    for made in rendered.values():
        if service not in made.pods():
            continue
        found = mounts(made, service)
        assert {place: found.pop(place, None) for place in allowed} == allowed
        assert found == {place: kept[place] for place in found}


def test_no_public_key_is_a_link(rendered: dict[str, Rendered]) -> None:
    # A config map that is mounted as a folder holds links, which no reader of keys follows.
    for part in ("api", "trainer", "checker"):
        (each,) = (
            mount
            for mount in rendered["default"].container(part)["volumeMounts"]
            if mount["name"] == "public-keys"
        )
        (name,) = KEYS["publicKeys"]
        assert (each["mountPath"], each["subPath"]) == (f"/public-keys/{name}", name)
        assert each["readOnly"]


def test_what_lies_on_a_shared_volume_is_the_same_for_all(chart: Rendered) -> None:
    claimed: dict[str, set[str]] = {}
    for pod in chart.pods().values():
        for volume in pod["spec"]["volumes"]:
            if claim := volume.get("persistentVolumeClaim"):
                claimed.setdefault(volume["name"], set()).add(claim["claimName"])
    claims = chart.of("PersistentVolumeClaim")
    assert claimed == {name: {f"{RELEASE}-{name}"} for name in claims}
    for claim in claims.values():
        # `helm uninstall` takes no model away.
        assert claim["metadata"]["annotations"] == {"helm.sh/resource-policy": "keep"}


def test_every_mount_has_its_volume_and_every_volume_its_mount(chart: Rendered) -> None:
    for part, pod in chart.pods().items():
        volumes = [each["name"] for each in pod["spec"]["volumes"]]
        if part == "redis":
            volumes.append("redis-data")
        used = {each["name"] for one in chart.containers(part) for each in one["volumeMounts"]}
        assert used == set(volumes)
        assert len(used) == len(volumes)


def test_a_pod_may_do_what_the_profile_restricted_allows_and_writes_into_volumes_alone(
    chart: Rendered,
) -> None:
    """https://kubernetes.io/docs/concepts/security/pod-security-standards, `restricted`."""
    for part, pod in chart.pods().items():
        spec = pod["spec"]
        assert not {"hostNetwork", "hostPID", "hostIPC"} & spec.keys()
        whole = spec["securityContext"]
        assert whole["runAsNonRoot"] is True
        assert whole["seccompProfile"] == {"type": "RuntimeDefault"}
        user = COMPOSE["services"][part]["user"]
        assert f"{whole['runAsUser']}:{whole['runAsGroup']}" == user
        assert whole["fsGroup"] == whole["runAsGroup"]
        assert not whole.keys() & {"sysctls", "supplementalGroups"}
        # Nobody here asks Kubernetes anything, and names of services would be taken for settings.
        assert spec["automountServiceAccountToken"] is False
        assert spec["enableServiceLinks"] is False
        for volume in spec["volumes"]:
            kind = volume.keys() - {"name"}
            assert kind <= {"configMap", "emptyDir", "persistentVolumeClaim", "secret"}
        for container in chart.containers(part):
            own = container["securityContext"]
            assert own["allowPrivilegeEscalation"] is False
            assert own["readOnlyRootFilesystem"] is True
            assert own["runAsNonRoot"] is True
            assert own["capabilities"] == {"drop": ["ALL"]}
            assert own["seccompProfile"] == {"type": "RuntimeDefault"}
            assert not own.keys() & {"privileged", "procMount", "runAsUser"}
            assert all("hostPort" not in port for port in container.get("ports", []))


def test_no_secret_stands_in_a_manifest(chart: Rendered) -> None:
    assert "Secret" not in {each["kind"] for each in chart.documents}
    text = (ROOT / "deploy/helm/bellwether/values.yaml").read_text()
    assert not re.findall(r"(?im)^\s*\w*(password|token|key)\s*:\s*[\"']?\w", text)
    for part, pod in chart.pods().items():
        secret = {each["name"] for each in pod["spec"]["volumes"] if "secret" in each}
        places = {
            each["mountPath"]
            for each in chart.container(part)["volumeMounts"]
            if each["name"] in secret
        }
        for name, value in chart.environment(part).items():
            bare = name.removeprefix(PREFIX)
            assert bare not in SECRETS
            if bare.removesuffix("_FILE") in SECRETS:
                assert value.rpartition("/")[0] in places
            if bare == "REDIS_URL":
                assert not re.search(r"//[^/@]*:[^/@]*@", value)
        for volume in pod["spec"]["volumes"]:
            # For its group alone to read.
            assert volume.get("secret", {}).get("defaultMode", 0o440) == 0o440


def test_a_service_runs_the_image_the_command_and_the_limits_of_compose(
    chart: Rendered,
) -> None:
    for part in chart.pods():
        declared, found = COMPOSE["services"][part], chart.container(part)
        image = found["image"]
        if part == "redis":
            assert image == declared["image"]
            assert found["command"] == declared["entrypoint"]
            assert found["args"] == declared["command"]
        else:
            built = declared["build"]["dockerfile"].split("/")[1]
            assert re.fullmatch(rf"(registry\.example/clinic/)?bellwether-{built}:[\w.]+", image)
            command = [
                word.replace("//scheduler:", f"//{RELEASE}-scheduler:")
                for word in (interpolated(each, {}) for each in declared["command"])
            ]
            assert found["command"] == command
        assert found["resources"]["limits"]["memory"] == found["resources"]["requests"]["memory"]


@pytest.mark.parametrize("part", [*SERVICES, *CLUSTER])
def test_a_service_has_the_memory_that_it_has_with_compose(
    rendered: dict[str, Rendered], part: str
) -> None:
    made = rendered["large" if part in CLUSTER else "default"]
    declared, found = COMPOSE["services"][part], made.container(part)
    limits = found["resources"]["limits"]
    assert limits["memory"].lower() == f"{interpolated(declared['mem_limit'], {})}i"
    assert float(limits.get("cpu", 0)) == declared.get("cpus", 0)
    sizes = {
        each["name"]: each["emptyDir"]["sizeLimit"].lower()
        for each in made.pods()[part]["spec"]["volumes"]
        if each.get("emptyDir", {}).get("medium") == "Memory"
    }
    (tmp,) = declared["tmpfs"]
    assert sizes.pop("tmp") == re.findall(r"size=(\w+)", tmp)[0] + "i"
    assert sizes == ({"shm": f"{declared['shm_size']}i"} if "shm_size" in declared else {})


def test_shares_of_the_processor_are_those_of_compose(rendered: dict[str, Rendered]) -> None:
    def share(part: str) -> int:
        asked = rendered["default"].container(part)["resources"]["requests"]["cpu"]
        return int(asked.removesuffix("m"))

    for part in ("trainer", "checker"):
        # 1024 is Docker's default, which the API has.
        assert share(part) * 1024 == share("api") * COMPOSE["services"][part]["cpu_shares"]


def test_predictors_and_volumes_may_be_there_already(rendered: dict[str, Rendered]) -> None:
    for part in ("api", "trainer", "checker"):
        brought, mine = (
            rendered["default"].pods()[part]["spec"],
            rendered["rest"].pods()[part]["spec"],
        )
        (bringing,) = brought["initContainers"]
        assert bringing["image"].startswith("bellwether-predictors:")
        assert [each["mountPath"] for each in bringing["volumeMounts"]] == ["/copy"]
        assert "initContainers" not in mine
        assert mine["imagePullSecrets"] == [{"name": "registry"}]
        claims = {each["name"]: each.get("persistentVolumeClaim") for each in mine["volumes"]}
        assert claims["predictors"] == {"claimName": "predictors", "readOnly": True}
        assert claims["models"] == {"claimName": "shared-models"}
    assert "models" not in rendered["rest"].of("PersistentVolumeClaim")


def probes(made: Rendered) -> Iterator[tuple[str, str, Document]]:
    for part in made.pods():
        for name, value in made.container(part).items():
            if name.endswith("Probe"):
                yield part, name, value


def test_each_probe_asks_what_there_is(chart: Rendered) -> None:
    asked = set()
    for part, _, probe in probes(chart):
        ports = {
            each["name"]: each["containerPort"] for each in chart.container(part).get("ports", [])
        }
        for kind in ("httpGet", "tcpSocket"):
            if kind in probe:
                assert probe[kind]["port"] in ports
        paths = re.findall(r"GET (\S+) HTTP", " ".join(probe.get("exec", {}).get("command", [])))
        paths += [probe["httpGet"]["path"]] if "httpGet" in probe else []
        asked |= {(part, path) for path in paths}
    assert asked == {
        ("api", "/v2/health/live"),
        ("api", "/v2/health/ready"),
        ("web", "/"),
    }
    assert {("GET", path) for part, path in asked if part == "api"} <= RIGHTS.keys()


@pytest.mark.parametrize("part", ["trainer", "checker", "redis"])
def test_a_worker_and_redis_are_asked_as_compose_asks_them(
    rendered: dict[str, Rendered], part: str
) -> None:
    said = COMPOSE["services"][part]["healthcheck"]["test"]
    assert said[0] in ("CMD-SHELL",)
    found = {
        name: probe["exec"]["command"]
        for each, name, probe in probes(rendered["default"])
        if each == part
    }
    assert found.keys() == {"startupProbe", "readinessProbe", "livenessProbe"}
    for command in found.values():
        assert command == ["/bin/sh", "-c", said[1].replace("$$", "$")]


def test_all_kinds_that_others_define_are_known(chart: Rendered) -> None:
    foreign = {each["kind"] for each in chart.documents if "traefik" in each["apiVersion"]}
    assert foreign <= FOREIGN
