"""Versions are published and rolled back while people predict: no request fails, none is answered
by a version that was not champion.

A *reload* is what a training does: another version appears on the volume, and the pointer moves to
it; the processes find that out by themselves, and each says so. A *rollback* is what an operator
does: a call, which is answered when every process serves the version. Whatever is asked from then
on is answered by that version, and nothing before the pointer moved.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from random import Random

from tools.soak.house import House, twin
from tools.soak.predicting import predicting
from tools.soak.reigns import Change, followed, strangers

CONNECTIONS = 8

# Until so long after the changes people go on, where they have not asked often enough by then.
LONGEST_SECONDS = 4 * 3600.0


def run(
    house: House, counts: Mapping[str, int], chance: Random, say: Callable[[str], None]
) -> dict[str, float]:
    """Publish and roll back as often as ``counts`` say, in any order, under load."""
    first = house.store.champion(house.predictor)
    assert first is not None
    changes = [Change(first.version, 0.0, 0.0)]
    refused = 0
    steps = ["reload"] * counts["reloads"] + ["rollback"] * counts["rollbacks"]
    chance.shuffle(steps)
    client = house.client()
    with (
        house.serving(),
        predicting(
            client.url,
            house.predictor,
            house.inputs,
            connections=CONNECTIONS,
            longest=LONGEST_SECONDS,
        ) as load,
    ):
        for number, step in enumerate(steps, 1):
            asked = time.monotonic()
            if step == "reload":
                version = twin(house, number)
                house.store.promote(house.predictor, version, by="training", reason=f"{number}")
                house.served(version)
                changes.append(Change(version, asked, time.monotonic()))
            else:
                version = chance.choice(changes[-10:]).version
                status, answer = client.promote(house.predictor, version, f"back, {number}")
                all_of_them = status == 200 and answer["processes"] == {"serving": 2, "of": 2}
                refused += not all_of_them
                changes.append(Change(version, asked, time.monotonic()))
                house.served(version)
            if number % 100 == 0:
                say(f"{number} changes, {len(load.answers):,} answers")
        until = time.monotonic() + LONGEST_SECONDS / 2
        while len(load.answers) < counts["requests"] and time.monotonic() < until:
            time.sleep(0.1)
    taken = sorted(followed(load.answers, changes))
    for failure in load.failures[:3]:
        say(f"failed: {failure}")
    return {
        "reloads": steps.count("reload"),
        "rollbacks": steps.count("rollback"),
        "requests": len(load.answers) + len(load.failures),
        "failed requests": len(load.failures),
        "answers by a version that was not champion": len(strangers(load.answers, changes)),
        "rollbacks that not every process had followed when they were answered": refused,
        "ms from a change to the last answer by another version, 95th percentile": round(
            1000 * taken[int(0.95 * (len(taken) - 1))]
        ),
    }
