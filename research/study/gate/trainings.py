"""Whole trainings on rows of a plain logistic truth: what becomes of their first versions.

    python -m research gate-trainings [--seeds 24] [--effort quick] [--processes N] [--write]

The real draft, the real pipeline, a store of its own for each. Ends with 1 where so few trainings
speak against what is wanted.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import numpy as np

from bellwether_contract.storage.store import ModelStore
from bellwether_contract.vocabulary import Effort, Outcome
from bellwether_trainer.training import pipeline
from research.study.gate import document, people
from research.study.gate.cells import Cell, Result
from research.study.gate.people import Population
from tools.drafting import new

SEEDS = 24
PREVALENCE, AUROC = 0.2, 0.75
POPULATION = Population.of(PREVALENCE, AUROC)

# Weights of standard normal measurements and of answers that so many of 100 people affirm.
NUMBERS = (("age", 55, 12), ("pressure", 130, 18), ("bmi", 27, 4), ("cholesterol", 200, 35))
ANSWERS = (("smoker", 25), ("diabetes", 15), ("stroke", 10), ("active", 60))

# ``nothing``: the outcome is shuffled, so that there is nothing to know.
Truth = Literal["logistic", "nothing"]


@dataclass(frozen=True, slots=True)
class Case:
    """Trainings on about so many events, and the share that must, or may at most, be published."""

    truth: Truth
    events: int
    wanted: float

    @property
    def at_most(self) -> bool:
        """Whether few are to be published."""
        return self.truth == "nothing"

    def __str__(self) -> str:
        what = "rows of a logistic truth" if self.truth == "logistic" else "rows that tell nothing"
        return f"whole trainings published: {what}, {self.events:,} events"


CASES = (
    Case("logistic", 100, 0.90),
    Case("logistic", 500, 0.95),
    Case("logistic", 2_000, 0.95),
    Case("nothing", 100, 0.06),
)


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of one training, and why where it was not published."""

    outcome: Outcome
    reasons: tuple[str, ...]
    seconds: float


def rows(seed: int, events: int, truth: Truth = "logistic") -> bytes:
    """A CSV of made-up people, about ``events`` with the outcome, that a person could bring."""
    random = np.random.default_rng([seed, events])
    n = round(events / PREVALENCE)
    normal = random.standard_normal((n, len(NUMBERS)))
    # What is written down is rounded; the outcome follows what stands there.
    numbers = [
        np.rint(mean + sd * column) for (_, mean, sd), column in zip(NUMBERS, normal.T, strict=True)
    ]
    answers = [random.random(n) < share / 100 for _, share in ANSWERS]
    columns = [
        *((column - mean) / sd for (_, mean, sd), column in zip(NUMBERS, numbers, strict=True)),
        *(
            (column - share / 100) / np.sqrt(share / 100 * (1 - share / 100))
            for (_, share), column in zip(ANSWERS, answers, strict=True)
        ),
    ]
    odds = POPULATION.mean + POPULATION.spread / np.sqrt(len(columns)) * np.sum(columns, axis=0)
    event = people.labels_of(odds, random) == 1
    if truth == "nothing":
        event = random.permutation(event)
    lines = [",".join(name for name, _, _ in NUMBERS)]
    lines[0] += "," + ",".join(name for name, _ in ANSWERS) + ",event"
    for row in zip(*numbers, *answers, event, strict=True):
        measured, affirmed = row[: len(NUMBERS)], row[len(NUMBERS) :]
        lines.append(
            ",".join(f"{value:.0f}" for value in measured)
            + ","
            + ",".join("Yes" if value else "No" for value in affirmed)
        )
    return "\n".join(lines).encode()


def train(case: Case, seed: int, effort: Effort) -> Ended:
    """Draft a predictor from new rows, train its first version, and see what becomes of it."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="bellwether-gate-") as directory:
        state = Path(directory)
        source = state / "rows.csv"
        source.write_bytes(rows(seed, case.events, case.truth))
        new.draft(source, "event", "made", state / "predictors")
        published = pipeline.run(
            state / "predictors/made",
            ModelStore(state / "models", state / "champions"),
            job="gate",
            threads=1,
            progress=lambda *_: None,
            data_dir=state / "data",
            effort=effort,
        )
    return Ended(published.outcome, tuple(published.reasons), time.monotonic() - began)


def main(arguments: Sequence[str]) -> int:
    """Print each training as it ends, then the table; ``--write`` puts it into docs/gate.md."""
    asked = _arguments(arguments)
    todo = [(case, seed) for seed in range(asked.seeds) for case in CASES]
    found: dict[Case, list[Ended]] = {case: [] for case in CASES}
    with ProcessPoolExecutor(asked.processes) as processes:
        running = {processes.submit(train, *each, asked.effort): each for each in todo}
        for done, future in enumerate(as_completed(running), 1):
            case, seed = running[future]
            ended = future.result()
            found[case].append(ended)
            print(f"{done}/{len(todo)} {case}, seed {seed}: {_in_words(ended)}", flush=True)
    results = [_result(case, ended) for case, ended in found.items()]
    outcomes = {str(case): tally(ended) for case, ended in found.items()}
    for result in results:
        print(result, "|", outcomes[result.cell.name])
    if asked.write:
        how = f"{asked.seeds} seeds of each, trained with the effort {asked.effort}."
        document.write_trainings(results, outcomes, how)
    against = sum(result.spoken_against for result in results)
    print(f"{against} of {len(results)} cases are spoken against" if against else "none is against")
    return 1 if against else 0


def tally(ended: Sequence[Ended]) -> str:
    """How many became champion, a candidate, or were rejected."""
    return ", ".join(
        f"{sum(each.outcome == outcome for each in ended)} {outcome}"
        for outcome in get_args(Outcome)
    )


def _result(case: Case, ended: Sequence[Ended]) -> Result:
    cell = Cell(str(case), lambda _: True, case.wanted, at_most=case.at_most)
    return Result(cell, sum(each.outcome == "promoted" for each in ended), len(ended))


def _in_words(ended: Ended) -> str:
    why = "" if ended.outcome == "promoted" else f": {ended.reasons[0]}"
    return f"{ended.outcome} ({ended.seconds:.0f} s){why}"


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m research gate-trainings")
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--effort", choices=get_args(Effort), default="quick")
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    parser.add_argument("--write", action="store_true", help="write the table into docs/gate.md")
    return parser.parse_args(arguments)
