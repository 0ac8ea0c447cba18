"""The yardstick of a retraining: the five fits of the published heart protocol, defaults and all.

`python -m tools.bench.published` prints the seconds of each fit alone as one line of JSON.
"""

from __future__ import annotations

import json
import sys
import time

from research.reproduction import heart
from tools.bench.alone import ROOT


def main() -> None:
    """Prepare as published, then fit one after the other; `n_jobs` stays unset."""
    sides = heart.published(heart.prepare(ROOT / "predictors/heart/data.parquet"))
    seconds = {}
    for name, make in heart.ESTIMATORS.items():
        sys.stderr.write(f"\r\033[K  published protocol: {name}")
        sys.stderr.flush()
        estimator = make()
        started = time.perf_counter()
        estimator.fit(sides.training, sides.training_labels)
        seconds[name] = time.perf_counter() - started
    sys.stderr.write("\r\033[K")
    print(json.dumps(seconds))


if __name__ == "__main__":
    main()
