"""docs/scale.md: the words of page.md around figures, all of which are reckoned here."""

from __future__ import annotations

from pathlib import Path

from tools.bench.servers import ROOT
from tools.scale import example, held, shipped
from tools.scale.model import (
    CPUS,
    EXPLANATION,
    LISTS,
    PREDICTIONS,
    PREDICTORS,
    RECORDS,
    SHARE,
    Model,
    fit,
)
from tools.scale.numbers import figure, megabytes, table
from tools.scale.points import Case, Measurement, Served, kept

PAGE = ROOT / "docs/scale.md"
WORDS = Path(__file__).with_name("page.md")

# Of two APIs over one, each at SHARE of a core.
RATIO_WANTED = 1.7

FITTED, HELD = "fitted to", "held out"
SHORT = (
    " This was the **short form**, one run of each, on a machine that may have been busy: a look, "
    "and no measurement."
)


def write() -> None:
    """Write the page of the measurement that is kept."""
    PAGE.write_text(text(kept()))


def text(measured: Measurement) -> str:
    """The page of a measurement."""
    model, runs = fit(measured), len(measured.ratios)
    nginx_full = shipped.nginx_processes() * 1000 / model.nginx
    redis = shipped.redis_bytes()
    return WORDS.read_text().format(
        date=measured.date,
        machine=measured.machine,
        commit=measured.commit,
        seconds=f"{measured.seconds:,.0f}",
        short="" if measured.whole else SHORT,
        workers=model.workers,
        numbers=_numbers(model, measured),
        allowed=f"{100 * held.ERROR_ALLOWED:.0f}",
        held=_held(model, measured),
        share=SHARE,
        ratio=figure(measured.ratio),
        ratios=", ".join(figure(each) for each in measured.ratios),
        ratio_wanted=RATIO_WANTED,
        served=_served(measured),
        runs=f"{runs} runs" if runs > 1 else "one run",
        failed=sum(each.failed for each in measured.served),
        loaded=_loaded(measured),
        api_over_nginx=figure(model.prediction / model.nginx),
        nginx_processes=shipped.nginx_processes(),
        nginx_full=figure(nginx_full),
        nginx_feeds=figure(nginx_full * model.prediction / 1000),
        redis=figure(max(each.redis_cores for each in measured.served)),
        redis_mebibytes=redis >> 20,
        redis_jobs=figure(redis / model.job),
        **example.words(model, measured),
    )


def _numbers(model: Model, measured: Measurement) -> str:
    shares = f"one API of {_listed(CPUS)} cores"
    one_share = f"one API of {SHARE} cores"
    lists, counts = f"lists of {_listed(RECORDS)}", f"{_listed(PREDICTORS)} predictors"
    milliseconds, each_worker, calls = "ms of a core", "MiB of a worker", "calls/s of a process"
    rows = [
        ("a prediction", figure(model.prediction), milliseconds, shares),
        ("so much does one core answer", figure(1000 / model.prediction), "requests/s", shares),
        ("a prediction, in nginx", figure(model.nginx), milliseconds, shares),
        ("an explanation", figure(model.explanation), milliseconds, one_share),
        ("a list, to begin with", figure(model.of_list.base), milliseconds, lists),
        ("a list, each record", figure(model.of_list.each), milliseconds, lists),
        ("idle, to begin with", figure(model.idle.base), "cores of an API", counts),
        ("idle, each predictor", figure(model.idle.each), "cores of an API", counts),
        ("gunicorn itself", figure(model.master), "MiB of an API", counts),
        ("a worker, to begin with", figure(model.worker.base), each_worker, counts),
        ("a worker, each predictor", figure(model.worker.each), each_worker, counts),
        ("polls", figure(measured.looking_at(1).rounds), "a second and process", "one process"),
        ("looks, to begin with", figure(model.looks.base), calls, counts),
        ("looks, each predictor", figure(model.looks.each), calls, counts),
    ]
    for each in measured.published:
        of_it = f"heart; {megabytes(each.model_size)} MB are the model"
        rows.append((f"a version, {each.effort}", megabytes(each.size), "MB of disk", of_it))
    waiting = f"{PREDICTORS[-1]} that wait"
    rows.append(("a retraining that waits", figure(model.job / 1024), "KiB of Redis", waiting))
    return table(("number", "is", "in", FITTED), rows, "l r l l")


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
    return table((HELD, "the model says", "measured", "error"), rows, "l r r r")


def _served(measured: Measurement) -> str:
    rows = [
        (
            f"{each.case.replicas} x {each.case.cpus}",
            each.case.call + (f" of {each.case.records:,}" if each.case.call == "list" else ""),
            figure(each.per_second),
            figure(each.cores),
            figure(each.nginx_cores),
            figure(each.redis_cores),
            figure(each.p99),
            HELD if each.case in held.CASES else FITTED,
        )
        for each in sorted(measured.served, key=_place)
    ]
    heads = ("APIs x cores", "asked", "requests/s", "cores taken", "nginx", "Redis", "p99 ms", "")
    return table(heads, rows, "l l r r r r r l")


def _place(served: Served) -> tuple[int, float, int, int]:
    """By what was asked, then from few to many."""
    case: Case = served.case
    calls = (PREDICTIONS[0].call, LISTS[0].call, EXPLANATION.call)
    return calls.index(case.call), case.replicas * case.cpus, case.replicas, case.records


def _loaded(measured: Measurement) -> str:
    rows = [
        (
            str(each.predictors),
            figure(each.worker),
            figure(each.master),
            figure(each.idle_cores),
            figure(measured.looking_at(each.predictors).looks),
            FITTED if each.predictors in PREDICTORS else HELD,
        )
        for each in measured.loaded
    ]
    heads = ("predictors", "MiB a worker", "MiB gunicorn", "idle cores", "looks/s", "")
    return table(heads, rows, "r r r r r l")


def _listed(values: tuple[float, ...]) -> str:
    return ", ".join(f"{value:,}" for value in values)
