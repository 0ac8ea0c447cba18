"""Measure, fit the capacity model, and try it on what it has not seen.

Starts the compose stack without a trainer, in a project of its own with limits on the cores of its
APIs, and takes about seven minutes on a quiet machine; `--short` takes three, trains no full
version, and is written whatever it finds. Ends with 1 where the model is off by more than 15 %,
where two APIs do not answer 1.7 times as much as one, or where a request failed. Wants Docker, wrk
and strace, and a machine that nobody else uses.
"""

from __future__ import annotations

import argparse
import datetime
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tools.scale import document, held, loaded, looks, serving, volumes
from tools.scale.model import EXPLANATION, LISTS, PREDICTIONS, PREDICTORS, SHARE, fit
from tools.scale.numbers import figure
from tools.scale.points import Case, Measurement
from tools.scale.stack import started, why_not
from tools.soak.containers import why_no_docker
from tools.soak.document import commit, machine

ONE = Case("prediction", 1, 1, SHARE)
# Most of those that need few changes of nginx' addresses stand together.
CASES = (*LISTS, held.LIST, EXPLANATION, *(case for case in PREDICTIONS if case != ONE),
         held.LARGER, ONE, held.TWO)  # fmt: skip
COUNTS = tuple(sorted({*PREDICTORS, held.PREDICTORS}))
ROUNDS, SECONDS = 3, 3
EFFORTS = ("quick", "full")
SHORT_ROUNDS, SHORT_SECONDS = 1, 2

TERMINATED = 128 + signal.SIGTERM


def main(arguments: Sequence[str]) -> int:
    """Measure and print; exit code 1 where the model does not hold."""
    parser = argparse.ArgumentParser(prog="python -m tools scale", description=__doc__)
    parser.add_argument("--write", action="store_true", help="keep it, and write docs/scale.md")
    parser.add_argument("--short", action="store_true", help="a run of each, and no full training")
    parser.add_argument(
        "--page", action="store_true", help="measure nothing: write the page of what is kept"
    )
    chosen = parser.parse_args(arguments)
    if chosen.page:
        document.write()
        return 0
    if missing := why_no_docker() or why_not("wrk", "strace"):
        raise SystemExit(missing)
    # So that whatever was started ends.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    measured = measure(whole=not chosen.short)
    well = show(measured)
    # A whole one that does not hold takes the place of none that did; a short one is for a look.
    if chosen.write and (well or chosen.short):
        measured.keep()
        document.write()
    elif chosen.write:
        print("docs/scale.md stays as it is")
    return 0 if well else 1


def measure(*, whole: bool) -> Measurement:
    """Train, serve and count; the short form where it is not ``whole``."""
    began = time.perf_counter()
    rounds, seconds = (ROUNDS, SECONDS) if whole else (SHORT_ROUNDS, SHORT_SECONDS)
    with tempfile.TemporaryDirectory(prefix="bellwether-scale-", ignore_cleanup_errors=True) as own:
        state = Path(own)
        _say(f"{machine()}, commit {commit()}\n\ntraining heart")
        published, version = volumes.train(state / "trained", EFFORTS if whole else EFFORTS[:1])
        for each in published:
            _say(f"  {each.effort}: {each.size:,} bytes, {each.seconds:.0f} s")
        for pool in ("waiting", "looked at later"):
            volumes.copies(state / pool, state / "trained", version, COUNTS[-1])
        records = serving.people(state, max(case.records for case in CASES))
        served = state / "served"
        volumes.move(state / "waiting", served, 0, 1)
        with started(served, replicas=2) as stack:
            _say(f"\none predictor, {rounds} x {seconds} s of each")
            answered = serving.measure(
                stack, CASES, records, rounds=rounds, seconds=seconds, say=_say
            )
            _say("\none API that is asked nothing")
            costs, workers = loaded.measure(stack, served, state / "waiting", COUNTS, _say)
            job_bytes = loaded.job_bytes(stack, COUNTS[-1])
            _say(f"  {job_bytes:,.0f} bytes of Redis for a retraining that waits")
        _say("\none process that looks at the volumes")
        seen, there = [], 0
        for count in COUNTS:
            volumes.move(state / "looked at later", state / "looked", there, count)
            there = count
            seen.append(looks.measure(state / "looked", count))
            rounds_, calls = seen[-1].rounds, seen[-1].looks
            _say(f"  {count:3} predictors: {rounds_:.2f} rounds/s, {calls:,.1f} calls/s")
    return Measurement(
        date=datetime.datetime.now(datetime.UTC).date().isoformat(),
        machine=machine(),
        commit=commit(),
        whole=whole,
        seconds=round(time.perf_counter() - began),
        workers=workers,
        served=tuple(answered),
        ratios=serving.ratios(answered, ONE, held.TWO),
        loaded=tuple(costs),
        looked=tuple(seen),
        published=tuple(published),
        job_bytes=job_bytes,
    )


def show(measured: Measurement) -> bool:
    """Print the model beside what it had not seen; returns whether all is as wanted."""
    model = fit(measured)
    _say(f"\n{model}\n\nheld out: the model says, measured, error")
    tried = held.predictions(model, measured)
    for each in tried:
        both = f"{figure(each.predicted):>9} {figure(each.measured):>9} {each.unit:10}"
        missed = "" if each.holds else "   MISSED"
        _say(f"  {each.name:55} {both} {100 * each.error:+6.1f} %{missed}")
    ratio, failed = measured.ratio, sum(each.failed for each in measured.served)
    _say(f"  two APIs over one: {ratio:.2f}   wanted at least {document.RATIO_WANTED}")
    _say(f"  requests that failed: {failed}")
    well = all(each.holds for each in tried) and ratio >= document.RATIO_WANTED and not failed
    _say(f"\n{'the model holds' if well else 'the model does NOT hold'}; {measured.seconds:,.0f} s")
    return well


def _say(line: str) -> None:
    print(line, flush=True)
