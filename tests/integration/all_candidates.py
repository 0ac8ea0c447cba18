"""The trainer's worker with all candidates, as shipped, but at the tests' own niceness.

Beside tests on every core a training at nice 19 would wait for minutes.
"""

from __future__ import annotations

import sys

from bellwether_trainer.worker import start

if __name__ == "__main__":
    start.NICENESS = 0
    sys.exit(start.main())
