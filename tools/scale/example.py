"""How many machines somebody needs: a clinic, and more than that, by the model."""

from __future__ import annotations

import math

from tools.scale.model import SHARE, Model
from tools.scale.numbers import figure, megabytes, table
from tools.scale.points import Measurement

PER_SECOND = 50
PREDICTORS = 20
NIGHTS = 365
# So much of an API may be busy at the busiest moment: requests do not come evenly.
BUSY = 0.6
# One of them may go away.
APIS_AT_LEAST = 2

LARGER = (50, 500, 5_000)
CPUS = 1.0


def words(model: Model, measured: Measurement) -> dict[str, str]:
    """What page.md says of it, by name."""
    together = model.cores(PER_SECOND, _apis(model), PREDICTORS) + PER_SECOND * model.nginx / 1000
    return {
        "per_second": str(PER_SECOND),
        "predictors": str(PREDICTORS),
        "busy": f"{100 * BUSY:.0f}",
        "effort": measured.published[-1].effort,
        "clinic": _clinic(model, measured),
        "together": figure(together),
        # One for the trainer, though it takes only what is left.
        "cores": str(math.ceil(together / BUSY) + 1),
        "more": _more(model),
    }


def _apis(model: Model) -> int:
    return max(APIS_AT_LEAST, model.replicas(PER_SECOND, SHARE, PREDICTORS, BUSY))


def _clinic(model: Model, measured: Measurement) -> str:
    answering, explaining, nginx = (
        figure(PER_SECOND * milliseconds / 1000)
        for milliseconds in (model.prediction, model.explanation, model.nginx)
    )
    apis, needed = _apis(model), model.replicas(PER_SECOND, SHARE, PREDICTORS, BUSY)
    idle = figure(model.idle.of(PREDICTORS))
    looks = figure(apis * model.workers * model.looks.of(PREDICTORS))
    rows = [
        (
            "answering",
            f"{PER_SECOND} x {figure(model.prediction)} ms = {answering} cores of the API, and "
            f"{nginx} of nginx; {explaining} more of the API where each is explained as well",
        ),
        (
            "APIs",
            f"{needed} of {SHARE} cores, {idle} of it for itself, at most {100 * BUSY:.0f} % busy; "
            f"take {apis}, so that one may go away",
        ),
        (
            "memory",
            f"{apis} x {figure(model.mebibytes(PREDICTORS))} MiB of APIs; what trainer and the "
            "others may take stands in `docker-compose.yml`",
        ),
        (
            "the disk that all share",
            f"{apis * model.workers} processes look at it {looks} times a second: nothing for a "
            "disk of the machine, something to ask of NFS",
        ),
    ]
    last = measured.published[-1]
    rows += [
        (
            "disk",
            f"{NIGHTS} nights x {megabytes(last.size)} MB = {megabytes(NIGHTS * last.size)} MB a "
            "year, and the rows that are sent; [versions may go](operate.md#versions-that-go)",
        ),
        (
            "the night",
            f"a {last.effort} training of heart took {figure(last.seconds)} s on this machine",
        ),
    ]
    return table(("part", "takes"), rows, "l l")


def _more(model: Model) -> str:
    rows = []
    for per_second in LARGER:
        apis = model.replicas(per_second, CPUS, PREDICTORS, BUSY)
        nginx = per_second * model.nginx / 1000
        rows.append(
            (
                f"{per_second:,}",
                str(apis),
                figure(model.cores(per_second, apis, PREDICTORS)),
                figure(nginx),
                figure(apis * model.mebibytes(PREDICTORS)),
                str(math.ceil(apis * CPUS + nginx / BUSY)),
            )
        )
    heads = ("predictions/s", f"APIs of {CPUS:.0f} core", "cores they take", "cores of nginx",
             "MiB of APIs", "cores to have")  # fmt: skip
    return table(heads, rows, "r r r r r r")
