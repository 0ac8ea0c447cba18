"""The trainer's worker, in which a library fails in the middle of a training and repeats a cell."""

from __future__ import annotations

import os
import sys

from bellwether_trainer.training import pipeline
from bellwether_trainer.worker import start


def repeat_a_cell(*_: object, **__: object) -> None:
    # Nothing that a second try would mend.
    raise MemoryError(f"could not convert string to float: {os.environ['PLANTED_CELL']!r}")


if __name__ == "__main__":
    # For the reason that tests/integration/all_candidates.py gives.
    start.NICENESS = 0
    vars(pipeline)["split_rows"] = repeat_a_cell
    sys.exit(start.main())
