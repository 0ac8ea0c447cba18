"""The trainer's worker with the two quickest candidates, for who looks how trainings come and go.

They take a fifth of the time of all six. What a training makes of all of them stands in
tests/trainer; that a worker of all six publishes, in test_loop.py and test_queue.py. It is at the
niceness of whoever starts it: beside others on every core it would wait for minutes at nice 19.
"""

from __future__ import annotations

import sys

from bellwether_trainer.models import compare, nested
from bellwether_trainer.models.candidates import CANDIDATES
from bellwether_trainer.worker import start

if __name__ == "__main__":
    start.NICENESS = 0
    for module in (compare, nested):
        vars(module)["CANDIDATES"] = CANDIDATES[:2]
    sys.exit(start.main())
