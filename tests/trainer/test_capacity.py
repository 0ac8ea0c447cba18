"""What a training may use: of a host with many cores, within the limits of its container."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from bellwether_contract.encoding.encode import Matrix
from bellwether_trainer import capacity
from bellwether_trainer.capacity import MIB, PROCESS_BYTES, Machine, side_by_side
from bellwether_trainer.models import fan_out
from bellwether_trainer.worker import scratch

ROOT = Path(__file__).parents[2]
GIB = 1 << 30
MEMINFO = {"proc/meminfo": f"MemTotal: 99999999 kB\nMemAvailable: {64 * GIB // 1024} kB\n"}

# The files of a container with 4 GiB, 1.5 cores and 256 processes, as each version has them.
SECOND = {
    "proc/self/cgroup": "0::/\n",
    "sys/fs/cgroup/memory.max": f"{4 * GIB}\n",
    "sys/fs/cgroup/memory.current": f"{GIB}\n",
    "sys/fs/cgroup/memory.stat": f"anon 5\ninactive_file {GIB // 2}\n",
    "sys/fs/cgroup/cpu.max": "150000 100000\n",
    "sys/fs/cgroup/pids.max": "256\n",
    "sys/fs/cgroup/pids.current": "16\n",
}
# Docker shows the host's path and mounts the container's own group at the top.
FIRST = {
    "proc/self/cgroup": (
        "4:pids:/docker/ab\n3:memory:/docker/ab\n2:cpu,cpuacct:/docker/ab\n0::/docker/ab\n"
    ),
    "sys/fs/cgroup/memory/memory.limit_in_bytes": f"{4 * GIB}\n",
    "sys/fs/cgroup/memory/memory.usage_in_bytes": f"{GIB}\n",
    "sys/fs/cgroup/memory/memory.stat": f"cache 7\ntotal_inactive_file {GIB // 2}\n",
    "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "150000\n",
    "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
    "sys/fs/cgroup/pids/pids.max": "256\n",
    "sys/fs/cgroup/pids/pids.current": "16\n",
}
# A group without a limit, below one that has them all.
BELOW = {
    "proc/self/cgroup": "0::/pod/container\n",
    "sys/fs/cgroup/pod/container/memory.max": "max\n",
    "sys/fs/cgroup/pod/container/cpu.max": "max 100000\n",
    "sys/fs/cgroup/pod/container/pids.max": "max\n",
    **{
        name.replace("sys/fs/cgroup/", "sys/fs/cgroup/pod/"): content
        for name, content in SECOND.items()
        if name.startswith("sys/")
    },
}
# Version 1 has a number beyond any memory, and -1, where version 2 says "max".
UNLIMITED = {
    "proc/self/cgroup": "3:memory:/\n2:cpu,cpuacct:/\n",
    "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
    "sys/fs/cgroup/memory/memory.usage_in_bytes": f"{GIB}\n",
    "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
    "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
}


def pretend(
    root: Path, monkeypatch: pytest.MonkeyPatch, files: Mapping[str, str], cores: int = 32
) -> Machine:
    """A machine of so many cores, whose files are these."""
    for name, content in {**MEMINFO, **files}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(cores)))
    machine = Machine(root)
    monkeypatch.setattr(capacity, "MACHINE", machine)
    side_by_side.cache_clear()
    return machine


@pytest.fixture(autouse=True)
def _forget() -> None:
    side_by_side.cache_clear()


@pytest.mark.parametrize("files", [SECOND, FIRST, BELOW], ids=["second", "first", "below"])
def test_the_limits_of_a_container_are_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: Mapping[str, str]
) -> None:
    machine = pretend(tmp_path, monkeypatch, files)
    assert machine.cores() == 1
    # What has been read from files can be taken back.
    assert machine.memory() == 3 * GIB + GIB // 2
    assert machine.threads() == 240


def test_a_machine_without_limits_has_what_it_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = pretend(tmp_path, monkeypatch, UNLIMITED)
    assert (machine.cores(), machine.memory(), machine.threads()) == (32, 64 * GIB, None)


def test_a_system_that_tells_nothing_limits_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(tmp_path, monkeypatch, {"proc/meminfo": ""})
    assert Machine(tmp_path).memory() is None
    assert side_by_side(12, MIB, PROCESS_BYTES) == 12


@pytest.mark.parametrize("wanted", [16, 32, 64])
def test_no_more_processes_than_the_container_has_room_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wanted: int
) -> None:
    pretend(tmp_path, monkeypatch, SECOND)
    count = side_by_side(wanted, 24_000, PROCESS_BYTES)
    assert 8 <= count <= wanted
    assert count * PROCESS_BYTES < 3 * GIB
    assert count * capacity.THREADS_OF_A_PROCESS < 240
    # Many rows leave room for few, and however little there is, the training goes on.
    assert side_by_side(wanted, 64 * MIB, PROCESS_BYTES) == 3
    assert side_by_side(wanted, 8 * GIB, PROCESS_BYTES) == 1


# What a process that loads numpy does before, the trainer and gunicorn for its workers.
@pytest.mark.slow
@pytest.mark.parametrize(
    "first",
    [
        "import bellwether_trainer.worker.start",
        "import runpy; runpy.run_path('services/api/gunicorn.conf.py'); import bellwether_api.app",
    ],
    ids=["trainer", "api"],
)
def test_numpy_has_one_thread_in_both_services(first: str) -> None:
    program = (
        f"{first}\nimport numpy\n"
        "from threadpoolctl import threadpool_info\n"
        "print(max(pool['num_threads'] for pool in threadpool_info()))"
    )
    asked = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={name: v for name, v in os.environ.items() if not name.endswith("_NUM_THREADS")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert asked.stdout.strip() == "1"


def look(rows: Matrix) -> tuple[dict[str, str], int, str | None]:
    """What a process of a training is told, its threads, and the file that its rows lie in."""
    rows @ rows.T
    told = {name: os.environ.get(name, "") for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")}
    threads = len(os.listdir("/proc/self/task"))
    return told, threads, str(rows.filename) if isinstance(rows, np.memmap) else None


@pytest.mark.nightly
@pytest.mark.slow
def test_processes_have_one_thread_for_numbers_and_share_rows_on_the_volume(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JOBLIB_TEMP_FOLDER", "")
    # As on a machine with many cores: what the processes would inherit.
    for library in ("OMP", "OPENBLAS", "MKL"):
        monkeypatch.setenv(f"{library}_NUM_THREADS", "16")
    scratch.take(tmp_path)
    rows = np.ones((300, 1000), dtype=np.float32)
    seen = list(fan_out.each(2, rows, ((look, rows) for _ in range(4))))
    for told, threads, file in seen:
        assert set(told.values()) == {"1"}
        assert threads <= capacity.THREADS_OF_A_PROCESS
        assert file is not None
        assert file.startswith(str(tmp_path / scratch.FOLDER))


def test_what_a_killed_trainer_left_is_removed_and_what_a_living_one_has_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JOBLIB_TEMP_FOLDER", "")
    program = (
        "import sys, pathlib, os\n"
        "from bellwether_trainer.worker import scratch\n"
        "scratch.take(pathlib.Path(sys.argv[1]))\n"
        "print(os.environ['JOBLIB_TEMP_FOLDER'], flush=True)\n"
        "sys.stdin.read()\n"
    )
    others = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    try:
        folders = [Path(other.stdout.readline().strip()) for other in others if other.stdout]
        (folders[0] / "rows").write_bytes(b"left")
        others[0].kill()
        others[0].wait(10)
        scratch.take(tmp_path)
        assert [folder.is_dir() for folder in folders] == [False, True]
        assert Path(os.environ["JOBLIB_TEMP_FOLDER"]).is_dir()
    finally:
        for other in others:
            other.communicate("")


def test_a_volume_that_takes_nothing_stops_no_trainer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JOBLIB_TEMP_FOLDER", "")
    (tmp_path / "models").write_text("not a directory")
    scratch.take(tmp_path / "models")
    assert os.environ["JOBLIB_TEMP_FOLDER"] == ""
