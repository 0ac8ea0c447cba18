"""What the chart's objects refer to exists, and only those talk who have something to say."""

from __future__ import annotations

from typing import Any

import pytest

from tests.helm_chart import KEYS, RELEASE, SETS, Document, Rendered, render

PORTS = {"web": 8080, "api": 8000, "redis": 6379, "scheduler": 8786}

# Who asks whom, and where; everybody else's name is looked up, and that is all.
TALK = {("web", "api", 8000)} | {(part, "redis", 6379) for part in ("api", "trainer", "checker")}
DASK_TALK = {("trainer", "scheduler", 8786), ("fitter", "scheduler", 8786)} | {
    (part, "fitter", port) for part in ("scheduler", "fitter") for port in (*PORTS.values(), 40000)
}


@pytest.fixture(scope="module")
def rendered() -> dict[str, Rendered]:
    return dict(zip(SETS, render(*({**KEYS, **each} for each in SETS.values())), strict=True))


@pytest.fixture(params=sorted(SETS))
def chart(request: pytest.FixtureRequest, rendered: dict[str, Rendered]) -> Rendered:
    return rendered[request.param]


def selected(chart: Rendered, labels: dict[str, str]) -> list[str]:
    """The parts whose pods carry all of these labels."""
    return [
        part
        for part, pod in chart.pods().items()
        if labels.items() <= pod["metadata"]["labels"].items()
    ]


def test_a_selector_finds_the_pods_of_its_own_part(chart: Rendered) -> None:
    for kind in ("Deployment", "StatefulSet", "PodDisruptionBudget"):
        for part, each in chart.of(kind).items():
            assert selected(chart, each["spec"]["selector"]["matchLabels"]) == [part]
    for part, each in chart.of("Service").items():
        assert selected(chart, each["spec"]["selector"]) == [part]
        (port,) = each["spec"]["ports"]
        assert {"name": port["targetPort"], "containerPort": PORTS[part]} in (
            chart.container(part)["ports"]
        )
    for part, pod in chart.pods().items():
        for spread in pod["spec"].get("topologySpreadConstraints", []):
            assert selected(chart, spread["labelSelector"]["matchLabels"]) == [part]


def test_several_of_one_kind_are_not_taken_away_at_once(chart: Rendered) -> None:
    deployments = chart.of("Deployment")
    several = {part for part in ("api", "web") if deployments[part]["spec"].get("replicas", 2) > 1}
    budgets = chart.of("PodDisruptionBudget")
    assert budgets.keys() == several
    for budget in budgets.values():
        assert budget["spec"]["maxUnavailable"] == 1
    for part in ("api", "web"):
        spec = deployments[part]["spec"]
        assert spec["strategy"]["rollingUpdate"] == {"maxSurge": 1, "maxUnavailable": 0}
        pod = spec["template"]["spec"]
        (container,) = pod["containers"]
        drained = int(container["lifecycle"]["preStop"]["exec"]["command"][1])
        # What is being answered when it is asked to end has gunicorn's time, or more.
        assert pod["terminationGracePeriodSeconds"] >= drained + 30


def test_more_requests_make_more_apis(rendered: dict[str, Rendered]) -> None:
    assert not rendered["volumes"].of("HorizontalPodAutoscaler")
    large = rendered["large"]
    spec = large.of("HorizontalPodAutoscaler")["api"]["spec"]
    assert spec["scaleTargetRef"]["name"] == f"{RELEASE}-api"
    api = large.of("Deployment")["api"]
    assert spec["scaleTargetRef"]["kind"] == api["kind"]
    # Who says how many there are is one alone.
    assert "replicas" not in api["spec"]
    cpu, requests = spec["metrics"]
    assert cpu["resource"]["target"] == {"type": "AverageValue", "averageValue": "1"}
    assert requests["pods"]["metric"] == {"name": "bellwether_http_requests_per_second"}
    assert requests["pods"]["target"] == {"type": "AverageValue", "averageValue": "300"}


def allows(rules: list[Document], way: str, labels: dict[str, str], port: int) -> bool:
    """Whether one of the rules lets traffic through to or from pods with these labels."""
    for rule in rules:
        ports = [each["port"] for each in rule.get("ports", []) if each.get("protocol") != "UDP"]
        if ports and port not in ports:
            continue
        peers: list[Any] = rule.get(way, [])
        if not peers or any(
            "podSelector" in peer
            and "namespaceSelector" not in peer
            and peer["podSelector"]["matchLabels"].items() <= labels.items()
            for peer in peers
        ):
            return True
    return False


@pytest.mark.parametrize("name", ["volumes", "objects", "large"])
def test_only_those_talk_who_have_something_to_say(
    rendered: dict[str, Rendered], name: str
) -> None:
    chart = rendered[name]
    policies = chart.of("NetworkPolicy")
    assert policies.keys() == chart.pods().keys()
    labels = {part: pod["metadata"]["labels"] for part, pod in chart.pods().items()}
    for part, policy in policies.items():
        assert selected(chart, policy["spec"]["podSelector"]["matchLabels"]) == [part]
        assert policy["spec"]["policyTypes"] == ["Ingress", "Egress"]
    found = {
        (one, other, port)
        for one in labels
        for other in labels
        for port in (*PORTS.values(), 40000)
        if allows(policies[one]["spec"]["egress"], "to", labels[other], port)
        and allows(policies[other]["spec"]["ingress"], "from", labels[one], port)
    }
    expected = TALK | (DASK_TALK if name == "large" else set())
    assert found == {each for each in expected if each[1] in labels}


def test_out_of_the_cluster_go_the_bucket_and_redis_alone(rendered: dict[str, Rendered]) -> None:
    def outside(chart: Rendered, part: str) -> set[int]:
        rules = chart.of("NetworkPolicy")[part]["spec"]["egress"]
        return {port["port"] for rule in rules if "to" not in rule for port in rule["ports"]}

    for part in ("api", "trainer", "checker"):
        assert outside(rendered["objects"], part) == {6380, 9000}
        assert outside(rendered["volumes"], part) == set()
    assert outside(rendered["objects"], "web") == set()


def test_the_ingress_leads_to_the_page(rendered: dict[str, Rendered]) -> None:
    for name in ("subpath", "large"):
        chart = rendered[name]
        spec = chart.of("Ingress")["web"]["spec"]
        (rule,) = spec["rules"]
        (path,) = rule["http"]["paths"]
        backend = path["backend"]["service"]
        service = chart.of("Service")[backend["name"].removeprefix(f"{RELEASE}-")]
        assert backend["port"]["name"] in {each["name"] for each in service["spec"]["ports"]}
        assert spec["tls"][0]["hosts"] == [rule["host"]]
        assert chart.environment("web")["TRUSTED_PROXIES"]


def test_under_a_path_it_is_taken_away_and_said(rendered: dict[str, Rendered]) -> None:
    chart = rendered["subpath"]
    ingress = chart.of("Ingress")["web"]
    assert ingress["spec"]["rules"][0]["http"]["paths"][0]["path"] == "/bellwether"
    assert chart.environment("api")["BELLWETHER_BASE_PATH"] == "/bellwether"
    middlewares = chart.of("Middleware")
    assert middlewares["strip"]["spec"] == {"stripPrefix": {"prefixes": ["/bellwether"]}}
    (named,) = ingress["metadata"]["annotations"].values()
    assert named == ",".join(
        f"clinic-{middlewares[each]['metadata']['name']}@kubernetescrd"
        for each in ("slash", "strip")
    )
