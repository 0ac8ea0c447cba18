"""The capacity model: known numbers are found again, and docs/scale.md is of what is kept."""

from __future__ import annotations

import dataclasses
import itertools
import json
from pathlib import Path

import pytest

from tools.scale import document, engine, held, loaded, looks, points
from tools.scale.model import (
    EXPLANATION,
    LISTS,
    PREDICTIONS,
    PREDICTORS,
    Growth,
    Model,
    fit,
    growth,
    rate,
)
from tools.scale.numbers import figure
from tools.scale.points import Case, Loaded, Looked, Measurement, Published, Served

TRUE = Model(
    prediction=0.5,
    of_list=Growth(2.0, 0.02),
    explanation=4.0,
    nginx=0.1,
    idle=Growth(0.01, 0.001),
    workers=2,
    worker=Growth(90.0, 2.5),
    master=20.0,
    looks=Growth(40.0, 15.0),
    version={"quick": 700_000, "full": 900_000},
    job=4096.0,
)
CASES = (*PREDICTIONS, *LISTS, EXPLANATION, *held.CASES)


def measured(off: float = 0.0) -> Measurement:
    """What ``TRUE`` would give, each amount too large and too small by ``off`` in turn."""
    amiss = itertools.cycle((1 + off, 1 - off))

    def served(case: Case) -> Served:
        per_second = TRUE.per_second(case) * next(amiss)
        nginx = per_second * TRUE.nginx / 1000
        return Served(case, (per_second,), case.replicas * case.cpus, nginx, 0.0, 50.0, 0)

    counts = sorted({*PREDICTORS, held.PREDICTORS})
    return Measurement(
        date="2026-01-01",
        machine="a machine",
        commit="a commit",
        whole=True,
        seconds=1.0,
        workers=TRUE.workers,
        served=tuple(map(served, CASES)),
        ratios=(2.0, 1.9, 2.1),
        loaded=tuple(
            Loaded(n, TRUE.worker.of(n) * next(amiss), TRUE.master, TRUE.idle.of(n)) for n in counts
        ),
        looked=tuple(Looked(n, 4.0, TRUE.looks.of(n) * next(amiss)) for n in counts),
        published=tuple(Published(effort, n, n // 2, 60.0) for effort, n in TRUE.version.items()),
        job_bytes=TRUE.job,
    )


def numbers(model: Model) -> list[float]:
    """All of its numbers, one after the other."""
    found: list[float] = []
    for value in dataclasses.astuple(model):
        if isinstance(value, dict):
            found += value.values()
        elif isinstance(value, tuple):
            found += value
        else:
            found.append(value)
    return found


def test_known_numbers_are_found_again() -> None:
    assert numbers(fit(measured())) == pytest.approx(numbers(TRUE))


def test_what_is_held_out_is_predicted_from_points_that_are_somewhat_amiss() -> None:
    given = measured(off=0.04)
    assert numbers(fit(given)) != pytest.approx(numbers(TRUE))
    assert [each.holds for each in held.predictions(fit(given), given)] == [True] * 5


def test_a_machine_that_does_not_follow_the_model_is_noticed() -> None:
    given = measured()
    # Two that are in each other's way.
    slower = tuple(
        dataclasses.replace(each, rates=(each.per_second * 0.8,)) if each.case == held.TWO else each
        for each in given.served
    )
    given = dataclasses.replace(given, served=slower)
    missed = [each for each in held.predictions(fit(given), given) if not each.holds]
    assert [each.error for each in missed] == pytest.approx([0.25])


def test_nothing_that_is_held_out_is_fitted_to() -> None:
    given = measured()
    less = dataclasses.replace(
        given,
        served=tuple(each for each in given.served if each.case not in held.CASES),
        loaded=tuple(each for each in given.loaded if each.predictors != held.PREDICTORS),
        looked=tuple(each for each in given.looked if each.predictors != held.PREDICTORS),
    )
    assert fit(less) == fit(given)
    with pytest.raises(KeyError, match="was not measured"):
        held.predictions(fit(less), less)


def test_small_amounts_count_as_much_as_large_ones() -> None:
    # Ten per cent too much of the largest: a fit of plain squares would leave the small ones.
    found = growth([(1, 12.0), (10, 30.0), (100, 210.0), (1000, 2010.0 * 1.1)])
    assert found.of(1) == pytest.approx(12.0, rel=0.05)
    assert rate([(1.0, 2.0), (2.0, 4.0)]) == pytest.approx(2.0)
    for nothing in ([(1, 2.0)], [(1, 2.0), (1, 3.0)], [(1, 0.0), (2, 1.0)]):
        with pytest.raises(ValueError, match="no line"):
            growth(nothing)
    with pytest.raises(ValueError, match="no rate"):
        rate([])


def test_how_many_apis_it_takes() -> None:
    # 50/s of 0.5 ms are 0.025 cores; of an API of 0.4 at most 60 % are busy, 0.03 with itself.
    assert TRUE.replicas(50, 0.4, 20, busy=0.6) == 1
    assert TRUE.replicas(420, 0.4, 20, busy=0.6) == 1
    assert TRUE.replicas(430, 0.4, 20, busy=0.6) == 2
    assert TRUE.cores(430, 2, 20) == pytest.approx(0.215 + 0.06)
    assert TRUE.mebibytes(20) == pytest.approx(20 + 2 * 140)
    with pytest.raises(ValueError, match="no time"):
        TRUE.replicas(1, 0.04, 20, busy=0.6)


def test_what_is_kept_is_read_as_it_was() -> None:
    given = measured(off=0.1)
    document_ = json.loads(json.dumps(dataclasses.asdict(given)))
    assert points.of_document(document_) == given


def test_the_page_is_the_one_that_is_made_of_what_is_kept() -> None:
    kept = points.kept()
    assert document.PAGE.read_text() == document.text(kept), (
        "python -m tools scale --page writes it"
    )
    tried = held.predictions(fit(kept), kept)
    assert len(tried) >= 3
    # The short form is for a look, on whatever machine; it says so on the page.
    if kept.whole:
        assert all(each.holds for each in tried)
        assert kept.ratio >= document.RATIO_WANTED
        assert not any(each.failed for each in kept.served)


def test_a_point_that_was_missed_is_marked_on_the_page() -> None:
    given = measured()
    assert "missed" not in document.text(given)
    slower = tuple(dataclasses.replace(each, rates=(each.per_second / 2,)) for each in given.served)
    other = dataclasses.replace(given, served=(*given.served[:-3], *slower[-3:]), whole=False)
    assert document.text(other).count("**missed**") == 3
    assert "short form" in document.text(other)


def test_the_memory_of_each_process_is_read() -> None:
    text = """\
/proc/1/smaps_rollup:Pss:                 300 kB
/proc/7/smaps_rollup:Pss:               20480 kB
/proc/9/smaps_rollup:Pss:              102400 kB
/proc/10/smaps_rollup:Pss:             104448 kB
/proc/44/smaps_rollup:Pss:                700 kB
/proc/1/status:PPid:\t0
/proc/7/status:PPid:\t1
/proc/9/status:PPid:\t7
/proc/10/status:PPid:\t7
/proc/44/status:PPid:\t0
/proc/1/comm:docker-init
/proc/7/comm:gunicorn
/proc/9/comm:gunicorn
/proc/10/comm:gunicorn
/proc/44/comm:sh
"""
    master, workers = loaded.parse(text)
    assert (master, sorted(workers)) == (20.0, [100.0, 102.0])
    with pytest.raises(ValueError, match="no gunicorn"):
        loaded.parse(text.replace("gunicorn", "python"))


def test_looks_at_the_volumes_are_counted_and_no_other_calls() -> None:
    lines = [
        '7 99.9 newfstatat(AT_FDCWD</srv>, "/state/champions/heart/champion.json", 0x7f, 0) = 0',
        '7 100.1 newfstatat(AT_FDCWD</srv>, "/state/champions/heart/champion.json", 0x7f, 0) = 0',
        "7 100.2 getdents64(5</state/predictors>, 0x55 /* 4 entries */, 32768) = 128",
        '8 100.3 openat(AT_FDCWD</srv>, "/state/predictors", O_RDONLY|O_NONBLOCK <unfinished ...>',
        "8 100.4 <... openat resumed>) = 5</state/predictors>",
        '7 100.5 openat(AT_FDCWD</srv>, "/state/predictors-of-others", O_RDONLY) = 5',
        '7 100.6 newfstatat(AT_FDCWD</srv>, "/dev/shm/7.alive", 0x7f, 0) = 0',
        '7 105.1 newfstatat(AT_FDCWD</srv>, "/state/champions", 0x7f, 0) = 0',
    ]
    assert looks.count(lines, 100.0, 105.0, ["/state/champions", "/state/predictors"]) == 3


@pytest.mark.parametrize(
    ("memberships", "file", "text"),
    [
        ("11:cpu:/docker/1f\n4:cpuacct:/docker/1f\n0::/docker/1f\n",
         "cpuacct/docker/1f/cpuacct.usage", "2500000000\n"),
        ("4:cpu,cpuacct:/docker/1f\n", "cpuacct/docker/1f/cpuacct.usage", "2500000000\n"),
        ("0::/system.slice/docker-1f.scope\n", "system.slice/docker-1f.scope/cpu.stat",
         "usage_usec 2500000\nuser_usec 2000000\n"),
    ],
)  # fmt: skip
def test_what_a_container_has_taken_is_read_of_either_kind_of_group(
    tmp_path: Path, memberships: str, file: str, text: str
) -> None:
    (tmp_path / file).parent.mkdir(parents=True)
    (tmp_path / file).write_text(text)
    assert engine.counted(memberships, tmp_path) == 2.5
    with pytest.raises(LookupError, match="no group"):
        engine.counted("3:pids:/docker/1f\n", tmp_path)


def test_figures_have_three_digits_that_mean_something() -> None:
    shown = [figure(each) for each in (0, 0.012345, 0.9996, 1.5, 42.123, 876.5, 12345.6)]
    assert shown == ["0", "0.0123", "1.00", "1.50", "42.1", "876", "12,346"]
