"""docs/reliability.md: what holds when things break, the test that shows it, and what was counted.

Words are in cases.yaml. Figures are in figures.json, which a run alone writes; the page is made of
both, so that neither is typed into it.
"""

from __future__ import annotations

import datetime
import json
import os
import platform
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from tools.bench.document import processor
from tools.demo.places import ROOT
from tools.soak.table import PARTS, Part

PAGE = ROOT / "docs/reliability.md"
CASES = Path(__file__).with_name("cases.yaml")
FIGURES = Path(__file__).with_name("figures.json")

BEFORE = """\
# What holds when things break

Written by `make soak` (`python -m tools soak`), which breaks the real thing on purpose: gunicorn,
nginx, Redis and the trainer with the settings that are shipped, real files and real kills. The
figures are those of the runs that are named beside them, on a machine that others used too; a part
that was run at less than its full counts says so. CI runs most parts at a few of the counts, the
night a tenth of all of them ([CONTRIBUTING.md](../CONTRIBUTING.md)).

"""

NOT_SHOWN = "**no test yet**"


def machine() -> str:
    """What this runs on, without a name."""
    return f"{os.cpu_count()} cores of {processor() or platform.machine()}"


def commit() -> str:
    """The commit that is checked out, and whether anything was changed since."""

    def git(*words: str) -> str:
        done = subprocess.run(
            ["git", *words], cwd=ROOT, capture_output=True, text=True, check=False
        )
        return done.stdout.strip()

    # What a run writes itself is no change of what it tries.
    written = [f":!{path.relative_to(ROOT)}" for path in (PAGE, FIGURES)]
    changed = git("status", "--porcelain", "--untracked-files=no", "--", ".", *written)
    return (git("rev-parse", "--short=9", "HEAD") or "unknown") + (" and changes" * bool(changed))


def keep(
    part: Part,
    counts: Mapping[str, int],
    figures: Mapping[str, float],
    *,
    scale: float,
    seed: int,
    seconds: float,
) -> None:
    """Keep what a part has found, in the place of what it found before."""
    found = {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "machine": machine(),
        "commit": commit(),
        "scale": scale,
        "seed": seed,
        "seconds": round(seconds),
        "counts": dict(counts),
        "figures": dict(figures),
    }
    runs = {**kept(), part.name: found}
    ordered = {each.name: runs[each.name] for each in PARTS if each.name in runs}
    FIGURES.write_text(json.dumps(ordered, indent=1) + "\n")


def kept() -> dict[str, dict[str, Any]]:
    """What each part found when it was run last."""
    try:
        found: dict[str, dict[str, Any]] = json.loads(FIGURES.read_text())
    except FileNotFoundError:
        return {}
    return found


def cases() -> list[dict[str, Any]]:
    """The rows of the tables, in their order."""
    found: list[dict[str, Any]] = yaml.safe_load(CASES.read_text())
    return found


def write() -> None:
    """Write the page."""
    PAGE.write_text(text())


def text() -> str:
    """The page, of the words and figures that there are."""
    runs = kept()
    lines = ["## What was counted", ""]
    for part in PARTS:
        lines += [f"### {_heading(part.name)}", "", *_part(part, runs.get(part.name)), ""]
    rows = cases()
    lines += [
        "## Faults and bad input",
        "",
        *_table([row for row in rows if row["case"] <= 32], runs),
        "",
        "## What was found to break, and was mended",
        "",
        *_table([row for row in rows if row["case"] > 32], runs),
    ]
    return BEFORE + "\n".join(lines) + "\n"


def _heading(name: str) -> str:
    return name[0].upper() + name[1:]


def _part(part: Part, run: Mapping[str, Any] | None) -> list[str]:
    """What is counted in a part, what is wanted of it, and what was found."""
    about = " ".join((part.module.__doc__ or "").split("\n\n")[0].split())
    if run is None:
        return [about, "", "Not run yet."]
    counts, figures = run["counts"], run["figures"]
    wanted = {each.figure: each for each in (*part.wanted, *part.alone)}
    share = "" if run["scale"] >= 1 else f" at **{run['scale']:g} of the counts**"
    lines = [
        about,
        "",
        f"Run{share} on {run['date']} ({run['machine']}; commit {run['commit']}; seed "
        f"{run['seed']}; {run['seconds']:,} s).",
        "",
        "| figure | found | wanted |",
        "| --- | ---: | --- |",
    ]
    for name, value in figures.items():
        want = wanted[name].bound(counts, figures) if name in wanted else ""
        missed = name in wanted and not wanted[name].holds(counts, figures)
        lines.append(f"| {name} | {value:,g} | {want}{' **missed**' * missed} |")
    return lines


def _table(rows: list[dict[str, Any]], runs: Mapping[str, Any]) -> list[str]:
    lines = ["| # | what happens | what holds | shown by |", "| ---: | --- | --- | --- |"]
    for row in rows:
        shown = [_link(test) for test in row.get("tests", [])] or [NOT_SHOWN]
        if "lacks" in row:
            shown.append(f"*{row['lacks']}*")
        shown += [_measured(each, runs) for each in row.get("counted", [])]
        cells = (str(row["case"]), row["happens"], row["holds"], "; ".join(shown))
        lines.append(f"| {' | '.join(' '.join(cell.split()) for cell in cells)} |")
    return lines


def _link(test: str) -> str:
    """A test's name, read as the sentence that it is, and the file that it stands in."""
    path, _, name = test.partition("::")
    sentence = re.sub("^test_", "", name).replace("_", " ") or path
    return f"[{sentence}](../tests/{path})"


def _measured(counted: str, runs: Mapping[str, Any]) -> str:
    """One figure of a part, said as ``part: figure``."""
    part, _, figure = counted.partition(": ")
    anchor = part.lower().replace(" ", "-")
    if part not in runs:
        return f"[{part}](#{anchor}): not run yet"
    return f"[{part}](#{anchor}): {runs[part]['figures'][figure]:,g} {figure}"
