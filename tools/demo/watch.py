"""Tells on the terminal how far the stack is; the last of the demo's processes.

usage: python -m tools.demo.watch URL KEYFILE STATE NOTES LAUNCHER CERTIFICATE [--exit-when-ready]

It also looks whether the launcher, a process id, still lives: one that was killed has ended nothing
of what it had started. STATE is the directory in which all is kept, NOTES the one that tells what
was started; CERTIFICATE is the file by which an address with https is known, or nothing.
"""

from __future__ import annotations

import json
import os
import ssl
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from tools import pinned
from tools.demo import sessions

POLL_SECONDS = 0.25


def main(
    url: str,
    key_file: str,
    state: str,
    notes: str,
    launcher: str,
    certificate: str,
    *,
    leave: bool,
) -> None:
    """Return once every predictor answers, where ``leave`` is set; otherwise stay."""
    threading.Thread(target=_outlive, args=(int(launcher), Path(notes)), daemon=True).start()
    known = pinned.context(Path(certificate).read_text()) if certificate else None
    began = time.monotonic()
    ready: dict[str, float] = {}
    last_lines: dict[str, str] = {}
    _say(f"starting {url}/, the operator's key is {Path(key_file).read_text().strip()}")
    while True:
        listed = _get(f"{url}/api/v1/predictors", known) or {}
        names = [predictor["name"] for predictor in listed.get("predictors", [])]
        for broken in listed.get("broken", []):
            _once(last_lines, broken["folder"], f"cannot be used: {broken['errors'][0]['detail']}")
        for name in (name for name in names if name not in ready):
            predictor = _get(f"{url}/api/v1/predictors/{name}", known) or {}
            if predictor.get("serving"):
                ready[name] = time.monotonic() - began
                _say(f"{name}: ready after {ready[name]:.0f} s")
            else:
                _once(last_lines, name, _training(predictor))
        if names and len(ready) == len(names):
            break
        time.sleep(POLL_SECONDS)
    _say(summary(url, key_file, state, ready))
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


def summary(url: str, key_file: str, state: str, ready: dict[str, float]) -> str:
    """What is said once every predictor answers, after so many seconds each."""
    times = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in ready.items())
    place = Path(state)
    # As somebody would name it who stands there.
    kept = place.relative_to(Path.cwd()) if place.is_relative_to(Path.cwd()) else place
    return f"""
  Bellwether    {url}/
  operator key  {Path(key_file).read_text().strip()}
  ready after   {times}

Ctrl-C stops everything. What was learned is kept in {kept}/ for the next start."""


def _get(url: str, known: ssl.SSLContext | None) -> dict[str, Any] | None:
    try:
        # Our own address.
        with urllib.request.urlopen(url, timeout=5, context=known) as answer:  # noqa: S310
            found: dict[str, Any] = json.load(answer)
            return found
    except (OSError, ValueError):
        return None


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:7], leave="--exit-when-ready" in sys.argv[7:])
