"""Fits on a Dask cluster give the figures of those here, whatever becomes of its workers."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bellwether_contract.storage.store import ModelStore
from bellwether_contract.vocabulary import Effort
from bellwether_trainer.models import (
    candidates,
    compare,
    dask_cluster,
    fan_out,
    flags,
    search,
    without_field,
)
from bellwether_trainer.models.dask_cluster import ClusterAway
from bellwether_trainer.models.fan_out import Tell
from bellwether_trainer.models.search import Found
from bellwether_trainer.records import CandidateRecipe, JobCancelled
from bellwether_trainer.rows import split
from bellwether_trainer.rows.folds import deal
from bellwether_trainer.training import pipeline
from tests import made_up
from tests.trainer.test_compare import prepared
from tools.bench.cluster import Cluster, started
from tools.demo.places import free_port

pytestmark = pytest.mark.slow

# What a report says of one training and not of the rows: when, how long, by which job.
OF_THE_RUN = re.compile(r"(seconds|created|version|job|date|since|at|git|cpu|duration.*)$")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A scheduler and two workers, each a process with one thread."""
    with started(2) as running:
        yield running
        forget()


@pytest.fixture
def at_hand(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A cluster within this process: two workers of one thread."""
    from distributed import LocalCluster

    start: Any = LocalCluster
    # Its HTTP server takes a port that is free: others test at the same time.
    with start(
        n_workers=2, threads_per_worker=1, processes=False, dashboard_address="127.0.0.1:0"
    ) as running:
        monkeypatch.setenv(dask_cluster.CLUSTER, running.scheduler_address)
        yield
        client: Any = dask_cluster._client(running.scheduler_address)
        client.close()
        forget()


def forget() -> None:
    dask_cluster._client.cache_clear()
    fan_out._sent.clear()


def trained(root: Path, rows: int, effort: Effort = "quick") -> tuple[Any, Any]:
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
        effort=effort,
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

    monkeypatch.setenv(dask_cluster.CLUSTER, cluster.address)
    monkeypatch.setattr(fan_out, "from_cluster", counted)
    assert trained(tmp_path / "there", 300) == here
    assert len(sent) > 20


@pytest.mark.nightly
def test_a_full_training_of_a_large_predictor_is_the_local_one_bit_for_bit(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # Of some hundred rows the steps are those of many.
    monkeypatch.setattr(split, "LARGE_EVENTS", 50)
    here = trained(tmp_path / "here", 800, "full")
    assert here[0]["size"] == "large"
    monkeypatch.setenv(dask_cluster.CLUSTER, cluster.address)
    cluster.record()
    assert trained(tmp_path / "there", 800, "full") == here
    # Searched settings of one candidate run beside folds of another.
    assert len(cluster.tasks()) > 60


@pytest.mark.nightly
def test_a_killed_worker_costs_its_fits_and_changes_no_figure(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    here = trained(tmp_path / "here", 300)
    monkeypatch.setenv(dask_cluster.CLUSTER, cluster.address)
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


def test_models_without_a_field_are_fitted_on_the_cluster(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    predictor, split, _ = prepared(made_up.write(tmp_path))
    tree = candidates.named("decision_tree")
    # Folds of a calibration would go there in any case.
    recipe = CandidateRecipe(tree.name, tree.hyperparameters, "none")
    names = [each.name for each in predictor.fields][:3]

    def said() -> list[list[float]]:
        answers = without_field.without_each(recipe, split.training[:9], split, predictor, names, 1)
        return [each.tolist() for each in answers]

    here = said()
    assert len({tuple(each) for each in here}) == len(names)
    monkeypatch.setenv(dask_cluster.CLUSTER, cluster.address)
    cluster.record()
    assert said() == here
    assert len(cluster.tasks()) >= len(names)


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
    monkeypatch.setenv(dask_cluster.CLUSTER, cluster.address)
    assert [found(name) for name in names] == here
    assert all(each.configurations > 2 for each in here)


def test_a_cluster_that_is_away_is_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(dask_cluster.CLUSTER, f"tcp://127.0.0.1:{free_port()}")
    monkeypatch.setattr(dask_cluster, "CONNECT_SECONDS", 1)
    with pytest.raises(ClusterAway, match="start the cluster, or take BELLWETHER_DASK away"):
        list(fan_out.from_cluster([(len, "abc")]))


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    """A cluster of one worker, who alone has what is sent there."""
    with started(1) as running:
        monkeypatch.setenv(dask_cluster.CLUSTER, running.address)
        monkeypatch.setattr(dask_cluster, "CONNECT_SECONDS", 30)
        yield running
        forget()


def kill(worker: subprocess.Popen[bytes]) -> None:
    worker.kill()
    worker.wait()


def summed(rows: np.ndarray) -> Iterator[Any]:
    """Rows that are sent once, and five numbers added to them, on the cluster."""
    sent = fan_out.shared(rows)
    return fan_out.from_cluster((np.add, sent, number) for number in range(5))


def test_rows_that_all_workers_take_along_are_sent_anew_and_only_what_they_had_is_fitted_again(
    alone: Cluster,
) -> None:
    rows = np.arange(3.0)
    sums = summed(rows)
    found = [next(sums)]
    kill(alone.workers[0])
    alone.another()
    found += sums
    np.testing.assert_array_equal(found, [rows + number for number in range(5)])


def test_a_scheduler_that_is_away_for_long_is_asked_anew(
    alone: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = np.arange(3.0)
    with monkeypatch.context() as patch:
        # So soon the library gives a scheduler up.
        patch.setattr(dask_cluster, "CONNECT_SECONDS", 2)
        client: Any = dask_cluster.connected()
    sums = summed(rows)
    found = [next(sums)]
    for part in (alone.scheduler, *alone.workers):
        kill(part)
    deadline = time.monotonic() + 30
    while client.status != "closed":
        assert time.monotonic() < deadline
        time.sleep(0.1)
    alone.another_scheduler()
    alone.another()
    found += sums
    np.testing.assert_array_equal(found, [rows + number for number in range(5)])


def test_workers_that_are_lost_again_and_again_and_none_at_all_are_said_to_be(
    alone: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = np.arange(3.0)
    sums = summed(rows)
    next(sums)
    kill(alone.workers[0])
    with monkeypatch.context() as patch:
        patch.setattr(dask_cluster, "LOST_AT_MOST", 0)
        with pytest.raises(ClusterAway, match="may need more memory than a worker has"):
            next(sums)
    monkeypatch.setattr(dask_cluster, "WORKER_SECONDS", 1)
    monkeypatch.setattr(dask_cluster, "CONNECT_SECONDS", 1)
    with pytest.raises(ClusterAway, match="has no worker"):
        list(fan_out.from_cluster([(np.add, fan_out.shared(rows), 1)]))


MEET = threading.Barrier(2)
WORKERS = 2
BEGUN, LEAVE = threading.Event(), threading.Event()
RUN: list[int] = []


def meet(number: int) -> int:
    """A fit that ends while another runs at the same time, and never alone."""
    MEET.wait(20)
    return number


def linger(number: int) -> None:
    RUN.append(number)
    BEGUN.set()
    LEAVE.wait(20)


@pytest.mark.usefixtures("at_hand")
def test_works_send_their_fits_at_the_same_time_and_are_told_of_here() -> None:
    heard: list[tuple[int, float, str, bool]] = []

    def work(place: int, tell: Tell) -> int:
        tell(0.5, "half")
        return sum(fan_out.from_cluster([(meet, place)]))

    found = fan_out.together(
        [partial(work, place) for place in (5, 7)],
        lambda *said: heard.append((*said, threading.current_thread() is threading.main_thread())),
    )
    assert found == [5, 7]
    assert sorted(heard) == [(0, 0.5, "half", True), (1, 0.5, "half", True)]


@pytest.mark.usefixtures("at_hand")
def test_whoever_cancels_ends_all_works_at_once_and_what_waits_never_runs() -> None:
    LEAVE.clear()
    RUN.clear()

    def work(tell: Tell) -> None:
        fits = fan_out.from_cluster([(linger, number) for number in range(20)])
        threading.Timer(0.5, tell, (0.0, "under way")).start()
        list(fits)

    def cancelled(*_: object) -> None:
        assert BEGUN.wait(20)
        raise JobCancelled("cancelled by an operator")

    began = time.monotonic()
    with pytest.raises(JobCancelled):
        fan_out.together([work, work], cancelled)
    assert time.monotonic() - began < 10
    # What runs is all that the cluster still knows of.
    client: Any = dask_cluster.connected()
    while client.run_on_scheduler(lambda dask_scheduler: len(dask_scheduler.tasks)) > WORKERS:
        assert time.monotonic() - began < 30
        time.sleep(0.05)
    LEAVE.set()
    time.sleep(0.5)
    assert len(RUN) < 10


@pytest.mark.usefixtures("at_hand")
def test_a_work_that_fails_ends_the_others() -> None:
    def fails(_: Tell) -> None:
        raise ValueError("too few")

    def waits(_: Tell) -> None:
        list(fan_out.from_cluster([(linger, 1)]))

    LEAVE.clear()
    with pytest.raises(ValueError, match="too few"):
        fan_out.together([waits, fails], lambda *_: None)
    LEAVE.set()


def test_candidates_that_are_examined_together_are_those_of_one_after_another(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    chosen = ("logistic_regression", "decision_tree")
    monkeypatch.setattr(compare, "CANDIDATES", tuple(candidates.named(name) for name in chosen))
    monkeypatch.setattr(flags, "choose", lambda *_: {})
    predictor, _, rows = prepared(made_up.write(tmp_path, count=300))
    folds = deal(rows.hashes, rows.labels, 3)
    shares: list[float] = []

    def examined() -> tuple[compare.EvaluatedCandidate, ...]:
        return compare.evaluate_candidates(
            rows, folds, predictor, "full", 1, lambda share, _: shares.append(share)
        )

    here = examined()
    request.getfixturevalue("at_hand")
    asked: list[np.ndarray] = []
    shared = fan_out.shared

    def noticed(rows: np.ndarray) -> Any:
        asked.append(rows)
        return shared(rows)

    monkeypatch.setattr(fan_out, "shared", noticed)
    told, shares = shares, []
    for one, other in zip(here, examined(), strict=True):
        assert (one.candidate, one.found, one.recipe) == (
            other.candidate,
            other.found,
            other.recipe,
        )
        assert one.calibration.log_losses == other.calibration.log_losses
        np.testing.assert_array_equal(
            one.calibration.probabilities, other.calibration.probabilities
        )
    # The bar only rises, here and there, to the end.
    for heard in (told, shares):
        assert heard == sorted(heard)
        assert heard[-1] == pytest.approx(1.0)
    # Matrix, labels and folds of the comparison and of the search, and the rows of the penalty.
    assert len({id(each) for each in asked}) == len(fan_out._sent) == 8
    assert len(asked) > 8
