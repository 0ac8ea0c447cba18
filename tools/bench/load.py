"""Requests per second and latency, by wrk: a client light enough to leave the server the cores."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

CONNECTIONS = 16
# Short runs in turn: on a shared machine the seconds differ more than the servers do.
SECONDS = 2

_UNITS = {"us": 1e-3, "ms": 1.0, "s": 1e3}


@dataclass(frozen=True, slots=True)
class Load:
    """What one run measured; latencies in milliseconds, ``failed`` counts errors and non-2xx."""

    per_second: float
    p50: float
    p99: float
    failed: int


def post(url: str, body: object, seconds: int = SECONDS, connections: int = CONNECTIONS) -> Load:
    """POST ``body`` as JSON from so many connections for some seconds."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise SystemExit("make bench needs wrk: apt-get install wrk")
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        # JSON twice: the body, and that text as a literal that Lua reads as well.
        script.write(
            'wrk.method = "POST"\n'
            'wrk.headers["Content-Type"] = "application/json"\n'
            f"wrk.body = {json.dumps(json.dumps(body))}\n"
        )
        script.flush()
        output = subprocess.run(
            [wrk, "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", script.name, url],
            capture_output=True,
            text=True,
            check=True,
            timeout=seconds + 30,
        ).stdout
    Path(script.name).unlink(missing_ok=True)
    return parse(output)


def parse(output: str) -> Load:
    """Read wrk's report; raises ValueError where it has another form."""
    rate = re.search(r"Requests/sec:\s+([\d.]+)", output)
    latencies = {
        share: float(value) * _UNITS[unit]
        for share, value, unit in re.findall(r"(\d\d)%\s+([\d.]+)(us|ms|s)\b", output)
    }
    if rate is None or not {"50", "99"} <= latencies.keys():
        raise ValueError(f"wrk reported in another form: {output}")
    errors = re.search(r"connect (\d+), read (\d+), write (\d+), timeout (\d+)", output)
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
    failed = sum(map(int, errors.groups())) if errors else 0
    return Load(
        per_second=float(rate[1]),
        p50=latencies["50"],
        p99=latencies["99"],
        failed=failed + (int(refused[1]) if refused else 0),
    )
