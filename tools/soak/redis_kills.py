"""Redis is killed (kill -9) while retrainings are asked for: none that was acknowledged is lost,
and none that was asked for twice is made twice.

Each client asks with an ``Idempotency-Key`` and, where the answer is an error or none, asks again
with the same one: the enqueue may have happened all the same. What it was promised has to wait
until the client takes it back.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random

from tools.soak import people, redis_state
from tools.soak.client import NOBODY, Client
from tools.soak.house import House
from tools.soak.processes import running, wait_until

CLIENTS = 4
# Each has as many predictors of its own as it may have retrainings waiting at a time.
PREDICTORS = 5

# The API asks nothing for a second after Redis has failed it, and then finds it again.
BETWEEN_SECONDS = (1.2, 2.4)
BACK_SECONDS = 30.0
PATIENCE_SECONDS = 60.0


class GaveUp(Exception):
    """A client was answered what it must not be, or nothing for long."""


@dataclass
class Promised:
    """What clients were promised (id by key), what they took back, and what went wrong."""

    acknowledged: dict[str, str] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    gave_up: list[str] = field(default_factory=list)
    repeated: int = 0


def run(
    house: House, counts: Mapping[str, int], chance: Random, say: Callable[[str], None]
) -> dict[str, float]:
    """Kill Redis again and again while clients ask, look and take back."""
    names = [[f"client-{c}-{n}" for n in range(PREDICTORS)] for c in range(CLIENTS)]
    for name in (name for those in names for name in those):
        people.write(house.predictors, name, count=30)
    redis, api = house.redis(), house.api()
    promised, over = Promised(), threading.Event()
    client = house.client(house.places.api_port)
    with running(redis, api):
        wait_until(
            lambda: client.get(f"/api/v1/predictors/{names[-1][-1]}") is not None,
            BACK_SECONDS,
            "the predictors are not found",
        )
        clients = [
            threading.Thread(
                target=_ask, args=(client, those, promised, over, Random(chance.random()))
            )
            for those in names
        ]
        for each in clients:
            each.start()
        try:
            for number in range(1, counts["kills"] + 1):
                time.sleep(chance.uniform(*BETWEEN_SECONDS))
                redis.kill()
                redis.start()
                wait_until(lambda: redis_state.answers(house), BACK_SECONDS, "Redis is not back")
                if number % 10 == 0:
                    say(f"{number} kills, {len(promised.acknowledged):,} acknowledged")
        finally:
            over.set()
            for each in clients:
                each.join()
        for fault in promised.gave_up:
            say(fault)
        waiting, known = redis_state.queued(house), redis_state.known(house)
    return found(promised, counts["kills"], waiting, known)


def found(promised: Promised, kills: int, waiting: list[str], known: set[str]) -> dict[str, float]:
    """What became of it, where those ids are ``waiting`` in the queue and ``known`` by records."""
    acknowledged = set(promised.acknowledged.values())
    kept = acknowledged - promised.withdrawn
    lost = {*promised.lost, *(kept - set(waiting)), *(acknowledged - known)}
    twice = {job for job in waiting if waiting.count(job) > 1}
    # Nobody asked for these a first time.
    doubled = {*promised.doubled, *twice, *(known - acknowledged)}
    return {
        "kills": kills,
        "retrainings acknowledged": len(acknowledged),
        "asked again because the answer was an error or none": promised.repeated,
        "acknowledged and lost": len(lost),
        "doubled": len(doubled),
        "clients that gave up": len(promised.gave_up),
    }


def _ask(
    client: Client, names: list[str], promised: Promised, over: threading.Event, chance: Random
) -> None:
    """Ask for a retraining of each predictor, look whether it waits, take it back, ask again."""
    held: dict[str, str] = {}
    try:
        while not over.is_set():
            name = chance.choice(names)
            if name not in held:
                held[name] = _asked(client, name, promised)
            elif chance.random() < 0.5:
                _look(client, held[name], promised)
            else:
                _take_back(client, held.pop(name), promised)
        for job in held.values():
            _look(client, job, promised)
    except GaveUp as error:
        promised.gave_up.append(str(error))


def _asked(client: Client, name: str, promised: Promised) -> str:
    key = uuid.uuid4().hex
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        status, record = client.retrain(name, **{"Idempotency-Key": key})
        if status == 202:
            promised.acknowledged[key] = job = str(record["id"])
            return job
        if status == 409:
            # Its waiting place is taken, by what this client has not been told of.
            promised.doubled.append(key)
        if status not in (NOBODY, 503) or time.monotonic() > until:
            raise GaveUp(f"no retraining is taken: {status} {record}")
        promised.repeated += 1
        time.sleep(0.05)


def _look(client: Client, job: str, promised: Promised) -> None:
    """What was acknowledged is there and waits, whenever Redis answers."""
    status, record = _answered(client, "GET", job)
    if status == 404 or record["status"] != "queued":
        promised.lost.append(job)


def _take_back(client: Client, job: str, promised: Promised) -> None:
    promised.withdrawn.add(job)
    status, _ = _answered(client, "DELETE", job)
    # 409: it was taken back by a try whose answer was lost.
    if status == 404:
        promised.lost.append(job)


def _answered(client: Client, method: str, job: str) -> tuple[int, dict[str, object]]:
    """Ask until Redis answers."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        status, document = client.ask(method, f"/api/v1/retrainings/{job}")
        if status not in (NOBODY, 503):
            if status not in (200, 202, 404, 409):
                raise GaveUp(f"{method} of a retraining: {status} {document}")
            return status, document
        if time.monotonic() > until:
            raise GaveUp(f"Redis is not found again: {status} {document}")
        time.sleep(0.05)
