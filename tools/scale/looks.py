"""How often a process of the API looks at the volumes, counted by strace.

`python -m tools.scale.looks SECONDS` runs all of the API but the part that answers, with the
settings of the environment, and prints when it had begun and ended as one line of JSON, with the
rounds of looking in between.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from bellwether_api.app import create_app
from bellwether_api.background import Poller
from tools.bench import serving
from tools.bench.servers import ROOT
from tools.scale.points import Looked

SECONDS = 4
# After the first models are loaded: what is looked at once, when a process starts.
SETTLES_SECONDS = 2
VOLUMES = ("predictors", "models", "champions", "data")


def measure(state: Path, predictors: int) -> Looked:
    """Count the looks at the volumes in ``state`` for some seconds."""
    trace = state / "trace"
    settings = serving.settings(state) | {
        "BELLWETHER_PREDICTORS_DIR": str(state / "predictors"),
        "BELLWETHER_REQUIRE_SIGNATURES": "no",
    }
    done = subprocess.run(
        ["strace", "-f", "-qq", "-ttt", "-y", "-e", "trace=%file,getdents64", "--seccomp-bpf",
         "-o", str(trace), sys.executable, "-m", "tools.scale.looks", str(SECONDS)],
        check=True, capture_output=True, text=True, cwd=ROOT, timeout=120,
        env={**os.environ, **settings},
    )  # fmt: skip
    ran = json.loads(done.stdout.splitlines()[-1])
    with trace.open() as lines:
        seen = count(lines, ran["began"], ran["ended"], [str(state / each) for each in VOLUMES])
    trace.unlink()
    took = ran["ended"] - ran["began"]
    return Looked(predictors, ran["rounds"] / took, seen / took)


def count(lines: Iterable[str], began: float, ended: float, directories: Iterable[str]) -> int:
    """Calls of strace's lines that begin in between and name something in the directories."""
    inside = re.compile("|".join(rf'["<]{re.escape(each)}[/">]' for each in directories))
    found = 0
    for line in lines:
        # "PID SECONDS CALL(...)"; what goes on after another thread's line is no new call.
        _, at, call = line.split(maxsplit=2)
        if began <= float(at) <= ended and not call.startswith("<...") and inside.search(call):
            found += 1
    return found


def main(arguments: list[str]) -> None:
    """Look for some seconds, in this process."""
    app = create_app()
    poller: Poller = app.extensions["bellwether"]
    rounds = 0

    def counted(once: Callable[[], None] = poller.round) -> None:
        nonlocal rounds
        rounds += 1
        once()

    # The thread looks it up each time.
    setattr(poller, "round", counted)  # noqa: B010  # a method, to the type checker
    time.sleep(SETTLES_SECONDS)
    rounds, began = 0, time.time()
    time.sleep(float(arguments[0]))
    found = {"began": began, "ended": time.time(), "rounds": rounds}
    poller.stop()
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1:])
