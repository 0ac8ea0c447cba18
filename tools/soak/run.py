"""`make soak`: breaks the real thing on purpose, and says what that has cost.

Everything runs on this machine, in a temporary directory. All parts take about an hour and a half;
what each part found goes into tools/soak/figures.json, and docs/reliability.md is written anew.
"""

from __future__ import annotations

import argparse
import secrets
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

from tools.soak import document, first, house, people
from tools.soak.containers import why_no_docker
from tools.soak.house import House
from tools.soak.table import PARTS, Part

TERMINATED = 128 + signal.SIGTERM


def main(arguments: Sequence[str]) -> int:
    """Run the parts and write the page; exit code 1 where something did not hold."""
    parser = argparse.ArgumentParser(prog="python -m tools soak", description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="0.1: a tenth of the counts")
    parser.add_argument(
        "--only", action="append", choices=[part.name for part in PARTS], help="this part alone"
    )
    parser.add_argument("--seed", type=int, help="as an earlier run printed it")
    parser.add_argument(
        "--page", action="store_true", help="break nothing: write the page of what was found before"
    )
    parser.add_argument(
        "--no-docker", action="store_true", help="kill the trainer's processes, not its container"
    )
    chosen = parser.parse_args(arguments)
    if chosen.page:
        document.write()
        return 0
    # So that whatever was started ends.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    seed = secrets.randbelow(10**8) if chosen.seed is None else chosen.seed
    print(f"seed {seed}, {document.machine()}, commit {document.commit()}", flush=True)
    parts = [part for part in PARTS if chosen.only is None or part.name in chosen.only]
    held = True
    with tempfile.TemporaryDirectory(prefix="bellwether-soak-") as directory:
        state = Path(directory)
        containers = not chosen.no_docker and why_no_docker() is None
        begun = replace(trained(state / "first"), containers=containers)
        for number, part in enumerate(parts):
            held &= _run(part, begun, state / str(number), chosen.scale, seed)
    print("everything held" if held else "something did NOT hold", flush=True)
    return 0 if held else 1


def trained(state: Path) -> House:
    """A house with a small predictor and its first version."""
    people.write(state / "predictors")
    made = house.make(state, state / "predictors", people.NAME)
    first.train(made)
    return made


def _run(part: Part, begun: House, state: Path, scale: float, seed: int) -> bool:
    counts = part.scaled(scale)
    shown = ", ".join(f"{count:,} {name}" for name, count in counts.items())
    print(f"\n{part.name}: {shown}; about {scale * part.minutes:.0f} min", flush=True)
    began = time.monotonic()
    figures = part.run(
        house.copied(begun, state), counts, Random(f"{seed} {part.name}"), _saying(began)
    )
    seconds = time.monotonic() - began
    missed = part.missed(counts, figures, alone=True)
    for name, value in figures.items():
        print(f"  {name:72} {value:>10,g}", flush=True)
    for each in missed:
        print(f"  MISSED: {each}", flush=True)
    document.keep(part, counts, figures, scale=scale, seed=seed, seconds=seconds)
    document.write()
    return not missed


def _saying(began: float) -> Callable[[str], None]:
    def say(line: str) -> None:
        print(f"  {time.monotonic() - began:6.0f} s  {line}", flush=True)

    return say
