"""One side of a paired measurement: serves this checkout, and measures it whenever it is asked.

`python -m tools.bench.side STATE` trains both predictors quickly, starts the API (two workers,
nginx before them, and one worker alone) and prints the names of its figures, all of them
rates, as a line of JSON. Then each line of standard input names a figure, and each line of standard
output is that figure, measured once. It ends with its input.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from bellwether_contract.declaration import spec
from bellwether_contract.storage.store import ModelStore
from tools.bench import alone, checking, load, many, servers, serving, swap, training
from tools.bench.servers import ROOT, Server

TABLE_ROWS = 200_000
CHECKED_MEBIBYTES = 60
SWAPS = 3

Measure = Callable[[], float]


def main(arguments: list[str]) -> None:
    """Serve and measure until the input ends."""
    state = Path(arguments[0])
    store = ModelStore(state / "models", state / "champions")
    version, _ = training.train(ROOT / "predictors/heart", store, "quick")
    training.train(ROOT / "predictors/diabetes", store, "quick")
    twin = training.twin(store, "heart", version)
    rows = state / "rows.csv"
    checking.write(rows, ROOT / "predictors/heart/data.parquet", CHECKED_MEBIBYTES << 20)
    settings = serving.settings(state)
    application = servers.PRODUCT
    with (
        servers.gunicorn(application, settings) as api,
        servers.gunicorn(application, settings | {"WEB_CONCURRENCY": "1"}) as single,
        serving.nginx(state / "nginx", api) as front,
    ):
        measures: dict[str, Measure] = {
            **_served(api, front),
            **_many(single, rows),
            "swaps/s": lambda: _swaps(api, store, (version, twin)),
            "rows/s: check of an upload": lambda: _checked(rows),
            "quick trainings/s: diabetes": lambda: 1 / _trained("diabetes"),
            "quick trainings/s: heart": lambda: 1 / _trained("heart"),
        }
        print(json.dumps(list(measures)), flush=True)
        for line in sys.stdin:
            print(measures[line.strip()](), flush=True)


def _served(api: Server, front: str) -> dict[str, Measure]:
    heart, v2 = serving.body(), _tensors()
    calls: Mapping[str, tuple[str, object]] = {
        "prediction": (f"{api.address}{many.PATH}", heart),
        "prediction through nginx": (f"{front}{many.PATH}", heart),
        "V2 inference": (f"{api.address}/v2/models/heart/infer", v2),
        "explanation": (f"{api.address}/api/v1/predictors/heart/explanations", heart),
    }
    measures: dict[str, Measure] = {
        f"requests/s: {name}": partial(_rate, url, body) for name, (url, body) in calls.items()
    }
    url, body = calls["prediction"]
    measures["1/p99: prediction"] = lambda: 1 / _load(url, body).p99
    return measures


def _rate(url: str, body: object) -> float:
    return _load(url, body).per_second


def _load(url: str, body: object) -> load.Load:
    found = load.post(url, body)
    if found.failed:
        raise SystemExit(f"{found.failed} requests to {url} failed")
    return found


def _tensors() -> dict[str, object]:
    """A heart record as the V2 protocol asks it, a tensor a field."""
    datatype = {str: "BYTES", bool: "BOOL", int: "INT64", float: "FP64"}
    example = spec.read(ROOT / "predictors/heart").example()
    return {
        "inputs": [
            {"name": name, "shape": [1], "datatype": datatype[type(value)], "data": [value]}
            for name, value in example.items()
        ]
    }


def _many(single: Server, rows: Path) -> dict[str, Measure]:
    people = list(many.people(rows, many.RECORDS))
    return {
        "records/s: list in JSON": lambda: many.ask_list(single, people, times=5),
        "rows/s: table": lambda: TABLE_ROWS / many.ask_table(single, rows, TABLE_ROWS)[0],
    }


def _swaps(api: Server, store: ModelStore, versions: tuple[str, str]) -> float:
    champion = store.champion("heart")
    # Each call begins with a change, whichever of the two serves now.
    first = versions[0] if champion is None or champion.version != versions[0] else versions[1]
    other = versions[1] if first == versions[0] else versions[0]
    taken, _, failed = swap.latencies(
        api.address, "heart", serving.body(), store, (first, other), SWAPS
    )
    if failed:
        raise SystemExit(f"{failed} requests failed during swaps")
    return 1 / statistics.median(taken)


def _checked(rows: Path) -> float:
    found = alone.run("tools.bench.checking", str(ROOT / "predictors/heart"), str(rows)).result
    return float(found["rows"] / found["seconds"])


def _trained(name: str) -> float:
    with tempfile.TemporaryDirectory(prefix="bellwether-side-") as directory:
        volumes = (f"{directory}/models", f"{directory}/champions")
        began = time.perf_counter()
        alone.run("tools.bench.training", str(ROOT / "predictors" / name), *volumes, "quick")
        return time.perf_counter() - began


if __name__ == "__main__":
    main(sys.argv[1:])
