"""Runs a module in a process of its own, with every core, and watches its memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
LOOK_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Ran:
    """What a module has printed, the seconds of its whole process, and its peak memory.

    ``peak_mebibytes`` is resident memory, summed over the process and all its descendants; what
    they share is counted in each, so the true peak is no higher.
    """

    result: Any
    seconds: float
    peak_mebibytes: float


def run(module: str, *arguments: str, **settings: str) -> Ran:
    """Run ``python -m module``, which prints one line of JSON, on a machine left to it.

    ``settings`` are variables of its environment. Raises subprocess.CalledProcessError where it
    fails; what it says stands on stderr.
    """
    # Whoever measures has not limited the cores by accident.
    environ = {k: v for k, v in os.environ.items() if not k.endswith("_NUM_THREADS")} | settings
    command = [sys.executable, "-m", module, *arguments]
    started = time.perf_counter()
    peak = 0.0
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(command, env=environ, cwd=ROOT, stdout=output)
        while process.poll() is None:
            peak = max(peak, _resident_mebibytes(process.pid))
            time.sleep(LOOK_SECONDS)
        seconds = time.perf_counter() - started
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)
        output.seek(0)
        return Ran(json.loads(output.read()), seconds, peak)


def _resident_mebibytes(pid: int) -> float:
    """Of a process and its descendants; one that ends meanwhile counts nothing."""
    kibibytes, waiting = 0, [str(pid)]
    while waiting:
        process = Path("/proc") / waiting.pop()
        try:
            status = (process / "status").read_text().splitlines()
            for task in (process / "task").iterdir():
                waiting.extend((task / "children").read_text().split())
        except OSError:
            continue
        kibibytes += sum(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))
    return kibibytes / 1024
