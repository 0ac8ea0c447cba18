"""One prediction beside a bare WSGI function, an empty Flask handler, and a pickled model."""

from __future__ import annotations

import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bellwether_contract.declaration import spec
from bellwether_contract.storage.store import ModelStore
from tools.bench import load, pickled, servers, swap
from tools.bench.figures import Figures
from tools.bench.load import Load
from tools.bench.servers import ROOT, Server
from tools.demo import parts

ROUNDS = 10
# Few: a pickled model is slow, whatever the round.
PICKLED_ROUNDS = 3

RATIO_WANTED = 0.8
# The goal is 0.7; of what is missing, half is the session that lets go of the interpreter.
BARE_RATIO_WANTED = 0.6
P99_WANTED = 1.5
TIMES_PICKLED_WANTED = 10

# More than any of them answers.
NO_LIMIT = "1000000"


def body() -> dict[str, object]:
    """A heart record, as it is asked."""
    return {"inputs": spec.read(ROOT / "predictors/heart").example()}


def settings(state: Path) -> dict[str, str]:
    """What an API is told that serves the models in ``state`` and nothing else."""
    (state / "data").mkdir(exist_ok=True)
    return {
        "BELLWETHER_PREDICTORS_DIR": str(ROOT / "predictors"),
        "BELLWETHER_MODELS_DIR": str(state / "models"),
        "BELLWETHER_CHAMPIONS_DIR": str(state / "champions"),
        "BELLWETHER_DATA_DIR": str(state / "data"),
        "BELLWETHER_OPERATOR_KEY": "nobody-asks-here",
        "BELLWETHER_FIRST_START": "false",
        "BELLWETHER_FULL_TRAINING": "false",
        "BELLWETHER_REDIS_URL": "redis://127.0.0.1:1/0",  # none is needed to predict
    }


def measure(state: Path, store: ModelStore, versions: tuple[str, str], figures: Figures) -> None:
    """Load everything in turn, then swap versions under load."""
    model = state / "pickled"
    subprocess.run([sys.executable, "-m", "tools.bench.pickled", str(model)], check=True, cwd=ROOT)
    with (
        servers.gunicorn(servers.PRODUCT, settings(state)) as api,
        servers.gunicorn("tools.bench.empty:create_app()", {}) as empty,
        servers.gunicorn("tools.bench.empty:bare", {}) as bare,
        servers.gunicorn("tools.bench.pickled:create_app()", {pickled.PATH: str(model)}) as other,
        nginx(state / "nginx-api", api) as api_front,
        nginx(state / "nginx-empty", empty) as empty_front,
    ):
        idle = ", ".join(f"{mebibytes:.0f}" for mebibytes in servers.resident_mebibytes(api))
        figures.say(f"\nresident memory of each idle API worker, MiB: {idle}")
        figures.say(
            f"\none heart prediction, {load.CONNECTIONS} connections, gunicorn with 2 workers of 4 "
            f"threads;\nmedians of {ROUNDS} runs in turn"
        )
        figures.say("                               requests/s     p50 ms     p99 ms     failed")
        path = "/api/v1/predictors/heart/predictions"
        runs = _in_turn(
            {
                "bare WSGI function": f"{bare.address}{path}",
                "empty handler": f"{empty.address}/predict",
                "prediction": f"{api.address}{path}",
                "empty handler behind nginx": f"{empty_front}{path}",
                "prediction through nginx": f"{api_front}{path}",
            },
            ROUNDS,
        )
        runs |= _in_turn({"pickled scikit-learn": f"{other.address}/predict"}, PICKLED_ROUNDS)
        for name, those in runs.items():
            _show(name, those, figures)
        _compare(runs, figures)
        _swap(api, store, versions, figures)


@contextmanager
def nginx(directory: Path, server: Server) -> Iterator[str]:
    """The product's nginx in front of a server; yields its address."""
    directory.mkdir(exist_ok=True)
    port = servers.free_port()
    upstream = int(server.address.rsplit(":", 1)[1])
    part = parts.nginx(
        directory, listen=f"127.0.0.1:{port}", api_port=upstream, rate_limit=NO_LIMIT
    )
    with (directory / "log").open("wb") as log:
        process = subprocess.Popen(part.command, stdout=log, stderr=log)
    try:
        for _ in range(500):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def _in_turn(targets: Mapping[str, str], rounds: int) -> dict[str, list[Load]]:
    runs: dict[str, list[Load]] = {name: [] for name in targets}
    for _ in range(rounds):
        for name, url in targets.items():
            runs[name].append(load.post(url, body()))
    return runs


def _show(name: str, runs: list[Load], figures: Figures) -> None:
    per_second, p50, p99 = (
        statistics.median(getattr(run, figure) for run in runs)
        for figure in ("per_second", "p50", "p99")
    )
    failed = sum(run.failed for run in runs)
    figures.say(f"  {name:26} {per_second:12,.0f} {p50:10.2f} {p99:10.2f} {failed:10}")


def _compare(runs: Mapping[str, list[Load]], figures: Figures) -> None:
    def ratio(ours: str, yardstick: str, figure: str = "per_second") -> float:
        # Each run beside the yardstick's just before it: the machine is the same.
        ratios: list[float] = [
            getattr(one, figure) / getattr(other, figure)
            for one, other in zip(runs[ours], runs[yardstick], strict=True)
        ]
        return statistics.median(ratios)

    figures.say()
    figures.figure(
        "requests/s of a prediction over the bare WSGI function's",
        ratio("prediction", "bare WSGI function"),
        least=BARE_RATIO_WANTED,
    )
    figures.figure(
        "requests/s of a prediction over the empty handler's",
        ratio("prediction", "empty handler"),
        least=RATIO_WANTED,
    )
    figures.figure("its p99 over the handler's", ratio("prediction", "empty handler", "p99"),
                   most=P99_WANTED)  # fmt: skip
    figures.figure(
        "through nginx over the handler behind nginx",
        ratio("prediction through nginx", "empty handler behind nginx"),
        least=RATIO_WANTED,
    )
    ours, theirs = (
        statistics.median(run.per_second for run in runs[name])
        for name in ("prediction", "pickled scikit-learn")
    )
    figures.figure(
        "requests/s of a prediction over the pickled model's",
        ours / theirs,
        least=TIMES_PICKLED_WANTED,
    )
    failed = sum(run.failed for those in runs.values() for run in those)
    figures.figure("requests that failed", failed, most=0)


def _swap(api: Server, store: ModelStore, versions: tuple[str, str], figures: Figures) -> None:
    taken, answers, failed = swap.latencies(api.address, "heart", body(), store, versions)
    taken = sorted(1000 * seconds for seconds in taken)
    p95 = taken[int(0.95 * (len(taken) - 1))]
    figures.say(
        f"\nfrom pointer to every worker, {len(taken)} swaps under load: median "
        f"{statistics.median(taken):.0f} ms, p95 {p95:.0f} ms, largest {taken[-1]:.0f} ms"
    )
    figures.figure(f"requests that failed, of {answers:,} meanwhile", failed, most=0)
