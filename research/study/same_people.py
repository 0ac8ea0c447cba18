"""How often known people are found again, and new ones taken for them: `make same-people`.

Prints what decision 24 tells: the women of the diabetes rows examined again in many seeds, new
women of the same kind, people of the heart survey, and the processor seconds for very many rows.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from bellwether_contract.declaration import spec
from bellwether_contract.encoding.encode import Matrix
from bellwether_trainer.rows import data
from bellwether_trainer.rows.same_people import Found, find, go_with
from research.study.evaluated_again import (
    NAMES,
    PREDICTOR,
    WOMEN,
    changed,
    halves,
    made_like_them,
    two_years_later,
)

SEEDS = 200
MANY = 300_000
HEART = Path(__file__).parents[2] / "predictors/heart"

# Known rows and new ones, by seed.
Case = Callable[[int], tuple[Matrix, Matrix]]

CASES: dict[str, Case] = {
    "the same women, 0.05 SD": lambda seed: (WOMEN, changed(WOMEN, 0.05, seed)),
    "the same women, 0.1 SD": lambda seed: (WOMEN, changed(WOMEN, 0.1, seed)),
    "the same women, 0.2 SD": lambda seed: (WOMEN, changed(WOMEN, 0.2, seed)),
    "the same women, 0.2 SD, two years older": lambda seed: (WOMEN, changed(WOMEN, 0.2, seed, 2)),
    "the same women, 0.3 SD": lambda seed: (WOMEN, changed(WOMEN, 0.3, seed)),
    "the same women, 0.5 SD": lambda seed: (WOMEN, changed(WOMEN, 0.5, seed)),
    "the same women, other laboratory values": lambda seed: (WOMEN, two_years_later(seed)),
    "60 of them, 0.1 SD": lambda seed: (WOMEN, changed(halves(seed, 60)[0], 0.1, seed)),
    "60 of them, 0.2 SD": lambda seed: (WOMEN, changed(halves(seed, 60)[0], 0.2, seed)),
    "40 of 512, 0.1 SD, among 256 new": lambda seed: _among_new(seed, 40, 0.1),
    "20 of 512, 0.1 SD, among 256 new": lambda seed: _among_new(seed, 20, 0.1),
    "new: the other half": halves,
    "new: 68, where 700 are known": lambda seed: halves(seed, 700),
    "new: under 26, of the other half": lambda seed: _young(seed),
    "new: 768 made like them": lambda seed: (WOMEN, made_like_them(seed)),
    "new: 3,000 made like them": lambda seed: (WOMEN, made_like_them(seed, 3000)),
}


def main(_: list[str]) -> int:
    """Print a line for each case."""
    sys.stdout.write("case | files found | rows told | of them right | go with a known row | p\n")
    for name, case in CASES.items():
        sys.stdout.write(f"{name} | {_line(case)}\n")
    heart = spec.read(HEART)
    people = data.initial(HEART, heart).matrix
    people = people[np.random.default_rng(0).permutation(len(people))]
    began = time.process_time()
    found = find(people[: len(people) // 2], people[len(people) // 2 :], heart)
    seconds = time.process_time() - began
    sys.stdout.write(
        f"heart, the other half: {found.outcome}, {found.findable:.0%} would be found again, "
        f"{found.looked:,} rows against {found.known:,} in {seconds:.1f} s\n"
    )
    for name, found, seconds in _many():
        sys.stdout.write(
            f"{MANY:,} rows against as many, {name}: {found.outcome}, {found.again:,} again, "
            f"{seconds:.1f} s\n"
        )
    return 0


def _line(case: Case) -> str:
    flagged, shares, right, gone, p = 0, list[float](), list[float](), list[float](), list[float]()
    for seed in range(SEEDS):
        known, new = case(seed)
        found = find(known, new, PREDICTOR)
        p.append(found.p)
        flagged += found.outcome == "found"
        paired = found.partner >= 0
        shares.append(float(paired.mean()))
        if found.outcome == "found":
            gone.append(float((go_with(known, new, PREDICTOR, found) >= 0).mean()))
        if len(known) == len(new) and paired.any():
            right.append(float((found.partner[paired] == np.flatnonzero(paired)).mean()))
    return " | ".join(
        [
            f"{flagged} of {SEEDS}",
            f"{np.mean(shares):.1%} ({min(shares):.1%} to {max(shares):.1%})",
            f"{np.mean(right):.1%}" if right else "",
            f"{np.mean(gone):.1%}" if gone else "",
            f"{min(p):.1g} to {max(p):.1g}",
        ]
    )


def _among_new(seed: int, count: int, share: float) -> tuple[Matrix, Matrix]:
    known, new = halves(seed, 512)
    return known, np.concatenate([changed(known[:count], share, seed), new])


def _young(seed: int) -> tuple[Matrix, Matrix]:
    known, new = halves(seed)
    return known, new[new[:, NAMES.index("Age")] < 26]


def _many() -> list[tuple[str, Found, float]]:
    """Made people with eight numbers that go together: the same again, and others."""
    random = np.random.default_rng(0)
    mixing = np.eye(len(NAMES)) + 0.35 * random.normal(size=(len(NAMES), len(NAMES)))
    known, new = (
        (random.normal(size=(MANY, len(NAMES))) @ mixing).astype(np.float32) for _ in range(2)
    )
    noise = 0.1 * known.std(axis=0) * random.standard_normal(known.shape)
    timed = []
    for name, rows in {"the same, 0.1 SD": known + noise, "new": new}.items():
        began = time.process_time()
        found = find(known, rows.astype(np.float32), PREDICTOR)
        timed.append((name, found, time.process_time() - began))
    return timed
