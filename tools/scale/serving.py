"""How much APIs answer that are busy all the time, at several shares of a core."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.bench import checking, load, many, serving
from tools.bench.load import Load
from tools.bench.servers import ROOT
from tools.scale import engine
from tools.scale.points import Case, Served
from tools.scale.stack import Replicas

PREDICTIONS = "/api/v1/predictors/heart/predictions"
EXPLANATIONS = "/api/v1/predictors/heart/explanations"
# For each API, so that each is as busy beside others as alone. More than the 32 that a process of
# nginx keeps to the APIs would be opened and closed with each request. Of lists so few that none
# takes longer than the two seconds for which wrk waits.
CONNECTIONS = 16
CONNECTIONS_OF_LISTS = 8
WARM_SECONDS = 1
DRAINS_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a case: what wrk says, and the cores that APIs, nginx and Redis took."""

    load: Load
    cores: float
    nginx_cores: float
    redis_cores: float


def people(directory: Path, count: int) -> list[dict[str, object]]:
    """So many different heart records, as they are asked."""
    rows = directory / "rows.csv"
    checking.write(rows, ROOT / "predictors/heart/data.parquet", 1 << 20)
    found = list(many.people(rows, count))
    rows.unlink()
    return found


def measure(
    stack: Replicas,
    cases: Sequence[Case],
    records: Sequence[Mapping[str, object]],
    *,
    rounds: int,
    seconds: int,
    say: Callable[[str], None],
) -> list[Served]:
    """Ask each case in turn, some ``rounds``, for some ``seconds``; the medians of the rounds.

    Each meets the same machine so, and every second round goes backwards: nginx has fewer addresses
    to follow.
    """
    runs: dict[Case, list[Run]] = {case: [] for case in cases}
    for number in range(rounds):
        for case in cases if number % 2 == 0 else reversed(cases):
            run = ask(stack, case, records, seconds)
            runs[case].append(run)
            say(
                f"  {case.replicas} x {case.cpus} cores, {case.call} of {case.records:5,}: "
                f"{run.load.per_second:8,.1f} requests/s; APIs {run.cores:.3f}, nginx "
                f"{run.nginx_cores:.3f}, Redis {run.redis_cores:.4f} cores; "
                f"p99 {run.load.p99:,.0f} ms; {run.load.failed} failed"
            )
    return [_summary(case, found) for case, found in runs.items()]


def ask(stack: Replicas, case: Case, records: Sequence[Mapping[str, object]], seconds: int) -> Run:
    """Keep all APIs busy with one case for some ``seconds``."""
    stack.answer_with(case.replicas)
    stack.limit(case.cpus)
    url = stack.url + (EXPLANATIONS if case.call == "explanation" else PREDICTIONS)
    body: object = serving.body()
    connections = CONNECTIONS * case.replicas
    if case.call == "list":
        body = {"inputs": list(records[: case.records])}
        connections = CONNECTIONS_OF_LISTS * case.replicas
    load.post(url, body, WARM_SECONDS, connections)
    # What waits in the APIs is answered, though nobody hears it.
    time.sleep(DRAINS_SECONDS)
    parts = (stack.apis[: case.replicas], [stack.web], [stack.redis])
    before = [_taken(part) for part in parts]
    answered = load.post(url, body, seconds, connections)
    after = [_taken(part) for part in parts]
    # Each by its own clock: to find out takes a while.
    cores = (
        (taken - was) / (now - then)
        for (then, was), (now, taken) in zip(before, after, strict=True)
    )
    return Run(answered, *cores)


def ratios(served: Sequence[Served], one: Case, several: Case) -> tuple[float, ...]:
    """Requests/s of several APIs over those of one, of each round."""
    rates = {each.case: each.rates for each in served}
    return tuple(more / less for more, less in zip(rates[several], rates[one], strict=True))


def _taken(containers: Sequence[str]) -> tuple[float, float]:
    """When it was, and the seconds of the cores that they have taken until then."""
    return time.perf_counter(), sum(engine.cpu_seconds(each) for each in containers)


def _summary(case: Case, runs: Sequence[Run]) -> Served:
    return Served(
        case=case,
        rates=tuple(run.load.per_second for run in runs),
        cores=statistics.median(run.cores for run in runs),
        nginx_cores=statistics.median(run.nginx_cores for run in runs),
        redis_cores=statistics.median(run.redis_cores for run in runs),
        p99=statistics.median(run.load.p99 for run in runs),
        failed=sum(run.load.failed for run in runs),
    )
