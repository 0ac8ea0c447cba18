"""A version is tried by another process before it is loaded here.

A model is a program: it may run for ever, ask for more memory than there is, or end the process
that runs it. That process is thrown away.
"""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from bellwether_api.http.errors import StoreUnavailable
from bellwether_api.serving.trial_process import BEGUN, FRESH, READ
from bellwether_contract.errors import RefusedBundle

PROGRAM = "bellwether_api.serving.trial_process"

# A version of a hundred megabytes takes a second.
SECONDS = 10.0

# To begin takes half a second, on a machine that is not overloaded.
BEGIN_SECONDS = 10.0

# Beside the 65 MB of the process itself; the largest versions that are trained here need 15 MB. Two
# workers and this are within the 768 MB of their container.
MEMORY = 256 << 20

# A process may be killed for what others have done (a machine without memory): two are not.
TRIES = 2


class HungOrDied(RefusedBundle):
    """A version that the process which tried it has not survived: it is not tried again."""


class Trial:
    """The other process: there when it is needed, and a few seconds longer."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._closed = False

    def run(self, directory: Path, predictor: str) -> None:
        """Try the version of ``predictor`` in ``directory``; it has SECONDS in each try.

        Raises RefusedBundle, HungOrDied, or StoreUnavailable where it could not even be read.
        """
        with self._lock:
            for _ in range(TRIES):
                try:
                    refused = self._asked(directory, predictor)
                except _Died as error:
                    died = error
                else:
                    break
            else:
                if not died.read:
                    raise StoreUnavailable(f"The process that tries versions dies ({died})")
                raise HungOrDied(
                    f"{TRIES} processes that only tried this version have died of it ({died}); "
                    "publish the version anew"
                )
        if refused is not None:
            raise RefusedBundle(refused)

    def close(self) -> None:
        """End the process, whatever it is at, and start no other one."""
        self._closed = True
        if (process := self._process) is not None:
            process.kill()
        # Whoever is asking it just now hears that it has ended, and clears it away.
        if self._lock.acquire(blocking=False):
            try:
                self._end()
            finally:
                self._lock.release()

    def _asked(self, directory: Path, predictor: str) -> str | None:
        """Why a version is refused, None where it is not; raises what ``run`` raises, and _Died."""
        asked = {"directory": str(directory), "predictor": predictor, "seconds": SECONDS}
        line = json.dumps(asked).encode() + b"\n"
        read = False
        while True:
            process = self._running()
            try:
                os.write(process.stdin.fileno(), line)  # type: ignore[union-attr]  # a pipe
                for answer in _lines(process, SECONDS):
                    if answer != READ:
                        refused: str | None = json.loads(answer)["refused"]
                        return refused
                    read = True
            except BrokenPipeError:
                pass
            except TimeoutError:
                process.kill()
                self._end()
                if not read:
                    raise StoreUnavailable(
                        f"The files of the version could not be read within {SECONDS:g} seconds"
                    ) from None
                raise HungOrDied(
                    f"the model did not answer its self-test vectors within {SECONDS:g} seconds, "
                    "in a process that only tried it; publish the version anew"
                ) from None
            code = self._end()
            if code != FRESH and (read or code != 0):
                raise _Died(code, read)
            # It has gone by itself: in the moment in which it was asked, or to make room.
            read = False

    def _running(self) -> subprocess.Popen[bytes]:
        """The process, begun: how long that takes is not the version's fault."""
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._end()
        if self._closed:
            raise StoreUnavailable("This process ends; ask again")
        process = self._process = subprocess.Popen(  # noqa: S603  # this program's own
            [sys.executable, "-P", "-m", PROGRAM, str(MEMORY)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # The runtime's own words; what was found is told in ours.
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env=_environment(),
        )
        try:
            if next(_lines(process, BEGIN_SECONDS), None) == BEGUN:
                return process
        except TimeoutError:
            process.kill()
        raise _Died(self._end(), read=False)

    def _end(self) -> int:
        """End the process, if it has not ended; how it did, as ``subprocess`` tells it."""
        process, self._process = self._process, None
        if process is None:
            return 0
        with process:
            # One that says no more is about to be gone; how it went is worth a moment.
            with suppress(subprocess.TimeoutExpired):
                process.wait(1.0)
            process.kill()
        return process.returncode


def _environment() -> dict[str, str]:
    """What the process is told: no keys; and not to look for plugins, which takes 50 ms."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("BELLWETHER_")}
    return {**kept, "PYDANTIC_DISABLE_PLUGINS": "1"}


class _Died(Exception):
    """The process has ended without an answer; ``read``: it had read the files of a version."""

    def __init__(self, code: int, read: bool) -> None:
        super().__init__(signal.Signals(-code).name if code < 0 else f"exit {code}")
        self.read = read


def _lines(process: subprocess.Popen[bytes], seconds: float) -> Iterator[str]:
    """What it says, line by line, until it ends; raises TimeoutError."""
    until = time.monotonic() + seconds
    assert process.stdout is not None
    said = b""
    with selectors.DefaultSelector() as ready:
        ready.register(process.stdout, selectors.EVENT_READ)
        while ready.select(max(0.0, until - time.monotonic())):
            piece = os.read(process.stdout.fileno(), 4096)
            if not piece:
                return
            said += piece
            *whole, said = said.split(b"\n")
            yield from (line.decode() for line in whole)
    raise TimeoutError


# One for this process and not for each registry: whoever tries many versions starts it once.
TRIAL = Trial()
