"""Ten thousand retrainings are asked for while people predict: of each predictor at most one runs
and one waits, every other one is refused in words, and predictions keep their latency.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from random import Random

from tools.soak import people, redis_state
from tools.soak.client import Client
from tools.soak.house import House
from tools.soak.predicting import Answer, predicting
from tools.soak.processes import running, wait_until

OTHERS = ("flood-1", "flood-2", "flood-3")
SENDERS = 4

# Between two requests of a sender: some hundred each second, which is no load test.
PAUSE_SECONDS = 0.02

# Who predicts meanwhile: each asks seldom, or would queue behind itself.
PEOPLE = 10
EACH_SECONDS = 0.2
# Before the flood they are alone: ten seconds, or a share of it where the flood is a small one.
CALM_SECONDS = 10.0
CALM_EACH = 0.01

# What the attack of `make attack` allows as well.
MILLISECONDS = 50.0
TIMES = 3.0

LOOK_SECONDS = 0.1


def run(
    house: House, counts: Mapping[str, int], chance: Random, say: Callable[[str], None]
) -> dict[str, float]:
    """Ask for retrainings of four predictors from four connections."""
    names = [house.predictor, *OTHERS]
    for name in OTHERS:
        people.write(house.predictors, name)
    client = house.client()
    answered, most = Counter[int](), Counter[str]()
    with (
        running(house.redis()),
        house.serving(),
        running(house.trainer()),
    ):
        wait_until(
            lambda: all(client.get(f"/api/v1/predictors/{name}") for name in names),
            30,
            "the predictors are not found",
        )
        # A training runs before the flood as well as in it: what it costs is not the flood's.
        client.retrain(house.predictor)
        with predicting(
            client.url, house.predictor, house.inputs, connections=PEOPLE, pause=EACH_SECONDS
        ) as load:
            time.sleep(min(CALM_SECONDS, CALM_EACH * counts["retrainings"]))
            before, calm = len(load.answers), list(load.answers)
            flood = _Flood(client, names, counts["retrainings"], answered, chance, say)
            began = time.monotonic()
            while flood.going():
                _look(house, client, most)
                time.sleep(LOOK_SECONDS)
            seconds = time.monotonic() - began
            flooded = load.answers[before:]
        say(f"{dict(answered)} in {seconds:.0f} s; predictions {_p99(calm):.1f} ms before")
        for job in redis_state.queued(house):
            client.ask("DELETE", f"/api/v1/retrainings/{job}")
    return {
        "retrainings asked for": answered.total(),
        "accepted": answered[202],
        "refused with 409 or 429": answered[409] + answered[429],
        "answered to come again, because Redis was slow": answered[503],
        "answered otherwise": sum(n for s, n in answered.items() if s not in (202, 409, 429, 503)),
        "running of one predictor at a time, at most": most["running"],
        "waiting of one predictor at a time, at most": most["queued"],
        "waiting in the queue, at most": most["waiting"],
        "predictions meanwhile": len(flooded) + len(load.failures),
        "predictions that failed": len(load.failures),
        "ms of a prediction before, 99th percentile": round(_p99(calm), 1),
        "ms of a prediction meanwhile, 99th percentile": round(_p99(flooded), 1),
        "ms allowed": round(max(MILLISECONDS, TIMES * _p99(calm)), 1),
    }


class _Flood:
    """Senders that ask for so many retrainings between them."""

    def __init__(
        self,
        client: Client,
        names: list[str],
        count: int,
        answered: Counter[int],
        chance: Random,
        say: Callable[[str], None],
    ) -> None:
        self._client, self._names, self._answered = client, names, answered
        self._say = say
        self._left, self._lock = count, threading.Lock()
        self._senders = [
            threading.Thread(target=self._send, args=(Random(chance.random()),))
            for _ in range(SENDERS)
        ]
        for sender in self._senders:
            sender.start()

    def going(self) -> bool:
        """Whether one of them still sends."""
        return any(sender.is_alive() for sender in self._senders)

    def _send(self, chance: Random) -> None:
        while self._take():
            status, document = self._client.retrain(chance.choice(self._names))
            with self._lock:
                if status not in (202, 409, 429) and not self._answered[status]:
                    self._say(f"{status}: {document}")
                self._answered[status] += 1
            time.sleep(PAUSE_SECONDS)

    def _take(self) -> bool:
        with self._lock:
            self._left -= 1
            return self._left >= 0


def _look(house: House, client: Client, most: Counter[str]) -> None:
    """Note how many trainings of one predictor run, and how many wait, at this moment."""
    listed = client.get("/api/v1/retrainings")
    if listed is None:
        return
    now = Counter((each["predictor"], each["status"]) for each in listed["retrainings"])
    for (_, status), count in now.items():
        most[status] = max(most[status], count)
    most["waiting"] = max(most["waiting"], len(redis_state.queued(house)))


def _p99(answers: list[Answer]) -> float:
    """The 99th percentile of what answers took, in ms."""
    taken = sorted(1000 * (answer.received - answer.sent) for answer in answers)
    return taken[int(0.99 * (len(taken) - 1))] if taken else float("inf")
