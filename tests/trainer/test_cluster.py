"""Fits on a Dask cluster give the figures of those here, whatever becomes of its workers."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bellwether_contract.storage.store import ModelStore
from bellwether_trainer.models import candidates, fan_out, search
from bellwether_trainer.models.fan_out import ClusterAway
from bellwether_trainer.models.search import Found
from bellwether_trainer.rows.folds import deal
from bellwether_trainer.training import pipeline
from tests import made_up
from tests.trainer.test_compare import prepared
from tools.demo.places import free_port

pytestmark = pytest.mark.slow

# What a report says of one training and not of the rows: when, how long, by which job.
OF_THE_RUN = re.compile(r"(seconds|created|version|job|date|since|at|git|cpu|duration.*)$")


@dataclass
class Cluster:
    address: str
    workers: list[subprocess.Popen[bytes]]


def start(*words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", *words, "--no-dashboard"],
        env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A scheduler and two workers, each a process with one thread."""
    from distributed import Client

    connect: Any = Client
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    with ExitStack() as ends:
        scheduler = ("--host", "127.0.0.1", "--port", str(port))
        processes = [start("distributed.cli.dask_scheduler", *scheduler)]
        worker = ("--nthreads", "1", "--nworkers", "1", "--no-nanny", "--host", "127.0.0.1")
        processes += [start("distributed.cli.dask_worker", address, *worker) for _ in range(2)]
        for process in processes:
            ends.enter_context(process)
            ends.callback(process.kill)
        with connect(address, timeout=30) as client:
            client.wait_for_workers(2, timeout=30)
        yield Cluster(address, processes[1:])
        fan_out._client.cache_clear()
        fan_out._sent.clear()


def trained(root: Path, rows: int) -> tuple[Any, Any]:
    """What report and manifest tell, self-test vectors and all, of rows that are always alike."""
    folder = made_up.write(root / "predictors", count=rows)
    store = ModelStore(root / "models", root / "champions")
    published = pipeline.run(
        folder,
        store,
        job="a-job",
        threads=1,
        progress=lambda *_: None,
        data_dir=root / "data",
        effort="quick",
        promote=True,
    )
    directory = store.directory(made_up.NAME, published.version)
    report, manifest = (
        figures(json.loads((directory / f"{name}.json").read_text()))
        for name in ("report", "manifest")
    )
    # The model's file names its parts anew each time; what it answers is in the self-test vectors.
    del manifest["files"]
    assert manifest["golden"]
    return report, manifest


def figures(document: Any) -> Any:
    """A document without what belongs to the run."""
    if isinstance(document, dict):
        return {k: figures(v) for k, v in document.items() if not OF_THE_RUN.fullmatch(k)}
    return [figures(each) for each in document] if isinstance(document, list) else document


@pytest.mark.nightly
def test_a_cluster_gives_the_figures_of_the_local_run_bit_for_bit(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    here = trained(tmp_path / "here", 300)
    sent: list[object] = []
    from_cluster = fan_out.from_cluster

    def counted(calls: Any) -> Iterator[Any]:
        for call in calls:
            sent.append(call[0])
            yield from from_cluster([call])

    monkeypatch.setenv(fan_out.CLUSTER, cluster.address)
    monkeypatch.setattr(fan_out, "from_cluster", counted)
    assert trained(tmp_path / "there", 300) == here
    assert len(sent) > 20


@pytest.mark.nightly
def test_a_killed_worker_costs_its_fits_and_changes_no_figure(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    here = trained(tmp_path / "here", 300)
    monkeypatch.setenv(fan_out.CLUSTER, cluster.address)
    victim = cluster.workers.pop()
    begun = threading.Event()

    def kill() -> None:
        begun.wait(60)
        time.sleep(0.5)
        victim.send_signal(signal.SIGKILL)

    from_cluster = fan_out.from_cluster

    def noticed(calls: Any) -> Iterator[Any]:
        begun.set()
        return from_cluster(calls)

    monkeypatch.setattr(fan_out, "from_cluster", noticed)
    killer = threading.Thread(target=kill)
    killer.start()
    assert trained(tmp_path / "there", 300) == here
    killer.join()
    assert victim.wait(10) == -signal.SIGKILL


@pytest.mark.nightly
def test_a_search_on_the_cluster_finds_the_same(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    predictor, _, rows = prepared(made_up.write(tmp_path))
    folds = deal(rows.hashes, rows.labels, 3)

    def found(name: str) -> Found:
        tree = candidates.named(name)
        parts = (rows.matrix, rows.labels, folds, predictor)
        return search.search(tree, tree.hyperparameters, *parts, 1, seconds=600)

    names = ("decision_tree", "xgboost")
    here = [found(name) for name in names]
    monkeypatch.setenv(fan_out.CLUSTER, cluster.address)
    assert [found(name) for name in names] == here
    assert all(each.configurations > 2 for each in here)


def test_a_cluster_that_is_away_is_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(fan_out.CLUSTER, f"tcp://127.0.0.1:{free_port()}")
    monkeypatch.setattr(fan_out, "CONNECT_SECONDS", 1)
    with pytest.raises(ClusterAway, match="start the cluster, or take BELLWETHER_DASK away"):
        list(fan_out.from_cluster([(len, "abc")]))
