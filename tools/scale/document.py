"""docs/scale.md: the model, an example, and what was measured. Every figure is reckoned here."""

from __future__ import annotations

from tools.bench.servers import ROOT
from tools.scale import example, held, shipped
from tools.scale.model import CPUS, LISTS, PREDICTIONS, PREDICTORS, SHARE, Model, fit
from tools.scale.numbers import figure, megabytes, table
from tools.scale.points import Measurement, kept

PAGE = ROOT / "docs/scale.md"

# Of two APIs over one, each at SHARE of a core.
RATIO_WANTED = 1.7


def write() -> None:
    """Write the page of the measurement that is kept."""
    PAGE.write_text(text(kept()))


def text(measured: Measurement) -> str:
    """The page of a measurement."""
    model = fit(measured)
    parts = [
        BEFORE,
        _when(measured),
        "## An example: a clinic",
        example.clinic(model, measured),
        "## More than that",
        example.more(model),
        "## The model",
        MODEL,
        _parameters(model, measured),
        "## Does it hold?",
        _held(model, measured),
        "## What was measured",
        _served(measured),
        _loaded(measured),
        "## What saturates first",
        _first(model, measured),
        AFTER,
    ]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


BEFORE = """\
# How many machines

How much of a core, of memory and of disk Bellwether takes: a model of a handful of numbers, fitted to what was
measured, and tried on what it had not seen. Written by `python -m tools scale --write`, which measures the compose
stack under limits on its cores. No figure on this page is typed: run it on your machine, and the page is about yours.
"""


def _when(measured: Measurement) -> str:
    form = "" if measured.whole else " This was the **short form**: one run of each."
    return (
        f"Measured on {measured.date}: {measured.machine}; commit {measured.commit}; {measured.seconds:,.0f} s. Load, "
        f"nginx and APIs shared the cores.{form}"
    )


MODEL = """\
An API spends a little of its cores on itself: it looks at the volumes, and answers the engine's question whether it is
healthy. What is left answers, and each request takes the same time. All else grows evenly: a list with its records, memory
and looks with the predictors.

```text
requests/s          =  APIs x (cores of each - idle) x 1000 / milliseconds of a request
idle                =  a little + predictors x a little more
ms of a list        =  to begin with + records x ms of each
memory of an API    =  gunicorn itself + workers x (Python and libraries + predictors x a model)
looks at volumes/s  =  APIs x workers x (to begin with + predictors x looks of each)
disk                =  versions x bytes of one
```
"""


def _parameters(model: Model, measured: Measurement) -> str:
    shares = ", ".join(str(cpus) for cpus in CPUS)
    counts = ", ".join(str(count) for count in PREDICTORS)
    records = ", ".join(f"{case.records:,}" for case in LISTS)
    alone, many = f"one API of {shares} cores", f"one API with {counts} predictors"
    rounds = measured.looking_at(PREDICTORS[0]).rounds
    rows = [
        ("a prediction", figure(model.prediction), "ms of a core of the API", alone),
        ("so requests/s per core", figure(1000 / model.prediction), "requests/s", "the line above"),
        ("a prediction, in nginx", figure(model.nginx), "ms of a core of nginx", alone),
        ("an explanation", figure(model.explanation), "ms of a core", f"one API of {SHARE} cores"),
        ("a list, to begin with", figure(model.of_list.base), "ms of a core", f"lists of {records}"),
        ("a list, each record", figure(model.of_list.each), "ms of a core", f"lists of {records}"),
        ("idle, to begin with", figure(model.idle.base), "cores of an API", many),
        ("idle, each predictor", figure(model.idle.each), "cores of an API", many),
        ("gunicorn itself", figure(model.master), "MiB of an API", many),
        ("a worker, to begin with", figure(model.worker.base), "MiB of each worker", many),
        ("a worker, each predictor", figure(model.worker.each), "MiB of each worker", many),
        ("polls", figure(rounds), "a second and process", "one process"),
        ("looks, to begin with", figure(model.looks.base), "calls/s of a process", f"{counts} predictors"),
        ("looks, each predictor", figure(model.looks.each), "calls/s of a process", f"{counts} predictors"),
        *(
            (f"a version, {each.effort} training", megabytes(each.size), "MB of disk",
             f"heart; {megabytes(each.model_size)} of it the model")
            for each in measured.published
        ),
        ("a retraining that waits", figure(model.job / 1024), "KiB of Redis", f"{PREDICTORS[-1]} of them"),
    ]  # fmt: skip
    words = (
        f"An API has {model.workers} workers, as shipped. Times are fitted to requests/s of an API that was busy all the "
        "time, from the cores that it may take, so they include what is lost to the limit. Lines are least squares of the "
        "relative error."
    )
    return table(("number", "is", "in", "fitted to"), rows, "l r l l") + "\n\n" + words


def _held(model: Model, measured: Measurement) -> str:
    rows = [
        (
            each.name,
            f"{figure(each.predicted)} {each.unit}",
            f"{figure(each.measured)} {each.unit}",
            f"{100 * each.error:+.1f} %{'' if each.holds else ' **missed**'}",
        )
        for each in held.predictions(model, measured)
    ]
    ratio = figure(measured.ratio)
    pairs = ", ".join(figure(each) for each in measured.ratios)
    return (
        f"None of these was fitted to. `python -m tools scale` fails where one is off by more than "
        f"{100 * held.ERROR_ALLOWED:.0f} %.\n\n"
        + table(("held out", "the model says", "measured", "error"), rows, "l r r r")
        + f"\n\nTwo APIs of {SHARE} cores each answered **{ratio} times** as much as one, taken in turn ({pairs}); wanted are "
        f"{RATIO_WANTED} at least, which a test holds every night."
    )


def _served(measured: Measurement) -> str:
    fitted = {*PREDICTIONS, *LISTS}
    rows = [
        (
            f"{each.case.replicas} x {each.case.cpus}",
            each.case.call + (f" of {each.case.records:,}" if each.case.call == "list" else ""),
            figure(each.per_second),
            figure(each.cores),
            figure(each.nginx_cores),
            figure(each.redis_cores),
            figure(each.p99),
            "held out" if each.case in held.CASES else "yes" if each.case in fitted else "as it is",
        )
        for each in measured.served
    ]
    heads = ("APIs x cores", "asked", "requests/s", "cores taken", "of nginx", "of Redis", "p99 ms", "fitted to")
    failed = sum(each.failed for each in measured.served)
    runs = len(measured.served[0].rates)
    return (
        table(heads, rows, "l l r r r r r l")
        + f"\n\nMedians of {runs} run{'s' * (runs > 1)}, in turn; {failed} requests failed. Who waits 1/p99 was behind an API that had used up its share."
    )


def _loaded(measured: Measurement) -> str:
    rows = [
        (
            str(each.predictors),
            figure(each.worker),
            figure(each.master),
            figure(each.idle_cores),
            figure(measured.looking_at(each.predictors).looks),
            "yes" if each.predictors in PREDICTORS else "held out",
        )
        for each in measured.loaded
    ]
    heads = ("predictors", "MiB a worker", "MiB gunicorn", "idle cores", "looks/s of a process", "fitted to")
    return (
        table(heads, rows, "r r r r r l")
        + "\n\nMemory is the proportional set size after each predictor has answered. All predictors are heart's quick version "
        "under other names."
    )


def _first(model: Model, measured: Measurement) -> str:
    processes = shipped.nginx_processes()
    nginx = processes * 1000 / model.nginx
    redis = max(each.redis_cores for each in measured.served)
    holds = shipped.redis_bytes()
    return f"""\
1. **The API.** A prediction takes {figure(model.prediction / model.nginx)} times as much of it as of nginx, so it is full first. More APIs,
   or more cores for each (`WEB_CONCURRENCY` workers use no more than as many cores), help evenly.
2. **nginx**, with its {processes} processes, at some {figure(nginx)} requests/s: that is {figure(nginx * model.prediction / 1000)} cores of APIs. After that it takes a
   second nginx, and something in front of both.
3. **Redis** never, by predictions: none asks it. It took {figure(redis)} cores at most while all of the above ran. Its {holds >> 20} MiB hold
   some {figure(holds / model.job)} retrainings that wait."""


AFTER = """\
## What it does not say

- **Other models.** A version with more trees, or of more fields, takes longer to answer and more memory; memory grows with the
  model's file. Measure yours: replace the heart predictor and run it again.
- **How long one waits.** The model is about what gets through. An API that may take a share of a core stands still
  for the rest of each tenth of a second, and near its limit requests queue: plan for what is busy at most, as above.
- **Shares between those tried.** Below the smallest, an API has little left after itself; above a core, more workers are needed.
- **Trainings.** What they take of time and memory: [performance.md](performance.md). They take what nobody else wants.
- **The way there.** TLS, a real network, a shared disk that is slow to be looked at (NFS), a [bucket](deploy-objects.md): none of these was
  in the measurement. Only the API's looks say what a shared disk is asked.
- **Machines that are shared.** Seconds are those of this machine on that day. Ratios last longer.
"""

