"""bellwether retrain, watch, jobs, cancel."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from bellwether.cli import paper
from bellwether.cli.ends import OF_RETRAINING, End
from bellwether.cli.session import AsJson, Name, Reason, client
from bellwether.retraining import CANDIDATE, PUBLISHED, REJECTED, Retraining, RetrainingRecord

# So much of an id tells one retraining from all others of late.
ID_SHOWN = 8

Job = Annotated[str, typer.Argument(metavar="JOB", help="Its id, or the beginning of it.")]


def retrain(
    context: typer.Context,
    name: Name,
    effort: Annotated[
        Literal["quick", "full"], typer.Option(help="quick takes declared hyper-parameters.")
    ] = "full",
    reason: Reason = None,
    dataset: Annotated[
        list[str] | None,
        typer.Option(help="What to learn from, once for each: initial, or a name."),
    ] = None,
    no_promote: Annotated[
        bool,
        typer.Option("--no-promote", help="Keep what is trained as a candidate at best."),
    ] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Follow it to its end.")] = False,
    as_json: AsJson = False,
) -> None:
    """Train again; the gate decides what becomes of the version."""
    server = client(context)
    datasets = [server.dataset(name, each).name for each in dataset] if dataset else None
    asked = server.retrain(
        name, effort=effort, reason=reason, datasets=datasets, promote=not no_promote
    )
    if watch:
        _follow(asked, as_json=as_json)
    elif as_json:
        paper.as_json(asked.record.document)
    else:
        paper.say(f"{name} waits in the queue: {asked.id}")
        paper.note(f"Follow it with: bellwether watch {asked.id[:ID_SHOWN]}")


def watch(context: typer.Context, job: Job, as_json: AsJson = False) -> None:
    """Follow a retraining; the exit code tells its end."""
    _follow(client(context).retraining(job), as_json=as_json)


def jobs(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="PREDICTOR")] = None,
    as_json: AsJson = False,
) -> None:
    """The newest retrainings."""
    found = client(context).retrainings(name)
    if as_json:
        paper.as_json([each.record.document for each in found])
        return
    rows = [
        (
            each.id[:ID_SHOWN],
            each.record.predictor,
            _standing(each.record),
            each.record.effort,
            each.record.enqueued_at[:16].replace("T", " "),
            each.version or each.record.error or "",
        )
        for each in found
    ]
    columns = ("Job", "Predictor", "Status", "Effort", "Asked (UTC)", "Version")
    paper.table([(title, "left") for title in columns], rows, fold="Version")


def cancel(context: typer.Context, job: Job) -> None:
    """Cancel a retraining.

    A waiting one ends at once, a running one at its next step.
    """
    found = client(context).retraining(job).cancel()
    over = "is cancelled" if found.over else "ends at its next step"
    paper.say(f"{found.id} {over}")


def _follow(asked: Retraining, *, as_json: bool) -> None:
    try:
        with paper.stages(asked.record.predictor) as grow:
            asked.wait(lambda now: grow(now.progress, _doing(now)))
    except KeyboardInterrupt:
        short = asked.id[:ID_SHOWN]
        paper.note(
            f"\nThe training goes on. Follow it: bellwether watch {short}   "
            f"End it: bellwether cancel {short}"
        )
        raise typer.Exit(End.INTERRUPTED) from None
    if as_json:
        paper.as_json(asked.record.document)
    else:
        _end(asked.record)
    raise typer.Exit(OF_RETRAINING[asked.status])


def _end(record: RetrainingRecord) -> None:
    if record.status == PUBLISHED:
        paper.say(f"published: {record.version} is the champion of {record.predictor}", "green")
    elif record.status == CANDIDATE:
        paper.say(f"candidate: {record.version} is kept, and the champion stays", "yellow")
        paper.note(f"Promote it with: bellwether promote {record.predictor} {record.version}")
    elif record.status == REJECTED:
        paper.say(f"rejected: {record.version} is kept, and the champion stays", "yellow")
    else:
        paper.say(record.status, "red")
    for sentence in (record.error, record.message):
        if sentence:
            paper.say(sentence)


def _doing(record: RetrainingRecord) -> str:
    return f"{record.status}, {record.message or record.stage}"


def _standing(record: RetrainingRecord) -> str:
    return f"{record.status} {record.progress:.0%}" if not record.over else record.status
