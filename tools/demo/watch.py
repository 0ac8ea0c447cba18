"""Tells on the terminal how far the stack is; the last of the demo's processes.

usage: python -m tools.demo.watch URL KEYFILE NOTES LAUNCHER [--exit-when-ready]

It also looks whether the launcher, a process id, still lives: one that was killed has ended nothing
of what it had started. NOTES is the directory that tells whom.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from tools.demo import sessions

POLL_SECONDS = 0.25


def main(url: str, key_file: str, notes: str, launcher: str, *, leave: bool) -> None:
    """Return once every predictor answers, where ``leave`` is set; otherwise stay."""
    threading.Thread(target=_outlive, args=(int(launcher), Path(notes)), daemon=True).start()
    began = time.monotonic()
    ready: dict[str, float] = {}
    last_lines: dict[str, str] = {}
    _say(f"starting {url}/, the operator's key is {Path(key_file).read_text().strip()}")
    while True:
        listed = _get(f"{url}/api/v1/predictors") or {}
        names = [predictor["name"] for predictor in listed.get("predictors", [])]
        for broken in listed.get("broken", []):
            _once(last_lines, broken["folder"], f"cannot be used: {broken['errors'][0]['detail']}")
        for name in (name for name in names if name not in ready):
            predictor = _get(f"{url}/api/v1/predictors/{name}") or {}
            if predictor.get("serving"):
                ready[name] = time.monotonic() - began
                _say(f"{name}: ready after {ready[name]:.0f} s")
            else:
                _once(last_lines, name, _training(predictor))
        if names and len(ready) == len(names):
            break
        time.sleep(POLL_SECONDS)
    _summary(url, key_file, ready)
    while not leave:
        time.sleep(3600)


def _outlive(launcher: int, notes: Path) -> None:
    """End all parts once the launcher is gone without having done so."""
    while True:
        try:
            os.kill(launcher, 0)
        except ProcessLookupError:
            sessions.end(notes)
            os._exit(1)
        time.sleep(POLL_SECONDS)


def _once(last_lines: dict[str, str], name: str, line: str | None) -> None:
    """Say a line, unless it was the last one about this predictor."""
    if line is not None and line != last_lines.get(name):
        last_lines[name] = line
        _say(f"{name}: {line}")


def _training(predictor: dict[str, Any]) -> str | None:
    if failed := predictor.get("failed"):
        return f"its training failed: {failed['error']}"
    if rejected := predictor.get("rejected"):
        return f"its model was rejected, so nothing answers: {rejected['message']}"
    if candidate := predictor.get("candidate"):
        return f"its model is a candidate, so nothing answers: {candidate['message']}"
    job = predictor.get("training")
    if not job:
        return None
    if job["status"] == "queued":
        return "waits for its training"
    # In steps of ten, so that a line is worth reading.
    return f"is being trained, {int(job['progress'] * 10) * 10} %"


def _summary(url: str, key_file: str, ready: dict[str, float]) -> None:
    times = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in ready.items())
    _say("")
    _say(f"  Bellwether    {url}/")
    _say(f"  operator key  {Path(key_file).read_text().strip()}")
    _say(f"  ready after   {times}")
    _say("")
    _say("Ctrl-C stops everything. What was learned is kept in .demo/ for the next start.")


def _get(url: str) -> dict[str, Any] | None:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310  # our own address
            found: dict[str, Any] = json.load(answer)
            return found
    except (OSError, ValueError):
        return None


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:5], leave="--exit-when-ready" in sys.argv[5:])
