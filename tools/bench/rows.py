"""`python -m tools bench-rows [ROWS ...]`: the memory and time of quick trainings of many rows.

The rows are grown from the shipped ones of heart (bench-growth says how), 300,000, 1,000,000 and
3,000,000 of them where nothing else is asked for; 10000000 takes most of an hour. `--write` also
writes the table into docs/performance.md, as all of it was measured.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bellwether_contract.declaration import spec
from bellwether_trainer.training import needs
from tools.bench import alone, document, growth

COUNTS = (300_000, 1_000_000, 3_000_000)
TITLE = "How many rows a machine takes"
STEPS = ("data", "split", "candidates", "fit", "evaluate", "export")
MIB = 1 << 20

BODY = """\
Written by `python -m tools bench-rows {counts} --write`: quick trainings of heart's seventeen
fields, of rows grown from the shipped ones. Seconds are those of a shared machine; memory is the
largest of the whole process. `asked` is what a training wants to find free before it reads a row,
and refuses to start without ([why](decisions/0059-trainings-of-many-rows.md)).

```text
{lines}
```

- **Memory.** Rows are there twice, as they were read and as they were split (8 bytes a field). On
  the way a fit takes the most: the columns of a linear design, as float32. Both are made, hashed,
  compared and scored a part at a time, so nothing else takes more than some hundred bytes a row.
- **Time.** Candidates are compared on 75,000 rows, whatever there are. Of more than a million
  training rows logistic regression, decision tree and XGBoost take part: the others take hours, or
  grow with the rows. Each optional field costs one more fit of all rows.
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """A quick training of so many ``rows``: seconds, of the steps as well, and peak memory."""

    rows: int
    seconds: float
    mebibytes: float
    steps: dict[str, float]


def measure(rows: int, state: Path) -> Measured:
    """Grow the rows in ``state`` and train on them, in a process of its own."""
    folder = growth.grow(alone.ROOT / "predictors/heart", state / "predictors/heart", rows)
    volumes = (str(state / each) for each in ("models", "champions"))
    ran = alone.run("tools.bench.training", str(folder), *volumes, "quick")
    return Measured(rows, ran.seconds, ran.peak_mebibytes, ran.result["durations"])


def line(found: Measured, asked: int) -> str:
    """A line of the table; ``asked`` bytes is what such a training wants to find free."""
    steps = "  ".join(f"{found.steps.get(each, 0.0):,.0f}".rjust(len(each)) for each in STEPS)
    return (
        f"{found.rows:>10,}  {found.mebibytes:>8,.0f}  {asked / MIB:>6,.0f}  {found.seconds:>7,.0f}"
        f"            {steps}"
    )


def main(arguments: list[str]) -> int:
    """Measure each count of rows in turn and print the table."""
    counts = [int(each) for each in arguments if not each.startswith("-")] or list(COUNTS)
    predictor = spec.read(alone.ROOT / "predictors/heart")
    lines = [
        f"machine: {platform.machine()}, {os.cpu_count()} cores, {document.processor()}",
        "",
        f"{'rows':>10}  {'peak MiB':>8}  {'asked':>6}  {'seconds':>7}   of which "
        + "  ".join(STEPS),
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    for rows in counts:
        with tempfile.TemporaryDirectory(prefix="bellwether-rows-") as directory:
            found = measure(rows, Path(directory))
        lines.append(line(found, needs.memory(predictor, rows)))
        sys.stdout.write(lines[-1] + "\n")
        sys.stdout.flush()
    if "--write" in arguments:
        named = " ".join(map(str, counts))
        document.write_section(TITLE, BODY.format(counts=named, lines="\n".join(lines)))
    return 0
