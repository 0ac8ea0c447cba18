"""Records of trainings on their volume: each once, in order, whatever happens to who writes."""

from __future__ import annotations

import multiprocessing
from dataclasses import replace
from pathlib import Path

import pytest

from bellwether_contract.jobs import JobRecord
from bellwether_contract.storage import chain, months
from bellwether_contract.storage.keeping import RecordVolume
from bellwether_contract.storage.kept_records import Kept, KeptRecords


@pytest.fixture
def volume(tmp_path: Path) -> RecordVolume:
    return RecordVolume(tmp_path)


def kept(number: int, status: str = "published", predictor: str = "gout") -> Kept:
    job = f"{number:032x}"
    record = JobRecord.queued(job, predictor, requested_by="Zoë", reason='a "quote", é')
    told = {"stability": {"Acid": 0.5, "x": None}, "shifted": (), "reasons": ("one", "two")}
    return Kept(replace(record, status=status, **told), number)  # type: ignore[arg-type]


def on_another_day(patch: pytest.MonkeyPatch, day: str) -> None:
    patch.setattr(months, "now", lambda: f"{day}T00:00:00.000Z")


def test_what_is_kept_comes_back_as_it_was_in_every_process(
    volume: RecordVolume, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = KeptRecords(tmp_path)
    assert (reader.newest(10), reader.last(), reader.get("0" * 32)) == ([], 0, None)
    ended = {number: kept(number, predictor=f"p{number % 2}") for number in (3, 1, 2)}
    for day, number in (("2026-11-30", 3), ("2026-12-01", 1), ("2026-10-01", 2)):
        on_another_day(monkeypatch, day)
        volume.keep(ended[number])
    # A clock that was set back begins no earlier month, and no place is by the time.
    assert volume.months.names() == ["records-2026-11.jsonl", "records-2026-12.jsonl"]
    assert [place for place, _ in reader.newest(10)] == [3, 2, 1]
    assert [place for place, _ in reader.newest(1, "p1")] == [3]
    assert reader.last() == 3
    assert {number: reader.get(each.record.id) for number, each in ended.items()} == ended
    reading = chain.Reading()
    for name in volume.months.names():
        for line in volume.months.lines(name):
            reading.take(line.raw)
    assert reading.found().faults == ()


def test_the_first_end_counts_whoever_tells_it(volume: RecordVolume, tmp_path: Path) -> None:
    volume.keep(kept(1))
    RecordVolume(tmp_path).keep(kept(1, "failed"))
    volume.keep(kept(1, "failed"))
    (name,) = volume.months.names()
    assert len(list(volume.months.lines(name))) == 1
    found = KeptRecords(tmp_path).get(kept(1).record.id)
    assert found is not None
    assert found.record.status == "published"


def keep_many(folder: Path, numbers: range) -> None:
    volume = RecordVolume(folder)
    for number in numbers:
        volume.keep(kept(number))


def test_two_trainers_keep_each_record_once(tmp_path: Path) -> None:
    start = multiprocessing.get_context("spawn")
    both = [start.Process(target=keep_many, args=(tmp_path, range(20))) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    volume = RecordVolume(tmp_path)
    (name,) = volume.months.names()
    lines = list(volume.months.lines(name))
    assert len(lines) == len(volume.newest(100)) == 20
    assert chain.check(b"".join(line.raw for line in lines)).faults == ()


@pytest.mark.parametrize("torn", [b'{"record": {"id', b"\xff\n", b"[]\n", b'{"record": 3}\n'])
def test_a_torn_line_hides_no_other(volume: RecordVolume, tmp_path: Path, torn: bytes) -> None:
    reader = KeptRecords(tmp_path)
    volume.keep(kept(1))
    assert len(reader.newest(10)) == 1
    with (tmp_path / volume.months.present()).open("ab") as file:
        file.write(torn)
    assert len(reader.newest(10)) == 1
    RecordVolume(tmp_path).keep(kept(2))
    assert [place for place, _ in reader.newest(10)] == [2, 1]
    assert [place for place, _ in KeptRecords(tmp_path).newest(10)] == [2, 1]


def test_what_is_put_in_the_place_of_a_file_is_read_anew(
    volume: RecordVolume, tmp_path: Path
) -> None:
    reader = KeptRecords(tmp_path)
    for number in (1, 2):
        volume.keep(kept(number))
    assert len(reader.newest(10)) == 2
    path = tmp_path / volume.months.present()
    restored = path.with_name("restored")
    restored.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
    restored.replace(path)
    assert [place for place, _ in reader.newest(10)] == [1]


def test_what_runs_is_told_until_it_is_over(volume: RecordVolume, tmp_path: Path) -> None:
    reader, running = KeptRecords(tmp_path), kept(7, "running")
    job = running.record.id
    volume.write_first_note(kept(7, "queued"))
    volume.write_note(running)
    volume.write_first_note(kept(7, "queued"))
    assert (reader.get(job), reader.notes(), reader.last()) == (running, [running], 7)
    with volume.held(job):
        assert RecordVolume(tmp_path).runs(job)
        # What is half written is told of nobody.
        (tmp_path / "open" / f"{1:032x}.json").write_text('{"rec')
        assert reader.notes() == [running]
    assert not volume.runs(job)
    ended = replace(running, record=replace(running.record, status="published"))
    volume.keep(ended)
    assert (reader.get(job), reader.notes()) == (ended, [])
    assert not list((tmp_path / "open").glob(f"{job}*"))


def test_a_request_is_known_by_its_key(volume: RecordVolume, tmp_path: Path) -> None:
    reader = KeptRecords(tmp_path)
    with_key = replace(kept(1, "running"), asked=("k" * 32, "b" * 64))
    volume.write_note(with_key)
    assert reader.asked("k" * 32) == with_key
    ended = replace(with_key, record=replace(with_key.record, status="failed"))
    volume.keep(ended)
    assert reader.asked("k" * 32) == ended
    assert reader.asked("x" * 32) is None


def test_a_full_volume_says_so_and_takes_it_later(volume: RecordVolume, tmp_path: Path) -> None:
    volume.keep(kept(1))
    path = tmp_path / volume.months.present()
    moved = path.rename(tmp_path / "moved")
    path.symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left"):
        volume.keep(kept(2))
    path.unlink()
    moved.rename(path)
    volume.keep(kept(2))
    assert [place for place, _ in KeptRecords(tmp_path).newest(10)] == [2, 1]
