"""Asks for a retraining and follows it to its end.

usage: python3 -m tools retrain PREDICTOR [quick|full] [yes|no]

The last word says whether what is trained may become champion; no keeps it as a candidate at best.
"""

from __future__ import annotations

import json
import signal
import sys
import time
import urllib.error
import urllib.request
from typing import Any

from tools import pinned
from tools.operate.running import Running, find

WITH_VERSION = {"published", "candidate", "rejected"}
OVER = {*WITH_VERSION, "failed", "cancelled"}
POLL_SECONDS = 0.5
BAR_WIDTH = 30

# So long a stack may be away (its Redis or its API starts again) before we stop following.
PATIENCE_SECONDS = 60

# The exit status of what Ctrl-C has ended.
INTERRUPTED = 128 + signal.SIGINT


def main(arguments: list[str]) -> int:
    """Exit status 0 where there is a version, whatever became of it, 1 for all other ends."""
    if len(arguments) not in {1, 2, 3}:
        raise SystemExit(__doc__)
    try:
        return _followed(*arguments)
    except KeyboardInterrupt:
        print(
            "\nStopped before the answer was here; the Operations page shows whether a training "
            "is under way.",
            file=sys.stderr,
        )
        return INTERRUPTED


def _followed(predictor: str, effort: str = "full", promote: str = "yes") -> int:
    if promote not in {"yes", "no"}:
        raise SystemExit("PROMOTE must be yes or no")
    stack = find()
    wanted = {"effort": effort} | ({"promote": False} if promote == "no" else {})
    try:
        job = _call(stack, f"/api/v1/predictors/{predictor}/retrainings", wanted)
    except Away as error:
        raise SystemExit(str(error)) from None
    try:
        draw = Drawing()
        while job["status"] not in OVER:
            draw(job)
            time.sleep(POLL_SECONDS)
            job = _follow(stack, job["id"])
        draw(job)
    except Away as error:
        raise SystemExit(str(error)) from None
    except KeyboardInterrupt:
        print(f"\n{_goes_on(stack, job['id'])}", file=sys.stderr)
        return INTERRUPTED
    print()
    for line in (job["version"] and f"version {job['version']}", job["error"]):
        if line:
            print(line)
    return 0 if job["status"] in WITH_VERSION else 1


def _goes_on(stack: Running, job: str) -> str:
    """What Ctrl-C leaves behind, and what can be done about it."""
    place = f"{stack.url}/api/v1/retrainings/{job}"
    return (
        f"The training goes on. The Operations page shows it and can cancel it: {stack.url}/\n"
        "Or from a shell:\n"
        f"  look    curl {place}\n"
        # The key is not among curl's words: those are for everybody on the machine to read.
        '  cancel  echo "Authorization: Bearer $(make -s operator-key)" '
        f"| curl -X DELETE -H @- {place}"
    )


class Away(Exception):
    """The stack does not answer, or says that it cannot now."""


class Drawing:
    """The progress, drawn over itself on a terminal; in a log a line for each change."""

    def __init__(self) -> None:
        self._last = ""

    def __call__(self, job: dict[str, Any]) -> None:
        """Show how far the job is."""
        done = round(job["progress"] * BAR_WIDTH)
        line = (
            f"{job['predictor']}  [{'#' * done}{'.' * (BAR_WIDTH - done)}] "
            f"{job['progress']:4.0%}  {job['status']}, {job['message'] or job['stage']}"
        )
        if line != self._last:
            print(f"\r\033[K{line}" if sys.stdout.isatty() else f"\n{line}", end="", flush=True)
        self._last = line


def _follow(stack: Running, job: str) -> dict[str, Any]:
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return _call(stack, f"/api/v1/retrainings/{job}")
        except Away:
            if time.monotonic() > until:
                raise
            time.sleep(POLL_SECONDS)


def _call(stack: Running, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    request = urllib.request.Request(  # noqa: S310  # the address comes from the stack itself
        stack.url + path,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {stack.key}", "Content-Type": "application/json"},
    )
    known = pinned.context(stack.certificate)
    try:
        with urllib.request.urlopen(request, timeout=30, context=known) as answer:  # noqa: S310
            found: dict[str, Any] = json.load(answer)
            return found
    except urllib.error.HTTPError as error:
        message = f"{error.code}: {_detail(error.read())}"
        if error.code >= 500:
            raise Away(message) from None
        raise SystemExit(message) from None
    except OSError as error:
        raise Away(f"{stack.url} does not answer ({error})") from None


def _detail(body: bytes) -> str:
    try:
        return str(json.loads(body)["detail"])
    except (ValueError, KeyError, TypeError):
        return body.decode(errors="replace")[:200]
