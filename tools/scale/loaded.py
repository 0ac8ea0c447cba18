"""What predictors cost that are only there: memory, and what an API takes while nobody asks."""

from __future__ import annotations

import json
import re
import time
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from tools.bench import load, serving
from tools.scale import engine, volumes
from tools.scale.points import Loaded
from tools.scale.stack import Replicas, ask_redis

IDLE_SECONDS = 6
STARTS_SECONDS = 120
# Each worker is met by some of them.
ASKED = 8
LOAD_SECONDS = 1

# In a container of the API: the memory of each process, and which it is. What runs this is none of
# them, and shares no library of Python with them.
PROCESSES = """
grep -H ^Pss: /proc/[0-9]*/smaps_rollup
grep -H ^PPid: /proc/[0-9]*/status
grep -H . /proc/[0-9]*/comm
true
"""

MEMORY = "print(redis.info('memory')['used_memory'])"


def measure(
    stack: Replicas,
    state: Path,
    waiting: Path,
    counts: Sequence[int],
    say: Callable[[str], None],
) -> tuple[list[Loaded], int]:
    """Have the first API start with so many predictors, and again with more.

    ``waiting`` holds those that are not among those in ``state`` yet. Returns what each count
    costs, and the number of workers.
    """
    stack.limit(None)
    api, others = stack.apis[0], stack.apis[1:]
    if others:
        engine.docker("stop", *others)
    found, there = [], 1
    for count in counts:
        volumes.move(waiting, state, there, count)
        there = max(there, count)
        engine.docker("restart", "-t", "5", api)
        address = stack.url_of(api)
        _until_serving(address, count)
        _ask_each(address)
        load.post(f"{address}/api/v1/predictors/heart/predictions", serving.body(), LOAD_SECONDS)
        idle = idle_cores(api)
        master, workers = memory(api)
        found.append(Loaded(count, sum(workers) / len(workers), master, idle))
        say(
            f"  {count:3} predictors: a worker {found[-1].worker:6.1f} MiB, gunicorn itself "
            f"{master:5.1f} MiB, idle {idle:.4f} cores"
        )
    return found, len(workers)


def idle_cores(api: str) -> float:
    """What an API takes of the cores that nobody asks, its container's health check included."""
    before, began = engine.cpu_seconds(api), time.perf_counter()
    time.sleep(IDLE_SECONDS)
    return (engine.cpu_seconds(api) - before) / (time.perf_counter() - began)


def memory(api: str) -> tuple[float, list[float]]:
    """MiB of gunicorn's own process, and of each of its workers."""
    return parse(engine.docker("exec", api, "sh", "-c", PROCESSES))


def parse(text: str) -> tuple[float, list[float]]:
    """Read what ``PROCESSES`` writes; raises ValueError where no gunicorn with workers is in it."""

    def values(pattern: str) -> dict[str, str]:
        return dict(re.findall(rf"^/proc/(\d+)/{pattern}", text, re.MULTILINE))

    sizes, parents = values(r"smaps_rollup:Pss:\s+(\d+)"), values(r"status:PPid:\s+(\d+)")
    serving_ = {pid for pid, name in values(r"comm:(.*)").items() if name.startswith("gunicorn")}
    workers = [pid for pid in serving_ if parents.get(pid) in serving_]
    masters = serving_.difference(workers)
    if not workers or len(masters) != 1:
        raise ValueError(f"no gunicorn with its workers among the processes: {text}")
    mebibytes = {pid: int(sizes[pid]) / 1024 for pid in serving_}
    return mebibytes[masters.pop()], [mebibytes[pid] for pid in workers]


def job_bytes(stack: Replicas, predictors: int) -> float:
    """What Redis holds for each retraining that waits: one of each predictor."""
    key = engine.docker("exec", stack.apis[0], "cat", "/keys/operator-key").strip()
    address = stack.url_of(stack.apis[0])
    before = int(ask_redis(stack, MEMORY))
    for name in _names(address):
        request = urllib.request.Request(
            f"{address}/api/v1/predictors/{name}/retrainings",
            json.dumps({"effort": "full"}).encode(),
            {"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
        )
        urllib.request.urlopen(request, timeout=30).close()
    return (int(ask_redis(stack, MEMORY)) - before) / predictors


def _until_serving(address: str, count: int) -> None:
    """Wait until so many predictors have a model; a folder that was just moved has to lie still."""
    until = time.monotonic() + STARTS_SECONDS
    while True:
        with suppress(OSError):
            urllib.request.urlopen(f"{address}/v2/health/ready", timeout=5).close()
            if len(_names(address)) == count:
                return
        if time.monotonic() > until:
            raise SystemExit(f"the API serves no {count} predictors after {STARTS_SECONDS} s")
        time.sleep(0.2)


def _names(address: str) -> list[str]:
    with urllib.request.urlopen(f"{address}/api/v1/predictors", timeout=30) as answer:
        return [each["name"] for each in json.loads(answer.read())["predictors"]]


def _ask_each(address: str) -> None:
    body = json.dumps(serving.body()).encode()
    for name in _names(address):
        for _ in range(ASKED):
            request = urllib.request.Request(
                f"{address}/api/v1/predictors/{name}/predictions",
                body,
                {"Content-Type": "application/json"},
            )
            urllib.request.urlopen(request, timeout=30).close()
