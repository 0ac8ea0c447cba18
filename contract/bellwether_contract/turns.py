"""Whose turn it is: the order in which trainings wait, and which running one gives way to which.

Pure functions: the API asks when it enqueues, the worker while a training runs.
"""

from __future__ import annotations

from collections.abc import Iterable

from bellwether_contract.jobs import FIRST_START, FULL_TRAINING, JobRecord, Stage

# After so many times a training runs through: otherwise a busy day would never let it end.
GIVES_WAY_AT_MOST = 3

# Of these only seconds are left; to begin anew would take longer than to wait for the end.
NEARLY_DONE: frozenset[Stage] = frozenset({"export", "publish", "done"})

# A script of Redis that takes a job which still waits to the end of its queue: KEYS are the queue,
# ARGV the job. In one step, as a worker may take it at any time.
TO_THE_END = """
if redis.call('lrem', KEYS[1], 1, ARGV[1]) > 0 then redis.call('rpush', KEYS[1], ARGV[1]) end
"""


def behind(job: str, asked: Iterable[JobRecord]) -> list[JobRecord]:
    """Those whose turn comes after that of ``job``, in their order.

    ``asked`` are trainings that wait, it among them, in the order in which they were asked for; no
    time counts, since clocks may be wrong. A predictor that answers nothing yet comes first, then
    what people ask for, then what nobody has asked for.
    """
    in_turn = sorted(asked, key=_rank)
    place = next(place for place, each in enumerate(in_turn) if each.id == job)
    return in_turn[place + 1 :]


def gives_way_to(running: JobRecord, waiting: Iterable[JobRecord]) -> JobRecord | None:
    """The waiting training for which ``running`` is stopped, to begin anew later; None: it goes on.

    Those that wait come in the order in which they were asked for.
    A full training that nobody has asked for gives way to every other one, a full one that
    somebody has asked for to the quick first training of a predictor that answers nothing. A quick
    one is over soon.
    """
    if running.effort != "full" or running.stage in NEARLY_DONE:
        return None
    if running.gave_way >= GIVES_WAY_AT_MOST:
        return None
    before = [each for each in waiting if not each.over and _rank(each) < _rank(running)]
    return min(before, key=_rank, default=None)


def _rank(record: JobRecord) -> int:
    return {FIRST_START: 0, FULL_TRAINING: 2}.get(record.requested_by, 1)
