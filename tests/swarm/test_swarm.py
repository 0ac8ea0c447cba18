"""Three machines are one: tasks move, versions are served by all, and what was accepted is done."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass

import pytest
import requests

from tests import made_up
from tests.running_stack import Stack
from tests.swarm.conftest import PREDICTORS
from tests.swarm.deployed import UP_SECONDS, Swarm, until
from tests.swarm.engines import Engine
from tools.soak.predicting import Load, predicting

pytestmark = pytest.mark.nightly

APIS, WORKERS = 3, 2
# At each node that is asked: so many connections that are kept, and so many that are made anew.
CONNECTIONS = 2

# A connection on which nothing was under way is closed when nginx learns an address, and who sends
# on it just then has to send again, as HTTP asks of whoever keeps connections; browsers do.
CUT = ("BrokenPipeError", "ConnectionResetError", "RemoteDisconnected")


@dataclass(frozen=True)
class Asked:
    """What two kinds of clients saw at some nodes."""

    kept: list[Load]
    anew: list[Load]

    def cut(self) -> list[str]:
        """What kept connections felt of being closed between two requests."""
        return [each for load in self.kept for each in load.failures if each.startswith(CUT)]

    def failed(self) -> list[str]:
        """All other failures."""
        lost = [each for load in self.kept for each in load.failures if not each.startswith(CUT)]
        return lost + [each for load in self.anew for each in load.failures]

    def told(self) -> str:
        """In words, for whoever runs this with -s."""
        loads = [*self.kept, *self.anew]
        seconds = [each.received - each.sent for load in loads for each in load.answers]
        return (
            f"{len(seconds)} answers, the slowest after {max(seconds):.1f} s; "
            f"cut: {len(self.cut())}; failed: {dict(Counter(self.failed()))}"
        )


@contextmanager
def asked_at(swarm: Swarm, nodes: list[Engine]) -> Iterator[Asked]:
    """Predict at each of these nodes until the block ends."""
    with ExitStack() as stack:

        def load(node: Engine, kept: bool) -> Load:
            url, inputs = swarm.at(node).url, made_up.example()
            load = predicting(
                url,
                "gout",
                inputs,
                connections=CONNECTIONS,
                pause=0.05,
                longest=2 * UP_SECONDS,
                kept=kept,
            )
            return stack.enter_context(load)

        yield Asked(*([load(node, kept) for node in nodes] for kept in (True, False)))


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
    with asked_at(swarm, swarm.nodes) as asked:
        time.sleep(2)
        words = ("service", "update", "--force", "bellwether_api")
        swarm.manager.docker(*words, seconds=UP_SECONDS)
        # Until nginx has learned of the last one that went.
        time.sleep(5)
    print(f"rolling update: {asked.told()}")  # noqa: T201
    after = set(swarm.manager.docker("service", "ps", "bellwether_api", "--quiet").split())
    assert len(after - before) == APIS
    assert asked.failed() == []
    # Each task comes and goes: two times at most, for each connection that is kept.
    assert len(asked.cut()) <= 2 * APIS * CONNECTIONS * len(swarm.nodes)
    assert all(len(load.answers) > 100 for load in (*asked.kept, *asked.anew))


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
        with asked_at(swarm, stay) as asked:
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
            for service, tasks in (("api", APIS), ("trainer", 1)):
                until(
                    lambda: len([*filter(stay.__contains__, swarm.nodes_of(service))]) == tasks,  # noqa: B023
                    UP_SECONDS,
                    swarm.tasks,
                )
            moved = time.monotonic() - began
            jobs = [job for job in accepted if job]
            ends = [over(stack, job) for job in jobs]
        print(  # noqa: T201
            f"{way}: noticed after {noticed:.0f} s, moved after {moved:.0f} s; "
            f"{asked.told()}; jobs: {ends}"
        )
        assert not {"failed", "cancelled"} & set(ends), ends
        assert len(asked.failed()) <= 2 * CONNECTIONS * len(stay), asked.failed()
    finally:
        gone.plug_in()
        gone.start()
        until(lambda: swarm.ready() == len(swarm.nodes), UP_SECONDS, swarm.tasks)
        swarm.wait_until_healthy()
