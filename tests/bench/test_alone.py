"""What runs alone is timed and its memory counted, that of its descendants too."""

from __future__ import annotations

import subprocess

import pytest

from tools.bench import alone


def test_a_module_runs_alone_and_its_memory_is_counted() -> None:
    ran = alone.run("tests.bench.hungry", "200")
    assert ran.result == {"asked": 200}
    assert 200 < ran.peak_mebibytes < 400
    assert ran.seconds > 0.5


def test_a_failure_is_one(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        alone.run("tests.bench.hungry", "much")
    assert "ValueError" in capfd.readouterr().err
