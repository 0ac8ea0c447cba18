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

LARGER = (50, 500, 5_000)
CPUS = 1.0


def clinic(model: Model, measured: Measurement) -> str:
    """The worked example."""
    answering = PER_SECOND * model.prediction / 1000
    explaining = PER_SECOND * model.explanation / 1000
    needed = model.replicas(PER_SECOND, SHARE, PREDICTORS, BUSY)
    apis = max(2, needed)
    full = next((each for each in measured.published if each.effort == "full"), None)
    looks = apis * model.workers * model.looks.of(PREDICTORS)
    idle = model.idle.of(PREDICTORS)
    rows = [
        (
            "answering",
            f"{PER_SECOND} requests/s x {figure(model.prediction)} ms = {figure(answering)} cores of the API; each explained as well, "
            f"{figure(explaining)} more; {figure(PER_SECOND * model.nginx / 1000)} of nginx",
        ),
        (
            "APIs",
            f"{needed} of {SHARE} cores ({figure(idle)} of each for itself, at most {100 * BUSY:.0f} % busy); "
            f"take {apis}, so that one may go away",
        ),
        (
            "memory",
            f"{apis} x {figure(model.mebibytes(PREDICTORS))} MiB of APIs; the trainer's and the others' limits stand in `docker-compose.yml`",
        ),
        *(
            [
                (
                    "disk",
                    f"{NIGHTS} nights x {megabytes(full.size)} MB = {megabytes(NIGHTS * full.size)} MB a year, and the rows that are "
                    "sent; [versions may go](operate.md#versions-that-go)",
                ),
                ("the night", f"a full training of heart took {figure(full.seconds)} s here"),
            ]
            if full
            else []
        ),
        (
            "the shared disk",
            f"{apis * model.workers} processes look at it {figure(looks)} times a second: nothing on a disk of the machine, a question on NFS",
        ),
    ]
    together = model.cores(PER_SECOND, apis, PREDICTORS) + PER_SECOND * model.nginx / 1000
    # One for the trainer, though it takes only what is left.
    cores = math.ceil(together / BUSY) + 1
    return (
        f"At the busiest moment {PER_SECOND} predictions a second, {PREDICTORS} predictors, a full retraining each night.\n\n"
        + table(("", "what it takes"), rows, "l l")
        + f"\n\nThat is {figure(together)} of a core at that moment, and a trainer that takes what is left: **one machine of {cores} cores**. "
        "A second one is for the day on which the first is away ([Docker Swarm](deploy.md#docker-swarm))."
    )


def more(model: Model) -> str:
    """A table of rates."""
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
                f"{apis * model.mebibytes(PREDICTORS):,.0f}",
                f"{math.ceil(apis * CPUS + nginx / BUSY)}",
            )
        )
    heads = ("predictions/s", f"APIs of {CPUS:.0f} core", "cores they take", "cores of nginx", "MiB of APIs", "cores to have")
    return (
        f"{PREDICTORS} predictors, no API more than {100 * BUSY:.0f} % busy; the trainer's cores come on top.\n\n"
        + table(heads, rows, "r r r r r r")
        + f"\n\nEach API has {model.workers} workers. How to have several: [on one machine](operate.md#several-of-each), "
        "[on more](deploy.md)."
    )
