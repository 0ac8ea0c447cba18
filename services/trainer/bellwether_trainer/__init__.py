"""The trainer: takes retraining jobs, and publishes models that have proven themselves."""

import os

# What is fitted side by side has threads or processes of our own counting; a library that started
# one more for each core within each of them would have 16 x 16 on 16 cores. Libraries read this
# when they are loaded, so it is said before any is; what the environment says stays.
for _library in ("OMP", "OPENBLAS", "MKL"):
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")

__version__ = "0.1.0"
