"""The load generator's report is read as it is meant."""

from __future__ import annotations

import pytest

from tools.bench import load

REPORT = """Running 5s test @ http://127.0.0.1:8000/predict
  1 threads and 16 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     6.90ms    5.10ms  57.10ms   88.01%
    Req/Sec     2.49k   312.10     3.10k    70.00%
  Latency Distribution
     50%    5.61ms
     75%    8.02ms
     90%  950.00us
     99%    1.03s
  12,420 requests in 5.01s, 2.1MB read
  Socket errors: connect 1, read 2, write 3, timeout 4
  Non-2xx or 3xx responses: 5
Requests/sec:   2479.66
Transfer/sec:    431.02KB
"""


def test_rates_latencies_and_failures_are_read() -> None:
    read = load.parse(REPORT)
    assert read == load.Load(per_second=2479.66, p50=5.61, p99=1030.0, failed=15)


def test_a_report_of_another_form_is_an_error() -> None:
    with pytest.raises(ValueError, match="another form"):
        load.parse("wrk: command not found")
