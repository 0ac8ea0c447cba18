"""Three machines are one: tasks move, versions are served by all, and what was accepted is done."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

import pytest
import requests

from tests import made_up
from tests.running_stack import Stack
from tests.swarm.conftest import PREDICTORS, UP_SECONDS, Swarm, until
from tests.swarm.engines import Engine
from tools.soak.predicting import Load, predicting

pytestmark = pytest.mark.nightly

APIS, WORKERS = 3, 2
CONNECTIONS = 2  # at each node that is asked


@contextmanager
def asked_at(swarm: Swarm, nodes: list[Engine]) -> Iterator[list[Load]]:
    """Predict at each of these nodes until the block ends."""
    with ExitStack() as stack:
        yield [
            stack.enter_context(
                predicting(
                    swarm.at(node).url,
                    "gout",
                    made_up.example(),
                    connections=CONNECTIONS,
                    pause=0.05,
                    longest=600,
                )
            )
            for node in nodes
        ]


def failures(loads: list[Load]) -> list[str]:
    return [each for load in loads for each in load.failures]


def retrained(stack: Stack, predictor: str) -> str | None:
    """Ask for a retraining; returns the job where it was accepted."""
    path = f"/api/v1/predictors/{predictor}/retrainings"
    with suppress(requests.RequestException):
        answer = requests.post(
            stack.url + path, json={"effort": "quick"}, headers=stack.operator, timeout=40
        )
        if answer.status_code == 202:
            return str(answer.json()["id"])
        assert answer.status_code in (409, 503), answer.text
    return None


def over(stack: Stack, job: str, seconds: float = UP_SECONDS) -> str:
    """Wait for the end of a job, whoever is away meanwhile; returns its status."""
    status = "unknown"

    def ended() -> bool:
        nonlocal status
        with suppress(requests.RequestException):
            answer = requests.get(f"{stack.url}/api/v1/retrainings/{job}", timeout=40)
            if answer.status_code == 200:
                status = answer.json()["status"]
        return status not in {"unknown", "queued", "running"}

    until(ended, seconds, lambda: f"{job} is {status}")
    return status


def test_each_node_answers_and_preparing_again_changes_nothing(swarm: Swarm) -> None:
    assert "made" not in swarm.prepare()
    assert len(swarm.nodes_of("web")) == len(swarm.nodes)
    for node in swarm.nodes:
        answer = requests.get(f"http://{node.address}:8080/", timeout=20)
        assert answer.status_code == 200
        assert "<title>" in answer.text
        assert 0 < swarm.at(node).predict("gout", made_up.example())["probability"] < 1


def test_a_promotion_is_answered_once_every_process_on_every_node_serves_it(swarm: Swarm) -> None:
    stack = swarm.at(swarm.manager)
    if len(stack.usable_versions("gout")) < 2:
        stack.job_over(stack.retrain("gout")["id"], UP_SECONDS)
    newer, older = stack.usable_versions("gout")[:2]
    for version in (older, newer, older, newer):
        promoted = stack.promote("gout", version)
        answers = Counter(
            swarm.at(node).predict("gout", made_up.example())["version"]
            for _ in range(2 * APIS * WORKERS)
            for node in swarm.nodes
        )
        assert set(answers) == {version}
        assert promoted["processes"] == {"serving": APIS * WORKERS, "of": APIS * WORKERS}


def test_a_rolling_update_loses_no_request(swarm: Swarm) -> None:
    before = set(swarm.manager.docker("service", "ps", "bellwether_api", "--quiet").split())
    with asked_at(swarm, swarm.nodes) as loads:
        time.sleep(2)
        words = ("service", "update", "--force", "--env-add", "LATER=yes", "bellwether_api")
        swarm.manager.docker(*words, seconds=UP_SECONDS)
        time.sleep(5)
    after = set(swarm.manager.docker("service", "ps", "bellwether_api", "--quiet").split())
    assert len(after - before) == APIS
    # nginx closes idle connections when it learns an address; who sends just then has to send again.
    cut = [each for each in failures(loads) if each.startswith("RemoteDisconnected")]
    assert failures(loads) == cut
    assert len(cut) <= 2 * APIS * CONNECTIONS * len(swarm.nodes)
    assert all(len(load.answers) > 20 for load in loads)


@pytest.mark.parametrize("way", ["killed", "without power"])
def test_a_node_goes_under_load_and_what_was_accepted_is_done(swarm: Swarm, way: str) -> None:
    # The trainer is made to work where the data do not lie, so that it goes as well.
    manager = swarm.manager
    if manager in swarm.nodes_of("trainer"):
        words = ("service", "update", "--constraint-add", "node.role == worker")
        manager.docker(*words, "bellwether_trainer", seconds=UP_SECONDS)
    (gone,) = swarm.nodes_of("trainer")
    assert gone is not manager
    stay = [node for node in swarm.nodes if node is not gone]
    stack = swarm.at(manager)

    accepted = [retrained(stack, name) for name in PREDICTORS[:2]]
    assert all(accepted)
    until(lambda: stack.job(str(accepted[0]))["status"] == "running", 60, lambda: accepted)
    try:
        with asked_at(swarm, stay) as loads:
            time.sleep(2)
            began = time.monotonic()
            if way == "without power":
                gone.unplug()
            gone.kill()
            # Whoever asks meanwhile is accepted, or told that it was not.
            while swarm.ready() == len(swarm.nodes):
                accepted.append(retrained(swarm.at(stay[-1]), PREDICTORS[2]))
                assert time.monotonic() < began + 120
            noticed = time.monotonic() - began
            until(lambda: gone not in swarm.nodes_of("api"), 60, swarm.tasks)
            until(lambda: gone not in swarm.nodes_of("trainer"), 60, swarm.tasks)
            until(lambda: swarm.replicas()["api"] == f"{APIS}/{APIS}", UP_SECONDS, swarm.tasks)
            moved = time.monotonic() - began
            jobs = [job for job in accepted if job]
            ends = [over(stack, job) for job in jobs]
        failed = failures(loads)
        answers = [answer for load in loads for answer in load.answers]
        print(  # noqa: T201  # for whoever runs this with -s
            f"{way}: noticed after {noticed:.0f} s, moved after {moved:.0f} s; {len(answers)} answers, "
            f"the slowest after {max(each.received - each.sent for each in answers):.1f} s; "
            f"failed: {Counter(failed)}; jobs: {ends}"
        )
        assert set(ends) <= {"published", "rejected"}, ends
        assert len(failed) <= CONNECTIONS * len(stay), failed
    finally:
        gone.start()
        gone.plug_in()
        until(lambda: swarm.ready() == len(swarm.nodes), UP_SECONDS, swarm.tasks)
        swarm.wait_until_healthy()
