"""The trainer is killed (kill -9) with all its processes, at any moment of a training: each job
runs again soon, ends once, and publishes at most once.

Half of the kills leave behind what a worker of before left that died while it tidied up: RQ's lock
on tidying, for fifteen minutes. Nobody waits for it any more.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from random import Random
from typing import Any, Protocol

from bellwether_contract.jobs import OVER
from tools.soak import containers, redis_state
from tools.soak.client import Client
from tools.soak.house import House
from tools.soak.processes import running, wait_until

# A training of three hundred people takes seconds; beside others on the machine, more.
OVER_SECONDS = 300.0
AGAIN_SECONDS = 60.0
READY_SECONDS = 60.0

Say = Callable[[str], None]


class Trainer(Protocol):
    """Whatever runs the trainer's processes: a session of this machine, or a container."""

    def kill(self) -> None:
        """End all of them at once, with no time to tidy up."""

    def start(self) -> None:
        """Start it again."""


def run(house: House, counts: Mapping[str, int], chance: Random, say: Say) -> dict[str, float]:
    """Kill the trainer again and again: its container where Docker is, else its session."""
    if house.containers:
        with containers.trainer(house.predictors) as (container, outside):
            return killing(
                container,
                outside,
                house.predictor,
                counts["kills"],
                chance,
                say,
                leave_lock=container.leave_lock,
            )
    trainer, client = house.trainer(), house.client(house.places.api_port)
    with running(house.redis(), house.api(workers=1), trainer):
        return killing(
            trainer,
            client,
            house.predictor,
            counts["kills"],
            chance,
            say,
            leave_lock=lambda: redis_state.leave_lock(house),
        )


def killing(
    trainer: Trainer,
    client: Client,
    predictor: str,
    kills: int,
    chance: Random,
    say: Say,
    *,
    leave_lock: Callable[[], None],
) -> dict[str, float]:
    """Kill the trainer ``kills`` times, once or twice in each training.

    ``client`` asks an API that is whole; nobody else asks for trainings of ``predictor``.
    ``leave_lock`` is called just before every second kill.
    """
    # An API that begins leaves folders alone for a moment that may still be copied.
    wait_until(lambda: _trainable(client, predictor), READY_SECONDS, f"{predictor} is not ready")
    began = time.monotonic()
    ended = [_over(client, _asked(client, predictor))]
    usual = time.monotonic() - began
    say(f"a training takes {usual:.1f} s where nobody is killed")
    stages, taken, done = Counter[str](), [0.0], 0
    while done < kills:
        job = _asked(client, predictor)
        for _ in range(min(chance.choice((1, 1, 2)), kills - done)):
            time.sleep(chance.uniform(0, usual))
            before = _record(client, job)
            if done % 2:
                leave_lock()
            trainer.kill()
            trainer.start()
            done += 1
            stages[str(before["stage"]) if before["status"] == "running" else before["status"]] += 1
            if _record(client, job)["status"] in OVER:
                break
            again = _again(client, job, before)
            taken.append(again)
            say(f"kill {done}: {before['status']}, {before['stage']}; began anew in {again:.1f} s")
        ended.append(_over(client, job))
    say(f"killed in {dict(stages)}")
    versions = Counter(
        each["job"] for each in client.get(f"/api/v1/predictors/{predictor}/versions")["versions"]
    )
    history = client.get(f"/api/v1/predictors/{predictor}/champion")["history"]
    lines = Counter(event["version"] for event in history if event["by"] == "training")
    return {
        "kills": done,
        "of its container, not its processes": done * isinstance(trainer, containers.Container),
        "stages in which it was killed": len(stages),
        "trainings": len(ended),
        "trainings that published": sum(record["version"] is not None for record in ended),
        "trainings that failed": sum(record["status"] == "failed" for record in ended),
        "trainings that published twice": sum(
            versions[record["id"]] > 1 or lines[record["version"]] > 1 for record in ended
        ),
        "trainings that changed after their end": sum(
            _record(client, record["id"]) != record for record in ended
        ),
        "s until a killed training ran again, longest": round(max(taken), 1),
    }


def _trainable(client: Client, predictor: str) -> bool:
    """Whether the folder was read: a first training was accepted, and is taken back."""
    status, record = client.retrain(predictor)
    if status != 202:
        return False
    client.ask("DELETE", f"/api/v1/retrainings/{record['id']}")
    _over(client, record["id"])
    return True


def _asked(client: Client, predictor: str) -> str:
    status, record = client.retrain(predictor)
    assert status == 202, (status, record)
    return str(record["id"])


def _record(client: Client, job: str) -> dict[str, Any]:
    """The record of a job; an API that does not answer for a moment is asked again."""
    until = time.monotonic() + 30
    while (found := client.get(f"/api/v1/retrainings/{job}")) is None:
        assert time.monotonic() < until, f"the record of {job} cannot be read"
        time.sleep(0.1)
    return dict(found)


def _again(client: Client, job: str, before: Mapping[str, Any]) -> float:
    """Seconds until a killed job runs again, or is over because it was nearly so."""

    def runs() -> bool:
        record = _record(client, job)
        return record["status"] in OVER or record["attempt"] > before["attempt"]

    return wait_until(runs, AGAIN_SECONDS, f"{job} did not run again")


def _over(client: Client, job: str) -> dict[str, Any]:
    wait_until(lambda: _record(client, job)["status"] in OVER, OVER_SECONDS, f"{job} did not end")
    return _record(client, job)
