"""Rows on the data volume are there whole or not at all, under the name of their content."""

from __future__ import annotations

import hashlib
import json
import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from bellwether_contract.errors import RowFault
from bellwether_contract.storage.datasets import (
    Again,
    Answer,
    CheckResult,
    DatasetStore,
    Unanswered,
    UnknownDataset,
)
from bellwether_contract.storage.uploads import STALE_SECONDS

NAME = "gout"
CONTENT = b"Acid,Gout\n6.5,no\n"
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> DatasetStore:
    return DatasetStore(tmp_path)


def send(store: DatasetStore, content: bytes = CONTENT, by: str = "operator") -> str:
    with store.upload(NAME) as upload:
        for start in range(0, len(content), 7):
            upload.write(content[start : start + 7])
        return upload.keep(by).sha256


def compared(status: str = "usable", *faults: RowFault) -> CheckResult:
    return CheckResult(status, 1, 0, len(faults), faults, "d" * 64, "2026-01-01T00:00:00.000Z")  # type: ignore[arg-type]


FOUND = Again("found", rows=768, known=768, again=722, told=722)
YES = Answer(True, "the second visit", "operator", "2026-01-02T00:00:00.000Z")


def left(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*"))


def test_rows_lie_under_the_digest_of_what_was_sent(store: DatasetStore) -> None:
    assert send(store) == SHA256
    assert store.rows(NAME, SHA256).read_bytes() == CONTENT
    (found,) = store.all(NAME)
    assert found == store.get(NAME, SHA256)
    assert (found.received.size, found.received.by) == (len(CONTENT), "operator")
    assert found.verdict is None
    assert not found.usable


def test_the_same_content_is_the_same_data_set(store: DatasetStore, tmp_path: Path) -> None:
    send(store, by="the first")
    store.judge(NAME, SHA256, compared())
    before = left(tmp_path)
    send(store, by="the second")
    assert left(tmp_path) == before
    assert store.get(NAME, SHA256).received.by == "the first"
    assert store.get(NAME, SHA256).usable


def test_an_upload_that_is_not_kept_leaves_nothing(store: DatasetStore, tmp_path: Path) -> None:
    with store.upload(NAME) as upload:
        upload.write(CONTENT)
    assert left(tmp_path) == [NAME]
    assert store.all(NAME) == []


def test_a_verdict_comes_back_as_it_was_written_and_faulty_rows_go(store: DatasetStore) -> None:
    send(store)
    told = compared("faulty", RowFault(2, "Acid", "must be a number"), RowFault(None, "Gout", "x"))
    store.judge(NAME, SHA256, told)
    found = store.get(NAME, SHA256)
    assert found.verdict == told
    assert not found.usable
    assert not store.rows(NAME, SHA256).exists()
    # Sent again they are there again, to be checked by another declaration.
    send(store)
    assert store.rows(NAME, SHA256).read_bytes() == CONTENT
    assert store.get(NAME, SHA256).verdict is None


def test_what_killed_uploads_left_is_swept_and_what_is_under_way_is_not(
    store: DatasetStore, tmp_path: Path
) -> None:
    killed = tmp_path / NAME / ".upload-killed"
    killed.mkdir(parents=True)
    (killed / "rows").write_bytes(b"half")
    with store.upload(NAME) as upload:
        upload.write(CONTENT)
        old = time.time() - STALE_SECONDS - 1
        for path in (killed, killed / "rows"):
            os.utime(path, (old, old))
        # A slow upload: its directory is old, and its rows grow.
        for path in (tmp_path / NAME).glob(".upload-*"):
            os.utime(path, (old, old))
        store.sweep()
        upload.keep("operator")
    assert left(tmp_path) == [
        NAME, f"{NAME}/{SHA256}", f"{NAME}/{SHA256}/received.json", f"{NAME}/{SHA256}/rows",
    ]  # fmt: skip


def test_a_removed_data_set_is_gone_and_gets_no_verdict(
    store: DatasetStore, tmp_path: Path
) -> None:
    send(store)
    store.remove(NAME, SHA256)
    assert left(tmp_path) == [NAME]
    for act in (
        lambda: store.get(NAME, SHA256),
        lambda: store.remove(NAME, SHA256),
        lambda: store.judge(NAME, SHA256, compared()),
    ):
        with pytest.raises(UnknownDataset):
            act()


@pytest.mark.parametrize("sha256", ["", "..", "a" * 63, "A" * 64, "a" * 64, "a" * 64 + "/.."])
def test_no_other_name_leads_anywhere(store: DatasetStore, sha256: str) -> None:
    send(store)
    with pytest.raises(UnknownDataset):
        store.get(NAME, sha256)


def test_a_damaged_record_hides_one_data_set_alone(store: DatasetStore, tmp_path: Path) -> None:
    send(store)
    other = send(store, CONTENT + CONTENT)
    (tmp_path / NAME / SHA256 / "received.json").write_bytes(b"{")
    assert [found.received.sha256 for found in store.all(NAME)] == [other]


def test_rows_that_come_again_wait_for_an_answer_that_lies_beside_them(
    store: DatasetStore, tmp_path: Path
) -> None:
    send(store)
    with pytest.raises(Unanswered, match="asks nothing"):
        store.answer(NAME, SHA256, YES)
    store.judge(NAME, SHA256, replace(compared(), again=FOUND))
    found = store.get(NAME, SHA256)
    assert found.verdict is not None
    assert (found.verdict.again, found.usable, found.unanswered) == (FOUND, True, True)
    store.answer(NAME, SHA256, YES)
    found = DatasetStore(tmp_path).get(NAME, SHA256)
    assert (found.answer, found.asks, found.unanswered) == (YES, True, False)
    # Half an answer is none: it is asked once more.
    (tmp_path / NAME / SHA256 / "answer.json").write_text('{"same_peo')
    assert store.get(NAME, SHA256).unanswered


def test_a_verdict_from_before_anybody_looked_is_read(store: DatasetStore, tmp_path: Path) -> None:
    send(store)
    document = {
        "status": "usable", "rows": 1, "events": 0, "count": 0, "faults": [],
        "declaration": "d" * 64, "at": "2026-01-01T00:00:00.000Z",
    }  # fmt: skip
    (tmp_path / NAME / SHA256 / "verdict.json").write_text(json.dumps(document))
    found = store.get(NAME, SHA256)
    assert found.verdict == compared()
    assert (found.usable, found.asks, found.answer) == (True, False, None)
