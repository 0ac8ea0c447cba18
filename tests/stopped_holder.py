"""A process that holds the lock of a predictor's champions, and hangs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE_SECONDS = 20

HOLDER = """
import os, signal, sys
from pathlib import Path
from bellwether_contract.storage.champions import Champions
with Champions(Path(sys.argv[1])).lock(sys.argv[2]):
    os.kill(os.getpid(), signal.SIGSTOP)
"""


@contextmanager
def holding(champions: Path, name: str) -> Iterator[subprocess.Popen[bytes]]:
    """The process, which holds the lock and is stopped; it ends with the block."""
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(champions), name])
    # Or who waits for ever would hang the test instead of failing it.
    end = threading.Timer(PATIENCE_SECONDS, process.kill)
    end.start()
    try:
        _, status = os.waitpid(process.pid, os.WUNTRACED)
        assert os.WIFSTOPPED(status)
        yield process
    finally:
        end.cancel()
        process.send_signal(signal.SIGKILL)
        process.wait()
