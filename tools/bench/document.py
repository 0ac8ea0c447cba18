"""docs/performance.md: what `make bench` has measured, and what limits it, in words."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from pathlib import Path

from tools.bench.alone import ROOT

PATH = ROOT / "docs/performance.md"

BEFORE = """\
# How fast it is

Written by `python -m tools bench --write`: what `make bench` prints, on this page. Seconds and
requests a second are those of one machine on one day, shared with others: the ratios are what to
read. Server and load share the cores. How many machines that makes: [scale.md](scale.md).

```text
"""

AFTER = """\
```

## What limits each

- **One prediction.** A plain one is answered before Flask is asked (`fast_path.py`): finding a
  handler and wrapping request and answer takes Flask as long as the model takes to answer. What
  is left is gunicorn, and of our own share the model is half: 200 trees of depth 5, as good as
  800 of depth 4 and 3.5 times as fast, and a session that lets go of the interpreter, which
  another thread then takes. JSON is read by msgspec; whatever it cannot vouch for is read again
  with care.
- **Through nginx** nothing changes beside the empty handler: the proxy takes the same from both.
- **A list** spends its time in the model, in checks of each value, and in the text of the answer,
  in this order.
- **A table** is read cell by distinct cell, a block of rows at a time; the model is the largest
  part again. Its answer waits on disk, so memory does not grow with its length.
- **An explanation** is one batch for the model: of 64 background rows each is walked once from
  its own values to the person's, differing field by differing field. More walks would halve the
  error where they take four times as long. Up to eight fields are enumerated exactly.
- **Workers.** With as many as there are cores, less what the load takes, there is no more to
  gain; each holds its own copy of every model. **Predictors** cost memory, one session each of
  some four times its file, and a look at a pointer four times a second; a prediction does not
  notice them.
"""


def processor() -> str:
    """The processor's name, where the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), "")


def text(lines: Sequence[str], sections: str = "") -> str:
    """The page around the lines that were printed, with the ``sections`` of other words behind."""
    return BEFORE + "\n".join(line.rstrip() for line in lines) + "\n" + AFTER + sections


def write(lines: Sequence[str]) -> None:
    """Write the page; what other words have written stays."""
    _, _, sections = PATH.read_text().partition(AFTER)
    PATH.write_text(text(lines, sections))


def write_section(title: str, body: str) -> None:
    """Write one section of the page, in the place of the one of this ``title``."""
    page = PATH.read_text()
    heading = f"\n## {title}\n"
    before, found, rest = page.partition(heading)
    _, following, after = rest.partition("\n## ")
    behind = f"{following}{after}" if found else ""
    PATH.write_text(f"{before}{heading}\n{body.rstrip()}\n{behind}")
